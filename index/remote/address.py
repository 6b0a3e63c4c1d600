"""Address of an index on a server, `milvus://HOST:PORT/NAME`, and what may connect to it.

An address stands wherever the folder of an index does. Secrets are no part of it: they come from
the environment or a file that it names.
"""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import AddressError
from index.remote import SCHEME, is_address, shown

TOKEN, TOKEN_FILE = "SEEDSEARCH_MILVUS_TOKEN", "SEEDSEARCH_MILVUS_TOKEN_FILE"
CERTIFICATE = "SEEDSEARCH_MILVUS_CA"
INSECURE = "SEEDSEARCH_INSECURE"
"""What is set in the environment: `user:password` or a key, or a file with that; a file with the
certificate of who signed the server's; anything, to talk to another machine in plain text."""

EXAMPLE = "an address is milvus://HOST:PORT/NAME, such as milvus://localhost:19530/news"

_PARTS = re.compile(
    rf"{SCHEME}:/{{1,2}}(?P<host>\[[0-9a-f:.]+\]|[a-z0-9._-]+):(?P<port>[0-9]{{1,5}})/"
    r"(?P<name>[a-z][a-z0-9_]{0,63})",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where an index is.

    Attributes:
        host, port: Of the server.
        name: Of the index on it.
    """

    host: str
    port: int
    name: str

    def __str__(self) -> str:
        return f"{SCHEME}://{self.host}:{self.port}/{self.name}"

    def __fspath__(self) -> str:
        return str(self)

    @property
    def is_here(self) -> bool:
        """Whether the server is this machine, by its name or number."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class Connection:
    """How a server is spoken to; its secrets show nowhere.

    Attributes:
        uri: For the client's library.
        certificate: File of who signed the server's certificate, or "".
        token: What lets in, or "".
    """

    uri: str
    certificate: str = ""
    token: str = field(default="", repr=False)


def address_of(place: str | os.PathLike[str]) -> Address | None:
    """Return the address that a place is, or None where it is a folder.

    Raises:
        AddressError: It begins like an address and is none, or has a password in it.
    """
    if not is_address(place):
        return None
    text = os.fspath(place)
    if "@" in text or "?" in text:
        raise AddressError(
            "an address has no name, password or options in it, for it is shown in many places;"
            f" put `user:password` into {TOKEN}, or a file with it into {TOKEN_FILE}; {EXAMPLE}"
        )
    parts = _PARTS.fullmatch(text)
    if parts is None or not 0 < int(parts["port"]) < 1 << 16:
        raise AddressError(
            f"{shown(place)} is no address of an index: {EXAMPLE}; a name has letters, digits and _"
        )
    return Address(parts["host"].lower(), int(parts["port"]), parts["name"])


def checked(place: str | os.PathLike[str]) -> Address:
    """Return the address that a place is.

    Raises:
        AddressError: It is none.
    """
    address = address_of(place)
    if address is None:
        raise AddressError(f"{os.fspath(place)} is a folder, and no address: {EXAMPLE}")
    return address


def refuse_address(place: str | os.PathLike[str], what: str) -> None:
    """Refuse what only an index in a folder can do.

    Args:
        place: Of the index.
        what: What is refused, to go behind "an index on a server cannot".

    Raises:
        AddressError: It is an address.
    """
    if address_of(place) is not None:
        raise AddressError(
            f"{what} works with an index in a folder only, and {shown(place)} is on a server;"
            " `index/remote/README.md` lists what works there"
        )


def connection(address: Address) -> Connection:
    """Return how to speak to a server, from the environment.

    Raises:
        AddressError: It is another machine, and nothing encrypts what would be said; or a file
            that the environment names cannot be read.
    """
    token = os.environ.get(TOKEN, "")
    named = os.environ.get(TOKEN_FILE)
    if named and not token:
        try:
            token = Path(named).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            raise AddressError(
                f"the file that {TOKEN_FILE} names, {named}, cannot be read; name one with"
                " `user:password` or a key in it"
            ) from error
    certificate = os.environ.get(CERTIFICATE, "")
    where = f"{address.host}:{address.port}"
    if address.is_here and not certificate:
        return Connection(f"http://{where}", token=token)
    if os.environ.get(INSECURE):
        return Connection(f"http://{where}", token=token)
    return Connection(f"https://{where}", certificate, token)
