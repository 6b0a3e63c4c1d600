"""What a question asks for: a number of something, an amount, a date, a place, a person. Pure.

    how many jobs will Haldren cut      a number, of jobs
    how long did the repair take        a duration
    who won the election in Corvenia    a person

English; other questions ask for nothing in particular here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from index.text import analyzer
from index.text.analyzer import STOP_WORDS, Token
from index.types import Span
from search.answers.kind_words import (
    AUXILIARIES,
    LENGTHS,
    MASSES,
    MEASURES,
    MONEY,
    NOUNS_ASKED,
    PERCENT,
    PREPOSITIONS,
    SIZES,
    TIME,
    WEIGHTS,
    is_plural,
    may_be_people,
)
from search.answers.name_words import OFFICES, OWNING, TITLES
from search.answers.verbs import is_light, is_past
from search.query.words import QUESTION_WORDS

NAME_WORDS = 5
"""Names have at most so many words."""

FIGURES = frozenset("number amount percent duration age measure".split())
SURE_KINDS = FIGURES | {"date"}
"""Kinds that a sentence either has or has not; names and places are told less surely."""

_LARGE = frozenset("large big strong great broad steep small rich expensive".split())
_OF_SHARES = frozenset("effective efficient accurate likely popular".split())
_OF_ONE_TIME = {
    "date": frozenset("did was were will would had has have".split()),
    "person": frozenset("is was did will has".split()),
}
"""A question that goes on with another auxiliary (when does it rain) may be general: what it asks
for need not be a date or a name."""

_SAYING = frozenset("say said tell told announce announced report reported warn promise".split())
CALLED = frozenset("called named known titled nicknamed dubbed termed".split())
BEING = frozenset("is are was were".split())
COSTING = frozenset("cost costs worth".split())
_RELATIVES = frozenset("who whom that which whose where when".split())
_PAYING = frozenset("cost costs pay paid spend spent earn earned charge fined".split())
_WEIGHING = frozenset("weigh weighs weighed".split())
_LEADS = frozenset("leads heads runs chairs owns led headed ran chaired owned".split())
_FITTING = {
    "amount": ("amount", "number", "percent", "measure"),
    "number": ("number", "percent"),
    "percent": ("percent", "number"),
    "age": ("age", "number"),
    "duration": ("duration", "measure", "date"),
    "measure": ("measure", "percent", "amount", "number"),
}
"""The kinds of values that may answer, where it is not the same kind alone."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question asks for.

    Attributes:
        kind: "number", "amount", "percent", "duration", "age", "measure", "date", "place",
            "person", "name", "description" or "reason".
        fitting: The kinds of values that answer.
        counted: Of how many: the noun, folded; else empty.
        span: Where that noun stands in the question.
        is_loose: Whether a value of another kind may answer, so that its lack is no doubt.
        is_named: Whether only a name answers: who is the president of Corvia, in which city.
        units: Of measures that answer; empty for any.
        is_of_saying: Whether the day on which something was said may answer.
        is_of_having: Whether it is how many of them somebody has.
        is_change: Whether it is by how much something changed.
        is_called: Whether it is what something is called, which need not have a capital.
        about: Words of whoever or whatever is to be described, folded; else none.
        is_person: Whether it is asked who that is.
        size: The word behind `how`: long, high.
        bearer: What bears the name that is asked for, folded: donkey.
        measured: Words of what a figure is of, folded: wheat, of how much of that there is; net and
            income, of how much that was.
    """

    kind: str
    fitting: frozenset[str]
    counted: str = ""
    span: Span = (0, 0)
    is_loose: bool = False
    is_named: bool = False
    units: frozenset[str] = frozenset()
    is_of_saying: bool = False
    is_of_having: bool = False
    is_change: bool = False
    is_called: bool = False
    about: tuple[str, ...] = ()
    is_person: bool = False
    size: str = ""
    bearer: str = ""
    measured: frozenset[str] = frozenset()


def wanted_of(asked: str) -> Wanted | None:
    """Return what a question asks for, or None where that is nothing in particular.

    Args:
        asked: The question, with blanks for what is no word to rank by.
    """
    tokens = list(analyzer.tokens(asked))
    words = [token.word for token in tokens]
    at = _asking(words)
    if at is None:
        return None
    word, after = words[at], words[at + 1] if at + 1 < len(words) else ""
    about = _described(asked, tokens[at:])
    if about:
        return replace(_wanted("description"), about=about, is_person=word == "who")
    if word in ("how", "what", "which"):
        found = _how(tokens, at, after) if word == "how" else _what(_unowned(asked, tokens), at)
        is_change = word == "how" and words[:at][-1:] == ["by"]
        measured = _measured(words[at + 1 :])
        named = [asked[token.start].isupper() for token in tokens if token.word in measured]
        if found and found.kind == "measure" and named and all(named):  # how high is Mount Orrin
            found = replace(found, fitting=frozenset(["measure"]))
        return found and replace(found, is_change=is_change, measured=measured, size=after)
    if word == "why":
        return _wanted("reason", is_loose=True)
    if word == "when" and any(later in QUESTION_WORDS for later in words[at + 1 :]):
        return None  # when it rains, what ...
    kind = {"when": "date", "where": "place"}.get(word, "person")
    is_general = kind != "place" and after in AUXILIARIES - _OF_ONE_TIME[kind]
    is_named = kind == "person" and _is_named(asked, tokens[at + 1 :])
    is_of_saying = not _SAYING.isdisjoint(words)
    return _wanted(kind, is_loose=is_general, is_named=is_named, is_of_saying=is_of_saying)


def _unowned(asked: str, tokens: Sequence[Token]) -> list[str]:
    """Return the words of a question with `the` for whose it is: was Corland's profit."""
    words = [token.word for token in tokens]
    owners = (n for n in range(2, len(words)) if asked[: tokens[n].end].endswith(OWNING))
    owner = next(owners, 0)
    is_asked = words[1:2] != [] and words[1] in BEING and 2 <= owner <= NAME_WORDS
    return [*words[:2], "the", *words[owner + 1 :]] if is_asked else words


def _described(asked: str, tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return the words of the name in `who is Mara Velt`, `what is Corland`; none elsewhere.

    Two or three words in small letters may be one too, unless they end as an office does.
    """
    words = [token.word for token in tokens]
    if words[0] not in ("who", "what") or words[1:2] not in (["is"], ["was"]):
        return ()
    ends = len(words) - (words[-1] == "about" and words[0] == "what")  # what is Saltmarsh about
    name = tokens[2 + (words[2:3] == ["the"] and words[0] == "what") : ends]
    about = tuple(token.word for token in name)
    if not about or len(about) > NAME_WORDS or not STOP_WORDS.isdisjoint(about):
        return ()
    if all(asked[token.start].isupper() for token in (name[0], name[-1])):
        return about
    is_office = about[-1] in TITLES or may_be_people(about[-1])
    is_lower = asked.islower() and words[0] == "who" and 2 <= len(about) <= 3
    return about if is_lower and not is_office else ()


def _is_named(asked: str, tokens: Sequence[Token]) -> bool:
    """Tell whether who is asked for has a name: leads Corland, is the president, is its wife."""
    words = [token.word for token in tokens]
    if words and words[0] in _LEADS:
        return True
    is_being = words[:1] in (["is"], ["was"], ["became"])
    is_owned = any(asked[: token.end].endswith(OWNING) for token in tokens[1:4])
    return is_being and (words[1:2] == ["the"] or (is_owned and words[-1] in OFFICES))


def _measured(words: Sequence[str]) -> frozenset[str]:
    """Return the words of what a figure is of, names and verbs among them, up to where it is.

    Of "much wheat did farmers in Corland sell" wheat, of "was the net income of Corland" both.
    """
    verb = next((at for at, word in enumerate(words) if word in AUXILIARIES), len(words))
    is_before = words[:1] == ["many"] or verb > 1
    words = words[1 if is_before else verb + 1 :]
    if words[:1] and words[0] in MASSES and words[1:2] == ["of"]:  # tonnes of wheat
        words = words[2:]
    run = [*takewhile(lambda word: word not in PREPOSITIONS | AUXILIARIES, words)]
    if "money" in run:  # how much prize money
        return frozenset()
    return frozenset(
        word for word in run if not (word in STOP_WORDS or is_past(word) or is_light(word))
    )


def _wanted(
    kind: str,
    *,
    is_loose: bool = False,
    is_named: bool = False,
    units: frozenset[str] = frozenset(),
    is_of_saying: bool = False,
) -> Wanted:
    fitting = frozenset(_FITTING.get(kind, (kind,)))
    return Wanted(
        kind,
        fitting,
        is_loose=is_loose,
        is_named=is_named,
        units=units,
        is_of_saying=is_of_saying,
    )


def _asking(words: Sequence[str]) -> int | None:
    """Return which word asks: the first, after prepositions too, or the last ones."""
    for at, word in enumerate(words):
        if word in QUESTION_WORDS:
            is_first = all(before in PREPOSITIONS for before in words[:at])
            return at if is_first or at >= len(words) - 2 else None
    return None


def _how(tokens: Sequence[Token], at: int, after: str) -> Wanted | None:
    """Return what a question with `how` asks for."""
    if after == "many":
        return _how_many(tokens, at + 2)
    noun = tokens[at + 2].word if at + 2 < len(tokens) else ""
    if after == "much" and tokens[-1].word in _WEIGHING:
        weight = _wanted("measure", units=WEIGHTS)
        return replace(weight, fitting=frozenset(["measure", "amount"]))  # 40 pounds
    if after == "much":
        run = takewhile(lambda word: word not in AUXILIARIES, (t.word for t in tokens[at + 2 :]))
        is_money = noun in AUXILIARIES or noun in ("more", "less", "") or "money" in run
        units = frozenset[str]() if is_money else LENGTHS if noun in ("rain", "snow") else MASSES
        found = _wanted("amount" if is_money else "measure", units=units)
        words = [token.word for token in tokens]
        is_change = [t.word for t in tokens[:at]][-1:] == ["by"]  # by how much will pay rise
        is_paid = not (_PAYING.isdisjoint(words) or noun == "of" or is_change)  # half is no price
        is_stuff = is_paid or (not is_money and noun != "of")
        return replace(found, fitting=found.fitting - {"percent"}) if is_stuff else found
    if after in ("old", "long"):
        return _wanted("age") if after == "old" else _wanted("duration", units=LENGTHS)
    if after in _LARGE | _OF_SHARES:
        is_share = after in _OF_SHARES
        return _wanted("percent" if is_share else "measure", is_loose=is_share)
    units = next((units for sizes, units in SIZES if after in sizes), frozenset())
    fitting = ["measure", "percent", "amount"] if after in ("high", "low") else ["measure"]
    return Wanted("measure", frozenset(fitting), units=units) if units else None


def _how_many(tokens: Sequence[Token], first: int) -> Wanted:
    """Return what is counted: the first plural before a verb, else the first word."""
    run: list[Token] = []
    for token in tokens[first:]:
        if token.word in AUXILIARIES or (token.word in STOP_WORDS and run):
            break
        if token.word not in STOP_WORDS and token.word != "more":
            run.append(token)
    noun = next((token for token in run if is_plural(token.word)), run[0] if run else None)
    if noun is None:
        return _wanted("number")
    kinds = ((TIME, "duration"), (MONEY, "amount"), (PERCENT, "percent"), (MEASURES, "measure"))
    kind = next((kind for words, kind in kinds if noun.word in words), "number")
    if kind != "number":
        units = next((units for units in (LENGTHS, MASSES) if noun.word in units), frozenset())
        fitting = frozenset([kind, "date"] if kind == "duration" else [kind])
        return Wanted(kind, fitting, units=units if kind == "measure" else frozenset())
    words = [*(token.word for token in tokens[first:]), ""]
    has = any(
        one == "have" and other not in ("to", "been") and not is_past(other)
        for one, other in pairwise(words)
    )  # 71 percent are no number of hotels that it has
    fitting = frozenset(["number"] if has else _FITTING[kind])
    return Wanted("number", fitting, noun.word, (noun.start, noun.end), is_of_having=has)


def _what(words: Sequence[str], at: int) -> Wanted | None:
    """Return what a question with `what` or `which` asks for."""
    rest = words[at + 1 :]
    if rest and rest[0] in BEING and CALLED.intersection(rest[-2:]):
        return replace(_wanted("name", is_loose=True, is_named=True), is_called=True)
    if rest[:1] and rest[0] in BEING and rest[1:4] == ["the", "name", "of"]:
        return replace(_wanted("name", is_named=True), bearer=_bearer(rest[4:]))
    if rest and rest[0] in AUXILIARIES:
        kind = _what_is(rest)
        return _wanted(kind, is_loose=rest[-1] not in COSTING) if kind else None
    run: list[str] = []
    for word in rest:
        if word in STOP_WORDS or word in AUXILIARIES:
            break
        run.append(word)
    kind = next((NOUNS_ASKED[word] for word in run if word in NOUNS_ASKED), "")
    noun = next(reversed([*takewhile(lambda word: not is_past(word), run)]), "")
    if not kind and words[at] == "which" and may_be_people(noun) and not is_plural(noun):
        kind = "person"  # which contractor
    return _wanted(kind, is_loose=kind == "place", is_named=kind == "place") if kind else None


def _bearer(words: Sequence[str]) -> str:
    """Return the noun in `the donkey of Ida Marsh`, `the man who sang`, `Ida Marsh's donkey`."""
    words = words[words[:1] in (["the"], ["a"]) :]
    ends = PREPOSITIONS | _RELATIVES | {"the"}  # the yard the dockers left
    run = takewhile(lambda word: not (word in ends or is_past(word)), words)
    return next(reversed([word for word in run if word not in STOP_WORDS]), "")


def _what_is(words: Sequence[str]) -> str:
    """Return the kind of what is asked by `what is the price of`, `what does the tunnel cost`."""
    if words[-1] in COSTING and len(words) > 2:
        return "amount"
    run: list[str] = []
    for word in words[2:] if words[1:2] and words[1] in ("the", "its") else ():
        if word in PREPOSITIONS:
            kinds = [NOUNS_ASKED[one] for one in run if one in NOUNS_ASKED]
            return kinds[-1] if kinds and kinds[-1] in SURE_KINDS else ""
        run.append(word)
    return ""
