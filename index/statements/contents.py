"""Contents: which words of a sentence are what somebody says. Pure.

All take a string of kinds of words (`word_kinds`) and places in it.
"""

from __future__ import annotations

import re
from functools import cache

from index.statements.subjects import Words

_PLACE = "(?:dw?|a|yw|i[DTNpwI#Odqau]{1,9}(?:[ioy][DTNpwI#Oda]{1,6})?)"
_SHORT_PLACE = "(?:dw?|a|yw|i[DTNpwI#Odqau]{1,9}?(?:[ioy][DTNpwI#Oda]{1,6})?)"
_ANYBODY = "(?:P|[NTD][NTwi]{0,5})"

_TAIL = f",?(?:O|{_PLACE})*(?=[,.:;?Q)-]|$)"
_ADDRESSED = "(?:O|D?[a#wp]{0,3}[TN]+(?:c[TN]+)?|[D#][wI]{1,3}|w(?=[,hPN:Qid])|ww?$)"
_BEFORE_QUOTATION = f"(?:O|{_PLACE}|,|:)*[,:]?-?(?=Q)"
_NEXT = "|".join(  # another attribution begins, or the writer adds something
    (
        "(?<=Q)(?:i?a?[gI]|j|cP)",  # “quotation,” referring to; “quotation,” and he
        "(?=[,;cj-])(?:(?:[,;-]|(?<![gI]),?c)a?g",  # and adding
        "(?<=[qw])-D(?=[^-]*$)",  # - a modest boost
        r"[,;]?c[ax]*[vtk](?!\.)",
        f"(?<=[wpx])c{_ANYBODY}[xa]*v",  # he would go but X said
        f"[,;-]c?{_ANYBODY}[xa]*v",
        f",A|,?j{_ANYBODY}[xa]*[vkm]|[,-]j)",
    )
)
_NEXT_MAIN = f"{_NEXT}|,[xa]*[vtkmup]"
_NEXT_CLAUSE = "[,-]c(?:[xa]*p|Pa*[pvkmut])|;T*N+[xa]*p"  # ..., but gave no reason; X left
_UTTERED = frozenset("Qq")
_NEXT_ACT = ",?c[xa]*[pvkmu]"
_WHERE = f"(?:,?{_SHORT_PLACE})+,?(?=h|P[^,]*[evxkp]|D[^,]*[evxk]|N+[evx])"  # said in Oslo that
_COUNTED = "i#[wN][^,;:Ph]{0,30}?[exp]"  # said about 200 people had
_NAMED = "D?w?([qQ])"
_SUBORDINATE = "[ac]*(?:[ihj][^,]*|h[DTNw#a]+,)"  # as X said; when the mayor, X, said
_DAY = "d(?![w#])"  # said Monday the, but said February sales
_OPENING = f"(?:[ad]|{_PLACE})*,?[hQ:]"
SHORT_CLAUSE = 3
"""A clause of fewer words is not over."""

_REFUSED = {"v": "o", "m": "w"}
"""What follows where something else is done: added to, pledged delegates."""


def before(kinds: str, first: int, stop: int, done: int) -> Words | None:
    """Return what stands in the sentence before `stop`, signs at its ends left out.

    Args:
        kinds: Of the paragraph's words.
        first: Where the sentence begins.
        stop: Where whoever says it, or the cue, begins.
        done: What stands before is spoken for.
    """
    begin = max(first, done)
    while begin < stop and kinds[begin] in ",;c-.":
        begin += 1
    while stop > begin and kinds[stop - 1] in ",-":
        stop -= 1
    is_enough = stop - begin > 1 or (stop > begin and kinds[begin] in "Qq")
    return (begin, stop) if is_enough else None


def quoted(kinds: str, content: Words) -> tuple[Words, ...]:
    """Return the quotations that what is said ends with, if they stand for themselves; else all."""
    start = stop = content[1]
    while start > content[0] and kinds[start - 1] in ("Q," if start < stop else "Q"):
        start -= 1
    is_apart = start == content[0] or kinds[start] == "," or kinds[start - 1] in ":-(vt"
    while start < stop and kinds[start] == ",":
        start += 1
    return ((start, stop),) if start < stop and is_apart else (content,)


def quoted_behind(kinds: str, after: int, last: int) -> tuple[Words, ...]:
    """Return the quotation that goes on behind a cue."""
    at = kinds.find("Q", after, last)
    if at < 0 or any(letter in "vtkgum" for letter in kinds[after:at]):
        return ()
    if kinds[at - 1] in "NiDTw":  # said on "This Week"
        at += 1
    return ((at, at + 1),) if at < last and kinds[at] == "Q" else ()


def tail(kinds: str, cue: int, last: int) -> int | None:
    """Return where "X told Y in Z on Monday" ends; None where something is said behind it."""
    found = _found(_TAIL).match(kinds, _after_addressed(kinds, cue, last), last)
    return found.end() if found else None


def goes_on(kinds: str, after: int, last: int) -> tuple[Words, ...]:
    """Return what goes on being said in: content, X said, content."""
    if after + 1 >= last or kinds[after] != ",":
        return ()
    following = _found(_NEXT).search(kinds, after + 1, last)
    return ((after + 1, following.start() if following else last),)


def behind(kinds: str, first: int, last: int, cue: int, subject: Words) -> Words | None:
    """Return what is said in: X said that content; X told Y: content."""
    after = _after_addressed(kinds, cue, last)
    lead = _found(_BEFORE_QUOTATION).match(kinds, after, last)
    if lead is not None:
        stop = lead.end() + 1
        while stop < last and kinds[stop] == "Q":
            stop += 1
        return lead.end(), stop
    colon = kinds.find(":Q", after, last)
    if colon > 0 and not any(letter in "vtkumgA" for letter in kinds[after:colon]):
        return colon + 1, colon + 2
    begin = _begin(kinds, last, cue, after)
    if begin is None or (kinds[cue] == "k" and kinds[cue - 1] in "wI" and kinds[begin] in "qQ"):
        return None  # a book called “...”
    stop = _stop(kinds, last, cue, begin, subject)
    if subject[0] > first:
        if kinds[cue] == "k" and kinds[subject[0] - 1] == "h":
            return _named(kinds, cue + 1, last)
        if _found(_SUBORDINATE).fullmatch(kinds, first, subject[0]):
            comma = kinds.find(",", begin, stop)
            stop = comma if comma > 0 else stop
    while stop > begin and kinds[stop - 1] in ":-(":
        stop -= 1
    least = 3 if kinds[cue] == "u" else 2  # not: ruled that out
    return (begin, stop) if stop - begin >= least else None


def _named(kinds: str, after: int, last: int) -> Words | None:
    """Return the quoted words in: what X called a “quotation”."""
    found = _found(_NAMED).match(kinds, after, last)
    return found.span(1) if found else None


def _after_addressed(kinds: str, cue: int, last: int) -> int:
    """Return where those end who are told."""
    if kinds[cue] == "g":  # telling Y in Z that
        told = _found(f"(?:O|[TN]+){_PLACE}*(?=h)").match(kinds, cue + 1, last)
        return told.end() if told else cue + 1
    if kinds[cue] != "t":
        return cue + 1
    found = _found(f"{_ADDRESSED}(?:W[^,]{{0,10}}(?=,))?").match(kinds, cue + 1, last)
    return found.end() if found else cue + 1


def _begin(kinds: str, last: int, cue: int, after: int) -> int | None:
    """Return where what is said begins; None where nothing is."""
    letter = kinds[cue]
    following = kinds[after] if after < last else "."
    if letter == "u" and not _found(_OPENING).match(kinds, after, last):
        return None
    is_refused = letter == "t" and kinds[after : after + 2] == "xo"  # asked not to be named
    refused = "c." + ("" if letter in "vt" else "y") + _REFUSED.get(letter, "")
    is_urged = letter == "m" and kinds[after : after + 3] == "wow"  # urged people to leave
    if is_refused or (following in refused and not is_urged):
        return None
    if letter == "v" and _found(_COUNTED).match(kinds, after, last):
        return after
    if letter in "vubgtm" and following in "idy":
        where = _found(_WHERE).match(kinds, after, last)
        if where is not None:
            return where.end()
        if following == "y" or (letter != "g" and following == "i"):
            return None
    while after < last and (kinds[after] in ",:-" or _found(_DAY).match(kinds, after)):
        after += 1
    return after


def _stop(kinds: str, last: int, cue: int, begin: int, subject: Words) -> int:
    """Return where what is said ends: where somebody else speaks, or does something else."""
    letter = kinds[cue]
    is_inside = kinds[subject[0]] == "W" or (letter == "g" and subject[1] == cue - 1)
    following = _found(_NEXT_MAIN if is_inside else _NEXT).search(kinds, begin + 1, last)
    stop = following.start() if following else last
    clause = _found(_NEXT_CLAUSE).search(kinds, begin + SHORT_CLAUSE, stop)
    if clause is not None and not _UTTERED.intersection(kinds[clause.start() : stop]):
        stop = clause.start()
    fragment = kinds.rfind("q", begin, stop)
    beside = kinds.find(",W", fragment, stop) if fragment >= 0 else -1
    stop = beside if beside > 0 else stop
    if letter == "k":
        act = _found(_NEXT_ACT).search(kinds, begin, stop)
        stop = act.start() if act else stop
    return stop


@cache
def _found(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
