"""Whatever a request claims to be, only this machine's names and the very token let it in."""

from __future__ import annotations

import ipaddress

from hypothesis import given
from hypothesis import strategies as st

from search.service.security import DEFAULT_PORTS, Access, Authority

HEADERS = st.text(st.characters(max_codepoint=255), max_size=60)
NAMES = st.sampled_from(["localhost", "127.0.0.1", "[::1]", "evil.example", "localhost.evil.test"])
PORTS = st.none() | st.sampled_from([80, 443, 8321])
TOKEN = "a-token-of-24-characters"


@given(HEADERS)
def test_a_host_that_is_known_is_this_machine(host: str) -> None:
    if Access().knows_host([host]):
        read = Authority.parse(host)
        assert read is not None
        assert read.host == "localhost" or ipaddress.ip_address(read.host).is_loopback


@given(st.ip_addresses(), st.integers(0, 65535))
def test_an_address_is_known_on_loopback_only_if_it_is_one(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address, port: int
) -> None:
    written = f"[{address}]" if address.version == 6 else str(address)
    mapped = getattr(address, "ipv4_mapped", None) or address
    assert Access().knows_host([f"{written}:{port}"]) == mapped.is_loopback
    assert Access(loopback=False).knows_host([f"{written}:{port}"])


@given(NAMES, PORTS, NAMES, PORTS, st.sampled_from(sorted(DEFAULT_PORTS.items())))
def test_an_origin_is_known_only_if_it_is_where_the_request_goes(
    name: str, port: int | None, host: str, host_port: int | None, scheme: tuple[str, int]
) -> None:
    origin = f"{scheme[0]}://{name}" + (f":{port}" if port else "")
    asked = host + (f":{host_port}" if host_port else "")
    is_same = name == host and (port or scheme[1]) == (host_port or scheme[1])
    assert Access().knows_origin([origin], [asked]) == is_same
    assert Access().knows_origin([origin.upper()], [asked.upper()]) == is_same


@given(HEADERS | st.just(TOKEN))
def test_only_the_token_is_the_token(given_: str) -> None:
    access = Access(token=TOKEN)
    assert access.bears_token([f"Bearer {given_}"]) == (given_.strip() == TOKEN)
    assert not access.bears_token([])
    assert not access.bears_token([f"Bearer {TOKEN}", f"Bearer {TOKEN}"])


@given(st.lists(HEADERS, min_size=2, max_size=3))
def test_two_hosts_are_none(hosts: list[str]) -> None:
    assert not Access().knows_host(hosts)
    assert not Access().knows_host(["localhost", "localhost"])
