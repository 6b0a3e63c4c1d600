"""One search engine behind lines of JSON on stdin and stdout: what scripts/bench.py runs.

    python scripts/bench_peers.py ENGINE     each engine a process, in the environment it needs

Requests are {"op": NAME, ...}; each is answered by one line, {"error": ...} if it failed. Times are
taken inside the process, so that they are the engine's alone.
"""

from __future__ import annotations

import json
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any

import numpy as np

K = 10


def timed(call: Any, *arguments: Any) -> tuple[float, Any]:
    """Return milliseconds and the result."""
    started = time.perf_counter()
    result = call(*arguments)
    return (time.perf_counter() - started) * 1000, result


class Peer:
    """An engine over `texts` with `vectors`; subclasses build and search."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.vectors: np.ndarray[Any, Any] = np.empty((0, 0), np.float32)
        self.model: Any = None

    def load(self, texts: str, vectors: str, work: str, model: str) -> dict[str, Any]:
        """Read the paragraphs; the model is loaded before anything is timed."""
        with Path(texts).open(encoding="utf-8") as lines:
            self.texts = [json.loads(line) for line in lines]
        self.vectors = np.load(vectors)
        self.work = Path(work)
        self.work.mkdir(parents=True, exist_ok=True)
        if model:
            from sentence_transformers import SentenceTransformer

            self.model = SentenceTransformer(model, device="cpu")
        return {"paragraphs": len(self.texts)}

    def build(self) -> dict[str, Any]:
        milliseconds, _ = timed(self.index)
        return {"seconds": milliseconds / 1000, "paragraphs": len(self.texts)}

    def query(self, text: str, mode: str, vector: list[float] | None = None) -> dict[str, Any]:
        given = None if vector is None else np.array(vector, np.float32)
        milliseconds, hits = timed(self.search, text, mode, given)
        return {"ms": milliseconds, "hits": len(hits)}

    def callers(self, queries: list[str], vectors: list[list[float]], count: int) -> dict[str, Any]:
        """Return queries a second of `count` threads that ask at the same time."""
        given = [np.array(vector, np.float32) for vector in vectors] or [None] * len(queries)

        def ask() -> None:
            for query, vector in zip(queries, given, strict=True):
                self.search(query, "hybrid", vector)

        threads = [threading.Thread(target=ask) for _ in range(count)]
        milliseconds, _ = timed(lambda: [t.start() for t in threads] + [t.join() for t in threads])
        return {"rate": count * len(queries) / milliseconds * 1000}

    def batch(self, queries: list[str], vectors: list[list[float]]) -> dict[str, Any]:
        """Return queries a second of one call with all of them, or of one after another."""
        return self.callers(queries, vectors, 1)

    def encoded(self, text: str) -> Any:
        return self.model.encode(text, normalize_embeddings=True, show_progress_bar=False)

    def index(self) -> None:
        raise NotImplementedError

    def search(self, text: str, mode: str, vector: Any) -> list[Any]:
        raise NotImplementedError


class Bm25s(Peer):
    def index(self) -> None:
        import bm25s
        import Stemmer

        self._stemmer = Stemmer.Stemmer("english")
        tokens = bm25s.tokenize(
            self.texts, stopwords="en", stemmer=self._stemmer, show_progress=False
        )
        self._retriever = bm25s.BM25()
        self._retriever.index(tokens, show_progress=False)

    def search(self, text: str, mode: str, vector: Any) -> list[Any]:
        import bm25s

        tokens = bm25s.tokenize(text, stopwords="en", stemmer=self._stemmer, show_progress=False)
        rows, _ = self._retriever.retrieve(tokens, k=K, show_progress=False)
        return [self.texts[row] for row in rows[0]]


class Tantivy(Peer):
    def index(self) -> None:
        import tantivy

        schema = tantivy.SchemaBuilder()
        schema.add_text_field("text", stored=True, tokenizer_name="en_stem")
        self._index = tantivy.Index(schema.build(), path=str(self.work))
        writer = self._index.writer(256_000_000)
        for text in self.texts:
            writer.add_document(tantivy.Document(text=text))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, text: str, mode: str, vector: Any) -> list[Any]:
        query, _ = self._index.parse_query_lenient(text, ["text"])
        found = self._searcher.search(query, K).hits
        return [self._searcher.doc(address)["text"] for _, address in found]


class WhooshByHand(Peer):
    """Whoosh's own scorer and a matrix product, ranks fused: what one would write by hand."""

    def index(self) -> None:
        from whoosh import fields, index
        from whoosh.analysis import StemmingAnalyzer

        schema = fields.Schema(
            row=fields.STORED, text=fields.TEXT(stored=True, analyzer=StemmingAnalyzer())
        )
        self._index = index.create_in(str(self.work), schema)
        writer = self._index.writer(limitmb=256)
        for row, text in enumerate(self.texts):
            writer.add_document(row=row, text=text)
        writer.commit()
        self._searcher = self._index.searcher()
        if self.model is not None and not len(self.vectors):
            self.vectors = self.model.encode(
                self.texts, normalize_embeddings=True, show_progress_bar=False
            )

    def search(self, text: str, mode: str, vector: Any) -> list[Any]:
        from whoosh.qparser import OrGroup, QueryParser, WhitespacePlugin

        schema, plugins = self._index.schema, [WhitespacePlugin()]
        parser = QueryParser("text", schema, plugins=plugins, group=OrGroup)
        wanted = K if mode == "keyword" else 100
        hits = [hit["row"] for hit in self._searcher.search(parser.parse(text), limit=wanted)]
        if mode == "keyword":
            return [self.texts[row] for row in hits]
        cosines = self.vectors @ self.encoded(text)
        near = np.argpartition(-cosines, wanted)[:wanted]
        scores: dict[int, float] = {}
        for ranking in (hits, near[np.argsort(-cosines[near])].tolist()):
            for place, row in enumerate(ranking):
                scores[row] = scores.get(row, 0) + 1 / (60 + place)
        best = sorted(scores, key=lambda row: -scores[row])[:K]
        return [self.texts[row] for row in best]


class Txtai(Peer):
    def index(self) -> None:
        from txtai import Embeddings

        self._rows = {text: row for row, text in enumerate(self.texts)}
        self._engine = Embeddings(
            method="external",
            transform=lambda texts: self._transform(texts),  # noqa: PLW0108  (it counts arguments)
            hybrid=True,
            content=True,
        )
        self._engine.index((row, text, None) for row, text in enumerate(self.texts))

    def _transform(self, texts: list[str]) -> Any:
        if len(self.vectors) and all(text in self._rows for text in texts):
            return np.stack([self.vectors[self._rows[text]] for text in texts])
        return self.model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)

    def search(self, text: str, mode: str, vector: Any) -> list[Any]:
        found: list[Any] = self._engine.search(text, K)
        return found

    def batch(self, queries: list[str], vectors: list[list[float]]) -> dict[str, Any]:
        milliseconds, _ = timed(lambda: self._engine.batchsearch(queries, K))
        return {"rate": len(queries) / milliseconds * 1000}


class LanceDb(Peer):
    def index(self) -> None:
        import lancedb
        import pyarrow

        flat = pyarrow.array(self.vectors.ravel())
        vectors = pyarrow.FixedSizeListArray.from_arrays(flat, self.vectors.shape[1])
        table = pyarrow.table({"text": self.texts, "vector": vectors})
        database = lancedb.connect(str(self.work))
        self._table = database.create_table("paragraphs", table, mode="overwrite")
        self._table.create_fts_index("text", replace=True)

    def search(self, text: str, mode: str, vector: Any) -> list[Any]:
        words = "".join(c if c.isalnum() else " " for c in text)
        if mode == "keyword":
            query = self._table.search(words, query_type="fts")
        else:
            query = self._table.search(query_type="hybrid").vector(vector).text(words)
        found: list[Any] = query.limit(K).to_list()
        return found


class Seedsearch(Peer):
    """This project, over an index that was built before."""

    def open(self, index: str) -> dict[str, Any]:
        import search

        self._engine = search.open_index(index)
        return {"generation": self._engine.generation}

    def search(self, text: str, mode: str, vector: Any) -> list[Any]:
        found: Any = self._engine.search(text, k=K, mode=mode)
        return list(found.hits)

    def batch(self, queries: list[str], vectors: list[list[float]]) -> dict[str, Any]:
        milliseconds, _ = timed(lambda: self._engine.search_many(queries, k=K))
        return {"rate": len(queries) / milliseconds * 1000}

    def memory(self) -> dict[str, Any]:
        """Return the process's own memory, and that of files it has mapped, in MB."""
        status = Path("/proc/self/status").read_text(encoding="ascii")
        sizes = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
        return {
            name: int(sizes[key].split()[0]) / 1024
            for name, key in (("own_mb", "RssAnon"), ("mapped_mb", "RssFile"))
        }


class Encoder(Peer):
    """sentence-transformers alone, float32: what builds are compared with."""

    def index(self) -> None:
        self._encoded = self.model.encode(self.texts, show_progress_bar=False)

    def least_cosine(self) -> dict[str, Any]:
        """Return the least cosine of a text's vector to the one that was given for it."""
        cosines = np.vecdot(self._encoded, self.vectors)
        lengths = np.linalg.norm(self._encoded, axis=1) * np.linalg.norm(self.vectors, axis=1)
        return {"cosine": float((cosines / lengths).min())}


ENGINES = {
    "seedsearch": Seedsearch,
    "bm25s": Bm25s,
    "tantivy": Tantivy,
    "whoosh by hand": WhooshByHand,
    "txtai": Txtai,
    "lancedb": LanceDb,
    "encode": Encoder,
}


def main() -> None:
    answers, sys.stdout = sys.stdout, sys.stderr  # what libraries print is not an answer
    peer = ENGINES[sys.argv[1]]()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = getattr(peer, request.pop("op"))(**request)
        except Exception as error:  # whatever a peer raises is its result
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
