"""Changes: a figure, day or name that a later sentence puts in the place of another's. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from search.near_duplicates.deadlines import Day, Moved, days, deadline, moved
from search.near_duplicates.figures import Figure, figures
from search.near_duplicates.raises import Raised, lower, raised
from search.near_duplicates.relation import Wording
from search.near_duplicates.renamings import Renamed, is_former, renamed
from search.near_duplicates.restatements import Restated, before, restated
from search.near_duplicates.revisions import Revision, revised, revisions


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a sentence, and what it changes.

    Attributes:
        wording: Its words.
        figures: Its figures, in order.
        revisions: The figures that it puts in the place of others.
        raised: The figures to which it raises something.
        restated: The figures of months that it says are revised.
        days: The days that it names.
        moved: The day that it moves, and to which.
        renamed: The name that it puts in the place of another one.
    """

    wording: Wording
    figures: tuple[Figure, ...]
    revisions: tuple[Revision, ...]
    raised: tuple[Raised, ...]
    restated: tuple[Restated, ...]
    days: tuple[Day, ...]
    moved: Moved | None
    renamed: Renamed | None

    @classmethod
    def of(cls, wording: Wording) -> Reading:
        """Read a sentence."""
        known = figures(wording)
        found = revisions(wording, known)
        higher = raised(wording, known, found)
        months, named = restated(wording, known), days(wording)
        day, name = moved(wording, named), renamed(wording)
        return cls(wording, known, found, higher, months, named, day, name)

    @property
    def current(self) -> tuple[Figure, ...]:
        """The figures that it does not put others in the place of."""
        former = {revision.once.at for revision in self.revisions}
        return tuple(figure for figure in self.figures if figure.at not in former)


class Change(NamedTuple):
    """What two sentences say, as they write it.

    Attributes:
        what: "figure", "date" or "name".
        once, now: What the earlier and the later one say.
        is_next: Whether the later one has to be of another day, with other figures beside.
    """

    what: str
    once: str
    now: str
    is_next: bool = False


def change(later: Reading, earlier: Reading) -> Change | None:
    """Return what one sentence changes of what another one says, if they may be about the same."""
    one, other = later.wording, earlier.wording
    revision = revised(one, later.revisions, other, earlier.current)
    if revision is not None:
        once = next(f for f in earlier.current if f.value == revision.once.value)
        return Change("figure", once.written(other), revision.now.written(one))
    sizes = lower(one, later.raised, other, earlier.current)
    if sizes is not None:
        return Change("figure", sizes[0].written(other), sizes[1].written(one))
    months = before(one, later.restated, other, earlier.figures)
    if months is not None:
        return Change("figure", months[0].written(other), months[1].written(one), is_next=True)
    day = deadline(one, later.moved, other, earlier.days) if later.moved else None
    if later.moved is not None and day is not None:
        return Change("date", day.written(other), later.moved.now.written(one))
    if later.renamed is not None and is_former(one, later.renamed, other):
        return Change("name", one.written(*later.renamed.once), one.written(*later.renamed.now))
    return None
