"""E-books (EPUB): each chapter an article, in the order of the spine.

The table of contents names the chapters. See EPUB 3.3, and OPF 2.0.1 for older books.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from index.errors import UnreadableError
from index.readers import web
from index.readers.content import Content, Record
from index.readers.decoding import decode
from index.readers.packages import Package, attribute, child, damaged, local, parsed

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PICTURE = re.compile(r"<(?:img|image|svg)\b", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[<>]*(?:\[[^\]]*\]\s*)?>", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "title")


def read(data: bytes) -> Iterator[Record]:
    """Read a book: its chapters, then what is left out.

    Raises:
        UnreadableError: It is damaged or encrypted, or has no text.
    """
    try:
        package = Package(data)
        book = _Book(package)
    except (UnreadableError, RecursionError, MemoryError):
        raise
    except Exception as error:
        raise damaged("e-book", error) from error
    if any(name in book.encrypted for name in book.spine):
        raise UnreadableError("it is encrypted (DRM), and cannot be read without its key")
    records = [record for name in book.spine if (record := _chapter(package, book, name))]
    if not any(record.content for record in records):
        raise UnreadableError("there is no text in the book")
    yield from records


class _Book:
    """What a book says of itself and of its parts.

    Attributes:
        known: Its title as the outlet, author, date, language; no text.
        spine: Names of its documents in their order.
        titles: Of chapters, by the names of their documents.
        contents: The name of the table of contents; empty where it has none.
        encrypted: Names of parts that are.
    """

    def __init__(self, package: Package) -> None:
        root_file = _first(package.xml(_CONTAINER), "rootfile")
        name = attribute(root_file, "full-path")
        root = package.xml(name)
        if root is None:
            raise UnreadableError("it is a damaged e-book (its table of parts is missing)")
        self._folder = posixpath.dirname(name)
        items = {attribute(e, "id"): e for e in root.iter() if local(e) == "item"}
        hrefs = {key: self._within(attribute(e, "href")) for key, e in items.items()}
        order = [attribute(e, "idref") for e in root.iter() if local(e) == "itemref"]
        self.spine = [hrefs[key] for key in order if key in items]
        self.known = _known(child(root, "metadata"))
        navs = (k for k, e in items.items() if "nav" in attribute(e, "properties").split())
        self.contents = hrefs.get(next(navs, ""), "")
        toc = attribute(_first(root, "spine"), "toc")
        ncx = (k for k, e in items.items() if attribute(e, "media-type").endswith("dtbncx+xml"))
        self.titles = self._labels(package, self.contents, hrefs.get(toc or next(ncx, ""), ""))
        ciphers = package.xml(_ENCRYPTION)
        self.encrypted = frozenset(
            unquote(attribute(e, "URI")).lstrip("/")
            for e in (ciphers.iter() if ciphers is not None else ())
            if local(e) == "CipherReference"
        )

    def _within(self, href: str, folder: str | None = None) -> str:
        base = self._folder if folder is None else folder
        path = unquote(href.partition("#")[0])
        return posixpath.normpath(posixpath.join("/", base, path)).lstrip("/")

    def _labels(self, package: Package, nav: str, ncx: str) -> Mapping[str, str]:
        """Return the titles of chapters by the tables of contents, the newer kind first."""
        titles: dict[str, str] = {}
        for name in filter(None, (nav, ncx)):
            try:
                root = package.xml(name)
            except UnreadableError:
                raise
            except Exception:  # a book can do without
                continue
            for element in root.iter() if root is not None else ():
                if local(element) == "a" and attribute(element, "href"):
                    href, label = attribute(element, "href"), "".join(element.itertext())
                elif local(element) == "navPoint":
                    href = attribute(child(element, "content"), "src")
                    texts = child(element, "navLabel")
                    label = "".join(texts.itertext()) if texts is not None else ""
                else:
                    continue
                target = self._within(href, posixpath.dirname(name))
                titles.setdefault(target, " ".join(label.split()))
        return titles


def _known(metadata: Any) -> Content:
    said: dict[str, list[str]] = {}
    for element in metadata if metadata is not None else ():
        if text := " ".join("".join(element.itertext()).split()):
            said.setdefault(local(element), []).append(text)
    return Content(
        "",
        "",
        next(iter(said.get("date", [])), None),
        source=next(iter(said.get("title", [])), ""),
        author=", ".join(said.get("creator", [])),
        language=next(iter(said.get("language", [])), ""),
    )


def _chapter(package: Package, book: _Book, name: str) -> Record | None:
    """Return a document as an article, or why it is none; None for what has nothing to say."""
    short = posixpath.basename(name)
    if name == book.contents:
        return None
    if name not in package.names:
        return Record(short, None, "it is missing in the book")
    try:
        html = _as_html(package.read(name))
        text = web.as_text(html)
    except UnreadableError as error:
        return Record(short, None, str(error))
    except Exception as error:  # zipfile passes on what its decompressors raise
        return Record(short, None, str(damaged("part of the book", error)))
    if not text.strip():
        is_picture = _PICTURE.search(html)
        return Record(short, None, "there is only a picture in it") if is_picture else None
    title = book.titles.get(name) or _heading(html) or book.known.source
    return Record(short, replace(book.known, text=text, title=title))


def _as_html(data: bytes) -> str:
    """Return a document as HTML; as XML it may have tags that end where they begin."""
    from lxml import etree

    try:
        return str(etree.tostring(parsed(data), method="html", encoding="unicode"))
    except etree.XMLSyntaxError:
        return _DOCTYPE.sub("", web.DECLARATION.sub("", decode(data), count=1), count=1)


def _heading(html: str) -> str:
    """Return the first heading of a document, or what it is called in its head."""
    for tag in _HEADINGS:
        found = re.search(rf"<{tag}\b[^<>]*>(.*?)</{tag}>", html, re.DOTALL | re.IGNORECASE)
        if found and (text := " ".join(web.as_text(found[1]).split())):
            return text
    return ""


def _first(root: Any, name: str) -> Any:
    elements = root.iter() if root is not None else ()
    return next((e for e in elements if local(e) == name), None)
