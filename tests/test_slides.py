"""A slide is a page: its title, what stands on it in reading order, and its notes."""

from __future__ import annotations

from pathlib import PurePosixPath

import office
import pytest
from office import open_document, presentation, shape

from index.readers import articles, formats
from index.readers.content import Content, Record

SOLD = "Two of the five ships will be sold before the spring."
LATE = "The night boat was late again on Thursday."
REACHES, MERGED = ' rowSpan="2"', ' vMerge="1"'


def read(data: bytes, name: str = "a.pptx") -> tuple[Content, dict[str, str]]:
    """Return the article of a presentation, and the reasons of what is left out."""
    first, *rest = formats.read(data, PurePosixPath(name), formats.Reading())
    assert first.content is not None, first.reason
    return first.content, {record.name: record.reason for record in rest}


def pages(content: Content) -> list[str]:
    ends = [*content.pages[1:], len(content.text)]
    return [content.text[a:b].strip() for a, b in zip(content.pages, ends, strict=True)]


def cell(text: str, how: str = "") -> str:
    return f"<a:tc{how}><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>"


def frame(inside: str) -> str:
    data = f"<a:graphicData>{inside}</a:graphicData>"
    return f"<p:graphicFrame><a:graphic>{data}</a:graphic></p:graphicFrame>"


def test_slides_are_pages_with_their_title_first_and_their_notes_last() -> None:
    slides = [
        shape("The fleet", kind="ctrTitle") + shape("Ada Quill", kind="subTitle"),
        "",
        shape("Left one", "Left two") + shape("Right") + shape("Ships", kind="title"),
    ]
    content, left_out = read(presentation(slides, notes={2: LATE}, creator="Ada Quill"))
    assert pages(content) == [
        "The fleet\n\nAda Quill",
        "",
        f"Ships\n\nLeft one\n\nLeft two\n\nRight\n\n{LATE}",
    ]
    assert (content.title, content.author) == ("The fleet", "Ada Quill")
    assert not left_out
    made = articles.article(content, article_id="a", source="s", path="p", name="n")
    assert made.page_at(made.text.index(LATE)) == 3


def test_numbers_and_dates_of_slides_are_no_text_and_their_feet_are_left_out() -> None:
    furniture = shape("7", kind="sldNum") + shape("5 November", kind="dt")
    content, left_out = read(presentation([shape(SOLD) + furniture + shape("Wren", kind="ftr")]))
    assert content.text == SOLD
    assert left_out == {"the feet of slides": "the feet of slides are not read"}


def test_tables_groups_breaks_and_fields_are_read() -> None:
    rows = (
        f"<a:tr>{cell('Ship')}{cell('Year')}</a:tr>"
        f"<a:tr>{cell('Petrel', REACHES)}{cell('1979')}</a:tr>"
        f"<a:tr>{cell('', MERGED)}{cell('1980')}</a:tr>"
    )
    runs = "<a:r><a:t>One</a:t></a:r><a:br/><a:r><a:t>two</a:t></a:r>"
    broken = f"<p:sp><p:txBody><a:p>{runs}</a:p></p:txBody></p:sp>"
    content, _ = read(
        presentation(
            [frame(f"<a:tbl>{rows}</a:tbl>") + f"<p:grpSp>{shape(SOLD)}{broken}</p:grpSp>"]
        )
    )
    assert content.text == f"Ship | Year\nPetrel | 1979\nPetrel | 1980\n\n{SOLD}\n\nOne two"


def test_the_points_of_a_diagram_are_read_and_a_chart_is_left_out() -> None:
    point = f"<dgm:pt><dgm:t><a:p><a:r><a:t>{SOLD}</a:t></a:r></a:p></dgm:t></dgm:pt>"
    data = (
        f'<dgm:dataModel xmlns:dgm="{office.DIAGRAM}" xmlns:a="{office.DRAWING}">'
        f"<dgm:ptLst>{point}</dgm:ptLst></dgm:dataModel>"
    )
    content, left_out = read(
        presentation(
            [frame('<dgm:relIds r:dm="d1"/>') + shape(LATE)],
            links={0: {"d1": ("diagramData", "../diagrams/data1.xml")}},
            parts={"ppt/diagrams/data1.xml": data, "ppt/charts/chart1.xml": "<c/>"},
        )
    )
    assert content.text == f"{SOLD}\n\n{LATE}"
    assert left_out == {"chart1.xml": "a chart is not read"}


def test_comments_are_left_out_and_a_presentation_without_text_says_so() -> None:
    part = {"ppt/comments/c1.xml": "<c><text>Is that so?</text></c>"}
    assert read(presentation([shape(SOLD)], parts=part))[1] == {"comments": "comments are not read"}
    (record,) = formats.read(presentation([""]), PurePosixPath("a.pptx"), formats.Reading())
    assert record == Record("", None, "there is no text in the presentation")


@pytest.mark.parametrize("entity", ["file:///etc/passwd", "http://wren.example/x"])
def test_entities_in_parts_lead_nowhere(entity: str) -> None:
    slide = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{entity}">]><p:sld xmlns:p="p" xmlns:a="a"><p:cSld>'
    slide += "<p:spTree><p:sp><p:txBody><a:p><a:r><a:t>&x;Two.</a:t></a:r></a:p></p:txBody></p:sp>"
    part = {"ppt/slides/slide256.xml": f"{slide}</p:spTree></p:cSld></p:sld>"}
    found = formats.read(presentation([""], parts=part), PurePosixPath("a.pptx"), formats.Reading())
    texts = [record.content.text for record in found if record.content]
    assert texts in ([], ["Two."])


def test_slides_of_open_document_are_read_alike() -> None:
    def box(text: str, place: str = "outline") -> str:
        inside = f"<draw:text-box><text:p>{text}</text:p></draw:text-box>"
        return f'<draw:frame presentation:class="{place}">{inside}</draw:frame>'

    notes = f"<presentation:notes>{box(LATE, 'notes')}</presentation:notes>"
    shaped = f"<draw:custom-shape><text:p>{SOLD}</text:p></draw:custom-shape>"
    body = (
        f"<draw:page>{box('Ada', 'subtitle')}{box('The fleet', 'title')}</draw:page><draw:page/>"
        f"<draw:page><draw:g>{shaped}</draw:g>{box('Wren', 'footer')}{notes}</draw:page>"
    )
    content, left_out = read(open_document("presentation", body, dc_creator="Ada"), "a.odp")
    assert pages(content) == ["The fleet\n\nAda", "", f"{SOLD}\n\n{LATE}"]
    assert (content.title, content.author) == ("The fleet", "Ada")
    assert left_out == {"the feet of slides": "the feet of slides are not read"}
