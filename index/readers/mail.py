"""E-mail: the text of a message, with the standard library's parser.

Of alternatives the plain one is read, unless the one in HTML says more; a message that was
forwarded inside is part of the text, and so are attached texts. Other attachments are files of
their own, or left out with their reason.
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from html import unescape
from pathlib import PurePosixPath
from typing import Any

from index.errors import UnreadableError
from index.readers import web
from index.readers.content import Content, Member, Record
from index.readers.decoding import clean, decode
from index.readers.quotation import unflowed, unquoted, unsigned
from index.readers.sniffing import MEDIA_TYPES, ending

MAX_FORWARDED = 10
"""Messages inside each other."""

MAX_HEADER_CHARS = 5_000
"""A longer header is damaged; the parser of headers needs the square of the time for it."""

SAYS_THE_SAME = 0.8
"""A plain part is enough if it has this share of the words of the part in HTML."""

NOTICE_WORDS = 40
"""A plain part of fewer words is a notice, such as to look at the letter in a browser, ..."""

NOTICE_SHARE = 0.4
"""... if less than this share of them is in the part in HTML."""

_READ = frozenset("text/plain text/html text/markdown text/x-markdown".split())
_SIGNATURES = frozenset(
    "application/pgp-signature application/pkcs7-signature application/x-pkcs7-signature".split()
)
_ENCRYPTED = frozenset(
    "application/pkcs7-mime application/x-pkcs7-mime application/pgp-encrypted".split()
)
_LATIN = ("iso8859-1", "ascii", "cp1252")
_WIDER = {
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "tis-620": "cp874",
}
"""What is meant where mail programs declare these, as browsers read them."""

_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "base64": binascii.a2b_base64,
    "quoted-printable": binascii.a2b_qp,
}
_UNSEEN = re.compile(r"<(style|script|head|title)\b.*?</\1|<[^>]*>", re.DOTALL | re.IGNORECASE)
_WORD = re.compile(r"\w{2,}")

NOT_READ = "an attachment is not read ({}); save it as a file of its own"

LeftOut = list[Member]
"""What is not part of a message's text: attachments, and what is left out."""


def read(data: bytes) -> Iterator[Record | Member]:
    """Read one e-mail: its article, then each attachment and each part that is left out.

    Raises:
        UnreadableError: It has no headers, or neither text nor subject.
    """
    message = parsed(data.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n"))
    if not message.keys():
        raise UnreadableError("it is no e-mail: it has no headers")
    left_out: LeftOut = []
    try:
        text = "\n\n".join(_texts(_typed(message), left_out, 0))
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        # The parser is lazy: broken headers and encodings fail here, each in its own way.
        raise UnreadableError(f"the e-mail is damaged ({type(error).__name__})") from error
    subject = header(message, "Subject")
    if not text.strip() and not subject:
        raise UnreadableError("there is no text in the e-mail")
    name, address = _sender(message)
    site = header(message, "List-Id").split("<")[0].strip(' "') or address.rpartition("@")[2]
    content = Content(
        text,
        subject,
        header(message, "Date") or None,
        source=site,
        author=name or address,
        language=header(message, "Content-Language").split(",")[0].strip(),
    )
    yield Record("", content)
    for part in left_out:
        yield attached(part, content)


def _sender(message: EmailMessage) -> tuple[str, str]:
    """Return name and address of who wrote a mail; the name may stand behind, in parentheses."""
    written = [header(message, "From")]
    name, address = next(iter(getaddresses(written)), ("", ""))
    if not name:
        raw = [str(value) for key, value in message.raw_items() if key.lower() == "from"]
        name = next(iter(getaddresses(raw)), ("", ""))[0]
    return name if name.isprintable() else "", address


def attached(part: Member, letter: Content) -> Member:
    """Return an attachment with what is known of it from the mail that it names."""
    known = Content("", "", letter.date, source=letter.source, date_from="mail")
    return replace(part, known=known, within=letter.title or "a mail")


def is_read(name: str, kind: str) -> str | None:
    """Return the ending of an attachment of a format that is read; else None.

    Args:
        name: Of the file; may be empty.
        kind: What it is declared to be, such as "application/pdf".
    """
    given = PurePosixPath(name)
    return given.suffix if ending(given) is not None else MEDIA_TYPES.get(kind)


def message_id(data: bytes) -> str:
    """Return the Message-ID of an e-mail; empty where it has none."""
    try:
        return header(parsed(data[:20_000]), "Message-ID").strip("<> ")
    except UnreadableError:  # so will be the whole message
        return ""


def header(message: Any, name: str) -> str:
    """Return a header; empty where it is missing or too broken to be parsed."""
    try:
        raw = next((str(v) for k, v in message.raw_items() if k.lower() == name.lower()), "")
        if len(raw) > MAX_HEADER_CHARS:
            return ""
        if any("\udc80" <= c <= "\udcff" for c in raw):  # bytes that nothing declares
            value = decode(raw.encode("ascii", "surrogateescape"))
        else:
            value = str(message.get(name, ""))
        return " ".join(value.split())
    except Exception:  # as in `parsed`
        return ""


def pages_in(message: EmailMessage) -> Iterator[tuple[Any, str]]:
    """Yield the parts of a message that are web pages, each with its HTML."""
    for each in message.walk():
        part = _typed(each)
        if part.kind in ("text/html", "application/xhtml+xml"):
            yield each, _decoded(part, [])


def parsed(data: bytes) -> EmailMessage:
    """Parse a message.

    Raises:
        UnreadableError: Its headers are damaged.
    """
    try:
        message = message_from_bytes(data, policy=policy.default)
    except Exception as error:  # the standard library's header parser raises many kinds of errors
        raise UnreadableError(
            f"the e-mail's headers are damaged ({type(error).__name__})"
        ) from error
    assert isinstance(message, EmailMessage)
    return message


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a message, with what its headers say, which are slow to parse."""

    part: Any
    kind: str
    parameters: Mapping[str, str]

    @property
    def children(self) -> list[_Part]:
        """Return the parts in it."""
        if not self.part.is_multipart():
            return []
        return [_typed(child) for child in self.part.get_payload()]


def _typed(part: Any) -> _Part:
    for name, value in list(part.raw_items()):
        if len(value) > MAX_HEADER_CHARS and name.lower().startswith("content-"):
            del part[name]
    given = part.get("Content-Type")
    if given is None:
        return _Part(part, str(part.get_default_type()), {})
    kind = getattr(given, "content_type", None) or part.get_content_type()
    return _Part(part, str(kind), getattr(given, "params", {}))


def _texts(part: _Part, left_out: LeftOut, depth: int) -> Iterator[str]:
    """Yield the texts of a part and of all parts in it."""
    kind, children = part.kind, part.children
    if kind == "message/rfc822" and children:
        yield from _forwarded(_unpacked(part.part, children[0].part), left_out, depth)
    elif kind == "multipart/alternative" and children:
        yield from _best(children, left_out, depth)
    elif kind == "multipart/related" and children:
        root, *others = _root_first(part, children)
        yield from _texts(root, left_out, depth)
        for other in others:  # mostly the pictures of a page, which are part of its looks
            if not other.kind.startswith("image/"):
                yield from _texts(other, left_out, depth)
    elif children and not kind.startswith("message/"):
        for child in children:
            yield from _texts(child, left_out, depth)
    elif kind in _READ or kind.startswith("multipart/"):
        if (text := _text(part, left_out)).strip():
            yield text
    elif kind not in _SIGNATURES:
        left_out.append(_attachment(part))


def _unpacked(part: Any, message: Any) -> Any:
    """Return a message inside; some programs encode it, though it must not be."""
    encoding = header(part, "Content-Transfer-Encoding").lower()
    given = message.get_payload()
    if message.keys() or encoding not in _DECODERS or not isinstance(given, str):
        return message
    return parsed(_DECODERS[encoding](given.encode("ascii", "replace")))


def _forwarded(message: Any, left_out: LeftOut, depth: int) -> Iterator[str]:
    if depth >= MAX_FORWARDED:
        reason = f"more than {MAX_FORWARDED} messages are in each other"
        left_out.append(Member(header(message, "Subject") or "message", b"", reason))
        return
    known = ((name, header(message, name)) for name in ("Subject", "From", "Date"))
    yield "\n".join(f"{name}: {value}" for name, value in known if value)
    yield from _texts(_typed(message), left_out, depth + 1)


def _best(children: Sequence[_Part], left_out: LeftOut, depth: int) -> Iterator[str]:
    """Yield the texts of the alternative that is read; what is left out of each is noted."""
    plain = next((child for child in children if child.kind == "text/plain"), None)
    rich = next((child for child in reversed(children) if _is_rich(child)), None)
    if plain is None and rich is None:
        for child in children[-1:]:
            yield from _texts(child, left_out, depth)
        return
    chosen = rich if plain is None or (rich is not None and _says_more(rich, plain)) else plain
    assert chosen is not None
    yield from _texts(chosen, left_out, depth)
    for child in children:
        if child is not chosen and child.kind.startswith("multipart/"):
            for _ in _texts(child, left_out, depth):
                pass


def _is_rich(part: _Part) -> bool:
    return part.kind.startswith(("text/html", "multipart/"))


def _says_more(rich: _Part, plain: _Part) -> bool:
    """Tell whether a plain part is blank, or only a notice, beside what it stands for."""
    ignored: LeftOut = []
    pages = [rich] if rich.kind == "text/html" else map(_typed, rich.part.walk())
    shown = (_UNSEEN.sub(" ", _decoded(p, ignored)) for p in pages if p.kind == "text/html")
    said = set(_WORD.findall(unescape(" ".join(shown)).casefold()))
    words = set(_WORD.findall(_decoded(plain, ignored).casefold()))
    both = len(said & words)
    is_notice = len(words) < NOTICE_WORDS and both < NOTICE_SHARE * len(words)
    is_shorter = len(said) > len(words) or (is_notice and 2 * len(said) > len(words))
    return is_shorter and both < SAYS_THE_SAME * len(said)


def _root_first(part: _Part, children: Sequence[_Part]) -> list[_Part]:
    start = part.parameters.get("start", "")
    named = (c for c in children if start and str(c.part.get("Content-ID", "")) == start)
    root = next(named, None) or next((c for c in children if _is_rich(c)), children[0])
    return [root, *(child for child in children if child is not root)]


def _text(part: _Part, left_out: LeftOut) -> str:
    text = _decoded(part, left_out).replace("\r\n", "\n").replace("\r", "\n")
    if part.kind == "text/html" or web.is_markup(text[:2000]):
        return web.as_text(text)
    if part.parameters.get("format", "").lower() == "flowed":
        text = unflowed(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
    return unquoted(unsigned(text))


def _decoded(part: _Part, left_out: LeftOut) -> str:
    """Return the text of a part in the characters that are meant; empty where it cannot be read."""
    data: Any = part.part.get_payload(decode=True)
    if not isinstance(data, bytes) or not data.strip():
        return ""
    try:
        name = codecs.lookup(part.parameters.get("charset", "")).name
    except (LookupError, ValueError):
        name = ""
    # What claims to be Latin is UTF-8 where it can be: hardly anything else can.
    tries = (_WIDER.get(name, name),) if name and name not in _LATIN else ("utf-8", "cp1252")
    for encoding in tries if name else ():
        try:
            return clean(data.decode(encoding))
        except (LookupError, ValueError):
            continue
    try:
        return decode(data)
    except UnreadableError as error:
        left_out.append(Member(_name(part), b"", str(error)))
        return ""


def _name(part: _Part) -> str:
    """Return what a part is called: its file's name, else its type."""
    try:
        name = " ".join(clean(part.part.get_filename() or "").split())
    except Exception:  # as in `parsed`
        name = ""
    return name or part.kind


def _attachment(part: _Part) -> Member:
    """Return an attachment as a file, or why it is none that is read."""
    name = _name(part)
    if part.kind in _ENCRYPTED:
        return Member(name, b"", "it is encrypted")
    is_of = is_read(name, part.kind)
    data: Any = part.part.get_payload(decode=True)
    if is_of is None or not isinstance(data, bytes):
        return Member(name, b"", NOT_READ.format(part.kind))
    return Member(name, data, ending=is_of)
