"""Limits of one request: how much it may ask for, and how long it may take. Named numbers only.

README.md beside this file and the OpenAPI document give these.
"""

from __future__ import annotations

MAX_QUERY_CHARS = 2_000
"""Of a query: its percent-encoded form, 12 bytes a character at most, still fits a request line."""

MAX_K = 100
"""Hits or answers of one request; `offset` reads on."""

MAX_OFFSET = 900
"""Hits that may be skipped: with `MAX_K` more it is what the engine ranks at most."""

MAX_FILTER_VALUES = 50
"""Values of one filter."""

MAX_FILTER_CHARS = 300
"""Of one value of a filter, and of an article's id in `similar`."""

MAX_PARAGRAPH = 1_000_000
"""Number of a paragraph."""

MAX_OFFSET_CHARS = 1 << 31
"""Of an offset in an article's text."""

MAX_RENDERING, MAX_WAITING_PAGES = 2, 16
"""Pages that are rendered at once, each by a process of its own, and that wait for it: apart from
the questions, which pages hold up no longer than their processes take of the machine."""

MAX_HALF_LIFE = 1_000_000.0
"""Days."""

MAX_BODY_BYTES = 64 * 1024
"""Of a POST."""

MAX_HEAD_BYTES = 64 * 1024
"""Of the request line and headers."""

MAX_WAITING = 64
"""Requests that wait for the engine; more are told to come back later (503, Retry-After)."""

MAX_BATCH = 8
"""Searches that are answered together; more of them gain little and make each wait longer."""

MIN_WORKERS, MAX_WORKERS = 2, 4
"""Threads that ask the engine, one a core: while one is in numpy or ONNX Runtime, another one runs
Python, of which more than these find no room. A slow question holds up no others."""

REQUEST_SECONDS = 10.0
"""For a request to be read, and then for it to be answered; then 408 or 503."""

RETRY_SECONDS = 1
"""What Retry-After says."""

LOOK_SECONDS = 0.5
"""Between two looks at whether there is a newer generation."""

DRAIN_SECONDS = 15
"""For requests that are being answered when the service is told to stop."""

MIN_TOKEN_CHARS = 16
"""Of a bearer token: shorter ones can be guessed."""

OF_A_REQUEST: dict[str, int | float] = {
    "query_chars": MAX_QUERY_CHARS,
    "k": MAX_K,
    "offset": MAX_OFFSET,
    "filter_values": MAX_FILTER_VALUES,
    "filter_chars": MAX_FILTER_CHARS,
    "body_bytes": MAX_BODY_BYTES,
    "seconds": REQUEST_SECONDS,
    "waiting": MAX_WAITING,
}
"""As the status tells them."""
