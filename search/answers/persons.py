"""Persons: which words of a sentence name who is asked for. Pure.

who will run Corland    "Mara Velt, who led Dorvia, will run Corland"     Mara Velt
whom did Corland sue    "The suit that Corland filed names Dorvia Inc"    Dorvia Inc

The sentence is read as statements are: the subject of the verb that the question asks about, or its
object. Where the sentence does not have that verb, it is the person nearest to the question's
words. English.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from index.statements import subjects
from index.statements.clauses import Clauses
from index.statements.names import Names, fold, is_possessive
from index.text import analyzer
from index.types import Paragraph, Span
from search.answers.kind_words import MONTHS, WEEKDAYS
from search.answers.name_words import KIN, KINDS
from search.answers.verbs import is_past, means

_MARKS = str.maketrans(dict.fromkeys('“”„«»"`', " "))
"""A quotation is one word of a clause; here its words count."""

_RUN = "[NT]+"
_OBJECT, _AGENT = "[^.;:ihWc]*", "[^.;:,y]{0,6}y([^.;:,ihW]*)"
_APPOSED = "(?:i[DTNwp#]{1,6})?,([NT]+)"
_NOUN_PHRASE = "(?:[D#]i)?D?[#a]{0,3}[wTN#-]{1,6}(?:i[aD]*[wTNI#-]{1,5}){0,3}"
_BEFORE_VERBS = frozenset("xea")
_PASSIVE = "e[ae]*$"
_OF_A_NAME = "Ni$"
_PLACING = frozenset("in at near of".split())
_BETWEEN = frozenset("after before when while since until because as".split())
"""Behind these another clause begins: has risen after rescuers."""

_PARTICLES = frozenset("out off over up down in".split())
"""Behind a verb they belong to it: carried out by X."""

_RELATING = ("which", "that")
_PLACES = frozenset("river lake mount town village city island port bay street".split())
_CALENDAR = frozenset([*MONTHS, *WEEKDAYS])

_NOBODY = frozenset(
    "award awards bowl prize cup championship game games language act bill law"
    " constitution bible street avenue river".split()
)
"""A name with one of these does nothing."""

Words = tuple[int, int]


def read(text: str) -> Clauses:
    """Return the words of a sentence, those of its quotations too."""
    blank = text.translate(_MARKS)
    return Clauses(blank, [Paragraph(0, len(blank), ((0, len(blank)),))])


class Sentence:
    """The words of a sentence, and which of them are names."""

    def __init__(self, text: str, known: Collection[str]) -> None:
        """Read a sentence.

        Args:
            text: Of it.
            known: Folded words that are no news, such as those of the question.
        """
        self._part = read(text)
        self._names = Names(self._part)
        self._asked = frozenset(known)
        self._known = frozenset(map(analyzer.stem, known)).union(known)

    def answering(self, verb: str, *, is_object_asked: bool) -> Span | None:
        """Return where the doer of an act is named, or whom it is done to, if that is asked."""
        kinds = self._part.kinds
        for at, token in enumerate(self._part.tokens):
            if kinds[at] in "NTDPW" or not token or not means(fold(token), verb):
                continue
            first = at
            while first and kinds[first - 1] in _BEFORE_VERBS:
                first -= 1
            is_passive = is_past(fold(token)) and (
                kinds[at + 1] == "y"
                or (kinds[at + 2 : at + 3] == "y" and self._part.tokens[at + 1] in _PARTICLES)
                or _found(_PASSIVE).search(kinds, first, at) is not None
            )
            if is_passive is is_object_asked:
                words = self._with_partner(self._subject(first))
                named = self._together(words) or self._named(words, acronyms=True)[-1:]
                named = named or self._described(words)
            else:
                behind = self._behind(_AGENT if is_passive else _OBJECT, at + 1)
                named = self._named(behind, acronyms=True)[:1] or self._apposed(behind)[:1]
                named = named or self._described(behind)
            if named:
                return self._part.span(*named[0])
        return None

    def people(self) -> list[Span]:
        """Return where people are named, or else whatever may do something."""
        part = self._part
        surely: list[Span] = []
        maybe: list[Span] = []
        hardly: list[Span] = []
        for first, last in self._named((0, len(part.kinds))):
            before = part.tokens[first - 1] if first else ""
            if before not in _PLACES and not _found(_OF_A_NAME).search(part.kinds, 0, first):
                somebody = self._names.somebody(part, first, last)
                is_person = somebody is not None and somebody.is_person
                is_alone = last - first == 1
                is_whose = is_alone and part.kinds[last] == "w"  # a Dorvian poet
                is_where = is_alone and before in _PLACING
                found = surely if is_person else hardly if is_whose or is_where else maybe
                found.append(part.span(first, last))
        return surely or maybe or hardly

    def _subject(self, verb: int) -> Words | None:
        kinds = self._part.kinds
        if verb and kinds[verb - 1] == "c":  # X came and won
            return subjects.of_clause(kinds, 0, verb - 1)
        if verb > 1 and self._part.tokens[verb - 1] in _RELATING:  # X, which won
            return subjects.before(kinds, 0, verb - 1 - (kinds[verb - 2] == ","))
        words = subjects.before(kinds, 0, verb)
        if words is not None and kinds[words[1] - 1] == "W":
            return subjects.before(kinds, 0, words[0])
        return words

    def _together(self, words: Words | None) -> list[Words]:
        """Return all words of a subject of several, if none of them is named by the question."""
        if words is None or self._part.kinds.find("c", *words) < 0:
            return []
        names = len(_found(_RUN).findall(self._part.kinds, *words))
        return [words] if names and len(self._named(words)) == names else []

    def _with_partner(self, words: Words | None) -> Words | None:
        """Return a subject with what `&` joins to it: Smith & Sons."""
        if words is None or self._part.tokens[words[0] - 1] != "&":
            return words
        run = _found(f"{_RUN}$").search(self._part.kinds, 0, words[0] - 1)
        return (run.start(), words[1]) if run else words

    def _described(self, words: Words | None) -> list[Words]:
        """Return words that tell of nobody by name who that is: two climbers."""
        kinds, tokens = self._part.kinds, self._part.tokens
        if words is None or words[0] == words[1] or kinds[words[1] - 1] not in "wT":
            return []
        cuts = [at + 1 for at in range(*words) if tokens[at] in _BETWEEN]
        words = max(cuts, default=words[0]), words[1]
        if _found(_NOUN_PHRASE).fullmatch(kinds, *words) is None:
            return []
        said = (analyzer.fold(fold(tokens[at])) for at in range(*words) if kinds[at] in "wTN")
        return [words] if any(word not in self._known for word in said) else []

    def _apposed(self, words: Words | None) -> list[Words]:
        """Return the name that follows what somebody is: Velt's brother, Ivo."""
        found = _found(_APPOSED).match(self._part.kinds, words[1]) if words else None
        return self._named(found.span(1)) if found else []

    def _behind(self, pattern: str, at: int) -> Words | None:
        found = _found(pattern).match(self._part.kinds, at)
        return found and found.span(found.re.groups)

    def _named(self, words: Words | None, *, acronyms: bool = False) -> list[Words]:
        """Return the names among some words that are news, each behind the titles before it.

        Args:
            words: Of the sentence.
            acronyms: Whether one alone is a name.
        """
        kinds, tokens = self._part.kinds, self._part.tokens
        found: list[Words] = []
        for run in _found(_RUN).finditer(kinds, *words) if words else ():
            first, last = run.span()
            while first < last and not tokens[last - 1][0].isupper():
                last -= 1
            titles = [at for at in range(first, last - 1) if kinds[at : at + 2] == "TN"]
            first = titles[-1] + 1 if titles else first
            is_whole = acronyms and kinds[last] != "w"  # not IMF officials
            is_whose = is_possessive(tokens[last - 1]) and tokens[last] in KIN  # Velt's brother
            is_verb = (
                last - first == 1
                and kinds[first - 1 : first] in ("", ".")
                and is_past(fold(tokens[first]))
            )  # Born in Ulm
            if (
                first < last
                and not (is_whose or is_verb)
                and self._is_news(tokens[first:last], is_whole)
            ):
                if found and found[-1][1] == first - 1 and tokens[first - 1] == "&":
                    first = found.pop()[0]  # Smith & Sons
                found.append((first, last))
        return found

    def _is_news(self, tokens: Sequence[str], acronyms: bool) -> bool:
        """Tell whether a name is of somebody whom the question does not name."""
        words = {analyzer.fold(fold(token)) for token in tokens} - _CALENDAR
        news = {word for word in words if self._known.isdisjoint((word, analyzer.stem(word)))}
        is_acronym = len(tokens) == 1 and tokens[0].isupper() and not acronyms
        is_asked_about = analyzer.fold(fold(tokens[-1])) in self._asked  # Ada Velt, of Velt
        if is_acronym or is_asked_about or not _NOBODY.isdisjoint(words):
            return False
        return bool(news if news == words else news - KINDS)  # Corland Inc is none about Corland


@cache
def _found(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
