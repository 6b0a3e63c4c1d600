"""Figures of a sentence: what each number of it measures or counts. Pure. English.

0.6 pct               .6 of percent
65 mln stg            65,000,000 of pounds
3-1/8                 3.125 of nothing that is said
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.text.analyzer import CURRENCIES, STOP_WORDS
from search.near_duplicates.contrasts import tables
from search.near_duplicates.differences import SCALES
from search.near_duplicates.relation import Wording

_UNITS = {
    "pct": "percent",
    "dlr": "dollar",
    "dlrs": "dollar",
    "stg": "pound",
    "sterling": "pound",
    "cts": "cent",
    "tonne": "ton",
    "bpd": "barrel",
    "persons": "people",
}
MEASURES = frozenset(
    "percent dollar pound cent euro yen franc mark year month week day hour minute mile km metre"
    " meter kilometre ton barrel time point acre hectare story".split()
)
_COUNTED = frozenset("share people person man woman job worker troop".split())
"""What a round number without a comma may count: else it is a year."""

_CURRENCIES = frozenset("dollar franc pound crown peso krone rand".split())
_NO_UNITS = frozenset(
    "up down after before reported announced estimated forecast previously earlier originally"
    " initially instead last rise increase drop fall gain decline decrease growth said given today"
    " yesterday due under over against compared versus vs rose fell than per each while since more"
    " less seen expected set".split()
)
"""Words that may stand behind a number and are not what it counts."""

_PARTS = frozenset("2 3 4 5 6 8 10 16 32 64".split())
_TENS = frozenset("20 30 40 50 60 70 80 90".split())
_SIGNS = frozenset(sign for sign in CURRENCIES if sign)
_FRACTION_MARKS = ("/", "\N{FRACTION SLASH}")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it measures or counts.

    Attributes:
        value: The number, with its scale.
        unit: What it measures or counts, in the singular; empty where the next word does not say.
        at, end: Its words, the unit among them.
        scale: What the number was multiplied by.
    """

    value: float
    unit: str
    at: int
    end: int
    scale: float = 1.0

    def like(self, other: Figure) -> Figure:
        """Return the figure with the unit and the scale of one beside it: `to 65 mln from 60`."""
        scale = other.scale if self.scale == 1.0 and not self.unit else 1.0
        unit = self.unit or other.unit
        return Figure(self.value * scale, unit, self.at, self.end, self.scale * scale)

    def written(self, wording: Wording) -> str:
        """Return the figure as a sentence has it."""
        start, end = wording.starts[self.at], wording.ends[self.end - 1]
        start -= start > 0 and wording.text[start - 1] in _SIGNS
        return " ".join(wording.text[start:end].split())


def figures(wording: Wording) -> tuple[Figure, ...]:
    """Return the figures of a sentence, in order; days, years and numbers in names are none."""
    return tuple(_figures(wording))


def _figures(wording: Wording) -> Iterator[Figure]:
    at = 0
    while at < wording.total:
        end, value = _number(wording, at)
        if end == at:
            at += 1
            continue
        scale = 1.0
        while end < wording.total and wording.words[end] in SCALES and _beside(wording, end):
            scale *= SCALES[wording.words[end]]
            end += 1
        unit, end = _unit(wording, at, end)
        if not (_is_date(wording, at, end, value, unit) or _is_in_name(wording, at)):
            yield Figure(value * scale, unit, at, end, scale)
        at = end


def _number(wording: Wording, at: int) -> tuple[int, float]:
    """Return the word after a number, and the number; `at` where none begins."""
    words = wording.words
    if not words[at][0].isdigit() or not words[at].replace(".", "", 1).isdigit():
        return at, 0.0
    if _is_fraction(wording, at):
        return at + 2, _ratio(words[at], words[at + 1])
    is_mixed = at + 1 < wording.total and gap(wording, at + 1).strip() in ("", "-", ".")
    if is_mixed and words[at + 1].isdigit() and _is_fraction(wording, at + 1):
        return at + 3, float(words[at]) + _ratio(words[at + 1], words[at + 2])
    if is_mixed and gap(wording, at + 1) == "." and words[at + 1].isdigit():
        return at + 2, float(f"{words[at]}.{words[at + 1]}")  # at a sentence's end
    if is_mixed and words[at] in _TENS and len(words[at + 1]) == 1 and words[at + 1].isdigit():
        return at + 2, float(words[at]) + float(words[at + 1])  # thirty-two
    return at + 1, float(words[at])


def _is_fraction(wording: Wording, at: int) -> bool:
    is_there = at + 1 < wording.total and wording.words[at + 1] in _PARTS
    return is_there and gap(wording, at + 1) in _FRACTION_MARKS


def _ratio(one: str, other: str) -> float:
    return float(one) / (float(other) or 1.0)


def _unit(wording: Wording, at: int, end: int) -> tuple[str, int]:
    """Return what a number measures or counts, and the word after that."""
    sign = wording.text[wording.starts[at] - 1] if wording.starts[at] else ""
    if sign in _SIGNS:
        return singular(CURRENCIES[sign]), end
    if end == wording.total or not _beside(wording, end):
        return "", end
    word = wording.words[end]
    if word == "per" and wording.words[end + 1 : end + 2] == ("cent",):
        return "percent", end + 2
    if word in STOP_WORDS or word in _NO_UNITS or word[0].isdigit():
        return "", end
    if singular("".join(wording.words[end + 1 : end + 2])) in _CURRENCIES:
        return singular(wording.words[end + 1]), end + 2  # Australian dollars
    return singular(word), end + 1


def singular(word: str) -> str:
    """Return a unit in the singular, by one of its names."""
    word = _UNITS.get(word, word)
    word = word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
    return _UNITS.get(word, word)


def _is_date(wording: Wording, at: int, end: int, value: float, unit: str) -> bool:
    """Tell whether a number is the day of a month or a year."""
    months = tables().groups
    around: Sequence[str] = wording.words[max(0, at - 1) : at] + wording.words[end - 1 : end]
    if any(0 in months.get(word, ()) for word in around):
        return True
    written = wording.text[wording.starts[at] : wording.starts[at] + 4]
    if unit in MEASURES or unit in _COUNTED or not written.isdigit():
        return False
    return (1900 if unit else 1500) <= value < 2100  # the 1986 budget


def _is_in_name(wording: Wording, at: int) -> bool:
    """Tell whether a number is part of a name, a season or a compound: M-3, 1986/87, `13- and`."""
    before = wording.words[at - 1] if at else ""
    is_season = len(before) == 4 and before.isdigit() and gap(wording, at) in ("/", "-")
    is_bound = is_season or (before and gap(wording, at) == "-" and not before[0].isdigit())
    behind = wording.text[wording.ends[at] : wording.ends[at] + 2]
    return bool(is_bound) or behind == "- "


def gap(wording: Wording, at: int) -> str:
    """Return what stands between a word and the one before it."""
    return wording.text[wording.ends[at - 1] : wording.starts[at]]


def _beside(wording: Wording, at: int) -> bool:
    """Tell whether nothing but a space or a hyphen stands before a word."""
    return gap(wording, at).strip() in ("", "-")
