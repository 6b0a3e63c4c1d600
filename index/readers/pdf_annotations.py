"""Annotations of a PDF's page: what was typed into a form or onto the page, and what only remarks.

PDFium's text layer has none of them. What was typed comes after the text of its page; remarks are
left out, as those of other formats are.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

MOST = 5000
"""Of a page."""

_REMARKS = (
    "FPDF_ANNOT_TEXT",
    "FPDF_ANNOT_HIGHLIGHT",
    "FPDF_ANNOT_UNDERLINE",
    "FPDF_ANNOT_STRIKEOUT",
)
_TYPED = ("FPDF_FORMFIELD_TEXTFIELD", "FPDF_FORMFIELD_COMBOBOX", "FPDF_FORMFIELD_LISTBOX")
_NUMBERED = re.compile(r"\[\d+\]")
_LABEL = re.compile(r"[^\W\d_]{3}")


@dataclass(frozen=True, slots=True)
class Annotations:
    """What is written on a page besides its text.

    Attributes:
        typed: Texts, each a paragraph; of a field of a form behind its label.
        has_remarks: Whether there are others, with words in them.
    """

    typed: tuple[str, ...] = ()
    has_remarks: bool = False


def read(page: Any, form: Any) -> Annotations:
    """Return what is written on a page of pypdfium2.

    Args:
        page: It.
        form: The document's form environment of PDFium; None where it has no form.
    """
    import pypdfium2.raw as pdfium

    count = min(pdfium.FPDFPage_GetAnnotCount(page.raw), MOST)
    if not count:
        return Annotations()
    remarks = {getattr(pdfium, name) for name in _REMARKS}
    typed: list[str] = []
    has_remarks = False
    for each in _each(page, count):
        kind = pdfium.FPDFAnnot_GetSubtype(each)
        if kind == pdfium.FPDF_ANNOT_FREETEXT:
            typed.append(_contents(each))
        elif kind == pdfium.FPDF_ANNOT_WIDGET and form:
            typed.append(_field(each, form))
        elif kind in remarks and not has_remarks:
            has_remarks = any(letter.isalpha() for letter in _contents(each))
    return Annotations(tuple(dict.fromkeys(filter(None, typed))), has_remarks)


def _each(page: Any, count: int) -> Iterator[Any]:
    import pypdfium2.raw as pdfium

    for number in range(count):
        if annotation := pdfium.FPDFPage_GetAnnot(page.raw, number):
            yield annotation
            pdfium.FPDFPage_CloseAnnot(annotation)


def _contents(annotation: Any) -> str:
    import pypdfium2.raw as pdfium

    return _string(lambda *into: pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", *into))


def _field(annotation: Any, form: Any) -> str:
    """Return what a field holds that is filled in with words, behind its label."""
    import pypdfium2.raw as pdfium

    if pdfium.FPDFAnnot_GetFormFieldType(form, annotation) not in {
        getattr(pdfium, name) for name in _TYPED
    }:
        return ""
    value = _string(lambda *into: pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, *into))
    if not value:
        return ""
    label = _string(
        lambda *into: pdfium.FPDFAnnot_GetFormFieldAlternateName(form, annotation, *into)
    ) or _string(lambda *into: pdfium.FPDFAnnot_GetFormFieldName(form, annotation, *into))
    label = _NUMBERED.sub("", label).rpartition(".")[2].strip(" :")
    return f"{label}: {value}" if _LABEL.search(label) else value


def _string(get: Callable[[Any, int], int]) -> str:
    """Return a text that PDFium writes into a buffer, in UTF-16."""
    import pypdfium2.raw as pdfium

    size = get(None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    get(ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return " ".join(buffer.raw[:size].decode("utf-16-le", "replace").rstrip("\0").split())
