"""A page keeps its captions, the text behind a headline, and the paragraphs of a short one."""

from __future__ import annotations

import json

import pytest

from index.errors import UnreadableError
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


@pytest.mark.parametrize(
    "notice",
    [
        "<div class='paywall-box'><h2>Subscribe now</h2><p>Or log in to read.</p></div>",
        "<template><p>{{title}} stands here once a script has run in the page.</p></template>",
        "<h2>More<span class='mw-editsection'>[<a href=x>edit</a>]</span></h2>",
    ],
)
def test_what_stands_beside_an_article_is_no_text(notice: str) -> None:
    told = "".join(f"<p>{line}</p>" for line in LINES)
    text = web.read(page(f"<article><h1>Pier closes</h1>{told}{notice}</article>")).text
    assert text.split("\n")[:4] == LINES
    assert not any(word in text for word in ("Subscribe", "log in", "script", "edit]"))


def test_the_article_that_is_paid_for_is_no_plea() -> None:
    told = "".join(f"<p>{line}</p>" for line in [*LINES, *LINES])
    text = web.read(page(f"<h1>Pier closes</h1><div class=paywall>{told}</div>")).text
    assert text.count(LINES[3]) == 2


@pytest.mark.parametrize("stub", [f"<p>{LINES[0]}</p>", "<div id=app></div>"])
def test_the_whole_text_in_linked_data_is_read_instead_of_a_stub(stub: str) -> None:
    data = {"@graph": [{"@type": "NewsArticle", "articleBody": "\n\n".join(LINES)}]}
    script = f"<script type='application/ld+json'>{json.dumps(data)}</script>"
    text = web.read(page(f"{script}<article>{stub}</article>")).text
    assert [line for line in text.split("\n") if line] == LINES


def test_linked_data_about_another_article_is_not() -> None:
    other = {"@type": "Article", "articleBody": "Ten ways to boil an egg in the morning. " * 40}
    script = f"<script type='application/ld+json'>{json.dumps(other)}</script>"
    told = "".join(f"<p>{line}</p>" for line in LINES)
    assert "egg" not in web.read(page(f"{script}<article>{told}</article>")).text


def test_an_empty_page_of_scripts_says_what_to_do() -> None:
    with pytest.raises(UnreadableError, match="as a browser shows it"):
        web.read(page("<div id=app></div><script>show()</script>"))


def test_control_characters_cost_no_page_and_glue_no_words() -> None:
    told = "<br><br>".join(LINES).replace("Monday to", "Mon\x02day\x0bto")
    assert web.read(page(f"<h1>Pier closes</h1>{told}")).text.split("\n") == LINES
