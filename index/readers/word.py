"""How is a Word document read? python-docx gives paragraphs, headings and tables in order."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from index.errors import UnreadableError
from index.readers.content import Content

_UNNAMED = ("Word Document", "python-docx")
"""What python-docx's own template calls itself: nobody's title, nobody's name."""


_TEMPLATE_MADE = datetime(2013, 12, 23, 23, 15)
"""When that template was made: nobody's date of publication."""


def read(data: bytes) -> Content:
    """Read a Word document.

    Raises:
        UnreadableError: It is damaged.
    """
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        known = document.core_properties
        blocks = list(_blocks(document))
    except Exception as error:  # it raises whatever the XML and zip libraries below it raise
        raise UnreadableError(f"it is a damaged Word document ({_line(error)})") from error
    title, heading = known.title or "", next((t for style, t in blocks if style == "Title"), "")
    stamps = [t for t in (known.created, known.modified) if t]
    created = next((t for t in stamps if t.replace(tzinfo=None) != _TEMPLATE_MADE), None)
    return Content(
        "\n\n".join(text for _, text in blocks),
        heading or (title if title not in _UNNAMED else "") or _first_heading(blocks),
        created.isoformat() if created else None,
        author=known.author if known.author not in _UNNAMED else "",
        language=known.language or "",
    )


def _blocks(document: Any) -> Iterator[tuple[str, str]]:
    """Yield the style and the text of every paragraph, and of every row of a table."""
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                cells = dict.fromkeys(cell.text.strip() for cell in row.cells)
                yield "", " | ".join(" ".join(cell.split()) for cell in cells if cell)
        else:
            style = block.style.name if block.style is not None else ""
            yield style or "", " ".join(block.text.split())


def _first_heading(blocks: list[tuple[str, str]]) -> str:
    return next((text for style, text in blocks if style.startswith("Heading") and text), "")


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:100]
