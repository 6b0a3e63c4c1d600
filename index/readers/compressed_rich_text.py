"""Rich text as Outlook packs it: see [MS-OXRTFCP]."""

from __future__ import annotations

import struct

from index.errors import UnreadableError

_HEAD = struct.Struct("<IIII")
_PACKED, _PLAIN = b"LZFu", b"MELA"
_WINDOW = 4096
_BEFORE = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""What the window holds before anything was read."""


def decompressed(data: bytes) -> bytes:
    """Return rich text as it was before it was packed.

    Raises:
        UnreadableError: It is damaged.
    """
    if len(data) < _HEAD.size:
        raise UnreadableError("its rich text is damaged")
    _, size, kind, _ = _HEAD.unpack_from(data)
    if kind == int.from_bytes(_PLAIN, "little"):
        return data[_HEAD.size : _HEAD.size + size]
    if kind != int.from_bytes(_PACKED, "little"):
        raise UnreadableError("its rich text is packed in an unknown way")
    window = bytearray(_BEFORE.ljust(_WINDOW, b"\0"))
    out = bytearray()
    write, at = len(_BEFORE), _HEAD.size
    while at < len(data):
        flags = data[at]
        at += 1
        for bit in range(8):
            if at >= len(data) or len(out) >= size:
                return bytes(out)
            if not flags >> bit & 1:
                piece = data[at : at + 1]
                at += 1
            else:
                token = int.from_bytes(data[at : at + 2], "big")
                at += 2
                start, length = token >> 4, (token & 15) + 2
                if start == write:
                    return bytes(out)
                piece = b""
                for step in range(length):
                    byte = window[(start + step) % _WINDOW : (start + step) % _WINDOW + 1]
                    window[write : write + 1] = byte
                    write = (write + 1) % _WINDOW
                    piece += byte
                out += piece
                continue
            window[write : write + 1] = piece
            write = (write + 1) % _WINDOW
            out += piece
    return bytes(out)
