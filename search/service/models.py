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
from search.types import ArticleInfo, FacetCount, Mode, Results

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
        )


class AskParameters(Selection):
    """A question."""

    query: QueryText = Field(
        description="Words or a question. Signs restrict what is found:" + SIGNS
    )
    k: Hits = Field(ANSWERS, description=OPTIONS["k"].meaning)
    mode: Mode = _told("mode")
    half_life: HalfLife | None = _told("half_life")
    synonyms: bool = _told("synonyms")
    fix: bool = _told("fix")


class TimelineParameters(Selection):
    """What a timeline is about."""

    query: QueryText = Field(description="Words or a question, with conditions if any.")
    k: Hits = Field(EVENTS, description=OPTIONS["k"].meaning)
    mode: Mode = _told("mode")
    by_month: bool = _told("by_month")
    fix: bool = _told("fix")


class TimelineBody(TimelineParameters):
    """What a timeline is about, as JSON."""

    model_config = ConfigDict(strict=True)


class SearchParameters(AskParameters):
    """A search."""

    k: Hits = _told("k")
    offset: Offset = _told("offset")
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
            filters=self.filters,
            facets=tuple(self.facets),
            half_life=self.half_life,
            by_article=self.by_article,
            every=self.all,
            synonyms=self.synonyms,
            fix=self.fix,
            explain=self.explain,
        )


class SimilarParameters(Selection):
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


ARTICLE: dict[str, Any] = {
    "id": "news/harbour.md",
    "title": "The harbour of Aldersund is deepened",
    "source": "Aldersund Post",
    "date": "2023-11-02",
    "path": "/srv/news/harbour.md",
    "language": "en",
    "author": "Ingrid Vale",
    "link": "",
}
COST = "38 million crowns"
SENTENCE = f"Dredging begins in March and will cost {COST}."
TEXT = f"The council of Aldersund has voted to deepen its harbour by four metres. {SENTENCE}"
HEAD: dict[str, Any] = {
    "query": "what does the dredging cost",
    "mode": "hybrid",
    "halves": ["keyword", "semantic"],
    "warnings": [],
    "generation": 3,
    "took_ms": 12.4,
}
READING: dict[str, Any] = {
    "suggestion": None,
    "fixed": False,
    "understood": {
        "words": HEAD["query"],
        "conditions": [],
        "patterns": {},
        "synonyms": {},
        "acronyms": {},
    },
    "without": [],
}
PLACE: dict[str, Any] = {"article": ARTICLE, "paragraph": 0}
EXAMPLES: dict[str, dict[str, Any]] = {
    "search": {
        **HEAD,
        "offset": 0,
        "total": 1,
        "articles": 1,
        "facets": {"source": [{"value": "Aldersund Post", "paragraphs": 1, "articles": 1}]},
        **READING,
        "hits": [
            {
                "rank": 1,
                "score": 0.83,
                "keyword_score": 12.1,
                "semantic_score": 0.62,
                "keyword_rank": 1,
                "semantic_rank": 1,
                **PLACE,
                "start": 38,
                "end": 38 + len(TEXT),
                "text": TEXT,
                "highlights": [[73, 81], [107, 111]],
            }
        ],
    },
    "ask": {
        **HEAD,
        **READING,
        "answers": [
            {
                "text": SENTENCE,
                "score": 0.94,
                **PLACE,
                "start": 38 + TEXT.index(SENTENCE),
                "end": 38 + len(TEXT),
                "context": TEXT,
                "context_start": 38,
                "also": [],
                "differs": [],
                "kind": "amount",
                "part": {"text": COST, "start": 38 + TEXT.index(COST), "end": 37 + len(TEXT)},
            }
        ],
    },
    "article": {
        **ARTICLE,
        "text": f"# The harbour of Aldersund is deepened\n\n{TEXT}\n",
        "paragraphs": [{"paragraph": 0, "start": 40, "end": 40 + len(TEXT)}],
        "paragraph": None,
        "highlights": [],
    },
}
"""One answer of each kind, for the OpenAPI document."""
