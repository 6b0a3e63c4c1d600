"""Verdict: what a judge says of a sentence as an answer."""

from __future__ import annotations

from dataclasses import dataclass

from index.types import Span


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one judge, or all of them together, say of a sentence.

    Attributes:
        is_doubtful: Whether it cannot be likely, and comes after what can.
        worth: What it counts beside others, added to the score of a sentence; 0 is neither here nor
            there.
        passage: Span in the article's text of what is shown, where the sentence alone does not say
            it; else None.
        part: Span in the article's text of what answers, within what is shown; None if not known.
        known: Stems of the question that count as said: the name of whoever speaks.
        is_denied: Whether it says that it was not so, or is not known: it cannot be likely, but
            comes before what answers less.
    """

    is_doubtful: bool = False
    worth: float = 0.0
    passage: Span | None = None
    part: Span | None = None
    known: frozenset[str] = frozenset()
    is_denied: bool = False

    def joined(self, other: Verdict) -> Verdict:
        """Return what two judges say together; the first one's part counts."""
        shown = [span for span in (self.passage, other.passage) if span is not None]
        return Verdict(
            self.is_doubtful or other.is_doubtful,
            self.worth + other.worth,
            (min(a for a, _ in shown), max(b for _, b in shown)) if shown else None,
            self.part or other.part,
            self.known | other.known,
            self.is_denied or other.is_denied,
        )
