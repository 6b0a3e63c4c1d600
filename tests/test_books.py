"""A chapter of a book is an article that names its book."""

from __future__ import annotations

from pathlib import PurePosixPath

import making
import office

from index.readers import formats
from index.readers.content import Record

LATE = "The night boat was late again on Thursday."
METADATA = (
    "<dc:title>The fleet</dc:title><dc:creator>Ada Quill</dc:creator><dc:creator>Bo</dc:creator>"
    "<dc:date>2021-11-05</dc:date><dc:language>en</dc:language>"
)
NAV = (
    '<html><body><nav><a href="a.xhtml#top">First</a><a href="b%20c.xhtml">Second</a></nav></body>'
    "</html>"
)


def read(data: bytes) -> list[Record]:
    return list(formats.read(data, PurePosixPath("a.epub"), formats.Reading()))


def test_chapters_are_articles_in_the_order_of_the_spine_with_the_titles_of_the_contents() -> None:
    chapters = {
        "nav.xhtml": NAV,
        "b c.xhtml": office.chapter("Not this", [LATE]),
        "a.xhtml": office.chapter("Nor this", making.paragraphs(1)),
        "d.xhtml": office.chapter("Its heading", [LATE]),
    }
    found = read(office.book(chapters, metadata=METADATA, parts={"OPS/nav.xhtml": NAV}))
    assert [record.name for record in found] == ["b c.xhtml", "a.xhtml", "d.xhtml"]
    contents = [record.content for record in found if record.content]
    assert [content.title for content in contents] == ["Second", "First", "Its heading"]
    assert contents[1].text.split("\n\n") == ["Nor this", *making.paragraphs(1)]
    assert {(c.source, c.author, c.date, c.language) for c in contents} == {
        ("The fleet", "Ada Quill, Bo", "2021-11-05", "en")
    }


def test_a_book_of_the_older_kind_is_read_by_its_own_table() -> None:
    ncx = (
        '<ncx><navMap><navPoint><navLabel><text>First</text></navLabel><content src="a.xhtml"/>'
        "</navPoint></navMap></ncx>"
    )
    opf = (
        '<package><metadata/><manifest><item id="a" href="a.xhtml"/><item id="x" href="toc.ncx"'
        ' media-type="application/x-dtbncx+xml"/></manifest><spine toc="x"><itemref idref="a"/>'
        "</spine></package>"
    )
    data = office.book(
        {}, parts={"OPS/toc.ncx": ncx, "OPS/book.opf": opf, "OPS/a.xhtml": f"<p>{LATE}"}
    )
    (record,) = read(data)
    assert record.content is not None
    assert (record.content.title, record.content.text) == ("First", LATE)


def test_a_cover_and_a_chapter_that_is_missing_are_left_out_with_their_reasons() -> None:
    cover = "<html><body><img src='c.png'/></body></html>"
    blank = "<html><body><p> </p></body></html>"
    opf_only = office.book(
        {"cover.xhtml": cover, "blank.xhtml": blank, "a.xhtml": office.chapter("A", [LATE])}
    )
    assert [(r.name, bool(r.content), r.reason) for r in read(opf_only)] == [
        ("cover.xhtml", False, "there is only a picture in it"),
        ("a.xhtml", True, ""),
    ]
    spine = (
        '<package><manifest><item id="a" href="a.xhtml"/><item id="b" href="b.xhtml"/></manifest>'
    )
    spine += '<spine><itemref idref="a"/><itemref idref="b"/></spine></package>'
    parts = {"OPS/book.opf": spine, "OPS/a.xhtml": f"<p>{LATE}</p>"}
    assert [r.reason for r in read(office.book({}, parts=parts))] == [
        "",
        "it is missing in the book",
    ]


def test_a_book_with_a_lock_says_so_and_one_whose_letters_are_scrambled_is_read() -> None:
    for part, locked in (("OPS/a.xhtml", True), ("OPS/font.otf", False)):
        cipher = f'<e><EncryptedData><CipherReference URI="{part}"/></EncryptedData></e>'
        chapters = {"a.xhtml": office.chapter("A", [LATE])}
        (record,) = read(office.book(chapters, parts={"META-INF/encryption.xml": cipher}))
        assert ("encrypted" in record.reason) == locked


def test_entities_of_a_chapter_are_read_and_lead_nowhere() -> None:
    head = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    for given in ("A&nbsp;b &x;.", "A b &x;."):
        (record,) = read(
            office.book({"a.xhtml": f"{head}<html><body><p>{given}</p></body></html>"})
        )
        assert record.content is not None
        assert record.content.text.split() in (["A", "b", "&x;."], ["A", "b", "."])
