"""Commands that share an index: `serve` and `mcp`. No logic."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from search.cli.console import DEFAULT_INDEX, DebugOption, IndexOption, InsecureOption, complain

DEFAULT_PORT = 8321

TOKEN_VARIABLE = "SEEDSEARCH_TOKEN"


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(serve)
    app.command()(mcp)


def serve(
    index: IndexOption = Path(DEFAULT_INDEX),
    insecure: InsecureOption = False,
    host: Annotated[
        str, typer.Option(help="Address to listen on; others than this machine need a token.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port; 0 lets the system choose.")
    ] = DEFAULT_PORT,
    token_file: Annotated[
        Path | None,
        typer.Option(
            help=f"File with the token that requests must bear; else {TOKEN_VARIABLE}.",
            metavar="FILE",
            show_default=False,
        ),
    ] = None,
    feed_key_file: Annotated[
        Path | None,
        typer.Option(
            help="File with the key of addresses of feeds, where a token is needed.",
            metavar="FILE",
            show_default=False,
        ),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            help="Further host name that the service answers to; may be given again.",
            metavar="NAME",
            show_default=False,
        ),
    ] = None,
    debug: DebugOption = False,
) -> None:
    """Serve the index over HTTP, with a page for people.

    Example: seedsearch serve --port 8321
    """
    _need("fastapi", "serve")
    from search.service import security

    try:
        names = security.host_names([*(allow_host or ()), host])
        token = _token(token_file)
        feed_key = _secret(feed_key_file, "key") if feed_key_file else None
        if feed_key is not None and feed_key == token:
            raise ValueError("the key of feeds is the token; a feed needs a key of its own")
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    # Before numpy is loaded. Several threads answer at once here: where each product took all cores
    # too, a request cost 48 ms of processor time at 100,000 paragraphs, in place of 27.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from search.service import server

    with server.listen(host, port) as listening:
        loopback = server.is_loopback(listening)
        if not loopback and token is None:
            raise typer.BadParameter(
                f"{host} can be reached from other machines, so a token is needed: --token-file"
                f" FILE, or {TOKEN_VARIABLE}"
            )
        access = security.Access(loopback=loopback, names=names, token=token, feed_key=feed_key)
        server.serve(index, listening, access, lambda line: complain("info", line))


def mcp(
    index: IndexOption = Path(DEFAULT_INDEX),
    insecure: InsecureOption = False,
    debug: DebugOption = False,
) -> None:
    """Serve the index to an agent, by the Model Context Protocol.

    It speaks on standard input and output; the agent starts it.

    Example: seedsearch mcp
    """
    _need("mcp", "mcp")
    from search.service import mcp_server

    mcp_server.serve(index, lambda line: complain("info", line))


def _token(file: Path | None) -> str | None:
    """Return the token that is given, or None."""
    from search.service.security import check_token

    given = os.environ.get(TOKEN_VARIABLE)
    if file is not None and given is not None:
        raise ValueError(f"both --token-file and {TOKEN_VARIABLE} are given; give one of them")
    if given is not None:
        return check_token(given, TOKEN_VARIABLE)
    return _secret(file, "token") if file else None


def _secret(file: Path, what: str) -> str:
    """Return the token or key in a file."""
    from search.service.security import check_token

    try:
        return check_token(file.read_text(encoding="ascii"), str(file), what)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not ASCII text"
        raise ValueError(
            f"{file} cannot be read ({reason}); name a file with one {what}"
        ) from error


def _need(package: str, extra: str) -> None:
    """Raise ServiceError where what a command needs is not installed."""
    from importlib.util import find_spec

    from index.errors import ServiceError

    if find_spec(package) is None:
        raise ServiceError(
            f"{package} is not installed; install it with `pip install 'seedsearch[{extra}]'`"
        )
