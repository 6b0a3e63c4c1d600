"""Judges: who looks at one thing in an answer, where the question asks for it. Pure.

A judge has a module of its own, which is imported for the questions that need it. It is called
with a question and the paragraphs that are looked at, and says of each sentence whether it is
doubtful as an answer, what that counts beside others, how much of the text has to be shown, and
which part of it answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from search.answers import content_words
from search.answers.question import Candidate, Question
from search.answers.verdict import Verdict
from search.query.words import may_ask

NAMED = 0.8
"""What it counts in other languages than English that a sentence has the question's names."""

Said = Sequence[Verdict] | None
"""One verdict a sentence, in order; None where the question does not call for the judge."""

Judge = Callable[[Question, Sequence[Candidate]], Iterable[Said]]
"""Says it of each paragraph, in order."""


def verdicts(question: Question, candidates: Sequence[Candidate]) -> list[list[Verdict]]:
    """Return what all judges together say of each sentence of each paragraph."""
    found = [[Verdict()] * len(candidate.sentences) for candidate in candidates]
    for judge in JUDGES:
        for at, said in enumerate(judge(question, candidates)):
            if said is not None:
                found[at] = [one.joined(other) for one, other in zip(found[at], said, strict=True)]
    if question.office is not None:  # has a new director; Ada Wells took the oath
        return found
    return [_of_passages(one, judged) for one, judged in zip(candidates, found, strict=True)]


def _of_passages(candidate: Candidate, judged: list[Verdict]) -> list[Verdict]:
    """Return verdicts of which those of passages are doubtful whose telling sentence is."""
    found = []
    for verdict in judged:
        part = verdict.part if verdict.passage else None
        spans = zip(candidate.sentences, judged, strict=True)
        tells = [one for span, one in spans if part and span[0] <= part[0] < span[1]]
        is_doubtful = any(one.is_doubtful for one in tells)
        found.append(replace(verdict, is_doubtful=True) if is_doubtful else verdict)
    return found


def _alone(judge: Callable[[Question, Candidate], Said]) -> Judge:
    """Return a judge that looks at each paragraph by itself."""
    return lambda question, candidates: (judge(question, one) for one in candidates)


def _names(question: Question, candidate: Candidate) -> Said:
    """Doubt all sentences of a paragraph without the question's names, and those of namesakes."""
    if not question.names:
        return None
    from search.answers.names import are_mentioned

    speakers = {one.speaker.name for one in candidate.statements or () if one.speaker}
    texts = (candidate.text, candidate.label, *sorted(speakers))
    if question.speaker or question.office:  # who speaks need not say again what it is about
        texts = (*texts, candidate.lead)
    office = question.speaker.office if question.speaker else None
    if office and any(map(question.is_holder, speakers)):
        texts = (*texts, " ".join(office.owner))
    language, others = candidate.language, question.other_names
    if not are_mentioned(question.names, texts, language, others):
        return [Verdict(is_doubtful=True)] * len(candidate.sentences)
    if question.is_introduced_otherwise(f"{candidate.lead}\n{candidate.text}"):
        return [Verdict(is_doubtful=True)] * len(candidate.sentences)
    sentences = [candidate.sentence(number) for number in range(len(candidate.sentences))]
    doubted = map(question.is_of_namesakes, sentences)
    if not candidate.may_be_english:
        worth = (NAMED * are_mentioned(question.names, [one], "", others) for one in sentences)
        return [Verdict(is_so, one) for is_so, one in zip(doubted, worth, strict=True)]
    from search.answers import antecedents, scope

    apart = scope.elsewhere(question, candidate), antecedents.of_others(question, candidate)
    return [Verdict(any(each)) for each in zip(doubted, *apart, strict=True)]


def _kinds(question: Question, candidate: Candidate) -> Said:
    """Doubt what says nothing of the kind that is asked for."""
    if not candidate.may_be_english:
        from search.answers import foreign_figures

        return foreign_figures.verdicts(question, candidate)
    if question.wanted is None:
        return None
    from search.answers import kinds

    return kinds.verdicts(question, candidate)


def _roles(question: Question, candidates: Sequence[Candidate]) -> Iterable[Said]:
    """Doubt what says the reverse: who did it to whom."""
    speaker = question.speaker
    if question.act is None:
        return [None] * len(candidates)
    from search.answers import roles

    judged = roles.verdicts(question, candidates)
    is_speech = speaker is not None and not speaker.act
    return [
        None if is_speech and one.statements is not None else said  # that is another judge's
        for one, said in zip(candidates, judged, strict=True)
    ]


def _offices(question: Question, candidate: Candidate) -> Said:
    """Doubt what does not name the office that is asked for, or as somebody else's."""
    if question.office is None:
        return None
    from search.answers import offices

    return offices.verdicts(question, candidate)


def _speakers(question: Question, candidate: Candidate) -> Said:
    """Doubt what the speaker whom the question names did not say."""
    if question.speaker is None:
        return None
    from search.answers.speakers import judge

    return judge(question, candidate)


def _years(question: Question, candidate: Candidate) -> Said:
    """Doubt what is about another year."""
    if not question.years:
        return None
    from search.answers import years

    return years.verdicts(question, candidate)


def _qualifiers(question: Question, candidate: Candidate) -> Said:
    """Doubt what is about the other one of two: a monthly pass, not a weekly one."""
    is_asked = question.wanted is not None or question.act is not None
    is_how = question.asked_words[:1] == ("how",)
    if not (is_asked or is_how or any(map(str.isdigit, question.query.asked))):
        return None
    from search.answers import qualifiers

    return qualifiers.verdicts(question, candidate)


def _content(question: Question, candidate: Candidate) -> Said:
    """Doubt what has nothing like what is counted or done."""
    if not question.predicate and question.wanted is None:
        return None
    return content_words.verdicts(question, candidate)


def _causes(question: Question, candidate: Candidate) -> Said:
    """Doubt what says nothing of a cause."""
    if "what" not in question.words:
        return None
    from search.answers import causes

    return causes.verdicts(question, candidate)


def _negations(question: Question, candidate: Candidate) -> Said:
    """Doubt what only says that it was not done, or is not known."""
    if not may_ask(question.query.asked):
        return None
    from search.answers import negations

    return negations.verdicts(question, candidate)


JUDGES: tuple[Judge, ...] = (
    *map(_alone, (_names, _years, _speakers)),
    _roles,
    *map(_alone, (_offices, _qualifiers, _content, _causes, _negations, _kinds)),
)
