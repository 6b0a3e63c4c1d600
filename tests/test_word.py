"""A Word document is read as Word shows it, with all tracked changes accepted."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.readers import formats
from index.readers.content import Content, Record

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
STRICT_WORDS = "http://purl.oclc.org/ooxml/wordprocessingml/main"
NAMES = (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    f' xmlns:r="{OFFICE}"'
)
LATE = "The night boat was late again on Thursday."


def run(text: str, properties: str = "") -> str:
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def par(*inside: str, properties: str = "") -> str:
    return f"<w:p>{properties}{''.join(inside)}</w:p>"


def deleted(text: str) -> str:
    return f'<w:del w:id="1"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def inserted(inside: str) -> str:
    return f'<w:ins w:id="2">{inside}</w:ins>'


def control(inside: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def cell(inside: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    made = (each if each.startswith("<w:tc>") else cell(par(run(each))) for each in cells)
    return f"<w:tr>{properties}{''.join(made)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def box(inside: str) -> str:
    """Return a text box as Word writes it: once for new programs and once for old ones."""
    new = f"<wps:wsp><wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx></wps:wsp>"
    old = f"<v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox>"
    choice = f'<mc:Choice Requires="wps"><w:drawing>{new}</w:drawing></mc:Choice>'
    fallback = f"<mc:Fallback><w:pict>{old}</w:pict></mc:Fallback>"
    return f"<w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r>"


def notes(kind: str, *inside: str) -> str:
    made = "".join(f'<w:{kind} w:id="{n}">{x}</w:{kind}>' for n, x in enumerate(inside, 1))
    separator = f'<w:{kind} w:type="separator" w:id="0">{par(run("no note"))}</w:{kind}>'
    return f'<w:{kind}s xmlns:w="{WORDS}">{separator}{made}</w:{kind}s>'


def document(
    body: str,
    parts: Mapping[str, str] | None = None,
    *,
    main: str = "word/document.xml",
    strict: bool = False,
) -> bytes:
    words, office = (STRICT_WORDS, STRICT_OFFICE) if strict else (WORDS, OFFICE)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        relation = f'<Relationship Id="r" Type="{office}/officeDocument" Target="{main}"/>'
        package.writestr("_rels/.rels", f"<Relationships>{relation}</Relationships>")
        package.writestr(
            main, f'<w:document xmlns:w="{words}"{NAMES}><w:body>{body}</w:body></w:document>'
        )
        for name, text in (parts or {}).items():
            package.writestr(name, text.replace(WORDS, words))
    return out.getvalue()


def records(data: bytes) -> list[Record]:
    return [*formats.read(data, PurePosixPath("a.docx"), formats.Reading())]


def content(data: bytes) -> Content:
    (record,) = records(data)
    assert record.content is not None, record.reason
    return record.content


def lines(body: str, parts: Mapping[str, str] | None = None, **options: bool) -> list[str]:
    text = content(document(body, parts, **options)).text  # type: ignore[arg-type]
    return [line for line in text.split("\n") if line]


SENTENCES = {
    "inserted": par(run("It takes "), deleted("nine"), inserted(run("ten")), run(" hours.")),
    "inserted, then deleted": par(
        run("It takes "), inserted(deleted("nine")), inserted(run("ten")), run(" hours.")
    ),
    "moved": par(
        f'<w:moveFrom w:id="3">{run("ten ")}</w:moveFrom>',
        run("It takes "),
        f'<w:moveTo w:id="3">{run("ten ")}</w:moveTo>',
        run("hours."),
    ),
    "joined paragraphs": par(
        run("It takes "), properties='<w:pPr><w:rPr><w:del w:id="4"/></w:rPr></w:pPr>'
    )
    + par(run("ten hours.")),
    "control": par(run("It takes "), control(run("ten")), run(" hours.")),
    "block control": control(control(par(run("It takes ten hours.")))),
    "smart tags": par(
        run("It takes "),
        f"<w:smartTag><w:smartTag>{run('ten')}</w:smartTag></w:smartTag>",
        run(" hours."),
    ),
    "simple field": par(
        run("It takes "), f'<w:fldSimple w:instr="X">{run("ten")}</w:fldSimple>', run(" hours.")
    ),
    "field": par(
        run("It takes "),
        field("begin"),
        code("X"),
        field("separate"),
        run("ten"),
        field("end"),
        run(" hours."),
    ),
    "field in a field": par(
        *(run("It takes "), field("begin"), code("IF "), field("begin"), code("X")),
        *(field("separate"), run("nine"), field("end"), code(" > 8"), field("separate")),
        *(run("ten"), field("end"), run(" hours.")),
    ),
    "link": par(run("It takes "), f"<w:hyperlink>{run('ten')}</w:hyperlink>", run(" hours.")),
    "breaks": par("<w:r><w:t>It takes</w:t><w:br/><w:t>ten</w:t><w:tab/><w:t>hours.</w:t></w:r>"),
    "choice": par(
        run("It takes "),
        f"<mc:AlternateContent><mc:Choice>{run('ten')}</mc:Choice>"
        f"<mc:Fallback>{run('10')}</mc:Fallback></mc:AlternateContent>",
        run(" hours."),
    ),
}


@pytest.mark.parametrize("what", SENTENCES)
@pytest.mark.parametrize("strict", [False, True])
def test_a_sentence_is_whole(what: str, strict: bool) -> None:
    assert lines(SENTENCES[what] + par(run(LATE)), strict=strict) == ["It takes ten hours.", LATE]


WRAPPERS: tuple[Callable[[str], str], ...] = (
    inserted,
    control,
    lambda inside: f"<w:smartTag>{inside}</w:smartTag>",
    lambda inside: f"<w:hyperlink>{inside}</w:hyperlink>",
    lambda inside: f'<w:fldSimple w:instr="X">{inside}</w:fldSimple>',
    lambda inside: f"<w:customXml>{inside}</w:customXml>",
    lambda inside: f'<w:moveTo w:id="5">{inside}</w:moveTo>',
    lambda inside: field("begin") + code("X") + field("separate") + inside + field("end"),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(LATE.split()), st.lists(st.sampled_from(WRAPPERS), max_size=4)),
        min_size=1,
    )
)
def test_nothing_that_is_around_words_takes_them_away(
    words: list[tuple[str, list[Callable[[str], str]]]],
) -> None:
    inside = []
    for word, wrappers in words:
        made = run(f"{word} ")
        for wrapper in wrappers:
            made = wrapper(made)
        inside.append(made + deleted("gone "))
    assert lines(par(*inside)) == [" ".join(word for word, _ in words)]


def test_notes_and_boxes_follow_the_paragraph_that_they_belong_to_once() -> None:
    body = par(
        run("It rains."),
        '<w:r><w:footnoteReference w:id="1"/></w:r>',
        box(par(run("Boxed words.")) + table(row("Petrel", "1979"))),
    )
    parts = {
        "word/footnotes.xml": notes("footnote", par(run("As always,")) + par(run("she said.")))
    }
    assert lines(body + par(run(LATE)), parts) == [
        *("It rains.", "As always, she said.", "Boxed words.", "Petrel | 1979", LATE),
    ]
    body = par(run("It rains."), '<w:r><w:endnoteReference w:id="1"/></w:r>')
    assert lines(body, {"word/endnotes.xml": notes("endnote", par(run("Yes.")))}) == [
        "It rains.",
        "Yes.",
    ]


TABLES = {
    "equal cells": ([row("1979", "3", "3", "3")], ["1979 | 3 | 3 | 3"]),
    "a wide cell": ([row(cell(par(run("All")), '<w:gridSpan w:val="2"/>'), "8")], ["All | 8"]),
    "a tall cell": (
        [
            row(cell(par(run("North")), '<w:vMerge w:val="restart"/>'), "5"),
            row(cell(par(), "<w:vMerge/>"), "6"),
        ],
        ["North | 5", "North | 6"],
    ),
    "an empty cell": ([row("1979", "", "3")], ["1979 |  | 3"]),
    "a table inside": (
        [row("Ships", cell(par(run("all:")) + table(row("Petrel", "1979"))))],
        ["Ships | all:", "Petrel | 1979"],
    ),
    "a row that was deleted": (
        [row("1", "2"), row("3", "4", properties='<w:trPr><w:del w:id="6"/></w:trPr>')],
        ["1 | 2"],
    ),
    "rows and cells in controls": (
        [control(row("1", "2")), f"<w:tr>{control(cell(par(run('3'))))}</w:tr>"],
        ["1 | 2", "3"],
    ),
    "columns of a page": (
        [row(cell(par(run(LATE * 5)) + par(run(LATE))), "It rains.")],
        [LATE * 5, LATE, "It rains."],
    ),
}


@pytest.mark.parametrize("what", TABLES)
def test_rows_of_tables_say_what_stands_in_them(what: str) -> None:
    rows, expected = TABLES[what]
    assert lines(table(*rows)) == expected


def test_what_word_does_not_show_is_not_read() -> None:
    body = par(
        run("Name: "),
        control(run("Click here to enter text."), "<w:showingPlcHdr/>"),
        "<w:r><w:ruby><w:rt><w:r><w:t>reading</w:t></w:r></w:rt></w:ruby></w:r>",
        run("Ada"),
    )
    assert lines(body) == ["Name: Ada"]


LEFT_OUT = {
    "comments": {"word/comments.xml": notes("comment", par(run("Is it so?")))},
    "heads and feet": {"word/header2.xml": f'<w:hdr xmlns:w="{WORDS}">{par(run("Wren"))}</w:hdr>'},
    "embedded file": {"word/embeddings/sheet.xlsx": "x"},
    "chart": {"word/charts/chart1.xml": "<x/>"},
}


@pytest.mark.parametrize("what", LEFT_OUT)
def test_parts_that_are_left_out_are_named_and_the_rest_is_read(what: str) -> None:
    article, left_out = records(document(par(run(LATE)), LEFT_OUT[what]))
    assert article.content is not None
    assert article.content.text == LATE
    assert what in f"{left_out.name} {left_out.reason}"


def test_hidden_text_and_embedded_documents_are_left_out_with_a_reason() -> None:
    hidden = run("Not to be seen.", "<w:rPr><w:vanish/></w:rPr>")
    article, *left_out = records(document(par(run(LATE), hidden) + '<w:altChunk r:id="r9"/>'))
    assert article.content is not None
    assert article.content.text == LATE
    assert [record.name for record in left_out] == ["hidden text", "embedded document"]


def properties(inside: str) -> dict[str, str]:
    names = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    return {"docProps/core.xml": f"<cp:x xmlns:cp='urn:c' {names}>{inside}</cp:x>"}


def test_a_document_has_the_date_that_it_gives_or_none() -> None:
    assert content(document(par(run(LATE)))).date is None
    created = "<dcterms:created>2021-11-05T14:30:00Z</dcterms:created>"
    found = content(document(par(run(LATE)), properties(f"<dc:title>Ships</dc:title>{created}")))
    assert (found.date, found.title) == ("2021-11-05T14:30:00Z", "Ships")
    for nobodys in ("2013-12-23T23:15:00Z", "1601-01-01T00:00:00Z", ""):
        made = properties(f"<dcterms:created>{nobodys}</dcterms:created>")
        assert content(document(par(run(LATE)), made)).date is None


def test_headings_are_known_by_the_names_of_their_styles_in_any_language() -> None:
    styles = (
        f'<w:styles xmlns:w="{WORDS}"><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/>'
        '</w:style><w:style w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="berschrift1"/>'
        "</w:style></w:styles>"
    )
    for style in ("berschrift1", "Own"):
        head = par(run("Ships"), properties=f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>')
        found = content(document(head + par(run(LATE)), {"word/styles.xml": styles}))
        assert found.title == "Ships"


def test_the_text_is_found_by_whatever_name_the_package_gives_it() -> None:
    assert content(document(par(run(LATE)), main="word/document2.xml")).text == LATE
