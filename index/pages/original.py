"""Original: the file that an article was read from, opened as its source allows and no further."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePath

from index.errors import PageUnavailableError
from index.generations.manifest import Source
from index.readers.limits import MAX_FILE_BYTES
from index.segments.records import StoredArticle

# A device or a pipe by the name of a file must not hold up who opens it.
_READ = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC


@contextmanager
def opened(stored: StoredArticle, sources: Sequence[Source]) -> Iterator[int]:
    """Give a descriptor of the file that an article was read from.

    Whether it is still the same file is for whoever reads from it to find out: its digest is that
    of `stored.stamp`.

    Args:
        stored: The article, and what a build remembers of its file.
        sources: Those of the generation that the article is from.

    Raises:
        PageUnavailableError: There is no such file, or it may not be read; the reason.
    """
    if stored.stamp.record:
        raise PageUnavailableError(
            "its file is packed in another one; unpack that to see its pages"
        )
    name = stored.article.id.split("/", 1)[0]
    source = next((each for each in sources if each.name == name), None)
    if source is None:
        raise PageUnavailableError("it was not read from a file of a source of this index")
    try:
        with ExitStack() as stack:
            file = _descend(source, Path(stored.article.path), stack)
            _check(os.fstat(file), stored.stamp.size)
            yield file
    except OSError as error:
        raise PageUnavailableError(
            f"its file cannot be read ({error.strerror or error}); bring the index up to date"
        ) from error


def _descend(source: Source, path: Path, stack: ExitStack) -> int:
    """Open a file of a source, folder by folder, through links only if it follows them.

    Raises:
        OSError: It is not there.
        PageUnavailableError: It is not in the source.
    """
    root = Path(source.path)
    if not path.is_relative_to(root) or ".." in PurePath(path).parts:
        raise PageUnavailableError(f"its file is not in the source {source.name!r}")
    further = 0 if source.follow_links else os.O_NOFOLLOW
    *folders, name = path.relative_to(root).parts or ("",)
    if not name:  # the source is this file
        return _opened(os.open(root, _READ | further), stack)
    place = _opened(os.open(root, _READ | os.O_DIRECTORY), stack)
    for folder in folders:
        place = _opened(os.open(folder, _READ | os.O_DIRECTORY | further, dir_fd=place), stack)
    return _opened(os.open(name, _READ | further, dir_fd=place), stack)


def _opened(file: int, stack: ExitStack) -> int:
    stack.callback(os.close, file)
    return file


def _check(status: os.stat_result, size: int) -> None:
    """Refuse what cannot be the file that was indexed.

    Raises:
        PageUnavailableError: It is another one.
    """
    if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_FILE_BYTES:
        raise PageUnavailableError("its file is no regular file any more, or too large")
    if status.st_size != size:
        raise PageUnavailableError(
            "its file is another one than was indexed; bring the index up to date"
        )
