"""Server: sockets, signals and uvicorn; how the service listens, starts and stops."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from index.errors import ServiceError
from index.remote import shown
from search.service import problems
from search.service.app import make_app
from search.service.limits import (
    DRAIN_SECONDS,
    MAX_HEAD_BYTES,
    MAX_RENDERING,
    MAX_WAITING_PAGES,
    MAX_WORKERS,
    MIN_WORKERS,
)
from search.service.metrics import Metrics
from search.service.queue import Line
from search.service.reloader import Holder
from search.service.security import HEADERS, Access

BACKLOG = 512
"""Connections that the system takes while the service is busy."""

KEEP_ALIVE_SECONDS = 30


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Args:
        host: A name or an address.
        port: 0 lets the system choose.

    Raises:
        ServiceError: The host is not of this machine, or the port is taken or not allowed.
    """
    try:
        (family, kind, protocol, _, address), *_ = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        listening = socket.socket(family, kind, protocol)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(BACKLOG)
        except OSError:
            listening.close()
            raise
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ServiceError(
            f"cannot listen on {host} port {port} ({reason}); choose another --host or --port"
        ) from error
    return listening


def is_loopback(listening: socket.socket) -> bool:
    """Tell whether only this machine can reach a socket."""
    return ipaddress.ip_address(listening.getsockname()[0].partition("%")[0]).is_loopback


def url(listening: socket.socket) -> str:
    """Return where a browser on this machine finds the service."""
    host, port = listening.getsockname()[:2]
    address = ipaddress.ip_address(host.partition("%")[0])
    if address.is_unspecified:
        host = "localhost"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def serve(
    index_dir: Path,
    listening: socket.socket,
    access: Access,
    say: Callable[[str], None],
) -> None:
    """Answer requests until told to stop, then finish those that run.

    Args:
        index_dir: The folder that a build wrote.
        listening: As `listen` gives it.
        access: Who may ask.
        say: Told in one line what happens.

    Raises:
        IndexUnusableError: The index cannot be read at the start.
    """
    with listening:
        holder = Holder(index_dir, on_change=say)
        metrics = Metrics()
        workers = min(max(os.cpu_count() or 1, MIN_WORKERS), MAX_WORKERS)
        line = Line(workers=workers, on_batch=metrics.batch)
        pages = Line(workers=MAX_RENDERING, most=MAX_WAITING_PAGES)
        config = uvicorn.Config(
            make_app(holder, line, pages, metrics, access),
            access_log=False,  # what people ask is nobody's business
            log_config=None,
            log_level="warning",
            server_header=False,
            http=_Protocol,
            proxy_headers=False,
            ws="none",
            lifespan="on",
            h11_max_incomplete_event_size=MAX_HEAD_BYTES,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=DRAIN_SECONDS,
        )
        manifest = holder.held.engine.manifest
        say(
            f"serving {shown(index_dir)} (generation {manifest.generation}, {manifest.articles:,}"
            f" articles, {manifest.paragraphs:,} paragraphs) at {url(listening)}"
        )
        holder.start()
        try:
            _Server(config).run(sockets=[listening])
        finally:
            holder.close()
            line.close()
            pages.close()


class _Server(uvicorn.Server):
    """uvicorn's, but a signal that ends it is no error."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        numbers = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self.handle_exit) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


class _Protocol(H11Protocol):
    """uvicorn's, but what is no HTTP is told so as every other problem is."""

    def send_400_response(self, msg: str) -> None:
        detail = f"{msg.rstrip('.')}; at most {MAX_HEAD_BYTES:,} bytes of headers are read"
        answer = problems.response(problems.UNREADABLE, detail, "")
        headers = [*answer.raw_headers, (b"Connection", b"close")]
        headers += [(name.encode(), value.encode()) for name, value in HEADERS.items()]
        events = (
            h11.Response(status_code=answer.status_code, headers=headers),
            h11.Data(data=bytes(answer.body)),
            h11.EndOfMessage(),
        )
        # At once: what comes after the first part may be lost, for not all that was sent is read.
        self.transport.write(b"".join(self.conn.send(event) or b"" for event in events))
        self.transport.close()
