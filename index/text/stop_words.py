"""Stop words: what texts of a language have whatever they are about; none is marked as a match.

Which of them ranking leaves out is another matter: see `analyzer.STOP_WORDS`.
"""

from __future__ import annotations

from functools import cache

from index.text import analyzer


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the stop words of a language, folded; none of one whose are not known.

    Args:
        language: ISO 639-1 code; English where empty.
    """
    from whoosh.lang.stopwords import stoplists  # Snowball's lists

    known = frozenset(map(analyzer.fold, stoplists.get(language or analyzer.ENGLISH, ())))
    return known | analyzer.STOP_WORDS if language in ("", analyzer.ENGLISH) else known
