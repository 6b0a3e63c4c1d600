"""Watch over the sources: waits for changes and builds, until told to stop."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from index.builds.builder import build
from index.errors import IndexBusyError, SeedsearchError
from index.generations import manifest as generations
from index.generations.manifest import Source
from index.remote import is_address
from index.types import BuildReport

QUIET_MS = 1000
"""A build starts when the sources were quiet for so long, so that half a copied folder, or a file
that is still being written, is not taken in on its own."""

LONGEST_WAIT_MS = 30_000
"""A build starts after so long all the same: some folders are never quiet."""

RESCAN_SECONDS = 60
"""Sources are listed so often even without a notice: some file systems give none, and a source
that is not there yet cannot be watched."""

OnReport = Callable[[BuildReport], None]
OnError = Callable[[SeedsearchError], None]
OnLook = Callable[[], None]


def watch(
    *,
    index_dir: str | os.PathLike[str],
    on_report: OnReport,
    on_error: OnError,
    stop: threading.Event,
    on_look: OnLook | None = None,
) -> None:
    """Keep an index up to date with its sources until `stop` is set.

    Args:
        index_dir: An index that exists.
        on_report: Called after each build that published something.
        on_error: Called when a build failed; the next change, or the next look, tries again.
        stop: Set by the caller, for example on a signal.
        on_look: Called after each look, whoever published something meanwhile.

    Raises:
        IndexMissingError, IndexFormatError, IndexDamagedError: There is nothing to keep up to date.
    """
    if is_address(index_dir):
        from index.remote.address import refuse_address

        refuse_address(index_dir, "`watch`")
    folder = Path(index_dir)
    _sources(folder)
    last_error = ""
    for _ in _changes(folder, stop):
        try:
            report = build(index_dir=folder, wait=False)
            last_error = ""
            if report.published:
                on_report(report)
        except IndexBusyError:
            pass  # who holds the lock takes the change in, or the next look does
        except SeedsearchError as error:
            if str(error) != last_error:  # say it once, not every minute
                on_error(error)
            last_error = str(error)
        if on_look:
            on_look()


def _changes(folder: Path, stop: threading.Event) -> Iterator[None]:
    """Yield at once, and then whenever the sources may have changed."""
    from watchfiles import watch as notices

    yield None
    while not stop.is_set():
        found = _sources(folder)
        roots = [source.path for source in found if Path(source.path).exists()]
        if not roots:
            stop.wait(RESCAN_SECONDS)
            yield None
            continue
        for seen in notices(
            *roots,
            stop_event=stop,
            debounce=LONGEST_WAIT_MS,
            step=QUIET_MS,
            rust_timeout=RESCAN_SECONDS * 1000,
            yield_on_timeout=True,
            raise_interrupt=False,
            recursive=True,
            ignore_permission_denied=True,
        ):
            mine = [path for _, path in seen if not _inside(Path(path), folder.resolve())]
            if mine or not seen:
                yield None
            if _sources(folder) != found or not all(Path(root).exists() for root in roots):
                break


def _sources(folder: Path) -> tuple[Source, ...]:
    return generations.read_manifest(folder, generations.current_generation(folder)).sources


def _inside(path: Path, folder: Path) -> bool:
    return path == folder or folder in path.parents
