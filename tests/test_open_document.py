"""An OpenDocument text is read as LibreOffice shows it, with all tracked changes accepted."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from office import open_document

from index.readers import formats
from index.readers.content import Content

LATE = "The night boat was late again on Thursday."
DOWN, BESIDE = 'table:number-rows-spanned="2"', 'table:number-columns-spanned="2"'
HIDDEN = '<style:style style:name="P9"><style:text-properties text:display="none"/></style:style>'


def read(body: str, **options: object) -> tuple[Content, dict[str, str]]:
    data = open_document("text", body, **options)  # type: ignore[arg-type]
    first, *rest = formats.read(data, PurePosixPath("a.odt"), formats.Reading())
    assert first.content is not None, first.reason
    return first.content, {record.name: record.reason for record in rest}


def par(inside: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{inside}</text:p>'


def cell(inside: str, how: str = "") -> str:
    return f"<table:table-cell {how}>{par(inside)}</table:table-cell>"


TEXTS = {
    "a span and a link": (
        par("One <text:span>two</text:span> <text:a>three</text:a>."),
        "One two three.",
    ),
    "spaces and breaks": (
        par('One<text:s text:c="3"/>two<text:tab/>three<text:line-break/>four'),
        "One two three four",
    ),
    "a list": (
        f"<text:list><text:list-item>{par('One')}</text:list-item><text:list-item>{par('Two')}"
        "</text:list-item></text:list>",
        "One\n\nTwo",
    ),
    "a section": (f"<text:section>{par('One')}</text:section>", "One"),
    "what was deleted": (
        f"<text:tracked-changes><text:changed-region><text:deletion>{par('Gone')}</text:deletion>"
        f"</text:changed-region></text:tracked-changes>{par('One<text:change/> two')}",
        "One two",
    ),
    "a note": (
        par(
            "One<text:note><text:note-citation>1</text:note-citation><text:note-body>"
            f"{par('A')}{par('note.')}</text:note-body></text:note> two."
        ),
        "One two.\n\nA note.",
    ),
    "a box": (
        par(
            f"One<draw:frame><draw:text-box>{par('Box')}{par('two')}</draw:text-box></draw:frame>."
        ),
        "One.\n\nBox\n\ntwo",
    ),
    "a table": (
        "<table:table><table:table-header-rows><table:table-row>"
        f"{cell('Ship')}{cell('Year')}</table:table-row></table:table-header-rows>"
        f"<table:table-row>{cell('Petrel', DOWN)}{cell('1979')}"
        f"</table:table-row><table:table-row><table:covered-table-cell/>{cell('1980')}"
        "</table:table-row></table:table>",
        "Ship | Year\nPetrel | 1979\nPetrel | 1980",
    ),
    "a wide cell": (
        "<table:table><table:table-row>"
        f"{cell('Both', BESIDE)}<table:covered-table-cell/>"
        f"{cell('third')}</table:table-row></table:table>",
        "Both | third",
    ),
}


@pytest.mark.parametrize("what", TEXTS)
def test_text_is_as_it_is_shown(what: str) -> None:
    body, text = TEXTS[what]
    content, left_out = read(body)
    assert content.text == text
    assert not left_out


LEFT_OUT = {
    "comments": (f"{par('One<office:annotation><text:p>Who?</text:p></office:annotation>')}", {}),
    "hidden text": (
        par("One") + par("Secret", "P9"),
        {"styles": HIDDEN},
    ),
    "Object 1": (par('One<draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>'), {}),
    "the heads and feet of pages": (
        par("One"),
        {
            "parts": {
                "styles.xml": '<s xmlns:style="s"><style:master-styles><style:header>Wren'
                "</style:header></style:master-styles></s>"
            }
        },
    ),
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_is_not_read_is_left_out_with_its_reason(name: str) -> None:
    body, options = LEFT_OUT[name]
    content, left_out = read(body, **options)
    assert content.text == "One"
    assert list(left_out) == [name]
    assert "not read" in left_out[name]


def test_a_text_says_what_it_is() -> None:
    said = {
        "dc_title": "Ships",
        "meta_initial_creator": "Ada Quill",
        "dc_creator": "Bo",
        "meta_creation_date": "2021-11-05T14:30:00",
        "dc_date": "2022-01-01T00:00:00",
        "dc_language": "en-GB",
    }
    content, _ = read(f"<text:h>A heading</text:h>{par(LATE)}", **said)
    assert (content.title, content.author, content.language) == ("Ships", "Ada Quill", "en-GB")
    assert content.date == "2021-11-05T14:30:00"
    assert read(f"<text:h>A heading</text:h>{par(LATE)}")[0].title == "A heading"
    assert read(f"{par('The title', 'Title')}{par(LATE)}", **said)[0].title == "The title"


def test_an_encrypted_document_says_so() -> None:
    manifest = "<m><file-entry><encryption-data/></file-entry></m>"
    parts = {"META-INF/manifest.xml": manifest, "content.xml": b"\x9d\x01"}
    for kind, name in (("text", "a.odt"), ("spreadsheet", "a.ods")):
        data = open_document(kind, "", parts=parts)
        (record,) = formats.read(data, PurePosixPath(name), formats.Reading())
        assert "encrypted" in record.reason
