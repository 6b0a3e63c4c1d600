"""All that a mail says is read: whichever part it is in, whatever stands beside it."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import PurePosixPath

import making
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import formats, mailbox
from index.readers.content import Record

HEAD = (
    "From: Ada Quill <ada@wren.example>\nSubject: Two ships\n"
    "Date: Fri, 05 Nov 2021 14:30:00 +0100\nMIME-Version: 1.0\n"
)
LATE = "The night boat was late again on Thursday, and the harbour office does not say why."
SOLD = "Two of the five ships will be sold before the spring, among them the Petrel of 1979."
PLAIN, HTML = "text/plain; charset=utf-8", "text/html; charset=utf-8"
QUOTED = "Content-Transfer-Encoding: quoted-printable"
PAGE = f"<p>{LATE}</p><p>{SOLD}</p>"


def part(kind: str, body: str, *headers: str) -> str:
    return "\n".join([f"Content-Type: {kind}", *headers, "", body])


def multipart(kind: str, *parts: str) -> str:
    edge = f"edge-{kind}-{len(parts)}-{len(''.join(parts))}"
    body = "".join(f"--{edge}\n{each}\n" for each in parts)
    return f'Content-Type: multipart/{kind}; boundary="{edge}"\n\n{body}--{edge}--\n'


def read(data: str | bytes, name: str = "a.eml") -> tuple[str, list[Record]]:
    """Return the text of a mail in one line, and what was left out of it."""
    given_ = data.encode() if isinstance(data, str) else data
    first, *rest = formats.read(given_, PurePosixPath(name), formats.Reading())
    assert first.content is not None, first.reason
    return " ".join(first.content.text.split()), rest


PICTURE = part(
    'image/png; name="map.png"',
    "iVBORw0KGgo=",
    "Content-Transfer-Encoding: base64",
    "Content-Disposition: inline",
)
REPORT = part('application/x-plan; name="r.plan"', "aaaa", "Content-Disposition: attachment")
BOTH = multipart("alternative", part(PLAIN, f"{LATE}\n\n{SOLD}"), part(HTML, PAGE))
INSIDE = "From: Bo <bo@wren.example>\nSubject: A letter\n" + part(PLAIN, SOLD)
NOTICE = (
    "Ihr Programm kann diesen Rundbrief leider nicht so darstellen, wie wir ihn gestaltet haben."
    " Lesen Sie ihn bitte im Netz unter der Adresse https://wren.example/briefe/7 oder erlauben"
    " Sie HTML in den Einstellungen."
)

WHOLE = {
    "both": BOTH,
    "blank plain": multipart("alternative", part(PLAIN, " \n\n"), part(HTML, PAGE)),
    "notice": multipart("alternative", part(PLAIN, "View this mail online."), part(HTML, PAGE)),
    "long notice": multipart("alternative", part(PLAIN, NOTICE), part(HTML, PAGE)),
    "teaser": multipart("alternative", part(PLAIN, LATE), part(HTML, PAGE)),
    "HTML first": multipart("alternative", part(HTML, PAGE), part(PLAIN, "-")),
    "related": multipart("related", part(HTML, PAGE), PICTURE),
    "in each other": multipart(
        "alternative", part(PLAIN, ""), multipart("related", part(HTML, PAGE))
    ),
    "signed": multipart(
        "signed", part(PLAIN, f"{LATE}\n{SOLD}"), part("application/pgp-signature", "x")
    ),
    "two texts": multipart("mixed", part(PLAIN, LATE), part(PLAIN, SOLD)),
    "two pages": multipart("mixed", part(HTML, f"<p>{LATE}</p>"), part(HTML, f"<p>{SOLD}</p>")),
    "attached text": multipart(
        "mixed", part(PLAIN, LATE), part(PLAIN, SOLD, "Content-Disposition: attachment")
    ),
    "forwarded": multipart("mixed", part(PLAIN, LATE), part("message/rfc822", INSIDE)),
    "digest": multipart("digest", f"\n{HEAD}{part(PLAIN, LATE)}", f"\n{HEAD}{part(PLAIN, SOLD)}"),
    "no boundary": f"Content-Type: multipart/mixed\n\n{LATE}\n{SOLD}",
}


@pytest.mark.parametrize("what", WHOLE)
def test_every_text_of_a_mail_is_read_once(what: str) -> None:
    text, left_out = read(HEAD + WHOLE[what])
    assert (text.count(LATE), text.count(SOLD)) == (1, 1)
    assert not left_out


def test_what_is_no_text_is_left_out_with_its_reason_and_the_rest_is_read() -> None:
    text, left_out = read(
        HEAD + multipart("mixed", part(PLAIN, LATE), PICTURE, REPORT, part(PLAIN, SOLD))
    )
    assert text == f"{LATE} {SOLD}"
    assert [record.name for record in left_out] == ["map.png", "r.plan"]
    assert "it is a picture" in left_out[0].reason
    assert "attachment is not read" in left_out[1].reason


def test_a_letter_inside_says_who_wrote_it() -> None:
    text, _ = read(HEAD + WHOLE["forwarded"])
    assert "Subject: A letter From: Bo <bo@wren.example>" in text


@pytest.mark.parametrize(
    ("declared", "data", "text"),
    [
        ("iso-8859-1", b"a \x93boat\x94 \x96 5 \x80", "a “boat” – 5 €"),
        ("us-ascii", "Fähre".encode(), "Fähre"),
        ("iso-8859-1", "Fähre".encode(), "Fähre"),
        ("x-unknown", "Fähre".encode(), "Fähre"),
        ("iso-2022-jp", "港は閉まった".encode("iso-2022-jp"), "港は閉まった"),
        ("gb2312", "朱镕基到港".encode("gbk"), "朱镕基到港"),
        ("koi8-r", "Паром опоздал".encode("koi8-r"), "Паром опоздал"),
    ],
)
def test_bytes_are_the_characters_that_are_meant(declared: str, data: bytes, text: str) -> None:
    assert read(f"{HEAD}{part(f'text/plain; charset={declared}', '')}\n".encode() + data)[0] == text


@pytest.mark.parametrize("sender", ["Ada Quill <a@wren.example>", "a@wren.example (Ada Quill)"])
def test_a_mail_is_one_whatever_its_file_is_called(sender: str) -> None:
    head = HEAD.replace("Ada Quill <ada@wren.example>", sender)
    letter = f"Received: from wren by sea\n\tat noon\n{head}"
    for name in ("1", "letter.txt", "inbox"):
        body = part("text/plain; charset=utf-8", "Gr=C3=BC=C3=9Fe", QUOTED)
        (found,) = formats.read((letter + body).encode(), PurePosixPath(name), formats.Reading())
        assert found.content
        assert (found.content.text, found.content.author) == ("Grüße", "Ada Quill")
    box = f"From ada@wren.example Fri Nov  5 14:30:00 2021\n{letter}\n{LATE}\n"
    (found,) = formats.read(box.encode(), PurePosixPath("Inbox"), formats.Reading())
    assert found.content and found.content.text.strip() == LATE


def test_a_text_with_a_few_lines_like_those_of_a_mail_is_none() -> None:
    text = f"From: Ada Quill\nSubject: Two ships\nDate: 2021-11-05\n\n{LATE}\n"
    assert mailbox.kind_of(text.encode()) == ""
    assert mailbox.kind_of(b"Received: my thanks.\n\nFrom: here on\nSubject: to nothing\n") == ""


def test_headers_with_bytes_that_nothing_declares_are_read() -> None:
    (record,) = formats.read(
        f"From: Jörg <j@wren.example>\nSubject: Die Fähre\n\n{LATE}".encode(),
        PurePosixPath("a.eml"),
        formats.Reading(),
    )
    assert record.content is not None
    assert (record.content.title, record.content.author) == ("Die Fähre", "Jörg")


def test_a_flowed_mail_and_a_quoted_one_have_whole_sentences() -> None:
    words = LATE.split()
    flowed = " \n".join(words)
    assert read(HEAD + part(f"{PLAIN}; format=flowed", flowed))[0] == LATE
    quoted = "Bo wrote:\n" + "".join(f"> {word}\n" for word in words)
    assert read(HEAD + part(PLAIN, quoted))[0] == f"Bo wrote: {LATE}"


def box(*bodies: str, separator: str = "From ada@wren.example Fri Nov  5 14:30:00 2021") -> bytes:
    mails = (
        f"{separator}\n{HEAD}Message-ID: <{n}@x>\n\n{body}\n\n" for n, body in enumerate(bodies)
    )
    return "".join(mails).encode()


SEPARATORS = (
    "From ada@wren.example Fri Nov  5 14:30:00 2021",
    "From - Fri Nov  5 14:30:00 2021",
    "From 1715@xxx Fri Nov 05 14:30:00 +0000 2021",
    "From ada at wren.example  Fri Nov  5 14:30:00 CET 2021",
    "From ada@wren.example",
)
LINES = (
    "From what one hears, two ships are sold.",
    "From Friday 5 November 2021 at 14:30 on, the night boat is cancelled.",
    "From here on: nothing.",
    ">From the harbour nothing is heard.",
)


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("before", ["", "It rains.\n", "It rains.\n\n"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_line_of_a_letter_that_begins_with_from_ends_nothing(
    separator: str, line: str, before: str, ends: str
) -> None:
    data = box(f"{before}{line}\n{LATE}", SOLD, separator=separator)
    found = [*mailbox.split(data.replace(b"\n", ends.encode()))]
    assert len(found) == 2
    assert line.removeprefix(">").encode() in found[0]
    assert LATE.encode() in found[0]


def test_the_length_that_a_letter_gives_is_believed_where_it_is_right() -> None:
    pasted = f"Look:\n\n{SEPARATORS[0]}\nFrom: Bo\nSubject: Pasted\n\n{LATE}"
    for length, count in ((len(pasted) + 1, 2), (3, 3)):
        first = f"{SEPARATORS[0]}\n{HEAD}Content-Length: {length}\n\n{pasted}\n\n".encode()
        assert len([*mailbox.split(first + box(SOLD))]) == count


@given(st.lists(st.text(alphabet="From >a:\n", max_size=60), min_size=1, max_size=4))
def test_letters_come_back_as_they_were_put_in(bodies: list[str]) -> None:
    def quoted(body: str) -> str:  # as mboxrd does
        lines = body.split("\n")
        return "\n".join(f">{x}" if x.lstrip(">").startswith("From ") else x for x in lines)

    found = [*mailbox.split(box(*map(quoted, bodies)))]
    assert [each.decode().partition("\n\n")[2] for each in found] == [f"{b}\n\n" for b in bodies]


def test_parts_that_were_left_out_of_a_mailbox_bear_the_name_of_their_letter() -> None:
    message = EmailMessage()
    message["Message-ID"] = "<7@wren.example>"
    message["Subject"] = "Two ships"
    message.set_content(LATE)
    message.add_attachment(b"%PLN", maintype="application", subtype="x-plan", filename="r.plan")
    data = f"{SEPARATORS[0]}\n".encode() + message.as_bytes() + b"\n" + making.mailbox([2])
    records = [*formats.read(data, PurePosixPath("a.mbox"), formats.Reading())]
    assert [record.name for record in records] == [
        *("7@wren.example", "7@wren.example#r.plan", "2@wren.example"),
    ]


def test_attachments_are_articles_that_name_their_mail() -> None:
    message = EmailMessage()
    message["Subject"] = "Two ships"
    message["From"] = "Ada Quill <ada@wren.example>"
    message["Date"] = "Fri, 05 Nov 2021 14:30:00 +0100"
    message.set_content(LATE)
    parts = {
        "report.docx": making.word(1),
        "rows.csv": making.table([2]),
        "all.zip": making.packed({"a.pdf": making.pdf(3)}),
    }
    for name, data in parts.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    message.add_attachment(making.rich_text(4), maintype="text", subtype="rtf")  # without a name
    first, *others = formats.read(message.as_bytes(), PurePosixPath("a.eml"), formats.Reading())
    assert first.content is not None
    assert first.content.text.strip() == LATE
    assert [record.name for record in others] == [
        *("report.docx", "rows.csv#w2", "all.zip#a.pdf", "text/rtf"),
    ]
    contents = [record.content for record in others if record.content]
    assert [content.title for content in contents] == [
        f"{making.title(number)} (in “Two ships”)" for number in (1, 2, 3, 4)
    ]
    report, rows, *_ = contents
    # What an attachment does not say of itself, its mail does.
    assert (report.date, report.date_from) == ("Fri, 05 Nov 2021 14:30:00 +0100", "mail")
    assert (report.source, report.author) == ("wren.example", "Ada Quill")
    assert (rows.date, rows.date_from) == ("2021-11-05", "metadata")


def test_an_attachment_without_text_is_no_article_for_its_name() -> None:
    message = EmailMessage()
    message["Subject"] = "Two ships"
    message.set_content(LATE)
    message.add_attachment(b"a,b\n", maintype="text", subtype="csv", filename="a.csv")
    blank = making.packed({"word/document.xml": b"<document><body/></document>"})
    message.add_attachment(blank, maintype="application", subtype="x", filename="b.docx")
    first, *others = formats.read(message.as_bytes(), PurePosixPath("a.eml"), formats.Reading())
    assert first.content is not None
    assert all(not (each.content and each.content.title) for each in others)


def test_an_attachment_that_is_broken_or_locked_costs_nothing_else() -> None:
    message = EmailMessage()
    message["Subject"] = "Two ships"
    message.set_content(LATE)
    for name, data in {"a.pdf": making.locked_pdf(), "b.docx": making.word(1)[:900]}.items():
        message.add_attachment(data, maintype="application", subtype="x", filename=name)
    text, left_out = read(message.as_bytes())
    assert text == LATE
    assert [record.name for record in left_out] == ["a.pdf", "b.docx"]
    assert ["encrypted" in left_out[0].reason, "damaged" in left_out[1].reason] == [True, True]
