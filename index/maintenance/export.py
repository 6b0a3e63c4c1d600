"""Export: every article with its text, paragraphs and statements, without its sources."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.generations.snapshot import open_snapshot


def export(index_dir: str | os.PathLike[str]) -> Iterator[dict[str, Any]]:
    """Yield every article with its text, paragraphs and statements, in order of id.

    Sources are not needed. Statements are None where no build has looked for them.

    Raises:
        IndexMissingError, IndexFormatError, IndexDamagedError: See `errors.py`.
    """
    opened = open_snapshot(Path(index_dir))
    for article_id in sorted(opened.stored_articles()):
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
