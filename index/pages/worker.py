"""Worker: the process that renders a page of what may be hostile; one request, one answer.

    -> {"file": descriptor, "sha256": ..., "pages": [...], "width": pixels,
        "passage": text or "", "near": 0 to 1}
    <- {"png": base64, "page": which, "marked": bool}  or  {"failed": reason}

Run as `python -m index.pages.worker BYTES`, which is all the memory that it may take; the process
that started it watches the time. The bytes that are rendered are those whose digest was compared;
of the pages, numbered from 1, it is the first one that has the passage, else the first of all.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from index.pages.limits import MAX_PIXELS, MAX_SIDE
from index.pages.passage import find
from index.pages.png import png
from index.process import confined

MARK = (255, 226, 130)
"""Red, green and blue of the marker, of which letters show as much as paper."""

NICENESS = 5
"""Whoever searches comes first."""

MARGIN = 0.12
"""A marked line is so much of its height higher than its letters, half of it on each side."""

PDF, PDF_WITHIN = b"%PDF-", 1024
"""What stands within so many first bytes of a PDF."""

_Box = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels."""

_Rectangle = tuple[float, float, float, float]
"""Left, bottom, right, top, in points."""


def main(memory: int) -> None:
    """Answer the request on standard input.

    Args:
        memory: Bytes of address space.
    """
    out = confined(memory)
    os.nice(NICENESS)
    request = json.loads(sys.stdin.buffer.readline())
    try:
        answer = _answer(request)
    except MemoryError:
        answer = {"failed": "it takes more memory to render than a page may take"}
    out.write(json.dumps(answer).encode("ascii") + b"\n")
    out.flush()


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    import pypdfium2

    with os.fdopen(request["file"], "rb") as file:
        data = file.read()
    if hashlib.sha256(data).hexdigest() != request["sha256"]:
        return {"failed": "the file is another one than was indexed; bring the index up to date"}
    if PDF not in data[:PDF_WITHIN]:
        return {"failed": "its file is no PDF, and only pages of PDFs can be shown"}
    try:
        document = pypdfium2.PdfDocument(data)
        number, rectangles = _place(document, request)
        page = document[number - 1]
        bitmap = page.render(scale=_scale(page, request["width"]), rev_byteorder=True)
    except (pypdfium2.PdfiumError, IndexError, ValueError, OverflowError) as error:
        return {"failed": f"the page cannot be rendered ({error})"}
    boxes = [_on_picture(page, bitmap, each) for each in rectangles]
    boxes = [box for box in boxes if box[0] < box[2] and box[1] < box[3]]
    picture = png(bitmap.width, bitmap.height, _marked(bitmap, boxes))
    encoded = base64.b64encode(picture).decode("ascii")
    return {"png": encoded, "page": number, "marked": bool(boxes)}


def _place(document: Any, request: dict[str, Any]) -> tuple[int, list[_Rectangle]]:
    """Return which page has the passage, and where; of the first page nothing if none has it."""
    for number in request["pages"] if request["passage"] else ():
        found = _rectangles(document[number - 1], request["passage"], request["near"])
        if found:
            return number, found
    return request["pages"][0], []


def _scale(page: Any, width: int) -> float:
    """Return how many pixels a point has."""
    wide, high = (max(1.0, side) for side in page.get_size())
    return float(min(width / wide, (MAX_PIXELS / (wide * high)) ** 0.5, MAX_SIDE / max(wide, high)))


def _rectangles(page: Any, passage: str, near: float) -> list[_Rectangle]:
    """Return the boxes of a passage's lines on a page; none where it is not found."""
    import pypdfium2

    try:
        layer = page.get_textpage()
        return [
            layer.get_rect(number)
            for start, count in _characters(layer, passage, near)
            for number in range(layer.count_rects(start, count))
        ]
    except pypdfium2.PdfiumError:  # the page is there all the same
        return []


def _characters(layer: Any, passage: str, near: float) -> Iterator[tuple[int, int]]:
    """Yield the first and the number of the characters, as PDFium counts them, of a passage."""
    import pypdfium2.raw as pdfium

    text = layer.get_text_range()
    # It counts a letter beyond U+FFFF as two, and leaves some characters out of the text.
    units = list(accumulate((1 + (letter > "\uffff") for letter in text), initial=0))
    for start, end in find(text, passage, near):
        first, last = (
            pdfium.FPDFText_GetCharIndexFromTextIndex(layer.raw, units[at])
            for at in (start, end - 1)
        )
        if 0 <= first <= last:
            yield first, last - first + 1


def _on_picture(page: Any, bitmap: Any, box: _Rectangle) -> _Box:
    """Return where a box of a page, in points, is on its picture, however the page is turned."""
    from ctypes import byref, c_int

    import pypdfium2.raw as pdfium

    left, bottom, right, top = box
    xs, ys = [], []
    for across, up in ((left, bottom), (right, top)):
        x, y = c_int(), c_int()
        size = (0, 0, bitmap.width, bitmap.height)
        pdfium.FPDF_PageToDevice(page.raw, *size, 0, across, up, byref(x), byref(y))
        xs.append(min(max(x.value, 0), bitmap.width))
        ys.append(min(max(y.value, 0), bitmap.height))
    margin = round(MARGIN / 2 * min(max(xs) - min(xs), max(ys) - min(ys))) + 1
    return (
        max(0, min(xs) - margin),
        max(0, min(ys) - margin),
        min(bitmap.width, max(xs) + margin),
        min(bitmap.height, max(ys) + margin),
    )


def _marked(bitmap: Any, boxes: list[_Box]) -> bytes:
    """Return the rows of a picture without padding, each box as if with a marker, once."""
    line, step = 3 * bitmap.width, bitmap.stride
    data = bytearray(bitmap.buffer)
    tones = [bytes(value * tone // 255 for value in range(256)) for tone in MARK]
    rows = []
    for y in range(bitmap.height):
        row = data[y * step : y * step + line]
        for left, right in _apart([(b[0], b[2]) for b in boxes if b[1] <= y < b[3]]):
            part = row[3 * left : 3 * right]
            for channel, tone in enumerate(tones):
                part[channel::3] = part[channel::3].translate(tone)
            row[3 * left : 3 * right] = part
        rows.append(bytes(row))
    return b"".join(rows)


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


if __name__ == "__main__":
    main(int(sys.argv[1]))
