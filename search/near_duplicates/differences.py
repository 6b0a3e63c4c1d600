"""Differences: what one of two sentences about the same thing says otherwise. Pure.

A figure, a date, a negation, or a name beside the same figures. Precision comes before recall: news
is full of sentences that are worded alike and tell of another day, company or quarter, and those
do not differ.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.text.analyzer import STOP_WORDS
from search.near_duplicates.contrasts import tables
from search.near_duplicates.relation import SPOKEN, TITLES, Edit, Wording, edits_of, is_number

LEAST_WORDS, LEAST_SMALL = 8, 3
"""Words of each sentence, and stop words among them: rows of tables have fewer."""

LEAST_SHARED = 2
"""So many words in a row that both have begin and end what a correction tells again."""

MOST_EDITS = 6
"""Between two sentences of which one says a thing otherwise."""

MOST_OTHER = 2
"""Words that may be edited beside what differs."""

MOST_WORDS = 8
"""Of all edits on one side: more tell of something else."""

FIRST_YEAR, LAST_YEAR = 1500, 2100
SCALES = {
    "dozen": 12.0,
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
}

LEAD_CHARS, FIRST_NAMES = 400, 3
"""How much of an article says what it is about, and how many words of names there."""

HEADLINE_WORDS = 4
"""So many words in capitals are a headline before the text: their capitals tell no names."""

_NAMES_OF_DATES = frozenset([0, 1])
"""Groups of contrasts: months, weekdays."""

_TODAY = frozenset("today yesterday tomorrow tonight morning afternoon week month quarter".split())
_DAILY = frozenset(
    "vs closed opened traded quoted trading futures settled bid fixing yield shortage assistance"
    " repurchase overnight bills auction tender intervention spot rated note denominations loading"
    " intervene".split()
)
"""Words of what is told anew several times a day, with other figures, or of every such thing."""

_SERIES = frozenset(
    "shr net revs qtly quarter quarterly index average rate rates rose fell gained lost up down"
    " increase decrease increased decreased price prices ended week weekly".split()
)
"""Words of what is told anew from day to day."""

_NEGATIONS = frozenset("not no never denied denies cannot didnt doesnt isnt wasnt wont".split())

OPENING = frozenset(
    "about some nearly almost more fewer police officials authorities rescuers thousands hundreds"
    " dozens several many people residents workers firefighters".split()
)
"""What begins a text, and is no name."""

_OUTCOMES = frozenset(
    "accept accepted approve approved reject rejected blocked vetoed confirmed denied guilty"
    " convicted innocent acquitted cleared dead alive died survived allowed banned agreed refused"
    " included excluded supported opposed".split()
)
"""Of opposites, those of which one makes the other untrue also from one day to the next."""

SAME_SHARE = 0.01
"""Figures that differ by less are one, rounded: 1.46 billion, 1,459,193,000."""


def difference(one: Wording, other: Wording, *, same_day: bool, corrects: bool = False) -> str:
    """Return what differs between two sentences that say the same otherwise.

    Args:
        one, other: Their words.
        same_day: Whether their articles are of one day; else `today` means something else.
        corrects: Whether one of the articles corrects the other: then they are about the same, and
            another name makes a difference. Elsewhere it tells of somebody else.

    Returns:
        "figure", "date", "negation" or "name"; empty where they do not say the same otherwise.
    """
    if not (_is_prose(one, corrects=corrects) and _is_prose(other, corrects=corrects)):
        return ""
    changed = [edit for edit in edits_of(one, other) if "".join(edit.one) != "".join(edit.other)]
    sizes = [sum(map(len, sides)) for sides in zip(*map(_sides, changed), strict=True)]
    if not changed or len(changed) > MOST_EDITS or max(sizes) > MOST_WORDS:
        return ""
    kinds = [kind for kind in map(_kind, changed) if kind]
    if (
        sum(_is_content(w) for e in changed if not _kind(e) for w in (*e.one, *e.other))
        > MOST_OTHER
    ):
        return ""
    of_other_days = _of_other_days(one, other, changed)
    names = names_of(one), names_of(other)
    if corrects:
        is_plain = one.is_plain or other.is_plain  # all of it may be names
        is_other = "name" in kinds and set(kinds) != {"name"} and not is_plain  # of somebody else
        is_named = bool(names[0] & names[1])
        found = _corrected(kinds, of_other_days=of_other_days, is_named=is_named)
        return "" if is_other else found
    words = one.counts.keys() | other.counts.keys()
    is_told_anew = not _DAILY.isdisjoint(words) or not (
        same_day or (_TODAY | _SERIES).isdisjoint(words)
    )
    least = 1 if same_day else 2  # what is told on another day has to be known by more than "U.S."
    is_same = names[0] == names[1] and len(names[0]) >= least
    if is_told_anew or of_other_days or not is_same or len(kinds) != 1:
        return ""
    is_outcome = kinds[0] == "word" and any(_OUTCOMES.intersection(edit.one) for edit in changed)
    what = "negation" if is_outcome else kinds[0]
    return what if what in ("figure", "date", "negation") else ""


def _corrected(kinds: Sequence[str], *, of_other_days: bool, is_named: bool) -> str:
    """Return what a correction says otherwise, by what its edits change."""
    surely = {kind for kind in kinds if kind != "name"} or set(kinds)  # headlines are all names
    if len(surely) != 1 or surely == {"other"} or (surely == {"name"} and not is_named):
        return ""
    (what,) = surely
    return "date" if of_other_days else "figure" if what == "word" else what  # a day, not a year


def overlap(one: Wording, other: Wording) -> tuple[Wording, Wording]:
    """Return two texts from the first words that they share to the last: what both tell of."""
    from difflib import SequenceMatcher

    blocks = SequenceMatcher(None, one.words, other.words, autojunk=False).get_matching_blocks()
    shared = [block for block in blocks if block.size >= LEAST_SHARED]
    if not shared:
        return one.part(0, 0), other.part(0, 0)
    first, last = shared[0], shared[-1]
    return (
        one.part(first.a, last.a + last.size),
        other.part(first.b, last.b + last.size),
    )


def _of_other_days(one: Wording, other: Wording, changed: Sequence[Edit]) -> bool:
    """Tell whether a number that differs is the day of a month: `April 2`, `April 6`."""
    months = [
        {w for at, w in enumerate(text.words[1:]) if w[0].isdigit() and _is_date(text.words[at])}
        for text in (one, other)
    ]
    days = [word for edit in changed for word in (*edit.one, *edit.other)]
    return months[0] != months[1] and not (months[0] | months[1]).isdisjoint(days)


def same_subject(one: str, other: str) -> bool:
    """Tell whether two articles seem to be about the same: the first name of each is in the other.

    Args:
        one, other: Their texts.
    """
    mine, its = _first_names(one), _first_names(other)
    return bool(mine and its) and mine[0] in its and its[0] in mine


def _first_names(text: str) -> list[str]:
    """Return the words of the first names of an article, in order."""
    lead = _without_headline(Wording.of(text[:LEAD_CHARS]))
    named = lead.names_in(0, lead.total) - TITLES - OPENING
    found = (w for w in lead.words if w in named and not (_is_date(w) or is_number(w)))
    return list(dict.fromkeys(found))[:FIRST_NAMES]


def _without_headline(wording: Wording) -> Wording:
    """Return a text without the words in capitals at its beginning, if more than a name is."""
    written = (wording.written(at, at + 1) for at in range(wording.total))
    end = next((at for at, word in enumerate(written) if word != word.upper()), 0)
    return wording.part(end, wording.total) if end >= HEADLINE_WORDS else wording


def _sides(edit: Edit) -> tuple[Sequence[str], Sequence[str]]:
    return edit.one, edit.other


def _is_prose(wording: Wording, *, corrects: bool) -> bool:
    """Tell whether a text is a sentence, with capitals that tell names; or a corrected headline."""
    small = sum(word in STOP_WORDS for word in wording.words)
    if corrects:
        return wording.total >= LEAST_WORDS and small >= LEAST_SMALL - 1
    return wording.total >= LEAST_WORDS and small >= LEAST_SMALL and not wording.is_plain


def _kind(edit: Edit) -> str:
    """Return what an edit changes: a figure, a date, whether it is so, a name, a word; or ""."""
    mine, its = ([w for w in run if w not in STOP_WORDS | TITLES] for run in (edit.one, edit.other))
    if not _NEGATIONS.isdisjoint((*edit.one, *edit.other)):
        is_bare = all(w in _NEGATIONS for w in (*mine, *its))
        return "negation" if is_bare else "other"
    numbers = [_figures(run) for run in (edit.one, edit.other)]
    dates = [{_date_name(w) for w in run if _is_date(w)} for run in (mine, its)]
    if all(dates) and dates[0] != dates[1]:
        return "date"
    if any(numbers):
        return _kind_of_numbers(*numbers) if not any(dates) else "other"
    names = [run_names - TITLES for run_names in (edit.one_names, edit.other_names)]
    if all(names):
        return "name"
    is_opposite = any(tables().exclude(a, b) for a in mine for b in its)
    return "other" if any(dates) or any(names) else "word" if is_opposite else ""


def _kind_of_numbers(one: Sequence[float], other: Sequence[float]) -> str:
    """Return what it changes that some numbers stand in the place of others."""
    if len(one) != len(other):
        return "other"
    changed = [
        (a, b) for a, b in zip(one, other, strict=True) if abs(a - b) > SAME_SHARE * max(a, b)
    ]
    if not changed:
        return ""
    are_years = all(FIRST_YEAR <= number < LAST_YEAR for pair in changed for number in pair)
    return "other" if len(changed) > 1 else "date" if are_years else "figure"


def _figures(words: Sequence[str]) -> list[float]:
    """Return the numbers among some words: `1.46 billion` is one."""
    found: list[float] = []
    before = False
    for word in words:
        scale = SCALES.get(word)
        if scale is not None and before:
            found[-1] *= scale
        elif scale is not None:
            found.append(scale)
        elif is_number(word):
            digits = "".join(letter for letter in word if letter.isdigit() or letter == ".")
            found.append(float(digits) if digits.strip(".").replace(".", "", 1) else 0.0)
        before = is_number(word)
    return found


def _is_content(word: str) -> bool:
    return word not in STOP_WORDS and word not in TITLES and word not in SPOKEN


def _is_date(word: str) -> bool:
    return not _NAMES_OF_DATES.isdisjoint(tables().groups.get(word, {}))


def _date_name(word: str) -> str:
    """Return what a word for a month or a weekday stands for: january of jan."""
    named = tables().groups.get(word, {})
    return next((name for group, name in named.items() if group in _NAMES_OF_DATES), word)


def names_of(wording: Wording) -> frozenset[str]:
    """Return the names of a text but those of months and weekdays, and the first word."""
    text = _without_headline(wording)
    named = text.names_in(1, text.total)
    return frozenset(word for word in named if not _is_date(word)) - TITLES
