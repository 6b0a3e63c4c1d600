"""Limits of one picture of a page."""

from __future__ import annotations

MIN_WIDTH, USUAL_WIDTH, MAX_WIDTH = 100, 1200, 2400
"""Pixels. The usual one shows the small print of A4 on a screen of twice the usual density."""

MAX_PIXELS = 6_000_000
"""Of a picture: A4 at the greatest width would have 8 million, and is a little narrower."""

MAX_SIDE = 8_000
"""Pixels of the longer side of a picture."""

RENDER_SECONDS = 8.0
"""For reading the file, finding the passage and rendering: a request has 10 s."""

RENDER_BYTES = 2 << 30
"""Address space of the process that renders: the file, its page, and the picture of it."""

MAX_ANSWER_BYTES = 4 * MAX_PIXELS + (1 << 20)
"""Of a picture in base64, were it not packed at all: a process that was taken over says no more."""

MAX_PASSAGE_CHARS = 20_000
"""The rest of a longer passage is not marked."""
