"""Column: the values of a field by row, to sort and group by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.columns import ColumnReader

from index.segments.whoosh_reader.schema import NO_DAY


class Column(ColumnReader):  # type: ignore[misc]
    """The values of a field by row, to sort and group by."""

    def __init__(
        self,
        keys: Sequence[Any],
        articles: NDArray[np.int64],
        shown: Callable[[Any], Any] | None,
        *,
        reverse: bool,
    ) -> None:
        """Take what each article sorts by, the article of each row, and how a key is shown."""
        self._keys, self._articles, self._shown = keys, articles, shown
        self._reverse = reverse

    def __len__(self) -> int:
        return len(self._articles)

    def __getitem__(self, docnum: int) -> Any:
        key = self._keys[self._articles[docnum]]
        return self._shown(key) if self._shown else key

    def __iter__(self) -> Iterator[Any]:
        return (self[docnum] for docnum in range(len(self)))

    def sort_key(self, docnum: int) -> Any:
        key = self._keys[self._articles[docnum]]
        return -key if self._reverse and key != NO_DAY else key
