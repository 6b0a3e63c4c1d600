"""Sentences: where each of a text begins and ends.

Pure functions over `str`, offsets in code points. Rules decide the clear full stops, by language
where it is known, and syntok the others; it only chooses among those found here, so that whatever
it answers no character is lost and no offset shifted.
"""

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from syntok.segmenter import segment
from syntok.tokenizer import Tokenizer

from index.text.abbreviations import StopRules, rules_of

Span = tuple[int, int]

TITLE_LIMIT = 120  # about two lines of a result list
TITLE_WITHIN = 20  # sentences
_WRAP_LIMIT = 140  # nobody wraps prose at more columns: longer lines are whole paragraphs
_WORD_LIMIT = 24  # in a wrapped line, a longer "word" is a clause of a script without spaces
LEAST_WORDS = 3  # before a time of day that ends a sentence
_SMALL_WORD = 3  # letters: longer words of a title begin with a capital
_LOOK_BACK = 120  # for words, brackets and quotation marks: keeps the work linear

_OPENERS = "([{<\"'“‘„‚«‹「『（《【¿¡*_"
_CLOSERS = "*)]}\"'”’»›」』）》】"
# Stops that no decimal, abbreviation or address uses: they end a sentence without a space.
_WIDE = frozenset("。！？｡।॥؟۔።։။")
_ENDS = frozenset(".!?…")
# A word with one of these is an address, a dotted name or code, and may go on after a stop.
_ADDRESS = frozenset("./@:\\")
_CONTINUES = frozenset("…,;:、，；：と)]}%&=+")  # begin no sentence (と: "said" in Japanese)

_STOP = re.compile(
    rf"(?P<mark>[.!?…{''.join(sorted(_WIDE))}]++)"
    # Closing quotes and brackets, more stops, “ or « that close in German, a spaced " or » that
    # closes.
    rf"(?P<close>[{re.escape(_CLOSERS)}.!?…]*+(?:(?:[“«‘]| [\"”])(?!\S)|\s[»›](?!\w))?)"
    # Notes: word.[12] or word.(3) or word.¹ or, after a word in lower case only, word.12
    r"(?:(?:\[[\w ,;–-]{1,30}\]|\(\d{1,3}(?:[,–-] ?\d{1,3}){0,8}\)|[⁰¹²³⁴-⁹]{1,6}){1,6}"
    r"|(?<=[a-z]{3}\.)\d{1,3}(?:[,–-]\d{1,3}){0,8}(?=\s))?"
    r"(?P<gap>\s*+)"
)
_QUOTED_TITLE = re.compile(
    r"[“„\"«‘]\s?(?P<title>(?:[^“”„\"«»‘’\n]|(?<=\w)’(?=\w)){1,60}?)[”“\"»’](?=,?\s[a-z])"
)
"""What is quoted within a sentence, and may be the title of a work."""
_BLANK_LINE = re.compile(r"\n\s*\n|[\u2029\f]")
_BULLET = re.compile(r"(?:[-–*+•‣▪◦●○■·]|#{1,6}|\(?(?:\d{1,2}|[a-z])\)|\d{1,2}\.)\s")
_MARKER = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[A-Za-z]|[IVXivx]{1,5})\)?")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.-?)+[^\W\d_]{1,3}")
_ROMAN = re.compile(r"[IVXLC]+")
_MIXED_CASE = re.compile(r"[a-z]{1,3}[A-Z]")
_TITLE_CASE = re.compile(r"[^\W\d_a-z][a-z’']|[AI]\s")
_ELIDED = re.compile(r"^\w{1,5}['’]")  # French and Italian: l'on., dell'ing.
_COMPOUNDS = ("str", "nr")  # German: Goethestr. 5
_NOT_LETTER = re.compile(r"[\W\d_]")

# Never end a sentence: a name or a number follows.
_TITLES = frozenset(
    "Mr Mrs Ms Dr Prof St Ste Gen Sen Rep Gov Lt Col Capt Cmdr Sgt Pvt "
    "Cpl Brig Supt Insp Maj Adm Rev Hon "
    "Pres "
    "Messrs Fr "
    "Ft Mt Mme Mlle Fig Figs fig figs Eq Eqs eq eqs Ref Refs Sec Tab Vol vol pp vs Vs approx ca cf "
    "viz Nos nos e.g i.e E.g I.e".split()
)
# May end a sentence, but only a clear first word says so.
_SOFT = frozenset(
    "al Inc Corp Co Cos Ltd Plc Bros Jr Sr Dept Univ Assn Ave Blvd Rd Ed Eds ed eds No Proc Natl "
    "Acad Biol Chem Phys Appl Res Sci Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Mon Tue Wed "
    "Thu Fri Sat Ala Ariz Calif Colo Conn Fla Ga Ky Mass Md Mich Minn Okla Ore Pa Tenn Tex".split()
)
_ABBREVIATIONS = _TITLES | _SOFT
_COUNTED = _ABBREVIATIONS | frozenset(  # numbers follow
    "no No p P art Art arts Arts ch Ch n Rs Re Kr Fr Tk Ksh Sh para paras Para Paras Secs sec secs "
    "App ft lb oz"
    " cl Bk Pt pt pts Ex Apt Rm Tel tel Ext ext est".split()
)
_CLOCK = frozenset("a.m p.m A.M P.M".split())
_AFTER_CLOCK = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Febr)uary|March|April|May|June|July|August"
    r"|(?:Septem|Octo|Novem|Decem)ber|[A-Z]{2,4}|Eastern|Pacific|Central|Mountain|Greenwich|Local)\b"
)
_STARTERS = frozenset(
    "A About After All Also Although Among An Another As At Because Before Both But By Despite For "
    "During Earlier Even Each From He Her Here His How However I If In Instead It Its Later Many "
    "Meanwhile Most My Not Now Of On Once One Only Other Our She Since So Some Such That The Their "
    "Then There These They This Those Though Thus Two Under We What When While Why With You "
    "Everyone "
    "Nobody Nothing Someone Still Until Whether Yet".split()
)
_CAPITALS = frozenset("THE HE SHE THEY IT BUT THIS THESE WE".split())  # starters in CAPITALS


def normalise(raw: str) -> str:
    """Return `raw` without one leading byte order mark, its CRLF and CR turned into LF."""
    return raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def sentences(text: str, language: str = "") -> tuple[Span, ...]:
    """Find the sentences of a text.

    Args:
        text: any string; line breaks are LF, as `normalise` leaves them.
        language: ISO 639-1 code, if it is known: abbreviations and ordinals are its own.

    Returns:
        Half-open code point offsets into `text`, increasing, not overlapping, none empty, without
        white space at either end; together they hold every character that is not white space.
    """
    return tuple(_spans(text, rules_of(language)))


def first_sentence(text: str, limit: int = TITLE_LIMIT, language: str = "") -> str:
    """Give the first sentence of a text, to serve as its title.

    Args:
        text: any string.
        language: As for `sentences`.
        limit: the most characters to return, at least 1 (`ValueError` otherwise).

    Returns:
        The sentence on one line; its first words and "…" if it is too long; "" for a blank text.
    """
    if limit < 1:
        raise ValueError(f"limit must be at least 1, not {limit}")
    rules = rules_of(language)
    # Rules and asterisks may stand above a title.
    spans = islice(_spans(text, rules), TITLE_WITHIN)
    said = (text[start:end] for start, end in spans)
    title = " ".join(next((one for one in said if any(map(str.isalnum, one))), "").split())
    title = title or " ".join(text[slice(*next(_spans(text, rules), (0, 0)))].split())
    if len(title) <= limit:
        return title
    head = title[:limit]  # a space at its last place means that the words before it fit whole
    words = head[: head.rfind(" ")] if " " in head else head[:-1]
    return words.rstrip(" ,;:–—-") + "…"


def _spans(text: str, rules: StopRules | None) -> Iterator[Span]:
    """Yield the sentences of `text`, lazily."""
    for offset, block in _blocks(text):
        for start, end in pairwise([0, *_cuts(block, rules), len(block)]):
            piece = block[start:end].strip()
            if piece:
                left = offset + block.index(piece, start)
                yield left, left + len(piece)


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield the stretches that no sentence leaves: offset, and text without the space after it."""
    start = 0
    for end in [*(blank.end() for blank in _BLANK_LINE.finditer(text)), len(text)]:
        position = start
        lines = text[start:end].split("\n")
        width = max(len(line.strip()) for line in lines)
        for line, following in pairwise(lines):
            position += len(line) + 1
            if _line_break_ends(line.strip(), following.strip(), width):
                yield start, text[start:position].rstrip()
                start = position
        yield start, text[start:end].rstrip()
        start = end


def _line_break_ends(line: str, following: str, width: int) -> bool:
    """Tell whether a sentence must end between two lines of a paragraph `width` characters wide.

    Wrapped lines break where the next word does not fit: a space. Where it fits, a break is meant.
    """
    if _BULLET.match(following):
        return True
    head = following.lstrip(_OPENERS)[:1]
    if not head.isalpha() or head.islower():
        return False
    word = following[:_WORD_LIMIT].split(maxsplit=1)[0]
    return len(line) > _WRAP_LIMIT or len(line) + 1 + len(word) <= width


def _cuts(block: str, rules: StopRules | None) -> Iterator[int]:
    """Yield the offsets in `block` where a new sentence begins, but for the first."""
    begin = len(block) - len(block.lstrip())
    one_case = block.islower() or block.isupper()
    guesses: frozenset[int] | None = None
    titles: list[Span] | None = None
    for stop in _STOP.finditer(block):
        at = stop.end()
        if at == len(block) or block[at] in _CONTINUES:
            continue
        if stop["mark"] in ("!", "?") and not stop["close"]:
            titles = list(_quoted_titles(block)) if titles is None else titles
            if any(start < at < end for start, end in titles):
                continue
        if not _WIDE.isdisjoint(stop["mark"]):
            verdict: bool | None = not stop["close"].endswith(("》", ")", "）"))
        elif stop["gap"]:
            known = _known_verdict(block, stop, rules) if rules else None
            verdict = _spaced_verdict(block, stop, begin, one_case) if known is None else known
        else:
            at = _glued_cut(block, stop)
            verdict = at > 0
        if verdict is None:
            guesses = _syntok_starts(block) if guesses is None else guesses
            verdict = at in guesses
        if verdict:
            yield at
            begin = at


def _quoted_titles(block: str) -> Iterator[Span]:
    """Yield where a title such as “Help! A Life” is quoted within a sentence."""
    for found in _QUOTED_TITLE.finditer(block):
        first, *words = [word for word in _NOT_LETTER.split(found["title"]) if word] or ["-"]
        large = [first, *(word for word in words if len(word) > _SMALL_WORD)]
        if all(word[0].isupper() for word in large):
            yield found.span()


def _syntok_starts(block: str) -> frozenset[int]:
    """Give the offsets in `block` where syntok lets a sentence begin."""
    tokens = Tokenizer(replace_not_contraction=False).tokenize(block)
    return frozenset(sentence[0].offset for sentence in segment(tokens))


def _glued_cut(block: str, stop: re.Match[str]) -> int:
    """Give where a sentence begins that follows `stop` without a space; 0 if none does."""
    at, after = stop.end("mark"), stop.end()
    word = _word_before(block, stop.start()).rstrip('"”’»')
    clear = word[-2:].isalpha() and word[-2:].islower() and _is_plain(word)
    if not clear or not _ADDRESS.isdisjoint(word):
        return 0
    opens = block[after] in "“‘„«" and block[after + 1 : after + 2].isalnum()
    if opens or not _TITLE_CASE.match(block, after):
        return after if opens else 0
    before = block.rfind('"', max(0, at - _LOOK_BACK), at)
    closed = before < 0 or (before > 0 and not block[before - 1].isspace())
    return at if stop["close"] == '"' and closed else after  # a straight " after a closed one opens


def _known_verdict(block: str, stop: re.Match[str], rules: StopRules) -> bool | None:
    """Tell whether a stop ends a sentence by what is known of the language; None: nothing is."""
    word = _word_before(block, stop.start())
    head = block[stop.end() : stop.end() + _WORD_LIMIT].lstrip(_OPENERS)
    if stop["mark"] != "." or stop["close"] or not word or not head or head[0].islower():
        return None
    folded = _ELIDED.sub("", word.lower())
    first = _NOT_LETTER.split(head, 1)[0].lower()
    starts = first in rules.starters and head[len(first) : len(first) + 1] != "."
    before = block[
        max(0, stop.start() - len(word) - _WORD_LIMIT) : stop.start() - len(word)
    ].split()
    above = before[-1].lower().rstrip(".,") if before else ""
    is_letter = len(word) == 1 and word.isalpha()
    is_counted = folded in rules.counted or is_letter or folded.endswith(_COMPOUNDS)
    if folded in rules.titles or (head[0].isdigit() and is_counted):
        return False
    if folded in rules.soft or (is_letter and word.islower() and above[-1:].isdigit()):
        return starts
    if rules.has_ordinals and _is_ordinal(word, head, first, above, rules) and not starts:
        return False
    is_caseless = not (head[0].isupper() or head[0].isdigit() or word[-1].islower())
    return False if is_caseless and len(word) < 3 and word.isalpha() else None


def _is_ordinal(word: str, head: str, first: str, above: str, rules: StopRules) -> bool:
    """Tell whether a number with a stop is an ordinal before a head and its first word."""
    if not word.isdigit():
        return bool(_ROMAN.fullmatch(word)) and head[0].isalpha()
    if head[0].isdigit():  # Hungarian dates: 2021. 11. 05.
        return not rules.ordered
    counts = first in rules.ordered or above in rules.before_ordinal
    return len(word) < 4 and head[0].isalpha() and counts


def _spaced_verdict(block: str, stop: re.Match[str], begin: int, one_case: bool) -> bool | None:
    """Tell whether a stop with white space after it ends the sentence from `begin`; None: unsure.

    `one_case` says that the block has only capitals or none, so that case means nothing.
    """
    mark, close, word = stop["mark"], stop["close"], _word_before(block, stop.start())
    head = block[stop.end() : stop.end() + _WORD_LIMIT].lstrip(_OPENERS)
    near = block[max(begin + 1, stop.start() - _LOOK_BACK) : stop.end()]
    in_bracket = max(near.rfind("("), near.rfind("[")) > max(near.rfind(")"), near.rfind("]"))
    is_marker = stop.start() - len(word) == begin and _MARKER.fullmatch(word)  # "1. First item"
    if in_bracket or is_marker or (word in ("(", "[") and close):
        return False
    if not head:
        return None
    if not word and not close and mark in ("...", "…"):  # words left out, or a pause
        return _NOT_LETTER.split(head, 1)[0] in _STARTERS
    if not word and not close and mark == "." and stop.start() > begin:  # "spaced . like this"
        earlier = _word_before(block, stop.start() - 1)
        dots = block[stop.end()] == "." or earlier.endswith(".")
        return not dots and (one_case or len(earlier) > 1)
    if word in _CLOCK and head[0].isupper():  # not "At 10 p.m. Police came."
        goes_on = block.count(" ", begin, stop.start()) < LEAST_WORDS
        return not (goes_on or _AFTER_CLOCK.match(head))
    return _word_verdict(word.capitalize() if one_case else word, mark, close, head, one_case)


def _word_verdict(word: str, mark: str, close: str, head: str, one_case: bool) -> bool | None:
    """Tell whether `word`, `mark` and `close` end a sentence before `head`; None: unsure."""
    plain = _is_plain(word) or not _ENDS.isdisjoint(close)
    follower = _NOT_LETTER.split(head, 1)[0]
    if head[0].islower():
        clear = len(word) > 3 or follower.upper() in _CAPITALS
        return plain and not close and bool((one_case and clear) or _MIXED_CASE.match(head))
    if not _ENDS.isdisjoint(mark) and mark[0] != ".":
        return True if head[0].isalnum() else None
    if not head[0].isupper():
        if word in _COUNTED or (head[0].isdigit() and word.isdigit() and len(word) < 3):
            return False  # "No. 5"; "3. 5 percent", as scanned text has it
        return True if plain and head[0].isdigit() and not word[-1:].isdigit() else None
    if plain or word in _TITLES:  # short: syntok knows abbreviations of other languages
        short = len(word) < 5 and word.isalpha() and word.istitle() and not close
        return None if plain and short else plain
    known = _CAPITALS if len(follower) > 1 and follower.isupper() else _STARTERS
    return follower in known and head[len(follower) : len(follower) + 1] in ("", *" \n,’'")


def _is_plain(word: str) -> bool:
    """Tell whether a stop after `word` is a full stop, not the mark of an abbreviation."""
    if not word or not word[-1].isalpha():
        return bool(word)
    return len(word) > 1 and not _DOTTED.fullmatch(word) and word not in _ABBREVIATIONS


def _word_before(block: str, end: int) -> str:
    """Give the run without white space or dash that ends at `end`, without opening quotes."""
    piece = block[max(0, end - _LOOK_BACK) : max(0, end)].replace("—", " ")
    word = piece.rsplit(None, 1)[-1] if piece and not piece[-1].isspace() else ""
    return word.lstrip(_OPENERS) or word[-1:]
