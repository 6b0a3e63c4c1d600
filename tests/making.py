"""Files of every format, made here: what the tests of the readers read."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage

import docx
import office
from fpdf import FPDF
from fpdf.enums import AccessPermission, EncryptionMethod
from office import packed

TOWNS = (
    "Aldersund Brennick Corvale Dunmere Eastholm Farrowby Glenmoor Harrowgate Ivelchester Jarrow"
    " Kestrel Lundby Marrowfield Norwick Oakhaven Penrose Quillon Ravenna Silverton Tarn Ulverton"
    " Vastervik Wexcombe Yarrow Zellmark"
).split()
THINGS = "harbour bridge tunnel library market tramway lighthouse mill school theatre".split()


def subject(number: int) -> str:
    """Return what article `number` is about; no two articles share it."""
    return f"{THINGS[number % len(THINGS)]} of {TOWNS[number // len(THINGS)]}"


def title(number: int) -> str:
    return f"The {subject(number)} reopens"


def fact(number: int) -> str:
    """Return the sentence that only article `number` says."""
    return f"The {subject(number)} will cost {1000 + 7 * number} crowns to repair."


def paragraphs(number: int) -> list[str]:
    """Return the paragraphs of an article of three, the fact in the second."""
    name = subject(number)
    return [
        f"After a long winter the {name} opens its doors again, and half the town came to see it.",
        f"{fact(number)} The council found the money in a fund that nobody had remembered.",
        f"Visitors to the {name} are asked to come on foot, for there is nowhere to park a car.",
    ]


def html(number: int) -> bytes:
    """Return a web page: the article between a menu, a notice and related links."""
    body = "".join(f"<p>{text}</p>\n" for text in paragraphs(number))
    return f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{title(number)} - The Daily Wren</title>
<meta property="og:site_name" content="The Daily Wren">
<meta property="og:title" content="{title(number)}">
<meta name="author" content="Ada Quill">
<meta property="article:published_time" content="2021-11-05T14:30:00+01:00">
<link rel="canonical" href="https://wren.example/{number}"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport and games</a></li></ul></nav>
<div class="cookie-banner"><p>We value your privacy. Accept all cookies?</p></div>
<main><article><h1>{title(number)}</h1>{body}</article>
<aside><h3>Related</h3><ul><li><a href="/x">Ferry strike ends after talks</a></li></ul></aside>
</main><footer><p>Copyright The Daily Wren. All rights reserved.</p></footer></body></html>
""".encode()


class Report(FPDF):
    """A PDF with a running head and page numbers."""

    def header(self) -> None:
        self.set_font("helvetica", size=8)
        self.cell(0, 8, "The Quarterly Wren, autumn")
        self.ln(12)

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("helvetica", size=8)
        self.cell(0, 8, f"Page {self.page_no()} of 3", align="C")


def pdf(number: int, pages: int = 3) -> bytes:
    """Return a PDF that says the fact on its second page."""
    report = Report(format=(148, 210))
    report.set_title(title(number))
    report.set_author("Ada Quill")
    report.set_creation_date(datetime(2021, 11, 5, 14, 30, tzinfo=UTC))
    for page in range(pages):
        report.add_page()
        report.set_font("times", size=11)
        for text in _page(number, page):
            report.multi_cell(0, 5, text)
            report.ln(4)
    return bytes(report.output())


def _page(number: int, page: int) -> Sequence[str]:
    name = subject(number)
    if page == 1:
        return paragraphs(number)[1:]
    return [f"Page {page + 1} tells what else was said of the {name} at the time.", *FILLER]


FILLER = (
    "Nobody who was asked could say when the works had begun. An old fisherman remembered that his"
    " father had helped to carry stones, which would make it sixty years at the very least.",
    "Others held that it had been built in a single summer, and that the stones were still there.",
)


def locked_pdf() -> bytes:
    report = FPDF()
    report.add_page()
    report.set_font("times", size=11)
    report.multi_cell(0, 5, "A secret.")
    report.set_encryption(
        owner_password="owner",
        user_password="user",
        encryption_method=EncryptionMethod.RC4,
        permissions=AccessPermission.none(),
    )
    return bytes(report.output())


def picture_pdf() -> bytes:
    """Return a PDF with a drawing and no text, as a scanner makes it."""
    report = FPDF()
    report.add_page()
    report.rect(20, 20, 100, 100, style="F")
    return bytes(report.output())


def word(number: int) -> bytes:
    document = docx.Document()
    document.core_properties.author = "Ada Quill"
    document.core_properties.title = title(number)
    document.core_properties.language = "en-US"
    document.add_heading(title(number), level=1)
    for text in paragraphs(number):
        document.add_paragraph(text)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Stones", "four hundred"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def columns(number: int) -> bytes:
    """Return a PDF with two columns that were drawn row by row, a foot note and a picture page."""
    report = FPDF(unit="pt", format="A4")
    report.add_page()
    report.set_font("times", size=10)
    for at in range(20):
        report.text(50, 80 + 12 * at, f"{subject(number)[:24]} has line {at} of this column")
        report.text(310, 80 + 12 * at, f"and the {subject(number + 1)[:24]} has line {at}")
    report.set_font("times", size=7)
    report.text(50, 780, "1 From the records of the town.")
    report.add_page()
    report.rect(20, 20, 100, 100, style="F")
    return bytes(report.output())


_WORDS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def edited(number: int) -> bytes:
    """Return a Word document with tracked changes, a control, a note, fields and merged cells."""
    run = "<w:r><w:t>{}</w:t></w:r>".format
    first, second, third = paragraphs(number)
    body = (
        f"<w:p>{run(first)}<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        f"<w:ins>{run(second)}</w:ins><w:r><w:footnoteReference w:id='1'/></w:r></w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run(third)}</w:p></w:sdtContent></w:sdt>"
        "<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>"
        f"<w:p>{run('a')}</w:p></w:tc>"
        f"<w:tc><w:p>{run('b')}</w:p></w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/>"
        f"</w:tc><w:tc><w:p>{run('c')}</w:p></w:tc></w:tr></w:tbl>"
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>X</w:instrText></w:r>"
        f"<w:r><w:fldChar w:fldCharType='separate'/></w:r>{run('d')}"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>"
    )
    note = f"<w:footnote w:id='1'><w:p>{run('A note.')}</w:p></w:footnote>"
    parts = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {_WORDS}><w:body>{body}</w:body></w:document>",
        "word/footnotes.xml": f"<w:footnotes {_WORDS}>{note}</w:footnotes>",
    }
    return packed({name: part.encode() for name, part in parts.items()})


def letter(number: int) -> bytes:
    """Return a mail with a quotation, a page, a picture and a letter inside."""
    message = EmailMessage()
    message["Subject"] = title(number)
    message["From"] = "Ada Quill <ada@wren.example>"
    message["Message-ID"] = f"<letter-{number}@wren.example>"
    message.set_content("> " + "\n> ".join(paragraphs(number)) + "\n\nYes.\n")
    rows = "".join(f"<tr><td>{town}</td><td>{len(town)}</td></tr>" for town in TOWNS[:5])
    message.add_alternative(f"<table>{rows}</table><pre>a\n b</pre>", subtype="html")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="map.png")
    inside = EmailMessage()
    inside["Subject"] = title(number + 1)
    inside.set_content("\n\n".join(paragraphs(number + 1)))
    message.add_attachment(inside)
    return message.as_bytes()


def markdown(number: int) -> bytes:
    body = "\n\n".join(paragraphs(number))
    return f"""---
title: "{title(number)}"
date: 2020-02-{1 + number % 28:02}
source: The Evening Wren
author: [Ada Quill, Bo Reed]
link: https://wren.example/{number}
language: en-GB
---

{body}
""".encode()


def text(number: int) -> bytes:
    body = "\n\n".join(paragraphs(number))
    return f"Title: {title(number)}\nDate: Nov. 5, 2021\nSource: Wren Wire\n\n{body}\n".encode()


def mail(number: int) -> bytes:
    message = EmailMessage()
    message["Subject"] = title(number)
    message["From"] = "Ada Quill <ada@wren.example>"
    message["To"] = "readers@wren.example"
    message["Date"] = "Fri, 05 Nov 2021 14:30:00 +0100"
    message["Message-ID"] = f"<{number}@wren.example>"
    message.set_content("\n\n".join(paragraphs(number)))
    page = "".join(f"<p>{part}</p>" for part in paragraphs(number))
    message.add_alternative(f"<html><body>{page}</body></html>", subtype="html")
    return message.as_bytes()


def mailbox(numbers: Sequence[int]) -> bytes:
    return b"".join(
        b"From ada@wren.example Fri Nov  5 14:30:00 2021\n" + mail(number) + b"\n"
        for number in numbers
    )


def rss(numbers: Sequence[int]) -> bytes:
    items = "".join(
        f"<item><title>{title(n)}</title><link>https://wren.example/{n}</link>"
        f"<guid isPermaLink='false'>wren-{n}</guid><pubDate>Fri, 05 Nov 2021 13:30:00 GMT</pubDate>"
        f"<description><![CDATA[{''.join(f'<p>{p}</p>' for p in paragraphs(n))}]]></description>"
        "</item>"
        for n in numbers
    )
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Wren feed</title>"
        f"<link>https://wren.example</link><language>en-gb</language>{items}</channel></rss>"
    ).encode()


def atom(numbers: Sequence[int]) -> bytes:
    entries = "".join(
        f"<entry><id>tag:wren.example,2021:{n}</id><title>{title(n)}</title>"
        f"<link href='https://wren.example/{n}'/><updated>2021-11-05T13:30:00Z</updated>"
        f"<author><name>Ada Quill</name></author>"
        f"<content type='html'>{''.join(f'&lt;p&gt;{p}&lt;/p&gt;' for p in paragraphs(n))}"
        "</content></entry>"
        for n in numbers
    )
    return (
        "<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'>"
        f"<title>Wren atom</title><id>tag:wren.example,2021:feed</id>{entries}</feed>"
    ).encode()


def record(number: int) -> dict[str, object]:
    return {
        "_id": f"w{number}",
        "title": title(number),
        "text": "\n\n".join(paragraphs(number)),
        "metadata": {"date": "2021-11-05", "url": f"https://wren.example/{number}"},
    }


def lines(numbers: Sequence[int]) -> bytes:
    return "".join(json.dumps(record(number)) + "\n" for number in numbers).encode()


def table(numbers: Sequence[int]) -> bytes:
    rows = [f'w{n},"{title(n)}",2021-11-05,"' + "\n\n".join(paragraphs(n)) + '"\n' for n in numbers]
    return ("id,title,date,text\n" + "".join(rows)).encode()


def json_feed(numbers: Sequence[int]) -> bytes:
    items = [
        {
            "id": str(n),
            "title": title(n),
            "content_html": "".join(f"<p>{text}</p>" for text in paragraphs(n)),
            "date_published": 1636106400 + n,
            "authors": [{"name": "Ada Quill"}],
        }
        for n in numbers
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Wren feed", "items": items}
    return json.dumps(feed).encode()


def toml(number: int) -> bytes:
    head = f'title = "{title(number)}"\ndate = 2021-11-05T14:30:00Z\nauthors = ["Ada Quill"]\n'
    return f"+++\n{head}+++\n\n".encode() + "\n\n".join(paragraphs(number)).encode()


def workbook(numbers: Sequence[int]) -> bytes:
    rows = [["id", "title", "date", "text"]]
    rows += [[f"w{n}", title(n), "2021-11-05", "\n".join(paragraphs(n))] for n in numbers]
    return office.workbook({"Stories": rows}, creator="Ada Quill")


def presentation(number: int) -> bytes:
    slides = [
        office.shape(title(number), kind="ctrTitle"),
        office.shape(*paragraphs(number)) + office.shape("3", kind="sldNum"),
    ]
    return office.presentation(slides, notes={1: "Say it slowly."}, creator="Ada Quill")


def open_text(number: int) -> bytes:
    body = "".join(f"<text:p>{part}</text:p>" for part in paragraphs(number))
    row = "<table:table-cell><text:p>Stones</text:p></table:table-cell>" * 2
    table = f"<table:table><table:table-row>{row}</table:table-row></table:table>"
    said = {"dc_title": title(number), "meta_initial_creator": "Ada Quill"}
    return office.open_document("text", f"<text:h>{title(number)}</text:h>{body}{table}", **said)


def rich_text(number: int) -> bytes:
    info = f"{{\\info{{\\title {title(number)}}}{{\\author Ada Quill}}}}"
    body = "".join(f"{part}\\par\n" for part in paragraphs(number))
    note = "{\\footnote A note.}"
    return f"{{\\rtf1\\ansi\\ansicpg1252\\deff0{info}\\pard {body}{note}}}".encode()


def book(numbers: Sequence[int]) -> bytes:
    chapters = {f"{n}.xhtml": office.chapter(title(n), paragraphs(n)) for n in numbers}
    return office.book(chapters, metadata="<dc:title>The book of Wren</dc:title>")


def outlook(number: int) -> bytes:
    texts = {
        "0037": title(number),
        "1000": "\r\n\r\n".join(paragraphs(number)),
        "0042": "Ada Quill",
    }
    return office.compound(office.outlook(texts, [office.attachment("a.txt", text(number + 1))]))


def crawl(numbers: Sequence[int]) -> bytes:
    return b"".join(office.fetched(f"https://wren.example/{n}", html(n)) for n in numbers)


def saved_page(number: int) -> bytes:
    head = f"Snapshot-Content-Location: https://wren.example/{number}\nSubject: A page\n"
    kind = 'Content-Type: multipart/related; type="text/html"; boundary="b"\n\n--b\n'
    return f"{head}{kind}Content-Type: text/html\n\n".encode() + html(number) + b"\n--b--\n"


def bomb(megabytes: int) -> bytes:
    """Return a gzip file that unpacks to so many megabytes of nothing."""
    return gzip.compress(bytes(1 << 20), compresslevel=9) * megabytes


def subtitles(number: int) -> bytes:
    """Return subtitles of two lines each."""
    lines = textwrap.wrap(" ".join(paragraphs(number)), 38)
    cues = ["\n".join(lines[at : at + 2]) for at in range(0, len(lines), 2)]
    return "\n".join(
        f"{n}\n00:{n:02}:01,000 --> 00:{n:02}:59,500\n{cue}\n" for n, cue in enumerate(cues, 1)
    ).encode()


def news_item(number: int) -> bytes:
    """Return a story in NITF, as an agency sends it."""
    body = "".join(f"<p>{text}</p>" for text in paragraphs(number))
    return (
        f"<?xml version='1.0'?><nitf><head><docdata><date.issue norm='20211105T143000Z'/></docdata>"
        f"<pubdata name='Wren Wire'/></head><body><body.head><hedline><hl1>{title(number)}</hl1>"
        "</hedline><byline>By <person>Ada Quill</person></byline></body.head><body.content>"
        f"<block>{body}</block></body.content></body></nitf>"
    ).encode()


FILES: dict[str, bytes] = {
    "a.html": html(1),
    "a.pdf": pdf(1),
    "a.docx": word(1),
    "a.md": markdown(1),
    "a.txt": text(1),
    "a.eml": mail(1),
    "a.mbox": mailbox([1, 2]),
    "a.rss": rss([1, 2]),
    "a.atom": atom([1, 2]),
    "a.jsonl": lines([1, 2]),
    "a.json": json.dumps([record(1), record(2)]).encode(),
    "a.csv": table([1, 2]),
    "b.csv": table([1, 2]).replace(b",", b";").replace(b'"', b'\\"', 2),
    "a.tsv": table([1, 2]).replace(b",", b"\t").replace(b'"', b"", 1),
    "b.json": json_feed([1, 2]),
    "b.rss": rss([1, 2]).replace(b"<![CDATA[", b"&lt;![CDATA[").replace(b"]]>", b"]]&gt;"),
    "b.md": toml(1),
    "c.md": markdown(1).replace(b"title: ", b"title: a: "),
    "d.txt": text(1).decode().replace("The", "Thé").encode("cp1252"),
    "c.txt": b"SECTION: Local\nTITLE: Reopened\nDATE: 2021-11-05\n\n" + text(1),
    "a.jsonl.gz": gzip.compress(lines([1, 2])),
    "b.pdf": columns(1),
    "b.docx": edited(1),
    "b.eml": letter(1),
    "b.txt": "\n".join(textwrap.fill(p, 60) for p in paragraphs(1)).encode(),
    "a.xlsx": workbook([1, 2]),
    "a.pptx": presentation(1),
    "a.doc": office.old_word("\r".join([title(1), *paragraphs(1), ""])),
    "a.srt": subtitles(1),
    "a.xml": news_item(1),
    "a.odt": open_text(1),
    "a.rtf": rich_text(1),
    "a.epub": book([1, 2]),
    "a.msg": outlook(1),
    "a.warc": crawl([1, 2]),
    "a.mhtml": saved_page(1),
    "a.tar": office.tarred({"a.txt": text(1), "b.txt": text(2)}),
    "a.txt.bz2": bz2.compress(text(1)),
    "a.txt.xz": lzma.compress(text(1)),
    "a.zip": packed({"a.html": html(1), "b.pdf": pdf(2)}),
}
"""A valid file of each format, to be damaged. None of .xls: a damaged one may end the process that
reads it, for calamine follows chains of sectors that have no end."""
