"""Otherwise: what a sentence says otherwise than another one, in other words.

It changes a figure or a day of it, denies it, or counts the victims of the same event.
"""

from __future__ import annotations

from typing import NamedTuple

from search.near_duplicates.changes import Change, Reading, change
from search.near_duplicates.claims import WEEKDAYS
from search.near_duplicates.contrasts import tables
from search.near_duplicates.deadlines import days
from search.near_duplicates.denials import calls_off, denies, is_denial
from search.near_duplicates.differences import LEAD_CHARS, names_of, same_subject
from search.near_duplicates.estimates import estimates, other_estimate
from search.near_duplicates.figures import Figure, figures
from search.near_duplicates.neighbours import Neighbours, SentenceSpan
from search.near_duplicates.raises import THINGS
from search.near_duplicates.relation import Wording
from search.near_duplicates.revisions import is_same_time
from search.near_duplicates.tolls import is_toll, tolls

EVENT_DAYS = 10
"""News that are further apart tell of different events."""

LEAST_COSINE, UNLIKE_COSINE = 0.55, 0.4
"""A revision is worded otherwise than what it revises: of 87 in Reuters, 86 are above. A later toll
and a corrected name often say little of what happened."""

SAME_EVENT = 4
"""News of an accident come within so many days; who names an earlier day tells of another one."""

DAYS, MONTH_DAYS, YEAR_DAYS, WEEK_DAYS = 300, 62, 1100, 6
"""A stake or a forecast for a year is raised months later; a figure for one month is revised with
that for the next, which comes a month later; what should be ready in a year is late for years."""

_DENYING = (
    *("deni", "denying", "no plan", "no intention", " not ", " never ", "dismiss", "reject"),
    *("refut", "disput", "cancel", "scrap", "abandon", "shelved", "called off", "calls off"),
)
"""How a sentence may say that it denies something."""

COMMON_NAMES = frozenset(
    "bank banks industries trust international national financial american united general first new"
    " us federal reserve treasury department world city states american australian british canadian"
    " chinese dutch european french german indian italian japanese russian soviet spanish"
    " swiss".split()
)
"""They name too many to say that two articles are about the same."""


class Said(NamedTuple):
    """What another sentence says otherwise.

    Attributes:
        what: "figure", "date", "negation" or "name".
        former, latter: Both figures or days as they are written, the older first; else empty.
        is_newer: Whether the second one is of another day, or corrects the former.
        revises: Whether the sentence says that its figure takes the place of the former one.
    """

    what: str
    former: str = ""
    latter: str = ""
    is_newer: bool = True
    revises: bool = False

    @property
    def note(self) -> str:
        """Both figures or days in words; empty where it is neither."""
        when = "later" if self.is_newer else "elsewhere"
        return f"{self.former}, {when} {self.latter}" if self.former else ""


class Otherwise:
    """What its neighbours say otherwise than one sentence."""

    def __init__(self, near: Neighbours, place: SentenceSpan) -> None:
        self._near = near
        self._place = place
        self._wording = near.wording(place)
        self._reading = Reading.of(self._wording)
        self._figures = self._reading.figures
        self._forms = frozenset(form for f in self._figures for form in _forms(f, self._wording))
        self._signs = _signs(self._reading)
        self._is_toll = bool(self._figures) and is_toll(self._wording)
        self._claim = near.claim(place)
        self._is_denial = is_denial(self._claim)
        self._estimates = estimates(self._claim, figures(self._claim)) if self._figures else ()
        is_unlike = self._is_toll or self._reading.renamed is not None
        self.least_cosine = UNLIKE_COSINE if is_unlike else LEAST_COSINE

    def by(self, other: SentenceSpan) -> Said | None:
        """Return what another sentence says otherwise; None where it does not.

        Args:
            other: Of another article, or of the same one: then one of both has to revise the other.
        """
        text = self._near.text(other).lower()
        may_change = self._may_change(text) or self._near.corrects(other)
        found = self._change_by(other) if may_change else None
        if found is None and self._is_toll:
            found = self._toll_by(other)
        if found is None and (self._is_denial or any(sign in text for sign in _DENYING)):
            found = self._denial_by(other)
        if found is None and self._estimates:
            found = self._estimate_by(other)
        return found

    def _may_change(self, text: str) -> bool:
        """Tell whether a sentence may change what this one says, or be changed by it, by a look."""
        if any(sign in text for sign in self._signs):
            return True
        return not self._forms.isdisjoint(map(_bare, text.replace("-", " ").split()))

    def _change_by(self, other: SentenceSpan) -> Said | None:
        """Return what one of both sentences changes of the other one."""
        mine, its = self._reading, Reading.of(self._near.wording(other))
        for later, earlier, is_mine in ((its, mine, False), (mine, its, True)):
            found = change(later, earlier)
            both = (self._place, other) if is_mine else (other, self._place)
            if found is not None and self._may_change_it(*both, found, other):
                return Said(found.what, found.once, found.now, revises=not is_mine)
        return None

    def _may_change_it(
        self, one: SentenceSpan, once: SentenceSpan, found: Change, other: SentenceSpan
    ) -> bool:
        """Tell whether a sentence is not older than another one about the same."""
        near, groups = self._near, tables().groups
        words = self._wording.counts.keys() | near.wording(other).counts.keys()
        is_monthly = any(0 in groups.get(word, ()) for word in words)
        most = MONTH_DAYS if is_monthly and found.what == "figure" else DAYS
        most = YEAR_DAYS if found.what == "date" and not is_monthly else most
        most = WEEK_DAYS if found.now.lower() in WEEKDAYS else most
        if not self._is_near(other, most) or (found.what == "name" and not near.corrects(one)):
            return False
        if found.what != "date" and not self._is_same_time(other):
            return False
        if near.article_number(one) == near.article_number(once):
            named = names_of(near.wording(one)), names_of(near.wording(once))
            if all(named) and not named[0] & named[1]:
                return False
            return found.what != "date" and not found.is_next and one.span[0] > once.span[0]
        dates = near.article(one).date or "", near.article(once).date or ""
        if all(dates) and dates[0][: len(dates[1])] < dates[1][: len(dates[0])]:
            return False
        is_too_early = found.is_next and dates[0][:10] == dates[1][:10]
        return not is_too_early and self._are_about_the_same(other)

    def _toll_by(self, other: SentenceSpan) -> Said | None:
        """Return how many it were by both sentences, the older one first."""
        near = self._near
        counts = tolls(self._wording, near.wording(other))
        if counts is None or not self._is_of_another_article(other, EVENT_DAYS):
            return None
        if not self._may_be_of_one_event(other):
            return None
        if self._is_of_another_day(self._place, other) or self._is_of_another_day(
            other, self._place
        ):
            return None
        mine, its = counts
        written = mine.written(self._wording), its.written(near.wording(other))
        return self._figures_by(other, *written)

    def _may_be_of_one_event(self, other: SentenceSpan) -> bool:
        """Tell whether dates say that of two sentences, or where they say nothing, the names."""
        if self._near.day(self._place) is not None and self._near.day(other) is not None:
            return True
        its = self._near.claim(other)
        if self._claim.is_plain or its.is_plain:
            return False
        mine, others = names_of(self._claim), names_of(its)
        return not (mine - its.counts.keys() and others - self._claim.counts.keys())

    def _is_of_another_day(self, one: SentenceSpan, other: SentenceSpan) -> bool:
        """Tell whether a sentence names a day that is not that of another article."""
        day = self._near.day(other)
        named = days(self._near.wording(one)) if day is not None else ()
        return any(one.month >= 0 and one.before(day or 1) > SAME_EVENT for one in named)

    def _estimate_by(self, other: SentenceSpan) -> Said | None:
        """Return what both sentences estimate otherwise, the older one first."""
        its = self._near.claim(other)
        found = other_estimate(self._claim, self._estimates, its, estimates(its, figures(its)))
        if found is None or not self._is_of_another_article(other, found[0].days):
            return None
        written = found[0].figure.written(self._claim), found[1].figure.written(its)
        return self._figures_by(other, *written)

    def changed_by(self, other: SentenceSpan, what: str) -> Said:
        """Return what a sentence says otherwise that is worded alike.

        Args:
            other: It is of another article.
            what: "figure", "date", "negation" or "name".
        """
        known = figures(self._near.wording(other))
        mine = [f for f in self._figures if f.value not in {its.value for its in known}]
        its = [f for f in known if f.value not in {f.value for f in self._figures}]
        if what == "figure" and len(mine) == len(its) == 1:
            written = mine[0].written(self._wording), its[0].written(self._near.wording(other))
            return self._figures_by(other, *written)
        return Said(what)

    def _figures_by(self, other: SentenceSpan, *both: str) -> Said:
        """Return that another sentence has another figure in the place of one, as written."""
        near, places = self._near, (self._place, other)
        dates = [near.article(of).date or "" for of in places]
        former, latter = both if dates[0] <= dates[1] else reversed(both)
        is_apart = dates[0][:10] != dates[1][:10] or any(map(near.corrects, places))
        return Said("figure", former, latter, all(dates) and dates[0] != dates[1] and is_apart)

    def _denial_by(self, other: SentenceSpan) -> Said | None:
        """Tell whether one of both sentences denies the other one."""
        mine, its = self._claim, self._near.claim(other)
        if not (denies(mine, its) or denies(its, mine)):
            return None
        is_off = calls_off(mine) or calls_off(its)
        most = DAYS if is_off else EVENT_DAYS
        return Said("negation") if self._is_of_another_article(other, most) else None

    def _is_of_another_article(self, other: SentenceSpan, most: int) -> bool:
        """Tell whether a sentence is of another article about the same, a few days apart."""
        if self._near.article_number(other) == self._near.article_number(self._place):
            return False
        is_same = self._is_near(other, most) and self._is_same_time(other)
        return is_same and self._are_about_the_same(other)

    def _is_same_time(self, other: SentenceSpan) -> bool:
        """Tell whether a sentence may be of the same time."""
        day = self._near.day(self._place)
        same_day = day is not None and day == self._near.day(other)
        return is_same_time(self._wording, self._near.wording(other), same_day=same_day)

    def _is_near(self, other: SentenceSpan, most: int) -> bool:
        """Tell whether both articles are at most some days apart; without a date, they may be."""
        day, its_day = self._near.day(self._place), self._near.day(other)
        return day is None or its_day is None or abs(day - its_day) <= most

    def _are_about_the_same(self, other: SentenceSpan) -> bool:
        """Tell whether two articles are: by their first names, or by names that are in titles."""
        near, place = self._near, self._place
        if same_subject(near.article_text(place), near.article_text(other)):
            return True
        titles = [frozenset(Wording.of(near.article(of).title).words) for of in (place, other)]
        named = (names_of(self._wording) & names_of(near.wording(other))) - COMMON_NAMES
        shared = (titles[0] & titles[1]) - COMMON_NAMES
        if shared & named or (len(named) > 1 and (titles[0] | titles[1]) & named):
            return True
        leads = [names_of(Wording.of(near.article_text(of)[:LEAD_CHARS])) for of in (place, other)]
        return bool(shared & leads[0] & leads[1])


def _signs(reading: Reading) -> tuple[str, ...]:
    """Return what the text of a sentence has that may change a reading, or be changed by it."""
    signs: tuple[str, ...] = ("revised",) if reading.figures else ()
    if reading.moved or reading.restated:
        signs += ("19", "20", *(word[:3] for word, n in tables().groups.items() if 0 in n))
    if reading.days:
        signs += ("exten", "postpon", "delay", "resched", "moved", "instead of", "rather than")
        signs += ("adjourn", "defer", "until", "before", "not on", "pushed", " than ")
    if reading.raised:
        signs += ("offer", "bid", "tender", "issu", "bond", "convertible", "notes")
    if reading.renamed:
        words = reading.wording.words
        signs += (words[reading.renamed.once[0]],)
    if any(not kind.isdisjoint(reading.wording.counts) for kind in THINGS):
        signs += ("rais", "increas", "lift", "hike", "boost", "sweeten", "amend", "reduc", "cut")
        signs += ("doubl", "tripl", "halv", "improv")
    return signs


def _forms(figure: Figure, wording: Wording) -> tuple[str, ...]:
    """Return how the number of a figure may begin or end in a text."""
    start, end = wording.starts[figure.at], wording.ends[figure.end - 1]
    written = wording.text[start:end].lower().replace("-", " ").split()
    word = wording.words[figure.at]
    fraction = [part for part in written[:2] if "/" in part]
    return word, *(fraction or written[:1]), *(w for w, n in tables().numbers.items() if n == word)


def _bare(word: str) -> str:
    return word.strip("$€£¥.,;:()\"'")
