"""What is an answer, and what a ranking of articles?

Frozen values.
"""

from __future__ import annotations

from dataclasses import dataclass

from search.types import ArticleInfo, Citation, Mode, Understood


@dataclass(frozen=True, slots=True)
class Answer:
    """A sentence that answers, and where it stands.

    Attributes:
        text: The sentence.
        score: 0 to 1, higher is better: how likely it answers.
        article, paragraph, page: As in `Hit`; the page is the sentence's.
        start, end: Code points in the article's text; `text` is `article text[start:end]`.
        context: The paragraph around it.
        context_start: First code point of `context` in the article's text.
        also: Where other articles print the same or nearly the same sentence.
    """

    text: str
    score: float
    article: ArticleInfo
    paragraph: int
    start: int
    end: int
    context: str
    context_start: int
    also: tuple[Citation, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True)
class ArticleScore:
    """An article as well as its best paragraph matches: `score` is that of a `Hit`."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class ArticleScores:
    """Articles for a query, best first. The other attributes are those of `Results`."""

    query: str
    mode: Mode
    halves: tuple[str, ...]
    warnings: tuple[str, ...]
    generation: int
    took_ms: float
    articles: tuple[ArticleScore, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers to a question, best first; none where nothing in the index answers.

    The other attributes are those of `Results`.
    """

    query: str
    mode: Mode
    halves: tuple[str, ...]
    warnings: tuple[str, ...]
    generation: int
    took_ms: float
    answers: tuple[Answer, ...]
    suggestion: str | None = None
    fixed: bool = False
    understood: Understood | None = None
