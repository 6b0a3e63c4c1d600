"""Sniffing: the format of a file, of which its first bytes say more than its ending. Pure."""

from __future__ import annotations

import re
from pathlib import PurePath

from index.errors import UnreadableError
from index.readers import feed, news_items, web
from index.readers.packages import Package

ENDINGS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".mhtml": "mhtml",
    ".mht": "mhtml",
    ".warc": "warc",
    ".pdf": "pdf",
    ".docx": "docx",
    ".docm": "docx",
    ".doc": "word 97",
    ".odt": "opendocument",
    ".rtf": "rtf",
    ".epub": "epub",
    ".pptx": "slides",
    ".pptm": "slides",
    ".ppsx": "slides",
    ".odp": "opendocument",
    ".png": "picture",
    ".jpg": "picture",
    ".jpeg": "picture",
    ".tif": "picture",
    ".tiff": "picture",
    ".xlsx": "sheet",
    ".xlsm": "sheet",
    ".xlsb": "sheet",
    ".xls": "sheet",
    ".ods": "sheet",
    ".srt": "subtitles",
    ".vtt": "subtitles",
    ".eml": "mail",
    ".mbox": "mailbox",
    ".msg": "outlook",
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
    ".bz2": "bzip2",
    ".xz": "xz",
    ".zip": "zip",
    ".tar": "tar",
    ".tgz": "gzip",
    ".tbz2": "bzip2",
    ".txz": "xz",
}
"""What a file's ending says of it."""

INSTEAD = {
    **dict.fromkeys((".7z", ".rar", ".arj", ".lzh", ".dmg", ".iso"), "unpack it, or use zip"),
    **dict.fromkeys(
        (".pages", ".wpd", ".wps", ".fodt", ".sxw", ".wri", ".lwp"), "save it as .docx"
    ),
    **dict.fromkeys((".ppt", ".key", ".pps"), "save it as .pptx"),
    **dict.fromkeys((".numbers", ".sxc", ".wk1", ".mdb", ".accdb"), "save it as .xlsx or .csv"),
    **dict.fromkeys((".djvu", ".ps", ".eps", ".xps", ".indd", ".pub", ".tex"), "save it as .pdf"),
    **dict.fromkeys((".mobi", ".azw", ".azw3", ".fb2", ".lit"), "convert it to .epub"),
    **dict.fromkeys((".pst", ".ost", ".dbx"), "save its mails as .mbox or .eml"),
    **dict.fromkeys((".enex", ".one", ".ipynb", ".webarchive"), "export it as .html or .md"),
    **dict.fromkeys((".heic", ".webp", ".gif", ".bmp", ".jp2"), "save it as .png or .jpg"),
    **dict.fromkeys(
        (".mp3", ".mp4", ".m4a", ".wav", ".mov", ".ogg", ".flac", ".webm", ".mkv"),
        "what is said in it is read from .srt or .vtt",
    ),
    **dict.fromkeys(
        (".rst", ".org", ".adoc", ".textile", ".log", ".sbv", ".ass", ".ris", ".bib"),
        "they are read as text only if --include names them",
    ),
}
"""What helps where a file's ending is none of these."""

_OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html",
    "application/xhtml+xml": ".xhtml",
    "application/pdf": ".pdf",
    f"{_OFFICE}wordprocessingml.document": ".docx",
    f"{_OFFICE}presentationml.presentation": ".pptx",
    f"{_OFFICE}spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.presentation": ".odp",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/msword": ".doc",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "application/epub+zip": ".epub",
    "message/rfc822": ".eml",
    "application/vnd.ms-outlook": ".msg",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/json": ".json",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "text/vtt": ".vtt",
    "application/x-subrip": ".srt",
    "application/zip": ".zip",
    "application/gzip": ".gz",
    "application/x-tar": ".tar",
}
"""What a media type says of a file, as an ending."""

BINARY = {
    "pdf": "a PDF",
    "docx": "a Word document",
    "word 97": "a Word document of the old kind",
    "opendocument": "an OpenDocument file",
    "rtf": "rich text",
    "epub": "an e-book",
    "slides": "a presentation",
    "sheet": "a workbook",
    "outlook": "a mail of Outlook",
    "picture": "a picture",
    "warc": "a web archive",
    "gzip": "a gzip file",
    "bzip2": "a bzip2 file",
    "xz": "an xz file",
    "zip": "a zip file",
    "tar": "a tar file",
}
"""Formats that can be told by their first bytes for certain, in words."""

_PDF_WITHIN = 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STARTS = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"{\\rtf", "rtf"),
    (b"WARC/", "warc"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
)
_OTHERS = (
    (b"GIF8", "it is a picture"),
    (b"7z\xbc\xaf\x27\x1c", "it is a 7-Zip archive; unpack it, or use zip"),
    (b"Rar!", "it is a RAR archive; unpack it, or use zip"),
    (b"\x7fELF", "it is a binary file, not text"),
    (b"SQLite format 3\0", "it is a database"),
)
_IN_OLE = (
    ("EncryptedPackage", "", "it is encrypted; save it without its password"),
    ("__properties_version1.0", "outlook", ""),
    ("WordDocument", "word 97", ""),
    ("PowerPoint Document", "", "it is a PowerPoint file of the old kind; save it as .pptx"),
    ("Workbook", "sheet", ""),
    ("Book", "sheet", ""),
)
"""Names of streams, the format that they show, or why it is not read."""

_IN_ZIP = (
    (re.compile(r"xl/workbook\.(?:xml|bin)"), "sheet"),
    (re.compile(r"ppt/presentation\.xml"), "slides"),
    (re.compile(r"META-INF/container\.xml"), "epub"),
    (re.compile(r"word/document\d*\.xml"), "docx"),
)
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_IN_OPEN_DOCUMENT = {
    "text": "opendocument",
    "text-template": "opendocument",
    "text-web": "opendocument",
    "presentation": "opendocument",
    "presentation-template": "opendocument",
    "spreadsheet": "sheet",
    "spreadsheet-template": "sheet",
}
_HTML_STARTS = ("<!doctype html", "<html", "<head", "<body", "<!doctype xhtml")


def ending(path: PurePath) -> str | None:
    """Return the format that a file's ending stands for, or None."""
    return ENDINGS.get(path.suffix.lower())


def unread(path: PurePath) -> str:
    """Return why a file is not read whose ending stands for nothing, and what helps."""
    helps = INSTEAD.get(path.suffix.lower())
    return f"files that end in {path.suffix} are not read{f'; {helps}' if helps else ''}"


def by_bytes(data: bytes) -> str | None:
    """Return the binary format that a file's bytes show; None where it may be text.

    Raises:
        UnreadableError: They show one that is not read.
    """
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    if data[257:262] == b"ustar":
        return "tar"
    if data.startswith(_OLE):
        return _in_ole(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(data)
    if b"%PDF-" in data[:_PDF_WITHIN]:  # not before: archives may begin with one
        return "pdf"
    for start, reason in _OTHERS:
        if data.startswith(start):
            raise UnreadableError(reason)
    return None


def _in_ole(data: bytes) -> str:
    """Return the format of a file of Microsoft's old kind."""
    for name, kind, reason in _IN_OLE:
        if f"{name}\0".encode("utf-16-le") in data:  # not "Bookman", the name of a font
            if reason:
                raise UnreadableError(reason)
            return kind
    raise UnreadableError("it is an Office file of the old kind; save it as .docx")


def _in_zip(data: bytes) -> str:
    package = Package(data)
    for pattern, kind in _IN_ZIP:
        if any(map(pattern.fullmatch, package.names)):
            is_package = kind == "epub" or "[Content_Types].xml" in package.names
            if is_package:
                return kind
    if "mimetype" not in package.names:
        return "zip"
    try:
        given = package.read("mimetype")[:200].decode("ascii", "replace").strip()
    except Exception:  # zipfile passes on what its decompressors raise
        return "zip"
    if not given.startswith(_OPEN_DOCUMENT):
        return "zip"
    of = given.removeprefix(_OPEN_DOCUMENT)
    if of not in _IN_OPEN_DOCUMENT:
        raise UnreadableError(f"it is an OpenDocument file of a kind that is not read ({of})")
    return _IN_OPEN_DOCUMENT[of]


def by_text(ending: str, text: str) -> str:
    """Return the format of a file that is text.

    Args:
        ending: What `ENDINGS` says of its name; "text" where it says nothing.
        text: Decoded.

    Raises:
        UnreadableError: It is XML that is neither a feed nor news.
    """
    if ending == "html":
        return "html" if web.looks_like(text) else "text"
    if ending not in BINARY and ending not in ("text", "markdown", "feed"):
        return ending
    start = text[:200].lstrip().lower()
    if start.startswith("<") and feed.looks_like(text):
        return "feed"
    if start.startswith("<") and news_items.looks_like(text):
        return "news items"
    if start.startswith(_HTML_STARTS) or (start.startswith("<?xml") and _has_html(text)):
        return "html"
    if ending == "feed" and start.startswith("<"):
        raise UnreadableError("it is XML, but neither an RSS nor an Atom feed nor a news item")
    return "markdown" if ending == "markdown" else "text"


def _has_html(text: str) -> bool:
    return "<html" in text[:2000].lower()
