"""CSV of hits, answers, timelines and articles: what `--json` says of each, in columns, a row each.

As RFC 4180 has it, in UTF-8, with a header that does not change but for columns that are added
behind. What is nested has a column for each of its fields (`article_title`); lists are JSON; what
there is none of is empty. A text that a spreadsheet could take for a formula gets an apostrophe
before it: to have a text as it was, leave out the first apostrophe of those that have one of
`SIGNS` behind their apostrophes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from search.output.json import answer_fields, dump, event_fields, hit_fields
from search.types import Head, Results

if TYPE_CHECKING:
    from search.answers.types import Answers, Timeline

SIGNS = tuple("=+-@\t\r\n＝＋－＠")
"""A text that begins with one of these may be run by a spreadsheet that opens the file: those that
OWASP lists for CSV injection, of full width too. One with apostrophes before it gets one more, so
that it can be told from a text that had none."""

APOSTROPHE = "'"

_WHERE = ("article_id", "paragraph", "page", "recognised", "start", "end")
_ARTICLE = tuple(
    f"article_{name}"
    for name in ("author", "link", "language", "date_from", "added", "added_in", "path")
)
_TOLD = ("article_date", "article_source", "article_title")
_HEAD = ("generation", "warnings")

HITS = (
    *("query", "rank", "score", *_TOLD, "text", *_WHERE, *_ARTICLE),
    *("keyword_score", "semantic_score", "keyword_rank", "semantic_rank", "matching"),
    *("highlights", "statements", "also", "explanation", *_HEAD),
)
ANSWERS = (
    *("query", "rank", "score", *_TOLD, "text", "speaker", "via", "kind"),
    *("part_text", "part_start", "part_end", *_WHERE, *_ARTICLE),
    *("context", "context_start", "also", "differs", *_HEAD),
)
EVENTS = (
    *("query", "date", "score", *_TOLD, "text", "speaker", "via", *_WHERE, *_ARTICLE, "also"),
    *_HEAD,
)
ARTICLES = (
    *("id", "date", "source", "title", "text", "author", "link", "language", "date_from"),
    *("added", "added_in", "path", "title_given", "pages", "recognised"),
    *("paragraphs", "statements"),
)


def results_csv(results: Results | None, *, header: bool = True, always: bool = False) -> str:
    """Return a row a hit.

    Args:
        results: What was found; None: the header alone.
        header: Whether the names of the columns come first.
        always: Whether a query that found nothing has a row all the same; where that comes with a
            warning it has one anyway, with that in it.
    """
    found = [hit_fields(hit) for hit in results.hits] if results else []
    return _table(HITS, results, found, header=header, always=always)


def answers_csv(answers: Answers | None, *, header: bool = True, always: bool = False) -> str:
    """Return a row an answer; arguments as of `results_csv`."""
    listed = answers.answers if answers else ()
    found = [{"rank": n, **answer_fields(one)} for n, one in enumerate(listed, 1)]
    return _table(ANSWERS, answers, found, header=header, always=always)


def timeline_csv(timeline: Timeline) -> str:
    """Return a row a date, oldest first, then those of what has none."""
    every = map(event_fields, (*timeline.events, *timeline.undated))
    found = [{**event, **event["where"]} for event in every]
    return _table(EVENTS, timeline, found, header=True, always=False)


def articles_csv(records: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the header, then the row of each article of an export."""
    yield _lines([ARTICLES])
    for record in records:
        yield _lines([_row(ARTICLES, record)])


def _table(
    columns: Sequence[str],
    head: Head | None,
    found: Sequence[Mapping[str, Any]],
    *,
    header: bool,
    always: bool,
) -> str:
    """Return the rows of what was found for a query."""
    if head is None:
        return _lines([columns])
    shared = {
        "query": head.query,
        "generation": head.generation,
        "warnings": list(head.warnings) or None,
    }
    rows: list[Sequence[str]] = [columns] if header else []
    nothing: list[dict[str, Any]] = [{}] if always or head.warnings else []
    rows += [_row(columns, {**fields, **shared}) for fields in found or nothing]
    return _lines(rows)


def _row(columns: Sequence[str], fields: Mapping[str, Any]) -> list[str]:
    """Return the cells of a row."""
    flat = dict(_flat(fields, ""))
    return [_cell(flat.get(name)) for name in columns]


def _flat(fields: Mapping[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    """Yield fields with their names; those within another one have its name before theirs."""
    for name, value in fields.items():
        if isinstance(value, Mapping) and name != "explanation":
            yield from _flat(value, f"{before}{name}_")
        else:
            yield before + name, value


def _cell(value: Any) -> str:
    """Return a value as the text of a cell."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return dump(value)
    text = value.encode("utf-8", "backslashreplace").decode()
    return APOSTROPHE + text if text.lstrip(APOSTROPHE).startswith(SIGNS) else text


def _lines(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as they are written."""
    import csv  # a millisecond, which no other form needs to wait for

    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    return written.getvalue()
