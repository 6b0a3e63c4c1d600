"""Running heads and feet of a PDF, and the numbers of its pages.

A line at the edge of pages belongs to them where most pages have it, but for its numbers; where it
is only a number; where it stands apart at a height at which most pages have such a line; or where a
browser printed there when a page was printed, and its address.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from index.readers.pdf_lines import Line, usual_gap, usual_height

EDGE_LINES = 2
"""Running heads and feet are looked for among so many lines at the top and bottom of a page."""

REPEATED_SHARE = 0.5
"""A line at the edge is a running head if this share of the pages, or of the even or odd ones,
has the same but for its numbers ..."""

REPEATED_PAGES = 3
"""... and at least so many pages do. For a line with a number and a few words, such as a chapter's
name and the page's number, so many pages are enough; of two pages both, at the same height, and
apart from the text unless all its words are the same."""

HEAD_LETTERS = 5
"""Fewer letters are no words."""

LEVEL = 3.0
"""Lines at the edge of several pages less than so many points apart stand at the same place."""

APART = 1.6
"""A head stands apart from the text by more than so many times the usual distance of lines."""

HEAD_SIZE = 1.1
"""Heads that change are not taller than the text by more than this; titles are."""

HEADED_LINES = 6
"""Pages with fewer lines are slides, and what stands apart at their top is a title."""

HEADED_SHARE = 0.6
"""Heads that change stand at the same height on at least this share of the pages."""

_DIGITS = re.compile(r"\d+")
_NUMBER_ONLY = re.compile(
    r"\W*(?:(?:page|seite|p[aá]gina|pagina|sida|side|strana|strona|pg?\.?)\s*)?"
    r"(?:\d{1,4}|[ivxlc]{1,6})"
    r"(?:\s*(?:/|of|von|de|sur|di|van|av|af|z)\s*\d{1,4})?\W*",
    re.I,
)
_PAGE_OF = re.compile(
    r"(?!(?:\d{1,3}|\[\d+\]|\(\d+\)|[*†‡§])[.)]?\s).*(?:^|\W)"
    r"(?:page|seite|p[aá]gina|pagina|sida|side|strana|strona|p\.)\s*\d{1,4}"
    r"(?:\s*(?:/|of|von|de|sur|di|van|av|af|z)\s*\d{1,4}\W*|[^\w.]*)",
    re.I,
)

_ADDRESS = re.compile(r"(?:https?|file)://\S")
_PRINTED_FROM = re.compile(r"(?:.*\s)?(?:https?|file)://\S+(?:\s+\d{1,4}\s*\D{1,5}\s*\d{1,4})?")
_WHEN = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?"
_PRINTED_AT = re.compile(rf"{_WHEN}(?:\s.*)?|.*\s{_WHEN}")


@dataclass(frozen=True, slots=True)
class _Edge:
    """The lines at the top or the bottom of a page.

    Attributes:
        levels: Numbers of lines, those at one height together, from the edge inwards.
        apart: Of each level, whether there is space between it and the text.
    """

    levels: list[list[int]]
    apart: list[bool]


def without_heads(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """Leave out lines at the edges of pages that most pages have, but for their numbers."""
    distances = [_distance(page) for page in pages]
    known = sorted(filter(None, distances))
    usual = known[len(known) * 3 // 10] if known else 0.0  # pages of few lines do not tell
    edges = [
        _edges(page, min(distance, usual)) for page, distance in zip(pages, distances, strict=True)
    ]
    running = _running(pages, edges)
    heights = _heights(pages, edges)
    left = []
    for page, both in zip(pages, edges, strict=True):
        gone = _printed(page, both)
        for edge in both:
            for number, level in enumerate(edge.levels):
                found = [
                    n
                    for n in level
                    if n in gone
                    or page[n].height <= running.get(_pattern(page[n]), -1.0)
                    or _NUMBER_ONLY.fullmatch(page[n].text)
                    or (number == 0 and edge.apart[0] and _is_head(page[n], heights))
                ]
                gone.update(found)
                if len(found) < len(level):
                    break
        left.append([line for n, line in enumerate(page) if n not in gone])
    return left


def _printed(page: Sequence[Line], both: Sequence[_Edge]) -> set[int]:
    """Return the lines that a browser put at the very edges: when it printed, and from where."""
    outer = {n for edge in both for level in edge.levels[:1] for n in level}
    texts = {n: page[n].text for n in outer}
    at = {n for n in outer if _PRINTED_AT.fullmatch(texts[n])}
    address = {n for n in outer if _PRINTED_FROM.fullmatch(texts[n])}
    numbered = {n for n in outer if _NUMBER_ONLY.fullmatch(texts[n])}
    return at | address | numbered if at and address else set()


def _is_head(line: Line, heights: Sequence[float]) -> bool:
    """Tell whether a line apart has the page's number, or stands where heads stand that change."""
    return bool(_PAGE_OF.fullmatch(line.text)) or any(
        abs(line.bottom - height) <= LEVEL / 2 for height in heights
    )


def _distance(page: Sequence[Line]) -> float:
    """Return how far apart the lines of paragraphs are on a page; 0 where it does not tell."""
    if not all(line.height for line in page):
        return 0.0
    return usual_gap(sorted((line.bottom for line in page), reverse=True), usual_height(page))


def _edges(page: Sequence[Line], distance: float) -> tuple[_Edge, _Edge]:
    """Return the lines at the top of a page, and those at its bottom."""
    order = list(range(len(page)))
    if not all(line.height for line in page):
        ends = order[:EDGE_LINES], order[::-1][:EDGE_LINES]
        above, below = (_Edge([[n] for n in end], [False] * len(end)) for end in ends)
        return above, below
    order.sort(key=lambda n: (-round(page[n].bottom), page[n].left))
    space = APART * distance
    return _edge(page, order, space), _edge(page, order[::-1], space)


def _edge(page: Sequence[Line], order: Sequence[int], space: float) -> _Edge:
    levels: list[list[int]] = []
    gaps: list[bool] = []  # of each level, whether there is space before the next one
    for n in order:
        line = page[n]
        before = page[levels[-1][0]] if levels else line
        if levels and abs(line.bottom - before.bottom) < 0.3 * max(line.height, before.height):
            levels[-1].append(n)
            continue
        if levels:
            gaps.append(abs(line.bottom - before.bottom) > space > 0)
        if len(levels) == EDGE_LINES:
            break
        levels.append([n])
    gaps += [False] * (len(levels) - len(gaps))
    return _Edge(levels, [any(gaps[level:]) for level in range(len(levels))])


def _running(pages: Sequence[list[Line]], edges: Sequence[Sequence[_Edge]]) -> dict[str, float]:
    """Return the patterns of running heads and feet, and how tall each is at most.

    What is taller is the title that the head repeats.
    """
    places: dict[str, dict[int, tuple[Line, bool]]] = {}
    for number, (page, both) in enumerate(zip(pages, edges, strict=True)):
        for edge in both:
            for level, apart in zip(edge.levels, edge.apart, strict=True):
                for n in level:
                    found = places.setdefault(_pattern(page[n]), {})
                    found.setdefault(number, (page[n], apart))
    return {
        pattern: HEAD_SIZE * median(line.height for line, _ in found.values())
        for pattern, found in places.items()
        if _runs(pattern, found, len(pages))
    }


def _runs(pattern: str, found: dict[int, tuple[Line, bool]], pages: int) -> bool:
    """Tell whether lines with a pattern, by the number of their pages, are a running head."""
    bottoms = [line.bottom for line, _ in found.values()]
    stay = max(bottoms) - min(bottoms) < LEVEL and all(apart for _, apart in found.values())
    may_run = all(_may_run(line) for line, _ in found.values())
    if not stay and not may_run:
        return False
    odd = sum(number % 2 for number in found)
    even = len(found) - odd
    often = (
        len(found) >= REPEATED_SHARE * pages
        or even > REPEATED_SHARE * ((pages + 1) // 2)
        or odd > REPEATED_SHARE * (pages // 2)
    )
    if len(found) >= REPEATED_PAGES:
        is_numbered = "0" in pattern and sum(c.isalpha() for c in pattern) >= HEAD_LETTERS
        return often or is_numbered
    if len(found) == 1 or not may_run:
        return False
    both = len(found) == pages and max(bottoms) - min(bottoms) < LEVEL
    same = both and _is_same(line for line, _ in found.values())
    return same or (stay and len(found) >= REPEATED_SHARE * pages)


def _is_same(lines: Iterable[Line]) -> bool:
    """Tell whether lines are the same words, and no row of a table that goes on overleaf."""
    found = list(lines)
    return len({line.text for line in found}) == 1 and not any(line.parts for line in found)


def _may_run(line: Line) -> bool:
    """Tell whether a line may be a running head; part of a sentence is none."""
    is_part = line.text[0].islower() or line.text.endswith((".", ",", ";"))
    return not is_part or bool(_ADDRESS.match(line.text))


def _pattern(line: Line) -> str:
    return _DIGITS.sub("0", " ".join(line.text.casefold().split()))


def _heights(pages: Sequence[list[Line]], edges: Sequence[Sequence[_Edge]]) -> list[float]:
    """Return the heights at which most pages have a small line apart: heads that change."""
    found: Counter[int] = Counter()
    for page, both in zip(pages, edges, strict=True):
        most = HEAD_SIZE * usual_height(page)
        for edge in both:
            if len(page) >= HEADED_LINES and edge.apart[0]:
                line = page[edge.levels[0][0]]
                found[round(line.bottom / LEVEL)] += line.height <= most
    enough = max(REPEATED_PAGES, HEADED_SHARE * len(pages))
    return [height * LEVEL for height, count in found.items() if count >= enough]
