"""A mail of Outlook is read like any other, whichever way its text was stored."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePosixPath

import making
import office
import pytest
from office import attachment, outlook

from index.readers import formats
from index.readers.compressed_rich_text import decompressed
from index.readers.content import Record

LATE = "The night boat was late again on Thursday."
SOLD = "Two of the five ships will be sold."
TICKS = (
    int(
        (
            datetime(2021, 11, 5, 14, 30, tzinfo=UTC) - datetime(1601, 1, 1, tzinfo=UTC)
        ).total_seconds()
    )
    * 10**7
)
SAID = {"0037": "Two ships", "0C1A": "Ada Quill", "5D01": "ada@wren.example"}
PACKED = bytes.fromhex(  # the example of [MS-OXRTFCP] 3.1.1
    "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232"
    "0af32068656c090020627705b06c647d0a800fa0"
)


def read(streams: office.Streams) -> list[Record]:
    return list(formats.read(office.compound(streams), PurePosixPath("a.msg"), formats.Reading()))


def test_a_mail_says_who_wrote_it_and_when() -> None:
    (record,) = read(outlook({**SAID, "1000": f"{LATE}\r\n\r\n> {SOLD}"}, ticks=TICKS))
    content = record.content
    assert content is not None
    assert content.text == f"{LATE}\n\n{SOLD}"
    assert (content.title, content.author, content.source) == (
        "Two ships",
        "Ada Quill",
        "wren.example",
    )
    assert content.date == "2021-11-05T14:30:00+00:00"


@pytest.mark.parametrize("stored", ["text", "bytes"])
def test_a_mail_in_html_becomes_text(stored: str) -> None:
    page = f"<p>Bread &amp; fish</p><p>{LATE}</p>"
    texts, data = ({"1013": page}, {}) if stored == "text" else ({}, {"1013": page.encode()})
    (record,) = read(outlook({**SAID, **texts}, binary=data))
    assert record.content is not None
    assert record.content.text == f"Bread & fish\n\n{LATE}"


def test_attachments_are_articles_a_letter_inside_is_text_and_the_rest_is_left_out() -> None:
    inside = {
        "__properties_version1.0": bytes(8),
        "__substg1.0_3701000D": outlook({"0037": "A letter", "0042": "Bo", "1000": SOLD}, head=24),
    }
    picture = {
        **attachment("logo.png", b"\x89PNG", "image/png"),
        "__substg1.0_3712001F": b"c\0i\0d\0",
    }
    attached = [
        attachment("a.docx", making.word(1)),
        inside,
        picture,
        attachment("plan.dwg", b"AC1027", "image/x-dwg"),
        attachment("", making.pdf(2), "application/pdf"),
    ]
    first, *others = read(outlook({**SAID, "1000": LATE}, attached, ticks=TICKS))
    assert first.content is not None
    assert first.content.text == f"{LATE}\n\nSubject: A letter\nFrom: Bo\n\n{SOLD}"
    assert [record.name for record in others] == ["a.docx", "plan.dwg", "application/pdf"]
    word, plan, report = others
    assert word.content is not None
    assert word.content.title == f"{making.title(1)} (in “Two ships”)"
    assert (word.content.date_from, word.content.source) == ("mail", "wren.example")
    assert "attachment is not read (image/x-dwg)" in plan.reason
    assert report.content is not None
    assert report.content.pages


def test_packed_rich_text_is_read_where_there_is_nothing_else() -> None:
    assert decompressed(PACKED).startswith(rb"{\rtf1\ansi\ansicpg1252\pard hello world}")
    (record,) = read(outlook(SAID, binary={"1009": PACKED}))
    assert record.content is not None
    assert record.content.text == "hello world"


def test_letters_in_a_code_page_of_their_own_are_read() -> None:
    streams = dict(outlook({"0037": "Two ships"}))
    streams["__substg1.0_1000001E"] = "Паром опоздал".encode("cp1251")
    numbers = (0x3FFD0003).to_bytes(4, "little") + bytes(4) + (1251).to_bytes(8, "little")
    streams["__properties_version1.0"] = bytes(32) + numbers
    (record,) = read(streams)
    assert record.content is not None
    assert record.content.text == "Паром опоздал"


def test_a_mail_without_text_or_subject_says_so_and_one_with_a_subject_is_found_by_it() -> None:
    assert read(outlook({"0042": "Ada"}))[0].reason == "there is no text in the mail"
    (record,) = read(outlook({"0037": "Two ships"}))
    assert record.content is not None
    assert record.content.title == "Two ships"
