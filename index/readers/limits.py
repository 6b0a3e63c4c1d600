"""Limits of one file; what is beyond them is skipped with its reason."""

from __future__ import annotations

MAX_FILE_BYTES = 512 << 20
"""A larger file is not read."""

MAX_UNPACKED_BYTES = 1 << 30
"""What a file and all that is packed in it may unpack to, together."""

MAX_MEMBERS = 100_000
"""Files in an archive."""

MAX_DEPTH = 3
"""Archives in archives."""

MAX_ARTICLE_CHARS = 5_000_000
"""The text of one article: about five times the longest novels."""

MAX_PDF_PAGES = 5_000
"""Pages of one PDF."""

MAX_PIXELS = 40_000_000
"""Of a page that is rendered: A3 at 500 dots an inch."""

RECOGNITION_SECONDS = 1500.0
"""A file's pictures of text are recognised for so long; the rest of its pages is left out."""

MAX_FRONT_MATTER_CHARS = 20_000
"""Longer blocks between rules are no front matter; its parser is slow."""

MAX_FIELD_CHARS = 1_000
"""A title, an author, a link, ...: the rest of a longer one is cut off."""

WORKER_BYTES = 4 << 30
"""Address space of a process that reads files: memory that a hostile file may take."""

STALLED_SECONDS = 60.0
"""A file that gives no further article for so long is given up."""

FILE_SECONDS = 1800.0
"""... and so is one that takes so long altogether."""

INLINE_BYTES = 4 << 20
"""Plain text and Markdown up to this size are read without a process of their own."""
