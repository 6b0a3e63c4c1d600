"""JSON of results, answers, articles and builds: the same in a shell, over HTTP and in Python."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from index.types import BuildReport
from search.types import ArticleInfo, Head, Hit, Results, ShownArticle

if TYPE_CHECKING:
    from search.answers.types import Answers, Timeline


def results_json(results: Results) -> str:
    """Return the JSON document of a search."""
    fields = {
        **_head(results),
        "offset": results.offset,
        "total": results.total,
        "articles": results.articles,
        "facets": {f.name: [asdict(count) for count in f.counts] for f in results.facets},
        **_reading(results),
        "hits": [_hit_fields(hit) for hit in results.hits],
    }
    return dump(fields)


def hits_jsonl(results: Results) -> str:
    """Return one line of JSON a hit."""
    return "\n".join(dump(_hit_fields(hit)) for hit in results.hits)


def answers_json(answers: Answers) -> str:
    """Return the JSON document of an answer."""
    found = [asdict(answer) for answer in answers.answers]
    return dump({**_head(answers), **_reading(answers), "answers": found})


def answers_jsonl(answers: Answers) -> str:
    """Return one line of JSON an answer."""
    return "\n".join(dump(asdict(answer)) for answer in answers.answers)


def timeline_json(timeline: Timeline) -> str:
    """Return the JSON document of a timeline."""
    return dump(
        {
            **_head(timeline),
            **_reading(timeline),
            "events": [asdict(event) for event in timeline.events],
            "undated": [asdict(event) for event in timeline.undated],
        }
    )


def timeline_jsonl(timeline: Timeline) -> str:
    """Return one line of JSON a date."""
    return "\n".join(dump(asdict(event)) for event in timeline.events)


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


def _hit_fields(hit: Hit) -> dict[str, Any]:
    fields = asdict(hit)
    fields["highlights"] = [list(span) for span in hit.highlights]
    for name in ("explanation", "matching"):
        if fields[name] is None:
            del fields[name]
    return fields


def dump(document: dict[str, Any]) -> str:
    """Return one line of JSON that can be printed anywhere."""
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
