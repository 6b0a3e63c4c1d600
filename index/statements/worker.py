"""Worker: the process that finds statements beside a build; requests in, findings out, in JSON.

    -> {"articles": [[text, language, [[start, end, sentences], ...]], ...]}
    <- [[[paragraph, start, end, cue, speaker or null, via], ...], people], ...]

A cue is [start, end], a speaker and each source of `via` [start, end, name]; people are of
`Findings`. Run as `python -m index.statements.worker BYTES`, which is all the memory that it may
take.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from index.process import confined
from index.statements.statements import Findings, Readable, find_each
from index.types import Cue, Paragraph, Speaker, Statement


def request_of(articles: Sequence[Readable]) -> dict[str, Any]:
    """Return what asks for the statements of articles."""
    return {
        "articles": [
            (text, language, [(one.start, one.end, one.sentences) for one in paragraphs])
            for text, language, paragraphs in articles
        ]
    }


def findings_of(line: bytes) -> list[Findings]:
    """Return what was found, from the answer to a request."""
    return [_findings(*one) for one in json.loads(line)]


def main(limit: int) -> None:
    """Answer requests until there are no more.

    Args:
        limit: Bytes of address space.
    """
    out = confined(limit)
    for line in sys.stdin.buffer:
        articles = [
            (text, language, [Paragraph(*one) for one in paragraphs])
            for text, language, paragraphs in json.loads(line)["articles"]
        ]
        out.write(json.dumps([_listed(one) for one in find_each(articles)]).encode("ascii") + b"\n")
        out.flush()


def _listed(found: Findings) -> tuple[Any, ...]:
    pairs = zip(found.paragraphs, found.statements, strict=True)
    return [(number, *_fields(one)) for number, one in pairs], found.people


def _fields(one: Statement) -> tuple[Any, ...]:
    who = one.speaker
    return (
        one.start,
        one.end,
        (one.cue.start, one.cue.end),
        who and (who.start, who.end, who.name),
        [(source.start, source.end, source.name) for source in one.via],
    )


def _findings(statements: list[Any], people: list[Any]) -> Findings:
    return Findings(
        tuple(
            Statement(
                start,
                end,
                Cue(*cue),
                Speaker(*speaker) if speaker else None,
                tuple(Speaker(*source) for source in via),
            )
            for _, start, end, cue, speaker, via in statements
        ),
        tuple(one[0] for one in statements),
        tuple((number, name) for number, name in people),
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
