"""Articles and paragraphs that are like one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import index
import search
from search.query.options import MAX_K


@pytest.fixture(scope="module")
def engine(two_segment_index: Path) -> Iterator[search.Engine]:
    with search.open_index(two_segment_index) as opened:
        yield opened


def test_what_is_like_an_article_is_other_articles(engine: search.Engine) -> None:
    results = engine.similar("news/one/010.md", k=30)
    ids = [hit.article.id for hit in results.hits]
    assert "news/one/010.md" not in ids
    assert len(ids) == len(set(ids)) == 30
    assert not {"news/one/003.md", "news/two/007.md"} & set(ids)
    assert [hit.score for hit in results.hits] == sorted(
        (h.score for h in results.hits), reverse=True
    )
    assert engine.similar("news/one/010.md", k=10, offset=20).hits == results.hits[20:]


def test_what_is_like_a_paragraph_may_be_next_to_it(engine: search.Engine) -> None:
    results = engine.similar("news/one/010.md", 0, k=MAX_K)
    found = {(hit.article.id, hit.paragraph) for hit in results.hits}
    assert ("news/one/010.md", 0) not in found
    assert {
        ("news/one/010.md", n) for n in range(1, len(engine.show("news/one/010.md").paragraphs))
    } <= found


def test_a_reprint_is_not_like_but_the_same(tmp_path: Path, static_model: Path) -> None:
    texts = {
        "a": "The harbour is deepened.\n\nThe council has voted.",
        "copy": "The harbour is deepened.\n\nThe council has voted.",
        "more": "The harbour is deepened.\n\nA comet comes back.",
        "other": "The council has not voted on the harbour.",
    }
    (tmp_path / "n").mkdir()
    for name, text in texts.items():
        (tmp_path / "n" / f"{name}.txt").write_text(text)
    index.build([tmp_path / "n"], index_dir=tmp_path / "index", model=str(static_model))
    with search.open_index(tmp_path / "index") as engine:
        like = engine.similar("n/a.txt").hits
        assert {hit.article.id for hit in like} == {"n/more.txt", "n/other.txt"}
        assert "The harbour is deepened." in {hit.text for hit in like}
        (first, *_) = engine.similar("n/a.txt", 0).hits
        assert first.text != "The harbour is deepened."


def test_an_unknown_article_or_paragraph_is_one_line(engine: search.Engine) -> None:
    last = len(engine.show("news/one/010.md").paragraphs) - 1
    for article, paragraph, said in (
        ("news/absent.md", None, "no article 'news/absent.md'"),
        ("news/one/003.md", None, "no article"),  # removed
        ("news/one/010.md", 99, f"has no paragraph 99; they go from 0 to {last}"),
        ("news/one/010.md", -1, "has no paragraph -1"),
    ):
        with pytest.raises(search.ArticleNotFoundError, match=said):
            engine.similar(article, paragraph)
