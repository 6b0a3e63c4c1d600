"""Results of the tools for agents, as they and their schema are written."""

from __future__ import annotations

from pydantic import BaseModel

from index.types import Statement


class Citation(BaseModel, frozen=True):
    """Where a text stands: `article` is the id, and the text is the article's `text[start:end]`."""

    article: str
    title: str
    source: str
    date: str | None
    link: str
    page: int | None
    recognised: bool
    paragraph: int
    start: int
    end: int


class Passage(BaseModel, frozen=True):
    """A paragraph that was found; `score` is the likelihood that it is relevant."""

    text: str
    score: float
    citation: Citation


class Without(BaseModel, frozen=True):
    """A query without a condition that nothing meets, and how many paragraphs match then."""

    condition: str
    query: str
    paragraphs: int


class Passages(BaseModel, frozen=True):
    """What a search found, best first.

    `total` counts the paragraphs with words of the query that conditions and filters let through;
    `suggestion` is the query with misspelt words replaced, or null; `without` is what to search for
    where nothing meets all conditions.
    """

    generation: int
    total: int
    suggestion: str | None
    without: tuple[Without, ...]
    warnings: tuple[str, ...]
    passages: tuple[Passage, ...]


class Otherwise(BaseModel, frozen=True):
    """A sentence that says otherwise: another figure, date or name, or that it is not so.

    `note` has both figures or days, the former first; `revises` says whether the sentence puts its
    own in the place of the answer's.
    """

    text: str
    what: str
    note: str
    correction: bool
    revises: bool
    article: str
    date: str | None


class Sentence(BaseModel, frozen=True):
    """A sentence that answers.

    `score` is the likelihood that it does, `likely` whether that is enough to rely on, `part` what
    in it says what was asked for (`kind`: a number, date, person ...), `speaker` who says it, where
    that is sure, `via` from whom that is known, `context` the paragraph around it, `also` how many
    more articles say the same, `differs` sentences that say otherwise, corrections first.
    """

    text: str
    score: float
    likely: bool
    kind: str
    part: str | None
    speaker: str | None
    via: tuple[str, ...]
    context: str
    citation: Citation
    also: int
    differs: tuple[Otherwise, ...]


class Sentences(BaseModel, frozen=True):
    """Answers, best first; none where nothing in the index answers.

    `suggestion` is the question with misspelt words replaced, or null; `without` is what to ask
    where nothing meets all conditions.
    """

    generation: int
    suggestion: str | None
    without: tuple[Without, ...]
    warnings: tuple[str, ...]
    answers: tuple[Sentence, ...]


class Dated(BaseModel, frozen=True):
    """What is said on a date: a day or a month, empty if the article has none, and who says it."""

    date: str
    text: str
    speaker: str | None
    via: tuple[str, ...]
    article: str
    title: str
    source: str
    start: int
    end: int


class Dates(BaseModel, frozen=True):
    """A timeline, oldest first; what has no date stands apart."""

    generation: int
    warnings: tuple[str, ...]
    dates: tuple[Dated, ...]
    undated: tuple[Dated, ...]


class Piece(BaseModel, frozen=True):
    """A piece of an article; `next_offset` reads on, and is null at the end.

    `statements` are what somebody says in it, with offsets of the article's text.
    """

    article: str
    title: str
    source: str
    date: str | None
    link: str
    text: str
    start: int
    end: int
    total_chars: int
    next_offset: int | None
    statements: tuple[Statement, ...] = ()


class Overview(BaseModel, frozen=True):
    """What is in the index; `problem` says why a newer generation cannot be read, or is null."""

    generation: int
    created: str
    articles: int
    paragraphs: int
    sources: tuple[str, ...]
    languages: tuple[str, ...]
    problem: str | None
