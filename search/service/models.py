"""Models of requests and answers, from which the OpenAPI document is made.

Answers are the dataclasses of `search.types`, as `--json` prints them; what is here besides is the
requests, made from `search.query.options`, and the documents that no dataclass describes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from index.pages.limits import MAX_WIDTH, MIN_WIDTH, USUAL_WIDTH
from index.types import Span, Statement
from search.query.options import ANSWERS, EVENTS, FACETS, OPTIONS, SIGNS, Filters, SearchOptions
from search.service.forms import Form
from search.service.limits import (
    MAX_FILTER_CHARS,
    MAX_FILTER_VALUES,
    MAX_HALF_LIFE,
    MAX_K,
    MAX_OFFSET,
    MAX_OFFSET_CHARS,
    MAX_PARAGRAPH,
    MAX_QUERY_CHARS,
)
from search.types import LIKELY, ArticleInfo, FacetCount, Mode, Results, Sort

QueryText = Annotated[
    str, StringConstraints(min_length=1, max_length=MAX_QUERY_CHARS), Field(examples=["trade war"])
]
Value = Annotated[str, StringConstraints(min_length=1, max_length=MAX_FILTER_CHARS)]
Values = Annotated[list[Value], Field(max_length=MAX_FILTER_VALUES)]
Day = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ,_-]{1,39}$"),
    Field(examples=["2021-11", "last-month"]),
]
FacetName = Literal["source", "author", "speaker", "person", "language", "year", "month", "day"]
When = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ,_:.+-]{0,39}$"),
    Field(examples=["12", "7d", "2021-12-15T08:30"]),
]
Score = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
HalfLife = Annotated[float, Field(gt=0, le=MAX_HALF_LIFE, allow_inf_nan=False)]


def _whole(value: object) -> object:
    """Take 5.0 for 5: they are one number to JSON Schema."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _listed(value: object) -> object:
    """Take `source,month` for two names, as in a shell."""
    given = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str) for each in given):
        return value
    names = [name.strip() for each in given for name in str(each).split(",")]
    return [name for name in names if name]


def _told(name: str) -> Any:
    """Return the field of an option, with its default and what is said of it."""
    of = SearchOptions if name in SearchOptions.__dataclass_fields__ else Filters
    default = of.__dataclass_fields__[name].default
    default = list(default) if isinstance(default, tuple) else default
    return Field(default, description=OPTIONS[name].meaning)


Whole = Annotated[int, BeforeValidator(_whole)]
Hits = Annotated[int, Field(ge=1, le=MAX_K), BeforeValidator(_whole)]
Offset = Annotated[int, Field(ge=0, le=MAX_OFFSET), BeforeValidator(_whole)]


class Selection(BaseModel):
    """Which articles may be found. Filters change no score."""

    model_config = ConfigDict(extra="forbid")

    source: Values = _told("sources")
    since: Day | None = _told("since")
    until: Day | None = _told("until")
    lang: Values = _told("languages")
    path: Values = _told("paths")
    speaker: Values = _told("speakers")
    added_since: When | None = _told("added_since")

    @property
    def filters(self) -> Filters:
        """The same, as the engine takes it."""
        return Filters(
            tuple(self.source),
            self.since,
            self.until,
            tuple(self.lang),
            tuple(self.path),
            tuple(self.speaker),
            self.added_since,
        )


class Listed(Selection):
    """What is answered with a list, which there is as a table too."""

    format: Form | None = Field(
        None, description="json or csv; if not given, what the Accept header names, else json."
    )


class AskParameters(Listed):
    """A question."""

    query: QueryText = Field(
        description="Words or a question. Signs restrict what is found:" + SIGNS
    )
    k: Hits = Field(ANSWERS, description=OPTIONS["k"].meaning)
    mode: Mode = _told("mode")
    half_life: HalfLife | None = _told("half_life")
    synonyms: bool = _told("synonyms")
    fix: bool = _told("fix")


class TimelineParameters(Listed):
    """What a timeline is about."""

    query: QueryText = Field(description="Words or a question, with conditions if any.")
    k: Hits = Field(EVENTS, description=OPTIONS["k"].meaning)
    mode: Mode = _told("mode")
    by_month: bool = _told("by_month")
    fix: bool = _told("fix")


class FeedParameters(Selection):
    """What a feed is about."""

    query: QueryText = Field(description="Words or a question, with conditions if any.")
    k: Hits = Field(50, description="How many articles, what came last first.")
    min_score: Score = Field(LIKELY, description=OPTIONS["min_score"].meaning)
    mode: Mode = _told("mode")
    synonyms: bool = _told("synonyms")
    key: Annotated[str, StringConstraints(max_length=100)] | None = Field(
        None, description="Of the address, as /v1/feed-address gives it, where a token is needed."
    )


@dataclass(frozen=True, slots=True)
class FeedAddress:
    """Where a feed is.

    Attributes:
        address: Relative to where the service is.
        needs_token: Whether a reader has to send the service's token, for there is no key.
    """

    address: str
    needs_token: bool


class TimelineBody(TimelineParameters):
    """What a timeline is about, as JSON."""

    model_config = ConfigDict(strict=True)


class SearchParameters(AskParameters):
    """A search."""

    k: Hits = _told("k")
    offset: Offset = _told("offset")
    sort: Sort = _told("sort")
    min_score: Score | None = _told("min_score")
    explain: bool = _told("explain")
    facets: Annotated[list[FacetName], Field(max_length=len(FACETS)), BeforeValidator(_listed)] = (
        _told("facets")
    )
    by_article: bool = _told("by_article")
    all: bool = _told("every")

    @property
    def options(self) -> SearchOptions:
        """The same, as the engine takes it."""
        return SearchOptions(
            k=self.k,
            offset=self.offset,
            mode=self.mode,
            sort=self.sort,
            min_score=self.min_score,
            filters=self.filters,
            facets=tuple(self.facets),
            half_life=self.half_life,
            by_article=self.by_article,
            every=self.all,
            synonyms=self.synonyms,
            fix=self.fix,
            explain=self.explain,
        )


class SimilarParameters(Listed):
    """What others should be like."""

    article: Value = Field(description="Id of an article.", examples=["news/harbour.md"])
    paragraph: Whole | None = Field(
        None,
        ge=0,
        le=MAX_PARAGRAPH,
        description="Which of its paragraphs, from 0; if not given, the article as a whole.",
    )
    k: Hits = _told("k")
    offset: Offset = _told("offset")


class ArticleParameters(BaseModel):
    """How an article is shown."""

    model_config = ConfigDict(extra="forbid")

    query: QueryText | None = Field(None, description="What matches this is highlighted.")


class PageParameters(BaseModel):
    """Which page of an article is shown, and what is marked on it."""

    model_config = ConfigDict(extra="forbid")

    page: Annotated[int, Field(ge=1, le=MAX_PARAGRAPH), BeforeValidator(_whole)] | None = Field(
        None, description="From 1; if not given, that on which the passage begins, or the first."
    )
    start: Annotated[int, Field(ge=0, le=MAX_OFFSET_CHARS), BeforeValidator(_whole)] | None = Field(
        None, description="First code point of the article's text that is marked."
    )
    end: Annotated[int, Field(ge=0, le=MAX_OFFSET_CHARS), BeforeValidator(_whole)] | None = Field(
        None, description="One past the last code point that is marked, from `start` on."
    )
    width: Annotated[int, Field(ge=MIN_WIDTH, le=MAX_WIDTH), BeforeValidator(_whole)] = Field(
        USUAL_WIDTH, description="Pixels; the picture is narrower where it would be too large."
    )

    @property
    def passage(self) -> Span | None:
        """What is marked; where no end is given, only where it begins counts."""
        if self.start is None:
            return None
        return self.start, self.start if self.end is None else self.end


class AskBody(AskParameters):
    """A question, as JSON."""

    model_config = ConfigDict(strict=True)


class SearchBody(SearchParameters):
    """A search, as JSON."""

    model_config = ConfigDict(strict=True)


class SimilarBody(SimilarParameters):
    """What others should be like, as JSON."""

    model_config = ConfigDict(strict=True)


@dataclass(frozen=True, slots=True)
class SearchDocument(Results):
    """Hits for a query, as `seedsearch search --json` prints them: facets by name."""

    facets: dict[str, tuple[FacetCount, ...]] = field(  # type: ignore[assignment]
        default_factory=dict
    )


@dataclass(frozen=True, slots=True)
class ParagraphSpan:
    """A paragraph of an article: its number, `text[start:end]`, and its page if there are any.

    Boilerplate stands in many articles, and is not found.
    """

    paragraph: int
    start: int
    end: int
    page: int | None = None
    recognised: bool = False
    boilerplate: bool = False


@dataclass(frozen=True, slots=True)
class ArticleDocument(ArticleInfo):
    """An article with its text, as `seedsearch show --json` prints it.

    Every offset that the service gives counts the code points of `text`.
    """

    text: str = ""
    paragraphs: tuple[ParagraphSpan, ...] = ()
    paragraph: int | None = None
    highlights: tuple[Span, ...] = ()
    statements: tuple[Statement, ...] | None = ()


@dataclass(frozen=True, slots=True)
class SourceName:
    """A folder or file that the index keeps up with."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class StatusDocument:
    """What is in the index that answers.

    Attributes:
        generation, created: Which, and since when; `created` in UTC, ISO 8601.
        articles, paragraphs: That can be found.
        model, precision: How paragraphs are encoded.
        languages: Of the articles, ISO 639-1.
        sources: Where articles come from.
        problem: Why a newer generation cannot be read, or null.
        limits: Of one request, by name.
    """

    generation: int
    created: str
    articles: int
    paragraphs: int
    model: str
    precision: str
    languages: tuple[str, ...]
    sources: tuple[SourceName, ...]
    problem: str | None
    limits: dict[str, int | float]


@dataclass(frozen=True, slots=True)
class Health:
    """That the service lives, or is ready to answer from a generation."""

    status: str
    generation: int
