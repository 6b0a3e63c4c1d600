"""How does one stage of a query run beside another? In a thread, for as long as that takes.

Must not import anything of the project.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Ahead(Generic[Value]):
    """A call that has begun; what it returns or raises comes with `result`."""

    def __init__(self, call: Callable[[], Value]) -> None:
        self._call = call
        self._value: Value
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._value = self._call()
        except BaseException as error:  # whatever it is, it is the caller's
            self._error = error

    def result(self) -> Value:
        """Wait for the call, and return what it returns.

        Raises:
            Whatever the call raises.
        """
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._value
