"""What a text says of itself is no part of it; what only looks so is text, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import articles, markdown, plain
from index.readers.content import Content

BODY = "The ferry sails again.\n\nIt was away for a year.\n"


def said(found: Content) -> tuple[str, str | None, str]:
    return found.title, found.date, found.author


@pytest.mark.parametrize(
    ("matter", "title", "date", "author"),
    [
        ("title: Ferries: a guide\ndate: 2021-03-04", "Ferries: a guide", "2021-03-04", ""),
        ('title: "All aboard", they say\nauthor: Bo', '"All aboard", they say', None, "Bo"),
        ('title: "Ferries" and "Barges"\ndate: 2021', '"Ferries" and "Barges"', "2021", ""),
        ("title: [Update] Ferry sails\ndate: 2021", "[Update] Ferry sails", "2021", ""),
        ("title: %d boats\nauthor: @bo", "%d boats", None, "@bo"),
        ("title: *Ferry* sails\nauthor: &bo\nlink: *x", "*Ferry* sails", None, "&bo"),
        ("title: A: b\nauthors:\n  - Bo Ek\n  - Al Ro", "A: b", None, "Bo Ek, Al Ro"),
        ("title: A\nauthor:\n  name: Bo Ek\n  site: x", "A", None, "Bo Ek"),
        ("title: A\nauthors:\n- name: Bo\n- name: Al", "A", None, "Bo, Al"),
        ("title: >\n  Ferry\n  sails\nx: [", "Ferry sails", None, ""),
        ("title: A\nparams:\n  author: Bo", "A", None, "Bo"),
        ("\ntitle: A\n\ndate: 2021\n", "A", "2021", ""),
        ("Title:\tA\nPublished: 2021", "A", "2021", ""),
    ],
)
def test_yaml_is_read_even_where_it_is_not_well_formed(
    matter: str, title: str, date: str | None, author: str
) -> None:
    found = markdown.read(f"---\n{matter}\n---\n{BODY}")
    assert said(found) == (title, date, author)
    assert found.text == BODY


@pytest.mark.parametrize(
    "matter",
    [
        '+++\ntitle = "Ferry"\ndate = 2021-03-04\nauthors = ["Bo"]\n+++\n',
        '+++\ntitle = "Ferry"\ndate = 2021-03-04\n[author]\nname = "Bo"\n+++\n',
        "+++\ntitle = 'Ferry'\ndate = 2021-03-04\nauthor = Bo\n+++\n",
        ';;;\n{"title": "Ferry", "date": "2021-03-04", "author": "Bo"}\n;;;\n',
        '{"title": "Ferry", "date": "2021-03-04", "author": {"name": "Bo"}}\n',
        "Title: Ferry\nAuthor: Bo\nDate: 2021-03-04\nTags: sea\n\n",
        "---\ntitle: Ferry\nauthor: Bo\ndate: 2021-03-04\n\n",
        "Titel: Ferry\nAutor: Bo\nDatum: 2021-03-04\nRubrik: See\n\n",
        "Titre : Ferry\nAuteur : Bo\nDate : 2021-03-04\n\n",
        "% Ferry\n% Bo\n% 2021-03-04\n\n",
    ],
)
def test_other_ways_to_write_it_are_read_too(matter: str) -> None:
    found = markdown.read(matter + BODY)
    assert said(found) == ("Ferry", "2021-03-04", "Bo")
    assert found.text.strip() == BODY.strip()


@pytest.mark.parametrize(
    "heading",
    [
        "# [Ferry](https://ferry.example/a_b) sails",
        "## *Ferry* **sails** ##",
        "# Ferry `sails` {#ferry .lead}",
        "# [[places/ferry|Ferry]] ***sails***",
        "[Ferry sails][1]\n=====",
    ],
)
def test_a_heading_is_a_title_without_its_marks(heading: str) -> None:
    assert markdown.read(f"{heading}\n\n{BODY}").title == "Ferry sails"


def test_letters_that_only_look_like_marks_stay_in_a_title() -> None:
    assert markdown.read(f"# 3 * 4 of a_b_c [sic] \\*\n\n{BODY}").title == "3 * 4 of a_b_c [sic] *"


@pytest.mark.parametrize(
    "text",
    [
        f"---\n\nThe captain said: no.\n\n---\n\n{BODY}",
        f"---\ncargo: grain\nport: Lynn\n---\n{BODY}",
        f"---\nO sea\nbe still\n---\n{BODY}",
        f"+++\nThe captain said no.\n+++\n{BODY}",
        f"Captain: we sail.\nMate: we do not.\n\n{BODY}",
        f"Author: we sail.\nBy: night.\nAuthor: we do not.\n\n{BODY}",
        f"Date: unknown\n\n{BODY}",
    ],
)
def test_what_names_no_field_of_an_article_is_text(text: str) -> None:
    assert markdown.read(text).text == text
    assert plain.read(text).text == text


@pytest.mark.parametrize(
    "head",
    [
        "TITLE: Ferry\nSECTION: Local\nLENGTH: 9 words\nDATE: 2021-03-04\nBYLINE: Bo\n\n",
        "Id: 7\nTitle: Ferry\n9 words\nDate: 2021-03-04\nAuthor: Bo\n\n",
        "SECTION: Local\n\nHEADLINE: Ferry\n\nNR: 9\n\nDATE: 2021-03-04\n\nBYLINE: Bo\n\nBODY:\n",
        "From: Bo\nNewsgroups: sea.ferry\nSubject: Ferry\nDate: 2021-03-04\nLines: 2\n\n",
        "Title:Ferry\nUrl:https://sea.example/1\nDate:2021-03-04\nBy:Bo\n\n",
        "Title: Ferry\nDate: 2021-03-04\nBy: Bo\n",
        "Ferry\nDate: 2021-03-04\nAuthor: Bo\n\n",
        "Ferry\n=====\nDate: 2021-03-04\nAuthor: Bo\n\n",
        "# Ferry\n\n**Date:** 2021-03-04\n**Author**: Bo\n\n",
        "# Title: Ferry\n# Date: 2021-03-04\n# Author: Bo\n\n",
        "- **Title:** Ferry\n- **Date:** 2021-03-04\n- **Author:** Bo\n\n",
    ],
)
def test_a_field_that_is_not_known_costs_only_itself(head: str) -> None:
    found = plain.read(head + BODY)
    assert said(found) == ("Ferry", "2021-03-04", "Bo")
    assert found.text == BODY


@pytest.mark.parametrize(
    "before",
    [
        "```sh\n# not this\n```\n\n",
        "~~~\n# not this\n~~~\n\n",
        "````\n```\n# not this\n```\n# nor this\n````\n\n",
        "- item\n  ```\n  # not this\n  ```\n\n",
        "    # not this\n\n",
        "<!--\n# not this\n-->\n\n",
        "#tag\n\n",
        "- item\n---\n\n",
    ],
)
def test_no_line_of_code_is_a_title(before: str) -> None:
    assert markdown.read(f"{before}# Ferry #\n\n{BODY}").title == "Ferry"
    assert markdown.read(f"{before}Ferry\n=====\n\n{BODY}").title == "Ferry"


@pytest.mark.parametrize(
    ("head", "date", "author"),
    [
        ("Ferry sails\nBy Bo Ek\nMarch 4, 2021\n", "2021-03-04", "Bo Ek"),
        (
            "Ferry sails\n\nBy Bo van Ek, Staff Writer\n\nThursday, 4 March 2021\n",
            "2021-03-04",
            "Bo van Ek",
        ),
        ("Published: Mar. 4, 2021 at 10:20 GMT\nBy Bo Ek | The Wren\n", "2021-03-04", "Bo Ek"),
        ("2021-03-04\n", "2021-03-04", ""),
        ("By the sea\nIn March 4 boats sank.\n", None, ""),
        ("By Friday Noon it rained.\nIt was March 4, 2021, a Thursday.\n", None, ""),
    ],
)
def test_a_byline_says_who_wrote_a_report_and_when(
    head: str, date: str | None, author: str
) -> None:
    found = plain.read(f"{head}\n{BODY}")
    made = articles.article(found, article_id="a", source="s", path="p", name="n")
    assert (made.date, made.author) == (date, author)
    assert made.text == f"{head}\n{BODY}"


def test_a_comment_is_no_text_outside_code() -> None:
    code = "```html\n<!-- shown -->\n```\n"
    text = f"<!-- do not edit\nthis -->\n# Ferry\n\n{code}\n  <!-- nor this -->\n{BODY}<!-- open\n"
    assert markdown.read(text).text == f"# Ferry\n\n{code}\n{BODY}<!-- open\n"


@pytest.mark.parametrize("unseen", ["%% nor\nthis %%\n", "<aside>\n", "</details> \n"])
def test_remarks_of_note_books_and_tags_of_boxes_are_no_text(unseen: str) -> None:
    text = f"# Ferry\n\n{unseen}{BODY}It is 50%% or 60%% full, <b>he</b> said.\n"
    assert markdown.read(text).text == text.replace(unseen, "")


def test_tags_below_a_headline_show_that_a_line_above_them_is_a_date() -> None:
    found = markdown.read(f"# Ferry\n\nCreated: November 5, 2021 10:00 AM\nTags: oak\n\n{BODY}")
    assert (found.title, found.date) == ("Ferry", "November 5, 2021 10:00 AM")
    assert found.text == BODY


@pytest.mark.parametrize(
    "line", ["\x1b[1mThe ferry\x1b[0m sails", "T\bTh\bhe\be f_\be_\brry sails"]
)
def test_bold_print_of_a_terminal_is_no_text(line: str) -> None:
    assert plain.read(f"{line}\n\n{BODY}").text == f"The ferry sails\n\n{BODY}"


LINES = st.lists(
    st.sampled_from(["---", "+++", "title: a", "x: y", "b", "", "- c", "  d", "{", "# e", "body:"])
)


@given(LINES)
def test_every_line_is_text_or_stood_above_it(lines: list[str]) -> None:
    text = "\n".join(lines)
    for reader in (markdown, plain):
        assert text.endswith(reader.read(text).text)
