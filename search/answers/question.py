"""A question and the paragraphs that may answer it, as those see them who judge. Pure.

What can be read from a question is read here, once: its names, and what the judges need besides.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.encoders.types import TokenVectors
from index.text import analyzer, compounds
from index.text.analyzer import STOP_WORDS
from index.types import Span, Statement
from search.query.query import Query
from search.query.words import may_ask

if TYPE_CHECKING:
    from search.answers.acts import Act
    from search.answers.asked_speaker import AskedSpeaker
    from search.answers.names import Name
    from search.answers.offices import Office
    from search.answers.wanted import Wanted

_SMALL_WORD = "WHO"
"""The well-known acronym that is also a stop word, which no text is ranked by."""

DOING = 0.5
"""What a topic's "joining" counts beside its "government", which is hardly said otherwise."""


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes:
        query: As parsed.
        idf: Weight of each distinct term, more than 0.
        tokens: The question's token embeddings, or None.
        holders: Words of the names of whoever holds the office by which it names a speaker.
    """

    query: Query
    idf: Mapping[str, float]
    tokens: TokenVectors | None
    holders: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def total(self) -> float:
        """Sum of the weights."""
        return sum(self.idf.values()) or 1.0

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The names that it is about."""
        if not any(letter.isupper() for letter in self.query.asked):
            return ()
        from search.answers.names import names_of  # questions in small letters have none

        return names_of(self.query.asked)

    @cached_property
    def wanted(self) -> Wanted | None:
        """What kind of answer it asks for; None for nothing in particular."""
        if not may_ask(self.query.asked):
            return None
        from search.answers.wanted import wanted_of

        return wanted_of(self.query.asked)

    @property
    def is_told_once(self) -> bool:
        """Whether it asks who holds an office, who or what something is, or why something is so."""
        kind = self.wanted.kind if self.wanted else ""
        return kind in ("description", "reason") or self.office is not None

    @cached_property
    def act(self) -> Act | None:
        """Who did what to whom, as far as it says that; None where it does not."""
        if not may_ask(self.query.asked):
            return None
        from search.answers.acts import act_of

        return act_of(self.query.asked)

    @cached_property
    def predicate(self) -> str:
        """The verb of what happened, folded; empty where none is found that says it."""
        from search.answers.acts import predicate_of
        from search.answers.verbs import is_light

        verb = self.act.verb if self.act else predicate_of(self.query.asked)
        return "" if is_light(verb) else verb

    @cached_property
    def office(self) -> Office | None:
        """Whose president, minister and so on it asks for, if it does."""
        if self.wanted is None or not self.wanted.is_named:
            return None
        from search.answers.offices import office_of

        return self._with_acronyms(office_of(self.query.asked))

    def _with_acronyms(self, office: Office | None) -> Office | None:
        """Return an office with the acronyms of whose it is."""
        if office is None or not self.query.synonyms:
            return office
        said = self.query
        others = (
            analyzer.words(form)
            for one in said.synonyms
            if {*office.owner} >= {*analyzer.words(said.text[slice(*one.span)])} - STOP_WORDS
            for form in one.shown
            if form.isupper()
        )
        return replace(office, acronyms=frozenset(words[0] for words in others if len(words) == 1))

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that it is about."""
        if not any(letter.isdigit() for letter in self.query.asked):
            return frozenset()
        from search.answers.years import asked_years

        return asked_years(self.query.asked)

    @cached_property
    def asked_words(self) -> tuple[str, ...]:
        """The same as `query.asked` has them, in order, blanks for what is no word to rank by."""
        return tuple(analyzer.words(self.query.asked))

    @cached_property
    def told_act(self) -> str:
        """The act of speech of which it is asked who did it, folded; empty for other questions."""
        from search.answers.asked_speaker import is_act_of_speech

        who, act = (*self.asked_words, "", "")[:2]
        return act if who == "who" and is_act_of_speech(act) else ""

    @cached_property
    def told_acts(self) -> frozenset[str]:
        """The stems of that act and of those that are as good; empty where any act is."""
        from search.answers.asked_speaker import as_good

        return as_good([self.told_act]) if self.told_act else frozenset()

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words, folded."""
        return frozenset(token.word for token in analyzer.tokens(self.query.text))

    @cached_property
    def other_names(self) -> dict[Name, tuple[Name, ...]]:
        """What else these are called, by synonyms."""
        from search.answers.names import by_synonyms

        said = self.query
        return by_synonyms(
            self.names, [(said.text[slice(*one.span)], one.shown) for one in said.synonyms]
        )

    def is_of_namesakes(self, sentence: str) -> bool:
        """Tell whether a sentence has the last word of a name alone as another's; not of kin."""
        from search.answers.name_words import KIN
        from search.answers.names import is_of_namesakes

        return self.words.isdisjoint(KIN) and is_of_namesakes(self.names, sentence)

    def is_introduced_otherwise(self, text: str) -> bool:
        """Tell whether a text introduces somebody else of a name that it is about; not of kin."""
        from search.answers.name_words import KIN
        from search.answers.names import is_introduced_otherwise

        return self.words.isdisjoint(KIN) and is_introduced_otherwise(self.names, text)

    @cached_property
    def speaker(self) -> AskedSpeaker | None:
        """Whom it wants to hear, if it names a speaker and an act of speech."""
        from search.answers.asked_speaker import asked

        said = self.query
        found = asked(said.text)
        if found is None:
            return None
        others = [
            tuple(analyzer.words(form))
            for one in said.synonyms
            if tuple(analyzer.words(said.text[slice(*one.span)])) == found.name
            for form in one.shown
        ]
        office = self._with_acronyms(found.office)
        return replace(found, others=(*others, *self.holders), office=office)

    def is_holder(self, name: str) -> bool:
        """Tell whether somebody holds the office by which a speaker is named."""
        from index.statements.name_forms import is_form_of

        return any(is_form_of(holder, name) for holder in self.holders)

    @cached_property
    def spoken(self) -> frozenset[str]:
        """The terms that a statement of the speaker need not have: the name, the act of speech."""
        known = self.speaker.known if self.speaker else frozenset[str]()
        words = [analyzer.fold(self.query.text[a:b]) for a, b in self.query.spans]
        pairs = zip(self.query.terms, words, strict=True)
        return frozenset(term for term, word in pairs if word in known)

    @cached_property
    def _topic(self) -> dict[str, float]:
        """The weight of each term of what the speaker is to be heard about."""
        pairs = zip(self.query.terms, self.query.spans, strict=True)
        doing = {term for term, (_, end) in pairs if self.query.text[:end].endswith("ing")}
        return {
            term: idf * (DOING if term in doing else 1.0)
            for term, idf in self.idf.items()
            if term not in self.spoken
        }

    def topic_share(self, stems: Set[str]) -> float:
        """Return how much of what the speaker is to be heard about `stems` cover, 0 to 1."""
        found, topic = self.met(stems), self._topic
        total = sum(topic.values())
        return sum(idf for term, idf in topic.items() if term in found) / total if total else 1.0

    @cached_property
    def meant(self) -> dict[str, str]:
        """The term that each stem stands for, in any language of the index; lent is lend."""
        from search.answers.verbs import irregular_forms

        words = [analyzer.fold(self.query.text[a:b]) for a, b in self.query.spans]
        others = {
            analyzer.stem(form): term
            for term, word in zip(self.query.terms, words, strict=True)
            for form in irregular_forms(word)
        }
        return others | self.query.meant

    def met(self, stems: Set[str]) -> frozenset[str]:
        """Return the terms that are among some stems, in whatever form."""
        return self.otherwise(stems).union(self.meant[stem] for stem in stems if stem in self.meant)

    def share(self, stems: Set[str]) -> float:
        """Return how much of the question's weight `stems` cover, 0 to 1."""
        return sum(self.idf.get(term, 0.0) for term in self.met(stems)) / self.total

    def otherwise(self, stems: Set[str]) -> frozenset[str]:
        """Return the terms for which `stems` have a synonym or an acronym."""
        said = (
            synonym.terms
            for synonym in self.query.synonyms
            if any(stems >= set(form.split(" ")) for form in synonym.forms)
            or (_SMALL_WORD in synonym.shown and _SMALL_WORD.lower() in stems)
        )
        return frozenset(term for terms in said for term in terms)

    @cached_property
    def named(self) -> frozenset[str]:
        """The terms that are a part of a name."""
        return frozenset(self.query.terms) - self.said.keys()

    @cached_property
    def said(self) -> dict[str, float]:
        """The weights of the terms that are no part of a name: what it says of those."""
        named = {part for name in self.names for part in name.parts}
        words = [analyzer.fold(self.query.text[a:b]) for a, b in self.query.spans]
        terms = zip(self.query.terms, words, strict=True)
        return {term: self.idf.get(term, 0.0) for term, word in terms if word not in named}

    @cached_property
    def content(self) -> dict[str, NDArray[np.float32]]:
        """The terms of its content words, with the embeddings of their tokens."""
        from search.answers.content_words import content_words

        return content_words(self)

    def carried(self, stems: Set[str]) -> frozenset[str]:
        """Return the terms of names that are among some stems."""
        return frozenset(self.meant[stem] for stem in stems if stem in self.meant) & self.named

    def said_share(self, stems: Set[str]) -> float:
        """Return how much of what the question says of its names `stems` cover, 0 to 1."""
        found = {self.meant[stem] for stem in stems if stem in self.meant}
        total = sum(self.said.values())
        return sum(self.said.get(term, 0.0) for term in found) / total if total else 0.0

    @cached_property
    def weighted_tokens(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The embeddings of the tokens of weighted words, `(n, dim)`, and weights that add up to 1.

        A word's weight is shared out among its tokens.
        """
        if self.tokens is None:
            return np.zeros((0, 0), np.float32), np.zeros(0, np.float32)
        chosen = [at for at, _, _ in self._chosen_tokens]
        share = np.array([weight for _, weight, _ in self._chosen_tokens], np.float32)
        return self.tokens.vectors[chosen], share / (share.sum() or np.float32(1))

    def known_weights(self, known: frozenset[str]) -> NDArray[np.float32]:
        """Return the weights of the tokens of some stems, and 0 for all others, `(n,)`."""
        _, weights = self.weighted_tokens
        return weights * np.array([term in known for _, _, term in self._chosen_tokens], np.float32)

    @cached_property
    def _chosen_tokens(self) -> list[tuple[int, float, str]]:
        """The tokens of weighted words: number, weight, term."""
        if self.tokens is None:
            return []
        starts = self.tokens.offsets[:, 0]
        chosen: list[tuple[int, float, str]] = []
        for term, (start, end) in zip(self.query.terms, self.query.spans, strict=True):
            weight = self.idf.get(term, 0.0)
            inside = np.flatnonzero((starts >= start) & (starts < end)).tolist()
            if weight and inside:  # a tokenizer may know nothing of a word
                chosen += [(at, weight / len(inside), term) for at in inside]
        return chosen


@dataclass(frozen=True)
class Candidate:
    """A paragraph, or some short ones in a row, that may hold the answer.

    Attributes:
        rows: Of the snapshot: the one in which each sentence stands.
        blend: The halves' blend.
        language: Of the article.
        title: Of the article, if it has one of its own.
        label: What is shown as its title.
        start: First code point of the text in the article.
        text: Of the paragraphs.
        sentences: Spans of its sentences in the article's text.
        cosines: Of question and sentences, `(sentences,)`; None where there is no encoder.
        tokens: Token embeddings of the text, offsets in it; or None.
        statements: What somebody says in it; None where no build has looked for it.
        date: Of the article, ISO; empty if it has none.
        lead: How the article begins.
    """

    rows: tuple[int, ...]
    blend: float
    language: str
    title: str
    label: str
    start: int
    text: str
    sentences: tuple[Span, ...]
    cosines: NDArray[np.float32] | None
    tokens: TokenVectors | None
    statements: tuple[Statement, ...] | None = None
    date: str = ""
    lead: str = ""

    @property
    def may_be_english(self) -> bool:
        """Whether it is in no other language, as far as that is known."""
        return self.language in ("", analyzer.ENGLISH, analyzer.UNDETERMINED)

    @cached_property
    def is_correction(self) -> bool:
        """Whether it corrects what an article said."""
        from search.near_duplicates.correction_marks import is_correction

        return is_correction(self.label, self.text)

    @cached_property
    def names(self) -> frozenset[str]:
        """Folded words that have a capital inside a sentence of title or text."""
        from search.answers.cased_text import CasedText

        return CasedText(self.label).inner_capitals | CasedText(self.text).inner_capitals

    @cached_property
    def sentence_words(self) -> tuple[tuple[str, ...], ...]:
        """The words of each sentence, folded."""
        texts = map(self.sentence, range(len(self.sentences)))
        return tuple(tuple(analyzer.words(text)) for text in texts)

    @cached_property
    def title_terms(self) -> frozenset[str]:
        """The stems of the title."""
        return self._terms(self.title)

    @cached_property
    def lead_terms(self) -> frozenset[str]:
        """The stems of the lead."""
        return self._terms(self.lead)

    @cached_property
    def sentence_terms(self) -> tuple[frozenset[str], ...]:
        """The stems of each sentence."""
        texts = map(self.sentence, range(len(self.sentences)))
        return tuple(self._terms(text) for text in texts)

    def _terms(self, text: str) -> frozenset[str]:
        """Return the stems of a text, of which the acronym WHO is one though "who" is none."""
        found = frozenset(compounds.all_terms(text, self.language))
        return found | {_SMALL_WORD.lower()} if _SMALL_WORD in text else found

    @cached_property
    def terms(self) -> frozenset[str]:
        """The stems of title and text."""
        return self.title_terms.union(*self.sentence_terms)

    def tokens_of(self, number: int) -> NDArray[np.float32]:
        """Return the token embeddings of a sentence, `(n, dim)`; n is 0 where there are none."""
        if self.tokens is None:
            return np.zeros((0, 0), np.float32)
        start, end = self.sentences[number]
        return self.tokens.within(start - self.start, end - self.start)

    def sentence(self, number: int) -> str:
        """Return the text of a sentence."""
        start, end = self.sentences[number]
        return self.text[start - self.start : end - self.start]
