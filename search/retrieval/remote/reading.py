"""Reading of an index on a server: for each request a snapshot of its candidates.

The manifest is read once a request, so each is answered by one generation, the current one; what is
searched then is a small snapshot in memory, with the statistics of the whole generation.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.errors import AddressError, GenerationNotFoundError
from index.generations.manifest import Manifest
from index.remote import sparse
from index.remote.address import Address
from index.remote.articles import Articles, Place
from index.remote.encoder_cache import encoder
from index.remote.expressions import AllOf, IsDated, IsOneOf, Wanted
from index.remote.generation import Control, Generation
from index.remote.segment_rows import clean
from index.remote.server import Server, listed
from index.remote.snapshot import PartialSnapshot
from index.remote.statistics import TermStatistics
from search.query.dates import today
from search.query.options import SearchOptions
from search.query.query import Query
from search.retrieval import similar
from search.retrieval.bm25 import KeywordHalf
from search.retrieval.query_encoder import QueryEncoder
from search.retrieval.query_reader import QueryReader
from search.retrieval.reading import Opened
from search.retrieval.remote.candidates import DEPTH, Found, Legs, weights, with_all
from search.retrieval.remote.conditions import Translator, near_misses
from search.retrieval.retriever import Retriever
from search.retrieval.suggestion import suggested

CUT_OFF = (
    "totals and facets count candidates alone, for the index is on a server and more of it may"
    " match than the best 1,000 of each half"
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a generation before any query.

    Attributes:
        generation: The generation.
        statistics: Of its terms.
        empty: A snapshot of no articles, by which queries are read.
        reader, retriever: For that; the encoder is its.
        keyword: What weighs words.
    """

    generation: Generation
    statistics: TermStatistics
    empty: PartialSnapshot
    reader: QueryReader
    retriever: Retriever
    keyword: KeywordHalf

    def weighed(self, query: Query) -> sparse.Sparse:
        """Return the sparse vector of a query."""
        self.statistics.fetch((t, *query.variants.get(t, ())) for t in query.terms)
        none, half = np.empty(0, np.int64), self.keyword
        return weights(
            query,
            half.explain(query.terms, query.variants, {}, query.synonyms, none, is_name=False),
        )

    def meant(self, query: Query) -> list[float]:
        """Return the vector of a query, or nothing where the model knows nothing of it."""
        opened = self.retriever.encoder()
        encoder = QueryEncoder(self.empty, one_shot=False, opened=opened)
        (encoded,) = encoder.encode([query], needed=True)
        return [] if encoded.vector is None else encoded.vector.tolist()


class ServerReading:
    """An index on a server. Safe to share between threads."""

    def __init__(
        self, address: Address, *, generation: int | None = None, one_shot: bool = False
    ) -> None:
        """Connect, and read what is current.

        Args:
            address: Of the index.
            generation: One that is kept, to be read always; None: the current one.
            one_shot: Whether for a single search.

        Raises:
            ServerError, IndexMissingError, IndexDamagedError: It cannot be read.
            GenerationNotFoundError: There is no such generation.
        """
        self._server = Server(address)
        self._control = Control(self._server)
        self._articles = Articles(self._server)
        self._pinned, self._one_shot = generation, one_shot
        self._process = os.getpid()
        self._last: _Known | None = None
        self._last = self._known()

    @property
    def manifest(self) -> Manifest:
        assert self._last is not None, "what is open has been read"
        return self._last.generation.manifest

    @property
    def languages(self) -> tuple[str, ...]:
        assert self._last is not None, "what is open has been read"
        return self._last.empty.languages

    def for_queries(self, texts: Sequence[str], options: SearchOptions) -> Opened:
        known = self._known()
        found = Found()
        for text in texts:
            self._add(known, text, options, found)
        opened = self._opened(known, found)
        if options.fix:
            better = [suggested(*opened, opened.retriever.find(text, options)) for text in texts]
            for text in filter(None, better):
                self._add(known, text, options, found)
            opened = self._opened(known, found)
        return opened

    def for_article(self, article_id: str) -> Opened:
        known = self._known()
        found = Found(self._places_of(known, article_id))
        return self._opened(known, found)

    def for_similar(self, article_id: str, paragraph: int | None, options: SearchOptions) -> Opened:
        known = self._known()
        own = self._opened(known, Found(self._places_of(known, article_id)))
        found = Found({*self._places_of(known, article_id)})
        rows = similar.rows_of(own.snapshot, article_id, paragraph)
        query = similar.query_of(own.snapshot, own.retriever, rows, article_id, paragraph)
        legs = Legs(self._server, known.generation)
        wanted = self._translator(known).filters(options)
        # What repeats it is left out, and takes no candidate's place.
        keys = tuple(bytes(key).hex() for s in own.snapshot.segments for key in s.keys[rows])
        legs.satisfying(IsOneOf("digest", keys), found)
        vector = similar.vector_of(own.snapshot, rows)
        if vector is not None:
            legs.nearest("dense", vector.tolist(), wanted, found)
        if query.terms:
            legs.nearest("sparse", known.weighed(query), wanted, found)
        return self._opened(known, found)

    def whole(self, what: str) -> Opened:
        raise AddressError(
            f"{what} needs an index in a folder, and {self._server.address} is on a server;"
            " `index/remote/README.md` lists what works there"
        )

    def newer_generation(self) -> int | None:
        had = self.manifest.generation
        current = self._control.published()[-1].generation
        return current if current != had else None

    def reopened(self) -> ServerReading:
        self._known()
        return self

    def close(self) -> None:
        if self._last is not None:
            self._last.retriever.close()
        self._server.close()

    def _known(self) -> _Known:
        """Read the manifest, and return what is known of its generation."""
        if self._process != os.getpid():  # threads and their locks do not survive a fork
            self._process, self._last = os.getpid(), None
            self._articles = Articles(self._server)
        published = self._control.published()
        chosen = published[-1]
        if self._pinned is not None:
            numbered = {one.generation: one for one in published}
            if self._pinned not in numbered:
                raise GenerationNotFoundError(
                    f"{self._server.address} keeps no generation {self._pinned};"
                    " `seedsearch status` lists those that it keeps"
                )
            chosen = numbered[self._pinned]
        last = self._last
        if last is not None and last.generation.key == chosen.key:
            return last
        generation = self._control.opened(chosen)
        folder = encoder(self._server, generation.manifest.settings.encoder, generation.encoder)
        statistics = TermStatistics(self._server, generation)
        empty = PartialSnapshot(
            str(self._server.address), generation, (), encoder=folder, statistics=statistics
        )
        retriever = (
            last.retriever.reopened(empty)
            if last is not None
            else Retriever(empty, one_shot=self._one_shot)
        )
        self._last = _Known(
            generation, statistics, empty, QueryReader(empty), retriever, KeywordHalf(empty)
        )
        return self._last

    def _translator(self, known: _Known) -> Translator:
        return Translator(known.empty, known.reader.words)

    def _add(self, known: _Known, text: str, options: SearchOptions, found: Found) -> None:
        """Add where the candidates of a query lie."""
        query = known.reader.read(
            text,
            (),
            options.now,
            synonyms=options.synonyms,
            speakers=options.filters.speakers,
        ).query
        if query.is_empty:
            return
        legs, translator = Legs(self._server, known.generation), self._translator(known)
        filters = translator.filters(options)
        wanted = AllOf((filters, translator.every(query.conditions)))
        before = len(found.places)
        is_scored = self._add_nearest(known, query, wanted, options, found)
        if query.conditions and not (is_scored and query.has_bare):
            legs.newest(wanted, found, options.sort)
        if query.conditions and len(found.places) == before:
            for near in near_misses(query.conditions, translator):
                legs.satisfying(AllOf((filters, near)), found, DEPTH)

    def _add_nearest(
        self, known: _Known, query: Query, wanted: Wanted, options: SearchOptions, found: Found
    ) -> bool:
        """Add where the best of each half lie; return whether a half takes part."""
        legs = Legs(self._server, known.generation)
        ways = [wanted, *_recent(wanted, options)]
        words: sparse.Sparse = {}
        meant: list[float] = []
        if options.mode != "semantic" and query.terms:
            words = known.weighed(query)
            name = with_all(query)
            for each in [*ways, *([AllOf((wanted, name))] if name else [])]:
                legs.nearest("sparse", words, each, found)
        if options.mode != "keyword" and query.asked.strip():
            meant = known.meant(query)
            for each in ways if meant else ():
                legs.nearest("dense", meant, each, found)
        return bool(words or meant)

    def _places_of(self, known: _Known, article_id: str) -> set[Place]:
        """Return where an article lies, or that of ID:PARAGRAPH; nowhere if there is none."""
        head, colon, number = article_id.rpartition(":")
        ids = {article_id, head} if colon and number.isdecimal() else {article_id}
        places = set()
        for part in known.generation.parts:
            condition = f"id in {listed(sorted(map(clean, ids)))}"
            for found, at in self._articles.numbers_of(part.entry.name, condition).items():
                if found in ids and at not in part.dead:
                    places.add((part.entry.name, at))
        return places

    def _opened(self, known: _Known, found: Found) -> Opened:
        """Return the snapshot of what was found."""
        payloads = self._articles.read(found.places)
        snapshot = PartialSnapshot(
            str(self._server.address),
            known.generation,
            list(payloads.items()),
            encoder=known.empty.encoder_folder,
            statistics=known.statistics,
        )
        notes = [CUT_OFF] if found.cut_off else []
        return Opened(snapshot, known.retriever.reopened(snapshot, notes))


def _recent(wanted: Wanted, options: SearchOptions) -> list[Wanted]:
    """Return what is asked for besides where recent articles are preferred: what keeps most."""
    if options.half_life is None:
        return []
    first = today(options.now).toordinal() - math.ceil(options.half_life)
    return [AllOf((wanted, IsDated(first, None)))]
