"""Which sentences are shown as answers, and where else do they stand? Found rows -> Answers.

Text is fetched here: of the best paragraphs to choose sentences from, and of what is shown. Must
not import anything of the project but modules above it in the layout.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.encoders.types import TextEncoder
from index.generations.snapshot import Snapshot
from search.answers import selection
from search.answers.selection import Choice
from search.answers.types import Answer
from search.near_duplicates import sentences as near_duplicates
from search.near_duplicates.sentences import Place
from search.retrieval import fusion
from search.retrieval.found import Found
from search.types import ArticleInfo, Citation


def best(
    snapshot: Snapshot, found: Found, encoder: TextEncoder | None, *, threshold: float
) -> list[Choice]:
    """Choose sentences from the best paragraphs; none where nothing is likely enough to answer.

    Args:
        snapshot: Whose rows were found.
        found: For a question.
        encoder: The index's, or None where meaning takes no part.
        threshold: Least likelihood of a sentence that is chosen.
    """
    asked = encoder.tokens([found.query.asked], are_queries=True) if encoder else None
    terms = found.keyword.terms if found.keyword else ()
    question = selection.Question(
        found.query, {weight.term: weight.idf for weight in terms}, asked[0] if asked else None
    )
    candidates = _candidates(snapshot, found, encoder)
    return selection.choose(question, candidates, threshold=threshold)


def with_agreement(
    snapshot: Snapshot, found: Found, chosen: Sequence[Choice], most: int
) -> list[Answer]:
    """Fetch at most `most` answers, each with the articles that print the same sentence.

    A sentence that an answer before it has, in another article, is no answer of its own.
    """
    places = [Place(choice.row, choice.span) for choice in chosen]
    everywhere = near_duplicates.agreeing(snapshot, found.candidates.rows, places)
    answers: list[Answer] = []
    said: set[Place] = set()
    for choice, place, others in zip(chosen, places, everywhere, strict=False):
        if len(answers) == most:
            break
        if place not in said:
            also = tuple(citation(snapshot, other) for other in others)
            answers.append(fetched(snapshot, choice, also))
            said.update(others)
    return answers


def fetched(snapshot: Snapshot, choice: Choice, also: tuple[Citation, ...] = ()) -> Answer:
    """Fetch what is shown of an answer."""
    passage = snapshot.passage(choice.row)
    text = snapshot.article_text(choice.row)
    start, end = choice.span
    return Answer(
        text=text[start:end],
        score=round(choice.score, fusion.DECIMALS),
        article=ArticleInfo.of(passage.article),
        paragraph=passage.number,
        start=start,
        end=end,
        context=text[passage.start : passage.end],
        context_start=passage.start,
        also=also,
        page=passage.article.page_at(start),
    )


def citation(snapshot: Snapshot, place: Place) -> Citation:
    """Say where a sentence stands."""
    passage = snapshot.passage(place.row)
    page = passage.article.page_at(place.span[0])
    return Citation(ArticleInfo.of(passage.article), passage.number, *place.span, page)


def _candidates(
    snapshot: Snapshot, found: Found, encoder: TextEncoder | None
) -> list[selection.Candidate]:
    """Fetch what is looked at of the best paragraphs to choose a sentence."""
    rows = found.candidates.rows[: selection.PARAGRAPHS].tolist()
    passages = [snapshot.passage(row) for row in rows]
    articles = [snapshot.article_text(row) for row in rows]
    texts = [text[p.start : p.end] for text, p in zip(articles, passages, strict=True)]
    tokens = encoder.tokens(texts, are_queries=False) if encoder and texts else None
    candidates = []
    for at, row in enumerate(rows):
        segment, local = snapshot.locate(row)
        spans = [(int(a), int(b)) for a, b in segment.sentences_of(local)[0]]
        cosines = found.sentences.get(row) if found.sentences else None
        if cosines is None and encoder is not None and found.vector is not None:
            sentences = [articles[at][a:b] for a, b in spans]
            cosines = encoder.documents(sentences, [()] * len(spans)).vectors @ found.vector
        candidates.append(
            selection.Candidate(
                row=row,
                blend=float(found.candidates.blended[at]),
                language=passages[at].article.language,
                title=passages[at].article.title if passages[at].article.title_given else "",
                start=passages[at].start,
                text=texts[at],
                sentences=tuple(spans),
                cosines=cosines,
                tokens=tokens[at] if tokens else None,
            )
        )
    return candidates
