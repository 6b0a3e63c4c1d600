"""Answers: a sentence that answers, and all of them for a question. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from search.types import ArticleInfo, Citation, Head


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers(Head):
    """Answers to a question, best first; none where nothing in the index answers."""

    answers: tuple[Answer, ...]
