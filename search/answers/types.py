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
class Contradiction:
    """A sentence of another article that says otherwise what an answer says.

    Attributes:
        text: The sentence.
        what: What it says otherwise: "figure", "date", "negation" or "name".
        is_correction: Whether its article says that it corrects another one.
        where: Where it stands.
        note: Both figures or days, the former first: "0.6 percent, later 0.2 percent"; or empty.
        revises: Whether it says that its figure or day takes the place of the answer's.
    """

    text: str
    what: str
    is_correction: bool
    where: Citation
    note: str = ""
    revises: bool = False


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
        differs: Who says otherwise: corrections first, then what is newer.
        kind: What kind of answer the question asks for: "number", "amount", "percent", "duration",
            "age", "measure", "date", "place", "person", "name", "description" or "reason";
            empty for none in particular.
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
    differs: tuple[Contradiction, ...] = ()
    kind: str = ""
    part: Part | None = None
    recognised: bool = False
    speaker: str | None = None
    via: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """What is said on a day of a timeline.

    Attributes:
        date: The day or month, ISO 8601; as precise as the article's date. Empty if it has none.
        text: The sentence.
        score: Of its paragraph, 0 to 1, as in `Hit`.
        where: Where it stands.
        also: Where nearly the same paragraph is printed.
        speaker: Who says it, by the full name that the article gives; None where nobody does.
        via: From whom it is known that they say it, nearest first.
    """

    date: str
    text: str
    score: float
    where: Citation
    also: tuple[Citation, ...] = ()
    speaker: str | None = None
    via: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline(Head):
    """What is said about something, oldest first, one sentence a day or month.

    Attributes:
        events: Those of the dates with the best sentences.
        undated: The best of those whose article has no date.
    """

    events: tuple[Event, ...]
    undated: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers(Head):
    """Answers to a question, best first; none where nothing in the index answers."""

    answers: tuple[Answer, ...]
