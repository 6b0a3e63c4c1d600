"""Subjects: which words of a sentence name whoever speaks. Pure.

All take a string of kinds of words (`word_kinds`) and places in it.
"""

from __future__ import annotations

import re
from functools import cache

Words = tuple[int, int]
"""Half-open range of the words of a paragraph."""

_RUN = "NTDwpI#iaqy"
LONGEST = 40
"""Words of a subject that are looked at."""

_ONE = "D?[#a]?(?:N{0,3}w{1,2}|[wN]{0,3}T{0,3}N{1,5}|[wN]{0,3}T{1,3})(?:i[aD]?[TNw]{1,3})?"
_SEVERAL = f"(?:(?<=[Q,;:])|(?<![^.])){_ONE}(?:,{_ONE})*,?c{_ONE}$"
"""The mayor, X and residents of Y."""

_SERVING = "(?:(?<![wN])Dw|D?[wN]{0,2}T)o$"
"""An aide to X."""

_RELATED = "([DTNwI#]+)W[xeapvkut][^,;:Q-]*$"
_NAMES = "[TN]*N$"
_NAMED = "N+$"
_OPENED_BY = {")": "(", ">": "<", "-": "-"}
CODE = 3
"""Words and signs of the code of a company, <XXX>; more are its name: <X Corp> said."""

_PART = "[^,()<>-]+"
_WHO = "[PD]|D?[#wpTNa]{0,6}N|D[#wpTNa]{1,6}|[#wpTN]{1,6}|D?[wpTN]{1,5}(?:i[DwpTN]{1,4}){1,3}"
_WHO += "|D?[wTN]{1,5}(?:[ic][DwTN]{1,5}){1,4}"  # the minister of work and trade
_FOLLOWING = "P|(?!a+[^D#wpITN])[D#wpITNa]{1,9}(?:c[DTN]+)?(?:i(?:O|[D#wpITN]{1,6}))?"
_IN_PLACE = "[id](?:D?[wN]{1,4}i)?[^DiW]*N"  # in Ulm, Bavaria; in the town of Ulm, Bavaria
_NAME_ALONE = "T*N+"
_ROLE_NAMED = "[w#]{0,3}(T+N+|N{2,})"  # the witness, site manager X, said
_CALLED = "(N)"
_NAMED_NEXT = ",T*(N{2,})(?=[,;)-]|$)"
_DATELINE = r"N{1,3}(?:,N{1,3})?(?:,[dNx]#?)?(?:\(N{1,3}\))?-"  # OSLO, March 6 (Reuters) -
_NAMED_OF = "DNiN{1,3}"  # The Bank of Tavia
_CHUNK = '[DTNwI#"]+'
_NAME = "[TN]*N"
_DOER = "P|[TN]*N(?=[xa]*[pvkmuxe])"
_LEADS = "(P|[TN]{0,3}N)[xa]*(?:[pwe][^,:QPNvgkut]{0,6}|[vtum][^,:QPvgkut]{0,12}):$"


@cache
def _found(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def before(kinds: str, first: int, verb: int) -> Words | None:
    """Return the subject of a verb, which begins at `verb` with what belongs to it."""
    if verb <= first:
        return None
    ahead = kinds[verb - 1]
    if ahead in "PW":
        return verb - 1, verb
    if ahead == "O":  # X himself
        return before(kinds, first, verb - 1)
    if ahead in _OPENED_BY:
        return _before_aside(kinds, first, verb)
    if ahead == ",":
        return _before_apposition(kinds, first, verb - 1)
    return _run(kinds, first, verb) if ahead in "NTwpI#q" else None


def _before_aside(kinds: str, first: int, verb: int) -> Words | None:
    """Return the subject in: X (of Y) said, X - who is Y - said, X Corp <XXX> said."""
    ahead = kinds[verb - 1]
    opened = kinds.rfind(_OPENED_BY[ahead], first, verb - 1)
    if ahead == ">" and verb - opened > CODE:
        return opened + 1, verb - 1
    return before(kinds, first, opened) if opened > first else None


def _run(kinds: str, first: int, verb: int) -> Words | None:
    """Return the words right before a verb that are its subject."""
    begin = first + len(kinds[first:verb].rstrip(_RUN))
    if begin > first and kinds[begin - 1] == "c":
        several = _found(_SEVERAL).search(kinds, max(first, verb - LONGEST), verb)
        if several is not None:
            return several.span()
    is_served = kinds[begin - 1] == "o" and (kinds[begin] in "TN" or kinds[begin - 2] == "T")
    near = max(first, begin - LONGEST)
    serving = _found(_SERVING).search(kinds, near, begin) if is_served else None
    if serving is not None:
        return serving.start(), verb
    is_related = kinds.find("W", first, begin) >= 0
    related = _found(_RELATED).search(kinds, first, begin) if is_related else None
    if related is not None:  # executives who have worked with X say
        return related.span(1)
    while begin < verb and kinds[begin] in "aq":
        begin += 1
    if begin == verb:
        return None
    if begin < verb and kinds[begin] in "iy":
        names = _found(_NAMES).search(kinds, begin, verb)
        return names.span() if names else None
    return begin, verb


def behind(kinds: str, verb: int, last: int) -> Words | None:
    """Return the subject that follows a verb: "..., said X", "said the mayor of Y, X"."""
    found = _found(_FOLLOWING).match(kinds, verb + 1, last)
    if found is None:
        return None
    return named(kinds, found.span(), last)


def named(kinds: str, words: Words, last: int) -> Words:
    """Return the name that follows behind what somebody is; of others the same words."""
    begin, stop = words
    who = kinds[begin:stop]
    name = _found(_NAMED_NEXT).match(kinds, stop, last)
    is_role = "w" in who or who[-1] in "TO"
    is_named = who[-1] == "N" and not (who[0] == "D" and "i" in who)
    return name.span(1) if name and is_role and not is_named else words


def _before_apposition(kinds: str, first: int, verb: int) -> Words | None:
    """Return who "X, the mayor of Y, said" is about: the first that stands alone.

    Of "the mayor of Y, X, said" it is the name.
    """
    related = kinds.rfind(",W", first, verb)
    if related > first and kinds[related - 1] in "NTw)":
        whom = before(kinds, first, related)
        if whom is None:
            return None
        is_place = kinds[whom[0] - 1 : whom[1]] == ",N"  # X, of Oslo, Norway, who
        is_apposed = whom[0] - first > 2 and kinds[whom[0] - 2 : whom[0] + 1] == "N,D"  # a man who
        apart = _before_apposition(kinds, first, related) if is_place or is_apposed else None
        return apart or whom
    clause = verb
    while (
        clause > first
        and kinds[clause - 1] not in "Q;:"
        and (
            kinds[clause - 1] not in "vtk"
            or kinds[clause - 2] in "eW"  # was told, who advised
            or kinds[clause - 2 : clause] == ",t"  # X, asked about it, replied
        )
    ):
        clause -= 1
    is_place = False
    role: Words | None = None
    for part in _found(_PART).finditer(kinds, clause, verb):
        begin, stop = part.span()
        while begin < stop and kinds[begin] in "cahj":
            begin += 1
        if begin == stop:
            continue
        is_name = _found(_NAME_ALONE).fullmatch(kinds, begin, stop) is not None
        if role is not None:
            named = _found(_ROLE_NAMED).fullmatch(kinds, begin, stop)
            if named is None and "i" not in kinds[slice(*role)]:
                named = _found(_CALLED).fullmatch(kinds, begin, stop)  # his wife, X, said
            return named.span(1) if named else role
        if _found(_WHO).fullmatch(kinds, begin, stop) and not (
            is_place and is_name and stop - begin < 3
        ):
            is_role = kinds[begin] == "D" and "i" in kinds[begin:stop]
            if stop == verb or kinds[begin] == "P" or (kinds[stop - 1] == "N" and not is_role):
                return (begin, stop) if stop < verb else None
            role = begin, stop
        is_place = _found(_IN_PLACE).fullmatch(kinds, begin, stop) is not None
    return role


def of_sentence(kinds: str, first: int, stop: int) -> Words | None:
    """Return who the sentence is about, up to `stop`: its first name, else its first words."""
    is_place = False
    dateline = _found(_DATELINE).match(kinds, first, stop)
    first = dateline.end() if dateline else first
    for part in _found(_PART).finditer(kinds, first, stop):
        begin, end = part.span()
        while begin < end and kinds[begin] in "ca":
            begin += 1
        if begin == end or kinds[begin] in "ihjIdg":
            is_place = begin < end and kinds[begin] in "id" and kinds[end - 1] == "N"
            continue
        if is_place and end - begin < 3 and kinds[begin:end] == "N" * (end - begin):
            continue
        if kinds[begin] == "P":
            return begin, begin + 1
        chunk = _found(_NAMED_OF).match(kinds, begin, end)
        if chunk is not None:
            return begin + 1, chunk.end()
        chunk = _found(_CHUNK).match(kinds, begin, end)
        if chunk is None:
            return None
        names = [name.span() for name in _found(_NAME).finditer(kinds, *chunk.span())]
        is_named = names and kinds[chunk.end() - 1] != "T"  # not "the Florida senator"
        return names[-1] if is_named else chunk.span()
    return None


def of_clause(kinds: str, first: int, stop: int) -> Words | None:
    """Return who does what stands before "and said"."""
    clause = max(kinds.rfind(sign, first, stop) for sign in ",;:-") + 1
    doers = [doer.span() for doer in _found(_DOER).finditer(kinds, max(first, clause), stop)]
    return doers[-1] if doers else of_sentence(kinds, first, stop)


def leading(kinds: str, first: int, stop: int) -> Words | None:
    """Return who leads into a quotation, without a word of speech: "X shot back:"."""
    found = _found(_LEADS).search(kinds, first, stop)
    return found.span(1) if found else None


def head(kinds: str, words: Words) -> Words:
    """Return the words of a subject that name somebody: a name, or who is described.

    "The chairman Matt Lee of Casper" is Matt Lee; "a spokesman for Mr. Lee" is no name.
    """
    begin, stop = words
    inner = next((at for at in range(begin + 1, stop) if kinds[at] in "iyo"), stop)
    if inner < stop and kinds[inner - 1] == "N":
        is_one = inner - begin == 1 or kinds[inner - 2] not in "NT"
        if not (is_one and kinds[inner : inner + 2] in ("iN", "iD")):  # not the Bank of England
            stop = inner
    names = _found(_NAMED).search(kinds, begin, stop)
    if names is None or (inner < stop and names.start() > inner):
        return begin, words[1]
    return names.span()
