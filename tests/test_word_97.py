"""A Word file of the old kind is read as Word shows it, and says what is left out of it."""

from __future__ import annotations

from pathlib import PurePosixPath

import office
import pytest

from index.readers import formats
from index.readers.content import Record


def read(data: bytes, name: str = "a.doc") -> list[Record]:
    return list(formats.read(data, PurePosixPath(name), formats.Reading()))


def text(data: bytes) -> str:
    (record,) = read(data)
    assert record.content is not None, record.reason
    return record.content.text


@pytest.mark.parametrize(
    ("letters", "shown"),
    [
        ("One.\rTwo\x0bthree.\r", "One.\n\nTwo\nthree."),
        (
            "Day\x07Price\x07\x07Monday\x07four\x07\x07After.\r",
            "Day | Price\nMonday | four\n\nAfter.",
        ),
        ('See \x13 HYPERLINK "a" \x14the \x13REF x\x14board\x15\x15 now.\r', "See the board now."),
        ("Page \x13 PAGE \x15of it\x02.\r", "Page of it."),
        (
            "Wałęsa – “so” 😀 re\x1felect co\x1eop\x0cNext.\r",
            "Wałęsa – “so” 😀 reelect co-op\n\nNext.",
        ),
    ],
)
def test_the_marks_of_the_format_are_no_text(letters: str, shown: str) -> None:
    assert text(office.old_word(letters)) == shown


@pytest.mark.parametrize("wide", [True, False])
def test_what_was_deleted_while_changes_were_tracked_is_not_there(wide: bool) -> None:
    data = office.old_word("The café has nine four boats.\r", gone=(13, 18), wide=wide)
    assert text(data) == "The café has four boats."


def test_notes_follow_and_a_heading_is_the_title() -> None:
    (record,) = read(office.old_word("The weir\rIt leaks.\x02\r", notes="\x02 Says who?\r"))
    assert record.content is not None
    assert record.content.text == "The weir\n\nIt leaks.\n\nSays who?"
    assert record.content.title == "The weir"


def test_one_that_is_encrypted_says_so() -> None:
    (record,) = read(office.old_word("One.\r", flags=0x0100))
    assert "encrypted" in record.reason


def test_a_document_of_another_kind_under_that_name_is_read() -> None:
    (record,) = read(rb"{\rtf1 One of them.\par}")
    assert record.content is not None
    assert record.content.text == "One of them."


@pytest.mark.parametrize("count", [4, 0xFFFFFFFF])
def test_what_it_says_of_itself_is_known_even_where_it_is_damaged(count: int) -> None:
    said = office.summary("Плотина", "Ида Хольм", 132805800000000000, count=count)
    (record,) = read(office.old_word("One.\r", said=said))
    assert record.content is not None
    if count == 4:
        assert record.content.title == "Плотина"
        assert record.content.author == "Ида Хольм"
        assert record.content.date == "2021-11-05T10:00:00+00:00"
