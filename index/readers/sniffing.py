"""Sniffing: the format of a file, of which its first bytes say more than its ending. Pure."""

from __future__ import annotations

import re

from index.errors import UnreadableError
from index.readers import archives, feed, web

ENDINGS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".eml": "mail",
    ".mbox": "mailbox",
    ".rss": "feed",
    ".atom": "feed",
    ".rdf": "feed",
    ".xml": "feed",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".json": "json",
    ".csv": "table",
    ".tsv": "table",
    ".gz": "gzip",
    ".zip": "zip",
}
"""What a file's ending says of it."""

BINARY = {"pdf": "a PDF", "docx": "a Word document", "gzip": "a gzip file", "zip": "a zip file"}
"""Formats that can be told by their first bytes for certain, in words."""

_PDF_WITHIN = 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    (_OLE, "it is a Word, Excel or PowerPoint file of the old kind; save it as .docx"),
    (b"{\\rtf", "it is rich text (RTF); save it as .docx"),
    (b"\x89PNG\r\n\x1a\n", "it is a picture"),
    (b"\xff\xd8\xff", "it is a picture"),
    (b"GIF8", "it is a picture"),
    (b"BZh", "it is packed with bzip2; unpack it, or use gzip or zip"),
    (b"\xfd7zXZ\0", "it is packed with xz; unpack it, or use gzip or zip"),
    (b"7z\xbc\xaf\x27\x1c", "it is a 7-Zip archive; unpack it, or use zip"),
    (b"Rar!", "it is a RAR archive; unpack it, or use zip"),
    (b"\x7fELF", "it is a binary file, not text"),
    (b"SQLite format 3\0", "it is a database"),
)
_OFFICE = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "it is an Excel workbook; save its texts as .csv",
    "ppt/presentation.xml": "it is a PowerPoint presentation; save it as .pdf",
    "META-INF/container.xml": "it is an e-book (EPUB), which is not read",
    "content.xml": "it is an OpenDocument file; save it as .docx",
}
_WORD = re.compile(r"word/document\d*\.xml")
_HTML_STARTS = ("<!doctype html", "<html", "<head", "<body", "<!doctype xhtml")


def by_bytes(data: bytes) -> str | None:
    """Return the binary format that a file's bytes show; None where it may be text.

    Raises:
        UnreadableError: They show one that is not read.
    """
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return "pdf"
    if data.startswith(b"\x1f\x8b"):
        return "gzip"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        inside = archives.names(data)
        if "[Content_Types].xml" in inside and any(map(_WORD.fullmatch, inside)):
            return "docx"
        for name, kind in _OFFICE.items():
            if name in inside:
                if kind == "docx":
                    return kind
                if name != "content.xml" or "mimetype" in inside:
                    raise UnreadableError(kind)
        return "zip"
    for start, reason in _OTHERS:
        if data.startswith(start):
            raise UnreadableError(reason)
    return None


def by_text(ending: str, text: str) -> str:
    """Return the format of a file that is text.

    Args:
        ending: What `ENDINGS` says of its name; "text" where it says nothing.
        text: Decoded.

    Raises:
        UnreadableError: It is XML that is no feed.
    """
    if ending == "html":
        return "html" if web.looks_like(text) else "text"
    if ending not in BINARY and ending not in ("text", "markdown", "feed"):
        return ending
    start = text[:200].lstrip().lower()
    if start.startswith("<") and feed.looks_like(text):
        return "feed"
    if start.startswith(_HTML_STARTS) or (start.startswith("<?xml") and _has_html(text)):
        return "html"
    if ending == "feed" and start.startswith("<"):
        raise UnreadableError("it is XML, but neither an RSS nor an Atom feed")
    return "markdown" if ending == "markdown" else "text"


def _has_html(text: str) -> bool:
    return "<html" in text[:2000].lower()
