"""Word documents (.docx): text, title, dates and names from the parts of an OOXML package.

Read with lxml and by local names, so that transitional and strict documents are alike. Parts that
are no running text (embedded files, charts, comments, heads and feet of pages) are left out, each
with its reason. See ECMA-376, part 1 (WordprocessingML) and part 2 (packages).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import Any

from index.errors import UnreadableError
from index.readers.archives import Package
from index.readers.content import Content, Record
from index.readers.word_body import Block, Body, attribute, local

_UNNAMED = ("Word Document", "python-docx")
"""What python-docx's own template calls itself: nobody's title, nobody's name."""

_NOBODYS_DATES = ("2013-12-23T23:15:00", "1601-01-01", "1980-01-01T00:00:00", "1900-01-01")
"""When that template was made, and where the clocks of Windows, zip and Excel begin."""

_LEFT_OUT = (
    ("embeddings/", "an embedded file is not read; save it as a file of its own"),
    ("charts/chart", "a chart is not read"),
    ("diagrams/data", "a diagram (SmartArt) is not read"),
)
"""Parts that hold something else than running text, by how their names begin."""

_MARGINS = {
    "comments": ("comments.xml",),
    "the heads and feet of pages": ("header", "footer"),
}
"""What is left out where it has words, and how the names of its parts begin."""


def read(data: bytes) -> Iterator[Record]:
    """Read a Word document: its article, then each part that is left out.

    Raises:
        UnreadableError: It is damaged.
    """
    try:
        package = Package(data)
        main = _main(package)
        folder = posixpath.dirname(main)
        body = Body(
            names=_style_names(_optional(package, posixpath.join(folder, "styles.xml"))),
            notes={
                kind: _optional(package, posixpath.join(folder, f"{kind}s.xml"))
                for kind in ("footnote", "endnote")
            },
        )
        blocks = body.read(_parsed(package.read(main)))
        properties = _properties(package)
        left_out = [*_parts_left_out(package, folder), *body.left_out]
    except UnreadableError:
        raise
    except (RecursionError, MemoryError):
        raise
    except Exception as error:  # lxml and zipfile raise many kinds
        raise UnreadableError(f"it is a damaged Word document ({_line(error)})") from error
    yield Record("", _content(blocks, properties))
    for name, reason in left_out:
        yield Record(name, None, reason)


def _content(blocks: Sequence[Block], properties: dict[str, str]) -> Content:
    parts: list[str] = []
    for number, block in enumerate(blocks):
        if number:
            same_table = block.table and block.table == blocks[number - 1].table
            parts.append("\n" if same_table else "\n\n")
        parts.append(block.text)
    title = properties.get("title", "")
    heading = next((block.text for block in blocks if block.style == "title"), "")
    dates = (properties.get("created", ""), properties.get("modified", ""))
    author = properties.get("creator", "")
    return Content(
        "".join(parts),
        heading or (title if title not in _UNNAMED else "") or _first_heading(blocks),
        next((date for date in dates if date and not date.startswith(_NOBODYS_DATES)), None),
        author=author if author not in _UNNAMED else "",
        language=properties.get("language", ""),
    )


def _first_heading(blocks: Sequence[Block]) -> str:
    return next((block.text for block in blocks if block.style.startswith("heading")), "")


def _main(package: Package) -> str:
    """Return the name of the part that holds the text.

    Raises:
        UnreadableError: There is none.
    """
    found = _related(package, "/officeDocument") or "word/document.xml"
    if found not in package.names:
        raise UnreadableError("it is a damaged Word document (its text is missing)")
    return found


def _related(package: Package, kind: str) -> str:
    """Return the part that the package names for a purpose; empty where it names none."""
    relations = _optional(package, "_rels/.rels")
    for relation in relations if relations is not None else ():
        if str(relation.get("Type", "")).endswith(kind):
            return posixpath.normpath(str(relation.get("Target", ""))).lstrip("/")
    return ""


def _properties(package: Package) -> dict[str, str]:
    """Return what the document says of itself: title, creator, created, modified, language."""
    name = _related(package, "/core-properties") or "docProps/core.xml"
    found = _optional(package, name)
    return {} if found is None else {local(e): " ".join((e.text or "").split()) for e in found}


def _style_names(styles: Any) -> dict[str, str]:
    """Return the name of each style by its id: of a heading made from another, the heading's."""
    names: dict[str, str] = {}
    parents: dict[str, str] = {}
    for style in styles if styles is not None else ():
        if local(style) == "style":
            key = attribute(style, "styleId")
            for child in style:
                if local(child) == "name":
                    names[key] = attribute(child, "val").casefold()
                elif local(child) == "basedOn":
                    parents[key] = attribute(child, "val")
    for key in names:
        ancestor, seen = key, {key}
        while not _is_heading(names.get(ancestor, "")) and parents.get(ancestor) not in seen:
            if ancestor not in parents:
                break
            ancestor = parents[ancestor]
            seen.add(ancestor)
        if _is_heading(names.get(ancestor, "")):
            names[key] = names[ancestor]
    return names


def _is_heading(name: str) -> bool:
    return name == "title" or name.startswith("heading")


def _parts_left_out(package: Package, folder: str) -> Iterator[tuple[str, str]]:
    for name in sorted(package.names):
        within = posixpath.relpath(name, folder or ".")
        for start, reason in _LEFT_OUT:
            if within.startswith(start) and "/_rels/" not in name:
                yield posixpath.basename(name), reason
    for what, starts in _MARGINS.items():
        parts = (n for n in package.names if posixpath.relpath(n, folder or ".").startswith(starts))
        if any(_has_words(package, name) for name in parts if name.endswith(".xml")):
            yield what, f"{what} are not read"


def _has_words(package: Package, name: str) -> bool:
    try:
        tree = _optional(package, name)
    except Exception:  # it is left out in any case
        return True
    texts = (e.text or "" for e in tree.iter() if local(e) == "t") if tree is not None else ()
    return any(c.isalpha() for text in texts for c in text)


def _optional(package: Package, name: str) -> Any:
    return _parsed(package.read(name)) if name in package.names else None


def _parsed(data: bytes) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    return etree.fromstring(data, parser)


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:100]
