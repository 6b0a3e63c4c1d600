"""Server: what is asked of Milvus, with a limit on how long, and its errors as ours.

The only module that imports pymilvus, when it first connects.
"""

from __future__ import annotations

import json
import os
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from index.errors import IndexDamagedError, ServerError
from index.remote.address import TOKEN, Address, connection
from index.remote.collections import Field, Kind, dense_index, fields

Row = dict[str, Any]
Done = TypeVar("Done")

READ_SECONDS, WRITE_SECONDS = 20.0, 300.0
"""How long one request may take. Loading and flushing a large collection takes minutes."""

TRIES, PAUSE_SECONDS = 3, 0.3
"""A server that is being restarted answers again in a moment; one that is gone is reported."""

MESSAGE_BYTES = 8 << 20
"""About so much is sent or asked for at once; servers refuse messages of 64 MB and more."""

PAGE_ROWS = 16_384
"""Most rows that Milvus returns of one query."""

NOT_LOADED, NO_COLLECTION = 101, (4, 100)
"""Codes of errors of Milvus."""

OLDEST = 2, 5
"""First version of Milvus that has what this asks for: sparse vectors, indexes of arrays."""

NEED = "pip install 'seedsearch[milvus]'"


class Server:
    """A connection to one server, opened when it is first used. Safe to share between threads.

    Each process has a connection of its own, for gRPC does not survive a fork.
    """

    def __init__(self, address: Address) -> None:
        self.address = address
        self._spoken_to = connection(address)
        self._lock = threading.Lock()
        self._client: Any = None
        self._process = 0

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        with self._lock:
            if self._client is not None and self._process == os.getpid():
                self._client.close()
            self._client = None

    def collections(self) -> list[str]:
        """Return the names of all collections on the server."""
        return sorted(self._do(lambda client: client.list_collections(timeout=READ_SECONDS)))

    def has(self, collection: str) -> bool:
        """Tell whether there is such a collection."""
        return bool(
            self._do(lambda client: client.has_collection(collection, timeout=READ_SECONDS))
        )

    def create(self, collection: str, kind: Kind, *, rows: int = 0, dimension: int = 2) -> None:
        """Make a collection, with its indexes, ready to be read.

        Args:
            collection: Its name.
            kind: What it holds.
            rows: How many it will have: what index of vectors it gets.
            dimension: Of dense vectors.
        """
        types = _types()

        def described(field: Field) -> Row:
            named = field.described.get("element_type")
            return {**field.described} | ({"element_type": getattr(types, named)} if named else {})

        def make(client: Any) -> None:
            is_lite = "lite" in _version(client)
            schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
            indexes = client.prepare_index_params()
            for field in fields(kind, dimension):
                schema.add_field(field.name, getattr(types, field.kind), **described(field))
                # Milvus Lite has no indexes of arrays, and finds the same without any.
                if field.index and (not is_lite or field.kind.endswith("VECTOR")):
                    chosen = dense_index(rows) if field.name == "dense" else field.index
                    indexes.add_index(field.name, **chosen)
            client.create_collection(
                collection,
                schema=schema,
                index_params=indexes,
                consistency_level="Strong",
                timeout=WRITE_SECONDS,
            )

        self._do(make)

    def insert(self, collection: str, rows: Iterable[Row]) -> int:
        """Write rows, some at a time; return how many. A row that is there is written again."""
        count = 0
        for batch in _batches(rows):
            self._do(
                lambda client, batch=batch: client.upsert(  # type: ignore[misc]
                    collection, batch, timeout=WRITE_SECONDS
                )
            )
            count += len(batch)
        return count

    def delete(self, collection: str, condition: str) -> None:
        """Delete the rows for which an expression holds."""
        self._do(lambda client: client.delete(collection, filter=condition, timeout=WRITE_SECONDS))

    def seal(self, collection: str) -> None:
        """Bring what was written to the disk, and load it."""
        self._do(lambda client: client.flush(collection, timeout=WRITE_SECONDS))
        self.load(collection)

    def load(self, collection: str) -> None:
        """Have the server read a collection into memory; one that is there is left alone."""
        self._do(lambda client: client.load_collection(collection, timeout=WRITE_SECONDS))

    def drop(self, collection: str) -> None:
        """Delete a collection; one that is not there is no error."""
        self._do(lambda client: client.drop_collection(collection, timeout=WRITE_SECONDS))

    def count(self, collection: str, condition: str = "") -> int:
        """Count the rows for which an expression holds."""
        (found,) = self.query(collection, condition, ["count(*)"])
        return int(found["count(*)"])

    def query(
        self, collection: str, condition: str, wanted: Sequence[str], limit: int | None = None
    ) -> list[Row]:
        """Return fields of the rows for which an expression holds."""
        more: dict[str, Any] = {} if limit is None else {"limit": limit}

        def ask(client: Any) -> list[Row]:
            found = client.query(
                collection,
                filter=condition,
                output_fields=list(wanted),
                timeout=READ_SECONDS,
                consistency_level="Strong",
                **more,
            )
            return [dict(row) for row in found]

        return self._read(collection, ask)

    def nearest(
        self,
        collection: str,
        field: str,
        vector: Any,
        condition: str,
        wanted: Sequence[str],
        limit: int,
    ) -> list[Row]:
        """Return fields of the rows with the highest inner product, best first, with that."""
        most = min(limit, PAGE_ROWS)

        def ask(client: Any) -> list[Row]:
            (found,) = client.search(
                collection,
                data=[vector],
                anns_field=field,
                filter=condition,
                limit=most,
                output_fields=list(wanted),
                search_params={"metric_type": "IP", "params": _effort(field, most)},
                timeout=READ_SECONDS,
                consistency_level="Strong",
            )
            return [{**hit["entity"], "distance": hit["distance"]} for hit in found]

        return self._read(collection, ask)

    def numbered(
        self, collection: str, wanted: Sequence[str], count: int, at_once: int = PAGE_ROWS
    ) -> Iterator[Row]:
        """Yield fields of rows 0 to `count` - 1 of a collection that is numbered so, in order."""
        for start in range(0, count, at_once):
            condition = f"n >= {start} and n < {start + at_once}"
            found = self.query(collection, condition, ["n", *wanted])
            yield from sorted(found, key=lambda row: int(row["n"]))

    def _read(self, collection: str, ask: Callable[[Any], Done]) -> Done:
        """Read from a collection, which is loaded if the server was started anew since."""
        try:
            return self._do(ask)
        except _NotLoadedError:
            self.load(collection)
            return self._do(ask)

    def _do(self, request: Callable[[Any], Done]) -> Done:
        """Make a request, again where the server does not answer, up to a limit.

        Raises:
            ServerError: It does not answer, or refuses.
            IndexDamagedError: It has not what the index says that there is.
        """
        for left in reversed(range(TRIES)):
            try:
                return request(self._connected())
            except Exception as error:  # the library raises its own, gRPC's and Python's
                trouble = self._translated(error)
                if not left or not isinstance(trouble, _NoAnswerError):
                    raise trouble from error
                self.close()
                time.sleep(PAUSE_SECONDS)
        raise AssertionError("unreachable")

    def _connected(self) -> Any:
        with self._lock:
            if self._client is None or self._process != os.getpid():
                client = _client(self._spoken_to)
                self._check_version(_version(client))
                self._client, self._process = client, os.getpid()
            return self._client

    def _check_version(self, said: str) -> None:
        """Raise ServerError where a server is too old; whoever names no number is let through."""
        numbers = re.search(r"(\d+)\.(\d+)", said)
        if numbers and "lite" not in said and (int(numbers[1]), int(numbers[2])) < OLDEST:
            raise ServerError(
                f"{self.address.host}:{self.address.port} is Milvus {said}; this needs"
                f" {'.'.join(map(str, OLDEST))} or later"
            )

    def _translated(self, error: Exception) -> Exception:
        """Return our error for one of the library's; others are passed on."""
        is_theirs = type(error).__module__.startswith(("pymilvus", "grpc"))
        if not is_theirs and not isinstance(error, OSError):
            return error
        code, said = getattr(error, "code", None), _said(error)
        code, low = code() if callable(code) else code, said.lower()
        where = f"{self.address.host}:{self.address.port}, the server of {self.address},"
        untouched = "what was published before is untouched"
        if "not loaded" in low or code == NOT_LOADED:
            return _NotLoadedError(f"{where} has not loaded a collection ({said}); {untouched}")
        if code in NO_COLLECTION or "collection not found" in low:
            return IndexDamagedError(
                f"{self.address} is damaged: the server has not all of its collections ({said});"
                " roll back to a generation that is whole, or build it anew with `seedsearch build"
                " --full`"
            )
        if any(word in low for word in ("unauthenticated", "auth check", "permission")):
            found: Exception = ServerError(
                f"{where} does not let in whoever asks ({said}); set {TOKEN} to `user:password`"
            )
        elif _is_silence(error, low):
            found = _NoAnswerError(
                f"{where} does not answer ({said}); start it, or look whether it can be reached"
                f" from here, and try again; {untouched}"
            )
        else:
            found = ServerError(
                f"{where} refuses what it is asked for ({said}); look whether its version is one"
                f" that `index/remote/README.md` names; {untouched}"
            )
        return found


class _NotLoadedError(ServerError):
    """A collection has to be loaded first."""


class _NoAnswerError(ServerError):
    """The server did not answer."""


def quoted(text: str) -> str:
    """Return a text as a literal in an expression."""
    # What no UTF-8 has cannot be sent; whatever is matched so is compared again here.
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(clean, ensure_ascii=False)


def listed(values: Iterable[str | int]) -> str:
    """Return values as a list in an expression."""
    return "[" + ", ".join(quoted(v) if isinstance(v, str) else str(v) for v in values) + "]"


def _client(spoken_to: Any) -> Any:
    """Connect.

    Raises:
        ServerError: The library is not installed.
    """
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    try:
        from pymilvus import MilvusClient
    except ImportError as error:
        raise ServerError(
            f"indexes on a server need pymilvus, which is not installed; install it with {NEED}"
        ) from error
    import logging

    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
    secure: dict[str, Any] = {}
    if spoken_to.certificate:
        secure = {"secure": True, "server_pem_path": spoken_to.certificate}
    return MilvusClient(
        spoken_to.uri, token=spoken_to.token, timeout=READ_SECONDS / 2, dedicated=True, **secure
    )


def _version(client: Any) -> str:
    """Return what a server says that it is."""
    return str(client.get_server_version(timeout=READ_SECONDS)).lower()


def _types() -> Any:
    """Return the types of fields by their names."""
    from pymilvus import DataType

    return DataType


def _said(error: Exception) -> str:
    """Return in one line what an error of the library says, without its own details."""
    text = str(getattr(error, "message", "") or error) or type(error).__name__
    return " ".join(text.split())[:200]


def _is_silence(error: Exception, low: str) -> bool:
    """Tell whether a server did not answer, rather than refuse."""
    words = ("unavailable", "deadline", "connect", "timeout", "timed out", "socket", "reset")
    return isinstance(error, OSError) or any(word in low for word in words)


def _effort(field: str, limit: int) -> Mapping[str, Any]:
    """Return how hard an approximate index looks; exact ones ignore it."""
    return {"ef": max(2 * limit, 128), "nprobe": 64} if field == "dense" else {}


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield rows some at a time, by about how much they are."""
    batch: list[Row] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += sum(_size(value) for value in row.values())
        if size >= MESSAGE_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _size(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict | list):
        return 16 * len(value)
    return int(getattr(value, "nbytes", 8))
