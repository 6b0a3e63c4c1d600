"""Speakers: the name of whoever a subject stands for, with pronouns and titles resolved. Pure.

Reads an article in order and remembers of whom it last spoke: "he" is the man who did or said
something last, "they" those who said something last. Who is not sure has no name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from index.statements import name_words, subjects
from index.statements import word_kinds as kind
from index.statements.clauses import Clauses
from index.statements.names import (
    HE,
    SHE,
    Names,
    Somebody,
    fold,
    full_title,
    gender_of_title,
    is_possessive,
    qualified_title,
    titled,
    without_role,
    written,
)
from index.statements.subjects import Words

REMEMBERED = 3
"""Paragraphs after which "he" may be somebody else."""

_MENTION = "N+"
_NOT_BEHIND = frozenset("ivkmutpobyg")
_DOES = frozenset("xevkmuptba,)W")
_BEGINS = frozenset(".;:QcjhT-")
_APPOSED_NAME = "(N+),$"
_DESCRIBED = ",(?:D|T(?!T*N)|#[,.])"
_ROLE_BEFORE = r"(?:^|\.)(?:D|N(?=w))[wTN#]{1,4}(?:i[DwTN#]{1,4})?,(?:D[wT#]{1,3}|T{1,2})?$"
"""The manager of the station, X, and: Their mother, the baker X, The senior Democrat, Senator X,"""

_OPENING = "[D#wpNa]*(T)[iDTNw#]*,"
_ROLES = "[^Dc,]*[Tw]c[^Dc,]*[Tw]N+"
"""Coach and former captain X is one."""

_ROLE_OF = "(N+)c[^Dc,]*[Tw]N+"
"""Energy and Mines Minister X; but Mara Velt and Governor X are two."""

_TOGETHER = "(w{0,2}T*N+(?:,T*N+)*,?cT*N+)(?:iD?[NTw]+)?"
_THING_OF = "D?w+[iy][DTN]*N"  # data from X, a letter by X
_ANTECEDENT = "(?:[TN]*N|[D#wpTNI]+),?$"


@dataclass(slots=True)
class _Focus:
    """Of whom was spoken last."""

    somebody: Somebody
    paragraph: int


class Speakers:
    """Names the speakers of an article, read in order."""

    def __init__(self, names: Names) -> None:
        """Begin at the beginning."""
        self._names = names
        self._focus: dict[str, _Focus] = {}
        self._mentioned: dict[str, _Focus] = {}
        self._group, self._grouped = "", 0
        self._paragraph = 0
        self._spoken_of: dict[tuple[int, int], Somebody] = {}
        self._speakers: dict[str, Somebody] = {}
        self._met: set[int] = set()
        self._groups: dict[str, str] = {}  # that spoke last, by what they are: "company", "board"

    def next_paragraph(self) -> None:
        """Go on to the next paragraph."""
        self._paragraph += 1

    def people(self) -> tuple[tuple[int, str], ...]:
        """Return who was spoken of: number of the paragraph, and full name."""
        named = {
            (paragraph, somebody.name)
            for (paragraph, _), somebody in self._spoken_of.items()
            if somebody.is_person and somebody.words
        }
        return tuple(sorted(named))

    def note(self, part: Clauses, first: int, last: int) -> None:
        """Remember whom some words of a sentence are about."""
        kinds = part.kinds
        for found in _found(_MENTION).finditer(kinds, first, last):
            begin, end = found.span()
            is_titled = begin > first and kinds[begin - 1] == kind.TITLE
            is_known = is_titled or self._names.is_known(part.tokens[end - 1])
            if not is_known and (end - begin > 1 or not self._introduce(part, begin)):
                continue
            start = titled(kinds, first, begin) if is_titled else begin
            if end - begin > 2:
                begin = without_role(part.tokens, begin, end)
            somebody = self._names.somebody(part, begin, end)
            if somebody is None and is_titled and self._is_surname(part, begin, end):
                somebody = self._names.introduced(part, begin, end)
            if somebody is None or not self._names.may_be_person(somebody):
                continue
            is_new = id(somebody) not in self._met
            self._met.add(id(somebody))
            self._spoken_of[self._paragraph - 1, id(somebody)] = somebody
            ahead = kinds[start - 1] if start > first else kind.STOP
            opening = _found(_OPENING).fullmatch(kinds, first, begin) if ahead == "," else None
            if opening is not None:  # A spokeswoman for the board, X, denied it
                somebody.is_person = True
                title = fold(part.tokens[opening.start(1)])
                somebody.gender = somebody.gender or gender_of_title(title)
            does = (
                opening is not None
                or self._does(part, begin, end, ahead)
                or (is_new and somebody.is_person and self._is_presented(part, begin, end))
            )
            if does or somebody.is_person:
                # "President Velt" may be a man or a woman.
                is_weak = is_titled and end - begin == 1 and not somebody.gender
                where = self._focus if does else self._mentioned
                self._remember(somebody, where, is_weak=is_weak)

    def _introduce(self, part: Clauses, at: int) -> bool:
        """Take a name of one word for somebody's who is related to another: his wife, X, wept."""
        role = fold(part.tokens[at - 2]) if part.kinds[at - 2 : at + 2] == "w,N," else ""
        if role not in name_words.RELATED:
            return False
        somebody = self._names.introduced(part, at, at + 1)
        somebody.is_person = True
        somebody.gender = somebody.gender or gender_of_title(role)
        return True

    @staticmethod
    def _does(part: Clauses, begin: int, end: int, ahead: str) -> bool:
        """Tell whether a name is a subject: whoever it is of does something."""
        kinds = part.kinds
        if is_possessive(part.tokens[end - 1]):
            return False
        if kinds[end] == "," and ahead not in _BEGINS:
            is_role = kinds[begin - 2 : begin - 1] == kind.TITLE
            is_apposed = _found(_ROLE_BEFORE).search(kinds, max(0, begin - 12), begin) is not None
            return is_apposed or (ahead == "," and is_role)
        is_emphatic = part.tokens[end] in ("himself", "herself")
        if ahead == kind.DID and kinds[end] in (kind.AUXILIARY, kind.BEING):
            return True  # a worker named X has
        return ahead == kind.STOP or (
            ahead not in _NOT_BEHIND and (kinds[end] in _DOES or is_emphatic)
        )

    @staticmethod
    def _is_presented(part: Clauses, begin: int, end: int) -> bool:
        """Tell whether somebody is described behind a full name, as who speaks next is."""
        return end - begin > 1 and _found(_DESCRIBED).match(part.kinds, end) is not None

    @staticmethod
    def _is_surname(part: Clauses, first: int, last: int) -> bool:
        """Tell whether a word behind a title is a name: President Velt, not General Motors."""
        title, word = fold(part.tokens[first - 1]), fold(part.tokens[first])
        return (
            last - first == 1
            and title in name_words.ADDRESSES
            and word not in name_words.GROUPS
            and len(word) > 1
        )

    def _remember(
        self, somebody: Somebody, where: dict[str, _Focus], *, is_weak: bool = False
    ) -> None:
        """Remember somebody; who may be no person takes the place of nobody who is near."""
        focus = _Focus(somebody, self._paragraph)
        for gender in (somebody.gender,) if somebody.gender else (HE, SHE):
            known = where.get(gender)
            if is_weak and gender == SHE:
                continue  # rather nobody
            if (
                (somebody.is_person and not is_weak)
                or known is None
                or self._paragraph - known.paragraph > 1
            ):
                where[gender] = focus

    def speaks_on(self, name: str) -> None:
        """Remember that a sentence is about who speaks, whomever else it mentions."""
        somebody = self._speakers.get(name)
        if somebody is not None:
            self._remember(somebody, self._focus)

    def name(self, part: Clauses, subject: Words) -> str:
        """Return the fullest name of who is meant by a subject; empty where it is not sure."""
        kinds = part.kinds
        if kinds.find(kind.JOINING, *subject) >= 0 and not self._is_one(part, *subject):
            return self._several(part, *subject)
        first, last = subjects.head(kinds, subject)
        letter = kinds[last - 1]
        if letter == kind.PRONOUN and last - first == 1:
            return self._pronoun(part.tokens[first].lower())
        if letter == kind.WHO:
            return self._antecedent(part, first)
        if letter == kind.NAME and not _found(_THING_OF).fullmatch(kinds, first, last):
            return self._named(part, first, last)
        return self._described(part, first, last)

    def _pronoun(self, word: str) -> str:
        """Return who is meant by a pronoun."""
        if word in (HE, SHE):
            found = self._focus.get(word)
            if found is None or self._paragraph - found.paragraph > REMEMBERED:
                found = self._mentioned.get(word)
            if found is None or self._paragraph - found.paragraph > REMEMBERED:
                return ""
            self._tell_gender(found.somebody, word)
            self._remember(found.somebody, self._focus)
            self._speakers[found.somebody.name] = found.somebody
            return found.somebody.name
        away = self._paragraph - self._grouped
        is_named = self._group[:1].isupper() and (" " in self._group or is_possessive(self._group))
        is_several = self._group.endswith("s") and not is_named
        is_meant = (word == "they" and away < 2) or (word == "it" and away < 2 and not is_several)
        if not is_meant:
            return ""
        self._grouped = self._paragraph
        return self._group

    def _tell_gender(self, somebody: Somebody, word: str) -> None:
        """Remember that somebody is he or she, so that the other one is somebody else."""
        other = SHE if word == HE else HE
        for where in (self._focus, self._mentioned):
            if not somebody.gender and other in where and where[other].somebody is somebody:
                del where[other]
        somebody.gender = somebody.gender or word

    def _named(self, part: Clauses, first: int, last: int) -> str:
        """Return the full name that a name stands for; "Interview:" is nobody."""
        if last - first == 1 and fold(part.tokens[first]) in name_words.HEADINGS:
            return ""
        first = without_role(part.tokens, first, last)
        somebody = self._names.somebody(part, first, last)
        if somebody is None:
            somebody = self._names.introduced(part, first, last)
        if self._names.may_be_person(somebody):
            somebody.is_person = True
            self._spoken_of[self._paragraph - 1, id(somebody)] = somebody
            self._remember(somebody, self._focus)
            self._speakers[somebody.name] = somebody
        else:
            self._speak(somebody.name)
        return somebody.name

    def _is_one(self, part: Clauses, first: int, last: int) -> bool:
        """Tell whether "and" joins two roles of somebody, or is part of one: mines and works."""
        if _found(_ROLES).fullmatch(part.kinds, first, last):
            return True
        role = _found(_ROLE_OF).fullmatch(part.kinds, first, last)
        other = self._names.somebody(part, *role.span(1)) if role else None
        return role is not None and not (other and other.is_person)

    def _several(self, part: Clauses, first: int, last: int) -> str:
        """Return the names of several who speak together, in full where all are people's."""
        people = _found(_TOGETHER).fullmatch(part.kinds, first, last)
        found = _found(_MENTION).finditer(part.kinds, *people.span(1)) if people else ()
        names = [one.span() for one in found]
        if names and all(self._may_be_somebody(part, *words) for words in names):
            *others, one = [self._named(part, *words) for words in names]
            text = f"{', '.join(others)} and {one}"
        else:
            self.note(part, first, last)
            text = written(part, first, last).removeprefix("The ")
        self._speak(text)
        return text

    def _may_be_somebody(self, part: Clauses, first: int, last: int) -> bool:
        """Tell whether one of several names may be somebody's: not Marks and Spencer."""
        words = {fold(token) for token in part.tokens[first:last]}
        is_long = last - first > 1 and name_words.GROUPS.isdisjoint(words)
        return is_long or self._names.is_known(part.tokens[last - 1])

    def _speak(self, group: str) -> None:
        """Remember a group that says something."""
        self._group, self._grouped = group, self._paragraph
        if group[:1].isupper() and " " in group:
            self._groups[_sort(group)] = group

    def _described(self, part: Clauses, first: int, last: int) -> str:
        """Return whose title it is, "the president", else the words: "a spokesman"."""
        kinds = part.kinds
        text = written(part, first, last)
        is_definite = text[:4] in ("The ", "the ")
        if is_definite:
            text = text[4:] if kind.NAME in kinds[first:last] else f"the {text[4:]}"
        if is_definite and kinds[last - 1] in (kind.TITLE, kind.WORD):
            somebody = self._entitled(part, first, last)
            if somebody is not None:
                self._remember(somebody, self._focus)
                return somebody.name
            somebody = self._latest() if text.endswith("-year-old") else None
            if somebody is not None:
                return somebody.name
        if is_definite and text.count(" ") == 1 and _sort(text) in self._groups:
            text = self._groups[_sort(text)]
        if kinds[last - 1] == kind.TITLE or text.rsplit(" ", 1)[-1].lower() in name_words.PEOPLE:
            gender = gender_of_title(fold(part.tokens[last - 1]))
            described = Somebody(text, (), gender, is_person=not is_definite)
            self._remember(described, self._focus)
        else:
            self._speak(text)
        return "" if text[:3].lower() == "no " else text

    def _latest(self) -> Somebody | None:
        """Return the only one of whom was spoken last: the 23-year-old."""
        last = max((one.paragraph for one in self._focus.values()), default=0)
        near = [one.somebody for one in self._focus.values() if one.paragraph == last]
        is_one = self._paragraph - last <= 1 and len({id(one) for one in near}) == 1
        return near[0] if is_one else None

    def _entitled(self, part: Clauses, first: int, last: int) -> Somebody | None:
        """Return the only one whose title a description is: the finance minister."""
        title, full = qualified_title(part, last - 1), full_title(part, last - 1)
        besides = _besides(part, first, last) - {*title.split()}
        found = self._names.entitled(title, besides)
        if found is None and title != full:
            found = self._names.entitled(full, besides, is_alone=True)
        return found

    def _antecedent(self, part: Clauses, at: int) -> str:
        """Return who is meant by "who"."""
        begin = part.kinds.rfind(kind.STOP, 0, at) + 1
        found = _found(_ANTECEDENT).search(part.kinds, begin, at)
        if found is None:
            return ""
        last = found.end() - (part.kinds[found.end() - 1] == ",")
        if part.kinds[last - 1] == kind.NAME and part.kinds[found.start() - 1] == ",":
            whole = subjects.before(part.kinds, begin, last + 1)  # X, of Oslo, Norway, who
            is_who = whole is None or part.kinds[whole[1] - 1] == kind.WHO
            return self.name(part, (found.start(), last) if whole is None or is_who else whole)
        if part.kinds[last - 1] != kind.NAME:
            apposed = _found(_APPOSED_NAME).search(part.kinds, begin, found.start())
            if apposed is not None:
                return self._named(part, *apposed.span(1))
        return self.name(part, (found.start(), last))


def _besides(part: Clauses, first: int, last: int) -> set[str]:
    """Return the names in a description: the Florida senator; not in "the Ulm-based chief"."""
    named = (part.tokens[at] for at in range(first, last) if part.kinds[at] == kind.NAME)
    return {fold(token) for token in named if "-" not in token}


def _sort(group: str) -> str:
    """Return what a group is, by the last word of its name: Ulm Harbour Board is a board."""
    word = fold(group.rsplit(" ", 1)[-1])
    return "company" if word in name_words.COMPANIES else word


@cache
def _found(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
