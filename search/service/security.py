"""Security: who may ask, and what a browser may do with the answer; rules about headers. Pure."""

from __future__ import annotations

import hmac
import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from search.service.limits import MIN_TOKEN_CHARS

AUTHORITY = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?")
ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<authority>[^/]+)")
DEFAULT_PORTS = {"http": 80, "https": 443}

LOCAL_NAMES = frozenset({"localhost"})

TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]+")
"""What a bearer token may consist of, RFC 6750."""

FEED_PATH = "/v1/feed"
FEED_KEY = "key"
"""Parameter of a feed's address that stands in for the token."""

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",  # pages of PDFs, which the page asks for with its token
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Sent with every response."""


@dataclass(frozen=True, slots=True)
class Authority:
    """A host and a port, in one form: lower case, without brackets and trailing dot."""

    host: str
    port: int | None

    @classmethod
    def parse(cls, text: str) -> Authority | None:
        """Read `host`, `host:port` or `[v6]:port`; None where it is none of them."""
        found = AUTHORITY.fullmatch(text.strip())
        if found is None:
            return None
        host = found["host"].lower()
        if host.startswith("["):
            try:
                host = str(ipaddress.IPv6Address(host[1:-1]))
            except ValueError:
                return None
        host = host.removesuffix(".")
        port = None if found["port"] is None else int(found["port"])
        if not host or (port is not None and port > 65_535):
            return None
        return cls(host, port)


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask.

    Attributes:
        loopback: Whether the service listens on this machine alone.
        names: Host names that it answers to besides `localhost`, lower case.
        token: What a request must bear, or None where nothing is needed.
        feed_key: What addresses of feeds are signed with, or None: they need the token.
    """

    loopback: bool = True
    names: frozenset[str] = field(default_factory=frozenset)
    token: str | None = None
    feed_key: str | None = None

    def knows_host(self, values: Iterable[str]) -> bool:
        """Tell whether the Host header names this service.

        A web site can make its own name lead to this machine (DNS rebinding), but not an address:
        so names must be known, and addresses need only be of this machine where it listens on no
        other.
        """
        authority = _single(values)
        if authority is None:
            return False
        if authority.host in LOCAL_NAMES | self.names:
            return True
        try:
            address = ipaddress.ip_address(authority.host)
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)
        return not self.loopback or (mapped or address).is_loopback

    def knows_origin(self, origins: Iterable[str], hosts: Iterable[str]) -> bool:
        """Tell whether a request comes from this service's own page, or from no page."""
        values = [*origins]
        if not values:
            return True
        host = _single(hosts)
        found = ORIGIN.fullmatch(values[0].strip().lower()) if len(values) == 1 else None
        origin = Authority.parse(found["authority"]) if found else None
        if found is None or host is None or origin is None or origin.host != host.host:
            return False
        default = DEFAULT_PORTS[found["scheme"]]
        return (origin.port or default) == (host.port or default)

    def bears_token(self, values: Iterable[str]) -> bool:
        """Tell whether the Authorization header has the token, in time that tells nothing of it."""
        if self.token is None:
            return True
        given = [*values]
        scheme, _, token = given[0].partition(" ") if len(given) == 1 else ("", "", "")
        expected = self.token.encode()
        found = token.strip().encode("utf-8", "surrogateescape")
        return hmac.compare_digest(found, expected) and scheme.lower() == "bearer"

    def feed_signature(self, pairs: Sequence[tuple[str, str]]) -> str | None:
        """Return the key for the address of a feed; None where none is needed, or none is given.

        Args:
            pairs: Names and values of what is asked.
        """
        if self.token is None or self.feed_key is None:
            return None
        return _signed(self.feed_key, pairs)

    def has_feed_key(self, method: str, path: str, query_string: bytes) -> bool:
        """Tell whether a request is a GET of a feed whose key is for just what it asks."""
        if self.feed_key is None or method != "GET" or path != FEED_PATH:
            return False
        try:
            asked = parse_qsl(query_string.decode("ascii"), keep_blank_values=True)
        except ValueError:
            return False
        given = [value for name, value in asked if name == FEED_KEY]
        pairs = [(name, value) for name, value in asked if name != FEED_KEY]
        expected = _signed(self.feed_key, pairs)
        found = given[0] if len(given) == 1 else ""
        return hmac.compare_digest(found.encode("utf-8", "surrogatepass"), expected.encode())


def canonical(pairs: Sequence[tuple[str, str]]) -> str:
    """Return what is asked in one form, in whatever order it was asked."""
    return urlencode(sorted(pairs), errors="surrogatepass")


def _signed(key: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Return the HMAC (SHA-256, hex) of the GET of a feed."""
    asked = f"GET {FEED_PATH}?{canonical(pairs)}"
    return hmac.new(key.encode(), asked.encode(), "sha256").hexdigest()


def _single(hosts: Iterable[str]) -> Authority | None:
    values = [*hosts]
    return Authority.parse(values[0]) if len(values) == 1 else None


def check_token(token: str, where: str, what: str = "token") -> str:
    """Return a token, or another secret called `what`, that can be used.

    Raises:
        ValueError: It is too short, or has characters that no header carries.
    """
    token = token.strip()
    if len(token) < MIN_TOKEN_CHARS:
        raise ValueError(
            f"the {what} in {where} has {len(token)} characters, at least {MIN_TOKEN_CHARS} are"
            " needed; make one with `openssl rand -hex 24`"
        )
    if not TOKEN.fullmatch(token):
        raise ValueError(
            f"the {what} in {where} has characters other than letters, digits and ._~+/=-;"
            " make one with `openssl rand -hex 24`"
        )
    return token


def host_names(given: Iterable[str]) -> frozenset[str]:
    """Return the host names in `given`, as they are compared; addresses need not be named.

    Raises:
        ValueError: One is no name of a host.
    """
    found = set()
    for text in given:
        authority = Authority.parse(f"[{text}]" if ":" in text else text)
        if authority is None:
            raise ValueError(f"{text!r} is no host name; give one without scheme and port")
        found.add(authority.host)
    return frozenset(found)
