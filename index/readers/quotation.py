"""Quoted lines (`> so`) and flowed text (RFC 3676) as plain paragraphs. Pure.

What mail programs add at the beginning of a line is not what anybody wrote. Where the depth of the
quotation changes there is a blank line, so that no paragraph has the words of two people.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

STRAY_CHARS = 40
"""A line of at most this length without a mark, inside a quoted sentence, was broken off by a mail
program that wrapped it again."""

_MARKS = re.compile(r"[^\S\n]{0,3}((?:>[^\S\n]?)+)")
_FENCE = re.compile(r"[^\S\n]{0,3}(?:```|~~~)")
_SIGNED = re.compile(
    r"^-----BEGIN PGP SIGNED MESSAGE-----[^\S\n]*\n(?:[A-Z][\w-]*: .*\n)*[^\S\n]*\n?", re.MULTILINE
)
_SIGNATURE = re.compile(
    r"^-----BEGIN PGP SIGNATURE-----.*?(?:^-----END PGP SIGNATURE-----[^\S\n]*\n?|\Z)",
    re.MULTILINE | re.DOTALL,
)
_DASHED = re.compile(r"^- (?=-|From )", re.MULTILINE)
_CLOSED = re.compile(r"[.!?…:][\"'”’»)\]]*$")


def unquoted(text: str) -> str:
    """Return a text without the marks at the beginning of quoted lines; code stays as it is.

    Args:
        text: Line ends as newlines.
    """
    if ">" not in text or not re.search(r"^[^\S\n]{0,3}>", text, re.MULTILINE):
        return text
    lines = text.split("\n")
    depths = _depths(lines)
    parts: list[str] = []
    for number, (given, depth) in enumerate(zip(lines, depths, strict=True)):
        found = _MARKS.match(given) if depth else None
        line = given[found.end() :] if found else given
        changes = number and depth != depths[number - 1]
        if changes and parts[-1].strip() and line.strip():
            parts.append("")
        parts.append(line)
    return "\n".join(parts)


def unsigned(text: str) -> str:
    """Return a text without the armour of OpenPGP around it (RFC 9580, section 7).

    Args:
        text: Line ends as newlines.
    """
    if not (opened := _SIGNED.search(text)):
        return text
    inside = _DASHED.sub("", _SIGNATURE.sub("", text[opened.end() :]))
    return text[: opened.start()] + inside


def unflowed(text: str, *, delete_space: bool) -> str:
    """Return a flowed text with a line a paragraph, quoted lines marked with "> " for each depth.

    Args:
        text: Line ends as newlines.
        delete_space: Whether the space at a flowed line's end is not part of the text (DelSp).
    """
    parts: list[str] = []
    open_depth = -1  # of the paragraph that the last line left open; -1 where it left none
    for given in text.split("\n"):
        bare = given.lstrip(">")
        depth = len(given) - len(bare)
        line = bare.removeprefix(" ")  # it may be stuffed with a space
        flows = line.endswith(" ") and line != "-- "
        words = line[:-1] if flows and delete_space else line
        if open_depth == depth and line != "-- ":
            parts[-1] += words
        else:
            parts.append("> " * depth + words)
        open_depth = depth if flows else -1
    return "\n".join(part.rstrip() for part in parts)


def _depths(lines: Sequence[str]) -> list[int]:
    """Return how deep each line is quoted; 0 where a mark means something else."""
    depths: list[int] = []
    fenced = False
    for line in lines:
        found = None if fenced else _MARKS.match(line)
        depths.append(found[1].count(">") if found else 0)
        if _FENCE.match(line):
            fenced = not fenced
    for number in range(1, len(lines) - 1):
        around = depths[number - 1]
        if not depths[number] and around and around == depths[number + 1]:
            line, before = lines[number].strip(), lines[number - 1].rstrip()
            if line[:1].islower() and len(line) <= STRAY_CHARS and not _CLOSED.search(before):
                depths[number] = around
    at = 0
    for is_quoted, run in groupby(depths, bool):
        length = len(list(run))
        if is_quoted and length == 1 and not _is_quotation(lines, at):
            depths[at] = 0
        at += length
    return depths


def _is_quotation(lines: Sequence[str], at: int) -> bool:
    """Tell whether a single line with a mark is quoted: a space follows, or somebody wrote it."""
    before = next((line for line in reversed(lines[:at]) if line.strip()), "")
    return bool(re.match(r"\s*>[> ]*\s\S", lines[at])) or before.rstrip().endswith(":")
