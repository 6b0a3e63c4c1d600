"""Over HTTP the same answers come as in a shell, errors as problems, and nothing else."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from conftest import ARTICLES
from serving import SEEDSEARCH, Service, until

import index
from search.service import limits
from search.service.static_files import PAGE_FILES

ROOT = Path(__file__).parent.parent
TOKEN = "a-token-of-24-characters"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Path:
    """An index of the five articles, and of one whose name and text try to be something else."""
    place = tmp_path_factory.mktemp("served")
    for name, text in {**ARTICLES, "a b#c?<b>&%2F.txt": MARKUP}.items():
        path = place / "articles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (place / "secret.txt").write_text("not an article")
    index.build([place / "articles"], index_dir=place / "index", model=str(static_model))
    return place / "index"


MARKUP = "<script>alert(1)</script> and <img src=x onerror=alert(1)> are 😀 written in it.\n"


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[Service]:
    with Service(folder) as running:
        yield running


@pytest.fixture(scope="module")
def closed(folder: Path) -> Iterator[Service]:
    """A service that other machines could reach, so one with a token."""
    options = ("--host", "0.0.0.0", "--allow-host", "Search.Example.org")
    with Service(folder, *options, SEEDSEARCH_TOKEN=TOKEN) as running:
        yield running


def shell(*arguments: str | Path) -> Any:
    done = subprocess.run(
        [SEEDSEARCH, *map(str, arguments), "--json"], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def untimed(document: Any) -> Any:
    return {name: value for name, value in document.items() if name != "took_ms"}


# ---- answers ----


def test_a_search_is_what_the_shell_prints(service: Service, folder: Path) -> None:
    printed = shell("search", "rye bread", "-k", "3", "--explain", "--index", folder)
    answer = service.get("/v1/search", query="rye bread", k=3, explain="true")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert untimed(answer.json()) == untimed(printed)
    posted = service.post("/v1/search", query="rye bread", k=3, explain=True)
    assert untimed(posted.json()) == untimed(printed)


def test_an_answer_is_what_the_shell_prints(service: Service, folder: Path) -> None:
    question = "what does the loaf sell for"
    printed = shell("ask", question, "-k", "2", "--mode", "keyword", "--index", folder)
    assert printed["answers"]
    answer = service.get("/v1/ask", query=question, k=2, mode="keyword")
    assert untimed(answer.json()) == untimed(printed)
    posted = service.post("/v1/ask", query=question, k=2, mode="keyword")
    assert untimed(posted.json()) == untimed(printed)


def test_an_article_is_what_the_shell_prints_and_citations_lead_into_it(
    service: Service, folder: Path
) -> None:
    for hit in service.get("/v1/search", query="script written", k=2).json()["hits"]:
        id_ = hit["article"]["id"]
        answer = service.get("/v1/articles/" + quote(id_, safe="/"))
        assert answer.json() == shell("show", id_, "--index", folder)
        assert answer.json()["text"][hit["start"] : hit["end"]] == hit["text"]
        # Slashes may be encoded too.
        assert service.get("/v1/articles/" + quote(id_, safe="")).json() == answer.json()


def test_pages_follow_each_other(service: Service) -> None:
    def hits(**options: int) -> list[Any]:
        found: list[Any] = service.get("/v1/search", query="the", **options).json()["hits"]
        return found

    together = hits(k=9)
    assert [hit["rank"] for hit in together] == [*range(1, 10)]
    assert hits(k=3) + hits(k=3, offset=3) + hits(k=3, offset=6) == together
    assert hits(k=5, offset=500) == []


FILTERS = {
    "source": ["articles"],
    "since": "2023",
    "until": "2023-11",
    "lang": ["en"],
    "path": ["articles/rail"],
}


def test_filters_facets_and_the_rest_are_those_of_the_shell(service: Service, folder: Path) -> None:
    options = [
        f"--{name}={value[0] if isinstance(value, list) else value}"
        for name, value in FILTERS.items()
    ]
    rest = {"facets": ["source", "year"], "by_article": True, "half_life": 90, "fix": True}
    typed = ("--facets", "source,year", "--by-article", "--half-life", "90", "--fix")
    query = 'trains "Brennick pass" -bread'
    printed = shell("search", query, *options, *typed, "--index", folder)
    assert [hit["article"]["id"] for hit in printed["hits"]] == ["articles/rail/tunnel.md"]
    got = service.get("/v1/search", query=query, **FILTERS, **rest)
    assert untimed(got.json()) == untimed(printed)
    assert untimed(service.post("/v1/search", query=query, **FILTERS, **rest).json()) == untimed(
        printed
    )
    question = "how long does the journey take"
    printed = shell("ask", question, *options, "--mode", "keyword", "--index", folder)
    got = service.get("/v1/ask", query=question, mode="keyword", **FILTERS)
    assert printed["answers"]
    assert untimed(got.json()) == untimed(printed)


def test_a_misspelt_word_gets_a_suggestion(service: Service) -> None:
    found = service.get("/v1/search", query="observatroy").json()
    assert (found["suggestion"], found["fixed"]) == ("observatory", False)
    fixed = service.get("/v1/search", query="observatroy", fix="true").json()
    assert fixed["fixed"] and "observatory" in fixed["hits"][0]["text"]


def test_what_is_like_an_article_or_a_paragraph(service: Service, folder: Path) -> None:
    id_ = "articles/rail/strike.txt"
    printed = shell("similar", id_, "-k", "3", "--index", folder)
    got = service.get("/v1/similar", article=id_, k=3)
    assert len(printed["hits"]) == 3
    assert untimed(got.json()) == untimed(printed)
    one = service.post("/v1/similar", article=id_, paragraph=1, k=3, path=["articles/rail"])
    printed = shell("similar", f"{id_}:1", "-k", "3", "--path", "articles/rail", "--index", folder)
    assert untimed(one.json()) == untimed(printed)
    assert service.get("/v1/similar", article="none").status == 404
    assert service.get("/v1/similar", article=id_, paragraph=99).status == 404


def test_an_article_shows_what_matches_a_query(service: Service, folder: Path) -> None:
    id_ = "articles/bakery.txt"
    shown = service.get(f"/v1/articles/{id_}", query="loaf").json()
    assert shown == shell("show", id_, "--query", "loaf", "--index", folder)
    assert {shown["text"][a:b] for a, b in shown["highlights"]} == {"loaf"}


def test_preferring_what_is_recent_is_asked_anew_each_day(service: Service) -> None:
    plain, aged = "/v1/search?query=bread", "/v1/search?query=bread&half_life=30"
    assert service.get(plain).headers["ETag"] != service.get(aged).headers["ETag"]


def test_the_status_says_what_answers(service: Service) -> None:
    status = service.get("/v1/status").json()
    assert (status["generation"], status["articles"], status["problem"]) == (1, 6, None)
    assert status["sources"][0]["name"] == "articles"
    assert status["limits"]["k"] == limits.MAX_K


@pytest.mark.slow
def test_many_questions_at_once_get_each_its_own_answer(service: Service) -> None:
    words = [
        word for text in ARTICLES.values() for word in sorted(set(re.findall(r"\w{5,}", text)))
    ]
    alone = {word: service.get("/v1/search", query=word).json() for word in words}
    before = batches(service)
    wrong: list[str] = []

    def ask(mine: list[str]) -> None:
        connection = service.connect()
        for word in mine:
            connection.request("GET", f"/v1/search?query={quote(word)}")
            found = json.loads(connection.getresponse().read())
            if untimed(found) != untimed(alone[word]):
                wrong.append(word)
        connection.close()

    threads = [threading.Thread(target=ask, args=(words[n:] + words[:n],)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    asked, rounds = (
        after - earlier for after, earlier in zip(batches(service), before, strict=True)
    )
    assert asked == 16 * len(words)
    assert rounds < asked  # some that waited were answered together


def batches(service: Service) -> tuple[float, float]:
    """Return how many searches were answered, and in how many batches."""
    text = service.get("/metrics").body.decode()
    return (
        float(re.search(r"^seedsearch_batch_size_sum (\S+)", text, re.M)[1]),  # type: ignore[index]
        float(re.search(r"^seedsearch_batch_size_count (\S+)", text, re.M)[1]),  # type: ignore[index]
    )


def test_an_answer_that_the_asker_has_is_not_sent_again(service: Service) -> None:
    paths = ["/v1/search?query=bread", "/v1/search?query=bread&k=2", "/v1/ask?query=bread"]
    paths += ["/v1/articles/articles/bakery.txt", "/v1/status", "/", "/app.js"]
    tags = [service.get(path).headers["ETag"] for path in paths]
    assert len(set(tags)) == len(paths)
    for path, tag in zip(paths, tags, strict=True):
        for given in (tag, f'"other", {tag}', "*", tag.removeprefix("W/")):
            again = service.get(path, {"If-None-Match": given})
            assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
        assert service.get(path, {"If-None-Match": '"other"'}).status == 200


def test_head_is_get_without_the_body(service: Service) -> None:
    for path in ("/", "/healthz", "/v1/search?query=bread"):
        got, head = service.get(path), service.ask("HEAD", path)
        assert (head.status, head.body) == (200, b"")
        assert head.headers["Content-Type"] == got.headers["Content-Type"]


# ---- problems ----

LONG = "x" * (limits.MAX_QUERY_CHARS + 1)


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({}, "the header Content-Type is missing"),
        ({"Content-Type": "text/plain"}, "the header Content-Type is 'text/plain'"),
        (
            {"Content-Type": "application/x-www-form-urlencoded"},
            "`Content-Type: application/json`",
        ),
        ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, "compressed (gzip)"),
        ({"Content-Type": "application/json", "Content-Encoding": "br"}, "compressed (br)"),
    ],
)
def test_a_body_of_another_kind_is_refused_with_what_to_send(
    service: Service, headers: dict[str, str], said: str
) -> None:
    answer = service.ask("POST", "/v1/search", '{"query": "ferry"}', headers)
    assert answer.status == 415
    assert answer.json()["type"] == "urn:seedsearch:unsupported-body"
    assert said in answer.json()["detail"]


def test_json_may_name_its_charset_and_its_kind(service: Service) -> None:
    for kind in ("application/json; charset=utf-8", "Application/JSON", "application/ld+json"):
        answer = service.ask("POST", "/v1/search", '{"query": "ferry"}', {"Content-Type": kind})
        assert answer.status == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "type_", "said"),
    [
        ("GET", "/v1/nothing", None, 404, "not-found", "/openapi.json"),
        ("GET", "/v1/search/", None, 404, "not-found", "/v1/search/"),
        ("GET", "/v1/articles/articles/none.txt", None, 404, "no-such-article", "none.txt"),
        ("GET", "/v1/articles/", None, 404, "no-such-article", "no article ''"),
        ("DELETE", "/v1/search", None, 405, "method-not-allowed", "DELETE"),
        ("PUT", "/", None, 405, "method-not-allowed", "PUT"),
        ("GET", "/v1/search", None, 422, "invalid-request", "query.query"),
        ("GET", "/v1/search?query=", None, 422, "invalid-request", "query.query"),
        ("GET", "/v1/search?query=%20", None, 422, "invalid-request", "empty"),
        ("GET", f"/v1/search?query={LONG}", None, 422, "invalid-request", "2000 characters"),
        ("GET", "/v1/search?query=a&k=0", None, 422, "invalid-request", "query.k"),
        ("GET", "/v1/search?query=a&k=101", None, 422, "invalid-request", "100"),
        ("GET", "/v1/search?query=a&k=x", None, 422, "invalid-request", "integer"),
        ("GET", "/v1/search?query=a&offset=901", None, 422, "invalid-request", "900"),
        ("GET", "/v1/search?query=a&mode=best", None, 422, "invalid-request", "semantic"),
        ("GET", "/v1/search?query=a&q=b", None, 422, "invalid-request", "query.q"),
        ("GET", "/v1/search?query=a&since=May", None, 422, "invalid-request", "no date"),
        ("GET", "/v1/search?query=a&since=%20", None, 422, "invalid-request", "query.since"),
        ("GET", "/v1/search?query=a&since=2021-02-31", None, 422, "invalid-request", "no date"),
        ("GET", "/v1/ask?query=a&since=2022&until=2021", None, 422, "invalid-request", "swap"),
        ("GET", "/v1/search?query=a&facets=colour", None, 422, "invalid-request", "month"),
        ("GET", "/v1/search?query=a&half_life=0", None, 422, "invalid-request", "half_life"),
        ("GET", "/v1/search?query=a&half_life=nan", None, 422, "invalid-request", "half_life"),
        ("POST", "/v1/ask", "{", 422, "invalid-request", "JSON"),
        ("POST", "/v1/ask", "", 422, "invalid-request", "body"),
        ("POST", "/v1/ask", '{"query": 5}', 422, "invalid-request", "string"),
        ("POST", "/v1/ask", '{"query": "a", "k": "5"}', 422, "invalid-request", "integer"),
        ("POST", "/v1/ask", '{"query": "\\ud800"}', 422, "invalid-request", "unicode"),
        ("POST", "/v1/ask", '{"query": "' + "x" * 70_000 + '"}', 413, "too-large", "65,536"),
    ],
)
def test_every_error_is_a_problem_that_says_what_where_and_what_to_do(
    service: Service, method: str, path: str, body: str | None, status: int, type_: str, said: str
) -> None:
    headers = {"Content-Type": "application/json"} if body is not None else {}
    answer = service.ask(method, path, body, headers)
    problem = answer.json()
    assert answer.status == problem["status"] == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert problem["type"] == f"urn:seedsearch:{type_}"
    assert problem["instance"] == path.split("?", maxsplit=1)[0]
    assert problem["title"]
    assert said in problem["detail"]
    assert "\n" not in problem["detail"]
    if status == 405:
        allowed = "GET, HEAD, POST" if "search" in path else "GET, HEAD"
        assert answer.headers["Allow"] == allowed
    for error in problem.get("errors", ()):
        assert error["where"] and error["what"]


@pytest.mark.parametrize(
    "sent",
    [
        b"hello\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /?q=" + b"x" * limits.MAX_HEAD_BYTES,
        b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    ],
)
def test_what_is_no_http_is_a_problem_too(service: Service, sent: bytes) -> None:
    with socket.create_connection((service.host, service.port), timeout=10) as connection:
        connection.sendall(sent)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        problem = json.loads(answer.read())
    assert answer.status == problem["status"] == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert problem["type"] == "urn:seedsearch:bad-request"
    assert "65,536 bytes" in problem["detail"]


def test_a_body_without_a_length_is_cut_off_where_it_is_too_large(service: Service) -> None:
    connection = service.connect()
    pieces = [b'{"query": "', *[b"x" * 10_000] * 7, b'"}']
    headers = {"Content-Type": "application/json"}
    connection.request("POST", "/v1/ask", iter(pieces), headers, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()


def test_limits_are_documented(service: Service) -> None:
    readme = (ROOT / "search" / "service" / "README.md").read_text(encoding="utf-8")
    readme = " ".join(readme.split())
    described = " ".join(service.get("/openapi.json").json()["info"]["description"].split())
    for figure in (
        f"{limits.MAX_QUERY_CHARS:,}",
        str(limits.MAX_K),
        str(limits.MAX_OFFSET),
        f"{limits.MAX_BODY_BYTES // 1024} KiB",
        f"{limits.REQUEST_SECONDS:g} seconds",
        str(limits.MAX_WAITING),
    ):
        assert figure in described
        assert figure in readme


# ---- who may ask ----


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("localhost", True),
        ("LocalHost.:80", True),
        ("127.0.0.1:9999", True),
        ("127.8.9.1", True),
        ("[::1]", True),
        ("[0:0::1]:8321", True),
        ("[::ffff:127.0.0.1]", True),
        ("evil.example", False),
        ("localhost.evil.example", False),
        ("foo.localhost", False),
        ("192.168.1.7", False),
        ("[::2]", False),
        ("0.0.0.0", False),
        ("127.1", False),
        ("2130706433", False),
        ("localhost:99999", False),
        ("localhost@evil.example", False),
        ("", False),
    ],
)
def test_only_hosts_of_this_machine_are_answered(service: Service, host: str, known: bool) -> None:
    answer = service.get("/v1/status", {"Host": host})
    assert answer.status == (200 if known else 421)
    if not known:
        assert answer.json()["type"] == "urn:seedsearch:foreign-host"
        assert "--allow-host" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("headers", "known"),
    [
        ({"Origin": "http://localhost:8321", "Host": "localhost:8321"}, True),
        ({"Origin": "http://LOCALHOST.:8321", "Host": "localhost:8321"}, True),
        ({"Origin": "http://[::1]:8321", "Host": "[0::1]:8321"}, True),
        ({"Origin": "http://localhost", "Host": "localhost:80"}, True),
        ({"Origin": "https://localhost", "Host": "localhost"}, True),
        ({"Origin": "https://evil.example", "Host": "localhost:8321"}, False),
        ({"Origin": "http://localhost:3000", "Host": "localhost:8321"}, False),
        ({"Origin": "http://127.0.0.1:8321", "Host": "localhost:8321"}, False),
        ({"Origin": "null", "Host": "localhost:8321"}, False),
        ({"Origin": "file://", "Host": "localhost:8321"}, False),
        ({"Origin": "http://localhost:8321.evil.example", "Host": "localhost:8321"}, False),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
    ],
)
def test_pages_of_other_sites_are_refused(
    service: Service, headers: dict[str, str], known: bool
) -> None:
    answer = service.get("/v1/status", headers)
    assert answer.status == (200 if known else 403)
    if not known:
        assert answer.json()["type"] == "urn:seedsearch:foreign-origin"


def test_another_site_may_link_to_the_page(service: Service) -> None:
    assert service.get("/?q=bread", {"Sec-Fetch-Site": "cross-site"}).status == 200


def test_without_the_token_nothing_of_the_index_is_told(closed: Service) -> None:
    paths = ["/v1/search?query=bread", "/v1/ask?query=bread", "/v1/articles/articles/bakery.txt"]
    paths += ["/v1/status", "/metrics", "/openapi.json", "/v1/nothing"]
    wrong = [TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "", "é"]
    for path in paths:
        answer = closed.get(path)
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert "Authorization: Bearer" in answer.json()["detail"]
        for token in wrong:
            given = {"Authorization": f"Bearer {token}".encode().decode("latin-1")}
            assert closed.get(path, given).status == 401
        assert closed.get(path, {"Authorization": f"Basic {TOKEN}"}).status == 401
        assert closed.get(path, BEARER).status == (404 if "nothing" in path else 200)
    assert closed.get("/v1/status", {"Authorization": f"bearer {TOKEN}"}).status == 200
    for path in (*PAGE_FILES, "/healthz", "/readyz"):
        assert closed.get(path).status == 200


def test_names_must_be_known_where_other_machines_can_reach_it(closed: Service) -> None:
    for host, status in (
        ("search.example.org", 200),
        ("SEARCH.example.org.:443", 200),
        ("10.0.0.7:8321", 200),  # a name can be made to lead here, an address cannot
        ("evil.example", 421),
    ):
        assert closed.get("/v1/status", {**BEARER, "Host": host}).status == status
    host = {"Host": "search.example.org"}
    for origin, status in (("https://search.example.org", 200), ("https://evil.example", 403)):
        assert closed.get("/v1/status", {**BEARER, **host, "Origin": origin}).status == status


def test_every_response_has_the_headers_that_keep_a_browser_in_check(
    service: Service, closed: Service
) -> None:
    for answer in (
        service.get("/"),
        service.get("/app.js"),
        service.get("/v1/search?query=bread"),
        service.get("/v1/nothing"),
        service.get("/v1/status", {"Host": "evil.example"}),
        closed.get("/v1/status"),
    ):
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Server" not in answer.headers


@pytest.mark.parametrize(
    "id_",
    [
        "../secret.txt",
        "..%2Fsecret.txt",
        "%2e%2e/%2e%2e/secret.txt",
        "articles/../../secret.txt",
        "articles/..%2f..%2fsecret.txt",
        "/etc/passwd",
        "%2Fetc%2Fpasswd",
        "//etc/passwd",
        "..%5csecret.txt",
        "%00",
        "%ff%fe",
        "articles/bakery.txt%00",
        "articles",
        "CURRENT",
    ],
)
def test_no_id_leads_to_a_file(service: Service, id_: str) -> None:
    answer = service.get(f"/v1/articles/{id_}")
    assert (answer.status, answer.json()["type"]) == (404, "urn:seedsearch:no-such-article")


# ---- counting ----


def test_metrics_count_what_happened(folder: Path) -> None:
    with Service(folder) as service:
        service.get("/v1/search", query="bread")
        service.get("/v1/search", query="rye")
        service.get("/v1/ask", query="bread")
        service.get("/v1/articles/articles/bakery.txt")
        service.get("/v1/x%0a")
        service.ask("BREW", "/v1/search")
        answer = service.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    lines = answer.body.decode().splitlines()
    for line in (
        'seedsearch_requests_total{method="GET",route="/v1/search",status="200"} 2.0',
        'seedsearch_requests_total{method="GET",route="/v1/ask",status="200"} 1.0',
        'seedsearch_requests_total{method="GET",route="/v1/articles/{article_id:path}",status="200"}'
        " 1.0",
        'seedsearch_requests_total{method="GET",route="unknown",status="404"} 1.0',
        'seedsearch_requests_total{method="other",route="/v1/search",status="405"} 1.0',
        'seedsearch_request_seconds_count{route="/v1/search"} 3.0',
        "seedsearch_batch_size_count 2.0",
        "seedsearch_generation 1.0",
        "seedsearch_articles 6.0",
        "seedsearch_ready 1.0",
        "seedsearch_waiting 0.0",
    ):
        assert line in lines, line


# ---- starting and stopping ----


def refused(code: int, *options: str | Path, **environment: str) -> str:
    """Start what must not start; return the line that says why."""
    done = subprocess.run(
        [SEEDSEARCH, "serve", *map(str, options)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, **environment},
    )
    assert (done.returncode, done.stdout) == (code, ""), done
    assert "Traceback" not in done.stderr
    return " ".join(done.stderr.split())


def test_what_cannot_be_served_is_said_in_a_line(folder: Path, tmp_path: Path) -> None:
    at = ("--index", folder)
    assert "seedsearch build" in refused(1, "--index", tmp_path, "--port", "0")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = refused(1, *at, "--port", port)
    assert said.startswith(f"seedsearch: error: cannot listen on 127.0.0.1 port {port}")
    assert "--port" in said
    assert "--port" in refused(2, *at, "--port", "70000")
    assert "no.such.host.invalid" in refused(1, *at, "--host", "no.such.host.invalid")


def test_a_token_is_needed_where_other_machines_can_reach_it(folder: Path, tmp_path: Path) -> None:
    at = ("--index", folder, "--port", "0")
    assert "SEEDSEARCH_TOKEN" in refused(2, *at, "--host", "0.0.0.0")
    assert "SEEDSEARCH_TOKEN" in refused(2, *at, "--host", "::")
    assert "at least 16" in refused(2, *at, SEEDSEARCH_TOKEN="short")
    assert "at least 16" in refused(2, *at, SEEDSEARCH_TOKEN="")
    assert "characters other than" in refused(2, *at, SEEDSEARCH_TOKEN="a token with spaces in it")
    file = tmp_path / "token"
    assert "cannot be read" in refused(2, *at, "--token-file", file)
    file.write_text(TOKEN + "\n")
    assert "both" in refused(2, *at, "--token-file", file, SEEDSEARCH_TOKEN=TOKEN)
    with Service(folder, "--token-file", file) as service:
        assert service.get("/v1/status").status == 401
        assert service.get("/v1/status", BEARER).status == 200
        assert TOKEN not in service.said + "".join(service.stop()[1])


def test_it_listens_on_ipv6_too(folder: Path) -> None:
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    with Service(folder, "--host", "::1") as service:
        assert f"http://[::1]:{service.port}/" in service.said
        assert service.get("/readyz").json() == {"status": "ready", "generation": 1}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_quietly(folder: Path, number: int) -> None:
    with Service(folder) as service:
        kept = service.connect()  # an idle connection holds nothing up
        kept.request("GET", "/v1/search?query=bread")
        kept.getresponse().read()
        assert service.said.count("\n") == 1
        assert service.stop(number) == (0, "")


def test_what_runs_is_finished_when_it_is_told_to_stop(folder: Path) -> None:
    statuses: list[int] = []
    broken: list[str] = []
    stopping = threading.Event()

    def ask() -> None:
        while not stopping.is_set():
            connection = service.connect()
            try:
                connection.connect()
            except OSError as error:
                if not stopping.is_set():
                    broken.append(repr(error))
                return
            try:
                connection.request("GET", "/v1/ask?query=what+does+the+loaf+sell+for")
                answer = connection.getresponse()
                json.loads(answer.read())
                statuses.append(answer.status)
            except OSError as error:
                # Taken by the system, but not yet by the service: that is to be tried elsewhere.
                if not stopping.is_set():
                    broken.append(repr(error))
            finally:
                connection.close()

    with Service(folder) as service:
        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        until("answers", lambda: len(statuses) > 50)
        stopping.set()
        code, said = service.stop()
        for thread in threads:
            thread.join()
    assert (code, said) == (0, "")
    assert not broken
    assert set(statuses) == {200}


@pytest.mark.slow
def test_memory_stays_what_it_was(service: Service) -> None:
    def ask(times: int) -> None:
        connection = service.connect()
        for number in range(times):
            connection.request("GET", f"/v1/search?query=bread+number+{number}")
            assert connection.getresponse().read()
        connection.close()

    ask(300)
    before = service.memory()
    ask(1200)
    assert service.memory() - before <= 3


def test_a_crowd_is_told_to_come_back_and_then_all_is_well(service: Service) -> None:
    seen: list[tuple[int, str | None]] = []
    together = threading.Barrier(limits.MAX_WAITING * 3)

    def ask() -> None:
        together.wait()
        answer = service.get("/v1/ask", query="what does the loaf of bread sell for", k=20)
        seen.append((answer.status, answer.headers["Retry-After"]))

    for _ in range(5):  # until they come thick enough
        threads = [threading.Thread(target=ask) for _ in range(together.parties)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if (503, "1") in seen:
            break
    assert set(seen) == {(200, None), (503, "1")}
    assert all(service.get("/v1/ask", query="bread").status == 200 for _ in range(20))


def test_an_unprivileged_user_serves_from_a_read_only_file_system(folder: Path) -> None:
    # What Python has still to load may lie in the home of the user who runs the tests.
    code = (
        "import os, sys, pkgutil, concurrent.futures.thread, encodings.ascii, encodings.idna,"
        " encodings.latin_1, search.cli.main, search.service.server, search.service.mcp_http,"
        " search.engine, search.answers,"
        " search.output.text, search.results.explain, onnxruntime, tokenizers, whoosh.index\n"
        "for each in pkgutil.walk_packages(search.answers.__path__, 'search.answers.'):\n"
        "    __import__(each.name)\n"
        "for path in ('/mnt/CURRENT', '/tmp/x'):\n"
        "    try: open(path, 'a'); sys.exit(path + ' can be written')\n"
        "    except OSError as error: print(error.errno, file=sys.stderr)\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "sys.argv[0] = 'seedsearch'; search.cli.main.main()"
    )
    script = (
        f"mount --make-rprivate / && mount --bind {folder} /mnt && mount -o remount,ro,bind / &&"
        f" mount -o remount,ro,bind /mnt && cd / && exec {sys.executable} -c"
        ' "$0" serve --index /mnt --port 0'
    )
    process = subprocess.Popen(
        ["unshare", "--mount", "bash", "-c", script, code], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    first = process.stderr.readline()
    if any(word in first for word in ("unshare", "mount:", "not permitted")):
        process.wait()
        pytest.skip(f"this machine lets nobody mount or change the user: {first.strip()}")
    try:
        assert (first, process.stderr.readline()) == ("30\n", "30\n")  # EROFS, even for root
        said = process.stderr.readline()
        service = Service.__new__(Service)
        service.host, service.port = "127.0.0.1", int(said.split(":")[-1].strip("/\n"))
        owner = Path(f"/proc/{process.pid}/status").read_text()
        assert re.search(r"^Uid:\s+65534\s+65534", owner, re.M)
        assert service.get("/v1/ask", query="what does the loaf sell for").json()["answers"]
        assert service.get("/v1/search", query="bread", explain="true").json()["hits"]
    finally:
        process.terminate()
        code_ = process.wait(timeout=30)
    assert (code_, process.stderr.read()) == (0, "")
