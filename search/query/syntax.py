"""Syntax: which parts of a query are conditions, and which are words to rank by. Whoosh parses.

Signs count only where they cannot be anything else: `-` and `"` at the start of a word, a field
only if it is one of ours and its value follows at once, AND, OR and NOT only in capitals, and none
of them in running text, see `prose`. Everything else is a word. Only for queries that have such
signs: Whoosh takes a while to import.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from index.text import analyzer, compounds, letters
from index.text.dates import Days
from search.query import dates, grammar, prose, strangers
from search.query.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Field,
    HasLike,
    HasNear,
    HasPattern,
    HasPhrase,
    HasWord,
    IsDated,
    IsIn,
    IsNamed,
    IsSaid,
    Without,
)

MAX_CONDITIONS = 256
"""Words, phrases and fields with a condition in one query; with more it is read as plain words."""

MAX_PATTERNS = 16
"""Words with `*` or `~` in one query; each looks through the dictionary."""

NEAR_WORDS = 10
"""So many other words may stand between two with NEAR between them, where no number is given."""

MAX_GAP = 1000
"""Most words between those of a phrase; no paragraph has more."""

MAX_DEPTH = 50
"""Groups within groups; each takes a few calls of those that Python allows within each other."""

QUOTED = 40
"""Characters of a query that a note quotes."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a query is read.

    Attributes:
        asked: The words to rank by, where they stand in the query; blanks for all else.
        conditions: All of which must hold.
        has_bare: Whether words stand outside of them.
        bare: These, as typed.
        notes: One line for each part that was read otherwise than it may have been meant.
    """

    asked: str
    conditions: tuple[Condition, ...] = ()
    has_bare: bool = True
    bare: str = ""
    notes: tuple[str, ...] = ()


class _UnreadableError(Exception):
    """The query as a whole makes no sense; the message says why."""


def read(text: str, languages: Sequence[str], now: date) -> Reading:
    """Read a query. Never fails: what cannot be parsed is words, and a note says so.

    Args:
        text: As typed, trimmed.
        languages: Those of the index.
        now: Today, for dates in words.
    """
    text, notes = strangers.without_strangers(text)
    reader = _Reader(text, languages, now)
    reader.notes += notes
    pasted = prose.as_prose(text)
    signed = text
    if pasted is not None:
        reader.notes.append(pasted.note)
        signed = pasted.text
    unquoted = grammar.PHRASE.sub(_blanked, signed)
    connected = bool(grammar.CONNECTIVE.search(unquoted))
    if connected and grammar.DANGLING.search(unquoted):
        return _plain(text, "AND, OR or NOT connects nothing: searched as plain words")
    try:
        tree = grammar.parser(connected).process(signed)
    except Exception:  # Whoosh raises what it likes where signs stand oddly, as in `-( (NOT - `
        return _plain(text, "the query cannot be parsed: searched as plain words")
    if _depth(tree) > MAX_DEPTH:
        return _plain(text, f"more than {MAX_DEPTH} groups are nested: searched as plain words")
    try:
        reader.read_all(tree)
    except _UnreadableError as error:
        return _plain(text, f"{error}: searched as plain words")
    if not reader.conditions:
        return _plain(text, *reader.notes)
    if unquoted.count("(") != unquoted.count(")"):
        reader.notes.append("the parentheses do not match: read as far as they do")
    conditions = tuple(reader.conditions)
    bare = " ".join(reader.bare)
    return Reading(reader.asked(), conditions, reader.has_bare, bare, tuple(reader.notes))


def _blanked(found: re.Match[str]) -> str:
    return '"' + "x" * (len(found.group()) - 2) + '"'


def _plain(text: str, *notes: str) -> Reading:
    return Reading(text, notes=notes)


class _Reader:
    """Turns Whoosh's syntax tree into conditions, and notes which words are asked for."""

    def __init__(self, text: str, languages: Sequence[str], now: date) -> None:
        self._text = text
        self._languages = languages
        self._now = now
        self._kept = bytearray(len(text))
        self._patterns = self._leaves = 0
        self.has_bare = False
        self.bare: list[str] = []
        self.conditions: list[Condition] = []
        self.notes: list[str] = []

    def asked(self) -> str:
        """Return the words to rank by, where they stand."""
        pairs = zip(self._text, self._kept, strict=True)
        return "".join(letter if kept else " " for letter, kept in pairs)

    def read_all(self, group: Any) -> None:
        """Read what stands side by side: bare words are to rank by, all else are conditions."""
        for node in group:
            if isinstance(node, grammar.Word) and node.fieldname is None:
                self._bare(node)
            elif isinstance(node, grammar.Beside):
                self.read_all(node)
            else:
                condition = self._condition(node, wanted=True)
                if condition is not None:
                    self.conditions.append(condition)

    def _condition(self, node: Any, *, wanted: bool) -> Condition | None:
        """Read a node that is a condition; None where nothing of it can be searched."""
        if isinstance(node, grammar.Group):
            return self._group(node, wanted=wanted)
        if isinstance(node, grammar.Date):
            return self._date(node)
        self._count(node)
        if isinstance(node, grammar.Within):
            return IsIn("language" if node.name == "lang" else "path", node.value)
        if isinstance(node, grammar.Near):
            return self._near(node, wanted=wanted)
        return self._leaf(node, wanted=wanted)

    def _group(self, node: Any, *, wanted: bool) -> Condition | None:
        """Read what is excluded, demanded, connected or stands together."""
        if isinstance(node, grammar.Negation | grammar.Required) and not len(node):
            raise _UnreadableError("the query cannot be parsed")  # as `-( (NOT - ` is
        if isinstance(node, grammar.Negation):
            inner = self._condition(node[0], wanted=not wanted)
            return None if inner is None else Without(inner)
        if isinstance(node, grammar.Required):
            inner = self._condition(node[0], wanted=wanted)
            is_bare = isinstance(inner, HasWord) and inner.place == "text"
            return replace(inner, sign="+") if is_bare else inner  # type: ignore[type-var]
        found = [self._condition(part, wanted=wanted) for part in node]
        parts = tuple(part for part in found if part is not None)
        if len(parts) < 2:
            return parts[0] if parts else None
        return AnyOf(parts) if isinstance(node, grammar.Either) else AllOf(parts)

    def _leaf(self, node: Any, *, wanted: bool) -> Condition | None:
        """Read a word, a phrase or a pattern, of the text, the title or a name."""
        if node.fieldname in ("source", "author", "said"):
            return self._named(node)
        place: Field = "title" if node.fieldname == "title" else "text"
        if isinstance(node, grammar.Wild):
            return HasPattern(_folded(node.text), place)
        if isinstance(node, grammar.Like):
            if node.asked not in ("1", "2"):
                self.notes.append(f"{self._of(node)}: at most 2 errors, read as ~{node.edits}")
            return HasLike(_folded(node.text), node.edits, place)
        if wanted:
            self._keep(node)
        if isinstance(node, grammar.Phrase):
            return self._phrase(node, place)
        return self._word(node, place)

    def _near(self, node: Any, *, wanted: bool) -> Condition | None:
        """Read two words that are near each other, in any order."""
        if node.sign.lower().startswith(("pre", "onear")):
            self.notes.append(f"{node.sign} demands no order: read as NEAR/{node.slop}")
        if wanted:
            self._mark(node.startchar, node.startchar + len(node.one))
            self._mark(node.endchar - len(node.other), node.endchar)
        words = (*compounds.units(node.one), *compounds.units(node.other))
        return (
            HasNear(words, min(NEAR_WORDS if node.slop is None else node.slop, MAX_GAP))
            if words
            else None
        )

    def _phrase(self, node: Any, place: Field) -> Condition | None:
        """Read a phrase: the last word may go on, and a number behind it allows gaps."""
        words = compounds.units(node.text)
        if not words:
            return None
        is_begun = _begun(node.text) is not None
        if "*" in node.text.rstrip()[:-1]:
            self.notes.append(f"{self._of(node)}: * is read at the end of a phrase only")
        elif "*" in node.text and not is_begun:
            self.notes.append(f"{self._of(node)}: * needs two letters before it")
        behind = self._text[node.textstartchar + len(node.text) : node.endchar]
        has_slop = "~" in behind or isinstance(node, grammar.Call)
        slop = node.slop if has_slop else 0
        if slop and len(words) > 1:
            if place == "text" and not is_begun:
                return HasNear(words, min(slop, MAX_GAP))
            where = "where a word ends in *" if is_begun else "in titles"
            self.notes.append(f"{self._of(node)}: ~{slop} is not read {where}")
        if not is_begun:
            return HasPhrase(words, place)
        alone = words[0].replace("-", "")
        if len(words) == 1 and alone.isalnum():
            self._patterns += 1
            self._check_count()
            return HasPattern(f"{alone}*", place)
        return HasPhrase((*words[:-1], f"{words[-1]}*"), place)

    def _word(self, node: Any, place: Field) -> Condition | None:
        """Read a word that must be there; one that is several, as `co-operate`, is a phrase."""
        every = list(analyzer.tokens(node.text))
        tokens = [token for token in every if not analyzer.is_elided(node.text, token)]
        if len(tokens) != 1:
            return HasPhrase(compounds.units(node.text), place) if tokens else None
        (token,) = tokens
        shown = node.text[token.start : token.end]
        if token.word in analyzer.STOP_WORDS:
            return HasWord(shown, token.word, (), place)
        return HasWord(
            shown, token.word, analyzer.terms_in(self._languages, shown, token.word), place
        )

    def _named(self, node: Any) -> Condition | None:
        if isinstance(node, grammar.Like):
            self.notes.append(f"{self._of(node)}: ~ is not read in names")
        words: list[str] = []
        for piece in node.text.split():
            is_pattern = "*" in piece and any(map(str.isalnum, piece))
            words += [_folded(piece.strip(",.;:"))] if is_pattern else analyzer.words(piece)
        if node.fieldname == "said":
            return IsSaid(tuple(words)) if words else None
        return IsNamed(node.fieldname, tuple(words)) if words else None

    def _date(self, node: Any) -> Condition | None:
        """Read a date; what is none is searched as words."""
        self._count(node)
        parts = node.parts
        day, sign = parts["day"] or parts["said"], parts["sign"]
        first, last = parts["first"] or parts["start"] or "", parts["last"] or parts["end"] or ""
        if day and ".." in day and day.strip(".") and not sign:
            first, _, last = day.partition("..")
            day = None
        ends = [day, day] if day else [first, last]
        days = [dates.period(end, self._now) for end in ends]
        is_open = [not day and not end.strip(" *") for end in ends]
        if not all(found or free for found, free in zip(days, is_open, strict=True)):
            is_followed = parts["day"] and self._text[node.endchar :].strip()
            joined = "; join words with hyphens or quote them" if is_followed else ""
            self.notes.append(
                f"{self._of(node)} is no date ({dates.KNOWN}; [2021-11 TO 2021-12], >2021-10-01"
                f"{joined}): searched as plain words"
            )
            self._mark(node.startchar, node.endchar)
            self.bare.append(self._text[node.startchar : node.endchar])
            self.has_bare = True
            return None
        if day and not sign:  # of a range, both ends count
            sign = {"since": ">=", "until": "<="}.get(parts["field"].lower())
        return self._dated(node, days[0], days[1], sign)

    def _dated(
        self, node: Any, begin: Days | None, end: Days | None, sign: str | None
    ) -> Condition | None:
        """Return what a date, a range or a comparison demands."""
        if begin and end and begin[0] > end[1]:
            self.notes.append(f"{self._of(node)} is the wrong way round: read from the earlier day")
            begin, end = end, begin
        first, last = begin and begin[0], end and end[1]
        match sign:
            case ">":
                return IsDated((last or 0) + 1, None)
            case ">=":
                return IsDated(first, None)
            case "<":
                return IsDated(None, (first or 0) - 1)
            case "<=":
                return IsDated(None, last)
        return None if first is last is None else IsDated(first, last)

    def _bare(self, node: Any) -> None:
        self._mark(node.startchar, node.endchar)
        self.bare.append(self._text[node.startchar : node.endchar])
        self.has_bare = self.has_bare or any(analyzer.tokens(node.text))
        if grammar.UNCLOSED.match(node.text):
            self.notes.append(
                f"the quotation mark before {_quoted(node.text[1:])} is not closed: searched as"
                " plain words"
            )

    def _keep(self, node: Any) -> None:
        """Rank by the words of a node too, but for one of which there is only the beginning."""
        if isinstance(node, grammar.Phrase):
            begun = _begun(node.text)
            length = len(node.text) if begun is None else begun
            self._mark(node.textstartchar, node.textstartchar + length)
        else:
            self._mark(node.startchar, node.endchar)

    def _mark(self, start: int, end: int) -> None:
        self._kept[start:end] = b"\1" * (end - start)

    def _count(self, node: Any) -> None:
        self._leaves += 1
        self._patterns += isinstance(node, grammar.Wild | grammar.Like)
        self._check_count()

    def _check_count(self) -> None:
        if self._leaves > MAX_CONDITIONS or self._patterns > MAX_PATTERNS:
            raise _UnreadableError(
                f"the query has more than {MAX_CONDITIONS} conditions, or {MAX_PATTERNS} words with"
                " * or ~"
            )

    def _of(self, node: Any) -> str:
        """Return what was typed there, quoted."""
        return _quoted(self._text[node.startchar : node.endchar])


def _depth(tree: Any) -> int:
    """Return how many groups are nested at most."""
    depth, level = 0, [tree]
    while level:
        groups = [node for node in level if isinstance(node, grammar.Group)]
        level = [part for group in groups for part in group]
        depth += bool(groups)
    return depth


def _begun(text: str) -> int | None:
    """Return where the last word of a phrase begins if it may go on, as in `heavy ra*`."""
    words, written = compounds.units(text), text.rstrip()
    if not words or len(words[-1]) < 2 or not written.endswith("*"):
        return None
    if written[-2] == "*" or written[-2].isspace():
        return None
    tokens = list(analyzer.tokens(text))
    return tokens[-1 - words[-1].count("-")].start


def _quoted(text: str) -> str:
    """Return what was typed, quoted, its end left out where it is long."""
    return repr(text if len(text) <= QUOTED else text[:QUOTED] + "…")


def _folded(word: str) -> str:
    """Fold a word as the index's words are, in one, but for its wildcards."""
    parts = re.split(r"([*?])", word)
    return "".join(part if part in "*?" else letters.fold(part.replace("-", "")) for part in parts)
