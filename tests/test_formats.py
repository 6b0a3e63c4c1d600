"""Each format gives its text and what it says of itself; what is broken gets a reason."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
from pathlib import PurePosixPath

import making
import office
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.readers import archives, field_names, formats, web
from index.readers.archives import Budget
from index.readers.content import Content, Record
from index.readers.sniffing import ENDINGS


def read(data: bytes, name: str, **options: object) -> list[Record]:
    return list(formats.read(data, PurePosixPath(name), formats.Reading(**options)))  # type: ignore[arg-type]


def one(data: bytes, name: str) -> Content:
    (record,) = read(data, name)
    assert record.content is not None, record.reason
    assert record.name == ""
    return record.content


def reason(data: bytes, name: str) -> str:
    (record,) = read(data, name)
    assert record.content is None
    return record.reason


def test_a_web_page_is_its_article_and_not_its_menus() -> None:
    found = one(making.html(7), "a.html")
    assert found.text.split("\n") == making.paragraphs(7)
    assert found.title == making.title(7)
    assert (found.source, found.author, found.language) == ("The Daily Wren", "Ada Quill", "en-GB")
    assert found.link == "https://wren.example/7"
    assert found.date == "2021-11-05T14:30:00+0100"


@pytest.mark.parametrize(
    ("own", "menu", "headline", "title"),
    [
        ("Herons - The Wren Book", "<h1>The Wren Book</h1>", "<h2>Herons</h2>", "Herons"),
        ("Herons | Wren 2.1", "<h1>Wren 2.1</h1>", "<h2>Herons<a href=#h>#</a></h2>", "Herons"),
        ("Wren 2.1 — Herons", "<h1>Wren 2.1</h1>", "<h2>Herons</h2>", "Herons"),
        ("Herons - Index of birds", "<h2>Keyboard shortcuts</h2>", "", "Herons"),
        ("Herons - Wren", "", "<h1>Herons land<a href=#h>¶</a></h1>", "Herons land"),
        ("Birds: herons | Wren", "<h1>Wren</h1>", "<h1>Herons land</h1>", "Birds: herons"),
        ("Wren | Herons land", "", "<h1>Herons land</h1>", "Herons land"),
        ("page7.html", "", "<h1>Herons land</h1>", "Herons land"),
    ],
)
def test_the_title_of_a_page_is_not_that_of_its_site_or_menu(
    own: str, menu: str, headline: str, title: str
) -> None:
    text = "".join(f"<p>{each}</p>" for each in making.paragraphs(7))
    head = f"<head><title>{own}</title></head>"
    page = f"<html>{head}<body><nav>{menu}</nav><main>{headline}{text}</main></body></html>"
    found = one(page.encode(), "a.html")
    assert (found.title, found.source == found.title) == (title, False)


def test_a_short_page_keeps_the_rows_of_its_table_and_what_it_hides_is_no_text() -> None:
    table = "<table><tr><th>Farm<th>Elk</tr><tr><td>North<td>4</tr><tr><td>South<td>9</tr></table>"
    page = f"<html><body><h1>Count</h1>{table}<p hidden>Owl</p></body></html>"
    assert one(page.encode(), "a.html").text.split("\n") == ["Farm | Elk", "North | 4", "South | 9"]
    shown_by_script = (
        "<html><body><div hidden><p>The elk crossed the river.</p></div></body></html>"
    )
    assert "crossed" in one(shown_by_script.encode(), "a.html").text


def test_rows_of_a_table_in_an_article_are_cells_with_bars_between() -> None:
    first, second, *_ = making.paragraphs(7)
    rows = "<tr><th></th><th>2020</th></tr><tr><td>Elk</td><td>4</td></tr><tr><td></td></tr>"
    page = f"<html><body><p>{first}</p><table>{rows}</table><p>{second}</p></body></html>"
    lines = one(page.encode(), "a.html").text.split("\n")
    assert lines == [first, "| 2020", "Elk | 4", second]


def test_columns_of_an_old_page_are_read_as_paragraphs() -> None:
    first, second = " ".join(making.paragraphs(7)), " ".join(making.paragraphs(8))
    menu = "".join(f"<a href={name}>{name}</a><br>" for name in ("News", "Sport", "Letters"))
    page = (
        "<html><body><table><tr><td width=150>{}</td><td><h2>Herons</h2>{}<br><br>{}</td></tr>"
        "</table></body></html>"
    )
    found = one(page.format(menu, first, second).encode(), "a.html")
    assert found.text.split("\n") == [first, second]


def test_a_page_without_an_article_says_so() -> None:
    assert "no article" in reason(b"<html><body><img src='a.png'></body></html>", "a.html")


def test_html_in_a_field_becomes_lines() -> None:
    html = "<h1>Head</h1><p>One &amp; <b>two</b>.<br>Three</p><script>x()</script><!-- y --><p>Four"
    # A blank line between blocks: else a list or short paragraphs would look like wrapped lines.
    assert web.as_text(html) == "Head\n\nOne & two.\nThree\n\nFour"


def test_a_pdf_has_pages_and_neither_running_heads_nor_page_numbers() -> None:
    found = one(making.pdf(3), "a.pdf")
    assert "Quarterly Wren" not in found.text
    assert "of 3" not in found.text
    assert found.text.split("\n\n")[3:5] == making.paragraphs(3)[1:]
    assert len(found.pages) == 3
    for number, start in enumerate(found.pages):
        assert found.text[start:].startswith(
            making.fact(3) if number == 1 else f"Page {number + 1} tells"
        )
    assert (found.title, found.author) == (making.title(3), "Ada Quill")


def test_a_word_document_gives_headings_paragraphs_and_tables() -> None:
    found = one(making.word(4), "a.docx")
    assert found.text.split("\n\n") == [
        making.title(4),
        *making.paragraphs(4),
        "Stones | four hundred",
    ]
    assert (found.title, found.author, found.language) == (making.title(4), "Ada Quill", "en-US")
    assert found.date is None  # that of the template that python-docx starts from is nobody's


def test_front_matter_and_header_blocks_say_what_an_article_is() -> None:
    for data, name in ((making.markdown(5), "a.md"), (making.text(5), "a.txt")):
        found = one(data, name)
        assert found.text.strip() == "\n\n".join(making.paragraphs(5))
        assert (found.title, found.date_from) == (making.title(5), "front matter")
    assert one(making.markdown(5), "a.md").author == "Ada Quill, Bo Reed"


def test_lines_with_colons_that_are_text_stay_text() -> None:
    for text in (
        "Note: this is the text.\nDate: unknown to all.\n",
        "Date: 2021\nThe text follows without a blank line.\n",
        "By: the sea\n\nThe text.\n",
    ):
        assert one(text.encode(), "a.txt").text == text


@pytest.mark.parametrize(
    "matter", ["a: &a [x]\nb: [*a, *a]", "x: " + "[" * 5000, "said: [unclosed", "- a list"]
)
def test_front_matter_that_is_none_stays_text(matter: str) -> None:
    text = f"---\n{matter}\n---\nThe text.\n"
    assert one(text.encode(), "a.md").text == text


def test_a_mail_is_its_plain_body_and_one_in_html_becomes_text() -> None:
    found = one(making.mail(6), "a.eml")
    assert found.text.strip().split("\n\n") == making.paragraphs(6)
    assert (found.title, found.author, found.source) == (
        making.title(6),
        "Ada Quill",
        "wren.example",
    )
    html = b"From: a@b.example\nSubject: Hi\nContent-Type: text/html\n\n<p>Bread &amp; fish</p>"
    assert one(html, "a.eml").text == "Bread & fish"
    assert "no headers" in reason(b"\nno headers at all", "a.eml")


def test_the_messages_of_a_mailbox_are_named_by_their_ids() -> None:
    found = read(making.mailbox([1, 2]), "a.mbox")
    assert [record.name for record in found] == ["1@wren.example", "2@wren.example"]
    assert [record.content.title for record in found if record.content] == [
        making.title(1),
        making.title(2),
    ]


def test_a_header_that_the_parser_cannot_bear_costs_only_its_message() -> None:
    broken = b"Subject: A\nContent-Type: text/plain; a*\n\nSome text.\n"  # found by fuzzing
    assert "headers are damaged" in reason(broken, "a.eml")
    box = making.mailbox([1, 2]) + b"\nFrom someone@example Thu Jan  1 00:00:00 2021\n" + broken
    assert [bool(record.content) for record in read(box, "a.mbox")] == [True, True, False]


@pytest.mark.parametrize("feed", ["rss", "atom"])
def test_the_entries_of_a_feed_are_articles(feed: str) -> None:
    found = read(getattr(making, feed)([8, 9]), f"a.{feed}")
    assert [record.name for record in found] == (
        ["wren-8", "wren-9"]
        if feed == "rss"
        else ["tag:wren.example,2021:8", "tag:wren.example,2021:9"]
    )
    content = found[0].content
    assert content is not None
    assert content.text.split("\n\n") == making.paragraphs(8)  # as blocks of HTML are apart
    assert (content.title, content.source) == (
        making.title(8),
        f"Wren {'feed' if feed == 'rss' else feed}",
    )
    assert content.link == "https://wren.example/8"


def test_a_summary_that_the_text_does_not_have_comes_before_it() -> None:
    entry = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>W</title><entry><id>1</id><title>T</title>"
        "<summary>{}</summary><content type='text'>The harbour of Velm will be closed.</content>"
        "</entry></feed>"
    )
    for summary, text in (
        ("Boats have to go.", "Boats have to go.\n\nThe harbour of Velm will be closed."),
        ("The harbour of Velm will be…", "The harbour of Velm will be closed."),
        ("", "The harbour of Velm will be closed."),
    ):
        (found,) = read(entry.format(summary).encode(), "a.atom")
        assert found.content is not None
        assert found.content.text == text


def test_entities_are_not_expanded() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss>&b;</rss>'
    assert "entities" in reason(bomb, "a.xml")


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv"])
def test_exports_are_read_record_by_record(name: str) -> None:
    data = {
        "a.jsonl": making.lines([1, 2]),
        "a.json": json.dumps({"count": 2, "items": [making.record(1), making.record(2)]}).encode(),
        "a.csv": making.table([1, 2]),
    }[name]
    found = read(data, name)
    assert [record.name for record in found] == ["w1", "w2"]
    content = found[1].content
    assert content is not None
    assert (content.title, content.date) == (making.title(2), "2021-11-05")
    assert content.text.split("\n\n") == making.paragraphs(2)


def test_fields_have_the_names_that_they_are_given() -> None:
    data = b'{"key": 7, "meta": {"said": "A story.", "day": "2021-11-05"}}\n'
    fields = {"text": "meta.said", "id": "key", "date": "meta.day"}
    (found,) = read(data, "a.jsonl", fields=fields)
    assert found.content is not None
    assert (found.name, found.content.text, found.content.date) == ("7", "A story.", "2021-11-05")
    (without,) = read(data, "a.jsonl")
    assert "--field text=NAME" in without.reason
    assert "--field text=NAME" in reason(b"a;b\n1;2\n", "a.csv")


def test_one_broken_record_leaves_the_others() -> None:
    found = read(b'{"text": "One."}\n{broken\n[1]\n{"text": ""}\n{"text": "Five."}\n', "a.jsonl")
    assert [(record.name, bool(record.content)) for record in found] == [
        ("1", True),
        ("2", False),
        ("3", False),
        ("4", False),
        ("5", True),
    ]


def test_records_of_one_name_are_told_apart() -> None:
    found = read(b'{"_id": "a", "text": "One."}\n{"_id": "a", "text": "Two."}\n', "a.jsonl")
    assert [record.name for record in found] == ["a", "a~2"]


def test_names_of_records_can_be_printed_and_are_not_endless() -> None:
    data = json.dumps({"_id": "a\x1b[31m\ud800\n" + "b" * 5000, "text": "One."}).encode()
    (found,) = read(data, "a.jsonl")
    assert found.name.isprintable()
    assert len(found.name) <= formats.NAME_CHARS


def test_json_lines_under_the_name_of_json_are_read_and_the_other_way_round() -> None:
    assert len(read(making.lines([1, 2]), "a.json")) == 2
    assert "not valid JSON" in reason(b"[1, 2", "a.json")
    assert "nested too deeply" in reason(b"[" * 200_000, "a.json")


def test_what_is_packed_is_read_by_its_own_format() -> None:
    inner = making.packed({"deep.txt": making.text(3)})
    archive = making.packed(
        {
            "page.html": making.html(1),
            "all.jsonl": making.lines([2]),
            "inner.zip": inner,
            "photo.png": b"\x89PNG",
            "__MACOSX/x.txt": b"not an article",
        }
    )
    found = read(archive, "a.zip")
    assert [(record.name, bool(record.content)) for record in found] == [
        ("all.jsonl#w2", True),
        ("inner.zip#deep.txt", True),
        ("page.html", True),
        ("photo.png", False),
    ]
    assert one(gzip.compress(making.html(1)), "a.html.gz").title == making.title(1)
    assert read(gzip.compress(making.lines([4])), "a.jsonl.gz")[0].name == "w4"


def test_a_tar_archive_is_read_in_place_and_its_links_lead_nowhere() -> None:
    members = {
        "b/page.html": making.html(1),
        "../../a.txt": making.text(2),
        "scan.pdf": making.pdf(3),
        ".hidden/x.txt": making.text(4),
        "plan.dwg": b"AC1027",
    }
    archive = office.tarred(members, links={"passwords.txt": "/etc/passwd"})
    for data, name in (
        (archive, "a.tar"),
        (gzip.compress(archive), "a.tgz"),
        (bz2.compress(archive), "a.tar.bz2"),
        (lzma.compress(archive), "a.txz"),
    ):
        found = read(data, name)
        assert {record.name: bool(record.content) for record in found} == {
            "../../a.txt": True,
            "b/page.html": True,
            "passwords.txt": False,
            "plan.dwg": False,
            "scan.pdf": True,
        }
        assert "link" in next(r.reason for r in found if r.name == "passwords.txt")
    *_, end = read(archive[:-9000], "a.tar")
    assert "cut short" in end.reason


def test_what_unpacks_to_too_much_is_given_up() -> None:
    with pytest.raises(archives.UnreadableError, match="zip bomb"):
        archives.unpack("gzip", making.bomb(3), Budget(limit=2 << 20))
    archive = making.packed({f"{n}.txt": bytes(1 << 20) for n in range(3)})
    with pytest.raises(archives.UnreadableError, match="zip bomb"):
        list(archives.unzip(archive, Budget(limit=2 << 20)))
    tar = office.tarred({f"{n}.txt": bytes(1 << 20) for n in range(3)})
    with pytest.raises(archives.UnreadableError, match="zip bomb"):
        list(archives.untar(tar, Budget(limit=2 << 20)))
    for kind, pack in (("bzip2", bz2.compress), ("xz", lzma.compress)):
        with pytest.raises(archives.UnreadableError, match="zip bomb"):
            archives.unpack(kind, pack(bytes(3 << 20)), Budget(limit=2 << 20))
    nested = making.text(1)
    for _ in range(4):
        nested = making.packed({"a.zip": nested})
    (found,) = read(nested, "a.zip")
    assert "packed in each other" in found.reason


WRONG_NAMES = {
    "a.txt": making.pdf(1),
    "b.md": making.html(1),
    "c.zip": making.word(1),
    "d.docx": making.text(1),
    "e.pdf": making.html(1),
    "f.html": making.text(1),
    "g.xml": making.html(1),
    "h.gz": making.text(1),
    "i.txt": gzip.compress(making.text(1)),
}


@pytest.mark.parametrize("name", WRONG_NAMES)
def test_a_wrong_ending_deceives_nobody(name: str) -> None:
    assert one(WRONG_NAMES[name], name).title == making.title(1)


REFUSED = {
    "locked.pdf": (making.locked_pdf(), "encrypted"),
    "scan.pdf": (making.picture_pdf(), "no text, only pictures"),
    "cut.pdf": (making.pdf(1)[:300], "damaged PDF"),
    "cut.docx": (making.word(1)[:3000], "damaged"),
    "cut.txt.gz": (gzip.compress(making.text(1))[:-9], "cut short"),
    "old.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old kind"),
    "old.ppt": (office.compound({"PowerPoint Document": b"x"}), "PowerPoint file of the old kind"),
    "locked.xlsx": (office.compound({"EncryptedPackage": b"x"}), "encrypted"),
    "draw.odt": (office.open_document("graphics", ""), "OpenDocument file of a kind"),
    "book.epub": (office.book({"a.xhtml": "<html><body><img src='c.png'/></body></html>"}), "book"),
    "cut.tar": (making.FILES["a.tar"][:300] + b"x" * 300, "damaged tar"),
    "cut.txt.bz2": (making.FILES["a.txt.bz2"][:-9], "cut short"),
    "cut.txt.xz": (making.FILES["a.txt.xz"][:-9], "cut short"),
    "cut.warc": (b"WARC/1.0\r\nWARC-Type: response\r\n", "web archive"),
    "other.xml": (b"<?xml version='1.0'?><urlset></urlset>", "neither an RSS nor an Atom"),
    "none.rss": (b"<rss version='2.0'><channel><title>x</title></channel></rss>", "no entries"),
    "deep.html": (b"<html><body>" + b"<div>" * 100_000 + b"x", "no article|nested|damaged"),
    "none.mbox": (b"no mailbox", "no mailbox"),
    "long.txt": (b"x" * (formats.MAX_ARTICLE_CHARS + 1), "longer than"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_says_why(name: str) -> None:
    import re

    data, why = REFUSED[name]
    assert re.search(why, reason(data, name))


def test_every_field_that_can_be_named_is_looked_for() -> None:
    assert set(field_names.FIELDS) == {
        *("id", "title", "text", "date", "source", "author", "link", "language")
    }


FUZZED = {
    # A file in an archive that has no name, and headers that are endless.
    "nameless.zip": making.packed({"b.txt": making.text(1)}).replace(b"b.txt", b"\0.txt"),
    "long.eml": b"Subject: One\nFrom: " + b"9 <" * 40_000 + b"\n\nBread is baked.\n",
    # Found by scripts/fuzz_readers.py: feedparser gives None for a description that is not closed.
    "cut.rss": b"<rss version='2.0'><channel><title>W</title><item><title>One</title>"
    b"<description><![CDATA[<p>After a long winter]]>]]>]",
    "cut.atom": b"<feed xmlns='http://www.w3.org/2005/Atom'><title>W</title><entry><id>1</id>"
    b"<title>One</ti<link href='x'/><content type='html'>&lt;p&gt;Two</conten",
}


@pytest.mark.parametrize("name", FUZZED)
def test_what_fuzzing_found_is_read_or_gets_a_reason(name: str) -> None:
    for record in read(FUZZED[name], name):
        assert formats.UNEXPECTED not in record.reason
        assert record.content or record.reason


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    name=st.sampled_from([*making.FILES]),
    at=st.floats(0, 1),
    length=st.sampled_from([0, 1, 16, 500]),
    instead=st.one_of(st.binary(max_size=64), st.sampled_from([b"<" * 500, b"\0" * 9, b"&#0;"])),
)
def test_damage_anywhere_leads_to_articles_or_reasons(
    name: str, at: float, length: int, instead: bytes
) -> None:
    data = making.FILES[name]
    start = int(at * len(data))
    for record in read(data[:start] + instead + data[start + length :], name):
        assert formats.UNEXPECTED not in record.reason
        assert bool(record.content) != bool(record.reason)
        if record.content:
            record.content.text.encode("utf-8")


def test_every_format_has_a_reader_and_a_sample() -> None:
    formats_of_samples = {ENDINGS[PurePosixPath(name).suffix] for name in making.FILES}
    assert formats_of_samples == set(ENDINGS.values()) - {"picture"}  # see test_recognition.py
    for name, data in making.FILES.items():
        assert any(record.content for record in read(data, name)), name
