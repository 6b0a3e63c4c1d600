"""Files of office programs, books, web archives and mails of Outlook, made by hand."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SLIDE = "http://schemas.openxmlformats.org/presentationml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
ODF_NAMES = " ".join(
    [
        *(
            f'xmlns:{name}="{ODF}:{name}:1.0"'
            for name in ("office", "text", "table", "style", "meta", "presentation", "manifest")
        ),
        f'xmlns:draw="{ODF}:drawing:1.0"',
        'xmlns:dc="http://purl.org/dc/elements/1.1/"',
        'xmlns:xlink="http://www.w3.org/1999/xlink"',
    ]
)

Cell = str | int | float | None


def packed(members: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: Mapping[str, bytes], links: Mapping[str, str] | None = None) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
        for name, target in (links or {}).items():
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = tarfile.SYMTYPE, target
            archive.addfile(entry)
    return out.getvalue()


def relations(targets: Mapping[str, tuple[str, str]]) -> str:
    """Return the relations of a part: by id the end of the type, and the target."""
    each = "".join(
        f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{each}</Relationships>'


def ooxml(main: str, parts: Mapping[str, str | bytes], **said: str) -> bytes:
    """Return a package of OOXML; `said` are its core properties: title, creator, created, ..."""
    core = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in said.items())
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relations({"r1": ("officeDocument", main)}),
            "docProps/core.xml": f"<coreProperties>{core}</coreProperties>",
            **parts,
        }
    )


def workbook(
    sheets: Mapping[str, Sequence[Sequence[Cell]]],
    *,
    states: Mapping[str, str] | None = None,
    merged: Mapping[str, str] | None = None,
    dates: Sequence[int] = (),
    parts: Mapping[str, str | bytes] | None = None,
    **said: str,
) -> bytes:
    """Return an Excel workbook.

    Args:
        sheets: Rows by the name of their sheet.
        states: "hidden" or "veryHidden" by name.
        merged: A range such as "A2:A3" by name.
        dates: Columns, from 0, whose numbers are days.
        parts: Further parts.
        said: Core properties.
    """
    listed, links, made = "", {}, {}
    for number, (name, rows) in enumerate(sheets.items(), 1):
        state = (states or {}).get(name, "visible")
        listed += f'<sheet name="{name}" sheetId="{number}" state="{state}" r:id="s{number}"/>'
        links[f"s{number}"] = ("worksheet", f"worksheets/sheet{number}.xml")
        inside = "".join(_row(at, row, dates) for at, row in enumerate(rows, 1))
        ranges = (merged or {}).get(name)
        joined = f'<mergeCells><mergeCell ref="{ranges}"/></mergeCells>' if ranges else ""
        made[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{SHEET}"><sheetData>{inside}</sheetData>{joined}</worksheet>'
        )
    links["styles"] = ("styles", "styles.xml")
    styles = '<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
    return ooxml(
        "xl/workbook.xml",
        {
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{RELATIONS}">'
            f"<sheets>{listed}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": relations(links),
            "xl/styles.xml": f'<styleSheet xmlns="{SHEET}"><cellXfs>{styles}</cellXfs>'
            "</styleSheet>",
            **made,
            **(parts or {}),
        },
        **said,
    )


def _row(number: int, cells: Sequence[Cell], dates: Sequence[int]) -> str:
    made = ""
    for column, cell in enumerate(cells):
        place = f"{chr(65 + column)}{number}"
        if isinstance(cell, str) and cell.startswith("="):
            formula, _, value = cell[1:].partition("=")
            made += f'<c r="{place}"><f>{formula}</f><v>{value}</v></c>'
        elif isinstance(cell, str):
            made += f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        elif cell is not None:
            style = ' s="1"' if column in dates else ""
            made += f'<c r="{place}"{style}><v>{cell}</v></c>'
    return f'<row r="{number}">{made}</row>'


def shape(*texts: str, kind: str = "") -> str:
    """Return a shape of a slide with a paragraph for each text."""
    place = f'<p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr>' if kind else ""
    runs = "".join(f"<a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p>" for text in texts)
    return f"<p:sp>{place}<p:txBody>{runs}</p:txBody></p:sp>"


def presentation(
    slides: Sequence[str],
    *,
    notes: Mapping[int, str] | None = None,
    parts: Mapping[str, str | bytes] | None = None,
    links: Mapping[int, Mapping[str, tuple[str, str]]] | None = None,
    **said: str,
) -> bytes:
    """Return a PowerPoint presentation.

    Args:
        slides: The shapes of each, in XML.
        notes: Text by number of a slide, from 0.
        parts: Further parts.
        links: Further relations of a slide.
        said: Core properties.
    """
    names = f'xmlns:p="{SLIDE}" xmlns:a="{DRAWING}" xmlns:r="{RELATIONS}" xmlns:dgm="{DIAGRAM}"'
    listed = "".join(f'<p:sldId id="{n}" r:id="r{n}"/>' for n, _ in enumerate(slides, 256))
    made: dict[str, str | bytes] = {
        "ppt/presentation.xml": f"<p:presentation {names}><p:sldIdLst>{listed}</p:sldIdLst>"
        "</p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            {f"r{n}": ("slide", f"slides/slide{n}.xml") for n, _ in enumerate(slides, 256)}
        ),
    }
    for at, shapes in enumerate(slides):
        name = f"slide{at + 256}.xml"
        tree = f"<p:cSld><p:spTree>{shapes}</p:spTree></p:cSld>"
        made[f"ppt/slides/{name}"] = f"<p:sld {names}>{tree}</p:sld>"
        linked = dict((links or {}).get(at, {}))
        if at in (notes or {}):
            linked["n1"] = ("notesSlide", f"../notesSlides/{name}")
            body = shape((notes or {})[at], kind="body")
            made[f"ppt/notesSlides/{name}"] = (
                f"<p:notes {names}><p:cSld><p:spTree>{body}</p:spTree></p:cSld></p:notes>"
            )
        made[f"ppt/slides/_rels/{name}.rels"] = relations(linked)
    return ooxml("ppt/presentation.xml", {**made, **(parts or {})}, **said)


def open_document(
    kind: str,
    body: str,
    *,
    styles: str = "",
    parts: Mapping[str, str | bytes] | None = None,
    **said: str,
) -> bytes:
    """Return an OpenDocument file.

    Args:
        kind: "text", "presentation" or "spreadsheet".
        body: What is in it, in XML.
        styles: Automatic styles, in XML.
        parts: Further parts.
        said: Of its metadata, with `_` for the colon in their names.
    """
    meta = "".join(
        f"<{name.replace('_', ':', 1).replace('_', '-')}>{escape(value)}"
        f"</{name.replace('_', ':', 1).replace('_', '-')}>"
        for name, value in said.items()
    )
    automatic = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    return packed(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {ODF_NAMES}>{automatic}<office:body>"
            f"<office:{kind}>{body}</office:{kind}></office:body></office:document-content>",
            "meta.xml": f"<office:document-meta {ODF_NAMES}><office:meta>{meta}</office:meta>"
            "</office:document-meta>",
            "META-INF/manifest.xml": f"<manifest:manifest {ODF_NAMES}/>",
            **(parts or {}),
        }
    )


def book(
    chapters: Mapping[str, str], *, metadata: str = "", parts: Mapping[str, str] | None = None
) -> bytes:
    """Return an e-book.

    Args:
        chapters: XHTML by the name of its document, in the order of the spine.
        metadata: Dublin Core, in XML.
        parts: Further parts; "nav.xhtml" is the table of contents.
    """
    items = "".join(f'<item id="{n}" href="{n}"/>' for n in chapters)
    if "OPS/nav.xhtml" in (parts or {}):
        items += '<item id="nav" href="nav.xhtml" properties="nav"/>'
    spine = "".join(f'<itemref idref="{n}"/>' for n in chapters)
    return packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": "<container><rootfiles>"
            '<rootfile full-path="OPS/book.opf"/></rootfiles></container>',
            "OPS/book.opf": '<package xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<metadata>{metadata}</metadata><manifest>{items}</manifest>"
            f"<spine>{spine}</spine></package>",
            **{f"OPS/{name}": page for name, page in chapters.items()},
            **(parts or {}),
        }
    )


def chapter(title: str, texts: Sequence[str]) -> str:
    """Return a chapter of an e-book, as XHTML with tags that end where they begin."""
    body = "".join(f"<p>{escape(text)}</p>" for text in texts)
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head>'
        f'<title/><script src="x.js"/></head><body><a id="top"/><h1>{title}</h1>{body}</body>'
        "</html>"
    )


def fetched(address: str, body: bytes, kind: str = "text/html", status: str = "200 OK") -> bytes:
    """Return the record of a web archive with what was answered."""
    answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\n"
        "WARC-Date: 2021-11-06T08:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def old_workbook(name: str, rows: Sequence[Sequence[str | float]]) -> bytes:
    """Return a workbook of the old kind (.xls), as [MS-XLS] describes it, with one sheet."""

    def record(number: int, data: bytes) -> bytes:
        return struct.pack("<HH", number, len(data)) + data

    version = struct.pack("<HHHHII", 0x600, 0x5, 0x0DBB, 0x07CC, 0, 6)
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x0DBB, 0x07CC, 0, 6))
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            place = struct.pack("<HHH", at, column, 0)
            if isinstance(cell, str):
                text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                sheet += record(0x204, place + text)
            else:
                sheet += record(0x203, place + struct.pack("<d", cell))
    title = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    begins = len(record(0x809, version)) + 4 + 6 + len(title) + 4
    listed = record(0x85, struct.pack("<IBB", begins, 0, 0) + title)
    book = record(0x809, version) + listed + record(0x0A, b"") + sheet + record(0x0A, b"")
    return compound({"Workbook": book})


Streams = Mapping[str, "bytes | Streams"]
"""The streams and storages of a compound file by their names."""


def summary(title: str, author: str, ticks: int, *, count: int = 4) -> bytes:
    """Return what a file of the old kind says of itself, as [MS-OLEPS] describes it.

    Args:
        title, author: In Windows-1251.
        ticks: When it was made: ten millionths of a second since 1601.
        count: Of its properties, as it says itself.
    """
    texts = [text.encode("cp1251") + b"\0" for text in (title, author)]
    values = [
        struct.pack("<IHH", 2, 1251, 0),
        *(struct.pack("<II", 30, len(text)) + text.ljust(-(-len(text) // 4) * 4) for text in texts),
        struct.pack("<IQ", 64, ticks),
    ]
    places, at = b"", 8 + 8 * len(values)
    for number, value in zip((1, 2, 4, 12), values, strict=True):
        places += struct.pack("<II", number, at)
        at += len(value)
    head = struct.pack("<HHI16xI16xI", 0xFFFE, 0, 0, 1, 48)
    return head + struct.pack("<II", at, count) + places + b"".join(values)


def old_word(
    text: str,
    *,
    notes: str = "",
    gone: tuple[int, int] = (0, 0),
    wide: bool = True,
    flags: int = 0,
    said: bytes = b"",
) -> bytes:
    """Return a Word file of the old kind (.doc), as [MS-DOC] describes it.

    Args:
        text: Its letters, with the marks of that format.
        notes: The letters of its foot notes.
        gone: From which letter to which the text was deleted, with changes tracked.
        wide: Whether a letter takes two bytes, or one of Windows-1252.
        flags: More of those at its head.
        said: What it says of itself; see `summary`.
    """
    data = (text + notes).encode("utf-16-le" if wide else "cp1252")
    width, begins = 1 + wide, 1024
    count = len(data) // width
    letters = bytearray(begins) + data.ljust(-(-len(data) // 512) * 512, b"\0")
    page = len(letters) // 512
    runs = struct.pack("<3I", begins, *(begins + width * at for at in gone))
    # A run's properties begin at twice the number that the page gives; here those of the second.
    letters += (runs + bytes([0, 100])).ljust(200, b"\0") + b"\x03\x00\x08\x01" + bytes(307)
    letters += b"\x02"
    place = begins if wide else 2 * begins | 0x40000000
    pieces = struct.pack("<IIHIH", 0, count, 0, place, 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    properties = struct.pack("<3I", begins, begins + len(data), page)
    struct.pack_into("<HH", letters, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", letters, 0x0A, 0x0200 | flags)
    struct.pack_into("<2I", letters, 0x4C, count - len(notes), len(notes))
    struct.pack_into("<2I", letters, 0x1A2, 0, len(clx))
    struct.pack_into("<2I", letters, 0x0FA, len(clx), len(properties))
    streams = {"WordDocument": bytes(letters), "1Table": clx + properties}
    return compound({"\x05SummaryInformation": said, **streams} if said else streams)


_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _SMALL, _SMALL_SECTOR = 512, 4096, 64


def compound(streams: Streams) -> bytes:
    """Return a compound file (OLE), as [MS-CFB] describes it."""
    entries: list[list[object]] = [["Root Entry", 5, _FREE, _FREE, _FREE, _END, 0]]
    small, sectors, fat, small_fat = bytearray(), bytearray(), [], []

    def chained(data: bytes, size: int, table: list[int], into: bytearray) -> int:
        count = -(-len(data) // size)
        first = len(table)
        table.extend([*range(first + 1, first + count), _END][:count])
        into += data.ljust(count * size, b"\0")
        return first if count else _END

    def added(inside: Streams) -> int:
        first = _FREE
        for name, held in sorted(inside.items(), reverse=True):
            if isinstance(held, bytes):
                is_small = len(held) < _SMALL
                way = (_SMALL_SECTOR, small_fat, small) if is_small else (_SECTOR, fat, sectors)
                entry = [name, 2, _FREE, first, _FREE, chained(held, *way), len(held)]
            else:
                entry = [name, 1, _FREE, first, added(held), 0, 0]
            entries.append(entry)
            first = len(entries) - 1
        return first

    entries[0][4] = added(streams)
    entries[0][6] = len(small)
    entries[0][5] = chained(bytes(small), _SECTOR, fat, sectors)
    table = struct.pack(f"<{len(small_fat)}I", *small_fat)
    table = table.ljust(-(-len(table) // _SECTOR) * _SECTOR, b"\xff")
    at_small = chained(table, _SECTOR, fat, sectors)
    directory = b"".join(_entry(*entry) for entry in entries)  # type: ignore[arg-type]
    at_directory = chained(directory, _SECTOR, fat, sectors)
    at_fat = len(fat)
    fat.append(_FAT)
    whole = struct.pack(f"<{len(fat)}I", *fat).ljust(_SECTOR, b"\xff")
    assert len(whole) == _SECTOR, "it is too large for a table of one sector"
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, at_directory, 0),
        *(_SMALL, at_small, len(table) // _SECTOR, _END, 0),
    )
    return head + struct.pack("<109I", at_fat, *[_FREE] * 108) + bytes(sectors) + whole


def without_end(data: bytes) -> bytes:
    """Return a compound file whose directory goes on in itself."""
    at_directory = int.from_bytes(data[48:52], "little")
    place = len(data) - _SECTOR + 4 * at_directory  # the table is the last sector
    return data[:place] + struct.pack("<I", at_directory) + data[place + 4 :]


def _entry(name: str, kind: int, left: int, right: int, below: int, start: int, size: int) -> bytes:
    wide = (name + "\0").encode("utf-16-le")
    return struct.pack("<64sHBBIII36xIQ", wide, len(wide), kind, 1, left, right, below, start, size)


def outlook(
    texts: Mapping[str, str],
    attachments: Sequence[Streams] = (),
    *,
    ticks: int = 0,
    head: int = 32,
    binary: Mapping[str, bytes] | None = None,
) -> Streams:
    """Return the streams of a mail of Outlook.

    Args:
        texts: By number of the property, such as "0037".
        attachments: The streams of each.
        ticks: When it was sent: ten millionths of a second since 1601.
        head: Bytes before its properties.
        binary: Properties that are bytes.
    """
    numbers = struct.pack("<HHIQ", 0x40, 0x39, 6, ticks) if ticks else b""
    return {
        "__properties_version1.0": bytes(head) + numbers,
        **{f"__substg1.0_{key}001F": text.encode("utf-16-le") for key, text in texts.items()},
        **{f"__substg1.0_{key}0102": data for key, data in (binary or {}).items()},
        **{f"__attach_version1.0_#{n:08X}": each for n, each in enumerate(attachments)},
    }


def attachment(name: str, data: bytes, kind: str = "") -> Streams:
    return {
        "__properties_version1.0": bytes(8),
        "__substg1.0_3707001F": name.encode("utf-16-le"),
        "__substg1.0_370E001F": kind.encode("utf-16-le"),
        "__substg1.0_37010102": data,
    }
