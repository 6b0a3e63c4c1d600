"""How are results shown? Results -> text for a terminal or a pipe, or JSON. Pure.

Must not import anything of the project but `model` and `index.model`.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from index.model import Article, BuildReport, Span
from search.model import LIKELY, Answer, Answers, ArticleInfo, Citation, Hit, Results

if TYPE_CHECKING:
    from index.upkeep import Status

BOLD, DIM, MARK, RESET = "\x1b[1m", "\x1b[2m", "\x1b[1;33m", "\x1b[0m"
SKIPPED_SHOWN = 20
"""Skipped files named in a report; `--json` has all of them."""

ALSO_SHOWN = 5
"""Articles named that print the same as an answer or a hit."""


@dataclass(frozen=True, slots=True)
class Look:
    """How text is laid out.

    Attributes:
        color: Whether escape sequences are wanted.
        width: Columns.
    """

    color: bool = False
    width: int = 80

    def paint(self, style: str, text: str) -> str:
        return f"{style}{text}{RESET}" if self.color and text else text


def results_json(results: Results) -> str:
    """Return the JSON document of a search."""
    return dump({**_head(results), "hits": [_hit_fields(hit) for hit in results.hits]})


def answers_json(answers: Answers) -> str:
    """Return the JSON document of an answer."""
    found = [asdict(answer) for answer in answers.answers]
    return dump({**_head(answers), "answers": found})


def article_json(
    article: Article, paragraphs: Sequence[Span], boilerplate: Collection[int] = ()
) -> str:
    """Return the JSON document of an article."""
    spans = [
        {
            "paragraph": n,
            "start": a,
            "end": b,
            "page": article.page_at(a),
            "boilerplate": n in boilerplate,
        }
        for n, (a, b) in enumerate(paragraphs)
    ]
    info = asdict(ArticleInfo.of(article))
    return dump({**info, "text": article.text, "paragraphs": spans})


def report_json(report: BuildReport) -> str:
    """Return the JSON document of a build."""
    return dump(asdict(report))


def results_text(results: Results, look: Look) -> str:
    """Return hits for reading, best first."""
    if not results.hits:
        return "No paragraph matches."
    return "\n\n".join(hit_text(hit, look) for hit in results.hits)


def answers_text(answers: Answers, look: Look) -> str:
    """Return answers for reading: the sentence in its paragraph, then where it stands."""
    if not answers.answers:
        return "Nothing in the index answers this."
    shown = [
        _answer_text(answer, look, in_context=number == 0)
        for number, answer in enumerate(answers.answers)
    ]
    if answers.answers[0].score < LIKELY:
        shown.insert(0, "Nothing clearly answers this; the nearest is:")
    return "\n\n".join(shown)


def article_text(
    article: Article, paragraphs: Sequence[Span], look: Look, boilerplate: Collection[int] = ()
) -> str:
    """Return an article for reading: paragraphs numbered, boilerplate marked, pages named."""
    info = ArticleInfo.of(article)
    lines = [look.paint(BOLD, printable(article.title)), look.paint(DIM, _where(info))]
    if known := _known(info):
        lines.append(look.paint(DIM, known))
    lines.append("")
    page = None
    for number, (start, end) in enumerate(paragraphs):
        label = f"{number:>4}  "
        if article.page_at(start) != page:
            page = article.page_at(start)
            lines += [look.paint(DIM, f"      p. {page}"), ""]
        body = _wrapped(article.text[start:end], (), look, len(label))
        if number in boilerplate:
            lines.append(look.paint(DIM, "      (boilerplate, not searched)"))
        lines += [look.paint(DIM, label) + body[len(label) :], ""]
    return "\n".join(lines).rstrip()


def report_text(report: BuildReport) -> str:
    """Return what a build did, in a few lines."""
    changes = ", ".join(
        f"{getattr(report, name)} {name}"
        for name in ("added", "changed", "moved", "removed", "unchanged")
        if getattr(report, name)
    )
    state = "Published" if report.published else "Nothing had changed: still"
    lines = [
        f"{state} generation {report.generation}: {count(report.articles, 'article')},"
        f" {count(report.paragraphs, 'paragraph')} ({changes};"
        f" {report.encoded} encoded) in {report.seconds:.1f} s."
    ]
    if report.ignored:
        lines.append(f"Left out {count(report.ignored, 'file')} by patterns.")
    if report.skipped:
        lines.append(f"Skipped {len(report.skipped):,}:")
        lines += [
            printable(f"  {skip.path}: {skip.reason}") for skip in report.skipped[:SKIPPED_SHOWN]
        ]
        if len(report.skipped) > SKIPPED_SHOWN:
            lines.append(f"  ... and {len(report.skipped) - SKIPPED_SHOWN} more (all with --json)")
    return "\n".join(lines)


def status_text(status: Status) -> str:
    """Return what is in an index, in a few lines."""
    encoded = ", ".join(status.encoded_as)
    lines = [
        f"Generation {status.generation}, published {status.created}:"
        f" {count(status.articles, 'article')}, {count(status.paragraphs, 'paragraph')},"
        f" {count(status.segments, 'segment')}.",
        *(
            [f"Boilerplate, not searched: {count(status.boilerplate, 'paragraph')}."]
            if status.boilerplate
            else []
        ),
        f"Model {status.model}, precision {status.precision} ({encoded}).",
        f"{status.bytes / 1e6:,.1f} MB on disk, {status.live_bytes / 1e6:,.1f} MB of it live;"
        f" {status.removed_share:.0%} of the stored paragraphs are removed ones.",
        "Generations kept: "
        + ", ".join(
            f"{kept.generation} ({count(kept.articles, 'article')})" for kept in status.generations
        ),
    ]
    states = {True: "changed since", False: "up to date", None: "cannot be looked at"}
    lines += [
        f"Source {printable(source.name)}: {count(source.articles, 'article')},"
        f" {printable(source.path)}, {states[source.changed]}"
        for source in status.sources
    ]
    if status.removed:
        lines.append("Removed by hand: " + ", ".join(map(printable, status.removed)))
    return "\n".join(lines)


def _head(found: Results | Answers) -> dict[str, Any]:
    return {
        "query": found.query,
        "mode": found.mode,
        "halves": list(found.halves),
        "warnings": list(found.warnings),
        "generation": found.generation,
        "took_ms": round(found.took_ms, 2),
    }


def _hit_fields(hit: Hit) -> dict[str, Any]:
    fields = asdict(hit)
    fields["highlights"] = [list(span) for span in hit.highlights]
    if hit.explanation is None:
        del fields["explanation"]
    return fields


def hit_text(hit: Hit, look: Look) -> str:
    """Return a hit for reading: title, paragraph, where it stands and its scores."""
    scores = [f"score {hit.score:.2f}"]
    if hit.keyword_score is not None:
        scores.append(f"keyword {hit.keyword_score:.2f}")
    if hit.semantic_score is not None:
        scores.append(f"semantic {hit.semantic_score:.2f}")
    title = look.paint(BOLD, _line(f"{hit.rank}. {hit.article.title}", look))
    place = f"{_place(hit)} [{hit.start}:{hit.end}]"
    body = _wrapped(hit.text, hit.highlights, look, 3)
    cited = look.paint(DIM, f"{place} ({', '.join(scores)})")
    return "\n".join([title, body, f"   {cited}", *_also(hit.also, look)])


def _answer_text(answer: Answer, look: Look, *, in_context: bool) -> str:
    start = answer.start - answer.context_start
    span = (start, start + answer.end - answer.start)
    if in_context and look.color:
        body = _wrapped(answer.context, (span,), look, 0)
    else:
        body = _wrapped(answer.text, (), look, 0)
    cited = f"{_place(answer)} [{answer.start}:{answer.end}] (score {answer.score:.2f})"
    title = look.paint(DIM, _line(f"-- {answer.article.title}", look))
    lines = [body, title, look.paint(DIM, f"   {cited}")]
    return "\n".join([*lines, *_also(answer.also, look)])


def _also(others: Sequence[Citation], look: Look) -> Iterator[str]:
    """Yield lines that say where else something is printed."""
    for other in others[:ALSO_SHOWN]:
        yield look.paint(DIM, f"   also {_place(other)} [{other.start}:{other.end}]")
    if len(others) > ALSO_SHOWN:
        more = count(len(others) - ALSO_SHOWN, "more article")
        yield look.paint(DIM, f"   and {more} (all with --json)")


def _place(found: Hit | Answer | Citation) -> str:
    """Say where something stands: article, page if there are pages, and paragraph."""
    page = f", p. {found.page}" if found.page is not None else ""
    return f"{_where(found.article)}{page}, paragraph {found.paragraph}"


def _known(article: ArticleInfo) -> str:
    """Say what is known of an article besides its id and date."""
    dated = f"date from its {article.date_from}" if article.date and article.date_from else ""
    known = (article.author, article.source, article.language, dated, article.link)
    return printable(" · ".join(filter(None, known)))


def _where(article: ArticleInfo) -> str:
    return f"{article.id}, {article.date}" if article.date else article.id


def _wrapped(text: str, spans: Sequence[Span], look: Look, indent: int) -> str:
    """Wrap `text`, with `spans` of it highlighted where there is colour."""
    pad = " " * indent
    if not look.color or not spans:
        return textwrap.fill(
            " ".join(printable(text).split()),
            look.width,
            initial_indent=pad,
            subsequent_indent=pad,
            break_long_words=False,
            break_on_hyphens=False,
        )
    lines: list[str] = [pad]
    column = indent
    for word in re.finditer(r"\S+", text):
        length = word.end() - word.start()
        if column > indent and column + length + 1 > look.width:
            lines.append(pad)
            column = indent
        if column > indent:
            lines[-1] += " "
            column += 1
        lines[-1] += _marked(text, word.span(), spans, look)
        column += length
    return "\n".join(lines)


def _marked(text: str, word: Span, spans: Sequence[Span], look: Look) -> str:
    """Return a word of `text` with the parts of it that lie in `spans` highlighted."""
    edges = {edge for span in spans for edge in span if word[0] < edge < word[1]}
    pieces = pairwise([word[0], *sorted(edges), word[1]])
    return "".join(
        look.paint(MARK, printable(text[start:end]))
        if any(a <= start and end <= b for a, b in spans)
        else printable(text[start:end])
        for start, end in pieces
    )


def printable(text: str) -> str:
    """Return `text` without control characters, which could steer a terminal, or surrogates."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)


def _line(text: str, look: Look) -> str:
    """Return `text` on one line, its end left out where it does not fit."""
    return textwrap.shorten(printable(text), look.width, placeholder=" …")


def count(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def dump(document: dict[str, Any]) -> str:
    """Return one line of JSON that can be printed anywhere."""
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
