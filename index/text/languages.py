"""Languages: which one a text is written in.

Plain English is recognised by its most frequent words; everything else by py3langid (Lui and
Baldwin, "langid.py: An Off-the-shelf Language Identification Tool", 2012), which carries its model,
asks no network, and is loaded for the first text that needs it: most builds never do.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from index.text import analyzer

SAMPLE_CHARS = 2000
"""So much of a text's beginning is looked at; more changes nothing."""

ENGLISH_SHARE = 0.22
"""Texts with this share of English stop words are English: 99 in 100 English abstracts have more,
and of sentences in 19 other languages none has, the closest being Danish and Norwegian at .20."""

ENGLISH_WORDS = 8
"""Fewer words than this say nothing by their share."""

LEAST_LETTERS = 20
"""A text with fewer Latin letters is no evidence against English."""

LEAST_CONFIDENCE = 0.5
"""Below this probability a text is not taken for what it most resembles."""

CANDIDATES = (
    "af ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl he hi hr hu hy id is it ja"
    " ka kk km ko lt lv mk ml mn mr ms my nb ne nl nn no pa pl pt ro ru si sk sl sq sr sv sw ta te"
    " th tl tr uk ur uz vi zh"
).split()
"""Languages with newspapers of their own: rarer ones win by accident on short texts."""

SAME = {"nb": "no", "nn": "no"}


def known(code: str) -> str:
    """Return the ISO 639-1 code in a tag such as "en-US" or "zh_Hans"; "" if it has none."""
    first = code.strip().replace("_", "-").split("-")[0].lower()
    return SAME.get(first, first) if first in CANDIDATES or first in SAME else ""


def detect(text: str) -> str:
    """Return the ISO 639-1 code of a text's language, or `analysis.UNDETERMINED`.

    A text that does not say is English if it is written in Latin letters.
    """
    sample = text[:SAMPLE_CHARS]
    words = analyzer.words(sample)
    common = sum(word in analyzer.STOP_WORDS for word in words)
    if len(words) >= ENGLISH_WORDS and common >= ENGLISH_SHARE * len(words):
        return analyzer.ENGLISH
    latin = sum(letter.isalpha() and letter < "\u0250" for letter in sample)
    others = sum(letter.isalpha() and letter >= "\u0250" for letter in sample)
    if latin >= LEAST_LETTERS or others:
        code, confidence = _identifier().classify(sample)
        if confidence >= LEAST_CONFIDENCE:
            return SAME.get(code, str(code))
    return analyzer.ENGLISH if latin >= others else analyzer.UNDETERMINED


def likeliest(text: str) -> tuple[str, float]:
    """Return the likeliest language of a text by its letters alone, and its probability."""
    code, confidence = _identifier().classify(text[:SAMPLE_CHARS])
    return SAME.get(code, str(code)), float(confidence)


@cache
def _identifier() -> Any:
    """Load py3langid's model, limited to `CANDIDATES`."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = {str(code) for code in identifier.nb_classes}
    identifier.set_languages([code for code in CANDIDATES if code in known])
    return identifier
