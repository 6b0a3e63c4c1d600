"""Reader: one segment, with what is not live in it deleted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import fields
from whoosh.reading import IndexReader, TermInfo, TermNotFound

from index.segments.attributes import FACTS, UNDATED
from index.segments.segment import Segment
from index.segments.whoosh_reader.column import Column
from index.segments.whoosh_reader.matcher import RowMatcher
from index.segments.whoosh_reader.schema import DAY_MICROSECONDS, NO_DAY, midnight
from index.segments.whoosh_reader.terms import Terms, coded, terms_of


class RowReader(IndexReader):  # type: ignore[misc]
    """Reads one segment. Several are read by `whoosh.reading.MultiReader`."""

    def __init__(
        self, segment: Segment, live: NDArray[np.bool_] | None, schema: fields.Schema
    ) -> None:
        """Take a segment that is open.

        Args:
            segment: One that has whole words and attributes.
            live: `(rows,)` bool: those that can be found; None for all.
            schema: What `schema` returned, one for all readers of an index.

        Raises:
            IndexFormatError: It has none.
        """
        self.schema = schema
        self._segment = segment
        self._lookup = segment.lookup
        self._live = live
        self._makers = terms_of(segment, schema["date"].to_bytes)
        self._made: dict[str, Terms] = {}
        self._lengths: dict[str, NDArray[Any] | None] = {}

    # Terms

    def indexed_field_names(self) -> list[str]:
        return [name for name, kind in self.schema.items() if kind.indexed]

    def __contains__(self, term: tuple[str, Any]) -> bool:
        return self.doc_frequency(*term) > 0  # else Whoosh would ask for its postings

    def all_terms(self) -> Iterator[tuple[str, bytes]]:
        for name in sorted(self.indexed_field_names()):
            yield from self.terms_from(name, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        terms = self._terms(fieldname)
        for number in range(terms.first(self._text_to_bytes(fieldname, prefix)), len(terms)):
            yield fieldname, terms.term(number)

    def terms_within(
        self, fieldname: str, text: str, maxdist: int, prefix: int = 0
    ) -> Iterator[str]:
        """Yield the terms at most so many typing errors away; two letters swapped are one error."""
        from rapidfuzz.distance import OSA

        for found in self.expand_prefix(fieldname, text[:prefix]):
            word = found.decode("utf-8", "surrogatepass")
            if OSA.distance(word, text, score_cutoff=maxdist) <= maxdist:
                yield word

    def term_info(self, fieldname: str, text: Any) -> TermInfo:
        terms, number = self._number(fieldname, text)
        rows, frequencies = terms.rows(number)
        lengths = terms.lengths()
        found = np.ones(1, np.int64) if lengths is None else lengths[rows]
        return TermInfo(
            weight=int(frequencies.sum()),
            df=self._count(rows),
            minlength=int(found.min()),
            maxlength=int(found.max()),
            maxweight=int(frequencies.max()),
            minid=int(rows[0]),
            maxid=int(rows[-1]),
        )

    def frequency(self, fieldname: str, text: Any) -> int:
        try:
            terms, number = self._number(fieldname, text)
        except TermNotFound:
            return 0
        rows, frequencies = terms.rows(number)
        return int(frequencies.sum() if self._live is None else frequencies[self._live[rows]].sum())

    def doc_frequency(self, fieldname: str, text: Any) -> int:
        try:
            terms, number = self._number(fieldname, text)
        except TermNotFound:
            return 0
        return self._count(terms.rows(number)[0])

    def postings(self, fieldname: str, text: Any, scorer: Any = None) -> RowMatcher:
        terms, number = self._number(fieldname, text)
        rows, frequencies = terms.rows(number)
        kept = np.arange(len(rows)) if self._live is None else np.flatnonzero(self._live[rows])
        if not len(kept):
            raise TermNotFound(f"nothing that is live has {fieldname}:{text!r}")

        def positions() -> tuple[NDArray[Any], NDArray[Any]]:
            places, every = terms.positions(number)
            return places[kept], every

        term = fieldname, terms.term(number)
        return RowMatcher(term, rows[kept], frequencies[kept], positions, scorer)

    # Documents

    def doc_count_all(self) -> int:
        return self._segment.rows

    def doc_count(self) -> int:
        return self._segment.rows if self._live is None else int(np.count_nonzero(self._live))

    def has_deletions(self) -> bool:
        return self._live is not None

    def is_deleted(self, docnum: int) -> bool:
        # Whoosh asks for one beyond the last row, too.
        return self._live is not None and docnum < len(self._live) and not self._live[docnum]

    def all_doc_ids(self) -> Iterator[int]:
        every = range(self._segment.rows)
        return iter(every if self._live is None else np.flatnonzero(self._live).tolist())

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        number, start, end = self._segment.paragraphs[docnum].tolist()
        article = self._segment.stored_article(number).article
        day = int(self._lookup.days[number, 0])
        return {
            "id": article.id,
            "title": article.title,
            "source": article.source,
            "author": article.author,
            "language": article.language,
            "date": None if day == UNDATED else midnight(day),
            "text": self._segment.text(number)[start:end],
            "paragraph": docnum - int(self._segment.first_rows[number]),
            "start": start,
            "end": end,
        }

    def field_length(self, fieldname: str) -> int:
        lengths = self._terms(fieldname).lengths()
        if lengths is None:
            return 0
        return int((lengths if self._live is None else lengths[self._live]).sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        lengths = self._terms(fieldname).lengths()
        return 0 if lengths is None else int(lengths.min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        lengths = self._terms(fieldname).lengths()
        return 0 if lengths is None else int(lengths.max(initial=0))

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        if fieldname not in self._lengths:
            self._lengths[fieldname] = self._terms(fieldname).lengths()
        lengths = self._lengths[fieldname]
        return default if lengths is None else int(lengths[docnum])

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        return False

    def vector(self, docnum: int, fieldname: str, format_: Any = None) -> Any:
        raise KeyError(f"there are no term vectors; row {docnum} has its text among what is stored")

    # Columns

    def has_column(self, fieldname: str) -> bool:
        return fieldname in ("id", "date", *FACTS)

    def column_reader(
        self, fieldname: str, column: Any = None, reverse: bool = False, translate: bool = True
    ) -> Column:
        keys: Sequence[Any]
        if fieldname == "date":
            days = self._lookup.days[:, 0].astype(np.int64)
            keys = np.where(days == UNDATED, NO_DAY, (days - 1) * DAY_MICROSECONDS).tolist()
        elif fieldname == "id":
            keys = [coded(each) for each in self._lookup.ids]
        else:
            names = [coded(name) for name in self._lookup.names(fieldname)]  # type: ignore[arg-type]
            keys = [names[n] for n in self._lookup.numbers(fieldname).tolist()]  # type: ignore[arg-type]
        shown = self.schema[fieldname].from_column_value if translate else None
        return Column(keys, self._segment.paragraphs[:, 0], shown, reverse=reverse)

    def _terms(self, fieldname: str) -> Terms:
        """Return the terms of a field.

        Raises:
            TermNotFound: There is no such field.
        """
        if fieldname not in self._made:
            if fieldname not in self._makers:
                raise TermNotFound(f"there is no field {fieldname!r}")
            self._made[fieldname] = self._makers[fieldname]()
        return self._made[fieldname]

    def _number(self, fieldname: str, text: Any) -> tuple[Terms, int]:
        """Return the terms of a field, and the number of one.

        Raises:
            TermNotFound: There is no such field or term.
        """
        terms = self._terms(fieldname)
        wanted = self._text_to_bytes(fieldname, text)
        at = terms.first(wanted)
        if at == len(terms) or terms.term(at) != wanted:
            raise TermNotFound(f"there is no {fieldname}:{text!r}")
        return terms, at

    def _count(self, rows: NDArray[Any]) -> int:
        """Count the live ones of some rows."""
        return len(rows) if self._live is None else int(np.count_nonzero(self._live[rows]))
