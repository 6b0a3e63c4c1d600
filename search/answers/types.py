"""Answers: a sentence that answers, and all of them for a question. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from search.types import ArticleInfo, Citation, Head


@dataclass(frozen=True, slots=True)
class Part:
    """What in an answer says what was asked for: the article's `text[start:end]`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A sentence that answers, and where it stands.

    Attributes:
        text: The sentence; where only the next ones say what was asked for, with these.
        score: 0 to 1, higher is better: how likely it answers.
        article, paragraph, page, recognised: As in `Hit`; the page is the sentence's.
        start, end: Code points in the article's text; `text` is `article text[start:end]`.
        context: The paragraph around it.
        context_start: First code point of `context` in the article's text.
        also: Where other articles print the same or nearly the same sentence.
        kind: What kind of answer the question asks for: "number", "amount", "percent", "duration",
            "age", "measure", "date", "place", "person" or "name"; empty for none in particular.
        part: What in it is of that kind; None where nothing is, or the kind is not known.
        speaker: Who says it, by the fullest name that the article gives; None where that is not
            sure, or nobody does.
        via: From whom the article has it, the nearest source first.
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
    kind: str = ""
    part: Part | None = None
    recognised: bool = False
    speaker: str | None = None
    via: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers(Head):
    """Answers to a question, best first; none where nothing in the index answers."""

    answers: tuple[Answer, ...]
