"""What kind of thing does a question ask for, and does a sentence offer one? Pure; English.

Must not import anything of the project but `index.analysis`.
"""

from __future__ import annotations

import re
from enum import Enum

from index import analysis


class Kind(Enum):
    """What a question asks for, as far as its words tell."""

    MONEY = "money"
    SHARE = "share"
    NUMBER = "number"
    TIME = "time"
    PERSON = "person"
    PLACE = "place"
    REASON = "reason"
    NAME = "name"
    OTHER = "other"


def kind_of(question: str) -> Kind:
    """Tell what a question asks for; the first kind that fits."""
    return next((kind for kind, asks in _ASKS.items() if asks.search(question)), Kind.OTHER)


def offers(kind: Kind, sentence: str, asked: frozenset[str]) -> bool:
    """Tell whether a sentence has something of a kind that the question does not say itself.

    Args:
        kind: What is asked for; nothing offers `OTHER`.
        sentence: The sentence.
        asked: The folded words of the question.
    """
    if kind is Kind.OTHER:
        return False
    if kind in (Kind.PERSON, Kind.NAME):
        return _has_new_name(sentence, asked)
    if kind is Kind.REASON:
        return bool(_REASON.search(sentence))
    found = _SAYS[kind].finditer(sentence)
    return any(
        not set(analysis.words(match.group(match.lastindex or 0))) <= asked for match in found
    )


def _has_new_name(sentence: str, asked: frozenset[str]) -> bool:
    """Look for a capitalised word that is not asked, nor only opens the sentence."""
    for match in _CAPITALISED.finditer(sentence):
        said = analysis.words(match.group())
        if not said or said[0] in asked or said[0] in analysis.STOP_WORDS:
            continue
        opens = not re.search(r"\w", sentence[: match.start()])
        if not opens or _NAME_GOES_ON.match(sentence, match.end()):
            return True
    return False


def _asks(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


_ASKS: dict[Kind, re.Pattern[str]] = {
    Kind.MONEY: _asks(
        r"""\bhow\ much\b.*\b(?:cost|pay|paid|money|worth|price|spend|spent|budget|earn\w*|raise\w*
            |dollars?|funding|revenue|fine|salary|invest\w*|funds?|sell|sold|donat\w*)\b
        | \bhow\ expensive\b | \b(?:what|which)\ .{0,20}\b(?:price|cost|salary)\b
        | \bprice\ of\b | \bbudget\b"""
    ),
    Kind.SHARE: _asks(r"\bpercent | \bproportion\b | % | \bwhat\ (?:fraction|share|portion)\ of\b"),
    Kind.NUMBER: _asks(
        r"""\bhow\ (?:many|much|large|big|long|far|old|tall|high|deep|often|fast|wide|heavy|hot|cold
            |few)\b
        | \b(?:what|which)\ (?:(?:is|was|were)\ the\ )?(?:\w+\ )?(?:number|amount|age|size
            |temperature|distance|population|rank|score|length|width|height|weight|speed|area
            |total)\b"""
    ),
    Kind.TIME: _asks(
        r"""\bwhen\b | \bwhat\ time\b
        | \b(?:what|which)\ (?:(?:\w+|(?:is|was)\ the)\ )?(?:years?|dates?|months?|days?
            |centur(?:y|ies)|decades?|time\ periods?|eras?|seasons?)\b"""
    ),
    Kind.PERSON: _asks(
        r"""\bwho(?:m|se)?\b
        | \b(?:what|which)\ (?:\w+\ )?(?:person|people|m[ae]n|wom[ae]n|player|act(?:or|ress)|artist
            |author|writer|poet|composer|singer|musician|director|producer|historian|scientist
            |mathematician|physicist|chemist|biologist|economist|philosopher|leader|ruler|king|queen
            |emperor|president|minister|chancellor|governor|mayor|senator|general|commander|captain
            |explorer|inventor|engineer|architect|coach|pope|bishop|critic|judge|lawyer|reporter
            |journalist|analyst|official|spokes\w+|founder|owner|researcher|professor|doctor)s?\b"""
    ),
    Kind.PLACE: _asks(
        r"""\bwhere\b
        | \b(?:what|which)\ (?:\w+\ )?(?:cit(?:y|ies)|countr(?:y|ies)|states?|places?|locations?
            |regions?|continents?|towns?|villages?|provinces?|count(?:y|ies)|rivers?|areas?|streets?
            |islands?|nations?|districts?|suburbs?|ocean|sea|lake|mountains?)\b"""
    ),
    Kind.REASON: _asks(r"\bwhy\b | \bwhat\ (?:caused?s?|led\ to|(?:(?:is|was)\ the\ )?reason)\b"),
    Kind.NAME: _asks(
        r"""\b(?:what|which)\ (?:\w+\ )?(?:team|party|company|organi[sz]ation|group|agency|act|law
            |treaty|book|film|movie|play|song|album|newspaper|ship|university|school|college|church
            |bank|language|war|battle|event|building|station|award|prize|dynasty|tribe|program(?:me)?
            |series|movement)(?:e?s)?\b
        | \bnamed?\b"""
    ),
}

_MONTH = (
    r"(?:Jan(?:uary|\.)|Feb(?:ruary|\.)|March|April|May|June|July|Aug(?:ust|\.)|Sept(?:ember|\.)"
    r"|Oct(?:ober|\.)|Nov(?:ember|\.)|Dec(?:ember|\.))"
)
_SAYS: dict[Kind, re.Pattern[str]] = {
    Kind.MONEY: _asks(
        r"""[$€£¥]\s?\d[\d.,]* | \b(?:million|billion|trillion)\b
        | \b\d[\d.,]*\s*(?:(?:million|billion|trillion)\s*)?(?:dollars?|euros?|pounds?|yen|marks?
            |francs?|crowns|cents?|USD|EUR|GBP)\b"""
    ),
    Kind.SHARE: _asks(
        r"""\b\d[\d.,]*\s*(?:%|per\ ?cent\b|pct\b)
        | \b(?:half|(?:one|two)[-\ ]thirds?|(?:three[-\ ])?quarters?|majority|tenth|fifth)\b"""
    ),
    Kind.NUMBER: _asks(
        r"""\d[\d.,]*
        | \b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen
            |sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty
            |ninety|hundreds?|thousands?|millions?|billions?|trillions?|dozens?|twice)\b"""
    ),
    Kind.TIME: re.compile(
        rf"\b(?:1[0-9]|20)\d\ds?\b|\b{_MONTH}|\b\d+(?:st|nd|rd|th)[- ]century|\bcentur(?:y|ies)\b"
        r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b\d+ ?(?:BC|AD|BCE|CE)\b"
        r"|\b(?:yesterday|today|tomorrow|ago)\b|\b(?:last|next) (?:week|month|year)\b"
    ),
    Kind.PLACE: re.compile(
        r"\b(?:in|at|near|from|to|of|on|through|across|into|around|outside|between|via|towards?|along"
        r"|throughout|within)\s+(?:the\s+)?(?:[a-z]+\s+){0,2}([A-Z][\w'-]+)"
    ),
}
_REASON = _asks(
    r"""\b(?:because|due\ to|owing\ to|since|so\ that|in\ order\ to|as\ a\ result|caused?|reasons?
        |therefore|thus|to\ avoid|to\ prevent|leads?\ to|led\ to|result(?:s|ed)?\ in|as\ (?:they|it)
        |which\ made|for\ fear)\b"""
)
_CAPITALISED = re.compile(r"\b[A-Z][\w’'.-]*\w")
_NAME_GOES_ON = re.compile(r"\s+(?:(?:of|de|von|van|al|bin)\s+)?[A-Z]\w")
