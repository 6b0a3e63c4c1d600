"""Values in a sentence: its numbers, amounts, dates and names, with what each of them counts. Pure.

About 3,200 of its 18,000 posts will go     3200: a count of posts
a 24-hour strike from June 4                24: hours; June 4: a date
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from index.text.analyzer import CURRENCIES, STOP_WORDS, Token
from index.types import Span
from search.answers.kind_words import (
    BEFORE_YEARS,
    DAY_PARTS,
    DAYS,
    FRACTIONS,
    MEASURES,
    MONEY,
    MONTHS,
    NEAR_DATES,
    NUMBERS,
    PERCENT,
    PERIODS,
    PREPOSITIONS,
    SCALES,
    SEASONS,
    TIME,
    VAGUE,
    WEEKDAYS,
    are_people,
)
from search.answers.name_words import KINDS

FIRST_YEAR, FIRST_BARE_YEAR, LAST_YEAR = 1000, 1500, 2100
"""What a number of four digits may be a year from, and from when on without a word before it."""

UNITS = MONEY | PERCENT | MEASURES | TIME

COUNTED_WORDS = 4
"""So many words after a number may say what it counts: 16 new jet aircraft."""

_PASSED = frozenset("more less fewer other further additional of the its their his her all".split())


@dataclass(frozen=True, slots=True)
class Value:
    """A figure or a date in a text.

    Attributes:
        kind: "number", "amount", "percent", "duration", "age", "measure" or "date".
        span: Code points of the text.
        at: Which token of the text it begins with.
        counted: The words after a number, one of which may be what it counts; the unit of a
            measure; none of other kinds.
        figure: The number, None of dates and of words such as "dozens".
    """

    kind: str
    span: Span
    at: int
    counted: tuple[str, ...] = ()
    figure: float | None = None


_NO_NOUNS = frozenset(
    "than most since while when fled left went came fell rose took got made won lost saw said came"
    " dead missing alive hurt last next each apiece altogether".split()
)
_ORDINALS = frozenset("first second third fourth last".split())
_LASTING = frozenset("for took takes take lasted lasts last within than".split())
_AND_A_HALF = ["and", "a", "half"]
_SHORT_SCALES = {"m": "million", "k": "thousand"}
_RUN = frozenset("hurdles races heats sprints relays".split())
_FROM_NOW = frozenset("ago earlier later".split())
_UNITS = (("amount", MONEY), ("percent", PERCENT | FRACTIONS), ("measure", MEASURES))


def behind(value: Value, tokens: Sequence[Token]) -> list[Token]:
    """Return the words behind a value of a sentence, of whose words it is one."""
    return [token for token in tokens if token.start >= value.span[1]]


def values(text: str, tokens: Sequence[Token]) -> list[Value]:
    """Return the figures and dates of a text, in order.

    Args:
        text: A sentence.
        tokens: Its words.
    """
    found: list[Value] = []
    at = _list_number(text, tokens)
    while at < len(tokens):
        found_here = _date(text, tokens, at) or _one_time(tokens, at) or _figure(text, tokens, at)
        value, at = found_here or (None, at + 1)
        if value is not None:
            is_share = any(one.kind == "percent" for one in found)
            if is_share and _is_bare_share(text, tokens, value):
                value = replace(value, kind="percent")
            found.append(value)
    return found


def _is_bare_share(text: str, tokens: Sequence[Token], value: Value) -> bool:
    """Tell whether a figure behind a share is another: Velt had 38.9 percent and Oske 33.4."""
    is_named = value.at > 0 and text[tokens[value.at - 1].start].isupper()
    is_bare = value.kind == "number" and not value.counted and "." in text[slice(*value.span)]
    return is_named and is_bare


def _list_number(text: str, tokens: Sequence[Token]) -> int:
    """Return the word after the number of an item: `3. Next meeting`; 0 where there is none."""
    is_first = len(tokens) > 1 and tokens[0].word.isdigit() and not text[: tokens[0].start].strip()
    return int(is_first and text.startswith((". ", ") "), tokens[0].end))


def _one_time(tokens: Sequence[Token], at: int) -> tuple[Value, int] | None:
    """Return the duration of `for a year`, `took an hour`."""
    is_one = tokens[at].word in ("a", "an") and _word(tokens, at + 1) in TIME
    is_past = _word(tokens, at + 2) in _FROM_NOW  # more than a year ago
    if not is_one or is_past or _word(tokens, at - 1) not in _LASTING:
        return None
    span = tokens[at].start, tokens[at + 1].end
    return Value("duration", span, at, (), 1.0), at + 2


def _figure(text: str, tokens: Sequence[Token], at: int) -> tuple[Value, int] | None:
    """Return the number that begins at a word, with its unit, and the word after it."""
    end, figure = _number(text, tokens, at)
    if end == at:
        return None
    kind, after = _measured(text, tokens, at, end)
    start, stop = tokens[at].start, tokens[after - 1].end
    sign = text[:start].rstrip()[-1:]
    if kind == "amount" and sign in CURRENCIES and sign:
        start = text[:start].rindex(sign)
    counted = _counted(text, tokens, end) if kind == "number" else ()
    if kind == "measure":
        counted = tuple(token.word for token in tokens[end:after])
    if figure == 1 and tokens[at].word == "one" and kind == "number" and not counted:
        return None  # a pronoun
    return Value(kind, (start, stop), at, counted, figure), after


def _measured(text: str, tokens: Sequence[Token], at: int, end: int) -> tuple[str, int]:
    """Return what kind of value a number is, and the word after it and its unit."""
    if text[: tokens[at].start].rstrip()[-1:] in CURRENCIES.keys() - {""}:
        return "amount", end
    if tokens[at].word in FRACTIONS and end == at + 1:
        return "percent", end
    unit = _unit(text, tokens, end)
    word, after = (unit.word if unit else ""), _word(tokens, end + 1)
    if word in TIME:
        is_age = after == "old" or (after == "of" and _word(tokens, end + 2) == "age")
        kind = "age" if is_age else "date" if after in _FROM_NOW else "duration"
        return kind, end + 1 + (kind != "duration")
    if word == "per" and after == "cent":
        return "percent", end + 2
    is_of_country = unit is not None and text[unit.start].isupper() and after in MONEY
    unit_word, last = (after, end + 2) if is_of_country else (word, end + 1)  # 64 Canadian cents
    kind = next((kind for kind, words in _UNITS if unit_word in words), "")
    if kind:
        return kind, last
    return "age" if _is_age(text, tokens, at, end) else "number", end


def _number(text: str, tokens: Sequence[Token], at: int) -> tuple[int, float | None]:
    """Return the word after the number that begins at a word, and the number; `at` if none does."""
    figure: float | None = None
    end = at
    while end < len(tokens) and (end == at or _is_beside(text, tokens, end)):
        word = tokens[end].word
        if word == "half" and _word(tokens, end + 1) == "a" and _word(tokens, end + 2) in SCALES:
            return end + 3, SCALES[tokens[end + 2].word] / 2
        if word[0].isdigit():
            scale = _scale(word, _word(tokens, end + 1))
            plain = word[:-1] if scale > 1 else word
            if figure is not None or not plain.replace(".", "", 1).isdigit():
                break
            figure = float(plain) * scale
        elif word in NUMBERS:
            figure = (figure or 0.0) + NUMBERS[word]
        elif word in SCALES:
            figure = (figure or 1.0) * SCALES[word]
        elif (
            word == "and" and _word(tokens, end - 1) in SCALES and _word(tokens, end + 1) in NUMBERS
        ):
            pass  # two hundred and twelve
        else:
            break
        end += 1
    if figure is not None and [token.word for token in tokens[end : end + 3]] == _AND_A_HALF:
        return end + 3, figure + 0.5
    is_vague = end == at and tokens[at].word in VAGUE and _word(tokens, at - 1) != "into"
    is_vague = is_vague or (tokens[at].word in FRACTIONS and _word(tokens, at - 1) == "a")
    if is_vague and _word(tokens, at - 1) not in _ORDINALS:  # the second quarter
        return at + 1, None
    return end, figure


def _scale(word: str, after: str) -> float:
    """Return what the letter behind a number stands for, if not metres: 60m dollars, 2m people."""
    is_scaled = after in MONEY or are_people(after) or (after[-1:] == "s" and after not in _RUN)
    return SCALES[_SHORT_SCALES[word[-1]]] if word[-1] in _SHORT_SCALES and is_scaled else 1.0


def _is_beside(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Tell whether nothing but a space or a hyphen stands before a word."""
    return text[tokens[at - 1].end : tokens[at].start].strip() in ("", "-")


def _unit(text: str, tokens: Sequence[Token], at: int) -> Token | None:
    """Return the word beside a number."""
    is_there = at < len(tokens) and _is_beside(text, tokens, at)
    return tokens[at] if is_there else None


def _counted(text: str, tokens: Sequence[Token], at: int) -> tuple[str, ...]:
    """Return the words of what a number counts: `posts` in `3,200 of its 18,000 posts will`."""
    found: list[str] = []
    while at < len(tokens) and len(found) < COUNTED_WORDS and _is_beside(text, tokens, at):
        word = tokens[at].word
        is_number = word[0].isdigit() or word in NUMBERS or word in SCALES
        if not (is_number or (word in _PASSED and not found)):
            if word in STOP_WORDS or word in PREPOSITIONS or word in _NO_NOUNS or word in TIME:
                break
            if not word.endswith(("ed", "ly")):
                found.append(word)
        at += 1
    return tuple(found)


def _is_age(text: str, tokens: Sequence[Token], at: int, end: int) -> bool:
    """Tell whether a number says how old somebody is: `aged 88`, `Beatrix Fennimore, 88,`."""
    before, start = _word(tokens, at - 1), tokens[at].start
    if before in ("aged", "age") or (before == "of" and _word(tokens, at - 2) == "age"):
        return True
    written = text[start : tokens[end - 1].end]
    is_apposed = text[:start].rstrip()[-1:] == "," and text[tokens[end - 1].end :][:1] in (",", ")")
    has_name = at > 0 and text[tokens[at - 1].start].isupper() and before not in MONTHS
    return is_apposed and has_name and written.isdigit() and int(written) < 120


def _date(text: str, tokens: Sequence[Token], at: int) -> tuple[Value, int] | None:
    """Return the date that begins at a word, and the word after it."""
    end = _date_end(text, tokens, at)
    if end == at:
        return None
    while end < len(tokens) and _is_near(text, tokens, end):
        more = _date_end(text, tokens, end)
        if more == end:
            break
        end = more
    return Value("date", (tokens[at].start, tokens[end - 1].end), at), end


def _is_near(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a word may go on with a date: `March 3, 2021`, `Friday, June 4`."""
    return text[tokens[at - 1].end : tokens[at].start].strip() in ("", ",", "-")


def _date_end(text: str, tokens: Sequence[Token], at: int) -> int:  # noqa: PLR0911
    """Return the word after what may be a date or a part of one; `at` if nothing is."""
    word, before, after = tokens[at].word, _word(tokens, at - 1), _word(tokens, at + 1)
    is_capital = text[tokens[at].start].isupper()
    if word in MONTHS and is_capital:
        day = after.rstrip("stndrh")
        is_day = day.isdigit() and (len(day) <= 2 or len(day) == 4)
        if word in ("may", "march", "mar") and at == 0 and not is_day:
            return at
        return at + 1 + is_day
    if _is_time(text, tokens, at):
        return at + 2
    if word in WEEKDAYS:
        return at + 1 + (after in DAY_PARTS)
    if word in DAYS:
        return at + 1
    if word in NEAR_DATES and (after in PERIODS or after in MONTHS):
        return at + 2
    if word in SEASONS and (before in BEFORE_YEARS or before == "the") and word != "fall":
        return at + 1
    if word.isdigit() and len(word) <= 2 and after in MONTHS and int(word) <= 31:
        return at + 2
    if len(word) == 5 and word.endswith("s") and word[:4].isdigit():
        return at + 1
    if word.isdigit() and after in ("am", "pm", "oclock", "o'clock"):
        return at + 2
    hour = _hour_end(tokens, at)
    if hour > at:
        return hour
    is_ordinal = word in _ORDINALS or word.endswith(("st", "nd", "rd", "th"))
    if is_ordinal and after in ("century", "centuries"):  # 19th, nineteenth
        return at + 2
    return at + 1 if _is_year(text, tokens, at) else at


def _hour_end(tokens: Sequence[Token], at: int) -> int:
    """Return the word after an hour: `six in the morning`, `half past ten`; `at` if none is."""
    words = [token.word for token in tokens[at : at + 4]]
    if words[:2] in (["half", "past"], ["quarter", "past"], ["quarter", "to"]):
        return at + 3 if words[2:] and _is_hour(words[2]) else at
    is_said = words[1:3] == ["in", "the"] and words[3:] and words[3] in DAY_PARTS
    return at + 4 if is_said and _is_hour(words[0]) else at


def _is_hour(word: str) -> bool:
    return NUMBERS.get(word, float(word) if word.isdigit() else 0) in range(1, 13)


def _is_time(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a time of day begins at a word: at 09:55."""
    hour, minute = tokens[at].word, _word(tokens, at + 1)
    return (
        _word(tokens, at - 1) in BEFORE_YEARS | {"at"}
        and hour.isdigit()
        and minute.isdigit()
        and (len(minute), int(hour) < 25, int(minute) < 60) == (2, True, True)
        and text[tokens[at].end : tokens[at + 1].start] == ":"
    )


def _is_year(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a number is a year: four digits without a comma that count nothing."""
    token = tokens[at]
    written = text[token.start : token.end]
    if not (written.isdigit() and len(written) == 4 and FIRST_YEAR <= int(written) < LAST_YEAR):
        return False
    if text[: token.start].rstrip()[-1:] in CURRENCIES.keys() - {""}:
        return False
    before, unit = _word(tokens, at - 1), _unit(text, tokens, at + 1)
    if before == "since" and unit is not None and unit.word not in UNITS:
        return True  # since 1968 otters
    if unit is None or before in BEFORE_YEARS or before in MONTHS:
        return unit is None or not (unit.word in UNITS or are_people(unit.word))
    is_counting = unit.word in UNITS or unit.word in SCALES or unit.word.endswith("s")
    return int(written) >= FIRST_BARE_YEAR and not is_counting


def _word(tokens: Sequence[Token], at: int) -> str:
    """Return a word by its place, or nothing."""
    return tokens[at].word if 0 <= at < len(tokens) else ""


def names(text: str, tokens: Sequence[Token], known: Collection[str]) -> Iterator[Span]:
    """Yield the spans of the names of a text but those of known words.

    Args:
        text: A sentence.
        tokens: Its words.
        known: Folded words that are no news, such as those of the question.
    """
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and _goes_on(text, tokens, at, end):
            end += 1
        run = tokens[at:end]
        is_known = any(t.word in known for t in run)  # Corland of Corland Inc
        small = STOP_WORDS | KINDS if is_known else STOP_WORDS
        if any(not (t.word in known or t.word in small or _is_calendar(t.word)) for t in run):
            stop = run[-1].end
            is_cut = text.startswith(".", stop) and "." in text[run[-1].start : stop]  # U.S.
            yield run[0].start, stop + is_cut
        at = max(end, at + 1)


def _goes_on(text: str, tokens: Sequence[Token], first: int, at: int) -> bool:
    """Tell whether a run of words with capitals that begins at `first` has one more."""
    is_joined = at == first or _is_beside(text, tokens, at)
    return is_joined and text[tokens[at].start].isupper()


def _is_calendar(word: str) -> bool:
    return word in MONTHS or word in WEEKDAYS or word in DAYS
