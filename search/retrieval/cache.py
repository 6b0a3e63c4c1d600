"""Cache of the values that were used last, as many as fit into so many bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """Values by key, those that were not used for longest forgotten first. Safe to share."""

    def __init__(self, limit: int) -> None:
        """Remember values of at most `limit` bytes together."""
        self._limit = limit
        self._size = 0
        self._values: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Value | None:
        """Return a value that is remembered, or None."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: Value, size: int) -> None:
        """Remember a value of `size` bytes; one that is larger than the limit is not.

        Nor is one of none: what is nowhere is found as fast again, and no limit would end the keys
        of a service that is asked for ever new words.
        """
        with self._lock:
            self._size -= self._values.pop(key, (value, 0))[1]
            if not size or size > self._limit:
                return
            self._values[key] = value, size
            self._size += size
            while self._size > self._limit:
                self._size -= self._values.popitem(last=False)[1][1]
