"""Packages: files that are a zip archive of parts inside: OOXML, OpenDocument and EPUB.

Parts are read with lxml and by local names, so that transitional and strict documents are alike.
See ECMA-376, part 2, for the relations of OOXML.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from index.errors import UnreadableError
from index.readers import archives
from index.readers.archives import Budget

Left = Iterator[tuple[str, str]]
"""What is left out of a file: its name, and why."""

_NOBODYS_NAMES = (
    *(
        "Word Document",
        "python-docx",
        "openpyxl",
        "PowerPoint Presentation",
        "PowerPoint-Präsentation",
    ),
    *("Présentation PowerPoint", "Steve Canny", "Un-named"),
)
"""What programs and their templates call a document and its author: nobody's title or name."""

_NOBODYS_DATES = (
    *("2013-12-23T23:15", "2013-01-27T09:1"),
    *("1601-01-01", "1980-01-01T00:00", "1900-01-01"),
)
"""When templates of libraries were made, and where the clocks of Windows, zip and Excel begin."""


class Package:
    """A file that is an archive of parts inside, such as a Word document.

    Attributes:
        names: Of its parts.
    """

    def __init__(self, data: bytes) -> None:
        """Raises UnreadableError where it is damaged, or has too many parts."""
        self._archive = archives.opened(data)
        self._entries = {entry.filename: entry for entry in archives.entries(self._archive)}
        self._budget = Budget()
        self.names = frozenset(self._entries)

    def read(self, name: str) -> bytes:
        """Return a part.

        Raises:
            UnreadableError: All that was read of it is too much.
            KeyError: There is none of that name.
        """
        return archives.unpacked(self._archive, self._entries[name], self._budget)

    def xml(self, name: str) -> Any:
        """Return the root of a part; None where there is no such part."""
        return parsed(self.read(name)) if name in self.names else None

    def related(self, part: str, kind: str) -> list[str]:
        """Return the parts of a kind that a part of OOXML refers to.

        Args:
            part: Its name; empty for the package itself.
            kind: What their type ends in, such as "/officeDocument".
        """
        return [target for type_, target in self.relations(part).values() if type_.endswith(kind)]

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return by id the type and the name of each part that a part of OOXML refers to."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        return {
            str(each.get("Id", "")): (
                str(each.get("Type", "")),
                _within(folder, str(each.get("Target", ""))),
            )
            for each in (root if root is not None else ())
            if local(each) == "Relationship" and each.get("TargetMode") != "External"
        }

    def properties(self) -> dict[str, str]:
        """Return what an OOXML document says of itself: title, creator, date, language.

        What programs and templates say for nobody is left out.
        """
        name = next(iter(self.related("", "/core-properties")), "docProps/core.xml")
        found = self.xml(name)
        said = {} if found is None else {local(e): " ".join((e.text or "").split()) for e in found}
        said = {key: named(text) for key, text in said.items()}
        said["date"] = dated(said.get("created", ""), said.get("modified", ""))
        return said


def named(text: str) -> str:
    """Return a title or an author; empty where it is what a program calls them."""
    return "" if text in _NOBODYS_NAMES else text


def dated(*dates: str) -> str:
    """Return the first date that is neither a template's nor a clock's; empty: there is none."""
    return next((date for date in dates if date and not date.startswith(_NOBODYS_DATES)), "")


def parsed(data: bytes) -> Any:
    """Return the root of XML; entities are not expanded, and nothing is fetched."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    return etree.fromstring(data, parser)


def local(element: Any) -> str:
    """Return an element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """Return an attribute by its local name; empty where there is none."""
    if element is None:
        return ""
    return next((str(v) for k, v in element.items() if k.rpartition("}")[2] == name), "")


def child(element: Any, name: str) -> Any:
    """Return the first child of a name; None where there is none, or no element."""
    if element is None:
        return None
    return next((each for each in element if local(each) == name), None)


def has_words(package: Package, name: str) -> bool:
    """Tell whether a part has letters in it; one that cannot be parsed may have."""
    try:
        root = package.xml(name)
    except UnreadableError:
        raise
    except Exception:  # it is left out in any case
        return True
    texts = (e.text or "" for e in root.iter() if local(e) in ("t", "text", "v"))
    return any(c.isalpha() for text in texts for c in text)


def damaged(what: str, error: Exception) -> UnreadableError:
    """Return the reason for a file that lxml or zipfile cannot read: they raise many kinds."""
    line = (str(error).splitlines() or [type(error).__name__])[0][:100]
    return UnreadableError(f"it is a damaged {what} ({line})")


def _within(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
