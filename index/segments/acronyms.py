"""Acronyms of a segment: what its articles define, as a part, to be looked for by either form.

pairs, pair_edges     distinct definitions, "short TAB long" in UTF-8, sorted, one after another
article_edges         (articles + 1,) article a has definitions [a] to [a + 1] ...
pair_numbers          ... which are these pairs
keys, key_edges       what forms are looked for by, see `text.acronyms`, UTF-8, sorted
key_pair_edges        (keys + 1,) key k stands for pairs [k] to [k + 1] ...
key_pairs             ... of these
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.segments.packed import Packed
from index.segments.postings import edges
from index.text import acronyms
from index.text.acronyms import Definition
from index.types import Article, Paragraph

NAME, VERSION = "acronyms", 1


class AcronymWriter:
    """Collects the acronyms that articles define."""

    name = NAME
    version = VERSION

    def __init__(self) -> None:
        self._articles: list[tuple[Definition, ...]] = []

    def add(self, article: Article, paragraphs: Sequence[Paragraph]) -> None:
        """Find what the next article defines."""
        self._articles.append(tuple(acronyms.definitions(article.text)))

    def copy(self, part: Packed, number: int) -> None:
        """Take over what another segment's article defines."""
        self._articles.append(tuple(Acronyms(part).of_article(number)))

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Return what is written."""
        lines = {one: f"{one.short}\t{one.long}" for each in self._articles for one in each}
        pairs = sorted(lines, key=lines.__getitem__)
        numbers = {pair: number for number, pair in enumerate(pairs)}
        of_keys: dict[str, list[int]] = defaultdict(list)
        for number, pair in enumerate(pairs):
            for key in {acronyms.short_key(pair.short), acronyms.long_key(pair.long)}:
                of_keys[key].append(number)
        keys = sorted(of_keys)
        every = [numbers[one] for each in self._articles for one in each]
        return {
            **_texts("pair", [lines[pair] for pair in pairs]),
            "article_edges": edges(np.array([len(each) for each in self._articles], np.int64)),
            "pair_numbers": np.array(every, np.int32),
            **_texts("key", keys),
            "key_pair_edges": edges(np.array([len(of_keys[key]) for key in keys], np.int64)),
            "key_pairs": np.array([n for key in keys for n in of_keys[key]], np.int32),
        }


class Acronyms:
    """The acronyms of one segment."""

    def __init__(self, part: Packed) -> None:
        self._part = part

    def of_article(self, number: int) -> list[Definition]:
        """Return what an article defines."""
        first, last = self._part.array("article_edges")[number : number + 2]
        return [self._pair(pair) for pair in self._part.array("pair_numbers")[first:last]]

    def beginning(self, word: str) -> Iterator[tuple[str, dict[int, Definition]]]:
        """Yield the keys of which a word is the first, with their definitions by number."""
        wanted = _coded(word)
        low, high = 0, len(self._part.array("key_edges")) - 1
        end = high
        while low < high:
            middle = (low + high) // 2
            if self._key(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        for number in range(low, end):
            key = self._key(number)
            if key != wanted and not key.startswith(wanted + b" "):
                return
            first, last = self._part.array("key_pair_edges")[number : number + 2]
            pairs = self._part.array("key_pairs")[first:last].tolist()
            yield _decoded(key), {pair: self._pair(pair) for pair in pairs}

    def articles(self, pairs: Iterable[int]) -> NDArray[np.int64]:
        """Return the ascending numbers of the articles that have one of some definitions."""
        numbers = self._part.array("pair_numbers")
        has = np.logical_or.reduce([numbers == pair for pair in pairs])
        ends = self._part.array("article_edges")
        found = ends.searchsorted(np.flatnonzero(has), side="right") - 1
        return np.asarray(found[np.append(True, found[1:] != found[:-1])[: len(found)]])

    def _key(self, number: int) -> bytes:
        first, last = self._part.array("key_edges")[number : number + 2]
        return self._part.array("keys")[first:last].tobytes()

    def _pair(self, number: int) -> Definition:
        first, last = self._part.array("pair_edges")[number : number + 2]
        line = _decoded(self._part.array("pairs")[first:last].tobytes())
        short, _, long = line.partition("\t")
        return Definition(short, long)


def _texts(name: str, texts: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Return texts as bytes, one after another, with where each begins and ends."""
    encoded = [_coded(text) for text in texts]
    return {
        f"{name}s": np.frombuffer(b"".join(encoded), np.uint8),
        f"{name}_edges": edges(np.array(list(map(len, encoded)), np.int64)),
    }


def _coded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")
