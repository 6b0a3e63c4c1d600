"""Signs of other engines that say nothing here: each is named in a note and searched as words.

From the manuals of Lucene, Elasticsearch (query string), SQLite (FTS5), Westlaw, Lexis, Ovid,
PubMed and Google. What is read as it is meant there, such as `W/5`, is in `grammar`.
"""

from __future__ import annotations

import re
from functools import cache

from search.query import grammar

MOST_WORDS = 12
"""In longer texts such signs are what their writers meant; a pasted sentence is no command."""

_FIELDS = "|".join(grammar.FIELDS)
_KNOWN = ", ".join(f"{name}:" for name in grammar.FIELDS)

RULES: tuple[tuple[str, str], ...] = (
    (
        r"(?<=[\w\")])\^\d+(?:\.\d+)?(?=[\s)]|$)",
        "is not obeyed: a word weighs what it weighs",
    ),
    (
        rf"(?<![^\s(+-])(?!(?i:{_FIELDS}):)(?:[a-z_]{{2,}}(?:\.[a-z]+)?|(?i:site|intitle|inurl)):"
        r"(?=[^\s/:])",
        f"is no field, there are {_KNOWN}",
    ),
    (r"(?<!\S)(?:\w+:)?/[^/\s]{2,}/(?!\S)", "is no regular expression"),
    (
        rf"(?i:{_FIELDS})\s+:(?=\s)|\{{[\w ]+\}}\s*:",
        "is no field with blanks about the colon; write title:word",
    ),
    (r"(?i:date|since|until):\(", "takes one date or range; write date:2021 OR date:2022"),
    (
        r"(?<!date:)(?<!since:)(?<!until:)[\[{][^\[\]{}]*\bTO\b[^\[\]{}]*[\]}]",
        "is no range without date: before it",
    ),
    (r"(?<!\S)\$?\d+\.\.\$?\d+", "is no range: there are those of dates only, date:2010..2020"),
    (rf"(?i:not)\s+(?:{grammar.NEARNESS})(?=\s)", "cannot exclude what is near; write -word"),
    (r"(?<=\s)(?:XOR|ANDNOT|SAME)(?=\s)", "connects nothing: there are AND, OR, NOT and NEAR/5"),
    (r"(?<=\s)\|(?=\s)", "connects nothing; write OR"),
    (r"(?<=\s)\+(?=\s)", "demands nothing alone; write +word"),
    (r"(?<=\s)(?:[wW]?/[sSpP]|[NW]\d{1,2})(?=\s)", "connects nothing; write NEAR/5"),
    (
        rf"(?:(?<=[\"”)*?~])|(?<=~\d))\s+(?:{grammar.NEARNESS})(?=\s)"
        rf"|(?<=\s)(?:{grammar.NEARNESS})(?=\s+(?:[\"“(+-]|\w+[*?~]|[\w'’-]+\s+(?:{grammar.NEARNESS})\s))",
        'stands between two words only; write "three such words"~5',
    ),
    (r"(?<!\S)\^(?=[\w\"])", "is not obeyed: a word counts wherever it stands"),
    (r"(?<!\S)\*(?::\*)?(?!\S)", 'stands for nothing alone; "two words"~1 allows one between'),
    (r"(?<!\S)~(?=[^\W\d_])", "is read behind a word only, for typing errors"),
    (r"\\[-+&|!(){}\[\]^\"~*?:\\/]", "hides no sign; put the words in quotation marks"),
    (r"(?<!\S)[a-z]{4,}[!$](?=\s+\S|(?<=\$)$)", "is a whole word here; write * for any ending"),
    (r"(?<=[a-z])[$#](?=[a-z])", "stands for no letter; write ?"),
    (
        r"(?<![^\s(])(?i:ti|title|hlead|headline|lead|body|da|date|au|author|caps|allcaps|plural"
        r"|singular|atleast\d+)\((?=\S)",
        f"is not read; write a field, {_KNOWN}",
    ),
    (r"(?<=[\w\"”])\[[A-Za-z/ ]{2,20}\]", f"is no field; write one before the word, {_KNOWN}"),
    (
        r"(?<=\w)\.(?:ti|ab|tw|au|kw|mp)(?:,(?:ti|ab|tw|au|kw|mp))*\.(?!\S)",
        f"is no field; write one before the word, {_KNOWN}",
    ),
)
"""What a sign looks like, and what is said of it."""

_BLANKED = frozenset([0, 1, 4])
"""Numbers of the rules whose sign is, or may be, no word to search for."""


def without_strangers(text: str) -> tuple[str, list[str]]:
    """Return a query without what says nothing, as long as it was, and a note for each such sign.

    Args:
        text: As typed, trimmed.
    """
    if len(text.split()) > MOST_WORDS:
        return text, []
    notes = []
    for number, (pattern, said) in enumerate(_patterns()):
        signs = list(dict.fromkeys(found.group().strip() for found in pattern.finditer(text)))
        if signs:
            notes.append(f"{', '.join(signs)} {said}")
        text = pattern.sub(_blanked, text) if number in _BLANKED else text
    return text, notes


def _blanked(found: re.Match[str]) -> str:
    """Return blanks for a sign that is no word to search for: a field only before a group."""
    sign, behind = found.group(), found.string[found.end() :]
    if sign.endswith(":") and not behind.startswith("("):
        return sign
    return "".join(letter if letter == "(" else " " for letter in sign)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), said) for pattern, said in RULES)
