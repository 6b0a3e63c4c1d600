"""Relation of two sentences: the same statement, one that differs from it, or neither.

The words of both are aligned; what stands in the place of what decides. Another name, number,
month or negation, the opposite word, or the parties in another order make a statement differ; other
edits do not. Paragraphs are compared the same way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from index.text import analyzer, dateline
from search.near_duplicates.contrasts import Contrasts, tables

SAME_WORDS = 0.8
"""Share of all the words of two sentences that must be in both: a word or two may be edited."""

SAME_WITHIN = 0.9
"""Share of the words of the shorter text that the longer one must have, where one may be a part."""

RELATED_WORDS = 0.6
"""Sentences with less in common are not about the same."""

LEAST_WORDS = 8
"""Of a shorter text every word must be the same: in tables, one makes the difference."""

SENTENCE_WORDS = 5
"""Only with so many more words may a text have a number or a negation that another has not."""

CODE_CHARS = 3
"""Words so short that are written as names are codes: NEM is a share, "nem" negates elsewhere."""

MARK_CHARS = 120
_MARKING = ("correct", "clarif", "updat", "refil", "recast", "adds ", "repeats")

SPOKEN = frozenset(
    "said says say saying told tells added adds according reported reports announced wrote".split()
)
TITLES = frozenset(
    "mr mrs ms dr prof sir lord lady president minister chancellor senator sen gov governor rep"
    " king"
    " queen prince general gen colonel col captain capt chairman prime secretary mayor judge"
    " justice the correction update corrected refiled urgent advisory"
    " corp corporation co company inc incorporated ltd limited plc group holdings".split()
)
_SAME_NAMES = {
    **dict.fromkeys(("usa", "states", "united"), "us"),
    **dict.fromkeys(("uk", "british"), "britain"),
    **dict.fromkeys(("new", "york"), "ny"),
}


_LARGE_NUMBERS = frozenset("hundred thousand million billion trillion dozen half".split())
_LOOSE = frozenset(("1", "1th"))  # "one of them", "for the first time"


class Relation(Enum):
    """What two sentences are to each other."""

    SAME = "same"
    DIFFERS = "differs"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a text.

    Attributes:
        words: Folded; numbers in words as numbers.
        starts, ends: Where each begins and ends in the text.
        counts: How often each word is there.
        text: Without its dateline.
    """

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    counts: Counter[str]
    text: str

    @classmethod
    def of(cls, text: str) -> Wording:
        """Take the words of a text without its dateline, and what stands before that."""
        text = _without_mark(text[dateline.head_end(text) :])
        known = tables().numbers
        found = list(analyzer.tokens(text))
        words = tuple([known.get(token.word, token.word) for token in found])
        starts = tuple([token.start for token in found])
        ends = tuple([token.end for token in found])
        return cls(words, starts, ends, Counter(words), text)

    @property
    def is_plain(self) -> bool:
        """Whether the text has only capitals or none, so that no name can be told."""
        letters = sum(map(str.isalpha, self.text))
        capitals = sum(map(str.isupper, self.text))
        return not capitals or capitals > letters / 2

    def names_in(self, start: int, end: int) -> frozenset[str]:
        """Return those of a run of words that are written as names."""
        run = zip(self.words[start:end], self.starts[start:end], strict=True)
        return frozenset(
            word for word, at in run if self.text[at].isupper() and word not in analyzer.STOP_WORDS
        )

    def written(self, start: int, end: int) -> str:
        """Return a run of words as the text has it."""
        return " ".join(self.text[self.starts[start] : self.ends[end - 1]].split())

    def part(self, start: int, end: int) -> Wording:
        """Return a run of the words, over the same text."""
        run = slice(start, end)
        words = self.words[run]
        return Wording(words, self.starts[run], self.ends[run], Counter(words), self.text)

    @property
    def total(self) -> int:
        """How many words there are."""
        return len(self.words)


def _without_mark(text: str) -> str:
    """Return a text without what it says first of itself: `(Corrects age of boy)`."""
    end = text.find(")", 0, MARK_CHARS)
    is_mark = text.startswith("(") and text[1:].lower().startswith(_MARKING) and end > 0
    return text[end + 1 :].lstrip() if is_mark else text


@dataclass(frozen=True, slots=True)
class Edit:
    """What stands in the place of what: runs of words of two texts, with those that are names."""

    one: tuple[str, ...]
    other: tuple[str, ...]
    one_names: frozenset[str]
    other_names: frozenset[str]


def relation(one: str, other: str) -> Relation:
    """Tell what two sentences are to each other."""
    return compare(Wording.of(one), Wording.of(other))


def compare(one: Wording, other: Wording, *, within: bool = False) -> Relation:
    """Tell what two texts are to each other.

    Args:
        one, other: Their words.
        within: Whether more may be said in one of them than in the other.
    """
    if one.words == other.words:
        return Relation.SAME if one.words else Relation.UNRELATED
    # In one order, so that what is found is the same from both sides.
    short, long = sorted((one, other), key=lambda wording: (wording.total, wording.words))
    least = SAME_WITHIN if within else SAME_WORDS
    if not within and short.total < RELATED_WORDS * long.total:
        return Relation.UNRELATED
    common = sum((short.counts & long.counts).values())
    whole = short.total if within else one.total + other.total - common
    if not common or common < min(RELATED_WORDS, least) * whole:
        return Relation.UNRELATED
    found = _verdict(short, long, within=within)
    if found is not Relation.SAME or common >= max(least * whole, min(short.total, LEAST_WORDS)):
        exact = short.total >= LEAST_WORDS or short.counts == long.counts
        return found if exact or found is not Relation.SAME else Relation.UNRELATED
    return Relation.UNRELATED


def _verdict(short: Wording, long: Wording, *, within: bool) -> Relation:
    """Tell what the edits between two texts make of them."""
    known = tables()
    edits = list(edits_of(short, long))
    is_plain = short.is_plain, long.is_plain
    if any(_contrasts(edit, short, long, is_plain, known) for edit in edits):
        return Relation.DIFFERS
    if _is_swap(edits) or _is_opposite(edits, known):
        return Relation.DIFFERS
    gone, added = _one_sided(edits, known, within=within)
    if gone["no"] or added["no"]:
        return Relation.DIFFERS
    if not _same_order(edits, short, long):
        return Relation.DIFFERS if short.counts == long.counts else Relation.UNRELATED
    return Relation.UNRELATED if gone["number"] or added["number"] else Relation.SAME


def edits_of(short: Wording, long: Wording) -> Iterator[Edit]:
    """Align two texts, and yield what differs, in order."""
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, short.words, long.words, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            yield Edit(
                short.words[a:b],
                long.words[c:d],
                short.names_in(a, b),
                long.names_in(c, d),
            )


def _contrasts(
    edit: Edit, short: Wording, long: Wording, is_plain: tuple[bool, bool], known: Contrasts
) -> bool:
    """Tell whether an edit puts a number, a name or a word in the place of another one."""
    if "".join(edit.one) == "".join(edit.other):  # "south-west", "southwest"
        return False
    numbers = [Counter(w for w in run if is_number(w)) for run in (edit.one, edit.other)]
    if all(numbers) and numbers[0] != numbers[1]:
        return True
    mine = [w for w in edit.one if w not in edit.other]
    its = [w for w in edit.other if w not in edit.one]
    if any(known.exclude(a, b) for a in mine for b in its):
        return True
    one = _named(mine, edit.one_names, is_plain[0] and bool(edit.other_names or is_plain[1]))
    other = _named(its, edit.other_names, is_plain[1] and bool(edit.one_names or is_plain[0]))
    # What only moved is another matter: see `_same_order`.
    return bool(one - long.counts.keys()) and bool(other - short.counts.keys()) and one != other


def _named(words: Sequence[str], names: frozenset[str], all_names: bool) -> frozenset[str]:
    """Return the names among some words; where capitals say nothing, any word may be one."""
    found = (w for w in words if w in names or (all_names and w not in analyzer.STOP_WORDS))
    return frozenset(_SAME_NAMES.get(w, w) for w in found if w not in TITLES)


def _one_sided(
    edits: Sequence[Edit], known: Contrasts, *, within: bool
) -> tuple[Counter[str], Counter[str]]:
    """Count negations and numbers that only the shorter or only the longer text has.

    A sentence that was added to a paragraph may have its own.
    """
    gone: Counter[str] = Counter()
    added: Counter[str] = Counter()
    lost = Counter(w for edit in edits for w in edit.one)
    new = Counter(w for edit in edits for w in edit.other)
    for edit in edits:
        is_sentence = within and len(edit.other) - len(edit.one) >= SENTENCE_WORDS
        sides = ((gone, edit.one, new, edit.one_names), (added, edit.other, lost, edit.other_names))
        for counts, run, others, names in sides:
            if counts is added and is_sentence:
                continue
            for word in run:
                if word in others or (word in names and len(word) <= CODE_CHARS):
                    continue
                counts["no"] += word in known.negations
                counts["number"] += is_number(word) and word not in _LOOSE
    return gone, added


def _is_opposite(edits: Sequence[Edit], known: Contrasts) -> bool:
    """Tell whether a word in one place has its opposite in another: found guilty, acquitted."""
    short = [edit for edit in edits if len(edit.one) + len(edit.other) < SENTENCE_WORDS]
    gone = {word for edit in short for word in edit.one}
    added = {word for edit in short for word in edit.other}
    return any(other in known.opposites.get(word, ()) for word in gone for other in added)


def _is_swap(edits: Sequence[Edit]) -> bool:
    """Tell whether two runs of words changed their places."""
    replaced = {(edit.one, edit.other) for edit in edits if edit.one and edit.other}
    return any((other, one) in replaced for one, other in replaced)


def _same_order(edits: Sequence[Edit], short: Wording, long: Wording) -> bool:
    """Tell whether the names of two texts come in the same order; who says it may come last."""
    moved = [
        edit.one or edit.other
        for edit in edits
        if edit.one_names & short.counts.keys() or edit.other_names
    ]
    spoken = any(not SPOKEN.isdisjoint(run) for run in moved)
    lost = Counter(w for edit in edits for w in edit.one_names)
    new = Counter(w for edit in edits for w in edit.other_names)
    return spoken or not lost & new


def is_number(word: str) -> bool:
    """Tell whether a word counts."""
    return word[:1].isdigit() or word in _LARGE_NUMBERS
