"""A service follows its index without failing a request, and survives the loss of it."""

from __future__ import annotations

import http.client
import json
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Service, until

import index

SOON = 1.5
"""Seconds: two looks, and the time to open a small generation."""


@pytest.fixture
def growing_folder(tmp_path: Path, static_model: Path) -> Path:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "000.txt").write_text("Bread number 0 is baked.\n")
    index.build([tmp_path / "news"], index_dir=tmp_path / "index", model=str(static_model))
    return tmp_path


@pytest.fixture
def service(growing_folder: Path) -> Iterator[Service]:
    with Service(growing_folder / "index") as running:
        yield running


def grow(growing_folder: Path, number: int) -> int:
    (growing_folder / "news" / f"{number:03}.txt").write_text(f"Bread number {number} is baked.\n")
    return index.build(index_dir=growing_folder / "index").generation


def generation(service: Service) -> int:
    found: int = service.get("/healthz").json()["generation"]
    return found


@pytest.mark.slow
def test_builds_publish_while_requests_run_and_none_fails(
    growing_folder: Path, service: Service
) -> None:
    failures: list[str] = []
    seen: set[int] = set()
    stop = threading.Event()

    def ask(path: str) -> None:
        connection = http.client.HTTPConnection(service.host, service.port, timeout=10)
        while not stop.is_set():
            try:
                connection.request("GET", path)
                answer = connection.getresponse()
                found = json.loads(answer.read())
                numbers = sorted(int(hit["text"].split()[2]) for hit in found["hits"])
                # Every build adds one article, the next number: a whole generation has no gaps.
                if answer.status != 200 or numbers != [*range(len(numbers))] or not numbers:
                    failures.append(f"{answer.status} {numbers}")
                if len(numbers) != found["generation"]:
                    failures.append(
                        f"generation {found['generation']} with {len(numbers)} articles"
                    )
                seen.add(found["generation"])
            except Exception as error:
                failures.append(repr(error))
                connection.close()

    path = "/v1/search?query=bread&mode=keyword&k=100"
    threads = [threading.Thread(target=ask, args=(path,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    delays = []
    for number in range(1, 6):
        published = grow(growing_folder, number)
        started = time.monotonic()
        until(f"generation {published}", lambda now=published: generation(service) == now)
        delays.append(time.monotonic() - started)
    until("answers from the last generation", lambda: 6 in seen)
    stop.set()
    for thread in threads:
        thread.join()
    assert not failures, failures[:5]
    assert seen == {1, 2, 3, 4, 5, 6}
    assert sorted(delays)[len(delays) // 2] <= SOON, delays


def test_the_tag_of_an_answer_changes_with_the_generation(
    growing_folder: Path, service: Service
) -> None:
    before = service.get("/v1/search", query="bread").headers["ETag"]
    assert service.get("/v1/search?query=bread", {"If-None-Match": before}).status == 304
    published = grow(growing_folder, 1)
    until("the new generation", lambda: generation(service) == published)
    answer = service.get("/v1/search?query=bread", {"If-None-Match": before})
    assert (answer.status, answer.json()["generation"]) == (200, 2)
    assert answer.headers["ETag"] != before


def test_an_index_made_anew_with_the_same_number_is_noticed(
    growing_folder: Path, service: Service, static_model: Path
) -> None:
    before = service.get("/v1/search", query="bread").headers["ETag"]
    (growing_folder / "other").mkdir()
    (growing_folder / "other" / "a.txt").write_text("Rye is sown.\n")
    index.build(
        [growing_folder / "other"], index_dir=growing_folder / "new", model=str(static_model)
    )
    (growing_folder / "index").rename(growing_folder / "old")
    (growing_folder / "new").rename(growing_folder / "index")
    until("the other index", lambda: service.get("/v1/status").json()["paragraphs"] == 1)
    until("its text", lambda: "Rye" in service.get("/v1/search", query="rye").body.decode())
    assert generation(service) == 1
    assert service.get("/v1/search", query="bread").headers["ETag"] != before


def test_a_damaged_index_makes_it_unready_and_the_last_good_one_answers(
    growing_folder: Path, service: Service
) -> None:
    assert service.get("/readyz").json() == {"status": "ready", "generation": 1}
    pointer = growing_folder / "index" / "CURRENT"
    whole = pointer.read_text()
    pointer.write_text("rubbish\n")
    until("unreadiness", lambda: service.get("/readyz").status == 503)
    answer = service.get("/readyz")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "CURRENT cannot be read" in answer.json()["detail"]
    assert "generation 1 goes on answering" in answer.json()["detail"]
    assert "CURRENT" in service.get("/v1/status").json()["problem"]
    assert b"seedsearch_ready 0.0" in service.get("/metrics").body
    assert service.get("/healthz").status == 200
    assert service.get("/v1/search", query="bread").json()["hits"]
    assert service.get("/v1/ask", query="which bread is baked").status == 200
    pointer.write_text(whole)
    until("readiness", lambda: service.get("/readyz").status == 200)


def test_a_generation_that_is_not_whole_never_answers(
    growing_folder: Path, service: Service
) -> None:
    grown = growing_folder / "grown"
    shutil.copytree(growing_folder / "index", grown)
    (growing_folder / "news" / "001.txt").write_text("Bread number 1 is baked.\n")
    index.build(index_dir=grown)
    (newest,) = set((grown / "segments").iterdir()) - {
        grown / "segments" / path.name for path in (growing_folder / "index" / "segments").iterdir()
    }
    vectors = (newest / "vectors.bin").read_bytes()
    for path in (newest, grown / "generations" / "000002"):
        shutil.copytree(path, growing_folder / "index" / path.relative_to(grown))
    broken = growing_folder / "index" / "segments" / newest.name / "vectors.bin"
    broken.write_bytes(vectors[:-8])
    shutil.copy(grown / "CURRENT", growing_folder / "index" / "CURRENT")
    until("unreadiness", lambda: service.get("/readyz").status == 503)
    assert "vectors.bin" in service.get("/readyz").json()["detail"]
    assert len(service.get("/v1/search", query="bread").json()["hits"]) == 1
    broken.write_bytes(vectors)  # restored from a copy
    until("readiness", lambda: service.get("/readyz").status == 200)
    assert len(service.get("/v1/search", query="bread").json()["hits"]) == 2


def test_an_index_that_is_gone_is_answered_from_until_it_is_back(
    growing_folder: Path, service: Service
) -> None:
    (growing_folder / "index").rename(growing_folder / "aside")
    until("unreadiness", lambda: service.get("/readyz").status == 503)
    assert "there is no index" in service.get("/readyz").json()["detail"]
    assert service.get("/v1/search", query="bread").json()["hits"]
    assert service.get("/v1/articles/news/000.txt").status == 200
    (growing_folder / "aside").rename(growing_folder / "index")
    until("readiness", lambda: service.get("/readyz").status == 200)
    code, said = service.stop()
    assert code == 0
    lines = said.splitlines()
    assert len(lines) == 2
    assert "there is no index" in lines[0]
    assert "generation 1 answers" in lines[1]


def test_without_the_token_nobody_is_told_where_the_index_is(growing_folder: Path) -> None:
    token = "a-token-of-24-characters"
    with Service(growing_folder / "index", SEEDSEARCH_TOKEN=token) as service:
        (growing_folder / "index").rename(growing_folder / "aside")
        until("unreadiness", lambda: service.get("/readyz").status == 503)
        assert str(growing_folder) not in service.get("/readyz").body.decode()
        told = service.get("/readyz", {"Authorization": f"Bearer {token}"})
        assert str(growing_folder) in told.body.decode()
