"""Bytes become the text that was meant, whatever encoding; what is no text is refused."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnreadableError
from index.readers.decoding import decode, repaired

SENTENCES = {
    "cp1252": "Le président a déclaré que la réforme serait présentée à l’été – “enfin”, pour 5 £.",
    "cp1250": "Prezident řekl, že vláda nesouhlasí s žádnými ústupky v této věci.",
    "iso8859_2": "Prezydent Polski powiedział w środę, że rząd nie zgodzi się na żadne ustępstwa.",
    "cp1251": "Президент России провёл переговоры с председателем Китая.",
    "koi8_r": "Президент России провёл переговоры с председателем Китая.",
    "cp1253": "Ο πρόεδρος δήλωσε την Τετάρτη ότι η κυβέρνηση δεν θα συμφωνήσει.",
    "cp1254": "İşçiler grevi sürdürüyor, dedi başkan; şehir halkı kararı öfkeyle karşıladı.",
    "cp1257": "Vyriausybė paskelbė apie didesnius mokesčius, o profesinės sąjungos priešinasi.",
    "iso8859_13": "Valdība paziņoja par augstākiem nodokļiem, arodbiedrības iebilst pret tiem.",
    "iso8859_5": "Полиция продолжает искать свидетелей происшествия на мосту.",
    "cp866": "Полиция продолжает искать свидетелей происшествия на мосту.",
    "koi8_u": "Уряд оголосив про підвищення податків, а профспілки проти цього.",
    "cp1255": "המשטרה עדיין מחפשת עדים לאירוע, אמר הדובר לעיתונאים.",
    "cp1256": "أعلنت الحكومة زيادة الضرائب، وقال المتحدث إن النقابات تعارض ذلك.",
    "cp874": "ตำรวจยังคงตามหาพยานของเหตุการณ์ โฆษกกล่าว",
    "euc_jp": "警察は事件の目撃者を探している、と広報担当者は述べた。",
    "iso2022_jp": "警察は事件の目撃者を探している、と広報担当者は述べた。",
    "cp932": "中国の習近平国家主席は水曜日、ロシアのプーチン大統領と会談を行った。",
    "gb18030": "国家主席习近平周三与俄罗斯总统普京举行视频会晤，双方讨论了安全问题。",
    "big5": "國家主席習近平週三與俄羅斯總統普京舉行視訊會晤，雙方討論了安全問題。",
    "cp949": "시진핑 국가주석은 수요일 푸틴 러시아 대통령과 화상 회담을 가졌다.",
}


@pytest.mark.parametrize("encoding", SENTENCES)
def test_old_encodings_are_recognised(encoding: str) -> None:
    text = f"{SENTENCES[encoding]}\n" * 3
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", SENTENCES)
def test_one_line_is_enough(encoding: str) -> None:
    assert decode(SENTENCES[encoding].encode(encoding)) == SENTENCES[encoding]


@pytest.mark.parametrize(
    "text",
    ["La città è più bella", "Où ira l’argent des élèves ?", "Überall fehlt Öl", "Año nuevo"],
)
def test_a_few_western_words_are_not_read_as_those_of_another_alphabet(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


GERMAN = "Der Bürgermeister eröffnet die Brücke, und die Gäste müssen früh da sein. "


@pytest.mark.parametrize(
    "broken", [b"\xe9", b"\xff", b"\xc3", b"\xe2\x82", b"\x80", b"\xed\xa0\x80"]
)
@pytest.mark.parametrize("after", ["", "Schön war es.", "\n\nSchön war es."])
def test_one_broken_place_is_marked_and_spoils_nothing_else(broken: bytes, after: str) -> None:
    text = decode(GERMAN.encode() + broken + after.encode())
    assert text.startswith(GERMAN)
    assert text.endswith(after)
    assert 1 <= len(text) - len(GERMAN) - len(after) <= 3


@given(st.integers(1, len(GERMAN.encode()) - 1))
def test_a_text_that_was_cut_anywhere_keeps_what_is_there(end: int) -> None:
    data = GERMAN.encode()[:end]
    assert decode(data).rstrip("\ufffd") == data.decode("utf-8", "ignore")


def test_broken_lines_among_good_ones_do_not_change_what_those_say() -> None:
    data = b"\n".join([GERMAN.encode(), GERMAN.encode()[:6], "Stra\xdfe".encode("cp1252")])
    assert decode(data) == f"{GERMAN}\nDer B\ufffd\nStraße"


def test_a_broken_page_that_says_that_it_is_utf_8_is_utf_8() -> None:
    page = '<html><head><meta charset="utf-8"></head><body>Brücke'.encode() + b"\xe9.</body></html>"
    assert "Brücke\ufffd." in decode(page)


def test_a_page_in_utf_8_is_so_whatever_it_says_and_however_broken() -> None:
    page = f'<meta charset="iso-8859-1"><p>{GERMAN}'.encode() + b"\xe9</p>"
    assert GERMAN in decode(page)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_what_is_broken_after_a_byte_order_mark_is_marked(encoding: str) -> None:
    data = GERMAN.encode(encoding) + (b"\xe9" if encoding == "utf-8-sig" else b"\xd8")
    assert decode(data) == GERMAN + "\ufffd"


def test_utf_16_of_letters_without_zero_bytes_needs_no_mark() -> None:
    text = "Полиция продолжает искать свидетелей.\n" * 3
    assert decode(text.encode("utf-16-le")) == text


def test_a_western_file_is_not_taken_for_a_czech_one() -> None:
    for text in ("Résumé of a café", "The company’s “plan” costs £5m – more than expected."):
        assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_needs_no_byte_order_mark(encoding: str) -> None:
    text = "The mayor said it, and “everyone” in Malmö agreed.\n" * 5
    assert decode(text.encode(encoding)) == text


def test_lines_of_two_encodings_in_one_file_are_both_right() -> None:
    lines = [
        "Malmö är grön.".encode(),
        "Malmö är blå.".encode(),
        "Un café à Nîmes".encode("cp1252"),
    ]
    assert decode(b"\n".join(lines)) == "Malmö är grön.\nMalmö är blå.\nUn café à Nîmes"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp850", "Der Bürgermeister eröffnet die Straße über die Brücke."),
        ("cp437", "El año pasado llovió más en la región, dijo el alcalde."),
        ("mac_roman", "Le maire a déclaré que l'école était fermée à Orly."),
        ("iso8859-15", "L'œuvre coûte 9 € à Besançon, où le maire est arrivé."),
        ("iso8859-15", "Das kostet 9 € für Gäste."),
        ("cp1252", "Sur 1½kg de pâte, ½ litre d'eau suffît à Metz."),
        ("mac_roman", "Ølet på øerne er dyrt, siger borgmesteren i Tårnby."),
    ],
)
def test_a_line_in_an_old_encoding_is_not_read_with_signs_in_its_words(
    encoding: str, text: str
) -> None:
    assert decode(text.encode(encoding)) == text


def test_what_a_page_declares_is_believed_if_it_can_be_true() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body>Мир</body></html>'
    assert decode(page.encode("cp1251")) == page
    wrong = '<meta charset="windows-1251">' + "Malmö är grön"
    assert decode(wrong.encode()) == wrong


def test_a_page_of_a_manual_that_is_struck_twice_is_text() -> None:
    text = "".join(f"{c}\b{c}" for c in "The ferry of Grönland sails") + "\n_\bN_\bo\n"
    assert decode(text.encode()) == text


def test_a_few_nuls_are_dropped_and_many_are_no_text() -> None:
    assert decode(b"bread" * 100 + b"\0") == "bread" * 100
    with pytest.raises(UnreadableError, match="binary"):
        decode(b"bread\0" * 100)
    with pytest.raises(UnreadableError, match="binary"):
        decode(bytes(range(256)) * 10)


@pytest.mark.parametrize("data", [b"", b" \n", codecs.BOM_UTF16_LE + b"\0\xd8\0"])
def test_nothing_and_half_a_character_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        decode(data)


@pytest.mark.parametrize(
    "text",
    ["Le café de Besançon", "“Fünf Brücken”, sagt Zoë – für 5 €", "Новый мост", "maçã à mão"],
)
def test_utf_8_that_was_read_wrongly_and_written_again_is_mended(text: str) -> None:
    wrong = text.encode().decode("latin-1")
    assert repaired(f"Good: é, ñ.\n{wrong}\n") == f"Good: é, ñ.\n{text}\n"


@pytest.mark.parametrize(
    "text",
    [
        "NÃO É “ISSO”",
        "„SMÅ“ sagte er",
        "Bœuf à l’Âge",
        "5 °C, £5 – ½ Å",
        "ĐÃ “NÓI”",
        "Ð er íslenskt",
    ],
)
def test_what_only_looks_like_that_stays(text: str) -> None:
    assert repaired(text) == text


@given(st.binary(max_size=400))
def test_any_bytes_are_text_that_can_be_stored_or_refused(data: bytes) -> None:
    try:
        text = decode(data)
    except UnreadableError:
        return
    assert "\0" not in text
    text.encode("utf-8")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_utf_8_is_always_itself(text: str) -> None:
    try:
        assert decode(text.encode()) == text.removeprefix("\ufeff")
    except UnreadableError as error:
        assert "empty" in str(error) or "binary" in str(error)
