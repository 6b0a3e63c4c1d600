"""Grammar of queries: Whoosh's parser with our own signs, from text to a syntax tree."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from whoosh.qparser import QueryParser, plugins, syntax

FIELDS = ("title", "source", "author", "said", "date", "since", "until", "lang", "path")
OPEN, CLOSE = '"“„«»', '"“”«»'
START = r"(?:(?<![^\s(])|(?<=\s[-+!])|(?<=\([-+!])|(?<=\A[-+!]))"
"""The start of a word, or of what a minus excludes."""
VALUE = rf"(?:{START}|(?i:(?<=title:)|(?<=source:)|(?<=author:)|(?<=said:)))"
END = r"(?=[\s)]|$)"

PHRASE = re.compile(rf"{VALUE}[{OPEN}](?P<text>[^{OPEN}{CLOSE}]*)[{CLOSE}](?:~(?P<slop>\d+))?")
UNCLOSED = re.compile(rf"{START}[{OPEN}]")
CONNECTIVE = re.compile(r"(?<![^\s(])(?:AND|OR|NOT|&&|\|\|)(?!\S)")
DANGLING = re.compile(
    r"(?<![^\s(])(?:AND|OR|NOT|&&|\|\|)\s+(?:AND|OR|&&|\|\|)(?!\S)|(?<![^\s(])NOT\s+NOT(?!\S)"
    r"|[(]\s*(?:AND|OR|&&|\|\|)\s|\s(?:AND|OR|NOT|&&|\|\|)\s*[)]"
)


NEARNESS = (
    r"NEAR(?:/?\d+)?|AROUND\(\d+\)|ADJ(?:/?\d+)?|(?i:o?near|adj)/?\d+|(?i:w|n|pre|within)/\d+|/\d+"
)
"""What connects words that are near each other, here and elsewhere; ADJ: that are neighbours."""

Word, Group, Negation = syntax.WordNode, syntax.GroupNode, syntax.NotGroup
Either, Phrase = syntax.OrGroup, plugins.PhrasePlugin.PhraseNode
"""Whoosh's own nodes."""


class Beside(syntax.GroupNode):  # type: ignore[misc]
    """What stands side by side without a connective."""


class Excluded(syntax.NotGroup):  # type: ignore[misc]
    """What a minus excludes.

    Not a mere `NotGroup`: Whoosh groups all of one kind left to right, and in `NOT -word` the minus
    must come first.
    """


class Required(syntax.GroupNode):  # type: ignore[misc]
    """What a plus demands."""


class Wild(syntax.TextNode):  # type: ignore[misc]
    """A word with `*` or `?`."""


class Like(syntax.TextNode):  # type: ignore[misc]
    """A word with `~`."""

    def __init__(self, text: str, edits: str | None) -> None:
        super().__init__(text)
        self.asked = edits or "1"
        self.edits = 2 if self.asked.isdecimal() and int(self.asked) > 1 else 1


class Date(syntax.SyntaxNode):  # type: ignore[misc]
    """A date, a range of dates or a comparison with one."""

    def __init__(self, **parts: str | None) -> None:
        self.parts = parts


class Near(syntax.SyntaxNode):  # type: ignore[misc]
    """Two words that are near each other."""

    def __init__(self, one: str, sign: str, other: str) -> None:
        self.one, self.sign, self.other = one, sign, other
        number = re.search(r"\d+", sign)
        self.slop = int(number.group()) if number else 0 if sign == "ADJ" else None


class Within(syntax.SyntaxNode):  # type: ignore[misc]
    """A language or a path that the article has."""

    def __init__(self, name: str, value: str) -> None:
        self.name, self.value = name.lower(), value.strip(OPEN + CLOSE)


class _NearPlugin(plugins.TaggingPlugin):  # type: ignore[misc]
    expr = (
        rf"(?<![^\s(])(?!(?i:not)\s)(?P<one>[\w'’-]*\w)\s+(?P<sign>{NEARNESS})\s+"
        r"(?P<other>\w[\w'’-]*)(?=[\s)]|$)"
    )

    def create(self, parser: Any, match: re.Match[str]) -> Any:
        return Near(match["one"], match["sign"], match["other"])


class Call(plugins.PhrasePlugin.PhraseNode):  # type: ignore[misc]
    """Words that are near each other, as SQLite has it: `NEAR(one two, 5)`."""


class _CallPlugin(plugins.TaggingPlugin):  # type: ignore[misc]
    expr = r"(?<![^\s(])NEAR\((?P<text>[\w\"][\w\"'’ -]*)(?:,\s*(?P<slop>\d+))?\)(?=[\s)]|$)"

    def create(self, parser: Any, match: re.Match[str]) -> Any:
        return Call(match["text"], match.start("text"), int(match["slop"] or 10))


class _WithinPlugin(plugins.TaggingPlugin):  # type: ignore[misc]
    expr = (
        rf"{START}(?i:(?P<name>lang|path)):(?P<value>[{OPEN}][^{OPEN}{CLOSE}]+[{CLOSE}]|[^\s()]+)"
    )
    nodetype = Within


class _WildPlugin(plugins.TaggingPlugin):  # type: ignore[misc]
    # Two letters or digits before a last star; a letter somewhere if a star stands elsewhere.
    expr = (
        rf"{VALUE}(?P<text>\w\w+\*|\w+(?:-\w+)*-\w*\*"
        rf"|(?=[\w*?]*[^\W\d_][\w*?]*[^\W_]|[\w*?]*[^\W_][\w*?]*[^\W\d_])"
        rf"(?!\S*\*\*)(?:[\w?]*\*[\w*?]*|\w[\w?]*\?[\w?]*\w)){END}"
    )
    nodetype = Wild


class _LikePlugin(plugins.TaggingPlugin):  # type: ignore[misc]
    expr = rf"{VALUE}(?P<text>\w{{3,}})~(?P<edits>\d[\d.]*)?{END}"
    nodetype = Like


class _DatePlugin(plugins.TaggingPlugin):  # type: ignore[misc]
    expr = (
        rf"{START}(?i:(?P<field>date|since|until)):"
        rf"(?:[\[{{](?P<first>[^\[\]{{}}]*?)\s*\bTO\b\s*(?P<last>[^\[\]{{}}]*?)[\]}}]"
        rf"|(?P<start>[^\s()\[\]{{}}]+)\s+TO\s+(?P<end>[^\s()]+)"
        rf"|(?P<sign>[<>]=?)?(?:[{OPEN}](?P<said>[^{OPEN}{CLOSE}]+)[{CLOSE}]|(?P<day>[^\s()]+)))"
    )
    nodetype = Date


class _FieldsPlugin(plugins.FieldsPlugin):  # type: ignore[misc]
    class FieldnameTagger(plugins.FieldsPlugin.FieldnameTagger):  # type: ignore[misc]
        def create(self, parser: Any, match: re.Match[str]) -> Any:
            return syntax.FieldnameNode(match.group("text").lower(), match.group(0))


@cache
def parser(connectives: bool) -> QueryParser:
    """Return the parser, with or without AND, OR and NOT."""
    minus = plugins.OperatorsPlugin.OpTagger(
        rf"(?<![^\s(])[-!](?=[^\W\d_]|[{OPEN}(])", Excluded, syntax.PrefixOperator
    )
    plus = plugins.OperatorsPlugin.OpTagger(
        rf"(?<![^\s(])[+](?=[^\W\d_]|[{OPEN}(])", Required, syntax.PrefixOperator
    )
    names = {
        "Not": r"(?<![^\s(])NOT(?=\s)" if connectives else None,
        "And": r"(?<=\s)(?:AND|&&)(?=\s)" if connectives else None,
        "Or": r"(?<=\s)(?:OR|\|\|)(?=\s)" if connectives else None,
    }
    return QueryParser(
        None,
        None,
        group=Beside,
        plugins=[
            _DatePlugin(),
            _WithinPlugin(),
            _CallPlugin(),
            _NearPlugin(),
            _FieldsPlugin(rf"{START}(?i:(?P<text>title|source|author|said)):(?=[^\s:/])", False),
            plugins.PhrasePlugin(PHRASE.pattern),
            _WildPlugin(),
            _LikePlugin(),
            plugins.GroupPlugin(rf"{VALUE}[(]", r"[)]"),
            plugins.OperatorsPlugin(
                [(minus, 0), (plus, 0)], AndNot=None, AndMaybe=None, Require=None, **names
            ),
        ],
    )
