"""Standard streams: what is printed is whole, or the reason is said in one line."""

from __future__ import annotations

import codecs
import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

_JSON = frozenset(["--json", "--jsonl", "--queries", "export"])
"""Words of a command line that make it print JSON."""

_UNWRITABLE = frozenset(
    [errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT, errno.EBADF, errno.EINVAL]
)


def prepare(arguments: Sequence[str]) -> bool:
    """Make the streams fit for what is printed.

    Text that a terminal's encoding does not have is escaped rather than failing, and JSON is ASCII
    where that encoding is not UTF-8; CSV is UTF-8 everywhere. A stream that is closed takes all and
    keeps nothing.

    Args:
        arguments: Of the command line.

    Returns:
        Whether there is a standard output.
    """
    is_open = sys.stdout is not None
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    codecs.register_error("jsonescape", _escaped)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="jsonescape")
    has_json = any(argument.split("=")[0] in _JSON for argument in arguments)
    if "--csv" in arguments and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    encoding = codecs.lookup(sys.stdout.encoding or "ascii").name
    if has_json and not encoding.startswith("utf") and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="ascii", errors="jsonescape")
    return is_open


def give_up() -> None:
    """Let nothing more be written to standard output, not even when the process ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def is_unwritable(error: OSError) -> bool:
    """Tell whether an error is of writing to a stream, rather than of a file with a name."""
    return error.errno in _UNWRITABLE and error.filename is None


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """Return what an encoding does not have, as JSON escapes it."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    codes = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{codes[at : at + 4]}" for at in range(0, len(codes), 4)), error.end
