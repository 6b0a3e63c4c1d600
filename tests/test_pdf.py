"""The text of a PDF is read as a reader would: columns, pages and divided words put together."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path, PurePosixPath

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from index.readers import formats, pdf_paragraphs
from index.readers.content import Content, Record
from index.readers.pdf_columns import in_order
from index.readers.pdf_lines import Line

HARBOUR = (
    "The ferry company of Norwick said on Friday that it will sell two of its five ships, because"
    " the bridge over the sound takes away more passengers than anybody had thought possible."
)
MAYOR = (
    "The mayor of the island asked the government to keep at least the night boat alive, since the"
    " bridge closes whenever the wind blows harder than twenty metres a second from the west."
)
PILOT = (
    "An old pilot said that the bridge would be closed on half of the days of the winter, and that"
    " nobody who has ever crossed the sound in a storm would have built it where it stands now."
)
LEFT, TOP, LEAD = 50.0, 80.0, 12.0


class Pages(FPDF):
    """A document on which lines are put where they should be, in points from the top left."""

    def __init__(self, size: float = 10) -> None:
        super().__init__(unit="pt", format="A4")
        self.usual = size
        self.add_page()

    def put(self, x: float, y: float, text: str, size: float = 0) -> None:
        self.set_font("times", size=size or self.usual)
        self.text(x, y, text)

    def column(
        self, x: float, lines: Iterable[str], top: float = TOP, size: float = 0, lead: float = LEAD
    ) -> float:
        """Put lines below each other; return where the next one would be."""
        for line in lines:
            self.put(x, top, line, size)
            top += lead
        return top

    def wrapped(self, text: str, width: float, size: float = 0) -> list[str]:
        """Return a text in lines, as wide as they may be."""
        self.set_font("times", size=size or self.usual)
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if self.get_string_width(longer) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def read(self) -> Content:
        return content(self.records())

    def records(self) -> list[Record]:
        return records(bytes(self.output()))


def records(data: bytes) -> list[Record]:
    return [*formats.read(data, PurePosixPath("a.pdf"), formats.Reading())]


def content(found: Sequence[Record]) -> Content:
    assert found[0].content is not None, found[0].reason
    return found[0].content


def paragraphs(found: Content) -> list[str]:
    return found.text.split("\n\n")


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from([9, 10, 12]), st.sampled_from([14, 24]))
def test_columns_are_read_one_after_the_other_in_whatever_order_they_were_drawn(
    rng: random.Random, size: int, gutter: int
) -> None:
    page = Pages(size)
    width = (495 - gutter) / 2
    columns = [page.wrapped(text, width) for text in (f"{HARBOUR} {MAYOR}", f"{PILOT} {HARBOUR}")]
    pieces = [
        (LEFT + number * (width + gutter), TOP + LEAD * at, line)
        for number, lines in enumerate(columns)
        for at, line in enumerate(lines)
    ]
    order = rng.choice(["row", "column", "any"])
    if order == "row":
        pieces.sort(key=lambda piece: piece[1])
    elif order == "any":
        rng.shuffle(pieces)
    for x, y, line in pieces:
        page.put(x, y, line)
    assert page.read().text.replace("\n\n", " ") == f"{HARBOUR} {MAYOR} {PILOT} {HARBOUR}"


def test_many_narrow_columns_below_a_headline_are_read_one_after_the_other() -> None:
    page = Pages(8)
    page.put(LEFT - 10, TOP - 20, "Two ships of the five", 22)
    columns = [
        [*page.wrapped(one, 88), "", *page.wrapped(other, 88)]
        for one, other in ((HARBOUR, MAYOR), (PILOT, MAYOR), (MAYOR, HARBOUR), (PILOT, HARBOUR))
    ]
    for at, row in enumerate(zip_longest(*columns, fillvalue="")):
        for number, line in enumerate(row):
            page.put(LEFT - 10 + number * 110, TOP + at * 9.6, line)
    found = page.read()
    whole = " ".join(" ".join(filter(None, lines)) for lines in columns)
    assert (found.title, whole in found.text.replace("\n\n", " ")) == (
        "Two ships of the five",
        True,
    )


@pytest.mark.parametrize("offset", [0, 4])
@pytest.mark.parametrize("side", ["left", "right"])
def test_what_stands_beside_a_text_does_not_get_into_it(side: str, offset: float) -> None:
    page = Pages()
    main = page.wrapped(f"{HARBOUR} {MAYOR} {PILOT}", 330)
    facts = ["Built: 1979", "Length: ninety metres", "Cars: 120", "Crew: eleven", "Name: Petrel"]
    text_at, facts_at = (200.0, LEFT) if side == "left" else (LEFT, 410.0)
    for number, (line, fact) in enumerate(zip_longest(main, facts, fillvalue="")):
        page.put(text_at, TOP + LEAD * number, line)
        if fact:
            page.put(facts_at, TOP + LEAD * number + offset, fact, 8)
    text = page.read().text
    assert f"{HARBOUR} {MAYOR} {PILOT}" in " ".join(text.split())
    assert all(fact in text for fact in facts)


def test_cells_of_a_table_stay_in_their_rows() -> None:
    page = Pages()
    top = page.column(LEFT, page.wrapped(HARBOUR, 400)) + 10
    for name, cars in (("Ship", "Cars"), ("Petrel", "120"), ("Kittiwake", "204")):
        page.put(LEFT, top, name)
        page.put(LEFT + 120, top, cars)
        top += LEAD
    page.column(LEFT, page.wrapped(MAYOR, 400), top + 10)
    assert paragraphs(page.read()) == [HARBOUR, "Ship | Cars\nPetrel | 120\nKittiwake | 204", MAYOR]


@pytest.mark.parametrize("size", [7, 8, 10])
def test_a_note_does_not_cut_the_sentence_that_goes_on_overleaf(size: float) -> None:
    page = Pages()
    lines = page.wrapped(f"{HARBOUR} {PILOT}", 400)
    page.column(LEFT, page.wrapped(MAYOR, 400))
    page.column(LEFT, lines[:3], TOP + 60)
    page.put(LEFT, 780, "1 Minutes of the council, May 2021.", size)
    page.put(300, 820, "7")
    page.add_page()
    page.column(LEFT, lines[3:])
    page.put(LEFT, 780, "2 Letter to the clerk.", size)
    page.put(300, 820, "8")
    found = page.read()
    assert paragraphs(found) == [
        *(
            MAYOR,
            "1 Minutes of the council, May 2021.",
            f"{HARBOUR} {PILOT}",
            "2 Letter to the clerk.",
        ),
    ]
    assert found.text[found.pages[1] :].startswith(lines[3])


def test_a_note_right_below_a_divided_word_does_not_get_into_it() -> None:
    page = Pages(11)
    lines = page.wrapped(f"{HARBOUR} {PILOT}", 400)
    lines[1:2] = [f"{lines[1].rpartition(' ')[0]} some-", f"body {lines[1].rpartition(' ')[2]}"]
    end = page.column(LEFT, lines[:2], lead=13.5)
    page.put(LEFT + 8, end + 5, "1Minutes of the council.", 9)
    page.add_page()
    page.column(LEFT, lines[2:], lead=13.5)
    text = page.read().text
    assert "somebody" in text
    assert "1Minutes of the council." in text.split("\n\n")


def test_the_raised_number_of_a_note_does_not_divide_its_line() -> None:
    page = Pages()
    page.put(LEFT, TOP - 30, "Two ships of five", 18)
    for number, line in enumerate(page.wrapped(f"{HARBOUR} {MAYOR} {PILOT}", 330)):
        at, top = LEFT, TOP + LEAD * number
        before, stop, after = line.partition(". ")
        page.put(at, top, before + stop.strip())
        if stop:
            at += page.get_string_width(f"{before}.")
            page.put(at, top - 4, "1", 6)
            page.put(at + 3, top, f" {after}")
    assert f"{HARBOUR}1 {MAYOR}1 {PILOT}" in page.read().text


@pytest.mark.parametrize("pages", [2, 3, 5])
@pytest.mark.parametrize("y", [40, 810])
def test_heads_and_feet_of_pages_are_left_out(pages: int, y: float) -> None:
    page = Pages()
    for number in range(pages):
        if number:
            page.add_page()
        page.put(LEFT, y, "The Daily Wren", 8)
        page.put(300, y, f"Page {number + 1} of {pages}", 8)
        page.column(LEFT, page.wrapped((HARBOUR, MAYOR, PILOT)[number % 3], 400))
    text = page.read().text
    assert paragraphs(page.read()) == [(HARBOUR, MAYOR, PILOT)[n % 3] for n in range(pages)]
    assert "Wren" not in text


@pytest.mark.parametrize("pages", [1, 3])
@pytest.mark.parametrize(
    ("above", "below"),
    [
        (("11/26/26, 5:48 AM", "Two ships - The Daily Wren"), ("https://wren.example/2", "{}/{}")),
        (
            ("Two ships - The Daily Wren", "https://wren.example/2"),
            ("{} von {}", "26.11.2026, 05:48"),
        ),
    ],
)
def test_what_a_browser_prints_around_a_page_is_left_out(
    pages: int, above: Sequence[str], below: Sequence[str]
) -> None:
    page = Pages()
    for number in range(pages):
        if number:
            page.add_page()
        page.column(LEFT, page.wrapped((HARBOUR, MAYOR, PILOT)[number], 400))
        for y, both in ((24, above), (825, below)):
            for x, text in zip((24, 380), both, strict=True):
                page.put(x, y, text.format(number + 1, pages), 8)
    assert paragraphs(page.read()) == [HARBOUR, MAYOR, PILOT][:pages]


def test_a_head_right_above_the_text_is_left_out_on_two_pages() -> None:
    page = Pages()
    for number, text in enumerate((HARBOUR, f"{MAYOR} {PILOT}")):
        if number:
            page.add_page()
        page.put(LEFT, TOP, "The Daily Wren, autumn")
        page.column(LEFT, page.wrapped(text, 300), TOP + LEAD)
    assert paragraphs(page.read()) == [HARBOUR, f"{MAYOR} {PILOT}"]


def test_a_short_page_does_not_keep_its_head() -> None:
    page = Pages()
    for number in range(4):
        if number:
            page.add_page()
        page.put(LEFT, 40, f"The Daily Wren {number + 7}" if number % 2 else f"{number + 7} May")
        page.column(LEFT, page.wrapped(PILOT if number > 1 else f"{PILOT} {MAYOR}", 490))
        page.put(LEFT, TOP + 200, f"Price: {number} crowns.")
        page.put(LEFT, TOP + 500, "Sold in all ports.")
    text = page.read().text
    assert "Wren" not in text
    assert "May" not in text


def test_heads_that_name_chapters_are_left_out_and_titles_of_slides_are_not() -> None:
    for size, is_head in ((10, True), (24, False)):
        page = Pages()
        for number, name in enumerate("Tides Ships Pilots Storms Bridges".split()):
            if number:
                page.add_page()
            page.put(LEFT, 40, f"{name} of the sound", size)
            page.column(LEFT, page.wrapped(f"{HARBOUR} {MAYOR} {PILOT}", 300), TOP + 20)
        assert ("Tides of the sound" not in page.read().text) is is_head


def test_a_sign_taller_than_the_title_is_none() -> None:
    page = Pages()
    page.put(400, 40, "M", 40)
    page.put(LEFT, TOP - 20, "Two ships of five", 18)
    page.column(LEFT, page.wrapped(f"{HARBOUR} {MAYOR}", 300))
    assert page.read().title == "Two ships of five"


def test_a_title_that_the_heads_repeat_stays() -> None:
    page = Pages()
    page.put(LEFT, 50, "Two ships of five", 22)
    for number, text in enumerate((HARBOUR, MAYOR, PILOT)):
        if number:
            page.add_page()
            page.put(LEFT, 40, "Two ships of five", 8)
        page.column(LEFT, page.wrapped(text, 200))
    found = page.read()
    assert (found.title, found.text.count("Two ships")) == ("Two ships of five", 1)


@pytest.mark.parametrize("angle", [0, 45, 90])
@pytest.mark.parametrize("first", [False, True])
def test_a_watermark_is_neither_text_nor_title(angle: int, first: bool) -> None:
    page = Pages()
    page.put(LEFT, TOP - 30, "Two ships of five", 18)

    def mark() -> None:
        with page.rotation(angle, 300, 200):
            page.put(120, 150, "DRAFT COPY", 60)

    if first:
        mark()
    page.column(
        LEFT, [line for text in (HARBOUR, MAYOR, PILOT) for line in page.wrapped(text, 300)]
    )
    if not first:
        mark()
    found = page.read()
    assert found.title == "Two ships of five"
    assert "DRAFT" not in found.text
    assert f"{HARBOUR} {MAYOR} {PILOT}" in found.text.replace("\n\n", " ")


@pytest.mark.parametrize(("x", "every"), [(30, 1), (30, 5), (500, 1)])
def test_numbers_of_lines_are_left_out(x: float, every: int) -> None:
    page = Pages()
    for number, line in enumerate(page.wrapped(f"{HARBOUR} {MAYOR} {PILOT}", 400), 1):
        page.put(LEFT, TOP + 16 * number, line)
        if number % every == 0:
            page.put(x, TOP + 16 * number, str(number))
    assert page.read().text == f"{HARBOUR} {MAYOR} {PILOT}"


@pytest.mark.parametrize("x", [500, LEFT])
def test_numbers_of_lines_are_left_out_beside_that_of_the_page_and_below_the_last_line(
    x: float,
) -> None:
    page = Pages()
    text = f"{HARBOUR} {MAYOR} {PILOT}"
    said = iter(page.wrapped(text, 330))
    for number in (41, 42, 43):
        if number > 41:
            page.add_page()
        page.put(x, 40, str(number))
        for at in range(1, 11):
            page.put(LEFT, TOP + 25 * at, f"{at:>2}")
            page.put(LEFT + 40, TOP + 25 * at, next(said, ""))
    assert page.read().text.replace("\n\n", " ") == text


def test_a_list_with_numbers_keeps_them() -> None:
    page = Pages()
    ships = [
        f"{number} {name}" for number, name in enumerate("Petrel Auk Tern Gull Skua".split(), 1)
    ]
    page.column(LEFT, ships)
    assert all(ship in page.read().text for ship in ships)


def test_pages_without_text_are_left_out_with_a_reason_and_blank_ones_without() -> None:
    page = Pages()
    page.column(LEFT, page.wrapped(HARBOUR, 300))
    for _ in range(2):
        page.add_page()
        page.rect(50, 50, 300, 300, style="F")
    page.add_page()
    page.add_page()
    page.column(LEFT, page.wrapped(MAYOR, 300))
    article, left_out = page.records()
    assert paragraphs(content([article])) == [HARBOUR, MAYOR]
    assert (left_out.name, "--ocr" in left_out.reason) == ("pages 2-3", True)


def test_a_stamp_on_a_picture_of_a_page_does_not_hide_that_it_is_not_read() -> None:
    page = Pages()
    page.column(LEFT, page.wrapped(HARBOUR, 300))
    for width in (page.w, 100):
        page.add_page()
        page.image(Image.new("L", (20, 30), 200), 0, 0, width)
        page.put(LEFT, 800, "Scanned with PagePal", 8)
    article, left_out = page.records()
    assert content([article]).text.startswith(HARBOUR)
    assert (left_out.name, "picture" in left_out.reason) == ("page 2", True)


@pytest.mark.parametrize(("initial", "rest"), [("T", "he ferry"), ("A", " ferry"), ("«A", "ll of")])
def test_a_large_first_letter_belongs_to_its_word(initial: str, rest: str) -> None:
    page = Pages()
    page.put(LEFT, TOP - 30, "Two ships of five", 18)
    lines = page.wrapped(rest.strip() + HARBOUR.removeprefix("The ferry"), 380)
    page.put(LEFT, TOP + 20, initial, 40)
    page.column(LEFT + page.get_string_width(initial) + 5, lines[:2])
    page.column(LEFT, [*lines[2:], *page.wrapped(f"The old ferry. {MAYOR}", 400)], TOP + 24)
    found = page.read()
    assert f"{initial}{rest}{HARBOUR.removeprefix('The ferry')}" in " ".join(paragraphs(found))
    assert found.title == "Two ships of five"


def test_an_embedded_file_is_left_out_with_a_reason() -> None:
    page = Pages()
    page.column(LEFT, page.wrapped(HARBOUR, 300))
    page.embed_file(bytes=b"one", basename="notes.txt")
    _, left_out = page.records()
    assert (left_out.name, "embedded" in left_out.reason) == ("notes.txt", True)


def divided(page: Pages, text: str, width: float) -> list[str]:
    """Return a text in lines, words divided wherever one of them is too long for its line."""
    lines = [""]
    for word in text.split():
        if page.get_string_width(f"{lines[-1]} {word}") <= width:
            lines[-1] = f"{lines[-1]} {word}".strip()
        elif word.isalpha() and len(word) > 6:
            lines[-1] = f"{lines[-1]} {word[:3]}-".strip()
            lines.append(word[3:])
        else:
            lines.append(word)
    return lines


@pytest.mark.parametrize("width", [200, 300, 420])
@pytest.mark.parametrize("apart", ["gap", "indent"])
@pytest.mark.parametrize("lead", [LEAD, 2 * LEAD])
def test_divided_words_are_mended_and_begin_no_paragraph(
    width: float, apart: str, lead: float
) -> None:
    page = Pages()
    page.set_font("times", size=10)
    top = TOP
    for text in (f"{HARBOUR} {MAYOR}", f"{PILOT} {HARBOUR}"):
        first, *rest = divided(page, text, width)
        page.put(LEFT + (15 if apart == "indent" else 0), top, first)
        top = page.column(LEFT, rest, top + lead, lead=lead)
        top += lead if apart == "gap" else 0
    assert paragraphs(page.read()) == [f"{HARBOUR} {MAYOR}", f"{PILOT} {HARBOUR}"]


@pytest.mark.parametrize(
    ("accent", "letter", "whole"),
    [
        ("\xb4", "e", "é"),
        ("\xa8", "u", "ü"),
        ("\xaf", "a", "ā"),
        ("\xb8", "c", "ç"),
        ("`", "a", "à"),
    ],
)
def test_an_accent_that_stands_over_its_letter_is_part_of_it(
    accent: str, letter: str, whole: str
) -> None:
    page = Pages()
    page.put(LEFT, TOP, f"Ships of Norw{accent}")
    at = LEFT + page.get_string_width("Ships of Norw")
    page.put(at, TOP, f"{letter}ck sail; it\xb4s said so.")
    assert page.read().text == f"Ships of Norw{whole}ck sail; it\xb4s said so."


def lines(*texts: str) -> list[Line]:
    return [Line(text, 50, 400, 700 - 12 * at, 10) for at, text in enumerate(texts)]


def test_a_word_keeps_the_hyphen_that_it_has_elsewhere() -> None:
    page = lines(
        "It was an investi-", "gation of a well-", "known bed.", "Well-known it was, and self-"
    )
    text, _ = pdf_paragraphs.joined([[*page, *lines("made.")]])
    assert text.startswith("It was an investigation of a well-known bed. Well-known it was")
    assert text.endswith("self-made.")


def test_a_paragraph_goes_on_over_the_end_of_a_page() -> None:
    text, pages = pdf_paragraphs.joined(
        [lines("The harbour is deep and the mu-"), lines("ssels are gone.")]
    )
    assert text == "The harbour is deep and the mussels are gone."
    assert text[pages[1] :] == "ssels are gone."
    text, pages = pdf_paragraphs.joined([lines("It ends."), [], lines("It begins.")])
    assert (text, [text[start:] for start in pages]) == (
        "It ends.\n\nIt begins.",
        ["It ends.\n\nIt begins.", "\n\nIt begins.", "It begins."],
    )


def font(letters: str, place: Path) -> Path:
    """Return a font in which each letter is a box."""
    pen = TTGlyphPen(None)
    for number, point in enumerate(((50, 0), (50, 600), (450, 600), (450, 0))):
        (pen.lineTo if number else pen.moveTo)(point)
    pen.closePath()
    glyph, names = pen.glyph(), {ord(c): f"u{ord(c):x}" for c in sorted(set(letters))}
    order = [".notdef", *names.values()]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupGlyf(dict.fromkeys(order, glyph))
    builder.setupHorizontalMetrics(dict.fromkeys(order, (500, 50)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Boxes", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200)
    builder.setupPost()
    builder.save(place / "boxes.ttf")
    return place / "boxes.ttf"


def written(place: Path, *blocks: tuple[float, Sequence[str]]) -> Content:
    """Return what is read of blocks of lines in the font of boxes, each with its size."""
    report = FPDF(unit="pt", format="A4")
    letters = "".join(line for _, each in blocks for line in each)
    report.add_font("boxes", fname=font(letters, place))
    report.add_page()
    top = TOP
    for size, each in blocks:
        report.set_font("boxes", size=size)
        for line in each:
            report.text(LEFT, top, line)
            top += 1.2 * size
        top += size
    return content(records(bytes(report.output())))


def test_a_rare_letter_does_not_flatten_its_page(tmp_path: Path) -> None:
    words = ["The sign \U0001d538 stands for any", "ship that is called \U0001f6a2 here."]
    rest = ["Yes, it is so.", "Or is it not?"]
    found = written(tmp_path, (20, ["Two ships"]), (10, words), (10, rest))
    assert found.title == "Two ships"
    assert paragraphs(found)[:2] == ["Two ships", " ".join(words)]


@pytest.mark.parametrize("hyphen", ["-", "\u2010", "\u00ad"])
def test_any_hyphen_divides_a_word(hyphen: str, tmp_path: Path) -> None:
    halves = [f"Nobody on the board of the har{hyphen}", "bour has spoken against it."]
    found = written(tmp_path, (10, halves))
    assert found.text == "Nobody on the board of the harbour has spoken against it."


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_page_that_lies_on_its_side_is_read_like_any_other(degrees: int) -> None:
    page = Pages()
    with page.rotation(degrees, 297, 300):
        top = page.column(LEFT, page.wrapped(HARBOUR, 400), 200)
        page.column(LEFT, page.wrapped(MAYOR, 400), top + 10)
    assert paragraphs(page.read()) == [HARBOUR, MAYOR]


def row(y: float, *words: tuple[float, str], end: float) -> Line:
    """Return a line with gaps between words that begin at some places."""
    ends = [x + 5.0 * len(text) for x, text in words[:-1]] + [end]
    parts = [Line(text, x, to, y, 10) for (x, text), to in zip(words, ends, strict=True)]
    whole = " ".join(part.text for part in parts)
    return Line(whole, parts[0].left, end, y, 10, tuple(parts) if len(parts) > 1 else ())


@pytest.mark.parametrize(("end", "is_table"), [(250, False), (220, True)])
def test_lines_that_gaps_make_as_wide_as_their_column_are_no_rows(end: int, is_table: bool) -> None:
    page = [
        row(88, (50, "The ferry company said on Friday"), end=250),
        row(76, (50, "and it sold three"), (155, "of all"), (205, "five old"), end=end),
        row(64, (50, "ships, for which a"), (155, "farm in"), (205, "the north"), end=end),
        row(52, (50, "of the island paid a high price."), end=250),
    ]
    assert any("|" in line.text for line in in_order(page)) == is_table


def test_a_story_below_columns_comes_after_all_of_them() -> None:
    page = Pages()
    page.put(LEFT, 60, "Ships are sold", 20)
    first, second, third = (page.wrapped(text, 150) for text in (HARBOUR, MAYOR, PILOT))
    lowest = max(page.column(LEFT + 170 * n, text) for n, text in enumerate((first, second, third)))
    page.put(LEFT, lowest + 20, "Pilot speaks", 16)
    for n in range(2):
        page.column(LEFT + 260 * n, page.wrapped(f"Then {n}. {PILOT}", 230), top=lowest + 40)
    text = content(records(bytes(page.output()))).text
    places = [text.index(each) for each in ("ferry company", "mayor", "old pilot", "Pilot speaks")]
    assert places == sorted(places)
    assert text.index("Pilot speaks") < text.index("Then 0") < text.index("Then 1")


FORM = """%PDF-1.7
1 0 obj <</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Annots[4 0 R 5 0 R 6 0 R]/Contents 7 0 R
/Resources<</Font<</F 8 0 R>>>>>> endobj
4 0 obj <</Type/Annot/Subtype/Widget/FT/Tx/T(a.town[0])/TU(Town)/V(Norwick)/Rect[9 9 99 29]>> endobj
5 0 obj <</Type/Annot/Subtype/FreeText/Contents(Seen by the pilot.)/Rect[9 50 99 70]>> endobj
6 0 obj <</Type/Annot/Subtype/Text/Contents(Is that so?)/Rect[9 90 99 99]>> endobj
7 0 obj <</Length 42>> stream
BT /F 12 Tf 50 300 Td (Where is it?) Tj ET
endstream endobj
8 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
trailer <</Root 1 0 R>>
"""


def test_what_was_typed_onto_a_page_is_read_and_remarks_are_said_to_be_left_out() -> None:
    found = records(FORM.encode())
    assert paragraphs(content(found)) == ["Where is it?", "Town: Norwick", "Seen by the pilot."]
    assert [(record.name, record.reason) for record in found[1:]] == [
        ("comments", "comments are not read")
    ]


def test_a_number_without_end_is_no_number_of_a_line() -> None:
    page = Pages(1)
    page.put(LEFT, TOP, "7" * 5000)
    assert "777" in content(records(bytes(page.output()))).text
