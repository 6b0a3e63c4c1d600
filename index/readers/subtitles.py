"""Subtitles (SubRip and WebVTT): what is said in them as running text, without times and numbers.

A sentence goes on over several cues. A paragraph ends where somebody else speaks, and with a
sentence where there is a pause or the paragraph is long. Captions that roll, each with the line of
the one before, say a line once. See https://www.w3.org/TR/webvtt1/.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.errors import UnreadableError
from index.readers.content import Content

PAUSE_SECONDS = 4.0
"""Between cues that are paragraphs of their own, if a sentence ends there."""

PARAGRAPH_CHARS = 500
"""With the first sentence that ends after so many characters a paragraph ends."""

ENDLESS_CHARS = 1000
"""Captions that a program made may have no full stops: so long a paragraph ends anyway."""

ROLLED_SECONDS = 0.5
"""A line that was shown until then is not said again."""

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}")
_HEAD = re.compile(r"\s*WEBVTT(?:[ \t]+(?:-[ \t]*)?([^\n]+))?(?:\n|$)")
_LANGUAGE = re.compile(r"^Language:[ \t]*([A-Za-z-]{2,12})[ \t]*$", re.MULTILINE)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]{1,100})>")
_MARKS = re.compile(r"</?[a-zA-Z0-9.][^<>\n]{0,200}>|\{\\[^{}\n]{1,100}\}")
_TURN = re.compile(r"(?:[-–—](?=\s*\S)|>>+)\s*")
_ENDED = re.compile(r"[.!?…。！？♪]['\"”’»)\]]*$")


@dataclass(slots=True)
class _Cue:
    """What is shown at a time, in seconds: its lines."""

    start: float
    end: float
    lines: list[str]


def read(text: str) -> Content:
    """Read subtitles.

    Raises:
        UnreadableError: There are none, or nothing is said in them.
    """
    head = _HEAD.match(text)
    said = "\n\n".join(_paragraphs(_cues(text, is_webvtt=bool(head))))
    if not said:
        raise UnreadableError("there are no subtitles in it")
    language = _LANGUAGE.search(text, 0, 1000) if head else None
    title = (head[1] or "").strip() if head else ""
    return Content(said, title, None, language=language[1] if language else "")


def _cues(text: str, *, is_webvtt: bool) -> Iterator[_Cue]:
    """Yield the cues; what stands between those of WebVTT are remarks, styles and names."""
    cue: _Cue | None = None
    is_over = False  # the cue before
    for line in text.split("\n"):
        if times := _TIMES.match(line):
            if cue:
                yield _without_number(cue)
            groups = times.groups()
            cue, is_over = _Cue(_seconds(groups[:4]), _seconds(groups[4:]), []), False
        elif not line.strip():
            is_over = is_webvtt
        elif cue and not is_over:
            cue.lines.append(line)
    if cue:
        yield cue


def _without_number(cue: _Cue) -> _Cue:
    """Return a cue without the number of the next one, which stands before that one's times."""
    if cue.lines and cue.lines[-1].strip().isdigit():
        cue.lines.pop()
    return cue


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f".{fraction}")


def _paragraphs(cues: Iterator[_Cue]) -> Iterator[str]:
    parts: list[str] = []
    size = 0
    shown: list[str] = []  # by the cue before
    voice, ended = "", 0.0
    for cue in cues:
        pause = cue.start - ended
        lines = [line.strip() for line in cue.lines if line.strip()]
        for line in lines:
            if line in shown and pause < ROLLED_SECONDS:
                continue
            speaker = _VOICE.search(line)
            words = " ".join(html.unescape(_MARKS.sub("", line)).split())
            turn = _TURN.match(words)
            is_other = bool(turn) or bool(speaker and speaker[1] != voice)
            is_due = pause > PAUSE_SECONDS or size > PARAGRAPH_CHARS
            is_end = parts and (_ENDED.search(parts[-1]) or size > ENDLESS_CHARS)
            if parts and (is_other or (is_due and is_end)):
                yield " ".join(parts)
                parts, size = [], 0
            words = words[turn.end() :] if turn else words
            if speaker and speaker[1] != voice:
                voice = speaker[1]
                words = f"{voice}: {words}"
            if words:
                parts.append(words)
                size += len(words) + 1
        shown, ended = lines or shown, cue.end
    if parts:
        yield " ".join(parts)
