"""Text of results, answers, articles and reports, for a terminal or a pipe. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from index.types import BuildReport
from search.output.speakers import credit, credits_within
from search.output.terminal import (
    BOLD,
    DAY_CHARS,
    DIM,
    MARK,
    Look,
    columns,
    count,
    fill,
    line,
    printable,
    shortened,
    wrapped,
)
from search.types import LIKELY, ArticleInfo, Citation, Facet, Head, Hit, Results, ShownArticle

if TYPE_CHECKING:
    from index.maintenance.status import Status
    from search.answers.types import Answer, Answers

SKIPPED_SHOWN = 20
"""Skipped files named in a report; `--json` has all of them."""

FACET_VALUES = 20
"""Values shown of a facet; `--json` has all of them."""

NAMED_FACETS = frozenset({"source", "author", "language"})
"""Facets of names; the others are of dates."""

DIFFERS_SHOWN = 3
"""Sentences shown that say otherwise than an answer."""

ALSO_SHOWN = 5
"""Articles named that print the same as an answer or a hit."""


def results_text(results: Results, look: Look) -> str:
    """Return hits for reading, best first."""
    return "\n\n".join(
        [
            *suggestion_text(results, look),
            *(hit_text(hit, look) for hit in results.hits),
            *tail_text(results, look, "No paragraph matches."),
        ]
    )


def similar_text(results: Results, look: Look) -> str:
    """Return what is like an article or a paragraph for reading, best first."""
    shown = [hit_text(hit, look) for hit in results.hits]
    return "\n\n".join(shown) or "Nothing else in the index is like it."


def without_text(found: Head, command: str) -> list[str]:
    """Return how to search without a condition that nothing meets, to be copied as it is."""
    lines = [
        f"Without {one.condition}: seedsearch {command} -- {shlex.quote(one.query)}"
        for one in found.without
    ]
    return ["\n".join(map(printable, lines))] if lines else []


def suggestion_text(found: Head, look: Look) -> list[str]:
    """Return what to say of misspelt words, before what was found."""
    if not found.suggestion:
        return []
    before, after = "Did you mean: ", " (--fix searches it)"
    if found.fixed:
        before, after = "Searched for ", f" in place of {found.query}"
    better = printable(found.suggestion)
    if columns(before + better + after) <= look.width:
        return [before + look.paint(BOLD, better) + printable(after)]
    return [f"{before.strip()}\n{look.paint(BOLD, fill(better, look, 3))}\n{fill(after, look, 0)}"]


def tail_text(results: Results, look: Look, nothing: str) -> list[str]:
    """Return what to say after the hits: which page it is, of how many, and the facets."""
    parts = []
    shown = sum(1 + len(hit.also) for hit in results.hits)
    if not results.hits:
        parts.append("No more hits." if results.offset else nothing)
        parts += without_text(results, "search")
    elif results.offset or results.total > shown:
        first, last = results.hits[0].rank, results.hits[-1].rank
        counted = f"{count(results.total, 'paragraph')} in {count(results.articles, 'article')}"
        least = f" with at least {results.min_score:.2f}" if results.min_score else ""
        line = f"Hits {first}-{last}{least}; {counted} match."
        every = results.total if results.hits[0].matching is None else results.articles
        if last < every:
            line += f" More: --offset {last}"
        parts.append(look.paint(DIM, fill(line, look, 0)))
    parts += [_facet_text(facet, look) for facet in results.facets]
    return parts


def _facet_text(facet: Facet, look: Look) -> str:
    """Return the counts of one facet as a table, the largest ones where there are many."""
    shown = facet.counts
    if len(shown) > FACET_VALUES:
        least = sorted((one.articles for one in shown), reverse=True)[FACET_VALUES - 1]
        shown = tuple(one for one in shown if one.articles >= least)[:FACET_VALUES]
    names = [
        line(one.value or f"(no {facet.name if facet.name in NAMED_FACETS else 'date'})", look)
        for one in shown
    ]
    width = min(max(map(columns, [*names, facet.name])), max(look.width - 24, 8))
    lines = [look.paint(BOLD, f"{facet.name:<{width}} {'articles':>10} {'paragraphs':>11}")]
    for name, one in zip(names, shown, strict=True):
        short = shortened(name, width, look)
        pad = " " * (width - columns(short))
        lines.append(f"{short}{pad} {one.articles:>10,} {one.paragraphs:>11,}")
    if len(facet.counts) > len(shown):
        more = count(len(facet.counts) - len(shown), "more value")
        lines.append(look.paint(DIM, f"and {more} (all with --json)"))
    return "\n".join(lines)


def answers_text(answers: Answers, look: Look) -> str:
    """Return answers for reading: the sentence in its paragraph, then where it stands."""
    head = suggestion_text(answers, look)
    if not answers.answers:
        nothing = "Nothing in the index answers this."
        return "\n\n".join([*head, nothing, *without_text(answers, "ask")])
    shown = [
        _answer_text(answer, look, in_context=number == 0)
        for number, answer in enumerate(answers.answers)
    ]
    if answers.answers[0].score < LIKELY:
        shown.insert(0, "Nothing clearly answers this; the nearest is:")
    return "\n\n".join([*head, *shown])


def article_text(
    shown: ShownArticle, look: Look, paragraph: int | None = None, around: int | None = None
) -> str:
    """Return an article for reading, its paragraphs numbered, and its pages if it has any.

    Args:
        shown: Which, and what is marked in it.
        look: How.
        paragraph: Number of the one that is pointed at, if any.
        around: How many paragraphs before and after that one are shown; None for all.
    """
    article = shown.article
    info = ArticleInfo.of(article)
    about = [_where(info), _known(info)]
    lines = [look.paint(BOLD, fill(article.title, look, 0))]
    lines += [look.paint(DIM, fill(part, look, 0)) for part in about if part]
    lines.append("")
    page = None
    for number, (start, end) in enumerate(shown.paragraphs):
        if paragraph is not None and around is not None and abs(number - paragraph) > around:
            continue
        if article.page_at(start) != page:
            page = article.page_at(start)
            lines += [look.paint(DIM, f"      p. {page}"), ""]
        pointed = number == paragraph
        label = f"{'>' if pointed else ' '}{number:>3}  "
        spans = [(a - start, b - start) for a, b in shown.highlights if a < end and start < b]
        body = wrapped(article.text[start:end], spans, look, len(label))
        if number in shown.boilerplate:
            lines.append(look.paint(DIM, "      (boilerplate, not searched)"))
        lines.append(look.paint(MARK if pointed else DIM, label) + body[len(label) :])
        for name, places in credits_within(shown.statements or (), start, end):
            said = f"{printable(name)} {' '.join(places)}"
            lines.append(look.paint(DIM, fill(said, look, len(label))))
        lines.append("")
    return "\n".join(lines).rstrip()


def report_text(report: BuildReport) -> str:
    """Return what a build did, in a few lines."""
    changes = ", ".join(
        f"{getattr(report, name)} {name}"
        for name in ("added", "changed", "moved", "removed", "unchanged")
        if getattr(report, name)
    )
    state = "Published" if report.published else "Nothing had changed: still"
    if report.shard:
        state = f"Staged shard {report.shard}, for `seedsearch publish`, of"
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
        (f"{_size(status)}{status.removed_share:.0%} of the stored paragraphs are removed ones."),
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


def _size(status: Status) -> str:
    """Say what an index takes on a disk, if it is one of this machine."""
    if status.bytes is None or status.live_bytes is None:
        return ""
    return f"{status.bytes / 1e6:,.1f} MB on disk, {status.live_bytes / 1e6:,.1f} MB of it live; "


def hit_text(hit: Hit, look: Look) -> str:
    """Return a hit for reading: title, paragraph, where it stands and its scores."""
    scores = [f"score {hit.score:.2f}"]
    if hit.keyword_score is not None:
        scores.append(f"keyword {hit.keyword_score:.2f}")
    if hit.semantic_score is not None:
        scores.append(f"semantic {hit.semantic_score:.2f}")
    title = look.paint(BOLD, line(f"{hit.rank}. {hit.article.title}", look))
    place = f"{_place(hit)} [{hit.start}:{hit.end}]"
    if hit.matching is not None and hit.matching > 1:
        scores.append(f"{count(hit.matching, 'paragraph')} of it match")
    body = wrapped(hit.text, hit.highlights, look, 3)
    cited = look.paint(DIM, _cited(place, f"({', '.join(scores)})", look))
    return "\n".join([title, body, cited, *_also(hit.also, look)])


def _answer_text(answer: Answer, look: Look, *, in_context: bool) -> str:
    start = answer.start - answer.context_start
    span = (start, start + answer.end - answer.start)
    part = answer.part
    within = [(part.start - answer.context_start, part.end - answer.context_start)] if part else []
    if in_context and look.color:
        body = wrapped(answer.context, (span,), look, 0, within)
    else:
        within = [(a - start, b - start) for a, b in within]
        body = wrapped(answer.text, within, look, 0, within)
    place = f"{_place(answer)} [{answer.start}:{answer.end}]"
    told = f"; {answer.kind}: {' '.join(printable(part.text).split())}" if part else ""
    cited = _cited(place, f"(score {answer.score:.2f}{told})", look)
    title = look.paint(DIM, line(f"-- {answer.article.title}", look))
    said = f"   {credit(answer.speaker, answer.via)}" if answer.speaker else ""
    speaker = [line(said, look)] if said else []
    others = [*_also(answer.also, look), *_differs(answer, look)]
    return "\n".join([body, *speaker, title, look.paint(DIM, cited), *others])


def _differs(answer: Answer, look: Look) -> Iterator[str]:
    """Yield lines that say who says otherwise."""
    for other in answer.differs[:DIFFERS_SHOWN]:
        where = other.where
        sign = "corrected" if other.is_correction else "revised" if other.revises else "differs"
        note = f" ({other.note})" if other.note else ""
        yield fill(f"{sign}{note}: {' '.join(other.text.split())}", look, 3)
        place = f"{_place(where)} [{where.start}:{where.end}]"
        yield look.paint(DIM, fill(place, look, 5))
    if len(answer.differs) > DIFFERS_SHOWN:
        more = count(len(answer.differs) - DIFFERS_SHOWN, "more article")
        yield look.paint(DIM, f"   and {more} otherwise (all with --json)")


def _also(others: Sequence[Citation], look: Look) -> Iterator[str]:
    """Yield lines that say where else something is printed."""
    for other in others[:ALSO_SHOWN]:
        place = f"{_place(other)} [{other.start}:{other.end}]"
        yield look.paint(DIM, fill(f"also {place}", look, 3))
    if len(others) > ALSO_SHOWN:
        more = count(len(others) - ALSO_SHOWN, "more article")
        yield look.paint(DIM, f"   and {more} (all with --json)")


def _place(found: Hit | Answer | Citation) -> str:
    """Say where something stands: article, page if there are pages, and paragraph."""
    page = f", p. {found.page}" if found.page is not None else ""
    page += " (recognised in a picture)" if found.recognised else ""
    return f"{_where(found.article)}{page}, paragraph {found.paragraph}"


def _known(article: ArticleInfo) -> str:
    """Say what is known of an article besides its id and date."""
    dated = f"date from its {article.date_from}" if article.date and article.date_from else ""
    known = (article.author, article.language, dated, article.link)
    return printable(" · ".join(filter(None, known)))


def _where(article: ArticleInfo) -> str:
    """Name an article, with its outlet where that is not the folder it is in, and its date."""
    parts = [article.id]
    if article.source and article.source != article.id.split("/", 1)[0]:
        parts.append(article.source)
    if article.date:
        parts.append(article.date[:DAY_CHARS])
    return ", ".join(map(printable, parts))


def _cited(place: str, scores: str, look: Look) -> str:
    """Return where something stands and its scores, on lines of their own if need be."""
    line = f"   {place} {scores}"
    if columns(line) <= look.width:
        return line
    return f"{fill(place, look, 3)}\n{fill(scores, look, 3)}"
