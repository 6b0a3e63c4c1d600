"""Judges: who looks at one thing in an answer, where the question asks for it. Pure.

A judge has a module of its own, which is imported for the questions that need it. It is called with
a question and a paragraph, and says of each sentence whether it is doubtful as an answer, what that
counts beside others, how much of the text has to be shown, and which part of it answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from search.answers import content_words
from search.answers.question import Candidate, Question
from search.answers.verdict import Verdict

Judge = Callable[[Question, Candidate, Sequence[Candidate]], Sequence[Verdict] | None]
"""One verdict a sentence, in order; None where the question does not call for the judge."""


def verdicts(question: Question, candidate: Candidate, among: Sequence[Candidate]) -> list[Verdict]:
    """Return what all judges together say of each sentence of a paragraph.

    Args:
        question: That is asked.
        candidate: The paragraph.
        among: All paragraphs that are looked at.
    """
    found = [Verdict()] * len(candidate.sentences)
    for judge in JUDGES:
        said = judge(question, candidate, among)
        if said is not None:
            found = [one.joined(other) for one, other in zip(found, said, strict=True)]
    return found


def _names(
    question: Question, candidate: Candidate, among: Sequence[Candidate]
) -> Sequence[Verdict] | None:
    """Doubt all sentences of a paragraph without the question's names, and those of namesakes."""
    if not question.names:
        return None
    from search.answers.names import are_mentioned, is_of_namesakes

    speakers = {one.speaker.name for one in candidate.statements or () if one.speaker}
    texts = (candidate.text, candidate.label, *sorted(speakers))
    if question.speaker is not None:  # who speaks need not say again what it is about
        texts = (*texts, candidate.lead)
    language, others = candidate.language, question.other_names
    if not are_mentioned(question.names, texts, language, others):
        return [Verdict(is_doubtful=True)] * len(candidate.sentences)
    sentences = map(candidate.sentence, range(len(candidate.sentences)))
    return [Verdict(is_of_namesakes(question.names, sentence)) for sentence in sentences]


def _kinds(
    question: Question, candidate: Candidate, among: Sequence[Candidate]
) -> Sequence[Verdict] | None:
    """Doubt what says nothing of the kind that is asked for."""
    if question.wanted is None:
        return None
    from search.answers import kinds

    return kinds.verdicts(question, candidate)


def _roles(
    question: Question, candidate: Candidate, among: Sequence[Candidate]
) -> Sequence[Verdict] | None:
    """Doubt what says the reverse: who did it to whom."""
    speaker = question.speaker
    is_speech = speaker is not None and not speaker.act and candidate.statements is not None
    if question.act is None or is_speech:  # that is another judge's
        return None
    from search.answers import roles

    return roles.verdicts(question, candidate, among)


def _offices(
    question: Question, candidate: Candidate, among: Sequence[Candidate]
) -> Sequence[Verdict] | None:
    """Doubt what does not name the office that is asked for, or as somebody else's."""
    if question.office is None:
        return None
    from search.answers import offices

    return offices.verdicts(question, candidate)


def _speakers(
    question: Question, candidate: Candidate, among: Sequence[Candidate]
) -> Sequence[Verdict] | None:
    """Doubt what the speaker whom the question names did not say."""
    if question.speaker is None:
        return None
    from search.answers.speakers import judge

    return judge(question, candidate)


def _years(
    question: Question, candidate: Candidate, among: Sequence[Candidate]
) -> Sequence[Verdict] | None:
    """Doubt what is about another year."""
    if not question.years:
        return None
    from search.answers import years

    return years.verdicts(question, candidate)


def _content(
    question: Question, candidate: Candidate, among: Sequence[Candidate]
) -> Sequence[Verdict] | None:
    """Doubt what has nothing like what is counted or done."""
    if question.act is None and question.wanted is None:
        return None
    return content_words.verdicts(question, candidate)


JUDGES: tuple[Judge, ...] = (_names, _years, _speakers, _roles, _offices, _content, _kinds)
