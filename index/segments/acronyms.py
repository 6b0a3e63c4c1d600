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
from functools import cached_property
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
        encoded = [_coded(lines[pair]) for pair in pairs]
        numbers = {pair: number for number, pair in enumerate(pairs)}
        of_keys: dict[str, list[int]] = defaultdict(list)
        for number, pair in enumerate(pairs):
            for key in {acronyms.short_key(pair.short), acronyms.long_key(pair.long)}:
                of_keys[key].append(number)
        keys = sorted(of_keys)
        every = [numbers[one] for each in self._articles for one in each]
        return {
            "pairs": np.frombuffer(b"".join(encoded), np.uint8),
            "pair_edges": edges(np.array(list(map(len, encoded)), np.int64)),
            "article_edges": edges(np.array([len(each) for each in self._articles], np.int64)),
            "pair_numbers": np.array(every, np.int32),
            "keys": np.frombuffer(_coded("\n".join(keys)), np.uint8),
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

    @cached_property
    def _keys(self) -> list[str]:
        return _decoded(self._part.text("keys")).split("\n")

    @cached_property
    def _firsts(self) -> dict[str, int]:
        """The first of the keys of which a word is the first: they follow each other."""
        numbers = range(len(self._keys) - 1, -1, -1)
        return {self._keys[number].partition(" ")[0]: number for number in numbers}

    def beginning(self, word: str) -> Iterator[tuple[str, int]]:
        """Yield the keys of which a word is the first, with their numbers."""
        first = self._firsts.get(word)
        if first is None:
            return
        for number in range(first, len(self._keys)):
            key = self._keys[number]
            if key != word and not key.startswith(word + " "):
                return
            yield key, number

    def definitions(self, number: int) -> dict[int, Definition]:
        """Return the definitions of a key, by number."""
        begin, end = self._part.array("key_pair_edges")[number : number + 2]
        pairs = self._part.array("key_pairs")[begin:end].tolist()
        return {pair: self._pair(pair) for pair in pairs}

    def articles(self, pairs: Iterable[int]) -> NDArray[np.int64]:
        """Return the ascending numbers of the articles that have one of some definitions."""
        numbers = self._part.array("pair_numbers")
        has = np.logical_or.reduce([numbers == pair for pair in pairs])
        ends = self._part.array("article_edges")
        found = ends.searchsorted(np.flatnonzero(has), side="right") - 1
        return np.asarray(found[np.append(True, found[1:] != found[:-1])[: len(found)]])

    def _pair(self, number: int) -> Definition:
        first, last = self._part.array("pair_edges")[number : number + 2]
        line = _decoded(self._part.array("pairs")[first:last].tobytes())
        short, _, long = line.partition("\t")
        return Definition(short, long)


def _coded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")
