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
from index.readers.blocks import Block, joined
from index.readers.content import Content, Record
from index.readers.packages import Package, attribute, damaged, has_words, local
from index.readers.word_body import Body

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
            names=_style_names(package.xml(posixpath.join(folder, "styles.xml"))),
            notes={
                kind: package.xml(posixpath.join(folder, f"{kind}s.xml"))
                for kind in ("footnote", "endnote")
            },
        )
        blocks = body.read(package.xml(main))
        properties = package.properties()
        left_out = [*_parts_left_out(package, folder), *body.left_out]
    except UnreadableError:
        raise
    except (RecursionError, MemoryError):
        raise
    except Exception as error:  # lxml and zipfile raise many kinds
        raise damaged("Word document", error) from error
    yield Record("", _content(blocks, properties))
    for name, reason in left_out:
        yield Record(name, None, reason)


def _content(blocks: Sequence[Block], properties: dict[str, str]) -> Content:
    heading = next((block.text for block in blocks if block.style == "title"), "")
    return Content(
        joined(blocks),
        heading or properties.get("title", "") or _first_heading(blocks),
        properties["date"] or None,
        author=properties.get("creator", ""),
        language=properties.get("language", ""),
    )


def _first_heading(blocks: Sequence[Block]) -> str:
    return next((block.text for block in blocks if block.style.startswith("heading")), "")


def _main(package: Package) -> str:
    """Return the name of the part that holds the text.

    Raises:
        UnreadableError: There is none.
    """
    found = next(iter(package.related("", "/officeDocument")), "word/document.xml")
    if found not in package.names:
        raise UnreadableError("it is a damaged Word document (its text is missing)")
    return found


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
        if any(has_words(package, name) for name in parts if name.endswith(".xml")):
            yield what, f"{what} are not read"
