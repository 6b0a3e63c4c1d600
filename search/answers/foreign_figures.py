"""Figures that are asked for in other languages: the sentences that have one. Pure.

combien d'emplois ...     wie hoch war der Gewinn ...     cuántos barcos ...
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from index.text import analyzer
from search.answers.verdict import Verdict

if TYPE_CHECKING:
    from search.answers.question import Candidate, Question

HAS, LACKS = 0.8, -1.2
"""What it counts beside other sentences that one has a figure, or has none."""

_ASKING = frozenset(
    "combien wieviel wieviele cuanto cuantos cuanta cuantas quanto quanti quanta quante quantos"
    " quantas hoeveel сколько".split()
)
_HOW = frozenset("wie hoe hvor hur".split())
_MUCH = frozenset(
    "viel viele hoch lange lang alt gross teuer weit schnell mange manga mycket meget hoog groot"
    " duur oud hoj hog lenge lange stor".split()
)
_NUMBERS = frozenset(
    "zwei drei vier funf sechs sieben acht neun zehn elf zwolf zwanzig dreissig hundert tausend"
    " deux trois quatre cinq six sept huit neuf dix onze douze vingt trente cent mille dos tres"
    " cuatro cinco seis siete ocho nueve diez doce veinte cien mil due quattro cinque sette otto"
    " nove dieci dodici venti cento twee drie vijf zes zeven negen tien twaalf twintig honderd"
    " duizend".split()
)
"""Those under thirteen, tens and more."""


def is_asked(asked: str) -> bool:
    """Tell whether a question asks for a figure in another language than English."""
    words = list(analyzer.words(asked))
    is_pair = any(one in _HOW and other in _MUCH for one, other in pairwise(words))
    return is_pair or not _ASKING.isdisjoint(words)


def verdicts(question: Question, candidate: Candidate) -> Sequence[Verdict] | None:
    """Judge the sentences of a paragraph by whether they have a figure, if one is asked for."""
    if not is_asked(question.query.asked):
        return None
    texts = map(candidate.sentence, range(len(candidate.sentences)))
    has = (any(map(str.isdigit, t)) or not _NUMBERS.isdisjoint(analyzer.words(t)) for t in texts)
    return [Verdict(worth=HAS if one else LACKS) for one in has]
