"""Commands that look after an index, besides queries and builds. No logic."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from search.cli.console import (
    DEFAULT_INDEX,
    DebugOption,
    IndexOption,
    InsecureOption,
    JsonOption,
    MinScoreOption,
    PurgeOption,
    WaitOption,
    complain,
)
from search.types import LIKELY

if TYPE_CHECKING:
    from index.errors import SeedsearchError
    from index.generations.manifest import Manifest
    from index.types import BuildReport


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    edits = remove, restore, forget, publish, rollback, synonyms
    for command in (status, verify, watch, *edits, export):
        app.command()(command)


def status(
    index: IndexOption = Path(DEFAULT_INDEX),
    insecure: InsecureOption = False,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Tell what is in the index, and whether its sources changed since.

    Example: seedsearch status
    """
    from index.maintenance import status
    from search.output import text as render

    found = status.status(index)
    _print(asdict(found), render.status_text(found), as_json)


def verify(
    index: IndexOption = Path(DEFAULT_INDEX),
    insecure: InsecureOption = False,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Check every byte of the index, and that all counts agree.

    Example: seedsearch verify
    """
    from index.maintenance import verification

    manifest = verification.verify(index)
    _done("Every byte is as it was written", manifest, as_json)


def watch(
    query: Annotated[
        str | None,
        typer.Option(help="Tell a command what is new about this.", show_default=False),
    ] = None,
    execute: Annotated[
        str | None,
        typer.Option(
            "--exec",
            help="The command; it gets JSON on its standard input, and is run by no shell.",
            metavar="COMMAND",
            show_default=False,
        ),
    ] = None,
    min_score: MinScoreOption = LIKELY,
    time_limit: Annotated[
        float, typer.Option(min=0.1, help="Seconds that the command may take.")
    ] = 60.0,
    index: IndexOption = Path(DEFAULT_INDEX),
    insecure: InsecureOption = False,
    debug: DebugOption = False,
) -> None:
    """Keep the index up to date with its sources, until interrupted.

    With --query and --exec a command is told what is new, at least once: again, until it ends with
    0, and what came while this did not run, too.

    Example: seedsearch watch

    Example: seedsearch watch --query "harbour" --exec "tee -a new.json"
    """
    from index.builds import watch as watching
    from search.output import text as render

    if (query is None) != (execute is None):
        raise typer.BadParameter("--query and --exec go together; give both, or none")
    look = None
    if query is not None and execute is not None:
        look = _alert(index, query, execute, min_score, time_limit)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())

    def report(done: BuildReport) -> None:
        print(render.report_text(done).splitlines()[0], flush=True)

    def error(failed: SeedsearchError) -> None:
        complain("error", str(failed))

    watching.watch(index_dir=index, on_report=report, on_error=error, stop=stop, on_look=look)


def _alert(
    index: Path, query: str, execute: str, min_score: float | None, seconds: float
) -> Callable[[], None]:
    """Return what looks for news, and says in a line what came of it."""
    from index.errors import SeedsearchError
    from index.remote import is_address
    from search.alerts.alert import Alert, Watcher
    from search.alerts.command import Command

    if is_address(index):
        from index.remote.address import refuse_address

        refuse_address(index, "`watch`")
    try:
        command = Command.read(execute, seconds)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    watcher = Watcher(index, Alert(query, command, LIKELY if min_score is None else min_score))

    def look() -> None:
        try:
            told = watcher.look()
        except SeedsearchError as error:
            complain("error", str(error))
            return
        if told is None:
            return
        if told.problem:
            complain(
                "error",
                f"{execute}: {told.problem}; {told.count:,} new are told again at the next look",
            )
            return
        print(f"Told {told.count:,} new about {query!r}: {execute}", flush=True)

    return look


def remove(
    articles: Annotated[list[str], typer.Argument(help="Ids of articles, as a hit gives them.")],
    purge: PurgeOption = False,
    wait: WaitOption = False,
    index: IndexOption = Path(DEFAULT_INDEX),
    insecure: InsecureOption = False,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Take articles out; builds do not bring them back.

    Example: seedsearch remove articles/budget.txt --purge
    """
    from index.maintenance import edits

    manifest = edits.remove(articles, index_dir=index, purge=purge, wait=wait)
    _done("Purged" if purge else "Removed", manifest, as_json)


def restore(
    articles: Annotated[list[str], typer.Argument(help="Ids of removed articles.")],
    wait: WaitOption = False,
    index: IndexOption = Path(DEFAULT_INDEX),
    insecure: InsecureOption = False,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Let the next build take removed articles in again.

    Example: seedsearch restore articles/budget.txt
    """
    from index.maintenance import edits

    manifest = edits.restore(articles, index_dir=index, wait=wait)
    _done("The next build takes them in again", manifest, as_json)


def forget(
    folder: Annotated[
        str, typer.Argument(help="Name or path of a folder (or file) that builds keep up with.")
    ],
    purge: PurgeOption = False,
    wait: WaitOption = False,
    index: IndexOption = Path(DEFAULT_INDEX),
    insecure: InsecureOption = False,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Drop a folder, given by name or path, with all of its articles.

    Example: seedsearch forget old-articles
    """
    from index.maintenance import edits

    manifest = edits.forget(folder, index_dir=index, purge=purge, wait=wait)
    _done(f"Forgot {folder}", manifest, as_json)


def publish(
    index: IndexOption = Path(DEFAULT_INDEX),
    insecure: InsecureOption = False,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Publish what all shards of a build have staged on a server.

    Example: seedsearch publish --index milvus://localhost:19530/news
    """
    from index.builds import server_builder
    from index.remote.address import checked

    manifest = server_builder.publish(checked(index))
    _done("Published", manifest, as_json)


def rollback(
    generation: Annotated[int, typer.Argument(help="A generation that is kept.")],
    wait: WaitOption = False,
    index: IndexOption = Path(DEFAULT_INDEX),
    insecure: InsecureOption = False,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Make an older generation current again.

    Example: seedsearch rollback 1
    """
    from index.maintenance import edits

    manifest = edits.rollback(generation, index_dir=index, wait=wait)
    _done(f"Back at the content of generation {generation}", manifest, as_json)


def synonyms(
    file: Annotated[
        Path | None,
        typer.Argument(help="A group a line; - is standard input.", show_default=False),
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Have none.")] = False,
    wait: WaitOption = False,
    index: IndexOption = Path(DEFAULT_INDEX),
    insecure: InsecureOption = False,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Set the words that mean the same, in place of those that are set; or show them.

    A line is a group, such as "PLA, People's Liberation Army", in which each is found by each, or
    "jet => fighter, bomber", where a search for the first finds the others too; # begins a note.

    Example: seedsearch synonyms

    Example: seedsearch synonyms words.txt

    Example: seedsearch synonyms --clear
    """
    from index.maintenance import synonyms as setting

    if file is None and not clear:
        told = setting.read(index)
        _print({"synonyms": told}, told.rstrip("\n") or "No synonyms are set.", as_json)
        return
    if file is not None and clear:
        raise typer.BadParameter("give a file, or --clear, not both")
    text = setting.read_file(file) if file else ""
    manifest = setting.set_synonyms(text, name=str(file), index_dir=index, wait=wait)
    _done("Set synonyms" if manifest.synonyms else "No synonyms now", manifest, as_json)


def export(
    index: IndexOption = Path(DEFAULT_INDEX),
    insecure: InsecureOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV: a line an article.")] = False,
    debug: DebugOption = False,
) -> None:
    """Write articles and paragraphs as JSON Lines; the sources are not needed.

    Example: seedsearch export

    Example: seedsearch export --csv
    """
    from index.maintenance import export
    from search.output.csv import articles_csv
    from search.output.json import dump

    if as_csv:
        sys.stdout.writelines(articles_csv(export.export(index)))
        return
    for record in export.export(index):
        print(dump(record))


def _done(what: str, manifest: Manifest, as_json: bool) -> None:
    """Say what was done, and what the index holds now."""
    counts = {
        "generation": manifest.generation,
        "articles": manifest.articles,
        "paragraphs": manifest.paragraphs,
    }
    from search.output.terminal import count

    held = f"{count(manifest.articles, 'article')}, {count(manifest.paragraphs, 'paragraph')}"
    _print(counts, f"{what}: generation {manifest.generation}, {held}.", as_json)


def _print(fields: dict[str, Any], text: str, as_json: bool) -> None:
    print(json.dumps(fields) if as_json else text)
