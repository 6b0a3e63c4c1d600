"""Which parts of a query are conditions, and which are words to rank by? Whoosh parses.

Signs count only where they cannot be anything else: `-` and `"` at the start of a word, a field
only if it is one of ours and its value follows at once, AND, OR and NOT only in capitals, and none
of them in running text, see `prose`. Everything else is a word. Only for queries that have such
signs: Whoosh takes a while to import.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from whoosh.qparser import QueryParser, plugins, syntax

from index.text import analyzer, compounds, letters
from index.text.dates import days_of
from search.query import prose
from search.query.conditions import (
    AllOf,
    AnyOf,
    Condition,
    HasLike,
    HasPattern,
    HasPhrase,
    HasWord,
    IsDated,
    IsNamed,
    Place,
    Without,
)

MAX_CONDITIONS = 256
"""Words, phrases and fields with a condition in one query; with more it is read as plain words."""

MAX_PATTERNS = 16
"""Words with `*` or `~` in one query; each looks through the dictionary."""

QUOTED = 40
"""Characters of a query that a note quotes."""

_OPEN, _CLOSE = '"“„', '"“”'
_START = r"(?:(?<![^\s(])|(?<=\s-)|(?<=\(-)|(?<=\A-))"
"""The start of a word, or of what a minus excludes."""
_VALUE = rf"(?:{_START}|(?i:(?<=title:)|(?<=source:)|(?<=author:)))"
_END = r"(?=[\s)]|$)"

_PHRASE = re.compile(rf"{_VALUE}[{_OPEN}](?P<text>[^{_OPEN}{_CLOSE}]*)[{_CLOSE}](?P<slop>(?!))?")
_UNCLOSED = re.compile(rf"{_START}[{_OPEN}]")
_CONNECTIVE = re.compile(r"(?<![^\s(])(?:AND|OR|NOT)(?!\S)")
_DANGLING = re.compile(
    r"(?<![^\s(])(?:AND|OR|NOT)\s+(?:AND|OR)(?!\S)|(?<![^\s(])NOT\s+NOT(?!\S)"
    r"|[(]\s*(?:AND|OR)\s|\s(?:AND|OR|NOT)\s*[)]"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a query is read.

    Attributes:
        asked: The words to rank by, where they stand in the query; blanks for all else.
        conditions: All of which must hold.
        has_bare: Whether words stand outside of them.
        notes: One line for each part that was read otherwise than it may have been meant.
    """

    asked: str
    conditions: tuple[Condition, ...] = ()
    has_bare: bool = True
    notes: tuple[str, ...] = ()


class _UnreadableError(Exception):
    """The query as a whole makes no sense; the message says why."""


def read(text: str, languages: Sequence[str]) -> Reading:
    """Read a query. Never fails: what cannot be parsed is words, and a note says so.

    Args:
        text: As typed, trimmed.
        languages: Those of the index.
    """
    reader = _Reader(text, languages)
    pasted = prose.as_prose(text)
    signed = text
    if pasted is not None:
        reader.notes.append(pasted.note)
        signed = pasted.text
    unquoted = _PHRASE.sub(lambda found: '"' + "x" * (len(found.group()) - 2) + '"', signed)
    connected = bool(_CONNECTIVE.search(unquoted))
    if connected and _DANGLING.search(unquoted):
        return _plain(text, "AND, OR or NOT connects nothing: searched as plain words")
    try:
        reader.read_all(_parser(connected).process(signed))
    except _UnreadableError as error:
        return _plain(text, f"{error}: searched as plain words")
    except Exception:  # Whoosh raises what it likes where signs stand oddly, as in `-( (NOT - `
        return _plain(text, "the query cannot be parsed: searched as plain words")
    if not reader.conditions:
        return _plain(text, *reader.notes)
    if unquoted.count("(") != unquoted.count(")"):
        reader.notes.append("the parentheses do not match: read as far as they do")
    conditions = tuple(reader.conditions)
    return Reading(reader.asked(), conditions, reader.has_bare, tuple(reader.notes))


def _plain(text: str, *notes: str) -> Reading:
    return Reading(text, notes=notes)


class _Beside(syntax.GroupNode):  # type: ignore[misc]
    """What stands side by side without a connective."""


class _Excluded(syntax.NotGroup):  # type: ignore[misc]
    """What a minus excludes.

    Not a mere `NotGroup`: Whoosh groups all of one kind left to right, and in `NOT -word` the minus
    must come first.
    """


class _Wild(syntax.TextNode):  # type: ignore[misc]
    """A word with `*`."""


class _Like(syntax.TextNode):  # type: ignore[misc]
    """A word with `~`."""

    def __init__(self, text: str, edits: str | None) -> None:
        super().__init__(text)
        self.edits = int(edits or 1)


class _Date(syntax.SyntaxNode):  # type: ignore[misc]
    """A date, a range of dates or a comparison with one."""

    def __init__(self, **parts: str | None) -> None:
        self.parts = parts


class _WildPlugin(plugins.TaggingPlugin):  # type: ignore[misc]
    # Two letters or digits before a last star; a letter somewhere if a star stands elsewhere.
    expr = (
        rf"{_VALUE}(?P<text>\w\w+\*|\w+(?:-\w+)*-\w*\*"
        rf"|(?=[\w*]*[^\W\d_][\w*]*[^\W_]|[\w*]*[^\W_][\w*]*[^\W\d_])"
        rf"(?!\S*\*\*)[\w*]*\*[\w*]*){_END}"
    )
    nodetype = _Wild


class _LikePlugin(plugins.TaggingPlugin):  # type: ignore[misc]
    expr = rf"{_VALUE}(?P<text>\w{{3,}})~(?P<edits>[12])?{_END}"
    nodetype = _Like


class _DatePlugin(plugins.TaggingPlugin):  # type: ignore[misc]
    expr = (
        rf"{_START}(?i:date):(?:\[(?P<first>[^\[\]]*?)\s*\bTO\b\s*(?P<last>[^\[\]]*?)\]"
        rf"|(?P<sign>[<>]=?)?(?P<day>[^\s()]+))"
    )
    nodetype = _Date


class _FieldsPlugin(plugins.FieldsPlugin):  # type: ignore[misc]
    class FieldnameTagger(plugins.FieldsPlugin.FieldnameTagger):  # type: ignore[misc]
        def create(self, parser: Any, match: re.Match[str]) -> Any:
            return syntax.FieldnameNode(match.group("text").lower(), match.group(0))


@cache
def _parser(connectives: bool) -> QueryParser:
    """Return the parser, with or without AND, OR and NOT."""
    minus = plugins.OperatorsPlugin.OpTagger(
        rf"(?<![^\s(])-(?=[^\W\d_]|[{_OPEN}(])", _Excluded, syntax.PrefixOperator
    )
    names = {
        "Not": r"(?<![^\s(])NOT(?=\s)" if connectives else None,
        "And": r"(?<=\s)AND(?=\s)" if connectives else None,
        "Or": r"(?<=\s)OR(?=\s)" if connectives else None,
    }
    return QueryParser(
        None,
        None,
        group=_Beside,
        plugins=[
            _DatePlugin(),
            _FieldsPlugin(rf"{_START}(?i:(?P<text>title|source|author)):(?=[^\s:/])", False),
            plugins.PhrasePlugin(_PHRASE.pattern),  # the group `slop` is Whoosh's, and never there
            _WildPlugin(),
            _LikePlugin(),
            plugins.GroupPlugin(rf"{_VALUE}[(]", r"[)]"),
            plugins.OperatorsPlugin(
                [(minus, 0)], AndNot=None, AndMaybe=None, Require=None, **names
            ),
        ],
    )


class _Reader:
    """Turns Whoosh's syntax tree into conditions, and notes which words are asked for."""

    def __init__(self, text: str, languages: Sequence[str]) -> None:
        self._text = text
        self._languages = languages
        self._kept = bytearray(len(text))
        self._patterns = self._leaves = 0
        self.has_bare = False
        self.conditions: list[Condition] = []
        self.notes: list[str] = []

    def asked(self) -> str:
        """Return the words to rank by, where they stand."""
        pairs = zip(self._text, self._kept, strict=True)
        return "".join(letter if kept else " " for letter, kept in pairs)

    def read_all(self, group: Any) -> None:
        """Read what stands side by side: bare words are to rank by, all else are conditions."""
        for node in group:
            if isinstance(node, syntax.WordNode) and node.fieldname is None:
                self._bare(node)
            elif isinstance(node, _Beside):
                self.read_all(node)
            else:
                condition = self._condition(node, wanted=True)
                if condition is not None:
                    self.conditions.append(condition)

    def _condition(self, node: Any, *, wanted: bool) -> Condition | None:
        """Read a node that is a condition; None where nothing of it can be searched."""
        if isinstance(node, syntax.NotGroup):
            inner = self._condition(node[0], wanted=not wanted)
            return None if inner is None else Without(inner)
        if isinstance(node, syntax.GroupNode):
            found = [self._condition(part, wanted=wanted) for part in node]
            parts = tuple(part for part in found if part is not None)
            if len(parts) < 2:
                return parts[0] if parts else None
            return AnyOf(parts) if isinstance(node, syntax.OrGroup) else AllOf(parts)
        if isinstance(node, _Date):
            return self._date(node)
        self._count(node)
        return self._leaf(node, wanted=wanted)

    def _leaf(self, node: Any, *, wanted: bool) -> Condition | None:
        """Read a word, a phrase or a pattern, of the text, the title or a name."""
        if node.fieldname in ("source", "author"):
            return self._named(node)
        place: Place = "title" if node.fieldname == "title" else "text"
        if isinstance(node, _Wild):
            return HasPattern(_folded(node.text), place)
        if isinstance(node, _Like):
            return HasLike(_folded(node.text), node.edits, place)
        if wanted:
            self._keep(node)
        if isinstance(node, plugins.PhrasePlugin.PhraseNode):
            words = compounds.units(node.text)
            return HasPhrase(words, place) if words else None
        return self._word(node, place)

    def _word(self, node: Any, place: Place) -> Condition | None:
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
        if isinstance(node, _Like):
            self.notes.append(f"{self._of(node)}: ~ is not read in names")
        words = _folded(node.text).split() if isinstance(node, _Wild) else analyzer.words(node.text)
        return IsNamed(node.fieldname, tuple(words)) if words else None

    def _date(self, node: Any) -> Condition | None:
        """Read a date; what is none is searched as words."""
        self._count(node)
        parts = node.parts
        ends = [parts["day"]] * 2 if parts["day"] else [parts["first"], parts["last"]]
        days = [days_of(end, whole=True) for end in ends]
        is_open = [not parts["day"] and not end.strip(" *") for end in ends]
        if not all(found or free for found, free in zip(days, is_open, strict=True)):
            self.notes.append(
                f"{self._of(node)} is no date (2021, 2021-12, 2021-12-15, [2021-11 TO 2021-12],"
                " >2021-10-01): searched as plain words"
            )
            self._mark(node.startchar, node.endchar)
            self.has_bare = True
            return None
        first, last = days[0] and days[0][0], days[1] and days[1][1]
        match parts["sign"]:
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
        self.has_bare = self.has_bare or any(analyzer.tokens(node.text))
        if _UNCLOSED.match(node.text):
            self.notes.append(
                f"the quotation mark before {_quoted(node.text[1:])} is not closed: searched as"
                " plain words"
            )

    def _keep(self, node: Any) -> None:
        """Rank by the words of a node too."""
        if isinstance(node, plugins.PhrasePlugin.PhraseNode):
            self._mark(node.textstartchar, node.textstartchar + len(node.text))
        else:
            self._mark(node.startchar, node.endchar)

    def _mark(self, start: int, end: int) -> None:
        self._kept[start:end] = b"\1" * (end - start)

    def _count(self, node: Any) -> None:
        self._leaves += 1
        self._patterns += isinstance(node, _Wild | _Like)
        if self._leaves > MAX_CONDITIONS or self._patterns > MAX_PATTERNS:
            raise _UnreadableError(
                f"the query has more than {MAX_CONDITIONS} conditions, or {MAX_PATTERNS} words with"
                " * or ~"
            )

    def _of(self, node: Any) -> str:
        """Return what was typed there, quoted."""
        return _quoted(self._text[node.startchar : node.endchar])


def _quoted(text: str) -> str:
    """Return what was typed, quoted, its end left out where it is long."""
    return repr(text if len(text) <= QUOTED else text[:QUOTED] + "…")


def _folded(word: str) -> str:
    """Fold a word as the index's words are, in one, but for its stars."""
    return "*".join(letters.fold(part.replace("-", "")) for part in word.split("*"))
