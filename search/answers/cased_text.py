"""Cased text: the words of a paragraph, title or question, and what their capitals say. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from index.text import analyzer
from index.text.analyzer import Token
from search.answers.name_words import CONNECTING, GROUPS, KINDS, OWNING, is_same

HEADLINE_SHARE, HEADLINE_WORDS = 0.8, 4
"""If so many of a text's longer words have a capital, one beside a name is not part of it."""


@dataclass(frozen=True)
class CasedText:
    """The words of a text that may mention names.

    Attributes:
        text: A paragraph or a title.
    """

    text: str

    @cached_property
    def tokens(self) -> list[Token]:
        """Its words."""
        return list(analyzer.tokens(self.text))

    @cached_property
    def words(self) -> list[str]:
        """The same, folded."""
        return [token.word for token in self.tokens]

    @cached_property
    def starts(self) -> dict[str, list[int]]:
        """Which words begin with the same two letters."""
        found: dict[str, list[int]] = {}
        for at, token in enumerate(self.tokens):
            found.setdefault(token.word[:2], []).append(at)
        return found

    def places(self, word: str) -> set[int]:
        """Return which words are forms of one of a name."""
        others = GROUPS.get(word, ())
        starts = {word[:2], *(other[:2] for other in others)}
        near = (at for start in starts for at in self.starts.get(start, ()))
        return {at for at in near if is_same(word, self.tokens[at].word)}

    def is_owner(self, word: str) -> bool:
        """Tell whether a name is there only as whose something is: Dorvia's yard, not Dorvia."""
        places = [self.tokens[at] for at in self.places(word)]
        return bool(places) and all(
            self.written(token).endswith(OWNING) and self.text[token.end + 1 :][:1].islower()
            for token in places
        )

    @cached_property
    def joined(self) -> frozenset[str]:
        """What two words beside each other are in one, as they may be written elsewhere."""
        pairs = zip(self.tokens, self.tokens[1:], strict=False)
        return frozenset(one.word + other.word for one, other in pairs)

    @cached_property
    def is_headline(self) -> bool:
        """Whether capitals say nothing of where a name ends."""
        longer = [token for token in self.tokens if token.end - token.start > 3]
        capitals = sum(map(self.has_capital, longer))
        return capitals >= max(HEADLINE_WORDS, HEADLINE_SHARE * len(longer))

    @cached_property
    def is_plain(self) -> bool:
        """Whether it has only capitals or none."""
        return self.text in (self.text.lower(), self.text.upper())

    def is_first(self, token: Token) -> bool:
        """Tell whether a word begins a sentence, or a quotation."""
        return self.text[: token.start].rstrip()[-1:] in ("", *'.!?“"')

    @cached_property
    def inner_capitals(self) -> frozenset[str]:
        """The words that have a capital where no sentence begins, folded; none in a headline."""
        if self.is_plain or self.is_headline:
            return frozenset()
        inside = (t for t in self.tokens if self.has_capital(t) and not self.is_first(t))
        return frozenset(token.word for token in inside)

    def written(self, token: Token) -> str:
        """Return a word as it is written."""
        return self.text[token.start : token.end]

    def has_capital(self, token: Token) -> bool:
        """Tell whether a word begins with a capital."""
        return self.text[token.start].isupper()

    def is_acronym(self, token: Token) -> bool:
        """Tell whether a word is of capitals alone; digits may be among them."""
        written = self.written(token).removesuffix("'s").removesuffix("’s")
        return written.isupper() and sum(map(str.isalnum, written)) > 1

    def joins(self, at: int) -> bool:
        """Tell whether nothing but a space or a hyphen parts a word from the one before it."""
        if not 0 < at < len(self.tokens):
            return False
        before, token = self.tokens[at - 1], self.tokens[at]
        if self.written(before).lower().endswith(("'s", "’s")):
            return False
        between = self.text[before.end : token.start].strip()
        return between in ("", "-") or (between == "." and before.end - before.start <= 3)

    @cached_property
    def initials(self) -> dict[str, int]:
        """The initials of each run of capitalised words and of its ends: with its last word."""
        found: dict[str, int] = {}
        run = ""
        for at, token in enumerate(self.tokens):
            is_joined = self.joins(at)
            if is_joined and run and token.word in CONNECTING:
                continue
            run = run if is_joined else ""
            run = run + token.word[0] if self.has_capital(token) else ""
            least = 2 if token.word in KINDS else 3
            found |= dict.fromkeys((run[start:] for start in range(len(run) - least + 1)), at)
        return found

    def said_as(self, word: str) -> str:
        """Return a word as the text has it: of an acronym that it spells out the last word."""
        if word in self.words or word not in self.initials:
            return word
        return self.words[self.initials[word]]
