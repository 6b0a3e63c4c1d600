"""Paragraphs: the passages of an article that can be found.

Cuts the text of an article into paragraphs with exact offsets: blank lines and line ends separate
them, wrapped lines are rejoined (see `wrapping`), headings and lead-ins ("The Post reported the
details:") stay with what they lead to, calls to action ("CLICK HERE ...") are left out, and what is
longer than the encoder reads is cut between sentences.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from index.text import wrapping
from index.text.sentences import sentences
from index.types import Paragraph, Span

SPLITTING_VERSION = 2
"""Written into every index: paragraphs cut by another version cannot be mixed with these."""

HEADING_CHARS = 80
"""A line of at most this length without closing punctuation may be a heading."""

LEAD_IN_CHARS = 240
"""A line of at most this length that ends with a colon leads into what follows."""

CALL_TO_ACTION_WORDS = 14
"""Longer sentences that contain "click here" say something of their own."""

LONGEST_PIECE = 64
"""Characters that word pieces of a paragraph have on average at most; about 5 are usual."""

HEAD_CHARS = 1000
"""What nearly every text says something in."""

PieceSpans = Callable[[str], Sequence[Span]]
"""Word pieces of a text as the encoder counts them: their spans, special tokens excluded."""

_BULLET = re.compile(r"[-*+•·‣◦▪]\s")
_ROW = re.compile(r"\s\|\s|\t|\.{4,}|\S[^\S\n]{3,}\S")
_NUMBERED = re.compile(r"\(?\d{1,3}[.)]\s")
_HEADER_FIELD = re.compile(
    r"(?:from|to|cc|bcc|date|sent|subject|reply-to|title|author|source|published|link|url|lang(?:uage)?"
    r"|newsgroups|organi[sz]ation|message-id|tags|category|keywords):\s",
    re.IGNORECASE,
)
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+\S")
_LETTER = re.compile(r"[^\W_]")
_CALL_TO_ACTION = re.compile(
    r"""^\W*(?:
        (?:please\ )?(?:click|tap|press)\ (?:here|on|the\ link|below)\b
        | read\ (?:more|the\ full|the\ rest|also|next)\b | (?:continue|keep)\ reading\b | see\ also:
        | (?:please\ )?(?:subscribe|sign\ up|log\ in|register)\ (?:to|for|here|now|today)\b
        | follow\ us\b | share\ (?:this|on)\b | like\ us\ on\b | join\ our\b | support\ us\b
        | download\ (?:our|the)\ app\b | advertisement\W*$ | copyright\ ?(?:©|\(c\)|\d{4}) | ©
    )
    | \b(?:click|tap)\ here\b | \bfull\ (?:version|text)\ of\ this\ (?:story|article)\b
    | \ball\ rights\ reserved\b""",
    re.IGNORECASE | re.VERBOSE,
)


def split(
    text: str, *, pieces: PieceSpans, limit: int, language: str = "", every: bool = False
) -> tuple[Paragraph, ...]:
    """Cut an article's text into the paragraphs that are indexed.

    Args:
        text: The article's text.
        pieces: Spans of the encoder's word pieces of any text.
        limit: Most word pieces that a paragraph may have, at least 8.
        language: ISO 639-1 code of the text, if it is known.
        every: Whether a call to action is a paragraph where there is nothing else: a title may be
            "Read more about otters".

    Returns:
        Paragraphs in order, not overlapping. Text that is in none of them is white space, calls
        to action beside other text, or lines without a letter or digit.
    """
    if limit < 8:
        raise ValueError(f"limit must be at least 8 word pieces, not {limit}")
    runs = [run for lines in _blocks(text) for run in _runs(text, lines, language)]
    if not runs and every:
        runs = [run for lines in _blocks(text) for run in _runs(text, lines, language, every=True)]
    return tuple(
        Paragraph(group[0][0], group[-1][1], tuple(group))
        for run in runs
        for group in _groups(text, run, pieces, limit)
    )


def says_something(text: str) -> bool:
    """Tell whether a text has more in it than rules, asterisks and calls to action."""
    for part in (text[:HEAD_CHARS], text[HEAD_CHARS:]):
        for line in part.split("\n"):
            if _LETTER.search(line) and not is_call_to_action(line):
                return True
    lines = (line for line in text.split("\n") if _LETTER.search(line))
    parts = (line[start:end] for line in lines for start, end in sentences(line))
    return not all(is_call_to_action(part) or not _LETTER.search(part) for part in parts)


def text_of(title: str, text: str) -> str:
    """Return the text of an article; of one of which only the title says something, the title.

    A flash is its title: what stands below are asterisks.
    """
    return text if not title.strip() or says_something(text) else " ".join(title.split())


def is_call_to_action(sentence: str) -> bool:
    """Tell whether a line or sentence only asks the reader to click, subscribe or share."""
    if sentence.count(" ") >= CALL_TO_ACTION_WORDS:
        return False
    return bool(_CALL_TO_ACTION.search(sentence))


def _blocks(text: str) -> Iterator[list[Span]]:
    """Yield the lines that belong together: a line with the headings and lead-ins above it."""
    held: list[Span] = []
    lines = list(wrapping.passages(text))
    for number, (start, end) in enumerate(lines):
        if not any(c.isalnum() for c in text[start:end]):
            if held:
                yield held
            held = []
            continue
        held.append((start, end))
        following = lines[number + 1] if number + 1 < len(lines) else None
        before = lines[number - 1] if number else None
        goes_on = before is not None and _goes_on(text, before, (start, end))
        if goes_on or not (following and _leads(text[start:end], text[slice(*following)])):
            yield held
            held = []
    if held:
        yield held


def _runs(
    text: str, lines: Sequence[Span], language: str = "", *, every: bool = False
) -> Iterator[list[Span]]:
    """Yield the sentences of lines that belong together, broken off at calls to action.

    Args:
        text, lines: An article's text, and lines of it.
        language: Of the text.
        every: Whether calls to action are sentences like others.
    """
    run: list[Span] = []
    for start, end in lines:
        for a, b in sentences(text[start:end], language):
            if every or not is_call_to_action(text[start + a : start + b]):
                run.append((start + a, start + b))
            elif run:
                yield run
                run = []
    if run:
        yield run


def _goes_on(text: str, before: Span, line: Span) -> bool:
    """Tell whether a line is no heading for what stands right above it: verse, a list."""
    if text[before[1] : line[0]] != "\n":
        return False
    both_numbered = _NUMBERED.match(text, *before) and _NUMBERED.match(text, *line)
    return text[before[1] - 1] in ",;" or bool(both_numbered)


def _leads(line: str, following: str) -> bool:
    """Tell whether `line` is a heading of, or leads into, the line that follows."""
    if _MARKDOWN_HEADING.match(line):
        return len(line) <= LEAD_IN_CHARS
    if line.endswith(":"):
        return len(line) <= LEAD_IN_CHARS
    if _BULLET.match(line) or _HEADER_FIELD.match(line) or _ROW.search(line):
        return False
    is_heading = len(line) <= HEADING_CHARS and not wrapping.STOPPED.search(line)
    return is_heading and (
        len(following) > HEADING_CHARS or bool(wrapping.STOPPED.search(following))
    )


def _groups(
    text: str, spans: Sequence[Span], pieces: PieceSpans, limit: int
) -> Iterator[list[Span]]:
    """Yield runs of sentences of about equal length, none above `limit` word pieces."""
    start, end = spans[0][0], spans[-1][1]
    # A word piece is at least one byte, so a short text needs no count.
    if len(text[start:end].encode("utf-8", "replace")) <= limit:
        yield list(spans)
        return
    counted = [
        (part, count) for span in spans for part, count in _fitting(text, span, pieces, limit)
    ]
    total = sum(count for _, count in counted)
    # Equal parts, not full ones and a crumb: a crumb of one sentence has no context.
    target = total / -(-total // limit)
    group: list[Span] = []
    size = done = parts = 0
    for part, count in counted:
        over_target = done + count / 2 >= (parts + 1) * target
        if group and (size + count > limit or over_target):
            yield group
            group, size, parts = [], 0, parts + 1
        group.append(part)
        size, done = size + count, done + count
    yield group


def _fitting(text: str, span: Span, pieces: PieceSpans, limit: int) -> Iterator[tuple[Span, int]]:
    """Yield `span` with its word piece count, cut between words where one sentence is too long."""
    start, end = span
    while True:
        # Only as much as may fit is looked at: else a file of one long line would take for ever.
        window = min(end, start + limit * LONGEST_PIECE)
        found = pieces(text[start:window])
        if len(found) <= limit and window == end:
            yield (start, end), len(found)
            return
        cut = start + found[limit][0] if len(found) > limit else window
        space = max(text.rfind(c, start, cut) for c in (" ", "\n", "\t", "\u00a0"))
        cut = space if space > start else max(cut, start + 1)
        stop = start + len(text[start:cut].rstrip())
        yield (start, stop), len(pieces(text[start:stop]))
        start = cut
        while start < end and text[start].isspace():
            start += 1
