"""Command line: the command `seedsearch`, with `build` and `eval`. No logic.

Heavy modules are imported inside the commands, so that help is quick and a query loads only what
it needs.
"""

from __future__ import annotations

import gc
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from typer.main import get_command_name
from typer.models import CommandInfo

from index.errors import QueryError, SeedsearchError
from search.cli import maintenance, query, service, streams
from search.cli.console import (
    DEFAULT_INDEX,
    DebugOption,
    IndexOption,
    InsecureOption,
    JsonOption,
    ProgressLine,
    WaitOption,
    complain,
)

INTERRUPTED = 130
INTERRUPTED_NOTE = "interrupted; what was published before is untouched"

app = typer.Typer(
    name="seedsearch",
    no_args_is_help=True,
    add_completion=True,
    suggest_commands=False,  # click does
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _app() -> None:
    """Search articles by words and meaning; answers come with citations."""


class PrecisionChoice(StrEnum):
    """How paragraphs are encoded."""

    fast = "fast"
    exact = "exact"


class QueriesChoice(StrEnum):
    """Which judged queries are evaluated."""

    all = "all"
    odd = "odd"
    even = "even"


@app.command()
def build(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Folders or files to add; none: all that the index knows."),
    ] = None,
    index: IndexOption = Path(DEFAULT_INDEX),
    insecure: InsecureOption = False,
    model: Annotated[
        str | None,
        typer.Option(help="Name or folder of a sentence-transformers model.", show_default=False),
    ] = None,
    precision: Annotated[
        PrecisionChoice | None,
        typer.Option(help="fast: bfloat16 where the processor has it; exact: float32."),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Rebuild everything.")] = False,
    no_export: Annotated[
        bool, typer.Option("--no-export", help="Keep a model that cannot be exported; slow.")
    ] = False,
    include: Annotated[
        list[str] | None,
        typer.Option(help="Only files like this, as in a .gitignore.", metavar="PATTERN"),
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(help="No files like this.", metavar="PATTERN")
    ] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(
            help="Where JSON and CSV have it: text=body, date=meta.day.", metavar="WHAT=NAME"
        ),
    ] = None,
    follow_links: Annotated[
        bool | None,
        typer.Option("--follow-links/--no-follow-links", help="Follow symbolic links or not."),
    ] = None,
    ocr: Annotated[
        str | None,
        typer.Option(help="Recognise text in scans and pictures: eng, eng+deu.", metavar="LANGS"),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail if anything has to be skipped.")
    ] = False,
    allow_removals: Annotated[
        bool, typer.Option("--allow-removals", help="Accept that most of a source is gone.")
    ] = False,
    keep: Annotated[int, typer.Option(min=1, help="Generations to keep on disk.")] = 3,
    wait: WaitOption = False,
    shard: Annotated[
        str | None,
        typer.Option(
            help="On a server: build one part, 2/4 of four; then `publish`.", show_default=False
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Build the index, or bring it up to date.

    Example: seedsearch build articles/
    """
    from index.builds.builder import build as run
    from search.output import text as render
    from search.output.json import report_json

    with ProgressLine(shown=sys.stderr.isatty() and not quiet) as progress:
        report = run(
            paths or (),
            index_dir=index,
            model=model,
            precision=precision.value if precision else None,
            full=full,
            export=not no_export,
            include=include,
            exclude=exclude,
            follow_links=follow_links,
            ocr=ocr,
            fields=_fields(field),
            strict=strict,
            allow_removals=allow_removals,
            keep=keep,
            wait=wait,
            shard=shard,
            progress=progress,
        )
    if as_json:
        print(report_json(report))
        return
    for warning in report.warnings:
        complain("warning", warning)
    if not quiet:
        print(render.report_text(report))


query.register(app)


@app.command("eval")
def evaluate(
    collection: Annotated[
        Path,
        typer.Argument(help="Folder in BEIR's format: corpus.jsonl, queries.jsonl, qrels/."),
    ],
    qrels: Annotated[
        str, typer.Option(help="test, train, or a file of judgements.", metavar="NAME")
    ] = "test",
    queries: Annotated[
        QueriesChoice, typer.Option(help="All judged queries, or every other one.")
    ] = QueriesChoice.all,
    index: Annotated[
        Path | None,
        typer.Option(help="Keep the index here, and use it again.", metavar="DIR"),
    ] = None,
    insecure: InsecureOption = False,
    model: Annotated[
        str | None,
        typer.Option(help="Name or folder of a sentence-transformers model.", show_default=False),
    ] = None,
    reference: Annotated[
        bool,
        typer.Option("--reference", help="Whole documents, to compare with published figures."),
    ] = False,
    per_query: Annotated[
        Path | None, typer.Option(help="Write the figures of each query here.", metavar="FILE")
    ] = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Measure how good search is on a test collection.

    Example: seedsearch eval collections/scifact
    """
    from search.evaluation import run, tables
    from search.evaluation.collection import read_collection

    chosen = read_collection(collection, qrels=qrels, queries=queries.value)
    with ProgressLine(shown=sys.stderr.isatty()) as progress:
        if reference:
            found = run.evaluate_reference(chosen, model=model, progress=progress)
        else:
            found = run.evaluate(chosen, index_dir=index, model=model, progress=progress)
    if per_query is not None:
        tables.write_per_query(found, per_query)
    print(tables.evaluation_json(found) if as_json else tables.evaluation_text(found))


maintenance.register(app)
service.register(app)


QUICK = frozenset(["search", "ask", "similar", "show"])
"""Commands that end soon: to clean up after them takes a fifth of their time, for nothing."""


def main() -> NoReturn:
    """Run a command; every error of ours becomes one line and an exit code."""
    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    if asked in QUICK:
        gc.disable()
    _prepare_only(asked)
    has_output = streams.prepare(sys.argv[1:])
    if asked in QUICK and not has_output:
        complain("error", "the output is closed, so nothing can be printed; leave it open")
        sys.exit(1)
    try:
        code = _run()
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output, `head` for example, has enough
        streams.give_up()
        code = 1
    except OSError as error:
        if "--debug" in sys.argv or not streams.is_unwritable(error):
            raise
        streams.give_up()
        complain(
            "error", f"nothing can be written ({error.strerror}); make room, or write elsewhere"
        )
        code = 1
    if asked in QUICK:
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _prepare_only(asked: str) -> None:
    """Leave only the command that is asked for: to prepare all of them takes 15 ms."""
    chosen = [info for info in app.registered_commands if _name_of(info) == asked]
    if chosen:
        app.registered_commands = chosen


def _name_of(info: CommandInfo) -> str:
    return info.name or get_command_name(getattr(info.callback, "__name__", ""))


def _run() -> int:
    """Run the command that is asked for; return its exit code."""
    try:
        app()
    except SystemExit as ended:  # typer always ends like this
        if ended.code == INTERRUPTED:
            complain("error", INTERRUPTED_NOTE)
        return ended.code if isinstance(ended.code, int) else 0
    except SeedsearchError as error:
        if "--debug" in sys.argv:
            raise
        complain("error", str(error))
        return 2 if isinstance(error, QueryError) else 1
    except KeyboardInterrupt:
        complain("error", INTERRUPTED_NOTE)
        return INTERRUPTED
    return 0


def _fields(given: list[str] | None) -> dict[str, str] | None:
    """Return what `--field` says; wrong usage where it says nothing that there is."""
    from index.readers.field_names import FIELDS

    if given is None:
        return None
    found = dict(item.partition("=")[::2] for item in given if item)
    for name, value in found.items():
        if name not in FIELDS or not value:
            raise typer.BadParameter(f"{name}={value}: give {', '.join(FIELDS)} = a field's name")
    return found
