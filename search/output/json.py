"""JSON of results, answers, articles and builds: the same in a shell, over HTTP and in Python."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from index.types import BuildReport
from search.types import ArticleInfo, Head, Hit, Results, ShownArticle

if TYPE_CHECKING:
    from search.answers.types import Answer, Answers, Event, Timeline
    from search.output.atom import Entry


def results_json(results: Results) -> str:
    """Return the JSON document of a search."""
    fields = {
        **_head(results),
        "offset": results.offset,
        "total": results.total,
        "articles": results.articles,
        "min_score": results.min_score,
        "facets": {f.name: [asdict(count) for count in f.counts] for f in results.facets},
        **_reading(results),
        "hits": [hit_fields(hit) for hit in results.hits],
    }
    return dump(fields)


def hits_jsonl(results: Results) -> str:
    """Return one line of JSON a hit."""
    return "\n".join(dump(hit_fields(hit)) for hit in results.hits)


def answers_json(answers: Answers) -> str:
    """Return the JSON document of an answer."""
    found = [answer_fields(answer) for answer in answers.answers]
    return dump({**_head(answers), **_reading(answers), "answers": found})


def answers_jsonl(answers: Answers) -> str:
    """Return one line of JSON an answer."""
    return "\n".join(dump(answer_fields(answer)) for answer in answers.answers)


def timeline_json(timeline: Timeline) -> str:
    """Return the JSON document of a timeline."""
    return dump(
        {
            **_head(timeline),
            **_reading(timeline),
            "events": [event_fields(event) for event in timeline.events],
            "undated": [event_fields(event) for event in timeline.undated],
        }
    )


def timeline_jsonl(timeline: Timeline) -> str:
    """Return one line of JSON a date."""
    return "\n".join(dump(event_fields(event)) for event in timeline.events)


def news_json(query: str, new: Sequence[Entry], *, since: int, generation: int) -> str:
    """Return the JSON document of what is new.

    Args:
        query: What it is about.
        new: Articles, what came last first.
        since: The generation that was looked at before.
        generation: The one that was looked at now.
    """
    told = [{"id": one.id, **hit_fields(one.hit)} for one in new]
    return dump({"query": query, "since": since, "generation": generation, "new": told})


def article_json(shown: ShownArticle, paragraph: int | None = None) -> str:
    """Return the JSON document of an article, with what was pointed at and what matches."""
    article = shown.article
    spans = [
        {
            "paragraph": n,
            "start": a,
            "end": b,
            "page": article.page_at(a),
            "recognised": article.recognised_at(a),
            "boilerplate": n in shown.boilerplate,
        }
        for n, (a, b) in enumerate(shown.paragraphs)
    ]
    fields = {
        **asdict(ArticleInfo.of(article)),
        "text": article.text,
        "paragraphs": spans,
        "paragraph": paragraph,
        "highlights": [list(span) for span in shown.highlights],
        "statements": (
            None if shown.statements is None else [asdict(one) for one in shown.statements]
        ),
    }
    return dump(fields)


def report_json(report: BuildReport) -> str:
    """Return the JSON document of a build."""
    return dump(asdict(report))


def _head(found: Head) -> dict[str, Any]:
    return {
        "query": found.query,
        "mode": found.mode,
        "halves": list(found.halves),
        "warnings": list(found.warnings),
        "generation": found.generation,
        "took_ms": round(found.took_ms, 2),
    }


def _reading(found: Head) -> dict[str, Any]:
    """Return how the query was read, and what may have been meant."""
    fields: dict[str, Any] = {"suggestion": found.suggestion, "fixed": found.fixed}
    if found.understood is not None:
        fields["understood"] = asdict(found.understood)
    fields["without"] = [asdict(dropped) for dropped in found.without]
    return fields


def hit_fields(hit: Hit) -> dict[str, Any]:
    """Return what is said of a hit."""
    fields = asdict(hit)
    fields["highlights"] = [list(span) for span in hit.highlights]
    for name in ("explanation", "matching"):
        if fields[name] is None:
            del fields[name]
    return fields


def answer_fields(answer: Answer) -> dict[str, Any]:
    """Return what is said of an answer."""
    return asdict(answer)


def event_fields(event: Event) -> dict[str, Any]:
    """Return what is said of a date."""
    return asdict(event)


def dump(document: Any) -> str:
    """Return one line of JSON that can be printed anywhere."""
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
