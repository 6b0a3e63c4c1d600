"""Trial index: the index of a test collection, built as `build` does, or used again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from index.builds import builder
from index.builds.inventory import Stored
from index.errors import CollectionError, IndexMissingError
from index.generations.snapshot import open_snapshot
from index.maintenance import on_server
from index.readers.articles import TITLE_CHARS
from index.remote import is_address, shown
from index.text import analyzer, paragraphs
from index.text.sentences import first_sentence
from index.types import Article, Progress
from search.engine import Engine, open_index
from search.evaluation.collection import Collection


def open_built(
    collection: Collection,
    place: Path,
    model: str | None,
    step: Callable[[Progress], None],
) -> Engine:
    """Open the index of the collection in a place, built if there is none.

    Raises:
        CollectionError: There is an index of something else.
        ModelError, StorageError, IndexUnusableError: As for `index.build` and `search.open_index`.
    """
    try:
        stored = on_server.records(place) if is_address(place) else open_snapshot(place)
    except IndexMissingError:
        builder.build(
            [_article(collection.name, *fields) for fields in _fields(collection)],
            index_dir=place,
            model=model,
            progress=step,
        )
        return open_index(place)
    if not _is_of(stored, collection, model):
        raise CollectionError(
            f"the index in {shown(place)} is not what a build makes of {collection.name} now;"
            " remove it, or name another folder as --index"
        )
    return open_index(place)


def _fields(collection: Collection) -> list[tuple[str, str, str]]:
    return [(document.id, document.title, document.text) for document in collection.documents]


def _article(source: str, id_: str, title: str, text: str) -> Article:
    """Make an article of a document, as the readers of files do."""
    return Article(
        id=id_,
        title=title.strip() or first_sentence(text, TITLE_CHARS),
        title_given=bool(title.strip()),
        source=source,
        date=None,
        path="",
        text=text,
    )


def _is_of(index: Stored, collection: Collection, model: str | None) -> bool:
    """Tell whether an index is what a build would make of the collection."""
    settings = index.manifest.settings
    stored = {
        id_: (entry.article.title if entry.article.title_given else "", entry.stamp.sha256)
        for id_, (_, _, entry) in index.stored_articles().items()
    }
    wanted = {
        id_: (title.strip(), hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
        for id_, title, text in _fields(collection)
        if id_ in stored or any(map(str.isalnum, title + text))
    }
    return (
        stored == wanted
        and model in (None, settings.model)
        and settings.analyzer == analyzer.ANALYZER_VERSION
        and settings.splitting == paragraphs.SPLITTING_VERSION
    )
