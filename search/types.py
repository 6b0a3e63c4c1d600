"""Types of the read side: hits, results and what explains them. Frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from index.types import Article, Span, Statement

Mode = Literal["hybrid", "keyword", "semantic"]
"""Which halves of the search may take part."""

Sort = Literal["score", "date", "added"]
"""What comes first: the best, the newest, or what came into the index last."""

LIKELY = 0.35
"""An answer with a lower score is shown, but said to be doubtful."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """The words of an index that a pattern stands for: how many, and the most frequent, in order.

    All of them are searched.
    """

    count: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """How a query was read.

    Attributes:
        words: What is ranked by, in both halves.
        conditions: What every hit satisfies, each as it would be typed.
        patterns: For each word with `*` or `~`, what it stands for in this index.
        synonyms: For each part of the query that has any, what else counts as it.
        acronyms: Likewise, by what articles define; it counts less.
    """

    words: str
    conditions: tuple[str, ...] = ()
    patterns: Mapping[str, Expansion] = field(default_factory=dict)
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    acronyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A query without one of its conditions, where nothing meets all of them.

    Attributes:
        condition: Which one, as it would be typed.
        query: What to search for without it.
        paragraphs: How many match then.
    """

    condition: str
    query: str
    paragraphs: int


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many of the paragraphs that match have a value, and in how many articles they stand.

    `value` is empty for articles that have none.
    """

    value: str
    paragraphs: int
    articles: int


@dataclass(frozen=True, slots=True)
class Facet:
    """How matches spread over the values of `name`: dates in order, else most frequent first."""

    name: str
    counts: tuple[FacetCount, ...]


@dataclass(frozen=True, slots=True)
class ArticleInfo:
    """What is said of an article beside a hit. See `index.types.Article`."""

    id: str
    title: str
    source: str
    date: str | None
    path: str
    language: str = ""
    author: str = ""
    link: str = ""
    date_from: str = ""
    added: str | None = None
    added_in: int | None = None

    @classmethod
    def of(cls, article: Article) -> ArticleInfo:
        """Return what is said of `article`."""
        return cls(
            article.id,
            article.title,
            article.source,
            article.date,
            article.path,
            article.language,
            article.author,
            article.link,
            article.date_from,
            article.added,
            article.added_in,
        )


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """An article as it is shown.

    Attributes:
        article: With its text.
        paragraphs: Their spans in the text, in order.
        boilerplate: Numbers of the paragraphs that its outlet prints everywhere: they are no hits.
        highlights: Spans in the text of the words that match the query that was given, if any.
        statements: Who says what, in order; None where no build has looked for it.
    """

    article: Article
    paragraphs: tuple[Span, ...]
    boilerplate: frozenset[int] = frozenset()
    highlights: tuple[Span, ...] = ()
    statements: tuple[Statement, ...] | None = ()


@dataclass(frozen=True, slots=True)
class TermShare:
    """What a term of the query, or a pair of neighbouring terms, adds to a keyword score.

    Attributes:
        terms: One or two stems.
        df: Paragraphs that have it.
        idf: What that weighs.
        share: Of the keyword score; all shares add up to it.
        spans: Where it is in the hit's text; empty where only the title has it.
    """

    terms: tuple[str, ...]
    df: int
    idf: float
    share: float
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class TokenShare:
    """What a token of a paragraph adds to the cosine of query and paragraph.

    `start` and `end` are code points in the hit's text, equal for tokens that the model adds.
    """

    start: int
    end: int
    share: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a hit has its score.

        meant = (cosine + max(sentence_cosine, title_cosine)) / 2        cosine without sentences
        blend = semantic_weight * meant + keyword_weight * keyword_score / bound
        score = 1 / (1 + exp(-(slope * blend + offset))) * recency

    Attributes:
        terms: What matched, largest share first; the shares add up to `keyword_score`. Empty where
            the keyword half took no part.
        bound: What `keyword_score` is divided by, see `fusion.divisor`; None where the keyword half
            took no part.
        cosine: Of query and paragraph as stored; None where the semantic half took no part.
        sentence_cosine: Of the query and the paragraph's nearest sentence; None where the index
            holds no sentence vectors.
        sentence: Span of that sentence in the hit's text; None likewise.
        title_cosine: Of query and title; None where the article was given none.
        tokens: The cosine split over the paragraph's tokens, in order. The shares add up to the
            cosine of one forward pass, which `cosine` equals but for the precision that the
            paragraph was encoded with. None: not available, for the model does not average tokens.
        keyword_weight, semantic_weight: Of the blend; 1 and 0 where one half took part.
        blend, slope, offset: As drawn above.
        recency: .5 to 1 where recent articles are preferred, else 1.
    """

    terms: tuple[TermShare, ...]
    bound: float | None
    cosine: float | None
    sentence_cosine: float | None
    sentence: Span | None
    title_cosine: float | None
    tokens: tuple[TokenShare, ...] | None
    keyword_weight: float
    semantic_weight: float
    blend: float
    slope: float
    offset: float
    recency: float = 1.0


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a sentence stands: the article's `text[start:end]`; the rest as in `Hit`."""

    article: ArticleInfo
    paragraph: int
    start: int
    end: int
    page: int | None = None
    recognised: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A paragraph that was found.

    Attributes:
        rank: From 1.
        score: Blended, 0 to 1, higher is better; does not depend on how many hits are asked for.
        keyword_score: BM25, 0 and up; None where that half took no part.
        semantic_score: Nearness in meaning, -1 to 1: the mean of the cosines of the query with the
            paragraph and with its best sentence or title; None likewise.
        keyword_rank, semantic_rank: Place of the paragraph in each half alone, from 1; None where
            the half took no part or the paragraph has none of the query's terms.
        article: Where it stands.
        paragraph: Which paragraph of the article, from 0.
        start, end: Code points in the article's text; `text` is `article text[start:end]`.
        text: The paragraph.
        highlights: Spans in `text` of the words that matched the query.
        explanation: Why it has its score, where that was asked for.
        page: On which page it begins, from 1; None where the article has no pages.
        recognised: Whether that page was a picture, in which its text was recognised (OCR).
        also: Where nearly the same paragraph is printed, in order of date, then id.
        matching: Paragraphs of the article that match, this one included, where hits are grouped
            by article; else None.
        statements: What those say in it whom the search names, by `said:` or a filter.
    """

    rank: int
    score: float
    keyword_score: float | None
    semantic_score: float | None
    keyword_rank: int | None
    semantic_rank: int | None
    article: ArticleInfo
    paragraph: int
    start: int
    end: int
    text: str
    highlights: tuple[Span, ...]
    explanation: Explanation | None = None
    page: int | None = None
    recognised: bool = False
    also: tuple[Citation, ...] = ()
    matching: int | None = None
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What every result says of its query.

    Attributes:
        query: As typed.
        mode: As asked for.
        halves: The halves that took part: "keyword", "semantic" or both.
        warnings: One line for everything that was off.
        generation: Of the index.
        took_ms: Wall time in milliseconds.
        suggestion: The query with misspelt words replaced, or None.
        fixed: Whether `suggestion` was searched in place of `query`.
        understood: How the query was read.
        without: Where nothing meets all conditions: the query without each that keeps hits away.
    """

    query: str
    mode: Mode
    halves: tuple[str, ...]
    warnings: tuple[str, ...]
    generation: int
    took_ms: float
    suggestion: str | None = None
    fixed: bool = False
    understood: Understood | None = None
    without: tuple[Dropped, ...] = ()

    def shared(self) -> dict[str, Any]:
        """Return the fields that every result has, by name: to make one of a kind of its own."""
        return {each.name: getattr(self, each.name) for each in fields(Head)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Results(Head):
    """Hits for a query.

    Attributes:
        hits: Best first, or in the order that was asked for.
        offset: Hits left out before the first of these.
        total: Paragraphs that satisfy all conditions and filters, and have a word of the query in
            their text or title if words stand outside of conditions. Hits that are near in meaning
            only are shown, but not counted; near-duplicates are counted, but shown as one.
        articles: In how many articles these stand.
        facets: As asked for, over the same paragraphs.
        min_score: What has a lower score is no hit; 0 where everything is one.
    """

    hits: tuple[Hit, ...]
    offset: int = 0
    total: int = 0
    articles: int = 0
    facets: tuple[Facet, ...] = ()
    min_score: float = 0.0
