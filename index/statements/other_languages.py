"""Statements in French and German: who is named beside what is said. Pure.

Of each sentence only the plain forms are read, in which a full name, or the surname of one, stands
beside a verb of speech:

    « ... », a dit X        X a déclaré que ..., X a dit : « ... »        selon X, ...
    „...“, sagte X          X sagte, dass ..., X sagte: „...“             laut X
                            X, le maire, a dit que ..., le maire, X, a dit que ...

Who is a pronoun or "the mayor" there has no statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from index.statements.name_words import MEN, WOMEN
from index.statements.quotations import Quotation, has_marks, quotations
from index.types import Cue, Paragraph, Span, Speaker, Statement

LEAST_QUOTED = 3
"""Fewer words in quotation marks are a title, or one word of somebody's."""

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w’'-]*\w"
_NAME = rf"{_CAPITAL}(?: (?:(?:de|du|la|le|van|von|zu) ){{0,2}}{_CAPITAL}){{0,4}}"
_ROLE = r"(?:(?:[Ll]e |[Ll]a |[Ll]['’]|M\. |Mme |[Dd]er |[Dd]ie )?(?:[a-zà-ÿ][\w’'-]* ){0,5}?)"
_VERBS = {
    "fr": r"(?:(?:a|ont|avait) (?:\w+ment |aussi )?)?(?:affirm|ajout|annonc|assur|confi|déclar"
    r"|dénonc|estim|expliqu|indiqu|insist|lanc|not|précis|promi|racont|rappel|reconn|répond"
    r"|soulign|di|écri)(?:é|e|t|s|u)",
    "de": r"(?:sag|erklär|beton|warn|mein|schrieb|schreib|bericht|versicher|kritisier|forder|füg"
    r"|teil|kündig|versprach)(?:t|te|et|ete)?",
}
_THAT = {
    "fr": r" (?=qu[e'’])|(?<=promis) (?=d[e'’])",
    "de": r"(?: an| mit| hin)?,? (?=dass )|(?: an| mit| hin)?, (?=[a-zäöü])",
}
_ACCORDING = {
    "fr": r"\b(?:[Ss]elon|[Dd]['’]après)",
    "de": r"\b(?:[Ll]aut|[Nn]ach (?:Angaben|Worten|Aussage) (?:von|des|der))",
}
_APPOSED = r"[^,.:;«„“\"]{1,60}, "
LANGUAGES = frozenset(_VERBS)

_NO_NAMES = frozenset("Le La Les L’ M Mme Der Die Das Herr Frau Dr Prof Selon Laut".split())


class _Said(NamedTuple):
    """A sentence in which somebody says something."""

    cue: Span
    name: Span
    contents: list[Span]


def find(
    text: str, language: str, paragraphs: Sequence[Paragraph]
) -> Iterator[tuple[int, Statement]]:
    """Yield who says what in an article, each after the number of its paragraph.

    Args:
        text: Of the article.
        language: One of `LANGUAGES`.
        paragraphs: Of the article.
    """
    names = _names(text)
    may_quote = has_marks(text)
    for number, paragraph in enumerate(paragraphs):
        quoted = quotations(text, paragraph.start, paragraph.end) if may_quote else []
        last: tuple[Cue, Speaker] | None = None
        for start, end in paragraph.sentences:
            within = [one for one in quoted if start <= one.start < end]
            said = _said(text, language, start, end, within)
            contents: list[Span] = []
            if said is not None:
                name = _fullest(text[slice(*said.name)], names)
                last = (Cue(*said.cue), Speaker(*said.name, name)) if name else None
                contents = said.contents
            elif within and within[0].start == start:  # it goes on
                contents = [(start, within[-1].end)]
            if last is not None:
                for first, stop in contents:
                    content = text[first:stop].rstrip(". \n")
                    if content:
                        yield number, Statement(first, first + len(content), *last)


def _said(
    text: str, language: str, start: int, end: int, quoted: Sequence[Quotation]
) -> _Said | None:
    """Read a sentence."""
    long = [(a, b) for a, b, _ in quoted if text.count(" ", a, b) + 1 >= LEAST_QUOTED]
    behind, before, opened, closed = _patterns(language)
    found = behind.search(text, start, end)
    if found is not None and not any(a < found.start(1) < b for a, b in long):
        return _Said(found.span(1), found.span(2), long or [(start, found.start())])
    found = before.match(text, start, end)
    if found is not None:
        quotations_behind = [one for one in long if one[0] >= found.end()]
        is_led = text[found.end() - 1] == ":"
        if quotations_behind or not is_led:
            contents = quotations_behind if is_led else [(found.end(), end)]
            return _Said(found.span(2), found.span(1), contents)
    found = opened.match(text, start, end)
    if found is not None:
        return _Said(found.span(1), found.span(2), [(found.end(), end)])
    found = closed.search(text, start, end)
    return _Said(found.span(1), found.span(2), [(start, found.start())]) if found else None


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    """Return what matches a source: behind, before, "according to" at the beginning and the end."""
    verb, according = _VERBS[language], _ACCORDING[language]
    return (
        re.compile(rf"(?<=[,»”“\"])[ ,]{{1,2}}({verb}) (?:{_ROLE}|{_APPOSED})({_NAME})"),
        re.compile(
            rf"(?:{_ROLE}|{_APPOSED})({_NAME}),? (?:(?<=, ){_APPOSED})?({verb})"
            rf"(?:{_THAT[language]}|(?: [^:.«„“\"]{{0,40}})? ?:)"
        ),
        re.compile(rf"({according}) {_ROLE}({_NAME}),? "),
        re.compile(rf", ({according}) {_ROLE}({_NAME})(?=[ .,]*$)"),
    )


def _names(text: str) -> dict[str, str]:
    """Return the full names of a text by their last word, the first that has it."""
    found: dict[str, str] = {}
    for match in re.finditer(_NAME, text):
        words = _bare(match[0])
        if len(words) > 1:
            found.setdefault(words[-1], " ".join(words))
    return found


def _bare(name: str) -> list[str]:
    """Return the words of a name without what is none of it: Bürgermeister Otto Brandel."""
    words = [word for word in name.split() if word not in _NO_NAMES]
    given = [at for at, word in enumerate(words[:-1]) if _is_given(word)]
    return words[given[0] :] if given else words[-2:] if words and words[0][0].isupper() else []


def _is_given(word: str) -> bool:
    return word.lower() in MEN or word.lower() in WOMEN


def _fullest(name: str, names: dict[str, str]) -> str:
    """Return the full name that a name stands for; empty where none is known."""
    words = _bare(name)
    return names.get(words[-1], "") if words else ""
