"""How is an e-mail read, and a mailbox split? With the standard library's parser.

The plain body is the article; where there is none, the one in HTML as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from itertools import pairwise
from typing import Any

from index.errors import UnreadableError
from index.readers import web
from index.readers.content import Content
from index.readers.decoding import decode

_SEPARATOR = re.compile(rb"^From [^\n]*\r?\n", re.MULTILINE)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)


def read(data: bytes) -> Content:
    """Read one e-mail.

    Raises:
        UnreadableError: It has no text.
    """
    message = _parsed(data)
    if not message.keys():
        raise UnreadableError("it is no e-mail: it has no headers")
    text = _body(message)
    if not text.strip():
        raise UnreadableError("there is no text in the e-mail")
    name, address = next(iter(getaddresses([_header(message, "From")])), ("", ""))
    site = _header(message, "List-Id").split("<")[0].strip(' "') or address.rpartition("@")[2]
    return Content(
        text,
        _header(message, "Subject"),
        _header(message, "Date") or None,
        source=site,
        author=name or address,
        language=_header(message, "Content-Language").split(",")[0].strip(),
    )


def split(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the messages of a mailbox, each with its Message-ID, or "" where it has none."""
    edges = [*_SEPARATOR.finditer(data), None]
    for found, following in pairwise(edges):
        assert found is not None
        message = data[found.end() : following.start() if following else len(data)]
        message = _QUOTED_FROM.sub(rb"\1", message)
        try:
            name = _header(_parsed(message[:20_000]), "Message-ID").strip("<> ")
        except UnreadableError:  # so will be the whole message
            name = ""
        yield name, message


def _parsed(data: bytes) -> EmailMessage:
    try:
        message = message_from_bytes(data, policy=policy.default)
    except Exception as error:  # the standard library's header parser raises many kinds of errors
        raise UnreadableError(
            f"the e-mail's headers are damaged ({type(error).__name__})"
        ) from error
    assert isinstance(message, EmailMessage)
    return message


def _body(message: EmailMessage) -> str:
    try:
        part = message.get_body(preferencelist=("plain", "html"))
        if part is None:
            return ""
        content = _content(part)
        if part.get_content_type() == "text/html" or web.is_markup(content[:2000]):
            return web.as_text(content)
        return content
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        # The parser is lazy: broken headers and encodings fail here, each in its own way.
        raise UnreadableError(f"the e-mail is damaged ({type(error).__name__})") from error


def _content(part: Any) -> str:
    data: Any = part.get_payload(decode=True)
    if not isinstance(data, bytes) or not data.strip():
        return ""
    declared = part.get_content_charset() or ""
    try:
        return str(data.decode(declared)) if declared else decode(data)
    except (LookupError, UnicodeDecodeError):
        return decode(data)


def _header(message: Any, name: str) -> str:
    """Return a header; empty where it is missing or too broken to be parsed."""
    try:
        return " ".join(str(message.get(name, "")).split())
    except Exception:  # as in `_parsed`
        return ""
