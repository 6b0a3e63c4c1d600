"""Rich text is read as a word processor shows it, in the characters that are meant."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import formats
from index.readers.content import Content

FONTS = (
    r"{\fonttbl{\f0\fnil\fcharset0 Arial;}{\f1\fnil\fcharset204 Arial Cyr;}"
    r"{\f2\fnil\fcharset128 MS Mincho;}{\f3\fnil\fcharset1 Any;}}"
)


def read(inside: str, head: str = r"\ansi\ansicpg1252\deff0") -> tuple[Content, dict[str, str]]:
    data = f"{{\\rtf1{head}{FONTS}{inside}}}".encode("cp1252")
    first, *rest = formats.read(data, PurePosixPath("a.rtf"), formats.Reading())
    assert first.content is not None, first.reason
    return first.content, {record.name: record.reason for record in rest}


def row(*cells: str, down: int = -1) -> str:
    definitions = "".join(
        (r"\clvmrg" if n == down else "") + f"\\cellx{n + 1}" for n, _ in enumerate(cells)
    )
    return f"\\trowd{definitions}\\pard\\intbl " + "".join(f"{c}\\cell " for c in cells) + "\\row\n"


TEXTS = {
    "paragraphs": (r"One.\par Two\line three.\par", "One.\n\nTwo three."),
    "the code page": (r"Caf\'e9 \'93so\'94", "Café “so”"),
    "a font's own": (r"{\f1 \'cf\'e0\'f0\'ee\'ec} late", "Паром late"),
    "two bytes a letter": (r"{\f2 \'93\'fa\'96\'7b}", "日本"),
    "in two halves": (r"\u-10179?\u-8704?!", "😀!"),
    "with what old programs show": (
        r"\uc2\u8364\'80\'80 5, \uc0\u8364 6, \uc1\u8364 ?7",
        "€ 5, €6, €7",
    ),
    "names": (r"a\emdash b\~c\_d\-e \lquote f\rquote\tab g \{h\} \\", "a—b c-de ‘f’ g {h} \\"),
    "a field": (r"See {\field{\*\fldinst HYPERLINK x}{\fldrslt here}}.", "See here."),
    "what is unknown": (r"One {\*\private two}three", "One three"),
    "a picture": (r"One {\pict\pngblip 89504e47}two{\*\shppict{\pict 00}} three", "One two three"),
    "bytes as they are": ("One {\\pict\\bin5 }}{{\\}two", "One two"),
    "a note": (
        r"One{\footnote \chftn A {\b note}.\par On.} two.\par Three",
        "One two.\n\nA note. On.\n\nThree",
    ),
    "a box": (
        r"One{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt \pard Box.\par}}{\shprslt old}}.\par Two",
        "One.\n\nBox.\n\nTwo",
    ),
    "a list": (r"{\listtext\'b7\tab}One\par{\pntext 2.\tab}Two", "One\n\nTwo"),
    "a table": (
        row("Ship", "Year") + row("Petrel", "1979") + r"\pard Two",
        "Ship | Year\nPetrel | 1979\n\nTwo",
    ),
    "merged downwards": (
        row("Petrel", "1979") + row("", "1980", down=0),
        "Petrel | 1979\nPetrel | 1980",
    ),
    "all that there is": ("One", "One"),
}


@pytest.mark.parametrize("what", TEXTS)
def test_text_is_as_it_is_shown(what: str) -> None:
    inside, text = TEXTS[what]
    content, left_out = read(inside)
    assert content.text == text
    assert not left_out


LEFT_OUT = {
    "the heads and feet of pages": r"{\header\pard{\field{\fldrslt Wren}}\par}{\footerf 1}",
    "comments": r"{\*\atnid Bo}{\*\annotation{\*\atnref 1}Who says so?}",
    "hidden text": r"{\v secret}{\deleted gone}\v\par\v0",
    "embedded object": r"{\object{\*\objdata 00}{\result}}",
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_is_not_read_is_left_out_with_its_reason(name: str) -> None:
    content, left_out = read(f"One{LEFT_OUT[name]} two")
    assert "".join(content.text.split()) == "Onetwo"
    assert list(left_out) == [name]


def test_rich_text_says_what_it_is() -> None:
    info = (
        r"{\info{\title Caf\'e9}{\author Ada Quill}{\creatim\yr2021\mo11\dy5\hr14\min3}"
        r"{\doccomm no text}{\upr{\keywords a}{\*\ud{\keywords b}}}}"
    )
    styles = r"{\stylesheet{\s0 Normal;}{\s3\b heading 1;}{\*\cs9 Char;}}"
    content, _ = read(f"{styles}{info}\\pard\\s3 Ships\\par\\pard One.")
    assert (content.title, content.author, content.date) == (
        "Café",
        "Ada Quill",
        "2021-11-05T14:03",
    )
    assert content.text == "Ships\n\nOne."
    assert read(f"{styles}\\pard One.\\par\\pard\\s3 Ships\\par Two.")[0].title == "Ships"


def test_other_code_pages_of_a_document_are_read() -> None:
    assert read(r"\f3 \'cf\'e0\'f0", r"\ansi\ansicpg1251")[0].text == "Пар"
    assert read(r"\f3 caf\'8e", r"\mac")[0].text == "café"
    assert read(r"\f3 caf\'e9", r"\ansi\ansicpg99999")[0].text == "café"


def test_a_file_that_was_cut_short_is_read_and_says_so() -> None:
    (first, rest) = formats.read(rb"{\rtf1 One {\b two", PurePosixPath("a.rtf"), formats.Reading())
    assert first.content is not None
    assert first.content.text == "One two"
    assert rest.reason == "the file was cut short"


def test_groups_without_end_are_refused() -> None:
    (record,) = formats.read(
        rb"{\rtf1 " + b"{" * 100_000, PurePosixPath("a.rtf"), formats.Reading()
    )
    assert "nested too deeply" in record.reason


@given(
    st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1)
)
def test_every_letter_comes_back_as_it_was_put_in(text: str) -> None:
    halves = text.encode("utf-16-le")
    codes = (int.from_bytes(halves[n : n + 2], "little") for n in range(0, len(halves), 2))
    inside = "".join(f"\\u{code - 0x10000 if code > 0x7FFF else code}?" for code in codes)
    assert read(inside)[0].text == text
