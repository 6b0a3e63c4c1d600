"""A page keeps its captions, the text behind a headline, and the paragraphs of a short one."""

from __future__ import annotations

import pytest

from index.readers import web

LINES = [
    "The council of Tarnby voted on Monday to close the pier for three months of repairs.",
    "Mayor Ada Holm at the rotten piles. Photo: Jon Roe",
    "The weavers who land herring there will have to sail to Ostmere, their guild warned.",
    "Nobody had asked the owners of the boats, who heard of it from the evening paper.",
]
CAPTION = f"<figure><img src=a.jpg alt=b><figcaption>{LINES[1]}</figcaption></figure>"


def page(body: str) -> str:
    return f"<html><head><title>Pier closes</title></head><body>{body}</body></html>"


@pytest.mark.parametrize("more", [0, 4])
def test_a_page_has_its_captions_and_its_paragraphs(more: int) -> None:
    others = [
        f"Paragraph {n} says what else the council of Tarnby did on Monday." for n in range(more)
    ]
    told = "".join(f"<p>{line}</p>" for line in (LINES[2], *others))
    html = page(f"<article><h1>Pier closes</h1><p>{LINES[0]}</p>{CAPTION}{told}</article>")
    assert web.read(html).text.split("\n") == [*LINES[:3], *others]


def test_a_picture_that_leads_elsewhere_adds_nothing() -> None:
    linked = CAPTION.replace(LINES[1], f"<a href=/b>{LINES[1]}</a>")
    told = "".join(f"<p>{line} {line}</p>" for line in (LINES[0], *LINES[2:]))
    html = page(f"<article><h1>Pier closes</h1>{told}{linked}</article>")
    assert LINES[1] not in web.read(html).text


def test_text_between_blank_lines_begins_right_behind_the_headline() -> None:
    html = page("<h1>Pier closes</h1>" + "<br><br>".join(LINES))
    assert web.read(html).text.split("\n") == LINES
    marked = page(f"<h1>Pier closes</h1>{LINES[0]} <b>{LINES[2]}</b><br><br>{LINES[3]}")
    assert web.read(marked).text.split("\n") == [f"{LINES[0]} {LINES[2]}", LINES[3]]


def test_blank_lines_make_a_column_of_a_cell() -> None:
    cell = "<br><br>".join(LINES)
    html = page(f"<table><tr><td>Home<br>Sports</td><td>{cell}</td></tr></table>")
    assert web.read(html).text.split("\n")[-4:] == LINES
