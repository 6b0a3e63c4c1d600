"""Questions to the seed article get the sentence that says it, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import search
from index.encoders.types import TokenVectors
from search.answers.question import Question
from search.query.options import MODES
from search.query.query import Query

SEED = "seeds/000_dffa5a7ebd0ae50b.txt"

ANSWERS = {
    "what did Xi pledge": "pledged",
    "how large is the US military budget": "$715 billion",
    "what did Putin say about Taiwan": "Beijing’s stance on Taiwan",
    "how many planes flew into Taiwan's air defense zone in October": "150",
    "how many soldiers were deployed on the Ukrainian border": "100,000 soldiers",
    "how many troops do the Russians plan to deploy": "175,000",
    "who reported on the estimated 175000 troops": "Associated Press",
    "what did the PLA conduct in the South China Sea": "live-fire drills",
    "what did Xi call Putin": "old friend",
    "when did China and Russia sign a road map for military cooperation": "signed a road map",
    "what does the emerging axis pose to the United States": "huge military challenge",
    "what does U.S. intelligence fear": "imminent Russian invasion",
    "which news agency quoted Xi": "Xinhua",
    "what demand of Moscow did Beijing back": "rolling back the NATO",
}

UNANSWERABLE = [
    "what is the price of coffee in Brazil",
    "who won the football world cup",
    "how do I bake bread",
    "what is the capital of Australia",
    "when was the Eiffel Tower built",
    "how tall is Mount Everest",
    "who wrote Hamlet",
    "what is the boiling point of water",
]


@pytest.fixture(scope="module")
def engine(seeds_index: Path) -> Iterator[search.Engine]:
    with search.open_index(seeds_index) as opened:
        yield opened


@pytest.mark.parametrize(("question", "said"), ANSWERS.items())
def test_the_first_answer_says_it(engine: search.Engine, question: str, said: str) -> None:
    answers = engine.ask(question).answers
    assert answers, "no answer"
    assert said in answers[0].text


@pytest.mark.parametrize("question", UNANSWERABLE)
def test_nothing_answers_what_the_article_does_not_say(
    engine: search.Engine, question: str
) -> None:
    assert engine.ask(question).answers == ()


@pytest.mark.parametrize("question", ANSWERS)
def test_an_answer_stands_where_its_citation_says(engine: search.Engine, question: str) -> None:
    for answer in engine.ask(question).answers:
        text = engine.article(answer.article.id).text
        assert answer.article.id == SEED
        assert text[answer.start : answer.end] == answer.text
        start, end = engine.show(SEED).paragraphs[answer.paragraph]
        assert start <= answer.start < answer.end <= end
        assert answer.context == text[start:end]
        assert answer.context_start == start
        assert 0 <= answer.score <= 1


def test_a_call_to_action_is_never_a_hit_or_an_answer(engine: search.Engine) -> None:
    question = "click here for full version of this story"
    assert "CLICK HERE" in engine.article(SEED).text
    for mode in MODES:
        assert all("CLICK" not in hit.text for hit in engine.search(question, k=50, mode=mode).hits)
        assert all("CLICK" not in answer.text for answer in engine.ask(question, mode=mode).answers)


@pytest.mark.parametrize("mode", MODES)
def test_scores_do_not_change_with_k(engine: search.Engine, mode: search.Mode) -> None:
    many = engine.search("military support for Russia", k=100, mode=mode).hits
    assert len(many) > 3
    for k in range(1, len(many) + 1):
        assert engine.search("military support for Russia", k=k, mode=mode).hits == many[:k]


def test_hits_are_in_order_of_a_score_from_0_to_1(engine: search.Engine) -> None:
    hits = engine.search("Taiwan", k=100).hits
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_a_hit_has_both_raw_scores_and_both_ranks(engine: search.Engine) -> None:
    hits = engine.search("air defense zone", k=100).hits
    best_keyword = engine.search("air defense zone", mode="keyword", k=100).hits
    best_semantic = engine.search("air defense zone", mode="semantic", k=100).hits
    by_keyword = {hit.paragraph: hit.keyword_score for hit in best_keyword}
    by_semantic = {hit.paragraph: hit.semantic_score for hit in best_semantic}
    for hit in hits:
        assert hit.keyword_score == by_keyword.get(hit.paragraph, 0.0)
        assert hit.semantic_score == by_semantic[hit.paragraph]
        assert (hit.keyword_rank is None) == (hit.paragraph not in by_keyword)
        assert hit.semantic_rank is not None
    assert hits[0].keyword_rank == 1
    assert "air defense zone" in hits[0].text


def test_each_mode_says_which_halves_took_part(engine: search.Engine) -> None:
    hybrid = engine.search("Taiwan")
    keyword = engine.search("Taiwan", mode="keyword")
    semantic = engine.search("Taiwan", mode="semantic")
    assert hybrid.halves == ("keyword", "semantic")
    assert keyword.halves == ("keyword",)
    assert semantic.halves == ("semantic",)
    assert not (hybrid.warnings or keyword.warnings or semantic.warnings)
    assert all(hit.semantic_score is None for hit in keyword.hits)
    assert all(hit.keyword_score is None for hit in semantic.hits)


def test_a_query_of_stop_words_says_that_keywords_took_no_part(engine: search.Engine) -> None:
    results = engine.search("what is it")
    assert results.halves == ("semantic",)
    assert "keyword search took no part" in results.warnings[0]
    alone = engine.search("what is it", mode="keyword")
    assert (alone.halves, alone.hits) == ((), ())
    assert alone.warnings


def test_words_without_a_match_find_nothing_by_keyword(engine: search.Engine) -> None:
    assert engine.search("xylophone", mode="keyword").hits == ()


def test_highlights_are_the_words_that_matched(engine: search.Engine) -> None:
    hit = engine.search("pledges of support", k=1).hits[0]
    assert {hit.text[a:b].lower() for a, b in hit.highlights} >= {"pledged", "support"}


@pytest.mark.parametrize("query", ["", "  \n", "x" * 100_000, "word " * 20_000])
def test_an_empty_or_endless_query_is_refused(engine: search.Engine, query: str) -> None:
    with pytest.raises(search.QueryError):
        engine.search(query)
    with pytest.raises(ValueError):
        engine.ask(query)


@pytest.mark.parametrize(
    "query", ["?", "“", "a" * 9_999, "\0", "\ud800 Xi", "(((", '"', "x AND OR NOT", "🚀", "中国"]
)
def test_no_other_query_fails(engine: search.Engine, query: str) -> None:
    engine.search(query)
    engine.ask(query)


def test_wrong_arguments_are_value_errors(engine: search.Engine) -> None:
    for k in (0, -1, 100_000):
        with pytest.raises(ValueError, match="k must be"):
            engine.search("Xi", k=k)
    with pytest.raises(ValueError, match="mode must be"):
        engine.search("Xi", mode="fuzzy")  # type: ignore[arg-type]
    with pytest.raises(search.ArticleNotFoundError, match="seeds/absent"):
        engine.article("seeds/absent")


@pytest.mark.slow
def test_an_engine_can_be_shared_between_threads(engine: search.Engine) -> None:
    questions = list(ANSWERS) * 3
    alone = [engine.ask(question).answers for question in questions]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda question: engine.ask(question).answers, questions))
    assert together == alone


def test_a_broken_encoder_is_said_and_keywords_still_answer(
    seeds_index: Path, tmp_path: Path
) -> None:
    import shutil

    shutil.copytree(seeds_index, tmp_path / "index")
    for path in (tmp_path / "index" / "encoders").glob("*/model.onnx"):
        path.write_bytes(b"broken")
    with search.open_index(tmp_path / "index") as engine:
        results = engine.search("Taiwan")
        assert results.halves == ("keyword",)
        assert "semantic search took no part" in results.warnings[0]
        assert "Taiwan" in results.hits[0].text
        assert engine.ask("what did Xi pledge").halves == ("keyword",)
        with pytest.raises(search.IndexDamagedError, match="encoder"):
            engine.search("Taiwan", mode="semantic")


def test_one_shot_answers_like_an_open_engine(engine: search.Engine, seeds_index: Path) -> None:
    once = search.ask("what did Xi pledge", index_dir=seeds_index)
    assert once.answers == engine.ask("what did Xi pledge").answers


def test_a_word_that_the_tokenizer_knows_nothing_of_has_no_tokens_to_weigh() -> None:
    tokens = TokenVectors(np.ones((1, 2), np.float32), np.array([[4, 7]]))
    query = Query("\x02\x03 bread", ("\x02\x03", "bread"), ((0, 2), (3, 8)))
    question = Question(query, {"\x02\x03": 2.0, "bread": 1.0}, tokens)
    vectors, weights = question.weighted_tokens
    assert vectors.tolist() == [[1, 1]]
    assert weights.tolist() == [1]
