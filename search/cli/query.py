"""Commands that query: `search`, `ask`, `similar` and `show`. No logic."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import ArticleNotFoundError, QueryError
from search.cli import query_file
from search.cli.console import (
    DEFAULT_INDEX,
    AddedSinceOption,
    AllOption,
    ByArticleOption,
    ByMonthOption,
    CsvOption,
    DebugOption,
    ExplainOption,
    FacetsOption,
    FixOption,
    HalfLifeOption,
    IndexOption,
    InsecureOption,
    JsonlOption,
    JsonOption,
    KOption,
    LangOption,
    MinScoreOption,
    ModeChoice,
    ModeOption,
    OffsetOption,
    PathOption,
    SinceOption,
    SortChoice,
    SortOption,
    SourceOption,
    SpeakerOption,
    SynonymsOption,
    UntilOption,
)
from search.cli.forms import NO_FACETS, form_of, look, print_each, print_found
from search.query.options import ANSWERS, EVENTS, Filters, SearchOptions

if TYPE_CHECKING:
    from search.answers.types import Answers
    from search.engine import Engine

GenerationOption = Annotated[
    int | None, typer.Option(help="One that is kept; else the current one.", show_default=False)
]
QueriesOption = Annotated[
    Path | None,
    typer.Option(
        help="Ask each line of this file, or each row of a .csv or .tsv; - is standard input.",
        metavar="FILE",
    ),
]
ColumnOption = Annotated[
    str | None,
    typer.Option(help="The column of that table; else query, name, or the first.", metavar="NAME"),
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
    sort: SortOption = SortChoice.score,
    min_score: MinScoreOption = None,
    source: SourceOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    lang: LangOption = None,
    path: PathOption = None,
    speaker: SpeakerOption = None,
    added_since: AddedSinceOption = None,
    facets: FacetsOption = "",
    half_life: HalfLifeOption = None,
    by_article: ByArticleOption = False,
    every: AllOption = False,
    synonyms: SynonymsOption = True,
    fix: FixOption = False,
    explain: ExplainOption = False,
    queries: QueriesOption = None,
    column: ColumnOption = None,
    generation: GenerationOption = None,
    index: IndexOption = Path(DEFAULT_INDEX),
    insecure: InsecureOption = False,
    as_json: JsonOption = False,
    as_jsonl: JsonlOption = False,
    as_csv: CsvOption = False,
    debug: DebugOption = False,
) -> None:
    """Find the paragraphs that match best.

    Example: seedsearch search "military budget" -k 5

    Example: seedsearch search '"South China Sea" -Taiwan date:2021-12'

    Example: seedsearch search Putin --since 2021-10 --facets source,month
    """
    from search import engine
    from search.output import text as render
    from search.output.csv import results_csv
    from search.output.json import hits_jsonl, results_json

    form = form_of(as_json, as_jsonl, as_csv)
    if facets and form == "csv":
        raise QueryError(NO_FACETS)
    filters = _filters(source, since, until, lang, path, speaker, added_since)
    if queries is not None:
        if query or offset or facets or by_article or every or fix or explain:
            raise QueryError(
                "--queries goes with -k, --mode, --sort, --min-score, filters, --half-life and"
                " --no-synonyms only; leave out the query and other options"
            )
        plain = SearchOptions(
            k=k,
            mode=mode.value,
            sort=sort.value,
            min_score=min_score,
            filters=filters,
            half_life=half_life,
            synonyms=synonyms,
        )
        with engine.open_index(index, generation=generation) as opened:
            print_each(
                query_file.answered(
                    queries,
                    column,
                    lambda texts: opened.search_many_with(texts, plain),
                    lambda text: opened.search_with(text, plain),
                ),
                form,
                results_json,
                results_csv,
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
        sort=sort.value,
        min_score=min_score,
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
    print_found(results, form, results_json, hits_jsonl, results_csv, to_text)


def ask(
    question: Annotated[
        list[str] | None,
        typer.Argument(help="A question, in quotation marks or not.", show_default=False),
    ] = None,
    k: KOption = ANSWERS,
    mode: ModeOption = ModeChoice.hybrid,
    source: SourceOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    lang: LangOption = None,
    path: PathOption = None,
    speaker: SpeakerOption = None,
    added_since: AddedSinceOption = None,
    half_life: HalfLifeOption = None,
    synonyms: SynonymsOption = True,
    fix: FixOption = False,
    queries: QueriesOption = None,
    column: ColumnOption = None,
    index: IndexOption = Path(DEFAULT_INDEX),
    insecure: InsecureOption = False,
    as_json: JsonOption = False,
    as_jsonl: JsonlOption = False,
    as_csv: CsvOption = False,
    debug: DebugOption = False,
) -> None:
    """Answer a question with the sentences that say it.

    Example: seedsearch ask "what did Xi pledge"
    """
    from search import engine
    from search.output import text as render
    from search.output.csv import answers_csv
    from search.output.json import answers_json, answers_jsonl

    form = form_of(as_json, as_jsonl, as_csv)
    if bool(question) == (queries is not None):
        raise QueryError("give a question, or a file of questions with --queries FILE")
    filters = _filters(source, since, until, lang, path, speaker, added_since)
    opened = _kept(engine.open_index(index))

    def answered(text: str) -> Answers:
        return opened.ask(
            text,
            k=k,
            mode=mode.value,
            filters=filters,
            half_life=half_life,
            synonyms=synonyms,
            fix=fix,
        )

    if queries is not None:
        every = query_file.answered(queries, column, lambda texts: map(answered, texts), answered)
        print_each(every, form, answers_json, answers_csv)
        return
    found = answered(" ".join(question or ()))
    print_found(found, form, answers_json, answers_jsonl, answers_csv, render.answers_text)


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
    added_since: AddedSinceOption = None,
    by_month: ByMonthOption = False,
    fix: FixOption = False,
    index: IndexOption = Path(DEFAULT_INDEX),
    insecure: InsecureOption = False,
    as_json: JsonOption = False,
    as_jsonl: JsonlOption = False,
    as_csv: CsvOption = False,
    debug: DebugOption = False,
) -> None:
    """Show what is said about something day by day.

    Example: seedsearch timeline "Taiwan" --by-month
    """
    from search import engine
    from search.output.csv import timeline_csv
    from search.output.json import timeline_json, timeline_jsonl
    from search.output.timeline import timeline_text

    form = form_of(as_json, as_jsonl, as_csv)
    filters = _filters(source, since, until, lang, path, speaker, added_since)
    told = _kept(engine.open_index(index, one_shot=True)).timeline(
        " ".join(query), k=k, mode=mode.value, filters=filters, by_month=by_month, fix=fix
    )
    print_found(told, form, timeline_json, timeline_jsonl, timeline_csv, timeline_text)


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
    added_since: AddedSinceOption = None,
    index: IndexOption = Path(DEFAULT_INDEX),
    insecure: InsecureOption = False,
    as_json: JsonOption = False,
    as_jsonl: JsonlOption = False,
    as_csv: CsvOption = False,
    debug: DebugOption = False,
) -> None:
    """Find other articles that are like one, or other paragraphs like one.

    Example: seedsearch similar seeds/000_dffa5a7ebd0ae50b.txt:5
    """
    from search import engine
    from search.output import text as render
    from search.output.csv import results_csv
    from search.output.json import hits_jsonl, results_json

    form = form_of(as_json, as_jsonl, as_csv)
    filters = _filters(source, since, until, lang, path, speaker, added_since)
    opened = _kept(engine.open_index(index, one_shot=True))
    results = opened.similar(*opened.place(article), k=k, offset=offset, filters=filters)
    print_found(results, form, results_json, hits_jsonl, results_csv, render.similar_text)


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
    insecure: InsecureOption = False,
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
    print(render.article_text(shown, look(), paragraph, around))


def _kept(opened: Engine) -> Engine:
    """Keep an engine open until the process ends: to close it takes 6 ms, for nothing."""
    _OPEN.append(opened)
    return opened


_OPEN: list[Engine] = []


def _filters(
    source: list[str] | None,
    since: str | None,
    until: str | None,
    lang: list[str] | None,
    path: list[str] | None,
    speaker: list[str] | None,
    added_since: str | None,
) -> Filters:
    return Filters(
        sources=tuple(source or ()),
        since=since,
        until=until,
        languages=tuple(lang or ()),
        paths=tuple(path or ()),
        speakers=tuple(speaker or ()),
        added_since=added_since,
    )
