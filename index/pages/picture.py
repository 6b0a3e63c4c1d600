"""Picture of a page of a PDF: of the very file that was indexed, rendered in a limited process."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from index.errors import PageUnavailableError
from index.generations.manifest import Source
from index.pages.limits import (
    MAX_ANSWER_BYTES,
    MAX_PASSAGE_CHARS,
    MAX_WIDTH,
    MIN_WIDTH,
    RENDER_BYTES,
    RENDER_SECONDS,
    USUAL_WIDTH,
)
from index.pages.original import opened
from index.pages.png import SIGNATURE
from index.process import LimitedProcess
from index.segments.records import StoredArticle
from index.types import Article, Span


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as a picture.

    Attributes:
        png: The picture, a PNG file.
        page: Which page, from 1.
        marked: Whether the passage was found on it, and is marked.
    """

    png: bytes
    page: int
    marked: bool


def picture(
    stored: StoredArticle,
    sources: Sequence[Source],
    *,
    page: int | None = None,
    passage: Span | None = None,
    width: int = USUAL_WIDTH,
) -> PagePicture:
    """Render a page of the PDF that an article was read from.

    Args:
        stored: A live article with its text, and what a build remembers of its file.
        sources: Those of the generation that the article is from.
        page: Which page, from 1; where None, that on which the passage begins, else the first. What
            stands on it in the article may be printed on the page before or after, as a note is;
            then it is that one.
        passage: Code points of the article's text to be marked; where it goes on beyond the page,
            what stands on it.
        width: Of the picture, `MIN_WIDTH` to `MAX_WIDTH` pixels; less where it would be too large.

    Raises:
        PageUnavailableError: There is none; the reason.
        ValueError: `width` is out of range.
    """
    if not MIN_WIDTH <= width <= MAX_WIDTH:
        raise ValueError(f"width must be from {MIN_WIDTH} to {MAX_WIDTH}, not {width}")
    article = stored.article
    if not article.pages:
        raise PageUnavailableError("it has no pages")
    if find_spec("pypdfium2") is None:
        raise PageUnavailableError(
            "what renders PDFs is not installed on this machine (pip install pypdfium2)"
        )
    number = page or (article.page_at(passage[0]) if passage else 1) or 1
    if number > len(article.pages):
        raise PageUnavailableError(f"it has {len(article.pages)} pages, no page {number}")
    words, near = _on_page(article, number, passage)
    with opened(stored, sources) as file:
        request = {
            "file": file,
            "sha256": stored.stamp.sha256,
            "pages": [number] if page else _around(number, len(article.pages)),
            "width": width,
            "passage": words,
            "near": near,
        }
        return _rendered(request, file)


def _around(number: int, last: int) -> list[int]:
    """Return a page, that before it and that after it, as far as there are any."""
    return [each for each in (number, number - 1, number + 1) if 1 <= each <= last]


def _on_page(article: Article, number: int, passage: Span | None) -> tuple[str, float]:
    """Return the words of a passage that stand on a page, and about where, as a share of it."""
    if passage is None:
        return "", 0.0
    first = article.pages[number - 1] if number > 1 else 0
    after = article.pages[number] if number < len(article.pages) else len(article.text)
    start, end = max(first, passage[0]), min(after, passage[1])
    near = (start - first) / max(1, after - first)
    return article.text[start : max(start, end)][:MAX_PASSAGE_CHARS], near


def _rendered(request: dict[str, object], file: int) -> PagePicture:
    """Have a page rendered by a process of its own, which ends with it."""
    process = LimitedProcess("index.pages.worker", RENDER_BYTES, [file])
    try:
        process.send(request)
        answer = json.loads(process.line(RENDER_SECONDS, MAX_ANSWER_BYTES))
        if "failed" in answer:
            raise PageUnavailableError(str(answer["failed"]))
        png = base64.b64decode(answer["png"], validate=True)
        if not png.startswith(SIGNATURE):
            raise ValueError("it is no PNG")
        return PagePicture(png, int(answer["page"]), answer["marked"] is True)
    except TimeoutError as error:
        raise PageUnavailableError(
            f"rendering the page took too long; it was given up after {RENDER_SECONDS:.0f} s"
        ) from error
    except (OSError, EOFError, ValueError, KeyError, TypeError, binascii.Error) as error:
        raise PageUnavailableError(
            "rendering the page ended the process that did it (too much memory, or a broken file)"
        ) from error
    finally:
        process.end()
