"""Explanation of a hit, as text for a terminal or a pipe. Pure."""

from __future__ import annotations

from search.output.terminal import DIM, RESET, Look, columns, fill, printable
from search.output.text import hit_text, suggestion_text, tail_text
from search.types import Explanation, Hit, Results, TermShare

SHADES = (22, 28, 34, 40)
"""Greens of the 256-colour palette behind tokens, from a weak share to the strongest."""

FOREGROUND = "\x1b[38;5;{}m"
BACKGROUND = "\x1b[48;5;{}m"
BLACK, WHITE = 16, 231

SHOWN_WORDS = 12
"""Words listed that a pattern stands for; `--json` has more."""

LABEL = 8
"""Columns of what a line of an explanation begins with."""

SHOWN_TOKENS = 8
"""Words listed with their share of the cosine; `--json` has all."""


def explained_text(results: Results, look: Look) -> str:
    """Return hits with their explanations for reading, best first."""
    return "\n\n".join(
        [
            *suggestion_text(results, look),
            *_understood_text(results, look),
            *(_hit_text(hit, look) for hit in results.hits),
            *tail_text(results, look, "No paragraph matches."),
        ]
    )


def _understood_text(results: Results, look: Look) -> list[str]:
    """Return how the query was read, in a few lines."""
    read = results.understood
    if read is None:
        return []
    ranking = [read.words, *read.patterns] if read.words else [*read.patterns]
    lines = [f"Ranked by: {', '.join(ranking) or 'nothing; all that matches, newest first'}"]
    lines += [f"Must hold: {condition}" for condition in read.conditions]
    for pattern, found in read.patterns.items():
        shown = ", ".join(found.words[:SHOWN_WORDS]) or "nothing"
        more = f" and {found.count - SHOWN_WORDS:,} more" if found.count > SHOWN_WORDS else ""
        lines.append(f"{pattern} stands for: {shown}{more}")
    for part, others in read.acronyms.items():
        lines.append(f"{part} is found as articles define it too: {', '.join(others)}")
    for part, others in read.synonyms.items():
        lines.append(f"{part} is found by its synonyms too: {', '.join(others)}")
    return [look.paint(DIM, "\n".join(fill(line, look, 0) for line in lines))]


def _hit_text(hit: Hit, look: Look) -> str:
    why = hit.explanation
    if why is None:
        return hit_text(hit, look)
    lines = [hit_text(hit, look)]
    if why.bound is not None:
        lines.append(_words(hit, why))
    if why.cosine is not None:
        lines += [_meaning(hit, why), _tokens(hit, why, look)]
    lines.append(_blend(hit, why))
    return "\n".join(lines[:1] + [look.paint(DIM, fitted(line, look)) for line in lines[1:]])


def fitted(line: str, look: Look) -> str:
    """Indent a line of an explanation, and wrap what follows its label unless it is shaded."""
    if RESET in line or columns(line) + 3 <= look.width:
        return f"   {line}"
    indent = 3 + LABEL
    return f"   {line[:LABEL]}{fill(line[LABEL:], look, indent)[indent:]}"


def _words(hit: Hit, why: Explanation) -> str:
    shares = [f"{_named(term, hit.text)} {term.share:.2f}" for term in why.terms]
    return f"words   {hit.keyword_score or 0:.2f} = {' + '.join(shares) or 'nothing matched'}"


def _named(term: TermShare, text: str) -> str:
    """Name a term as the paragraph has it, or as its title does, by the stem."""
    if not term.spans:
        return f"{' '.join(term.terms)} (in the title)"
    start, end = term.spans[0]
    return printable(" ".join(text[start:end].split()))


def _meaning(hit: Hit, why: Explanation) -> str:
    parts = [f"paragraph {why.cosine:.2f}"]
    if why.sentence_cosine is not None and why.sentence is not None:
        start, end = (hit.start + edge for edge in why.sentence)
        parts.append(f"nearest sentence [{start}:{end}] {why.sentence_cosine:.2f}")
    if why.title_cosine is not None:
        parts.append(f"title {why.title_cosine:.2f}")
    return f"meaning {hit.semantic_score or 0:.2f}: {', '.join(parts)}"


def _tokens(hit: Hit, why: Explanation, look: Look) -> str:
    """Show the paragraph shaded by what its tokens add to the cosine, or list the strongest."""
    if why.tokens is None:
        return "tokens  not available: this model does not average its tokens"
    if look.color:
        return f"tokens  {_shaded(hit.text, why)}"
    strongest = sorted((t for t in why.tokens if t.end > t.start), key=lambda token: -token.share)
    listed = [f"{hit.text[t.start : t.end]} {t.share:+.3f}" for t in strongest[:SHOWN_TOKENS]]
    return f"tokens  {printable(', '.join(listed))}"


def _shaded(text: str, why: Explanation) -> str:
    """Return `text`, the background of each token the greener the larger its share is."""
    tokens = [token for token in why.tokens or () if token.end > token.start]
    most = max((token.share for token in tokens), default=0.0)
    pieces, done = [], 0
    for token in tokens:
        if token.start < done:
            continue
        pieces.append(printable(text[done : token.start]))
        level = int(token.share / most * len(SHADES)) if most > 0 else 0
        word = printable(text[token.start : token.end])
        if level > 0:
            shade = SHADES[min(level, len(SHADES)) - 1]
            letters = BLACK if level > 2 else WHITE
            word = f"{FOREGROUND.format(letters)}{BACKGROUND.format(shade)}{word}{RESET}"
        pieces.append(word)
        done = token.end
    return " ".join("".join([*pieces, printable(text[done:])]).split("\n"))


def _blend(hit: Hit, why: Explanation) -> str:
    parts = []
    if why.semantic_weight:
        parts.append(f"{why.semantic_weight:g} x {hit.semantic_score or 0:.2f}")
    if why.keyword_weight:
        parts.append(f"{why.keyword_weight:g} x {hit.keyword_score or 0:.2f} / {why.bound:.2f}")
    calibrated = f"1 / (1 + exp(-({why.slope:g} x {why.blend:.2f} {why.offset:+g})))"
    if why.recency != 1:
        calibrated += f" x {why.recency:.2f} for its age"
    return f"blend   {why.blend:.2f} = {' + '.join(parts)}; score {hit.score:.2f} = {calibrated}"
