"""Fragments of HTML as text, as mails, feeds and exports have them.

A line end inside text is a space, as in a browser, outside `<pre>`; blocks are apart by a blank
line, `<br>` ends a line, a row of a table is a line with bars between its cells. What a browser
does not show is left out. lxml is imported when it is first needed.
"""

from __future__ import annotations

import html as entities
import re
from typing import Any

from index.errors import UnreadableError

MAX_NESTING = 2000
"""Elements nested deeper than this are no article; libraries recurse into them."""

LAYOUT_CHARS = 200
"""A cell with several blocks of more characters together is a column, not a value in a row; so
are two cells of so many each."""

LAID_OUT_CHARS = 600
"""A cell of more characters is a column too."""

LAID_OUT_DEPTH = 8
"""Tables deeper inside each other are left as they are: each is looked through by itself."""

LINK_SIGNS = ("#", "¶", "§", "🔗", "∞", "\uf0c1")
"""What documentation has beside a headline for a link to it."""

_OF_TABLES = ("tbody", "thead", "tfoot", "tr", "td", "th")
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main menu nav ol option p"
    " pre section summary table td th ul".split()
)
_BEFORE = {**dict.fromkeys(_BLOCKS, "\n\n"), "tr": "\n", "br": "\n"}
_AFTER = {**dict.fromkeys(_BLOCKS, "\n\n"), "tr": "\n"}
"""What is between elements and what is around them."""
_IN_A_COLUMN = ("table", "ul", "ol", "h1", "h2", "h3", "h4", "blockquote", "pre")
_KEPT = frozenset("listing plaintext pre xmp".split())
_SILENT = frozenset("script style noscript template head title iframe object svg".split())
_TOO_DEEP = f"its elements are nested more than {MAX_NESTING:,} deep"
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>|<!--")
_STRUCTURE = re.compile(r"<(?:p|br|div|li|td|h[1-6])\b", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_WHITE_SPACE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CONTROLS = {**dict.fromkeys(range(32)), **{ord(c): c for c in "\t\n\r"}, 0x0B: " ", 0x0C: " "}
"""No page shows them, and libxml2 takes none into a tree again."""

_BREAKS = re.compile(r"\n{3,}")
_SPACE_KEPT = "\x01"
"""Stands for a space of `<pre>` while spaces are squeezed."""


def as_text(html: str) -> str:
    """Return a fragment of HTML as text.

    Raises:
        UnreadableError: It is nested too deeply, or cannot be parsed.
    """
    if not _TAG.search(html):
        return _BREAKS.sub("\n\n", entities.unescape(html)).strip()
    page = _parsed(html)
    if page is None:
        return ""
    # Blogs store paragraphs without any tag between them, a blank line instead.
    loose = not _STRUCTURE.search(html)
    lines = (" ".join(line.split()) for line in "".join(_parts(page, loose)).split("\n"))
    return _BREAKS.sub("\n\n", "\n".join(lines)).strip("\n").replace(_SPACE_KEPT, " ")


def tree(html: str) -> Any:
    """Parse HTML; None where there is nothing.

    Raises:
        UnreadableError: It is nested too deeply, or cannot be parsed.
    """
    from lxml import etree

    page = _parsed(html)
    depth = deepest = 0
    for event, _ in etree.iterwalk(page, events=("start", "end")) if page is not None else ():
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    if deepest > MAX_NESTING:
        raise UnreadableError(_TOO_DEEP)
    return page


def join_rows(page: Any) -> bool:
    """Make each row of a table of a page one cell, with bars between what its cells had.

    Columns of a layout stay as they are, and so do rows with links, which are menus mostly.

    Returns:
        Whether there was any such row.
    """
    rows = _Rows()
    joined = False
    for row in list(page.iter("tr")):
        line = "" if next(row.iter("a"), None) is not None else rows.line(row)
        if line:
            first, *others = (cell for cell in row if cell.tag in ("td", "th"))
            for cell in others:
                row.remove(cell)
            for inner in list(first):
                first.remove(inner)
            first.text, joined = line.strip(), True
    return joined


def divide_layout(page: Any) -> bool:
    """Make blocks of tables that only lay out a page: whose text is in columns, not in values.

    Returns:
        Whether there was any such table.
    """
    tables = [each for each in page.iter("table") if _depth(each) < LAID_OUT_DEPTH]
    divided = False
    for table in tables:
        parts = [each for each in table.iter(*_OF_TABLES) if _table_of(each) is table]
        cells = [each for each in parts if each.tag in ("td", "th")]
        texts = [(cell, len(_squeezed(cell))) for cell in cells]
        columns = sum(
            size
            for cell, size in texts
            if size > LAID_OUT_CHARS or (size > LAYOUT_CHARS and _is_column(cell))
        )
        if 2 * columns > sum(size for _, size in texts):
            divided = True
            for each in (table, *parts):
                each.tag = "div"
    return divided


def _depth(table: Any) -> int:
    return sum(1 for _ in table.iterancestors("table"))


def _table_of(part: Any) -> Any:
    return next(part.iterancestors("table"), None)


def drop_hidden(page: Any) -> None:
    """Drop what a page marks as hidden, unless that is most of it: a script would show it.

    So is the sign beside a headline that links to it, which shows under the mouse.
    """
    for link in page.xpath(".//h1//a|.//h2//a|.//h3//a|.//h4//a|.//h5//a|.//h6//a|.//dt//a"):
        if "".join(link.itertext()).strip() in LINK_SIGNS and not len(link):
            link.drop_tree()
    hidden = list(page.iterfind(".//*[@hidden]"))
    said = len("".join(page.itertext()))
    if 2 * sum(len("".join(each.itertext())) for each in hidden) < said:
        for each in hidden:
            each.drop_tree()


def _parsed(html: str) -> Any:
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    html = html.translate(_CONTROLS) if _CONTROL.search(html) else html
    if not html.strip():
        return None
    try:
        return document_fromstring(
            html.encode(), parser=HTMLParser(encoding="utf-8", huge_tree=True)
        )
    except (etree.ParserError, ValueError) as error:
        if "empty" in str(error).lower():
            return None
        raise UnreadableError(f"it cannot be parsed as HTML ({error})") from error


def _parts(page: Any, loose: bool) -> list[str]:
    """Return text and line ends in order."""
    from lxml import etree

    parts: list[str] = []
    walker = etree.iterwalk(page, events=("start", "end", "comment", "pi"))
    rows = _Rows()
    kept: list[Any] = []  # open elements whose white space is kept
    skipped: Any = None
    depth = 0
    for event, element in walker:
        if event == "start":
            depth += 1
            if depth > MAX_NESTING:
                raise UnreadableError(_TOO_DEEP)
            tag, style = element.tag, element.get("style")
            if tag in _SILENT or _is_hidden(element, style):
                row: str | None = ""
            else:
                row = (rows.line(element) or None) if tag == "tr" else None
            if row is not None:
                walker.skip_subtree()
                skipped = element
                parts.append(row)
                continue
            parts.append(_BEFORE.get(tag, ""))
            if tag in _KEPT or (style and _WHITE_SPACE.search(style)):
                kept.append(element)
            text = element.text
        else:
            if event == "end":
                depth -= 1
                if element is not skipped:
                    if kept and kept[-1] is element:
                        kept.pop()
                    parts.append(_AFTER.get(element.tag, ""))
            text = element.tail
        if text:
            parts.append(_spaced(text, bool(kept), loose))
    return parts


def _spaced(text: str, kept: bool, loose: bool) -> str:
    """Return text with the line ends that it means."""
    if kept:
        return text.expandtabs().replace(" ", _SPACE_KEPT)
    if loose:
        return "\n\n".join(part.replace("\n", " ") for part in _BLANK_LINE.split(text))
    return text.replace("\n", " ")


class _Rows:
    """Rows of tables as lines; cells that reach over several rows are in each of them."""

    def __init__(self) -> None:
        self._reaching: dict[Any, dict[int, tuple[int, str]]] = {}
        self._heads: dict[Any, int] = {}

    def line(self, row: Any) -> str:
        """Return a row as a line; empty where its cells are columns of a layout, or only one."""
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if not cells or any(_is_column(cell) for cell in cells):
            return ""
        texts = self._texts(row, [(cell, _squeezed(cell)) for cell in cells])
        filled = [text for text in texts if text]
        if len(filled) < 2 or sum(len(text) > LAYOUT_CHARS for text in filled) > 1:
            return ""
        while not texts[-1]:
            texts.pop()
        # An empty cell has a meaning where a head says which; else it is only there for looks.
        return "\n" + " | ".join(texts if self._head(row) == len(cells) else filled)

    def _head(self, row: Any) -> int:
        """Return how many columns the first row of a table names; 0 where it leaves one out."""
        table = _table(row)
        if table not in self._heads:
            first = next(table.iter("tr"))
            names = [_squeezed(cell) for cell in first if cell.tag in ("td", "th")]
            self._heads[table] = len(names) if all(names) else 0
        return self._heads[table]

    def _texts(self, row: Any, cells: list[tuple[Any, str]]) -> list[str]:
        reaching = self._reaching.setdefault(_table(row), {})
        texts: list[str] = []
        left = list(reversed(cells))
        while left or len(texts) in reaching:
            column = len(texts)
            if column in reaching:
                rows, text = reaching.pop(column)
                if rows > 1:
                    reaching[column] = (rows - 1, text)
            else:
                cell, text = left.pop()
                rows = _number(cell.get("rowspan", ""))
                if rows > 1 and text:
                    reaching[column] = (rows - 1, text)
            texts.append(text)
        return texts


def _is_column(cell: Any) -> bool:
    if len(cell) == 0:
        return False
    if next(cell.iter(*_IN_A_COLUMN), None) is not None:
        return True
    blocks = sum(1 for _ in cell.iter("p", "div"))
    blocks += sum(1 for end in cell.iter("br") if is_blank_line(end))
    return blocks > 1 and len(_squeezed(cell)) > LAYOUT_CHARS


def is_blank_line(end: Any) -> bool:
    """Tell whether another line break follows one at once."""
    following = end.getnext()
    return not (end.tail or "").strip() and following is not None and following.tag == "br"


def _table(row: Any) -> Any:
    parent = row.getparent()
    while parent is not None and parent.tag in ("tbody", "thead", "tfoot"):
        parent = parent.getparent()
    return row if parent is None else parent


def _squeezed(element: Any) -> str:
    """Return the text of a cell in one line."""
    parts: list[str] = []
    stack = [(element, True)]
    while stack:
        node, opens = stack.pop()
        if not opens:
            parts.append(node.tail or "")
            continue
        if node is not element:
            stack.append((node, False))
        if not isinstance(node.tag, str) or node.tag in _SILENT:
            continue
        if _is_hidden(node, node.get("style")):
            continue
        if node.tag in _BLOCKS or node.tag == "br":
            parts.append(" ")
        parts.append(node.text or "")
        stack.extend((child, True) for child in reversed(node))
    return " ".join("".join(parts).split())


def _is_hidden(element: Any, style: str | None) -> bool:
    """Tell whether a browser would not show an element."""
    return element.get("hidden") is not None or bool(style and _HIDDEN.search(style))


def _number(given: str) -> int:
    return int(given) if given.isdecimal() and len(given) < 4 else 1
