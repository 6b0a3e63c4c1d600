"""Recognition of text in pictures, by the system's tesseract, as lines with their boxes.

It runs as a process of its own, below that which reads the file and within its limits.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any

from index.errors import SettingsError, UnreadableError
from index.readers.limits import MAX_PIXELS, RECOGNITION_SECONDS, STALLED_SECONDS
from index.readers.pdf_lines import Line

HOW = (
    "build with --ocr eng (or deu, eng+fra, ...) to have it recognised, which needs tesseract"
    " (on Debian: apt install tesseract-ocr)"
)
"""What to do about pictures of text."""

DOTS = 300
"""An inch of a page: what tesseract was trained with."""

LEAST_CONFIDENCE = 35
"""Lines of which tesseract is less sure, of 100, are specks and drawings: of pages printed and
scanned hardly a line has below 70."""

_POINTS = 72
_LANGUAGES = re.compile(r"[A-Za-z][\w/]*(?:\+[A-Za-z][\w/]*)*")
_WORD_LEVEL = "5"
_MISSING = "tesseract is not installed (on Debian: apt install tesseract-ocr)"


def check(languages: str) -> None:
    """Check that text in some languages can be recognised.

    Args:
        languages: As tesseract calls them, such as "eng+deu".

    Raises:
        SettingsError: It cannot, and what to do.
    """
    if not _LANGUAGES.fullmatch(languages):
        raise SettingsError(f"--ocr takes languages such as eng or eng+deu, not {languages!r}")
    if shutil.which("tesseract") is None:
        raise SettingsError(f"text in pictures cannot be recognised: {_MISSING}")
    known = _run(["--list-langs"], b"", 30.0).decode("utf-8", "replace").split("\n")[1:]
    missing = [each for each in languages.split("+") if each not in map(str.strip, known)]
    if missing:
        package = missing[0].lower().replace("_", "-")
        raise SettingsError(
            f"tesseract does not know the language {missing[0]} (on Debian: apt install"
            f" tesseract-ocr-{package}); it knows {', '.join(filter(None, map(str.strip, known)))}"
        )


@dataclass(slots=True)
class Recogniser:
    """Recognises text for one file, in bounded time.

    Attributes:
        languages: As tesseract calls them.
        alive: Called before each page, so that nobody believes that the reading stalled.
    """

    languages: str
    alive: Callable[[], None] = lambda: None
    _end: float = field(default_factory=lambda: time.monotonic() + RECOGNITION_SECONDS)

    def page(self, page: Any) -> list[Line]:
        """Return the lines on a page of a PDF.

        Args:
            page: Of pypdfium2.

        Raises:
            UnreadableError: They cannot be recognised.
        """
        width, height = page.get_size()
        scale = min(DOTS / _POINTS, (MAX_PIXELS / max(1.0, width * height)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True)
        pixels = bitmap.to_numpy()
        head = f"P5 {pixels.shape[1]} {pixels.shape[0]} 255\n".encode()
        (lines,) = self.pages(head + pixels.tobytes()) or ([],)
        return [
            replace(
                line,
                left=line.left / scale,
                right=line.right / scale,
                bottom=height + line.bottom / scale,
                height=line.height / scale,
            )
            for line in lines
        ]

    def pages(self, picture: bytes) -> list[list[Line]]:
        """Return the lines in a picture, page by page; below its top edge their boxes are negative.

        Raises:
            UnreadableError: They cannot be recognised.
        """
        self.alive()
        left = min(0.9 * STALLED_SECONDS, self._end - time.monotonic())
        if left <= 0:
            raise UnreadableError(
                f"recognising the text of the file takes more than {RECOGNITION_SECONDS / 60:.0f}"
                " minutes; split it"
            )
        found = _run(["stdin", "stdout", "-l", self.languages, "tsv"], picture, left)
        return _pages(found.decode("utf-8", "replace"))


def _run(arguments: list[str], given: bytes, seconds: float) -> bytes:
    """Run tesseract.

    Raises:
        UnreadableError: It is not there, fails, or takes too long.
    """
    try:
        done = subprocess.run(
            ["tesseract", *arguments],
            input=given,
            capture_output=True,
            timeout=seconds,
            # Several threads for one page take twice the time of the processor for a little less.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            check=False,
        )
    except FileNotFoundError as error:
        raise UnreadableError(_MISSING) from error
    except OSError as error:
        raise UnreadableError(f"tesseract cannot be run ({error.strerror})") from error
    except subprocess.TimeoutExpired as error:
        raise UnreadableError(f"recognising its text took more than {seconds:.0f} s") from error
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or [""]
        raise UnreadableError(f"its text cannot be recognised ({lines[-1][:100]})")
    return done.stdout


def _pages(table: str) -> list[list[Line]]:
    """Return the lines of each page of tesseract's table, top to bottom as it orders them."""
    words: dict[tuple[int, ...], list[list[str]]] = {}
    last = 0
    for row in table.split("\n")[1:]:
        cells = row.rstrip("\r").split("\t")
        if len(cells) == 12 and cells[1].isdecimal():
            last = max(last, int(cells[1]))
            if cells[0] == _WORD_LEVEL and cells[11].strip():
                words.setdefault(tuple(map(int, cells[1:5])), []).append(cells)
    found: list[list[Line]] = [[] for _ in range(last)]
    for place, line in _lines(words):
        found[place[0] - 1].append(line)
    return found


def _lines(
    words: dict[tuple[int, ...], list[list[str]]],
) -> Iterator[tuple[tuple[int, ...], Line]]:
    """Yield the lines that are likely text, those of a paragraph with the same height."""
    boxes = {
        place: [[float(cell) for cell in word[6:11]] for word in of] for place, of in words.items()
    }
    tall: dict[tuple[int, ...], list[float]] = {}
    for place, of in boxes.items():
        tall.setdefault(place[:3], []).append(
            max(top + height for _, top, _, height, _ in of) - min(top for _, top, *_ in of)
        )
    for place, of in boxes.items():
        if sum(confidence for *_, confidence in of) < LEAST_CONFIDENCE * len(of):
            continue
        text = " ".join(word[11].strip() for word in words[place])
        bottom = max(top + height for _, top, _, height, _ in of)
        left, right = of[0][0], max(left + width for left, _, width, *_ in of)
        yield place, Line(text, left, right, -bottom, median(tall[place[:3]]))
