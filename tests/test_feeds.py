"""A saved query is an Atom feed: what came last first, each article once, fetched by who may."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import Answer, Service, until

import index
from index.types import Article
from search.output.atom import urn
from search.service.security import Access

ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
TOKEN, KEY = "a-token-of-24-characters", "a-key-for-feeds-and-no-more"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
ONCE = {"id", "title", "updated", "subtitle", "published", "content", "summary", "rights"}

NEWS = {
    "bread.txt": "Bread is dear\n\nThe bread of Aldersund costs 62 crowns & more <b>now</b>.",
    "river.md": "---\ntitle: The river\nauthor: Ann Vale\ndate: 2021-03-04\n"
    "link: https://post.example/river?a=1&b=2\n---\n\nThe river brought bread to the harbour.",
    "bell.jsonl": r'{"_id": "b", "text": "A bell\u000b rang \u0007 as bread fell: 京都 \u0001."}',
}


@pytest.fixture
def news(tmp_path: Path, static_model: Path) -> Path:
    """An index of some articles, beside the folder that they are read from."""
    for name, text in NEWS.items():
        write(tmp_path, name, text)
    index.build([tmp_path / "news"], index_dir=tmp_path / "index", model=str(static_model))
    return tmp_path / "index"


def write(place: Path, name: str, text: str) -> None:
    (place / "news").mkdir(exist_ok=True)
    (place / "news" / name).write_text(text + "\n", encoding="utf-8")


def feed(answer: Answer) -> Any:
    """Return a feed that is as RFC 4287 has it."""
    assert answer.status == 200, answer.body
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.body)
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    assert root.find(f"{ATOM}author/{ATOM}name") is not None  # 4.1.1: or in every entry
    for element in (root, *entries):
        names = [child.tag.removeprefix(ATOM) for child in element]
        assert all(names.count(name) <= 1 for name in ONCE), names
        assert {"id", "title", "updated"} <= set(names)
        links = [(one.get("rel"), one.get("type")) for one in element.findall(f"{ATOM}link")]
        assert len(set(links)) == len(links)
        assert any(rel == "alternate" for rel, _ in links)
        for child in element:
            name, text = child.tag.removeprefix(ATOM), child.text or ""
            if name in ("updated", "published"):
                assert MOMENT.fullmatch(text), text
            elif name == "id":
                assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", text)
            elif name == "link":
                assert child.get("href") and not re.search(r"\s", child.get("href") or "")
    ids = [element.findtext(f"{ATOM}id") for element in (root, *entries)]
    assert len(set(ids)) == len(ids)
    assert any(one.get("rel") == "self" for one in root.findall(f"{ATOM}link"))
    told = [element.findtext(f"{ATOM}updated") or "" for element in entries]
    assert told == sorted(told, reverse=True)
    assert root.findtext(f"{ATOM}updated") == max(told, default=root.findtext(f"{ATOM}updated"))
    read = feedparser.parse(answer.body)
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    assert [entry.id for entry in read.entries] == ids[1:]
    return read


def titles(answer: Answer) -> list[str]:
    return [entry.title for entry in feed(answer).entries]


def test_a_feed_is_valid_and_says_what_the_articles_say(news: Path) -> None:
    with Service(news) as service:
        found = feed(service.get("/v1/feed", query="bread & <b>", min_score=0))
        assert found.feed.title == "bread & <b> · seedsearch"
        entries = {entry.id: entry for entry in found.entries}
        river = entries[urn("article news/river.md")]
        assert (river.title, river.author) == ("The river", "Ann Vale")
        assert river.published == "2021-03-04T00:00:00Z"
        assert river.link == "https://post.example/river?a=1&b=2"
        bread = entries[urn("article news/bread.txt")]
        assert "62 crowns & more <b>now</b>." in bread.content[0].value
        assert bread.content[0].type == "text/plain"
        assert parse_qsl(urlsplit(bread.link).query)[0] == ("article", "news/bread.txt")
        assert "published" not in bread
        bell = entries[urn("article news/bell.jsonl#b")].content[0].value
        assert "as bread fell: 京都 \ufffd." in bell and "\x07" not in bell
        assert feed(service.get("/v1/feed", query="bread", min_score=1)).entries == []
        assert service.get("/v1/feed", query="bread", sort="date").status == 422
        assert service.get("/v1/feed").status == 422


def test_what_came_last_is_first_and_keeps_its_id_when_it_changes(
    news: Path, tmp_path: Path
) -> None:
    asked = {"query": "bread", "min_score": 0}
    with Service(news) as service:
        before = feed(service.get("/v1/feed", **asked))
        known = {entry.id: entry.updated for entry in before.entries}
        time.sleep(1.1)  # times are told to the second
        write(tmp_path, "river.md", NEWS["river.md"] + " It did so twice.")
        write(tmp_path, "late.txt", "Late bread\n\nThe late bread of the council was old.")
        index.build(index_dir=news)
        until("the new feed", lambda: len(feed(service.get("/v1/feed", **asked)).entries) == 4)
        after = feed(service.get("/v1/feed", **asked)).entries
        assert {entry.id for entry in after[:2]} == {
            urn("article news/river.md"),
            urn("article news/late.txt"),
        }
        for entry in after[2:]:
            assert known[entry.id] == entry.updated
        assert known[urn("article news/river.md")] < after[0].updated == after[1].updated
        # What came since can be asked for alone.
        since = service.get("/v1/feed", **asked, added_since="1")
        assert {entry.id for entry in feed(since).entries} == {entry.id for entry in after[:2]}


def test_near_duplicates_are_one_entry_that_of_the_first(news: Path, tmp_path: Path) -> None:
    told = "The bakers of Aldersund baked bread for eleven hours in the oven of the old council"
    asked = {"query": "bakers baked bread for eleven hours", "min_score": 0, "k": 1}
    write(tmp_path, "z-first.txt", f"Bakers\n\n{told} house.")
    index.build(index_dir=news)
    with Service(news) as service:
        (first,) = feed(service.get("/v1/feed", **asked)).entries
        # A copy that has an earlier id and date comes later.
        head = "---\ntitle: Bakers\ndate: 1999-01-01\n---\n\n"
        write(tmp_path, "a-copy.md", f"{head}(Wire) {told} house.")
        generation = index.build(index_dir=news).generation
        until(
            "the new generation",
            lambda: service.get("/healthz").json()["generation"] == generation,
        )
        found = feed(service.get("/v1/feed", **{**asked, "k": 9})).entries
        mine = [entry for entry in found if "eleven hours" in entry.content[0].value]
        assert [entry.id for entry in mine] == [first.id] == [urn("article news/z-first.txt")]
        assert mine[0].updated == first.updated


def test_a_reader_that_has_it_is_told_so(news: Path, tmp_path: Path) -> None:
    asked = {"query": "bread", "min_score": 0}
    with Service(news) as service:
        first = service.get("/v1/feed", **asked)
        tag, modified = first.headers["ETag"], first.headers["Last-Modified"]
        assert first.headers["Cache-Control"] == "private, no-cache"
        assert not tag.startswith("W/")
        later = format_datetime(parsedate_to_datetime(modified), usegmt=True)
        for condition in ({"If-None-Match": tag}, {"If-Modified-Since": later}):
            again = service.get("/v1/feed", condition, **asked)
            assert (again.status, again.body) == (304, b"")
            assert again.headers["ETag"] == tag
        old = "Mon, 01 Jan 2001 00:00:00 GMT"
        for condition in (
            {"If-Modified-Since": old},
            {"If-Modified-Since": "never"},
            {"If-None-Match": '"another"', "If-Modified-Since": modified},
        ):
            assert service.get("/v1/feed", condition, **asked).status == 200
        # Another generation without anything new in the feed leaves it as it is.
        write(tmp_path, "other.txt", "Trains\n\nA train ran through the tunnel by night.")
        generation = index.build(index_dir=news).generation
        until(
            "the new generation",
            lambda: service.get("/healthz").json()["generation"] == generation,
        )
        harbour = {"query": "+bread", "min_score": 0}
        assert service.get("/v1/feed", {"If-None-Match": tag}, **asked).status in (200, 304)
        tag = service.get("/v1/feed", **harbour).headers["ETag"]
        write(tmp_path, "more.txt", "Tunnels\n\nThe comet was seen by night.")
        after = index.build(index_dir=news).generation
        until("the new generation", lambda: service.get("/healthz").json()["generation"] == after)
        assert service.get("/v1/feed", {"If-None-Match": tag}, **harbour).status == 304


# ---- who may fetch it ----


@pytest.fixture
def closed(news: Path, tmp_path: Path) -> Iterator[Service]:
    (tmp_path / "key").write_text(KEY + "\n")
    options = ("--host", "0.0.0.0", "--feed-key-file", tmp_path / "key")
    with Service(news, *options, SEEDSEARCH_TOKEN=TOKEN) as running:
        yield running


def test_an_address_is_good_for_its_query_and_get_alone(closed: Service) -> None:
    asked = {"query": "bread & rye", "min_score": 0.1, "lang": "en", "source": ["news", "b"]}
    assert closed.get("/v1/feed", **asked).status == 401
    assert closed.get("/v1/feed-address", **asked).status == 401
    told = closed.get("/v1/feed-address", BEARER, **asked)
    assert told.headers["Cache-Control"] == "no-store"
    assert told.json()["needs_token"] is False
    address = "/" + told.json()["address"]
    found = closed.ask("GET", address)
    assert feed(found).feed.title == "bread & rye · seedsearch"
    assert "private" in found.headers["Cache-Control"]
    # In another order it is the same query.
    path, _, query = address.partition("?")
    pairs = parse_qsl(query)
    assert closed.ask("GET", f"{path}?{urlencode(pairs[::-1])}").status == 200
    (key,) = [value for name, value in pairs if name == "key"]
    assert re.fullmatch(r"[0-9a-f]{64}", key)
    for wrong in (
        address.replace("rye", "rice"),
        address.replace("min_score=0.1", "min_score=0.0"),
        f"{address}&k=3",
        f"{address}&key={key}",
        address.replace(key, key[:-1]),
        address.replace(key, key.upper()),
        address.replace(key, ""),
        address.replace(key, "%C3%A9" + key),
        address.replace("/v1/feed?", "/v1/search?"),
        address.replace("/v1/feed?", "/v1/feed-address?"),
        address.replace("/v1/feed?", "/v1/feed/?"),
    ):
        refused = closed.ask("GET", wrong)
        assert refused.status == 401, wrong
        assert key not in refused.body.decode()
    for method in ("HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
        assert closed.ask(method, address, "{}" if method == "POST" else None).status == 401
    evil = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert closed.ask("GET", address, headers=evil).status == 403
    assert closed.get("/v1/feed", BEARER, **asked).status == 200


def test_a_key_is_in_no_log_metric_or_problem(closed: Service) -> None:
    address = "/" + closed.get("/v1/feed-address", BEARER, query="+").json()["address"]
    key = address.rpartition("key=")[2].partition("&")[0]
    assert closed.ask("GET", address).status == 200
    bodies = [
        closed.ask("GET", f"{address}&mode=none").body,
        closed.ask("GET", f"/v1/feed?key={key}&key={key}", headers=BEARER).body,
        closed.ask("GET", f"/v1/feed?query=x&mode={key}", headers=BEARER).body,
        closed.get("/metrics", BEARER).body,
    ]
    unread = closed.ask("GET", f"/v1/feed?query=x&since=99&key={key}", headers=BEARER)
    assert unread.status == 422
    bodies += [unread.body, closed.get("/v1/status", BEARER).body]
    assert b'route="/v1/feed"' in bodies[3]
    assert all(key.encode() not in body for body in bodies)
    _, said = closed.stop()
    assert key not in said and KEY not in said and TOKEN not in said


def test_another_key_revokes_and_without_one_feeds_need_the_token(
    news: Path, tmp_path: Path, closed: Service
) -> None:
    address = "/" + closed.get("/v1/feed-address", BEARER, query="bread").json()["address"]
    assert closed.ask("GET", address).status == 200
    (tmp_path / "key").write_text("another-key-of-24-characters")
    options = ("--host", "0.0.0.0", "--feed-key-file", tmp_path / "key")
    with Service(news, *options, SEEDSEARCH_TOKEN=TOKEN) as rotated:
        assert rotated.ask("GET", address).status == 401
    with Service(news, "--host", "0.0.0.0", SEEDSEARCH_TOKEN=TOKEN) as keyless:
        told = keyless.get("/v1/feed-address", BEARER, query="bread").json()
        assert told == {"address": "v1/feed?query=bread", "needs_token": True}
        assert keyless.ask("GET", address).status == 401
        assert keyless.get("/v1/feed", BEARER, query="bread").status == 200
    with Service(news, "--feed-key-file", tmp_path / "key") as open_:
        told = open_.get("/v1/feed-address", query="bread").json()
        assert told == {"address": "v1/feed?query=bread", "needs_token": False}
        assert open_.ask("GET", address).status == 200  # a key too many does no harm


@given(st.lists(st.tuples(st.text(), st.text()), max_size=4), st.text(max_size=70), st.text())
def test_only_the_signature_of_just_these_parameters_is_one(
    pairs: list[tuple[str, str]], forged: str, more: str
) -> None:
    access = Access(token=TOKEN, feed_key=KEY)
    pairs = [(name, value) for name, value in pairs if name != "key"]
    pairs = parse_qsl(urlencode(pairs, errors="replace"), keep_blank_values=True)
    key = access.feed_signature(pairs)
    assert key is not None

    def lets_in(*asked: tuple[str, str], method: str = "GET", path: str = "/v1/feed") -> bool:
        query = urlencode(asked, errors="replace").encode("ascii")
        return access.has_feed_key(method, path, query)

    assert lets_in(*pairs, ("key", key)) and lets_in(("key", key), *reversed(pairs))
    assert not lets_in(*pairs) and not lets_in(*pairs, ("key", ""))
    assert lets_in(*pairs, ("key", forged)) == (forged == key)
    assert not lets_in(*pairs, ("more" + more, more), ("key", key))
    assert not lets_in(*pairs, ("key", key), ("key", key))
    assert not lets_in(*pairs, ("key", key), method="HEAD")
    assert not lets_in(*pairs, ("key", key), path="/v1/search")
    assert Access(token=TOKEN).feed_signature(pairs) is None
    assert Access(feed_key=KEY).feed_signature(pairs) is None
    assert Access(token=TOKEN, feed_key=TOKEN).feed_signature(pairs) != key


def test_articles_that_came_nobody_knows_when_are_dated_by_what_they_say(
    tmp_path: Path, static_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.segments.arrivals import Arrival, ArrivalWriter

    monkeypatch.setattr(ArrivalWriter, "add", lambda self, *_: self._take(Arrival(0, 0)))
    given = [
        Article("w/a", "A", True, "W", "2021-03-04T10:00:00+02:00", "", "Bread of A.", "en"),
        Article("w/b", "B", True, "W", "2021", "", "Bread of B.", "en"),
        Article("w/c", "C", True, "W", None, "", "Bread of C.", "en"),
    ]
    index.build(given, index_dir=tmp_path / "index", model=str(static_model))
    with Service(tmp_path / "index") as service:
        found = feed(service.get("/v1/feed", query="bread", min_score=0))
        assert {entry.title: entry.updated for entry in found.entries} == {
            "A": "2021-03-04T08:00:00Z",
            "B": "1970-01-01T00:00:00Z",
            "C": "1970-01-01T00:00:00Z",
        }
        assert "it is not known when 3 hits came into the index" in found.feed.subtitle
