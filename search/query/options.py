"""Options of a search: what each means, what it may be, and where it can be given.

The shell's options, the parameters of HTTP and the arguments of agents' tools are made from what
stands here; a test compares each of them with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from index.errors import QueryError

if TYPE_CHECKING:
    from search.types import Mode, Sort

MODES: tuple[Mode, ...] = ("hybrid", "keyword", "semantic")

SORTS: tuple[Sort, ...] = ("score", "date", "added")

MAX_K = 1000
"""Most hits of one query, those on the pages before included."""

ANSWERS = 3
"""Answers to a question, where no number is given."""

SIGNS = (
    ' "a phrase", "these words"~5, +word, -word, AND, OR, NOT, NEAR/5, (...), wor*, w?rd, wrod~,'
    " title:, source:, author:, said:, lang:, path:, date:2021-12, since:, until:."
)
"""The query language in a line; `search/README.md` says it in a table."""

EVENTS = 20
"""Dates of a timeline, likewise."""

FACETS = ("source", "author", "speaker", "person", "language", "year", "month", "day")

EVERY_VERB = ("search", "search_many", "ask", "similar")
FILTERED = (*EVERY_VERB, "timeline")


class Option(NamedTuple):
    """What is said of an option wherever it can be given.

    Attributes:
        meaning: One sentence.
        verbs: Methods of `Engine` that take it.
        shell, web, agent: Its name in a shell, over HTTP, and for agents; None where it cannot be
            given.
        least, most: What a number may be, both included; None where there is no limit.
    """

    meaning: str
    verbs: tuple[str, ...]
    shell: str | None
    web: str | None
    agent: str | None
    least: int | None
    most: int | None


def _option(
    default: object,
    meaning: str,
    *,
    verbs: tuple[str, ...],
    shell: str | None = None,
    web: str | None = None,
    agent: str | None = None,
    least: int | None = None,
    most: int | None = None,
) -> Any:
    said = Option(meaning, verbs, shell, web, agent, least, most)
    return field(default=default, metadata={"option": said})


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may be found; an empty field allows all. Filters change no score.

    Attributes:
        sources: Names of outlets, in any case; one of them must be the article's.
        since, until: First and last day, ISO 8601: a year, a month or a day, both included. The
            whole date of an article must lie between them: one that is dated 2021 is in no month.
            Articles without a date are left out where either is given.
        languages: ISO 639-1 codes.
        paths: Patterns with `*` and `?`, one of which an article's id must match, or a folder that
            it is in.
        speakers: Names; one of these must say something in the paragraph, and it is there that the
            words of a query must stand.
        added_since: Only articles that came into the index, or changed, after a generation ("12",
            "g2021") or from a date or moment on (UTC); none of which it is not known.
    """

    sources: tuple[str, ...] = _option(
        (),
        "Only from this outlet, in any case; repeatable.",
        verbs=FILTERED,
        shell="--source",
        web="source",
        agent="source",
    )
    since: str | None = _option(
        None,
        "Only from this date on: 2021, 2021-12, 2021-12-15, last-month, 7d.",
        verbs=FILTERED,
        shell="--since",
        web="since",
        agent="since",
    )
    until: str | None = _option(
        None,
        "Only up to this date, included: 2021, 2021-12-15, yesterday.",
        verbs=FILTERED,
        shell="--until",
        web="until",
        agent="until",
    )
    languages: tuple[str, ...] = _option(
        (),
        "Only in this language, by its code (en, fr, ...); repeatable.",
        verbs=FILTERED,
        shell="--lang",
        web="lang",
        agent="lang",
    )
    paths: tuple[str, ...] = _option(
        (),
        "Only articles whose id fits, * and ? being wildcards, or in this folder; repeatable.",
        verbs=FILTERED,
        shell="--path",
        web="path",
        agent="path",
    )
    speakers: tuple[str, ...] = _option(
        (),
        "Only what somebody of this name says; repeatable.",
        verbs=FILTERED,
        shell="--speaker",
        web="speaker",
        agent="speaker",
    )
    added_since: str | None = _option(
        None,
        "Only what came or changed after this generation, or since this date: 12, 7d, 2021-12-15.",
        verbs=FILTERED,
        shell="--added-since",
        web="added_since",
        agent="added_since",
    )


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOptions:
    """How a query is searched for.

    Attributes:
        k: Hits wanted, 1 to `MAX_K`. Scores do not depend on it.
        offset: Hits to leave out, for a later page: it goes on exactly where the one before ended.
            `offset + k` is at most `MAX_K`.
        mode: "hybrid", "keyword" or "semantic".
        sort: "score"; "date" or "added" for what is newest by its date or by when it came into the
            index first, of hits with at least `min_score`. What has no date, or came nobody knows
            when, comes last.
        min_score: Least score of a hit, 0 to 1. None: 0, or where hits are sorted by something else
            than their score, what `relevance.least` says is about the query.
        filters: Which articles may be found.
        facets: Of `FACETS`: what to count over all that matches.
        half_life: Days: prefer recent articles, as `fusion.recency` says.
        now: Today, for `half_life` and for dates in words; by default today in UTC.
        by_article: Whether only the best paragraph of each article is a hit.
        every: Whether paragraphs that are nearly the same are hits of their own; else the one with
            the earliest date is the hit, and its `also` says where the others are.
        synonyms: Whether a word's synonyms count as the word itself.
        fix: Whether to search the suggestion, where there is one, in place of the query.
        by_month: Whether a timeline has one sentence a month; else one a day.
        explain: Whether each hit says why it has its score, for a forward pass a hit. Hits of
            conditions alone have nothing to explain: all of them have the score 1.
    """

    k: int = _option(
        10,
        "How many, best first; scores do not depend on it.",
        verbs=(*EVERY_VERB, "timeline"),
        shell="-k",
        web="k",
        agent="k",
        least=1,
        most=MAX_K,
    )
    offset: int = _option(
        0,
        "Hits to leave out first: the second page of ten begins at 10.",
        verbs=("search", "similar"),
        shell="--offset",
        web="offset",
        agent="offset",
        least=0,
        most=MAX_K,
    )
    mode: Mode = _option(
        "hybrid",
        "By words and meaning (hybrid), words alone (keyword) or meaning alone (semantic).",
        verbs=("search", "search_many", "ask", "timeline"),
        shell="--mode",
        web="mode",
        agent="mode",
    )
    sort: Sort = _option(
        "score",
        "Best first (score), or of what is relevant the newest (date) or what came last (added).",
        verbs=("search", "search_many"),
        shell="--sort",
        web="sort",
        agent="sort",
    )
    min_score: float | None = _option(
        None,
        "Only hits with at least this score.",
        verbs=("search", "search_many"),
        shell="--min-score",
        web="min_score",
        agent="min_score",
        least=0,
        most=1,
    )
    filters: Filters = NO_FILTERS
    facets: tuple[str, ...] = _option(
        (),
        f"Count matches by {', '.join(FACETS[:-1])} or {FACETS[-1]}.",
        verbs=("search",),
        shell="--facets",
        web="facets",
    )
    half_life: float | None = _option(
        None,
        "Prefer recent articles: what age costs halves every so many days.",
        verbs=("search", "search_many", "ask"),
        shell="--half-life",
        web="half_life",
        agent="half_life",
        least=0,
    )
    now: date | None = _option(
        None,
        "Today, for the half-life and for dates in words.",
        verbs=("search", "search_many", "ask", "timeline"),
    )
    by_article: bool = _option(
        False,
        "Only the best paragraph of each article.",
        verbs=("search",),
        shell="--by-article",
        web="by_article",
        agent="by_article",
    )
    every: bool = _option(
        False,
        "Show near-duplicates each time that they are printed.",
        verbs=("search",),
        shell="--all",
        web="all",
        agent="all",
    )
    synonyms: bool = _option(
        True,
        "Whether the index's synonyms count, and acronyms that its articles define.",
        verbs=("search", "search_many", "ask"),
        shell="--synonyms",
        web="synonyms",
        agent="synonyms",
    )
    fix: bool = _option(
        False,
        "Search with misspelt words replaced, where there are any.",
        verbs=("search", "ask", "timeline"),
        shell="--fix",
        web="fix",
        agent="fix",
    )
    by_month: bool = _option(
        False,
        "One sentence a month, not a day.",
        verbs=("timeline",),
        shell="--by-month",
        web="by_month",
        agent="by_month",
    )
    explain: bool = _option(
        False,
        "Say how the query was read, and why each hit has its score.",
        verbs=("search",),
        shell="--explain",
        web="explain",
    )

    def check(self) -> None:
        """Refuse what makes no sense.

        Raises:
            QueryError: A facet, the half-life or the offset makes no sense.
            ValueError: `k`, `mode` or `sort` is not one of those above.
            TypeError: An option is of another type than it has to be.
        """
        for name, kinds, kind in _KINDS:
            value = getattr(self, name)
            if not isinstance(value, kinds) or (isinstance(value, bool) and kinds is not bool):
                raise TypeError(f"{name} must be {kind}, not {value!r}")
        texts("facets", self.facets)
        if not 1 <= self.k <= MAX_K:
            raise ValueError(f"k must be from 1 to {MAX_K}, not {self.k}")
        if self.mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}, not {self.mode!r}")
        if self.sort not in SORTS:
            raise ValueError(f"sort must be one of {', '.join(SORTS)}, not {self.sort!r}")
        if self.min_score is not None and not 0 <= self.min_score <= 1:
            raise QueryError(f"the least score must be from 0 to 1, not {self.min_score}")
        if self.offset < 0:
            raise QueryError(f"offset must be 0 or more, not {self.offset}")
        if self.offset + self.k > MAX_K:
            raise QueryError(
                f"offset {self.offset} with {self.k} hits leads beyond the first {MAX_K:,}; narrow"
                " the query down with filters or conditions"
            )
        if self.half_life is not None and not 0 < self.half_life < float("inf"):
            raise QueryError(f"the half-life must be more than 0 days, not {self.half_life}")
        for name in self.facets:
            if name not in FACETS:
                raise QueryError(f"there is no facet {name!r}; there are {', '.join(FACETS)}")


OPTIONS: dict[str, Option] = {
    each.name: each.metadata["option"]
    for of in (SearchOptions, Filters)
    for each in fields(of)
    if each.metadata
}
"""What is said of each option, by its name in Python."""

_SWITCHES = ("by_article", "every", "synonyms", "fix", "explain", "by_month")
_KINDS: tuple[tuple[str, Any, str], ...] = (
    ("k", int, "a whole number"),
    ("offset", int, "a whole number"),
    ("mode", str, "a text"),
    ("sort", str, "a text"),
    ("min_score", (int, float, type(None)), "a number from 0 to 1"),
    ("filters", Filters, "search.Filters(...)"),
    ("half_life", (int, float, type(None)), "a number of days"),
    ("now", (date, type(None)), "a datetime.date"),
    *((name, bool, "True or False") for name in _SWITCHES),
)


def text(name: str, value: object) -> str:
    """Return what has to be a text.

    Raises:
        TypeError: It is something else; the message names the argument.
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a text, not {value!r}")
    return value


def texts(name: str, values: Iterable[str]) -> list[str]:
    """Return what has to be several texts.

    Raises:
        TypeError: It is one text, or something else; the message names the argument.
    """
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise TypeError(f"{name} must be a list of texts, not {values!r}")
    return [text(f"each of {name}", value) for value in values]
