"""An explanation adds up to the scores that it explains."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import index
import search
from index.encoders.exported import open_encoder
from index.encoders.types import TokenVectors
from index.generations.snapshot import open_snapshot
from search.output.explanation import BACKGROUND, SHADES, explained_text
from search.output.terminal import Look
from search.query.options import MODES
from search.results.explain import split_cosine

SEEDSEARCH = str(Path(sys.executable).parent / "seedsearch")
LONG = (
    "I would like to read what the Chinese leader has pledged to the Russian president, and what"
    " the United States, NATO and the government of Ukraine said of troops at the border"
)
QUERIES = ["what did Xi pledge", "Chinese military budget, military might", "Taiwan", "NATO", LONG]
BF16 = 2e-3
"""What encoding with bfloat16 may change in a cosine."""


@pytest.fixture(scope="module")
def engine(seeds_index: Path) -> Iterator[search.Engine]:
    with search.open_index(seeds_index) as opened:
        yield opened


@pytest.fixture(scope="module")
def titled_index(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Path:
    """Two articles with titles, whose model is static."""
    folder = tmp_path_factory.mktemp("titled")
    (folder / "a").mkdir()
    (folder / "a" / "one.md").write_text("# Harbour fees rise\n\nFerries pay more. Fees went up.\n")
    (folder / "a" / "two.md").write_text("# Bread prize\n\nThe rye loaf wins again.\n")
    index.build([folder / "a"], index_dir=folder / "index", model=str(static_model))
    return folder / "index"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("query", QUERIES)
def test_shares_add_up_to_the_scores(engine: search.Engine, query: str, mode: search.Mode) -> None:
    plain = engine.search(query, k=50, mode=mode)
    explained = engine.search(query, k=50, mode=mode, explain=True)
    assert tuple(replace(hit, explanation=None) for hit in explained.hits) == plain.hits
    assert all(hit.explanation is None for hit in plain.hits)
    for hit in explained.hits:
        why = hit.explanation
        assert why is not None
        if hit.keyword_score is None:
            assert (why.terms, why.bound, why.keyword_weight) == ((), None, 0)
        else:
            added = sum(term.share for term in why.terms)
            assert added == pytest.approx(hit.keyword_score, abs=1e-4)
        if hit.semantic_score is None:
            assert (why.cosine, why.tokens, why.semantic_weight) == (None, None, 0)
        else:
            assert why.tokens is not None and why.cosine is not None
            added = sum(token.share for token in why.tokens)
            assert added == pytest.approx(why.cosine, abs=BF16)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("query", ["Chinese military budget", LONG])
def test_the_formula_of_an_explanation_gives_the_score(
    engine: search.Engine, query: str, mode: search.Mode
) -> None:
    for hit in engine.search(query, k=50, mode=mode, explain=True).hits:
        why = hit.explanation
        assert why is not None
        blend = 0.0
        if hit.semantic_score is not None:
            assert why.cosine is not None and why.sentence_cosine is not None
            assert why.title_cosine is None  # the seed article was given none
            meant = (why.cosine + why.sentence_cosine) / 2
            assert meant == pytest.approx(hit.semantic_score, abs=1e-5)
            blend += why.semantic_weight * meant
        if hit.keyword_score is not None:
            assert why.bound is not None
            blend += why.keyword_weight * hit.keyword_score / why.bound
        assert blend == pytest.approx(why.blend, abs=1e-5)
        assert 1 / (1 + math.exp(-(why.slope * blend + why.offset))) == pytest.approx(
            hit.score, abs=1e-5
        )


def test_the_tokens_add_up_exactly_to_the_cosine_of_their_forward_pass(
    engine: search.Engine, seeds_index: Path
) -> None:
    encoder = open_encoder(open_snapshot(seeds_index).encoder_folder)
    (query,) = encoder.queries(["what did Xi pledge"])
    for hit in engine.search("what did Xi pledge", k=50, explain=True).hits:
        assert hit.explanation is not None and hit.explanation.tokens is not None
        cosine = float(encoder.documents([hit.text], [()]).vectors[0] @ query)
        shares = [token.share for token in hit.explanation.tokens]
        assert sum(shares) == pytest.approx(cosine, abs=1e-5)
        words = [hit.text[t.start : t.end] for t in hit.explanation.tokens]
        # The special tokens at both ends have shares but no text.
        assert words[0] == words[-1] == ""
        assert all(words[1:-1])


def test_terms_say_where_they_are(engine: search.Engine) -> None:
    hit = engine.search("Chinese military budget", k=1, explain=True).hits[0]
    assert hit.explanation is not None
    terms = {term.terms: term for term in hit.explanation.terms}
    assert ("militari", "budget") in terms
    for stems, term in terms.items():
        found = {hit.text[start:end].lower() for start, end in term.spans}
        assert all(word[:5] == " ".join(stems)[:5] for word in found)
    pair = terms["militari", "budget"]
    assert [hit.text[a:b] for a, b in pair.spans] == ["military budget"] * len(pair.spans)
    assert terms["budget",].idf > 0 and terms["budget",].df >= 1


def test_words_of_a_title_and_a_static_model_are_explained(titled_index: Path) -> None:
    with search.open_index(titled_index) as engine:
        hit = engine.search("harbour fees", k=1, explain=True).hits[0]
    why = hit.explanation
    assert why is not None and why.tokens is not None and why.title_cosine is not None
    terms = {term.terms: term for term in why.terms}
    assert terms.keys() == {("harbour",), ("fee",), ("harbour", "fee")}
    assert sum(term.share for term in why.terms) == pytest.approx(hit.keyword_score, abs=1e-5)
    assert sum(token.share for token in why.tokens) == pytest.approx(why.cosine, abs=1e-5)


def test_a_model_that_does_not_average_is_not_split(
    tmp_path: Path, articles: Path, cls_model: Path
) -> None:
    index.build([articles], index_dir=tmp_path / "index", model=str(cls_model))
    with search.open_index(tmp_path / "index") as engine:
        results = engine.search("rye bread", k=1, explain=True)
    why = results.hits[0].explanation
    assert why is not None and why.cosine is not None
    assert (why.tokens, why.sentence_cosine, why.sentence) == (None, None, None)
    assert "not available" in explained_text(results, Look())


def test_a_cosine_is_split_as_computed_by_hand() -> None:
    vectors = np.array([[3, 0], [0, 4], [0, 0]], np.float32)
    offsets = np.array([[0, 0], [0, 2], [3, 5]])
    # The mean is (1, 4/3), its length 5/3, and its cosine with (0, 1) is 4/5: all from one token.
    tokens = split_cosine(TokenVectors(vectors, offsets), np.array([0, 1], np.float32))
    assert [token.share for token in tokens] == pytest.approx([0, 0.8, 0])
    assert [(token.start, token.end) for token in tokens] == [(0, 0), (0, 2), (3, 5)]
    nothing = TokenVectors(np.empty((0, 2), np.float32), np.empty((0, 2), np.int64))
    assert split_cosine(nothing, np.array([0, 1], np.float32)) == ()


def test_a_terminal_shades_what_counts_most(engine: search.Engine) -> None:
    results = engine.search("what did Xi pledge", k=1, explain=True)
    strongest = BACKGROUND.format(SHADES[-1])
    assert f"{strongest}pledged\x1b[0m" in explained_text(results, Look(color=True))
    text = explained_text(results, Look())
    assert "\x1b" not in text
    assert "words   " in text and "pledged " in text
    assert "meaning " in text and "nearest sentence [0:142]" in text
    assert "tokens  pledged +0.0" in text
    assert "blend   " in text


def test_the_command_explains_on_request(seeds_index: Path) -> None:
    command = [SEEDSEARCH, "search", "what did Xi pledge", "--index", seeds_index, "-k", "2"]
    done = subprocess.run(
        [*command, "--explain", "--json"], capture_output=True, text=True, check=True
    )
    for hit in json.loads(done.stdout)["hits"]:
        tokens = hit["explanation"]["tokens"]
        assert sum(t["share"] for t in tokens) == pytest.approx(
            hit["explanation"]["cosine"], abs=BF16
        )
        assert {hit["text"][t["start"] : t["end"]] for t in tokens} >= {"Xi", "pledged", ""}
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)
    assert all("explanation" not in hit for hit in json.loads(done.stdout)["hits"])
    done = subprocess.run([*command, "--explain"], capture_output=True, text=True, check=True)
    assert done.stdout.count("blend   ") == 2
