"""Every record of an export or a feed is read whole, or said to be left out, with its reason."""

from __future__ import annotations

import csv
import io
import json
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import articles, formats
from index.readers.content import Record
from index.readers.decoding import repaired
from index.readers.formats import Reading


def records(document: str, name: str, /, **fields: str) -> list[Record]:
    return list(formats.read(document.encode(), PurePosixPath(name), Reading(fields=fields)))


def texts(document: str, name: str = "a.csv", /, **fields: str) -> list[str]:
    """Return the text of each record; of one that is left out the reason in brackets."""
    found = records(document, name, **fields)
    return [one.content.text if one.content else f"<{one.reason}>" for one in found]


HEAD = "id,title,text\n"


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ('1,Elk,"We graze, said she.\n2,Owl,He flew.\n', ['"We graze, said she.', "He flew."]),
        ('1,Elk,"We graze.\n2,Owl,"He flew."\n', ['"We graze.', "He flew."]),
        (
            '1,Elk,"We graze.\n2,Owl,He flew."\n3,Bee,It hums.\n',
            ['"We graze.', 'He flew."', "It hums."],
        ),
        (
            '1,Elk,"Graze" is the word, she said.\n2,Owl,Flew.\n',
            ['"Graze" is the word, she said.', "Flew."],
        ),
        ('1,"Big" elk,They graze.\n2,Owl,Flew.\n', ["They graze.", "Flew."]),
        (
            "1,Elk,They graze, at last, here.\n2,Owl,Flew.\n",
            ["They graze, at last, here.", "Flew."],
        ),
        (
            '1,Elk,"She said \\"never\\", and \\"no\\"."\n2,Owl,Flew.\n',
            ['She said "never", and "no".', "Flew."],
        ),
        ('1,Elk,"She said \\"never\\""\n2,Owl,Flew.\n', ['She said "never"', "Flew."]),
        (
            '1,Elk,"One ""two"",\n\nthree, four."\n2,Owl,Flew.\n',
            ['One "two",\n\nthree, four.', "Flew."],
        ),
        ("1,Elk,They graze.,,\n", ["They graze."]),
    ],
)
def test_no_quotation_mark_or_separator_cuts_a_text_or_swallows_a_row(
    rows: str, wanted: list[str]
) -> None:
    assert texts(HEAD + rows) == wanted
    tabs = HEAD.replace(",", "\t") + rows.replace(",", "\t")
    assert [text.replace("\t", ",") for text in texts(tabs, "a.tsv")] == wanted


def test_a_text_in_the_middle_takes_the_separators_that_were_not_quoted() -> None:
    (found,) = records("id,text,date\n1,They graze, at last.,2021-03-04\n", "a.csv")
    assert found.content and found.content.text == "They graze, at last."
    assert found.content.date == "2021-03-04"


@pytest.mark.parametrize(
    "table",
    [
        f"# Made in 2021\n{HEAD}1,Elk,They graze.\n",
        f"News of the farm,,\n\n{HEAD}1,Elk,They graze.\n",
        "article_id,article_title,article_text\n1,Elk,They graze.\n",
        "id,title,text,text\n1,Elk,They graze.,At night.\n",
        "id,title,text,author,source\n1,Elk,They graze.,NaN,null\n",
    ],
)
def test_names_of_columns_are_found_and_nothing_is_not_a_value(table: str) -> None:
    (found,) = records(table, "a.csv")
    assert found.name == "1"
    assert found.content
    content = found.content
    assert (content.title, content.text) == ("Elk", "They graze.")
    assert (content.author, content.source) == ("", "")


def test_the_rest_of_a_broken_line_is_said_to_be_left_out() -> None:
    first, rest, last = texts(HEAD + "1,Elk,They graze\nand sleep.\n2,Owl,Flew.\n")
    assert (first, last) == ("They graze", "Flew.")
    assert "1 of 3 columns" in rest


@pytest.mark.parametrize(
    "text",
    [
        "id;title;text\n1;Elk;a, b, c; d\n",
        "sep=;\nid;title;text\n1;Elk;a, b, c; d\n",
        '"sep=|"\nid|title|text\n1|Elk|a, b, c; d\n',
        "id\ttitle\ttext\n1\tElk\ta, b, c; d\n",
        '"id";"title";"text"\n"1";"Elk";"a, b, c; d"\n',
        'id, title, text\n1, Elk, "a, b, c; d"\n',
        "text\na, b, c; d\n",
    ],
)
def test_the_separator_is_found(text: str) -> None:
    assert texts(text) == ["a, b, c; d"]


@given(
    st.lists(
        st.tuples(*[st.text(st.characters(codec="utf-8", exclude_categories=["C"]))] * 2),
        min_size=1,
    ),
    st.sampled_from(",;\t|"),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_a_csv_writer_writes_is_read_back(
    rows: list[tuple[str, str]], separator: str, quoting: int
) -> None:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator, quoting=quoting, lineterminator="\n")
    writer.writerow(["id", "title", "text"])
    writer.writerows([number, title, f"x{text}"] for number, (title, text) in enumerate(rows))
    found = records(written.getvalue(), "a.csv")
    kept = [one.content.text for one in found if one.content]
    assert len(kept) == len(rows)
    for (_, text), read in zip(rows, kept, strict=True):
        if not {"<", "&"} & set(text):  # what looks like HTML is read as such
            assert read == repaired(f"x{text}")


@given(st.text('ab1,"\\\n\t;', max_size=60))
def test_no_letter_of_a_row_is_lost_without_a_word(rows: str) -> None:
    found = records(HEAD + rows, "a.csv")
    seen = "".join(r.name + (r.content.text + r.content.title if r.content else "") for r in found)
    for line in rows.split("\n"):
        for cell in line.replace("\t", ",").replace(";", ",").split(",")[2:3]:
            letters = "".join(c for c in cell if c.isalnum())
            assert (
                not letters
                or any(r.reason for r in found)
                or letters in "".join(c for c in seen if c.isalnum())
            )


def test_entities_are_letters_in_every_field() -> None:
    record = {
        "title": {"rendered": "Elk &amp; Owl &#8211; a &lt;tale&gt;"},
        "author": "M&uuml;ller",
        "text": "It&#8217;s here. AT&T; and R&D stay.",
    }
    (found,) = records(json.dumps([record]), "a.json")
    assert found.content
    assert found.content.title == "Elk & Owl – a <tale>"
    assert found.content.author == "Müller"
    assert found.content.text == "It’s here. AT&T; and R&D stay."


def test_paragraphs_in_a_list_are_paragraphs_and_names_in_a_list_are_names() -> None:
    record = {
        "body": [{"type": "p", "text": "One."}, "Two, three."],
        "authors": ["A", {"name": "B"}],
    }
    (found,) = records(json.dumps([record]), "a.json")
    assert found.content and found.content.text == "One.\n\nTwo, three."
    assert found.content.author == "A, B"


BOLD = [{"text": "They "}, {"text": "graze", "bold": True}, {"text": " here."}]
WORDS = [{"type": "text", "text": "They "}, {"type": "text", "text": "graze here."}]


@pytest.mark.parametrize(
    "kept",
    [
        {"contents": [{"type": "title", "content": "Elk"}, {"type": "html", "content": "One."}]},
        {"paragraphs": ["One."]},
        {"body": {"blocks": [{"type": "paragraph", "data": {"text": "One."}}]}},
        {"content_elements": [{"type": "text", "content": "<p>O<b>n</b>e.</p>"}]},
        {"attributes": {"body": {"value": "<p>One.</p>", "format": "html"}}},
        {"fields": {"bodyText": "One."}},
        {"text": [["One."], []]},
        {
            "content": {
                "root": {"type": "root", "children": [{"type": "paragraph", "text": "One."}]}
            }
        },
        {"content": {"ops": [{"insert": "O", "attributes": {"bold": True}}, {"insert": "ne."}]}},
    ],
)
def test_a_text_is_read_from_the_blocks_in_which_an_editor_keeps_it(
    kept: dict[str, object],
) -> None:
    assert texts(json.dumps([{"title": "Elk", **kept}]), "a.json") == ["One."]


@pytest.mark.parametrize(
    "paragraph",
    [
        {"type": "paragraph", "children": BOLD},
        {"type": "paragraph", "content": WORDS},
        {"_type": "block", "children": [{"_type": "span", "text": "They graze here."}]},
    ],
)
def test_words_that_an_editor_keeps_apart_are_one_paragraph(paragraph: object) -> None:
    last = {"type": "paragraph", "text": "They sleep."}
    document = [{"title": "Elk", "content": {"type": "doc", "content": [paragraph, last]}}]
    assert texts(json.dumps(document), "a.json") == ["They graze here.\n\nThey sleep."]


def test_columns_may_have_names_of_other_languages() -> None:
    (found,) = records("Nr;Titel;Datum;Texte\n7;Elch;2021-03-04;Er äst.\n", "a.csv")
    assert found.content
    assert (found.content.title, found.content.text) == ("Elch", "Er äst.")
    assert found.content.date == "2021-03-04"


def test_a_section_is_read_below_its_heading() -> None:
    sections = [{"heading": "North", "text": "One."}, {"heading": "South", "text": "Two."}]
    (found,) = texts(json.dumps([{"title": "Elk", "sections": sections}]), "a.json")
    assert found == "North\n\nOne.\n\nSouth\n\nTwo."


def test_a_name_is_known_whatever_is_not_seen_in_it() -> None:
    (found,) = records("\ufeffid,title\xa0,\u200btext\n7,Elk,They graze.\n", "a.csv")
    assert found.name == "7"
    assert found.content and (found.content.title, found.content.text) == ("Elk", "They graze.")


@pytest.mark.parametrize(
    "document",
    [
        [{"id": "1", "headline": "Elk", "articleBody": "Graze."}],
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Farm",
            "items": [{"id": "1", "title": "Elk", "content_html": "<p>Graze.</p>"}],
        },
        {
            "title": "Farm",
            "description": "News of the farm",
            "items": [{"id": "1", "title": "Elk", "content_text": "Graze."}],
        },
        {"contents": [{"id": "1", "title": "Elk", "text": "Graze."}]},
        {"status": "ok", "articles": [{"id": "1", "title": "Elk", "description": "Graze."}]},
        {"response": {"docs": [{"id": "1", "title": "Elk", "full text": "Graze."}]}},
        {
            "hits": {
                "total": 1,
                "hits": [{"_id": "1", "_source": {"title": "Elk", "text": "Graze."}}],
            }
        },
        {"1": {"title": "Elk", "text": "Graze."}, "2": {"title": "Owl", "text": "Flew."}},
        {
            "kind": "Listing",
            "data": {
                "children": [
                    {"kind": "t3", "data": {"id": "1", "title": "Elk", "selftext": "Graze."}},
                    {"kind": "t3", "data": {"id": "2", "title": "Owl", "selftext": ""}},
                ]
            },
        },
        {
            "db": [
                {
                    "meta": {"version": "4"},
                    "data": {
                        "posts": [{"id": "1", "title": "Elk", "html": "<p>Graze.</p>"}],
                        "users": [{"id": "1", "name": "Ada"}, {"id": "2", "name": "Bo"}],
                    },
                }
            ]
        },
        {"docs": [{"_id": "1", "headline": {"main": "Elk"}, "lead_paragraph": "Graze."}]},
        {"items": [{"id": "1", "title": ["Elk"], "abstract": "<jats:p>Graze.</jats:p>"}]},
        [{"id": "1", "headline": "Elk", "body_xhtml": "<p>Graze.</p>", "type": "text"}],
        {"value": [{"id": "1", "subject": "Elk", "body": {"content": "<div>Graze.</div>"}}]},
        {
            "type": "OrderedCollection",
            "orderedItems": [
                {
                    "type": "Create",
                    "object": {"id": "1", "name": "Elk", "title": "Elk", "content": "Graze."},
                },
                {"type": "Announce", "object": "https://other.example/2"},
            ],
        },
    ],
)
def test_records_are_found_where_exports_keep_them(document: object) -> None:
    found = records(json.dumps(document), "a.json")[0]
    assert found.name == "1"
    assert found.content and (found.content.title, found.content.text) == ("Elk", "Graze.")


@pytest.mark.parametrize(
    "name",
    ["date", "publishedAt", "PUBLISHED_AT", "pub-date", "datePublished", "created_utc", "ts"],
)
@pytest.mark.parametrize("said", [1636106400, "1636106400", 1636106400000, "2021-11-05T10:00:00Z"])
def test_a_date_is_found_under_any_usual_name_and_in_seconds(name: str, said: object) -> None:
    (found,) = records(json.dumps({"text": "Graze.", name: said}), "a.jsonl")
    assert found.content
    made = articles.article(found.content, article_id="a", source="s", path="p", name="n")
    assert made.date == "2021-11-05T10:00:00+00:00"


def test_a_reference_of_a_library_has_its_day_people_and_journal() -> None:
    reference = {
        "title": "Elk",
        "abstract": "They graze.",
        "author": [{"given": "Ada", "family": "Holm"}, {"given": "Bo", "family": "Reed"}],
        "issued": {"date-parts": [[2021, 11, 5]]},
        "container-title": "Annals of Elk",
    }
    (found,) = records(json.dumps([reference]), "a.json")
    assert found.content
    made = articles.article(found.content, article_id="a", source="s", path="p", name="n")
    assert (made.author, made.date) == ("Ada Holm, Bo Reed", "2021-11-05")
    assert made.source == "Annals of Elk"


def test_titles_alone_are_articles_but_a_text_by_another_name_is_said() -> None:
    (found,) = records('{"headline": "Elk cross the river"}', "a.jsonl")
    assert found.content and found.content.title == "Elk cross the river"
    (found,) = records("id,title\n1,Elk cross the river\n", "a.csv")
    assert found.content and found.content.title == "Elk cross the river"
    prose = "They graze on the far bank and sleep under the pines until the sun is up again there."
    for text, name in (
        (json.dumps({"title": "Elk", "prose": prose}), "a.jsonl"),
        (f"title,prose\nElk,{prose}\n", "a.csv"),
    ):
        (found,) = records(text, name)
        assert found.content is None
        assert "--field text=NAME" in found.reason
        (found,) = records(text, name, text="prose")
        assert found.content and found.content.text == prose
    (found,) = records(json.dumps({"title": "Elk", "body": {"odd": {"shape": prose}}}), "a.jsonl")
    assert "--field text=NAME" in found.reason


def test_a_document_that_was_cut_off_gives_what_is_whole_and_says_so() -> None:
    whole = json.dumps([{"text": "One."}, {"text": "Two."}, {"text": "Three."}])
    assert texts(whole[:-10], "a.json") == [
        "One.",
        "Two.",
        "<it is not valid JSON; what follows is not read>",
    ]
    assert texts('{\n"text": "One."\n}\n{\n"text": "Two."\n}\n', "a.json") == ["One.", "Two."]


FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Farm &amp; Field</title>
<item><title>{title}</title><guid>1</guid><pubDate>{date}</pubDate><description>{text}</description>
</item></channel></rss>"""


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Elk", "They graze &amp;amp; sleep."),
        ("&lt;![CDATA[Elk]]&gt;", "&lt;![CDATA[They graze &amp;amp; sleep.]]&gt;"),
        ("<![CDATA[Elk]]>", "<![CDATA[<p>They graze &amp; sleep.</p>]]>"),
        ("<![CDATA[&lt;![CDATA[Elk]]&gt;]]>", "<![CDATA[&lt;![CDATA[They graze & sleep.]]&gt;]]>"),
        (
            "<![CDATA[<![CDATA[Elk]]]]><![CDATA[>]]>",
            "<![CDATA[<![CDATA[They graze & sleep.]]]]><![CDATA[>]]>",
        ),
        ("Elk", "&amp;lt;p&amp;gt;They graze &amp;amp;amp; sleep.&amp;lt;/p&amp;gt;"),
        (
            "&lt;b&gt;Elk&lt;/b&gt;",
            "&lt;![CDATA[&lt;p&gt;They graze &amp;amp; sleep.&lt;/p&gt;]]&gt;",
        ),
    ],
)
def test_an_entry_of_a_feed_is_text_however_it_is_masked(title: str, text: str) -> None:
    feed = FEED.format(title=title, text=text, date="2016/6/29 15:07:41")
    (found,) = records(feed, "a.xml")
    assert found.content
    assert (found.content.title, found.content.text) == ("Elk", "They graze & sleep.")
    assert found.content.source == "Farm & Field"
    made = articles.article(found.content, article_id="a", source="s", path="p", name="n")
    assert made.date == "2016-06-29T15:07:41"


@pytest.mark.parametrize("invites", ["&#8230; Continue reading", "[...]", " Read more"])
def test_a_short_summary_that_is_cut_off_is_not_said_twice(invites: str) -> None:
    feed = FEED.format(title="Elk", text=f"They graze {invites}", date="2016-06-29")
    whole = "<content:encoded>They graze and sleep in the wood.</content:encoded></item>"
    (found,) = records(
        feed.replace("</item>", whole).replace(
            "<rss ", "<rss xmlns:content='http://purl.org/rss/1.0/modules/content/' ", 1
        ),
        "a.xml",
    )
    assert found.content and found.content.text == "They graze and sleep in the wood."


def test_what_wordpress_would_show_in_another_way_is_no_text() -> None:
    entry = (
        "<item><title>{}</title><content:encoded><![CDATA[{}]]></content:encoded>"
        "<wp:post_type>{}</wp:post_type></item>"
    ).format
    text = '[caption id="1" width="9"]<img src="x"/> An elk[/caption]\n\nThey [all] graze.'
    feed = (
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'"
        " xmlns:wp='http://wordpress.org/export/1.2/'><channel>"
        f"{entry('Elk', text, 'post')}{entry('IMG_1', '', 'attachment')}</channel></rss>"
    )
    feed = feed.replace(
        "</item>", "<wp:comment><wp:comment_id>1</wp:comment_id></wp:comment></item>"
    )
    post, picture, comments = records(feed, "a.xml")
    assert comments.reason == "comments on entries are not read"
    assert post.content and post.content.text == "An elk\n\nThey [all] graze."
    assert picture.reason == "it has no text"


def test_the_author_of_an_entry_is_a_name_where_an_address_stands_before_it() -> None:
    entry = "<title>Elk</title><description>Graze.</description><author>b@x.example (Bo)</author>"
    feed = f'<rss version="2.0"><channel><item>{entry}</item></channel></rss>'
    (found,) = records(feed, "a.rss")
    assert found.content and found.content.author == "Bo"
