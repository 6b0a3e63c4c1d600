"""Stories as agencies and archives send them are read with headline, author, day and language."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from index.readers import formats
from index.readers.content import Content, Record


def read(xml: str) -> list[Record]:
    return list(formats.read(xml.encode(), PurePosixPath("a.xml"), formats.Reading()))


G2 = "http://iptc.org/std/nar/2006-10-01/"
ITEM = """<newsItem guid="{guid}" xml:lang="en-GB"><itemMeta><provider qcode="p:1"><name>Wren Wire
</name></provider><versionCreated>2021-11-05T10:00:00Z</versionCreated></itemMeta><contentMeta>
<creator><name>Ida Holm</name></creator><headline>{headline}</headline></contentMeta><contentSet>
<inlineXML>{inside}</inlineXML></contentSet></newsItem>"""
HTML = (
    "<html xmlns='http://www.w3.org/1999/xhtml'><head><title>x</title></head><body>{}</body></html>"
)
NITF = "<nitf xmlns='http://iptc.org/std/NITF/2006-10-18/'><body><body.content>{}</body.content></body></nitf>"
STORY = "<p>The dam <b>of</b> Orm leaks.</p><p>Nobody mends it.</p>"
TEXT = "The dam of Orm leaks.\n\nNobody mends it."


@pytest.mark.parametrize("inside", [HTML, NITF, "{}"])
def test_an_item_of_newsml_g2_has_what_its_head_says(inside: str) -> None:
    item = ITEM.format(guid="g1", headline="The dam", inside=inside.format(STORY))
    (record,) = read(item.replace("<newsItem", f"<newsItem xmlns='{G2}'"))
    assert record.content == Content(
        TEXT, "The dam", "2021-11-05T10:00:00Z", "Wren Wire", "Ida Holm", language="en-GB"
    )


def test_each_item_of_a_message_is_an_article() -> None:
    items = (
        ITEM.format(guid=f"g{n}", headline=f"No. {n}", inside=HTML.format(STORY)) for n in (1, 2)
    )
    message = f"<newsMessage xmlns='{G2}'><itemSet>{''.join(items)}</itemSet></newsMessage>"
    assert [(r.name, r.content and r.content.title) for r in read(message)] == [
        ("g1", "No. 1"),
        ("g2", "No. 2"),
    ]


def test_a_story_in_nitf_has_its_captions_and_second_headlines_as_paragraphs() -> None:
    (record,) = read(
        "<?xml version='1.0' encoding='iso-8859-1'?><!DOCTYPE nitf SYSTEM 'nitf.dtd'><nitf><head>"
        "<title>Slug</title><docdata><date.issue norm='20211105T100000Z'/></docdata></head><body>"
        "<body.head><hedline><hl1>The dam</hl1></hedline><byline>By Ida Holm</byline></body.head>"
        f"<body.content><block>{STORY}<media><media-metadata name='x'>y</media-metadata>"
        "<media-caption>Ice</media-caption></media><hl2>Later</hl2></block></body.content></body></nitf>"
    )
    assert record.content is not None
    assert record.content.text == f"{TEXT}\n\nIce\n\nLater"
    said = (record.content.title, record.content.author, record.content.date)
    assert said == ("The dam", "Ida Holm", "20211105T100000Z")


def test_an_item_of_an_archive_has_its_day() -> None:
    (record,) = read(
        "<newsitem itemid='7' date='1996-08-20' xml:lang='en'><title>ORM: The dam.</title>"
        f"<headline>The dam.</headline><dateline>ORM</dateline><text>{STORY}</text></newsitem>"
    )
    assert record.content == Content(TEXT, "The dam.", "1996-08-20", language="en")


def test_an_item_of_newsml_1_is_read() -> None:
    (record,) = read(
        "<NewsML><NewsItem><NewsManagement><ThisRevisionCreated>20211105T100000Z"
        "</ThisRevisionCreated></NewsManagement><NewsComponent><NewsLines><HeadLine>The dam"
        "</HeadLine><ByLine>Ida Holm</ByLine></NewsLines><DescriptiveMetadata>"
        "<Language FormalName='de'/></DescriptiveMetadata><ContentItem>"
        f"<DataContent>{STORY}</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"
    )
    assert record.content == Content(
        TEXT, "The dam", "20211105T100000Z", author="Ida Holm", language="de"
    )


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        ("<nitf><body><body.content/></body></nitf>", "no text"),
        ("<nitf><body>", "damaged news item"),
        ("<!DOCTYPE nitf [<!ENTITY a 'b'>]><nitf><body/></nitf>", "entities of its own"),
    ],
)
def test_what_cannot_be_read_says_why(xml: str, why: str) -> None:
    (record,) = read(xml)
    assert why in record.reason
