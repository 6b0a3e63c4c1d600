"""Types of the write side: what an article, a paragraph and a build report are.

Frozen values without behaviour beyond their own text.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, fields
from typing import Any, Literal, TypeVar

Made = TypeVar("Made", bound=Any)

Span = tuple[int, int]
"""Half-open range of code points, 0-based."""

Precision = Literal["fast", "exact"]
"""How a build encodes: bfloat16 where the processor has it, or float32 everywhere."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article, as read from a file.

    Attributes:
        id: The source's name, a slash, and the POSIX path within the source; `#` and the record's
            name after it where a file holds several articles.
        title: Given by the file, else its first heading, else its first sentence.
        title_given: Whether the title is more than the first sentence.
        source: The site or outlet that the article gives, else the name of the folder or file that
            it was read from.
        date: When it was published, in ISO 8601, as precisely as it is known: "1987",
            "1987-03-02" or "2021-11-05T14:30:00+01:00", or None.
        path: Where the file was read.
        text: All of it, decoded, without byte order mark, line ends as ``\\n``. Every offset in
            this project counts its code points.
        language: ISO 639-1 code; where empty, a build finds it out.
        author: Who wrote it, as the article gives it; empty where it does not.
        link: Its canonical address on the web; empty where it gives none.
        date_from: What says when it was published: "metadata", "front matter", "dateline", the
            "mail" or "archive" that it is in, or "file name"; empty where nothing does, or it is
            not known.
        pages: Where in `text` each page begins, ascending, the first page first; empty where there
            are no pages.
        recognised: Numbers of the pages, from 1, whose text was recognised in a picture (OCR).
        added: When it came into the index, or last changed: UTC, ISO 8601. Builds say so, not who
            gives them an article; None where it is not known.
        added_in: The generation that was the first to have it as it is; None likewise.
    """

    id: str
    title: str
    title_given: bool
    source: str
    date: str | None
    path: str
    text: str
    language: str = ""
    author: str = ""
    link: str = ""
    date_from: str = ""
    pages: tuple[int, ...] = ()
    recognised: tuple[int, ...] = ()
    added: str | None = None
    added_in: int | None = None

    def recognised_at(self, offset: int) -> bool:
        """Tell whether the page that a code point stands on was recognised in a picture."""
        return self.page_at(offset) in self.recognised

    def page_at(self, offset: int) -> int | None:
        """Return the number of the page, from 1, that a code point of the text stands on."""
        return bisect_right(self.pages, offset) or 1 if self.pages else None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A passage of an article that can be found: ``article.text[start:end]``.

    Attributes:
        start: First code point in the article's text.
        end: One past the last code point.
        sentences: Spans in the article's text, in order, inside ``[start, end)``: what can be
            shown as an answer.
    """

    start: int
    end: int
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """The words that say that something is said: "said", "according to", the colon of a transcript.

    Attributes:
        start: First code point in the article's text.
        end: One past the last code point.
    """

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says something.

    Attributes:
        start: First code point, in the article's text, of the words that name him there: "Putin",
            "he", "the president".
        end: One past the last code point.
        name: The fullest name that the article gives him; the words themselves where it gives
            none: "a spokesman for the ministry".
    """

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that an article says somebody said: ``article.text[start:end]``.

    A quotation that is broken off by "he said" is two statements with the same cue.

    Attributes:
        start: First code point of what is said, in the article's text.
        end: One past the last code point.
        cue: What says that it is said.
        speaker: Who says it; None where that is not sure.
        via: From whom the article has it, the nearest source first: "Xi said, according to Xinhua".
    """

    start: int
    end: int
    cue: Cue
    speaker: Speaker | None
    via: tuple[Speaker, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, or `#` and a record or a part of one, that was not indexed, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a build, for whoever shows it.

    Attributes:
        stage: What is being done, for example ``"encoding"``.
        done: Units finished in this stage.
        total: Units of this stage, estimated while they are still being counted; None where it is
            not known.
    """

    stage: str
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        generation: Number of the generation that is now current.
        published: Whether this build made that generation; False where nothing had changed.
        articles: Articles in the index now.
        paragraphs: Paragraphs in the index now.
        added, changed, moved, removed, unchanged: Articles, against the generation before.
        encoded: Paragraphs whose text went through the encoder in this build.
        skipped: Files and records left out, each with its reason.
        ignored: How many files patterns left out.
        warnings: What the user should know, one line each.
        seconds: Wall time.
        shard: Which part of a build this was, on a server: it waits for the others; or "".
    """

    generation: int
    published: bool
    articles: int
    paragraphs: int
    added: int
    changed: int
    moved: int
    removed: int
    unchanged: int
    encoded: int
    skipped: tuple[Skipped, ...]
    ignored: int
    warnings: tuple[str, ...]
    seconds: float
    shard: str = ""


_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "bool": (bool,),
    "str | None": (str, type(None)),
}


def typed(value: Made) -> Made:
    """Return a dataclass's value whose fields came from a file, if they are of their types.

    Raises:
        TypeError: One is of another type; those of types that this does not know are left alone.
    """
    for field in fields(value):
        given, items = getattr(value, field.name), str(field.type).removeprefix("tuple[")
        wanted = _TYPES.get(items.removesuffix(", ...]"))
        if wanted is None:
            continue
        each = (given,) if items == field.type else given
        if not isinstance(each, tuple) or not all(type(one) in wanted for one in each):
            raise TypeError(f"{field.name} is {given!r:.40}, which is no {field.type}")
    return value
