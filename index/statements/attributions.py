"""Attributions: which words of a sentence say that somebody says something, who, and what. Pure.

A sentence is a string of kinds of words (`word_kinds`); a quotation is one of them. The forms that
are read:

    X said (that) CONTENT         told Y that, called Y CONTENT, promised to CONTENT; and added ...
    CONTENT, X said / said X      behind it, in the midst of it
    Y quoted X as saying CONTENT  and X was quoted as saying it
    according to X, CONTENT       and behind it
    ..., saying CONTENT           by whoever the sentence is about
    X shot back: QUOTATION        without a word of speech

What is said by somebody within what another says is not looked at, but for a source behind all that
it says: "X said ..., according to Y".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from index.statements import contents, subjects
from index.statements.subjects import Words
from index.statements.word_kinds import CUES, UTTERANCE

_SPOKEN = f"[{CUES}]"
_CUE = f"[{CUES}p]"
_OUTER = frozenset(CUES + "p") - {*"gk"}
_SPOKEN_FOR = frozenset("vtkumgA")
LONGEST_GROUP = 10
"""Words of a verb: went on to say."""

_GROUPED = "(?:[xea]|d(?!w)|pio|xi|[dx]w|ia*d|(?<=[NPTw])D)+$"
"""What belongs to a verb: went on to say, has since said, last week said, has long
said, both said."""

_NAMED_BEHIND = "(?:P|(?:D?[#wpTNaI]*N|D[wT]{1,3})(?:i[DTNw#]{1,5})?)[,.;]"
_QUOTED = "Q(?:P|T?N{1,3})a?"
_SAID_IN = "h|q|[,:]?Q|P|D?N+[xe]"
_PUT_IT = "[ij]([DTNw#]{1,7})pP(?:i[DTNw]{1,4})?,(?=Q)"
_SIGNED = "Q-([TN]{1,5})(?=,|$)"
_QUOTED_AS = "v([DwTNa#]{1,8})i$"
_QUOTES = "v[DwTNa#]{1,8}ig"
_WAS_QUOTED_AS = "[xe]+vi$"
_SOURCE = "D?[wT]{0,3}T*N+(?=[DP])"
_INTRODUCED = "D?[wTN#]{1,4}(?:i[DTNw#]{1,4})?,"
_PRESENTED = "(?<=[Qq,])D[wTN#]{1,4}(?:i[DTNw#]{1,4}){0,2},$"
"""The mayor of Ulm, X, said: behind what is said."""

LEAST_WORDS = 3
"""Fewer words before a quotation say nothing of their own."""

_LABEL = "(?:(?<=-)|(?<![^.]))(T{0,2}N{1,4}):(?=Q)"


class Attribution(NamedTuple):
    """Somebody says something.

    Attributes:
        contents: What is said: ranges of words, in order.
        cue: The words that say that it is said.
        subject: Who says it.
        is_behind: Whether the source stands behind all that it says.
        is_aside: Whether it is a participle beside what the sentence says: ", adding that".
        via: Who says that it is said, if that stands behind it: "X said content, according to Y".
    """

    contents: tuple[Words, ...]
    cue: Words
    subject: Words
    is_behind: bool = False
    is_aside: bool = False
    via: Words | None = None

    @property
    def end(self) -> int:
        """Where what it speaks for ends."""
        return max(self.cue[1], *(end for _, end in self.contents))


@cache
def _found(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def attributions(kinds: str, first: int, last: int) -> list[Attribution]:
    """Find who says what in a sentence.

    Args:
        kinds: Of the paragraph's words.
        first, last: Range of the sentence's words.
    """
    found: list[Attribution] = []
    is_quoted = kinds.find(UTTERANCE, first, last) >= 0
    verbs = _found(_CUE if is_quoted else _SPOKEN).finditer(kinds, first, last)
    cues = [verb.start() for verb in verbs if _is_cue(kinds, first, verb.start())]
    if not is_quoted and not cues:
        return found
    done = first  # words before it are spoken for
    read_at, read = _last(kinds, first, last, cues)
    if read is not None and read.is_behind:
        inner = _within(kinds, read)
        begin = min(content[0] for one in inner for content in one.contents)
        if begin - first > LEAST_WORDS and UTTERANCE in kinds[begin : read.end]:
            found += attributions(kinds, first, begin)  # X said content: quotation, said X
        found += inner
        done = read.end
    for at in cues:
        if at >= done:
            one = read
            if found or at != read_at:
                speaker = found[-1].subject if found else None
                one = _around(kinds, first, last, at, done, speaker)
            if one is not None:
                found.append(one)
                done = one.end
    if is_quoted and not found:
        led = _led(kinds, first, last) or _put(kinds, first, last) or _labelled(kinds, first, last)
        led = led or _signed(kinds, first, last)
        found += [led] if led else []
    return found


def _last(kinds: str, first: int, last: int, cues: Sequence[int]) -> tuple[int, Attribution | None]:
    """Read the last cue, which may stand behind all that is said: "..., said X"."""
    at = next((at for at in reversed(cues) if kinds[at] in _OUTER), last)
    if at == last or any(kinds.find(sign, at, last) >= 0 for sign in "Q;:"):
        return last, None
    return at, _around(kinds, first, last, at, first, None)


def _within(kinds: str, outer: Attribution) -> list[Attribution]:
    """Return what a source says, with what somebody says within that; of a quotation only this."""
    (first, last), *more = outer.contents
    for at in range(first, last):
        one = _around(kinds, first, last, at, first, None) if kinds[at] in "vtm" else None
        if (
            one is not None
            and not more
            and (one.is_behind or _begins(kinds, first, one.subject[0]))
        ):
            inner = one._replace(via=outer.subject)
            return [inner] if "Q" in kinds[first:last] else [outer, inner]
    return [outer]


def _begins(kinds: str, first: int, subject: int) -> bool:
    """Tell whether a subject begins a sentence, or stands behind what it is: The mayor, X, said."""
    return subject <= first + 1 or _found(_INTRODUCED).fullmatch(kinds, first, subject) is not None


def _is_cue(kinds: str, first: int, at: int) -> bool:
    """Tell whether a verb may say that something is said; any may behind a quotation."""
    if kinds[at] == "v":
        return not _found(_QUOTES).match(kinds, at)  # the one that is quoted does
    if kinds[at] != "p":
        return True
    quoted = kinds.rfind(UTTERANCE, first, at)
    return quoted >= 0 and _found(_QUOTED).fullmatch(kinds, quoted, at) is not None


def _around(
    kinds: str, first: int, last: int, at: int, done: int, speaker: Words | None
) -> Attribution | None:
    """Read what stands around a cue.

    Args:
        kinds: Of the paragraph's words.
        first, last: Range of the sentence's words.
        at: The cue.
        done: What stands before is spoken for.
        speaker: Who was said to speak before it in the sentence.
    """
    letter = kinds[at]
    if letter == "A":
        return _according(kinds, first, last, at)
    verb = _verb(kinds, first, at)
    group = kinds[verb:at]
    ahead = kinds[verb - 1] if verb > first else ""
    if letter == "g" and "e" not in group:
        quoted = _quoted_as(kinds, first, last, at, done) if ahead == "i" else None
        return quoted or _participle(kinds, first, last, at, ahead, speaker)
    if ahead in (*"iDoy",):
        is_several = ahead == "D" and letter in "vb" and kinds[first : verb - 1][-1:] in ",;:-hjc"
        return _after(kinds, first, last, at, (verb - 1, verb)) if is_several else None  # most say
    if letter != "g" and ("e" in group or not _is_finite(letter, group, ahead)):
        return None  # was told
    if ahead == "c" and letter != "b":
        if speaker is not None and kinds.find(";", speaker[1], at) >= 0:
            speaker = None  # X said content; Y disagreed and said
        subject = speaker or subjects.of_clause(kinds, first, at)
        return _after(kinds, first, last, at, subject) if subject else None
    is_asked = letter == "t" and ahead == UTTERANCE  # nobody else is told before who tells
    is_first = (letter in "vum" or is_asked) and not group and ahead in ("", *",Qq-")
    one = _inverted(kinds, first, last, at, done) if is_first else None
    return one or _active(kinds, first, last, at, done, verb)


def _verb(kinds: str, first: int, at: int) -> int:
    """Return where a verb begins, with what belongs to it: "had also said", "went on to say"."""
    found = _found(_GROUPED).search(kinds, max(first, at - LONGEST_GROUP), at)
    return found.start() if found else at


def _is_finite(letter: str, group: str, ahead: str) -> bool:
    """Tell whether "say" is what somebody does: they say, did say, went on to say."""
    return letter != "b" or "x" in group or "o" in group or ahead in (*"PNwW)TQ,",)


def _active(kinds: str, first: int, last: int, at: int, done: int, verb: int) -> Attribution | None:
    """Read "X said content" and "content, X said"."""
    subject = subjects.before(kinds, first, verb)
    if subject is None:
        return None
    one = _behind(kinds, first, last, at, done, subject) if kinds[at] in "vtbump" else None
    return one or _after(kinds, first, last, at, subject)


def _participle(
    kinds: str, first: int, last: int, at: int, ahead: str, speaker: Words | None
) -> Attribution | None:
    """Read ", adding that content", "wrote a letter saying content", "replied by saying"."""
    if ahead in ("", *",-Qqc"):
        subject = speaker or subjects.of_sentence(kinds, first, at)
    elif ahead in (*"wNdTyv",) and _found(_SAID_IN).match(kinds, at + 1, last):
        if ahead == "y" and kinds[at - 2] not in "pvu":
            return None
        subject = subjects.of_clause(kinds, first, at)
    else:
        return None
    one = _after(kinds, first, last, at, subject) if subject else None
    return one._replace(is_aside=True) if one else None


def _quoted_as(kinds: str, first: int, last: int, at: int, done: int) -> Attribution | None:
    """Read "Y quoted X as saying content", "content, X was quoted as saying"."""
    passive = _found(_WAS_QUOTED_AS).search(kinds, first, at)
    active = None if passive else _found(_QUOTED_AS).search(kinds, first, at)
    verb = passive or active
    outer = subjects.before(kinds, first, verb.start()) if verb else None
    if outer is None:
        return None
    subject = active.span(1) if active else outer
    one = _behind(kinds, first, last, at, done, outer) or _after(kinds, first, last, at, subject)
    return one and one._replace(subject=subject, via=outer if active else None)


def _according(kinds: str, first: int, last: int, at: int) -> Attribution | None:
    """Read "according to X"."""
    if at + 2 >= last or kinds[at + 1] != "o":
        return None
    stop = at + 2
    while stop < last and kinds[stop] not in ",.;:Qq-(h":
        stop += 1
    if stop == at + 2:
        return None
    cue, who = (at, at + 2), subjects.named(kinds, (at + 2, stop), last)
    stop = max(stop, who[1])
    if at - first <= 1:
        if stop == last:  # according to X the oak is wet
            named = _found(_SOURCE).match(kinds, at + 2, last)
            who = named.span() if named else who
            stop = who[1]
        begin = stop + (stop < last and kinds[stop] == ",")
        aside = kinds.find(";", begin, last)  # ...; a spokeswoman put it lower
        end = aside if aside > 0 else last
        return Attribution(((begin, end),), cue, who) if begin < end else None
    end = at - (kinds[at - 1] == ",")
    return Attribution(((first, end),), cue, who, is_behind=True) if end > first else None


def _inverted(kinds: str, first: int, last: int, at: int, done: int) -> Attribution | None:
    """Read "content," said X."""
    who = subjects.behind(kinds, at, last)
    content = contents.before(kinds, first, at, done)
    if who is not None and content is None:
        return _opened(kinds, first, last, at, who)
    if who is None or content is None:
        return None
    is_quoted = "Q" in kinds[slice(*content)]
    if not is_quoted and (
        "g" in kinds[slice(*content)]  # The paper, quoting X, said Y
        or not _found(_NAMED_BEHIND).fullmatch(kinds[slice(*who)] + kinds[who[1]])
    ):
        return None
    said = contents.quoted(kinds, content) + contents.quoted_behind(kinds, who[1], last)
    return Attribution(said, (at, at + 1), who, is_behind=True)


def _opened(kinds: str, first: int, last: int, at: int, who: Words) -> Attribution | None:
    """Read "Said X, quotation"."""
    begin = kinds.find(UTTERANCE, who[1], last)
    is_near = (
        begin > 0 and kinds[begin - 1] in ",:" and _SPOKEN_FOR.isdisjoint(kinds[who[1] : begin])
    )
    return Attribution(((begin, begin + 1),), (at, at + 1), who) if is_near else None


def _behind(
    kinds: str, first: int, last: int, at: int, done: int, subject: Words
) -> Attribution | None:
    """Read "content, X said", and what goes on behind it."""
    if subject[0] <= first or kinds[subject[0] - 1] not in ",-Q?q" or kinds[subject[0]] == "W":
        return None
    near = max(first, subject[0] - subjects.LONGEST)
    presented = _found(_PRESENTED).search(kinds, near, subject[0])
    content = contents.before(kinds, first, presented.start() if presented else subject[0], done)
    if content is None:
        return None
    tail = contents.tail(kinds, at, last)
    is_quoted = "Q" in kinds[slice(*content)] and kinds[content[1] - 1] in "Q,"
    is_spoken_for = any(letter in "vtkum" for letter in kinds[first : content[1]])
    if tail is None and (not is_quoted or is_spoken_for):
        return None
    after = last if tail is None else tail
    said = contents.quoted(kinds, content) + contents.quoted_behind(kinds, after, last)
    if not is_quoted:
        if after < last and kinds[after] in ":Q":
            return None
        if kinds[first] in "ihjdIg" and "," not in kinds[first : content[1]] and after < last:
            return None  # In Ohio, X said ...
        if len(said) == 1:
            said += contents.goes_on(kinds, after, last)
    return Attribution(said, (at, at + 1), subject, is_behind=True)


def _after(kinds: str, first: int, last: int, at: int, subject: Words) -> Attribution | None:
    """Read "X said that content"."""
    content = contents.behind(kinds, first, last, at, subject)
    return Attribution((content,), (at, at + 1), subject) if content else None


def _led(kinds: str, first: int, last: int) -> Attribution | None:
    """Read "X shot back: quotation"."""
    at = kinds.find(":Q", first, last)
    who = subjects.leading(kinds, first, at + 1) if at > first else None
    return Attribution(((at + 1, at + 2),), (who[1], at + 1), who) if who else None


def _put(kinds: str, first: int, last: int) -> Attribution | None:
    """Read "as X put it, quotation"."""
    put = _found(_PUT_IT).search(kinds, first, last)
    if put is None:
        return None
    return Attribution(((put.end(), put.end() + 1),), (put.end(1), put.end(1) + 1), put.span(1))


def _labelled(kinds: str, first: int, last: int) -> Attribution | None:
    """Read "X: quotation"."""
    label = _found(_LABEL).search(kinds, first, last)
    if label is None:
        return None
    at = label.end()
    return Attribution(((at, at + 1),), (at - 1, at), label.span(1))


def _signed(kinds: str, first: int, last: int) -> Attribution | None:
    """Read "quotation — X"."""
    signed = _found(_SIGNED).search(kinds, first, last)
    if signed is None:
        return None
    at = signed.start()
    return Attribution(((at, at + 1),), (at + 1, at + 2), signed.span(1))
