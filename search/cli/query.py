"""Commands that query: `search`, `ask`, `similar` and `show`. No logic."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from index.errors import ArticleNotFoundError, QueryError
from search.cli.console import (
    DEFAULT_INDEX,
    AllOption,
    ByArticleOption,
    ByMonthOption,
    DebugOption,
    ExplainOption,
    FacetsOption,
    FixOption,
    HalfLifeOption,
    IndexOption,
    JsonlOption,
    JsonOption,
    KOption,
    LangOption,
    ModeChoice,
    ModeOption,
    OffsetOption,
    PathOption,
    SinceOption,
    SourceOption,
    SpeakerOption,
    SynonymsOption,
    UntilOption,
    complain,
)
from search.query.options import ANSWERS, EVENTS, Filters, SearchOptions

if TYPE_CHECKING:
    from search.answers.types import Answers, Timeline
    from search.engine import Engine
    from search.output.terminal import Look
    from search.types import Results

Found = TypeVar("Found", "Results", "Answers", "Timeline")

QUERIES_AT_ONCE = 256
"""Queries of a file that are searched together: enough to be fast, few enough to come out soon."""


GenerationOption = Annotated[
    int | None, typer.Option(help="One that is kept; else the current one.", show_default=False)
]
ArticleArgument = Annotated[
    str, typer.Argument(help="Id of an article, as a hit gives it, or ID:PARAGRAPH.")
]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (search, ask, timeline, similar, show):
        app.command()(command)


def search(
    query: Annotated[
        list[str] | None,
        typer.Argument(
            help="Words, a question, conditions; in quotation marks or not.", show_default=False
        ),
    ] = None,
    k: KOption = 10,
    offset: OffsetOption = 0,
    mode: ModeOption = ModeChoice.hybrid,
    source: SourceOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    lang: LangOption = None,
    path: PathOption = None,
    speaker: SpeakerOption = None,
    facets: FacetsOption = "",
    half_life: HalfLifeOption = None,
    by_article: ByArticleOption = False,
    every: AllOption = False,
    synonyms: SynonymsOption = True,
    fix: FixOption = False,
    explain: ExplainOption = False,
    queries: Annotated[
        Path | None,
        typer.Option(
            help="Search for each line of this file; - is standard input.", metavar="FILE"
        ),
    ] = None,
    generation: GenerationOption = None,
    index: IndexOption = Path(DEFAULT_INDEX),
    as_json: JsonOption = False,
    as_jsonl: JsonlOption = False,
    debug: DebugOption = False,
) -> None:
    """Find the paragraphs that match best.

    Example: seedsearch search "military budget" -k 5

    Example: seedsearch search '"South China Sea" -Taiwan date:2021-12'

    Example: seedsearch search Putin --since 2021-10 --facets source,month
    """
    from search import engine
    from search.output import text as render
    from search.output.json import hits_jsonl, results_json

    filters = _filters(source, since, until, lang, path, speaker)
    if queries is not None:
        unfit = query or offset or facets or by_article or every or fix or explain
        if unfit:
            raise QueryError(
                "--queries goes with -k, --mode, filters, --half-life and --no-synonyms only; leave"
                " out the query and other options"
            )
        with engine.open_index(index, generation=generation) as opened:
            _search_file(
                opened,
                queries,
                as_json,
                k=k,
                mode=mode.value,
                filters=filters,
                half_life=half_life,
                synonyms=synonyms,
            )
        return
    if not query:
        raise QueryError("give a query, or a file of queries with --queries FILE")
    opened = _kept(engine.open_index(index, generation=generation, one_shot=True))
    options = SearchOptions(
        k=k,
        offset=offset,
        mode=mode.value,
        explain=explain,
        filters=filters,
        facets=tuple(name.strip() for name in facets.split(",") if name.strip()),
        half_life=half_life,
        by_article=by_article,
        every=every,
        synonyms=synonyms,
        fix=fix,
    )
    results = opened.search_with(" ".join(query), options)
    to_text = render.results_text
    if explain:
        from search.output.explanation import explained_text as to_text
    _show(results, as_json, as_jsonl, results_json, hits_jsonl, to_text)


def ask(
    question: Annotated[list[str], typer.Argument(help="A question, in quotation marks or not.")],
    k: KOption = ANSWERS,
    mode: ModeOption = ModeChoice.hybrid,
    source: SourceOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    lang: LangOption = None,
    path: PathOption = None,
    speaker: SpeakerOption = None,
    half_life: HalfLifeOption = None,
    synonyms: SynonymsOption = True,
    fix: FixOption = False,
    index: IndexOption = Path(DEFAULT_INDEX),
    as_json: JsonOption = False,
    as_jsonl: JsonlOption = False,
    debug: DebugOption = False,
) -> None:
    """Answer a question with the sentences that say it.

    Example: seedsearch ask "what did Xi pledge"
    """
    from search import engine
    from search.output import text as render
    from search.output.json import answers_json, answers_jsonl

    filters = _filters(source, since, until, lang, path, speaker)
    answers = _kept(engine.open_index(index)).ask(
        " ".join(question),
        k=k,
        mode=mode.value,
        filters=filters,
        half_life=half_life,
        synonyms=synonyms,
        fix=fix,
    )
    _show(answers, as_json, as_jsonl, answers_json, answers_jsonl, render.answers_text)


def timeline(
    query: Annotated[
        list[str], typer.Argument(help="What it is about, in quotation marks or not.")
    ],
    k: KOption = EVENTS,
    mode: ModeOption = ModeChoice.hybrid,
    source: SourceOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    lang: LangOption = None,
    path: PathOption = None,
    speaker: SpeakerOption = None,
    by_month: ByMonthOption = False,
    fix: FixOption = False,
    index: IndexOption = Path(DEFAULT_INDEX),
    as_json: JsonOption = False,
    as_jsonl: JsonlOption = False,
    debug: DebugOption = False,
) -> None:
    """Show what is said about something day by day.

    Example: seedsearch timeline "Taiwan" --by-month
    """
    from search import engine
    from search.output.json import timeline_json, timeline_jsonl
    from search.output.timeline import timeline_text

    filters = _filters(source, since, until, lang, path, speaker)
    told = _kept(engine.open_index(index, one_shot=True)).timeline(
        " ".join(query), k=k, mode=mode.value, filters=filters, by_month=by_month, fix=fix
    )
    _show(told, as_json, as_jsonl, timeline_json, timeline_jsonl, timeline_text)


def similar(
    article: ArticleArgument,
    k: KOption = 10,
    offset: OffsetOption = 0,
    source: SourceOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    lang: LangOption = None,
    path: PathOption = None,
    speaker: SpeakerOption = None,
    index: IndexOption = Path(DEFAULT_INDEX),
    as_json: JsonOption = False,
    as_jsonl: JsonlOption = False,
    debug: DebugOption = False,
) -> None:
    """Find other articles that are like one, or other paragraphs like one.

    Example: seedsearch similar seeds/000_dffa5a7ebd0ae50b.txt:5
    """
    from search import engine
    from search.output import text as render
    from search.output.json import hits_jsonl, results_json

    filters = _filters(source, since, until, lang, path, speaker)
    opened = _kept(engine.open_index(index, one_shot=True))
    results = opened.similar(*opened.place(article), k=k, offset=offset, filters=filters)
    _show(results, as_json, as_jsonl, results_json, hits_jsonl, render.similar_text)


def show(
    article: ArticleArgument,
    around: Annotated[
        int | None,
        typer.Option(
            min=0, help="Only so many paragraphs before and after PARAGRAPH.", show_default=False
        ),
    ] = None,
    query: Annotated[
        str | None, typer.Option(help="Highlight what matches this query.", show_default=False)
    ] = None,
    index: IndexOption = Path(DEFAULT_INDEX),
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Show an article, its paragraphs numbered.

    Example: seedsearch show seeds/000_dffa5a7ebd0ae50b.txt

    Example: seedsearch show seeds/000_dffa5a7ebd0ae50b.txt:3 --around 1 --query pledge
    """
    from search import engine
    from search.output import text as render
    from search.output.json import article_json

    with engine.open_index(index) as opened:
        article_id, paragraph = opened.place(article)
        shown = opened.show(article_id, query or None)
    if paragraph is not None and paragraph >= len(shown.paragraphs):
        raise ArticleNotFoundError(
            f"{article_id!r} has no paragraph {paragraph}; they go from 0 to"
            f" {len(shown.paragraphs) - 1}"
        )
    if as_json:
        print(article_json(shown, paragraph))
        return
    print(render.article_text(shown, _look(), paragraph, around))


def _kept(opened: Engine) -> Engine:
    """Keep an engine open until the process ends: to close it takes 6 ms, for nothing."""
    _OPEN.append(opened)
    return opened


_OPEN: list[Engine] = []


def _search_file(opened: Any, path: Path, as_json: bool, **options: Any) -> None:
    """Search for each line of a file, and print one JSON document a query, in their order."""
    from search.output.json import results_json

    gc.enable()  # it is off for a single query

    lines = _queries(path)
    every = []
    while batch := list(islice(lines, QUERIES_AT_ONCE)):
        try:
            found = opened.search_many([text for _, text in batch], **options)
        except QueryError:
            for number, text in batch:  # say of which line it is
                try:
                    opened.search(text, **options)
                except QueryError as error:
                    raise QueryError(f"{path}, line {number}: {error}") from error
            raise
        if as_json:
            every += found
            continue
        for results in found:
            print(results_json(results))
    if as_json:
        print(f"[{', '.join(map(results_json, every))}]")


def _queries(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file that are not blank, with their numbers from 1."""
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise QueryError(
            f"{path} cannot be read ({reason}); give a text file of queries"
        ) from error
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield number, line


def _filters(
    source: list[str] | None,
    since: str | None,
    until: str | None,
    lang: list[str] | None,
    path: list[str] | None,
    speaker: list[str] | None,
) -> Filters:
    articles = tuple(source or ()), since, until, tuple(lang or ()), tuple(path or ())
    return Filters(*articles, tuple(speaker or ()))


def _show(
    found: Found,
    as_json: bool,
    as_jsonl: bool,
    to_json: Callable[[Found], str],
    to_jsonl: Callable[[Found], str],
    to_text: Callable[[Found, Look], str],
) -> None:
    """Print what was found on stdout, and warnings on stderr."""
    if as_json:
        print(to_json(found))
        return
    if as_jsonl:
        lines = to_jsonl(found)
        if lines:
            print(lines)
    else:
        print(to_text(found, _look()))
    for warning in found.warnings:
        complain("warning", warning)


def _look() -> Look:
    from search.output.terminal import Look

    color = (
        sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )
    columns = min(max(shutil.get_terminal_size().columns, 20), 100)
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    named = next((v for v in map(os.environ.get, ("LC_ALL", "LC_CTYPE", "LANG")) if v), "")
    plain = named in ("C", "POSIX") or not encoding.startswith("utf")
    return Look(color=color, width=columns, unicode=not plain)
