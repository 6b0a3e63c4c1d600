"""Export: every article with its text, paragraphs and statements, without its sources."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.generations.snapshot import Snapshot, open_snapshot
from index.remote import is_address


def export(index_dir: str | os.PathLike[str]) -> Iterator[dict[str, Any]]:
    """Yield every article with its text, paragraphs and statements, in order of id.

    Sources are not needed. Statements are None where no build has looked for them.

    Raises:
        IndexMissingError, IndexFormatError, IndexDamagedError: See `errors.py`.
    """
    if is_address(index_dir):
        from index.maintenance import on_server

        for some, ids in on_server.snapshots(index_dir):
            yield from _records(some, ids)
        return
    opened = open_snapshot(Path(index_dir))
    yield from _records(opened, sorted(opened.stored_articles()))


def _records(opened: Snapshot, ids: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield what is exported of some articles of a snapshot."""
    for article_id in ids:
        article = opened.article(article_id)
        flagged = opened.boilerplate(article_id)
        said = opened.statements(article_id)
        yield {
            **asdict(article),
            "statements": None if said is None else [asdict(one) for one in said],
            "paragraphs": [
                {
                    "paragraph": number,
                    "start": start,
                    "end": end,
                    "page": article.page_at(start),
                    "boilerplate": number in flagged,
                    "text": article.text[start:end],
                }
                for number, (start, end) in enumerate(opened.paragraphs(article_id))
            ],
        }
