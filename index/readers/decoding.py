"""Which characters do the bytes of a file mean?

A byte order mark decides, then UTF-8 if the bytes are valid UTF-8, then what the file declares of
itself, then UTF-8 with some lines in Windows-1252, and last charset-normalizer, which is loaded
only then.
"""

from __future__ import annotations

import codecs
import re

from index.errors import UnreadableError

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
beyond ASCII are valid UTF-8."""

CHAOS = 0.2
"""What charset-normalizer calls a mess above this is not taken for text."""

LEGACY = (
    "cp1252 cp1250 iso8859_2 cp1251 koi8_r cp1253 cp1254 cp1255 cp1256 cp1257 cp932 euc_jp gb18030"
    " big5 cp949"
).split()
"""Encodings that articles are found in; rarer ones win by accident on short texts."""

CENTRAL_EUROPEAN = frozenset(
    "Czech Slovak Polish Hungarian Slovene Croatian Romanian Serbian Albanian".split()
)
"""Where charset-normalizer sees none of these, western letters are meant, not those of cp1250."""

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
_CONTROLS = bytes({*range(32)} - {*b"\t\n\r\f\x1b"}) + b"\x7f"
_SURROGATES = re.compile("[\ud800-\udfff]")


def decode(data: bytes) -> str:
    """Return the text of a file, without byte order mark and NULs.

    Raises:
        UnreadableError: The bytes are not text, or in no encoding that can be recognised.
    """
    if not data.strip():
        raise UnreadableError("the file is empty")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return clean(_strictly(data, encoding))
    sample = data[:SAMPLE_BYTES]
    if b"\0" in sample:
        if wide := _wide(sample):
            return clean(_strictly(data, wide))
        if sample.count(b"\0") > NUL_SHARE * len(sample):
            raise UnreadableError("it is a binary file, not text")
    controls = len(sample) - len(sample.translate(None, _CONTROLS.replace(b"\0", b"")))
    if controls > CONTROL_SHARE * len(sample):
        raise UnreadableError("it is a binary file, not text")
    try:
        return clean(data.decode("utf-8"))
    except UnicodeDecodeError:
        return clean(_declared(data) or _mixed(data) or _guessed(data))


def clean(text: str) -> str:
    """Drop NULs, and replace surrogates, which no file format and no tokenizer accepts."""
    text = text.replace("\0", "")
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"it is not valid {encoding.removesuffix('-sig').upper()} (at byte {error.start});"
            " save it as UTF-8"
        ) from error


def _wide(sample: bytes) -> str | None:
    """Recognise UTF-16 without a byte order mark by where its NULs are."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd >= WIDE_SHARE * half and even <= NUL_SHARE * half:
        return "utf-16-le"
    if even >= WIDE_SHARE * half and odd <= NUL_SHARE * half:
        return "utf-16-be"
    return None


def _declared(data: bytes) -> str | None:
    """Decode as an XML or HTML file says; None where it does not, or is wrong."""
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    if found is None:
        return None
    name = (found.group(1) or found.group(2)).decode("ascii", "replace").lower()
    # Browsers read all of these as Windows-1252, for that is what is meant.
    name = "cp1252" if name in ("iso-8859-1", "latin1", "us-ascii", "ascii") else name
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _mixed(data: bytes) -> str | None:
    """Decode UTF-8 some lines of which are Windows-1252; None where most are not UTF-8."""
    lines: list[str] = []
    wide = valid = 0
    for line in data.split(b"\n"):
        if line.isascii():
            lines.append(line.decode("ascii"))
            continue
        wide += 1
        try:
            lines.append(line.decode("utf-8"))
            valid += 1
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252", "replace"))
    return "\n".join(lines) if valid and valid >= MIXED_SHARE * wide else None


def _guessed(data: bytes) -> str:
    """Decode as charset-normalizer advises."""
    from charset_normalizer import from_bytes

    wide = [line for line in data.split(b"\n") if not line.isascii()]
    found = from_bytes(b"\n".join(wide)[:SAMPLE_BYTES], cp_isolation=LEGACY)
    best = found.best()
    if best is None or best.chaos > CHAOS:
        raise UnreadableError("its encoding cannot be recognised; save it as UTF-8")
    encoding = best.encoding
    western = next((match for match in found if "cp1252" in match.could_be_from_charset), None)
    if western and western.chaos <= best.chaos and western.language not in CENTRAL_EUROPEAN:
        encoding = "cp1252"
    return data.decode(encoding, "replace")
