"""Collections are measured through the engine, and refused where figures would mean nothing."""

from __future__ import annotations

import gzip
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import search
from index.errors import CollectionError
from search.answers.selection import THRESHOLD
from search.evaluation import run, statistics, tables
from search.evaluation.collection import read_collection
from search.query.options import MODES

SEEDSEARCH = str(Path(sys.executable).parent / "seedsearch")

CORPUS = [
    ("d1", "Harbour", "The council of Aldersund deepens the harbour. It costs 38 million crowns."),
    ("d2", "Bread", "A rye loaf is baked for eleven hours. The loaf sells for 62 crowns."),
    ("d3", "", "The comet returns every 81 years. It was last seen in 1943."),
    ("d4", "Tunnel", "The tunnel under the pass carries trains. Pumping took seven months."),
    ("d5", "Harbour fees", "Ferries pay harbour fees. Harbour fees rise in the harbour of Torr."),
    ("d6", "", "--"),
]
QUERIES = [
    ("1", "how many crowns does the loaf sell for"),
    ("2", "harbour fees"),
    ("3", "when does the comet return"),
    ("4", "xylophone"),
]
QRELS = [("1", "d2", 1), ("2", "d1", 1), ("2", "d5", 0), ("3", "d3", 2), ("4", "d4", 1)]
ANSWERS = [("1", "d2", ["62 crowns"]), ("3", "d3", ["81  YEARS"])]


def lines(records: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def write(folder: Path) -> Path:
    """Write the collection above in BEIR's format."""
    (folder / "qrels").mkdir(parents=True)
    corpus = [{"_id": i, "title": title, "text": text} for i, title, text in CORPUS]
    (folder / "corpus.jsonl").write_text(lines(corpus))
    queries = lines([{"_id": i, "text": text} for i, text in QUERIES])
    with gzip.open(folder / "queries.jsonl.gz", "wt") as file:
        file.write(queries)
    rows = [f"{query}\t{document}\t{grade}\n" for query, document, grade in QRELS]
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n" + "".join(rows))
    gold = [{"query": query, "doc": document, "answers": a} for query, document, a in ANSWERS]
    (folder / "answers.jsonl").write_text(lines(gold))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "tiny")


@pytest.fixture(scope="module")
def measured(
    tmp_path_factory: pytest.TempPathFactory, static_model: Path
) -> tuple[run.Evaluation, Path]:
    """The figures of the collection above, and the index that they were measured on."""
    place = tmp_path_factory.mktemp("measured")
    found = run.evaluate(
        read_collection(write(place / "tiny")), index_dir=place / "index", model=str(static_model)
    )
    return found, place / "index"


def test_measures_are_those_computed_by_hand(
    measured: tuple[run.Evaluation, Path],
) -> None:
    found, _ = measured
    keyword = {id_: systems["keyword"] for id_, systems in found.per_query.items()}
    assert set(keyword["1"]) == {"nDCG@10", "MRR@10", "recall@100"}
    # The loaf and the comet stand first; d1 stands second, after d5; no word of query 4 is known.
    ndcg = {id_: figures["nDCG@10"] for id_, figures in keyword.items()}
    assert ndcg == pytest.approx({"1": 1, "2": 1 / math.log2(3), "3": 1, "4": 0})
    reciprocal = [figures["MRR@10"] for figures in keyword.values()]
    assert reciprocal == [1, 0.5, 1, 0]
    assert [figures["recall@100"] for figures in keyword.values()] == [1, 1, 1, 0]
    (system,) = (system for system in found.systems if system.name == "keyword")
    assert system.figures["MRR@10"].mean == pytest.approx(2.5 / 4)
    assert system.figures["MRR@10"].low < 2.5 / 4 < system.figures["MRR@10"].high


def test_every_mode_is_compared_with_every_other(
    measured: tuple[run.Evaluation, Path],
) -> None:
    found, _ = measured
    assert [system.name for system in found.systems] == list(MODES)
    means = {s.name: {m: f.mean for m, f in s.figures.items()} for s in found.systems}
    assert len(found.comparisons) == 3 * len(run.MEASURES)
    for c in found.comparisons:
        gap = means[c.one][c.measure] - means[c.other][c.measure]
        assert c.difference.mean == pytest.approx(gap)
        assert 0 < c.p <= 1
    assert found.notes == ("1 documents have no text that could be found",)


def test_what_is_measured_is_what_the_engine_ranks(
    measured: tuple[run.Evaluation, Path],
) -> None:
    found, index_dir = measured
    with search.open_index(index_dir) as engine:
        for mode in MODES:
            for id_, text in QUERIES:
                hits = engine.search(text, k=100, mode=mode).hits
                ranked = list(dict.fromkeys(hit.article.id for hit in hits))
                relevant = {d for q, d, grade in QRELS if q == id_ and grade}
                place = next((n for n, d in enumerate(ranked, start=1) if d in relevant), math.inf)
                assert found.per_query[id_][mode]["MRR@10"] == pytest.approx(1 / place)


def test_answers_are_asked_with_and_without_what_answers(
    measured: tuple[run.Evaluation, Path],
) -> None:
    found, index_dir = measured
    assert found.answers is not None
    assert found.answers.questions == 2
    assert found.answers.right_first["keyword"].mean == 1
    with search.open_index(index_dir) as engine:
        first = [engine.best_answer(text) for text in (QUERIES[0][1], QUERIES[2][1])]
        assert first[0] is not None and first[1] is not None
        right = ["62 crowns" in first[0].text, "81 years" in first[1].text]
        assert found.answers.contains.mean == sum(right) / 2
        lengths = [len(answer.text) for answer in first if answer]
        assert found.answers.length_median == np.median(lengths)
        # Left out, an article is never the answer, and its rows get no other scores.
        other = engine.best_answer(QUERIES[0][1], without=["d2", "absent"])
        assert other is not None and other.article.id != "d2"
        assert engine.best_answer(QUERIES[0][1], without=[d for d, *_ in CORPUS]) is None
        shown = []
        for mode in MODES:
            best = engine.best_answer(QUERIES[0][1], mode=mode)
            answers = engine.ask(QUERIES[0][1], mode=mode).answers
            assert best is not None
            assert (answers[:1] == (best,)) is (best.score >= THRESHOLD)
            shown += answers
        assert shown
    assert 0 <= found.answers.auc <= 1
    assert sum(b.count for b in found.answers.answerable) == 4
    assert sum(b.count for b in found.answers.right) == 4


def test_an_index_is_used_again_unless_it_is_of_something_else(
    measured: tuple[run.Evaluation, Path], folder: Path, static_model: Path
) -> None:
    found, index_dir = measured
    built = (index_dir / "CURRENT").stat().st_mtime_ns
    again = run.evaluate(read_collection(folder), index_dir=index_dir)
    assert (again.systems, again.answers) == (found.systems, found.answers)
    assert (index_dir / "CURRENT").stat().st_mtime_ns == built
    text = (folder / "corpus.jsonl").read_text()
    (folder / "corpus.jsonl").write_text(text.replace("eleven", "twelve"))
    with pytest.raises(CollectionError, match="not what a build makes of tiny now"):
        run.evaluate(read_collection(folder), index_dir=index_dir)


def test_the_command_prints_figures_and_writes_those_of_each_query(
    measured: tuple[run.Evaluation, Path], folder: Path, tmp_path: Path
) -> None:
    found, index_dir = measured
    command = [SEEDSEARCH, "eval", folder, "--index", index_dir]
    done = subprocess.run(
        [*command, "--json", "--per-query", tmp_path / "each.jsonl"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    fields = json.loads(done.stdout)
    assert fields == json.loads(tables.evaluation_json(found))
    each = [json.loads(line) for line in (tmp_path / "each.jsonl").read_text().splitlines()]
    assert {line.pop("query"): line for line in each} == found.per_query
    done = subprocess.run(
        [*command, "--queries", "odd"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "tiny (odd): 2 queries, 6 documents" in done.stdout
    assert "hybrid - semantic" in done.stdout
    assert "first sentence contains the answer" in done.stdout


def test_whole_documents_are_ranked_for_reference(folder: Path, static_model: Path) -> None:
    found = run.evaluate_reference(read_collection(folder), model=str(static_model))
    assert [system.name for system in found.systems] == ["bm25", "dense"]
    assert found.per_query["2"]["bm25"]["MRR@10"] == 0.5
    assert found.per_query["3"]["bm25"]["nDCG@10"] == 1
    assert found.per_query["4"]["bm25"]["recall@100"] == 0
    assert all(systems["dense"]["recall@100"] == 1 for systems in found.per_query.values())
    table = tables.quality_table([found])
    assert table.splitlines()[0] == "| nDCG@10 | queries | bm25 | dense |"
    assert table.count("**") == 2


def without(name: str, folder: Path) -> None:
    next(folder.glob(f"{name}*")).unlink()


BROKEN = {
    "no folder": (lambda f: f.rename(f.parent / "gone"), "there is no folder"),
    "no corpus": (lambda f: without("corpus", f), "has no corpus.jsonl"),
    "no queries": (lambda f: without("queries", f), "has no queries.jsonl"),
    "no qrels": (lambda f: without("qrels/test", f), "has no qrels/test.tsv"),
    "empty corpus": (lambda f: (f / "corpus.jsonl").write_text("\n"), "no documents"),
    "not JSON": (lambda f: (f / "corpus.jsonl").write_text('{"_id"'), "line 1: not JSON"),
    "a list": (lambda f: (f / "corpus.jsonl").write_text("[]\n"), "not a JSON object"),
    "no id": (lambda f: (f / "corpus.jsonl").write_text('{"text": "x"}\n'), "no text called '_id'"),
    "twice": (
        lambda f: (f / "corpus.jsonl").write_text('{"_id": "a", "text": "x"}\n' * 2),
        "line 2: a second document 'a'",
    ),
    "cut short": (
        lambda f: (f / "queries.jsonl.gz").write_bytes((f / "queries.jsonl.gz").read_bytes()[:40]),
        "cannot be read",
    ),
    "no tabs": (lambda f: (f / "qrels" / "test.tsv").write_text("a\nq d 1\n"), "line 2: not a"),
    "other queries": (
        lambda f: (f / "qrels" / "test.tsv").write_text("q\td\ts\n99\td1\t1\n"),
        "judges no query",
    ),
    "all irrelevant": (
        lambda f: (f / "qrels" / "test.tsv").write_text("q\td\ts\n1\td1\t0\n"),
        "judges no query",
    ),
    "other documents": (
        lambda f: (f / "qrels" / "test.tsv").write_text("q\td\ts\n1\td99\t1\n"),
        "in the corpus",
    ),
    "answers": (
        lambda f: (f / "answers.jsonl").write_text('{"query": "1", "doc": "d1", "answers": []}'),
        "not a list of texts",
    ),
    "empty query": (
        lambda f: (f / "queries.jsonl.gz").write_bytes(
            gzip.compress(b'{"_id": "1", "text": " "}\n')
        ),
        "the query '1' is empty",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_collection_is_refused_and_never_zeros(folder: Path, case: str) -> None:
    damage, message = BROKEN[case]
    damage(folder)
    with pytest.raises(CollectionError, match=message) as caught:
        read_collection(folder)
    assert "\n" not in str(caught.value)


def test_a_broken_collection_is_one_line_and_exit_1(tmp_path: Path) -> None:
    done = subprocess.run(
        [SEEDSEARCH, "eval", tmp_path], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "has no corpus.jsonl" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_halves_are_by_number_or_by_place(folder: Path) -> None:
    assert [*read_collection(folder, queries="odd").queries] == ["1", "3"]
    assert [*read_collection(folder, queries="even").queries] == ["2", "4"]
    assert [a.query for a in read_collection(folder, queries="odd").answers] == ["1", "3"]
    assert read_collection(folder, queries="even").answers == ()
    named = [{"_id": f"q{i}", "text": text} for i, text in QUERIES]
    (folder / "queries.jsonl.gz").write_bytes(gzip.compress(lines(named).encode()))
    rows = [f"q{query}\t{document}\t{grade}\n" for query, document, grade in QRELS]
    (folder / "own.tsv").write_text("".join(rows))
    own = read_collection(folder, qrels=str(folder / "own.tsv"), queries="even")
    assert [*own.queries] == ["q2", "q4"]


def test_what_is_left_out_is_said(folder: Path) -> None:
    (folder / "qrels" / "train.tsv").write_text("1\td2\t1\n1\tdx\t1\n77\td2\t1\n")
    notes = read_collection(folder, qrels="train").notes
    assert notes == (
        "1 judged queries have no text and are left out",
        "1 relevant documents are not in the corpus and count as not found",
    )


def test_intervals_and_tests_are_those_of_known_samples() -> None:
    same = statistics.estimate(np.full(50, 0.25))
    assert (same.mean, same.low, same.high) == (0.25, 0.25, 0.25)
    # The mean of 400 throws of a coin has a standard error of 1/40.
    coin = statistics.estimate(np.arange(400) % 2.0)
    assert coin.mean == 0.5
    assert coin.low == pytest.approx(0.5 - 1.96 / 40, abs=0.004)
    assert coin.high == pytest.approx(0.5 + 1.96 / 40, abs=0.004)
    # Of the 2 ** 8 ways to sign eight equal differences, two have a sum as large.
    assert statistics.p_value(np.ones(8)) == pytest.approx(2 / 256, abs=0.004)
    assert statistics.p_value(np.array([1.0, -1.0, 1.0, -1.0])) == 1
    assert statistics.p_value(np.zeros(5)) == 1


def test_the_area_under_the_curve_counts_pairs() -> None:
    assert statistics.area_under_curve([3, 4], [1, 2]) == 1
    assert statistics.area_under_curve([1, 2], [3, 4]) == 0
    assert statistics.area_under_curve([1, 3], [1, 2]) == (0.5 + 0 + 1 + 1) / 4


def test_reliability_compares_what_was_said_with_what_is_true() -> None:
    low, high = statistics.reliability([0.1, 0.2, 0.9, 1.0], [False, True, True, True], bins=2)
    assert (low.low, low.high, low.count) == (0, 0.5, 2)
    assert (low.said, low.true) == (pytest.approx(0.15), 0.5)
    assert (high.count, high.said, high.true) == (2, pytest.approx(0.95), 1)


@pytest.mark.slow
def test_one_script_prints_the_tables_of_the_readme(folder: Path, static_model: Path) -> None:
    script = Path(__file__).parent.parent / "scripts" / "quality.py"
    done = subprocess.run(
        [sys.executable, script, folder, f"{folder}:odd", "--model", static_model],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    product, reference = done.stdout.split("Whole documents")
    for name, queries in (("tiny", 4), ("tiny (odd)", 2)):
        for table in (product, reference):
            assert f"| {name} | {queries} |" in table
    assert "| nDCG@10 | queries | hybrid | keyword | semantic |" in product
    assert "| nDCG@10 | queries | bm25 | dense |" in reference
    assert "| 2 questions | |" in product
    gone = subprocess.run(
        [sys.executable, script, "gone"], capture_output=True, text=True, check=False
    )
    assert (gone.returncode, gone.stdout) == (1, "")
    assert "there is no folder gone" in gone.stderr
