"""Static files: the page, read once; whoever asks gets them, for without them nobody gives a token.

They hold nothing of the index.
"""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).parent / "page"

SCRIPTS = ("address", "app", "build", "facets", "leaf", "lists", "service", "speakers")

PAGE_FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/app.css": ("app.css", "text/css; charset=utf-8"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
    **{f"/{name}.js": (f"{name}.js", "text/javascript; charset=utf-8") for name in SCRIPTS},
}
"""By path: the file, and its media type."""
