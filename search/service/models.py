"""What does a request hold, and what an answer? Types that the OpenAPI document is made from.

Answers are the dataclasses of `search.model`, as `--json` prints them; what is here besides is the
requests, and the two documents that no dataclass describes yet. Must not import anything of the
project but `index.model`, `search.model` and `limits`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from search.model import ArticleInfo, Mode
from search.service.limits import MAX_K, MAX_OFFSET, MAX_QUERY_CHARS

QueryText = Annotated[
    str, StringConstraints(min_length=1, max_length=MAX_QUERY_CHARS), Field(examples=["trade war"])
]


def _whole(value: object) -> object:
    """Take 5.0 for 5: they are one number to JSON Schema."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, BeforeValidator(_whole)]


class AskParameters(BaseModel):
    """A question."""

    model_config = ConfigDict(extra="forbid")

    query: QueryText = Field(description="Words or a question.")
    k: Whole = Field(3, ge=1, le=MAX_K, description="Answers wanted.")
    mode: Mode = Field("hybrid", description="Which halves of the search take part.")


class SearchParameters(AskParameters):
    """A search."""

    k: Whole = Field(10, ge=1, le=MAX_K, description="Hits wanted. Scores do not depend on it.")
    offset: Whole = Field(0, ge=0, le=MAX_OFFSET, description="Hits to skip: the next page.")
    explain: bool = Field(
        False, description="Whether each hit says why it has its score; takes longer."
    )


class AskBody(AskParameters):
    """A question, as JSON."""

    model_config = ConfigDict(strict=True)


class SearchBody(SearchParameters):
    """A search, as JSON."""

    model_config = ConfigDict(strict=True)


@dataclass(frozen=True, slots=True)
class ParagraphSpan:
    """A paragraph of an article: its number, and `text[start:end]`."""

    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ArticleDocument(ArticleInfo):
    """An article with its text, as `seedsearch show --json` prints it.

    Every offset that the service gives counts the code points of `text`.
    """

    text: str = ""
    paragraphs: tuple[ParagraphSpan, ...] = ()


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
SENTENCE = "Dredging begins in March and will cost 38 million crowns."
TEXT = f"The council of Aldersund has voted to deepen its harbour by four metres. {SENTENCE}"
HEAD: dict[str, Any] = {
    "query": "what does the dredging cost",
    "mode": "hybrid",
    "halves": ["keyword", "semantic"],
    "warnings": [],
    "generation": 3,
    "took_ms": 12.4,
}
PLACE: dict[str, Any] = {"article": ARTICLE, "paragraph": 0}
EXAMPLES: dict[str, dict[str, Any]] = {
    "search": {
        **HEAD,
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
            }
        ],
    },
    "article": {
        **ARTICLE,
        "text": f"# The harbour of Aldersund is deepened\n\n{TEXT}\n",
        "paragraphs": [{"paragraph": 0, "start": 40, "end": 40 + len(TEXT)}],
    },
}
"""One answer of each kind, for the OpenAPI document."""
