"""Decoding: which characters the bytes of a file mean.

A byte order mark decides, then UTF-8 if the bytes are valid UTF-8 or most of them are, then what
the file declares of itself, and last chardet, which is loaded only then. What is broken in UTF-8
is U+FFFD in the text; lines of it in Windows-1252 are read as such.
"""

from __future__ import annotations

import codecs
import re

from index.errors import UnreadableError
from index.text import languages

SAMPLE_BYTES = 65_536
"""So much of a file is looked at to recognise an encoding, or that it is not text."""

NUL_SHARE = 0.01
"""Text with more NULs than this is binary; fewer are dropped."""

WIDE_SHARE = 0.6
"""Share of NULs among every other byte that shows UTF-16 without a byte order mark."""

CONTROL_SHARE = 0.05
"""Bytes with more control characters than this are not text."""

MIXED_SHARE = 0.5
"""Text counts as UTF-8 with lines in another encoding if this share of the lines with letters
beyond ASCII are UTF-8, whole or with less broken than not."""

BROKEN_SHARE = 0.1
"""Where more of the characters cannot be decoded, the encoding is another one, or there is none."""

WRONG_PLACES = 2
"""A text in which so many pairs of characters look as if UTF-8 was read wrongly is looked into."""

GUESSES = 4
"""So many encodings are tried before one with implausible words is taken after all."""

RARE = "utf-7 cp1006 iso8859-3 iso8859-4 iso8859-10 iso8859-14 iso8859-16 hp-roman8".split()
"""Encodings in which hardly an article is: they would win by accident on short texts."""

LOOKED_AT_BYTES = 4_096
"""So much is looked at for words that cannot be."""

SHORT_BYTES = 1_000
"""In so little text, its language says more than the frequency of its letters does."""

SURE = 0.9
"""Probability of a language above which it says in which encoding a text is."""

WESTERN = frozenset("ca da de en es fi fr ga gl is it nl no pt sv".split())
"""Languages that are written in Windows-1252."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16's, so it is looked for first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)|<meta[^>]{0,300}?charset\s*=\s*["']?([\w.:-]+)""",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 4096
# Whoever says the first means the second, which has all its characters and more.
_MEANT = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso-8859-9": "cp1254",
    "iso8859-8": "cp1255",
    "iso-8859-8": "cp1255",
    "iso-8859-8-i": "cp1255",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "euc_kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "tis-620": "cp874",
    "x-gbk": "gb18030",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
}
_CONTROLS = bytes({*range(32)} - {*b"\t\n\r\f\x1b"}) + b"\x7f"
_STRUCK_TWICE = re.compile(rb"[ -~\x80-\xff]\x08(?=[ -~\x80-\xff])")
"""Bold and underlined print for a terminal, of which a page of a manual may be full."""
_READ_WRONGLY = re.compile(
    "[\u00c2-\u00c5\u00ce-\u00d1\u00d7-\u00d9\u00e2-\u00e9\u00ef\u00f0]"
    "[\x80-\xbf\u0152-\u0192\u02c6-\u02dc\u2013-\u2039\u20ac\u2122]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_BROKEN = re.compile("[\udc80-\udcff]")
# Of the characters that two or more bytes beyond ASCII may be by accident, no text has many.
_USUAL = re.compile(
    "[\u00a0-\u024f\u0370-\u0556\u05d0-\u1fff\u2010-\u2044\u20ac\u2122\u2190-\ud7ff\uf900-\U0010ffff]"
)
_NO_LETTER = re.compile("[\x80-\x9f\ufffd]")
_CUT_OFF = re.compile(rb"^[\x80-\xbf]+|[\xc2-\xf4][\x80-\xbf]{0,3}$")
_CUT_AT_END = re.compile(
    rb"(?:[\xc2-\xc5\xd0\xd1]|[\xe0-\xef][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{1,2})$"
)
_STATEFUL = re.compile(rb"\x1b(?:\$[@B(]|\([IJ])")
# No word is of two alphabets, and none has an accent without a letter in it.
_IMPLAUSIBLE = re.compile(
    r"[A-Za-z][\u0370-\u1fff\u3040-\ud7ff\uf900-\uffee]|[\u0370-\u1fff\u3040-\ud7ff\uf900-\uffdf][A-Za-z]"
    r"|[\x80-\x9f\ufffd\u02c7\u02d8-\u02db\u02dd\u00a4\u00a6\u00ac\u00af\u00a8\u00b8]\w|[A-Za-z][\x80-\x9f\u02c7\u02d8-\u02db\u02dd]"
    r"|[^\W\d_][\u00a4\u00a6\u00ac\u00af\u00a8\u00b8\u00b9\u00b2\u00b3\u00bc-\u00be\u00b6\u00b1\u00a1\u00bf]+[^\W\d_]"
)

# What letters of DOS and old Macintoshs are in Windows-1252: signs or capitals within a word.
_MISREAD = re.compile(
    "[^\\W\\d_][\u201e\u201d\u02c6\u2020\u2021\u2030\u00a1-\u00a5\x80-\x9f\ufffd][^\\W\\d_]"
    "|[a-z][\u00c0-\u00d6\u00d8-\u00de\u0160\u017d\u0178\u0152][a-z]"
)

# Of ISO 8859-15 the euro sign, French and Finnish letters are signs in Windows-1252.
_LATIN_9 = re.compile(
    r"\d\s?\u00a4|\u00a4\s?\d|(?<!\d)[\u00bc\u00bd][a-z]|[a-z]\u00bd"
    r"|[^\W\d_][\u00a6\u00a8\u00b4\u00b8\u00be][^\W\d_]"
)
_C1 = re.compile(rb"[\x80-\x9f]")


def decode(data: bytes) -> str:
    """Return the text of a file, without byte order mark and NULs.

    Raises:
        UnreadableError: The bytes are not text, or in no encoding that can be recognised.
    """
    if not data.strip():
        raise UnreadableError("the file is empty")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return clean(_believed(data, encoding))
    sample = data[:SAMPLE_BYTES]
    if b"\0" in sample:
        if wide := _wide(sample):
            return clean(_believed(data, wide))
        if sample.count(b"\0") > NUL_SHARE * len(sample):
            raise UnreadableError("it is a binary file, not text")
    if b"\b" in sample:
        sample = _STRUCK_TWICE.sub(b"", sample)
    controls = len(sample) - len(sample.translate(None, _CONTROLS.replace(b"\0", b"")))
    if controls > CONTROL_SHARE * len(sample):
        raise UnreadableError("it is a binary file, not text")
    if b"\x1b" in sample and data.isascii() and _STATEFUL.search(sample):
        return clean(data.decode("iso2022_jp_3", "replace"))
    try:
        return clean(data.decode("utf-8"))
    except UnicodeDecodeError:
        return clean(_mostly_utf8(data) or _declared(data) or _guessed(data))


def clean(text: str) -> str:
    """Drop NULs, and replace surrogates, which no file format and no tokenizer accepts."""
    text = text.replace("\0", "")
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def repaired(text: str) -> str:
    """Return a text without lines in UTF-8 that somebody read as Windows-1252 and wrote again.

    "BesanÃ§on" is "Besançon". ftfy changes what can hardly be anything else; it is imported for
    the first text that has several such places.
    """
    if text.isascii() or len(_READ_WRONGLY.findall(text)) < WRONG_PLACES:
        return text
    import ftfy

    return "\n".join(
        ftfy.fix_encoding(line) if _READ_WRONGLY.search(line) else line for line in text.split("\n")
    )


def _believed(data: bytes, encoding: str) -> str:
    """Decode as a byte order mark says, with marks for what is broken.

    Raises:
        UnreadableError: Too much is.
    """
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        text = data.decode(encoding, "replace")
        if text.count("\ufffd") <= BROKEN_SHARE * len(text):
            return text
        raise UnreadableError(
            f"it is not valid {encoding.removesuffix('-sig').upper()} (at byte {error.start});"
            " save it as UTF-8"
        ) from error


def _wide(sample: bytes) -> str | None:
    """Recognise UTF-16 or UTF-32 without a byte order mark by where its NULs are."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd >= WIDE_SHARE * half and even <= NUL_SHARE * half:
        return "utf-16-le"
    if even >= WIDE_SHARE * half and odd <= NUL_SHARE * half:
        return "utf-16-be"
    import chardet  # knows it of alphabets whose letters have no NUL in them

    found = str(chardet.detect(sample, compat_names=False)["encoding"])
    return found if found.startswith(("utf-16-", "utf-32-")) else None


def _declared(data: bytes) -> str | None:
    """Decode as an XML or HTML file says; None where it does not, or is wrong."""
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    if found is None:
        return None
    name = (found.group(1) or found.group(2)).decode("ascii", "replace").lower()
    name = _MEANT.get(name, name)
    try:
        text = data.decode(name, "replace")
    except (LookupError, ValueError):
        return None
    wide = len(text) - len(text.encode("ascii", "ignore"))
    broken = text.count("\ufffd")
    is_true = wide > 2 * broken if name.replace("_", "-") in ("utf-8", "utf8") else not broken
    return text if is_true or (name == "cp1252" and wide > 10 * broken) else None


def _mostly_utf8(data: bytes) -> str | None:
    """Decode UTF-8 that is broken here and there, or has lines in Windows-1252; None if it is not.

    A line is UTF-8 if no more of it is broken than is not.
    """
    if _CUT_AT_END.sub(b"", data[-4:]).isascii() and data[:-4].isascii():
        return data.decode("utf-8", "replace")
    lines: list[str] = []
    wide = valid = 0
    for line in data.split(b"\n"):
        try:
            text = line.decode("utf-8")
            is_wide, is_valid = not line.isascii(), True
        except UnicodeDecodeError:
            text = line.decode("utf-8", "surrogateescape")
            is_wide = not _CUT_OFF.sub(b"", line).isascii()  # a letter cut in two says nothing
            is_valid = not is_wide or len(_BROKEN.findall(text)) <= len(_USUAL.findall(text))
            text = text if is_valid else line.decode("cp1252", "replace")
        wide += is_wide
        valid += is_wide and is_valid
        lines.append(text)
    return "\n".join(lines) if valid and valid >= MIXED_SHARE * wide else None


def _guessed(data: bytes) -> str:
    """Decode as chardet advises; not as what would give words that cannot be.

    Raises:
        UnreadableError: It knows no encoding that these bytes may be in.
    """
    wide = b"\n".join(line for line in data.split(b"\n") if not line.isascii())[:SAMPLE_BYTES]
    guesses = _guesses(wide)
    if not guesses or _broken_share(wide.decode(guesses[0], "replace")) > BROKEN_SHARE:
        raise UnreadableError("its encoding cannot be recognised; save it as UTF-8")
    texts = {encoding: wide.decode(encoding, "replace") for encoding in guesses}
    texts.setdefault("cp1252", wide.decode("cp1252", "replace"))
    likely = (
        each for each, text in texts.items() if not _IMPLAUSIBLE.search(text[:LOOKED_AT_BYTES])
    )
    encoding = next(likely, guesses[0])
    if encoding != "cp1252" and len(wide) < SHORT_BYTES and _is_western(wide, texts[encoding]):
        encoding = "cp1252"
    if encoding == "cp1252" and not _C1.search(wide) and _LATIN_9.search(texts[encoding]):
        encoding = "iso8859-15"
    return data.decode(encoding, "replace")


def _guesses(wide: bytes) -> list[str]:
    """Return encodings that bytes may be in, the likeliest first, up to one with likely words."""
    from chardet import EncodingEra, detect

    usual = EncodingEra.ALL & ~EncodingEra.MAINFRAME
    tried: list[str] = []
    for _ in range(GUESSES):
        found = detect(
            wide,
            encoding_era=usual,
            compat_names=False,
            exclude_encodings=[*RARE, *tried],
            no_match_encoding="utf-8",
        )["encoding"]
        if not found or found.startswith("utf-8"):
            break
        tried.append(found)
        if not _IMPLAUSIBLE.search(
            wide[:LOOKED_AT_BYTES].decode(_MEANT.get(found, found), "replace")
        ):
            break
    return [_MEANT.get(found, found) for found in tried]


def _is_western(wide: bytes, text: str) -> bool:
    """Tell whether a short text in Latin letters is rather in a western language, read as such."""
    if any(letter.isalpha() and letter >= "\u0250" for letter in text):
        return False
    western = wide.decode("cp1252", "replace")
    code, share = languages.likeliest(western)
    if code not in WESTERN or share < SURE or _MISREAD.search(western):
        return False
    other, its_share = languages.likeliest(text)
    return other in WESTERN or its_share < SURE


def _broken_share(text: str) -> float:
    """Return the share of characters that no text has: controls, and what could not be decoded."""
    return len(_NO_LETTER.findall(text)) / max(1, len(text))
