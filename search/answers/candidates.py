"""Answers: candidates for them from the best paragraphs, and where else what is chosen stands.

Text is fetched here: of the best paragraphs to choose sentences from, and of what is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index.generations.snapshot import Snapshot
from index.types import Span
from search.answers import selection, stretches
from search.answers.attribution import READ, holders, preferred, sentence_spans, speaker_of
from search.answers.question import Question
from search.answers.selection import Choice
from search.answers.types import Answer, Answers, Contradiction, Part
from search.near_duplicates import paragraphs as near_duplicate_paragraphs
from search.near_duplicates import sentences as near_duplicates
from search.near_duplicates.neighbours import SentenceSpan
from search.query.options import SearchOptions
from search.retrieval import fusion
from search.retrieval.found import Found
from search.retrieval.retriever import Retriever
from search.types import ArticleInfo, Citation

TELLING = 4
"""So many paragraphs that tell what is said once are looked at first."""


def answers(
    snapshot: Snapshot,
    retriever: Retriever,
    found: Found,
    options: SearchOptions,
    suggestion: str | None,
) -> Answers:
    """Answer a question from what was found for it.

    Args:
        snapshot: Whose rows were found.
        retriever: Of the same snapshot.
        found: For the question.
        options: How many answers.
        suggestion: The question with misspelt words replaced, or None.
    """
    said = found.head(snapshot.manifest.generation, options, suggestion)
    return Answers(
        **said.shared(),
        answers=chosen(snapshot, retriever, found, options.k, threshold=selection.THRESHOLD),
    )


def chosen(
    snapshot: Snapshot, retriever: Retriever, found: Found, k: int, *, threshold: float
) -> tuple[Answer, ...]:
    """Choose at most `k` answers of at least some likelihood from what was found."""
    encoder = retriever.encoder() if found.vector is not None else None
    asked = encoder.tokens([found.query.asked], are_queries=True) if encoder else None
    terms = found.keyword.terms if found.keyword else ()
    question = Question(
        found.query, {weight.term: weight.idf for weight in terms}, asked[0] if asked else None
    )
    question = replace(question, holders=holders(snapshot, found, question))
    ordered = _telling(snapshot, found, question)
    once = near_duplicate_paragraphs.folded(snapshot, ordered, max(k, stretches.LOOKED_THROUGH))
    looked_at = stretches.candidates(snapshot, preferred(snapshot, once, question), encoder)
    sentences = selection.choose(question, looked_at, threshold=threshold)
    return tuple(with_agreement(snapshot, found, sentences, k))


def first(snapshot: Snapshot, retriever: Retriever, found: Found) -> Answer | None:
    """Return the first answer, however unlikely it is one; None where there is no candidate."""
    return next(iter(chosen(snapshot, retriever, found, 1, threshold=0.0)), None)


def _telling(snapshot: Snapshot, found: Found, question: Question) -> Found:
    """Return what was found with the paragraphs first that tell best what is asked for.

    Who somebody is, who holds an office, and why something happened is said once, beside much else;
    so is what the holder of an office says, whom other articles name.
    """
    if question.holders:
        return preferred(snapshot, found, question)
    if not question.is_told_once:
        return found
    from search.answers.phrases import told  # few questions ask for it

    rows = found.candidates.rows
    worth = np.zeros(len(rows))
    for place, row in enumerate(rows[:READ].tolist()):
        passage, text = snapshot.passage(row), snapshot.article_text(row)
        sentences = [text[slice(*span)] for span in sentence_spans(snapshot, row)]
        around = f"{passage.article.title}\n{text[passage.start : passage.end]}"
        worth[place] = told(question, sentences, around)
    order = np.argsort(-worth, kind="stable")
    own = order[worth[order] > 0][:TELLING]
    rest = np.setdiff1d(np.arange(len(rows)), own)
    return replace(found, candidates=found.candidates.take(np.append(own, rest)))


def with_agreement(
    snapshot: Snapshot, found: Found, chosen: Sequence[Choice], most: int
) -> list[Answer]:
    """Fetch at most `most` answers, each with who prints the same sentence or says otherwise.

    A sentence that an answer before it has, in another article, is no answer of its own. What
    corrects an answer comes before it.
    """
    places = [
        SentenceSpan(_row_up_to(snapshot, choice.row, choice.sentence[1]), choice.sentence)
        for choice in chosen
    ]
    rows = found.candidates.rows
    beside = np.array([place.row for place in places if place.row not in rows], np.int64)
    everywhere = near_duplicates.related(snapshot, np.append(rows, np.unique(beside)), places)
    answers: list[Answer] = []
    said: set[SentenceSpan] = set()
    for choice, place, others in zip(chosen, places, everywhere, strict=False):
        if len(answers) == most:
            break
        if place not in said:
            also = tuple(citation(snapshot, other) for other in others.same)
            differs = differing(snapshot, others.differing)
            answer = fetched(snapshot, choice, also, differs)
            corrected = _correction(snapshot, choice, answer, others.differing)
            if corrected is not None and corrected[0] not in said:
                answers.append(corrected[1])
                said.add(corrected[0])
            answers.append(answer)
            said.update((place, *others.same))
    return answers[:most]


def _correction(
    snapshot: Snapshot,
    choice: Choice,
    answer: Answer,
    others: Sequence[near_duplicates.Differing],
) -> tuple[SentenceSpan, Answer] | None:
    """Return the sentence of a correction that is not older than an answer, as one, if any."""
    first = next(iter(answer.differs), None)
    if first is None or (first.where.article.date or "") < (answer.article.date or ""):
        return None
    if not (first.is_correction or first.revises):
        return None
    for place, said in others:
        if citation(snapshot, place) == first.where:
            asked = answer.part.text if answer.part else ""
            once = said.former.split() if said.what == "date" else said.former.split()[:1]
            if not (first.is_correction or set(once) <= set(asked.split())):
                return None  # it revises another figure than the one that is asked for
            part = _span_in(snapshot, place, said.latter) if answer.part else None
            better = Choice(place.row, place.span, choice.score, place.span, part, choice.kind)
            old = Citation(answer.article, answer.paragraph, answer.start, answer.end, answer.page)
            withdrawn = Contradiction(answer.text, said.what, False, old, said.note)
            return place, fetched(snapshot, better, (), (withdrawn,))
    return None


def _span_in(snapshot: Snapshot, place: SentenceSpan, figure: str) -> Span | None:
    """Return where a figure stands in a sentence; None where it is not written so."""
    start = snapshot.article_text(place.row).find(figure, *place.span) if figure else -1
    return (start, start + len(figure)) if start >= 0 else None


def differing(
    snapshot: Snapshot, others: Sequence[near_duplicates.Differing]
) -> tuple[Contradiction, ...]:
    """Fetch the sentences that say otherwise: corrections and revisions first, then newer ones."""
    from search.near_duplicates.correction_marks import is_correction

    found = []
    for place, said in others:
        where = citation(snapshot, place)
        text = snapshot.article_text(place.row)[slice(*place.span)]
        corrects = is_correction(where.article.title, text)
        found.append(Contradiction(text, said.what, corrects, where, said.note, said.revises))
    found.sort(key=lambda one: one.where.article.date or "", reverse=True)
    return tuple(sorted(found, key=lambda one: (not one.is_correction, not one.revises)))


def fetched(
    snapshot: Snapshot,
    choice: Choice,
    also: tuple[Citation, ...] = (),
    differs: tuple[Contradiction, ...] = (),
) -> Answer:
    """Fetch what is shown of an answer."""
    passage = snapshot.passage(choice.row)
    text = snapshot.article_text(choice.row)
    start, end = choice.span
    last = _row_up_to(snapshot, choice.row, end)
    part = choice.part and Part(text[slice(*choice.part)], *choice.part)
    speaker, via = speaker_of(snapshot, choice.row, choice.span)
    return Answer(
        text=text[start:end],
        score=round(choice.score, fusion.DECIMALS),
        article=ArticleInfo.of(passage.article),
        paragraph=passage.number,
        start=start,
        end=end,
        context=text[passage.start : snapshot.passage(last).end],
        context_start=passage.start,
        also=also,
        differs=differs,
        page=passage.article.page_at(start),
        kind=choice.kind,
        part=part,
        recognised=passage.article.recognised_at(start),
        speaker=speaker,
        via=via,
    )


def _row_up_to(snapshot: Snapshot, row: int, end: int) -> int:
    """Return the row in which a passage ends that begins in one: a figure may stand in the next."""
    while snapshot.passage(row).end < end:
        row += 1
    return row


def sentence_at(snapshot: Snapshot, row: int) -> SentenceSpan:
    """Return the first sentence of a paragraph."""
    return SentenceSpan(row, sentence_spans(snapshot, row)[0])


def citation(snapshot: Snapshot, place: SentenceSpan) -> Citation:
    """Say where a sentence stands."""
    passage = snapshot.passage(place.row)
    article, start = passage.article, place.span[0]
    return Citation(
        ArticleInfo.of(article),
        passage.number,
        *place.span,
        article.page_at(start),
        article.recognised_at(start),
    )
