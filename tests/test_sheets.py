"""A row of a sheet is an article with the names of its columns, and no cell is lost."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import making
import office
import pytest
from office import Cell

from index.readers import formats, pool
from index.readers.content import Content
from index.readers.pool import ReadRequest

SOLD = "Two of the five ships will be sold before the spring, among them the Petrel of 1979."
DAY = 44505
"""The 5th of November 2021, in days since the last of 1899."""


def read(data: bytes, name: str = "a.xlsx", **fields: str) -> dict[str, str]:
    """Return by the name of each record its text, or why there is none."""
    found = formats.read(data, PurePosixPath(name), formats.Reading(fields=fields))
    return {r.name: r.content.text if r.content else f"({r.reason})" for r in found}


def first(data: bytes, name: str = "a.xlsx") -> Content:
    record = next(formats.read(data, PurePosixPath(name), formats.Reading()))
    assert record.content is not None, record.reason
    return record.content


def rows(*given: list[Cell], **options: object) -> dict[str, str]:
    return read(office.workbook({"Grants": given}, **options))  # type: ignore[arg-type]


def test_a_row_without_a_column_of_texts_is_its_cells_with_their_names() -> None:
    assert rows(
        ["Company", "Amount", "When"], ["Petrel", 5000, DAY], ["Storm", 0.25], dates=[2]
    ) == {
        "Grants#2": "Company: Petrel | Amount: 5000 | When: 2021-11-05",
        "Grants#3": "Company: Storm | Amount: 0.25",
    }


def test_a_row_with_a_text_is_that_text_and_what_else_it_says() -> None:
    data = office.workbook(
        {"Stories": [["title", "date", "text", "rating"], ["Ships", DAY, SOLD, 5]]}, dates=[1]
    )
    found = first(data)
    assert found.text == f"{SOLD}\n\nrating: 5"
    assert (found.title, found.date) == ("Ships", "2021-11-05")


def test_fields_of_sheets_can_be_named_and_a_sheet_without_them_is_read() -> None:
    data = office.workbook(
        {"A": [["Head", "Said"], ["Ships", SOLD]], "B": [["Company", "Sum"], ["Petrel", 1]]}
    )
    assert read(data, text="Said", title="Head") == {"A#2": SOLD, "B#2": "Company: Petrel | Sum: 1"}


def test_what_stands_above_a_head_between_rows_and_below_them_is_read() -> None:
    assert rows(
        ["Grants of the harbour office"],
        [],
        ["Company", "Amount"],
        ["Ships"],
        ["Petrel", 5000],
        [],
        ["Source: the harbour office"],
    ) == {
        "Grants": "Grants of the harbour office",
        "Grants#4": "Ships",
        "Grants#5": "Company: Petrel | Amount: 5000",
        "Grants#7": "Source: the harbour office",
    }


def test_years_may_name_columns_and_a_column_may_have_no_name() -> None:
    assert rows(["Country", 2019, 2020], ["Norway", 1, 2, "provisional"]) == {
        "Grants#2": "Country: Norway | 2019: 1 | 2020: 2 | provisional"
    }
    assert rows(["Name", "Name", ""], ["a", "b", "c"]) == {"Grants#2": "Name: a | Name: b | c"}


def test_a_sheet_without_a_head_is_read_line_by_line() -> None:
    assert rows(["Just a note."], ["And another one."]) == {
        "Grants": "Just a note.\nAnd another one."
    }
    assert rows([1, 2], [3, 4]) == {"Grants": "1 | 2\n3 | 4"}


def test_cells_are_as_they_were_last_calculated_and_merged_ones_are_in_each_row() -> None:
    assert rows(
        ["Company", "Amount"],
        ["Petrel", "=1+1=2"],
        ["Storm", "=B2*2=4"],
        [None, 7],
        merged={"Grants": "A3:A4"},
    ) == {
        "Grants#2": "Company: Petrel | Amount: 2",
        "Grants#3": "Company: Storm | Amount: 4",
        "Grants#4": "Company: Storm | Amount: 7",
    }


def test_formulas_that_were_never_calculated_are_left_out_with_their_reason() -> None:
    found = rows(["Company", "Amount"], ["Petrel", "=1+1="], ["Storm", 3])
    assert list(found) == ["Grants#2", "Grants#3", "formulas"]
    assert "never calculated" in found["formulas"]


def test_hidden_sheets_are_read_and_empty_ones_and_those_of_programs_are_not() -> None:
    data = office.workbook(
        {"Seen": [["One."]], "Hidden": [["Two."]], "Macros": [["Three."]], "Empty": []},
        states={"Hidden": "hidden", "Macros": "veryHidden"},
    )
    assert read(data) == {
        "Seen": "One.",
        "Hidden": "Two.",
        "Macros": "(a sheet that only programs can show is not read)",
    }
    assert read(office.workbook({"Empty": []})) == {"": "(there is nothing in its cells)"}


LEFT_OUT: Mapping[str, tuple[str, str, str]] = {
    "xl/comments1.xml": ("<comments><t>Who paid?</t></comments>", "comments", "comments"),
    "xl/drawings/drawing1.xml": ("<d><t>See below</t></d>", "text boxes", "text boxes"),
    "xl/charts/chart1.xml": ("<chart/>", "chart1.xml", "a chart"),
    "xl/embeddings/a.docx": ("x", "a.docx", "an embedded file"),
}


@pytest.mark.parametrize("part", LEFT_OUT)
def test_what_is_in_no_cell_is_left_out_with_its_reason(part: str) -> None:
    data, name, reason = LEFT_OUT[part]
    found = read(office.workbook({"Seen": [["One."]]}, parts={part: data}))
    assert list(found) == ["Seen", name]
    assert found[name].startswith(f"({reason}")


def test_a_workbook_says_who_made_it_and_when() -> None:
    data = office.workbook(
        {"Sheet1": [["Just a note."]]},
        title="Grants",
        creator="Ada",
        created="2021-11-05T14:30:00Z",
    )
    found = first(data)
    assert (found.title, found.author, found.date) == ("Grants", "Ada", "2021-11-05T14:30:00Z")
    unknown = first(office.workbook({"Sheet1": [["Just a note."]]}, creator="openpyxl"))
    assert (unknown.title, unknown.author, unknown.date) == ("", "", None)


def test_a_sheet_of_open_document_is_read_alike() -> None:
    def row(*cells: str, repeated: int = 1) -> str:
        each = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in cells
        )
        again = f' table:number-rows-repeated="{repeated}"'
        return f"<table:table-row{again}>{each}</table:table-row>"

    filler = row(repeated=1048000)
    table = f'<table:table table:name="Grants">{row("Company", "Sum")}{row("Petrel", "1")}{filler}'
    data = office.open_document(
        "spreadsheet",
        f"{table}</table:table>",
        meta_initial_creator="Ada",
        dc_title="Grants of 2021",
    )
    assert read(data, "a.ods") == {"Grants#2": "Company: Petrel | Sum: 1"}
    assert first(data, "a.ods").author == "Ada"


def test_a_workbook_of_the_old_kind_is_read_alike() -> None:
    data = office.old_workbook("Grants", [["Company", "Sum"], ["Petrel", 1.0], ["Störm", 0.25]])
    assert read(data, "a.xls") == {
        "Grants#2": "Company: Petrel | Sum: 1",
        "Grants#3": "Company: Störm | Sum: 0.25",
    }


def test_a_workbook_without_an_end_ends_only_the_process_that_reads_it(tmp_path: Path) -> None:
    data = office.old_workbook("Grants", [["Company", "Sum"], ["Petrel", 1.0]])
    (tmp_path / "a.xls").write_bytes(office.without_end(data))
    (tmp_path / "b.xls").write_bytes(data)
    wanted = [ReadRequest(tmp_path / name, None, {}) for name in ("a.xls", "b.xls")]
    first, second = (
        [record.reason for record in outcome.records]
        for outcome in pool.read_all(wanted, scratch=tmp_path)
    )
    assert first == [pool.ENDED]
    assert second == [""]


def test_cells_far_apart_are_refused_before_there_is_no_room_for_what_is_between() -> None:
    sheet = (
        '<worksheet xmlns="{}"><dimension ref="A1:XFD1048576"/><sheetData><row r="1">'
        '<c r="A1"><v>1</v></c></row><row r="1048576"><c r="{}"{}</row></sheetData></worksheet>'
    )

    def made(place: str, rest: str) -> bytes:
        part = sheet.format(office.SHEET, place, rest)
        return office.workbook({"A": []}, parts={"xl/worksheets/sheet1.xml": part})

    assert "too far apart" in read(made("XFD1048576", "><v>2</v></c>"))[""]
    assert read(made("XFD1048576", "/>")) == {"A": "1"}  # only formatted


def test_a_workbook_in_an_archive_and_one_with_another_name_are_read() -> None:
    data = office.packed({"a.xlsx": making.workbook([1])})
    assert list(read(data, "a.zip")) == ["a.xlsx#Stories#w1"]
    assert list(read(making.workbook([1]), "a.docx")) == ["Stories#w1"]
