"""Errors: what can go wrong, as one tree.

    SeedsearchError
    ├── SourceError          a folder or file to be indexed cannot be used
    ├── UnreadableError      one file is not an article; builds list it as skipped
    ├── SkippedError         a strict build had to skip something
    ├── EmptyBuildError      there is nothing to index
    ├── ModelError           an embedding model cannot be loaded, checked or exported
    ├── IndexBusyError       another process is building this index
    ├── SettingsError        a build asks for other settings than the index has
    ├── StorageError         the index folder cannot be written
    ├── IndexUnusableError   the index cannot be read ...
    │   ├── IndexMissingError    ... because there is none
    │   ├── IndexFormatError     ... because it is of another format version
    │   ├── IndexDamagedError    ... because files are missing, cut short or disagree
    │   └── ServerError          ... or written, because the server that it is on does not answer
    ├── AddressError         an address of an index on a server cannot be used, or not for this
    ├── ArticleNotFoundError no article has this id
    ├── PageUnavailableError a page of an article cannot be shown as a picture
    ├── GenerationNotFoundError  no such generation is kept
    ├── ServiceError         the service cannot be started as it is told to
    ├── SynonymsError        a file of synonyms cannot be used
    ├── CollectionError      a test collection cannot be evaluated
    └── QueryError           the query is empty or too long (also a ValueError)

Every message says what is wrong, where, and what to do next, in one line. Wrong arguments of
another kind raise ValueError.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path


class SeedsearchError(Exception):
    """Root of everything that this project raises on purpose."""


class SourceError(SeedsearchError):
    """A folder or file to be indexed cannot be used."""


class UnreadableError(SeedsearchError):
    """One file is not an article; its message is the reason, for the list of skipped files."""


class SkippedError(SeedsearchError):
    """A strict build had to skip something; nothing was published."""


class EmptyBuildError(SeedsearchError):
    """There is nothing to index."""


class ModelError(SeedsearchError):
    """An embedding model cannot be loaded, checked or exported."""


class IndexBusyError(SeedsearchError):
    """Another process is building this index."""


class SettingsError(SeedsearchError):
    """A build asks for other settings than the index was made with."""


class StorageError(SeedsearchError):
    """The index folder cannot be written."""


class IndexUnusableError(SeedsearchError):
    """The index cannot be read."""


class IndexMissingError(IndexUnusableError):
    """There is no index at this place."""


class IndexFormatError(IndexUnusableError):
    """The index is of another format version."""


class IndexDamagedError(IndexUnusableError):
    """Files of the index are missing, cut short, or do not agree with each other."""


class ServerError(IndexUnusableError):
    """The server that an index is on does not answer, or not as it should."""


class AddressError(SeedsearchError):
    """An address of an index on a server cannot be used, or not for what is asked."""


class ArticleNotFoundError(SeedsearchError):
    """No article of the index has this id."""


class PageUnavailableError(SeedsearchError):
    """A page of an article cannot be shown as a picture; its message is the reason."""


class GenerationNotFoundError(SeedsearchError):
    """The index keeps no generation of this number."""


class ServiceError(SeedsearchError):
    """The service cannot be started as it is told to, or what it needs is not installed."""


class SynonymsError(SeedsearchError):
    """A file of synonyms cannot be read, or a line of it is no group."""


class CollectionError(SeedsearchError):
    """A test collection is missing or broken, or what evaluates it is not installed."""


class QueryError(SeedsearchError, ValueError):
    """The query is empty or too long."""


@contextlib.contextmanager
def storage_errors(index_dir: Path) -> Iterator[None]:
    """Turn failed writes into one error that says that nothing published was touched."""
    try:
        yield
    except OSError as error:
        where = error.filename or index_dir
        raise StorageError(
            f"{where} cannot be written ({error.strerror or error}); make room or choose another"
            " --index; what was published before is untouched"
        ) from error
