"""PDF: PDFium's text layer, page by page, as an article with pages.

    lines with boxes -> without page furniture -> in reading order -> paragraphs

Pages without text, or with no more than a stamp on a picture, damaged ones and embedded files are
left out, each with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any

from index.errors import UnreadableError
from index.readers import pdf_annotations
from index.readers.content import Content, Record
from index.readers.decoding import clean
from index.readers.limits import MAX_ARTICLE_CHARS, MAX_PDF_PAGES
from index.readers.pdf_annotations import Annotations
from index.readers.pdf_columns import in_order
from index.readers.pdf_furniture import without_furniture
from index.readers.pdf_initials import with_initials
from index.readers.pdf_lines import Line, lines, usual_height
from index.readers.pdf_paragraphs import joined
from index.readers.recognition import HOW, Recogniser

TITLE_HEIGHT = 1.2
"""A line on the first page this much taller than most is part of the title."""

RECOGNISED_TITLE_HEIGHT = 1.5
"""... and one that was recognised in a picture, whose height is that of the letters in it."""

TITLE_LINES = 4
"""A title has at most so many lines."""

FEW_LINES = 4
"""A page with more lines has text, whatever pictures are on it."""

STAMP_WORDS = 8
"""So few words on a picture of a whole page are the stamp or number of whoever scanned it."""

TYPED_HEIGHT = 10.0
"""Of what is typed onto a page without other text, in points."""

WHOLE_PAGE = 0.7
"""A picture over this share of a page is one of the page."""

MOST_SHOWN = 20
"""Longer lists of pages are cut in a report."""

_NO_TITLE = re.compile(
    r"untitled.*|\(?(?:anonymous|unspecified|unknown|title)\)?"
    r"|.*\.(?:docx?|pdf|indd|qxd|tex|dvi|odt|rtf|pptx?)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2}")
_NOBODY = frozenset("anonymous unspecified unknown user admin administrator root".split())
"""What programs call an author whom they do not know."""


@dataclass(frozen=True, slots=True)
class _Page:
    """A page.

    Attributes:
        lines: Its text.
        has_pictures: Whether there is something else on it, and few lines.
        is_picture: Whether a picture covers it, under a stamp at most.
        is_damaged: Whether it cannot be read.
        reason: Why no text was recognised in its pictures; empty where none was to be.
        notes: What is written on it besides.
    """

    lines: Sequence[Line]
    has_pictures: bool = False
    is_picture: bool = False
    is_damaged: bool = False
    reason: str = ""
    notes: Annotations = field(default_factory=Annotations)


def read(data: bytes, recogniser: Recogniser | None = None) -> Iterator[Record]:
    """Read the text layer of a PDF: its article, then what is left out.

    Args:
        data: All of it.
        recogniser: What recognises text on pages that are only pictures; None: nothing.

    Raises:
        UnreadableError: It is damaged or encrypted, or has no text.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableError("the PDF is encrypted; save it without its password") from error
        raise UnreadableError(f"it is a damaged PDF ({error})") from error
    try:
        if len(document) > MAX_PDF_PAGES:
            raise UnreadableError(f"the PDF has more than {MAX_PDF_PAGES:,} pages")
        known = document.get_metadata_dict()
        pages = list(_pages(document))
        embedded = list(_embedded(document))
        found = _ordered(pages)
        bare = [n for n, page in enumerate(pages) if _is_bare(page, found[n])]
        if bare and recogniser:
            for n in bare:
                pages[n] = replace(_recognised(document, n, recogniser), notes=pages[n].notes)
            found = _ordered(pages)
    finally:
        document.close()
    text, starts = joined(
        [_with_typed(left, page.notes.typed) for left, page in zip(found, pages, strict=True)]
    )
    if not text.strip():
        reasons = {page.reason for page in pages} - {""}
        raise UnreadableError(
            f"the PDF has no text, only pictures of pages; {', '.join(sorted(reasons)) or HOW}"
        )
    standing_out = RECOGNISED_TITLE_HEIGHT if 0 in bare else TITLE_HEIGHT
    title = _sensible(known.get("Title", "")) or headline(found, standing_out)
    created = known.get("CreationDate") or known.get("ModDate") or None
    author = known.get("Author", "").strip()
    author = "" if author.casefold().strip("()") in _NOBODY else author
    numbers = tuple(n + 1 for n in bare if recogniser and found[n])
    content = Content(text, title, created, author=author, pages=starts, recognised=numbers)
    yield Record("", content)
    yield from _left_out(pages, found)
    if any(page.notes.has_remarks for page in pages):
        yield Record("comments", None, "comments are not read")
    for name in embedded:
        yield Record(name, None, "an embedded file is not read; save it as a file of its own")


def _left_out(pages: Sequence[_Page], found: Sequence[Sequence[Line]]) -> Iterator[Record]:
    """Yield which pages are left out, and why."""
    damaged = [n for n, page in enumerate(pages, 1) if page.is_damaged]
    bare: dict[str, list[int]] = {}
    for n, (page, left) in enumerate(zip(pages, found, strict=True), 1):
        if _is_bare(page, left):
            text = "only a few words on a picture" if left else "no text, only pictures"
            bare.setdefault(f"{text}; {page.reason or HOW}", []).append(n)
    if damaged:
        yield Record(_named(damaged), None, "the page is damaged")
    for reason, numbers in bare.items():
        yield Record(_named(numbers), None, f"the page has {reason}")


def _is_bare(page: _Page, left: Sequence[Line]) -> bool:
    """Tell whether the text of a page, of which some lines are left, is in a picture on it."""
    return page.is_picture or (page.has_pictures and not left)


def _ordered(pages: Sequence[_Page]) -> list[list[Line]]:
    """Return the lines of each page in reading order, without its furniture."""
    whole = [with_initials(page.lines) for page in pages]
    return [in_order(page) for page in without_furniture(whole)]


def _with_typed(found: Sequence[Line], typed: Sequence[str]) -> list[Line]:
    """Return the lines of a page with what was typed onto it below them, each a paragraph."""
    height = usual_height(found) or TYPED_HEIGHT
    bottom = min((line.bottom for line in found), default=0.0)
    return [
        *found,
        *(
            Line(text, 0.0, len(text) * height / 2, bottom - 4 * number * height, height)
            for number, text in enumerate(typed, 1)
        ),
    ]


def _recognised(document: Any, number: int, recogniser: Recogniser) -> _Page:
    """Return a page that is a picture with the text that is recognised on it."""
    page = document[number]
    try:
        found = recogniser.page(page)
    except UnreadableError as error:
        return _Page((), has_pictures=True, reason=str(error))
    finally:
        page.close()
    return _Page(found, has_pictures=True, reason="" if found else "no text was recognised on it")


def _named(pages: Sequence[int]) -> str:
    """Return "page 2", or "pages 2, 5-7": runs of pages together."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    shown = [f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs]
    more = ", ..." if len(shown) > MOST_SHOWN else ""
    return f"page{'s' if len(pages) > 1 else ''} {', '.join(shown[:MOST_SHOWN])}{more}"


def _sensible(title: str) -> str:
    """Return a title; empty where a program put its own name or a file's there."""
    title = " ".join(title.split())
    named = _NO_TITLE.fullmatch(title)
    return "" if named else title.removeprefix("Microsoft Word - ")


def headline(pages: Sequence[Sequence[Line]], standing_out: float) -> str:
    """Return the lines of the first page with text that are so many times as tall as most."""
    lines = next((lines for lines in pages if lines), [])
    if len(lines) <= TITLE_LINES:
        return ""
    usual = median(line.height for line in lines)
    # A sign or an initial may be taller than any title.
    tallest = max((line.height for line in lines if _WORD.search(line.text)), default=0.0)
    if tallest < standing_out * usual:
        return ""
    tall = [line.text for line in lines if 0.95 * tallest < line.height <= tallest]
    return clean(" ".join(tall)) if len(tall) <= TITLE_LINES else ""


def _pages(document: Any) -> Iterator[_Page]:
    import pypdfium2

    if document.get_formtype() != pypdfium2.raw.FORMTYPE_NONE:
        document.init_forms()
    form = document.formenv.raw if document.formenv else None
    characters = 0
    for number in range(len(document)):
        try:
            page = document[number]
            layer = page.get_textpage()
            found = lines(layer)
            pictured = len(found) <= FEW_LINES and _has_pictures(page)
            stamped = sum(len(line.text.split()) for line in found) <= STAMP_WORDS
            covered = pictured and stamped and _is_covered(page)
            notes = pdf_annotations.read(page, form)
            layer.close()
            page.close()
        except pypdfium2.PdfiumError:
            yield _Page((), is_damaged=True)  # the others are there, and their numbers stay right
            continue
        characters += sum(len(line.text) for line in found)
        if characters > MAX_ARTICLE_CHARS:
            raise UnreadableError(f"its text is longer than {MAX_ARTICLE_CHARS:,} characters")
        yield _Page(found, pictured, covered, notes=notes)


def _has_pictures(page: Any) -> bool:
    """Tell whether there is something on a page besides text."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFPage_CountObjects(page.raw)
    kinds = (
        pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page.raw, n)) for n in range(count)
    )
    return any(kind != pdfium.FPDF_PAGEOBJ_TEXT for kind in kinds)


def _is_covered(page: Any) -> bool:
    """Tell whether one picture covers a page."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) >= WHOLE_PAGE * width * height:
            return True
    return False


def _embedded(document: Any) -> Iterator[str]:
    """Yield the names of the files in a PDF."""
    import pypdfium2

    for number in range(document.count_attachments()):
        try:
            name = " ".join(clean(document.get_attachment(number).get_name()).split())
        except pypdfium2.PdfiumError:
            name = ""
        yield name or f"embedded file {number + 1}"
