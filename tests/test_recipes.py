"""Recipes run as they are written, and the container is made of what it says."""

from __future__ import annotations

import configparser
import getpass
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from serving import SEEDSEARCH, until

import index
import search

ROOT = Path(__file__).parent.parent
RECIPES = (ROOT / "scripts" / "recipes" / "README.md").read_text(encoding="utf-8")
CONTAINERFILE = ROOT / "scripts" / "Containerfile"


def block(kind: str) -> str:
    """Return the blocks of one kind, joined."""
    found = re.findall(rf"^```{re.escape(kind)}\n(.*?)^```", RECIPES, re.DOTALL | re.MULTILINE)
    assert found, kind
    return "\n".join(found)


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def place(tmp_path: Path, seeds_index: Path) -> Path:
    """A folder in which `my-index` is what the recipes speak of."""
    (tmp_path / "my-index").symlink_to(seeds_index)
    return tmp_path


# ---- in other programs ----


@pytest.mark.slow
def test_the_retriever_gives_documents_that_can_be_cited(place: Path) -> None:
    check = """
import asyncio, json
with search.open_index("my-index") as engine:
    retriever = Articles(engine=engine, k=4)
    question = "what did Xi pledge"
    found = retriever.invoke(question)
    assert found and len(found) <= 4
    assert asyncio.run(retriever.ainvoke(question)) == found
    assert retriever.batch([question, question]) == [found, found]
    for document in found:
        at = document.metadata
        assert engine.article(at["source"]).text[at["start"] : at["end"]] == document.page_content
        assert at["score"] >= retriever.least
        json.dumps(at)
    assert len({document.id for document in found}) == len(found)
    assert Articles(engine=engine, least=1.1).invoke(question) == []
    chain = retriever | (lambda documents: documents[0].page_content)
    print(chain.invoke(question))
"""
    code = block("python retriever") + check
    # What LangChain would tell others of its runs stays off, as it is by default.
    out = run(sys.executable, "-c", code, cwd=place, LANGSMITH_TRACING="false")
    assert "pledge" in out.splitlines()[-1]


@pytest.mark.slow
def test_hits_become_a_frame(place: Path) -> None:
    check = """
assert list(hits["rank"]) == list(range(1, len(hits) + 1))
assert str(hits["when"].dtype).startswith("datetime64")
days = ["2021", "2021-11", "2021-11-05", "2021-11-05T14:30:00+01:00", None]
some = [replace(r.hits[0], article=replace(r.hits[0].article, date=day)) for day in days]
dated = frame(replace(r, hits=tuple(some)))["when"]
assert [None if pandas.isna(day) else day.isoformat()[:16] for day in dated] == [
    "2021-01-01T00:00", "2021-11-01T00:00", "2021-11-05T00:00", "2021-11-05T13:30", None
]
assert len(frame(replace(r, hits=()))) == 0
"""
    again = 'from dataclasses import replace\nr = search.open_index("my-index").search("Taiwan")\n'
    out = run(sys.executable, "-c", block("python frame") + again + check, cwd=place)
    assert "article.source" in out
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    shown = run("bash", "-ec", block("sh frame"), cwd=place, PATH=path)
    assert "rank" in shown and len(shown.splitlines()) > 1


# ---- on schedule ----


def unit(name: str) -> configparser.ConfigParser:
    parsed = configparser.ConfigParser(interpolation=None, strict=True)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read_string(block(f"ini {name}"))
    return parsed


def scheduled() -> dict[str, list[str]]:
    """Return the commands that cron and systemd run."""
    line = block("crontab").strip()
    when, command = line.split(maxsplit=5)[:5], line.split(maxsplit=5)[5]
    assert [*map(bool, (re.fullmatch(r"[\d*/,-]+", field) for field in when))] == [True] * 5
    assert "%" not in command  # cron would end the line there
    service = unit("seedsearch-build.service")
    return {"cron": shlex.split(command), "systemd": shlex.split(service["Service"]["ExecStart"])}


@pytest.mark.slow
@pytest.mark.parametrize("by", ["cron", "systemd"])
def test_a_scheduled_build_takes_in_what_is_new_and_tells_only_failures(
    by: str, tmp_path: Path, static_model: Path
) -> None:
    program, *arguments = scheduled()[by]
    assert program == "/opt/seedsearch/bin/seedsearch"
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "first.txt").write_text("Ferries sail on Sundays.\n")
    at = str(tmp_path / "index")
    index.build([tmp_path / "articles"], index_dir=at, model=str(static_model))
    command = [SEEDSEARCH, *(at if each == "/srv/index" else each for each in arguments)]
    (tmp_path / "articles" / "second.txt").write_text("The quay sinks by a finger a year.\n")
    # As cron and systemd start it: from elsewhere, with hardly any environment.
    bare: dict[str, Any] = {"cwd": "/", "env": {"PATH": "/usr/bin:/bin"}, "capture_output": True}
    done = subprocess.run(command, check=False, **bare)
    assert (done.returncode, done.stderr) == (0, b"")
    if by == "cron":
        assert done.stdout == b""
    else:
        assert json.loads(done.stdout)["added"] == 1
    with search.open_index(at) as engine:
        assert "finger" in engine.search("the quay sinks").hits[0].text
    shutil.rmtree(tmp_path / "articles")  # the disk is not mounted
    failed = subprocess.run(command, check=False, **bare)
    assert (failed.returncode, failed.stderr.count(b"\n")) == (1, 1)


def test_the_units_are_those_of_one_timer_and_one_service() -> None:
    service, timer = unit("seedsearch-build.service"), unit("seedsearch-build.timer")
    assert service["Service"]["Type"] == "oneshot"  # so that the timer starts no second one
    assert timer["Install"]["WantedBy"] == "timers.target"
    assert "Unit" not in timer["Timer"]  # then it is the service of the same name
    assert service["Service"]["ReadWritePaths"] in service["Service"]["ExecStart"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_finds_no_fault_with_the_units(tmp_path: Path) -> None:
    for name in ("seedsearch-build.service", "seedsearch-build.timer"):
        text = block(f"ini {name}").replace("/opt/seedsearch/bin/seedsearch", SEEDSEARCH)
        (tmp_path / name).write_text(text.replace("User=seedsearch", f"User={getpass.getuser()}"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )
    mine = [line for line in done.stderr.splitlines() if "seedsearch-build" in line]
    assert not mine, done.stderr
    when = unit("seedsearch-build.timer")["Timer"]["OnCalendar"]
    run("systemd-analyze", "calendar", when, cwd=tmp_path)


# ---- the container ----


def steps() -> list[tuple[str, str]]:
    """Return the steps of the Containerfile, by their words in capitals."""
    text = CONTAINERFILE.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def test_what_the_container_copies_is_there_and_is_all_that_the_package_needs(
    tmp_path: Path,
) -> None:
    """Its COPY steps are followed into an empty folder, from which the package is then built."""
    work = tmp_path / "opt"
    work.mkdir()
    for word, rest in steps():
        if word != "COPY":
            continue
        *sources, target = rest.split()
        for source in sources:
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, work / target, dirs_exist_ok=True)
            else:
                shutil.copy(ROOT / source, work / target)
    wheel = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path]
    run(*wheel, work, cwd=tmp_path)
    (made,) = tmp_path.glob("*.whl")
    run(sys.executable, "-m", "zipfile", "-e", made, tmp_path / "installed", cwd=tmp_path)
    # What it starts says what it can do, from what was copied and nothing else of the checkout.
    (entry,) = (json.loads(rest) for word, rest in steps() if word == "ENTRYPOINT")
    assert entry[:2] == ["seedsearch", "serve"]
    installed = tmp_path / "installed"
    started = [sys.executable, "-P", "-m", "search", "serve", "--help"]
    said = run(*started, cwd=installed, PYTHONPATH=str(installed))
    assert {option for option in entry if option.startswith("--")} <= set(said.split())


def test_the_container_serves_with_its_own_command_read_only_behind_a_token(
    tmp_path: Path, seeds_index: Path
) -> None:
    (entry,) = (json.loads(rest) for word, rest in steps() if word == "ENTRYPOINT")
    mounted = [str(seeds_index) if each == "/index" else each for each in entry[1:]]
    refused = subprocess.run(
        [SEEDSEARCH, *mounted, "--port", "0"], capture_output=True, text=True, check=False
    )
    assert refused.returncode == 2 and "token" in refused.stderr
    token = {**os.environ, "SEEDSEARCH_TOKEN": "a-token-of-24-characters"}
    before = sorted((path, path.stat().st_mtime_ns) for path in seeds_index.rglob("*"))
    serving = subprocess.Popen(
        [SEEDSEARCH, *mounted, "--port", "0"], stderr=subprocess.PIPE, text=True, env=token
    )
    assert serving.stderr is not None
    try:
        assert ": serving " in until("it serves", serving.stderr.readline)
    finally:
        serving.terminate()
        serving.communicate()
    assert sorted((path, path.stat().st_mtime_ns) for path in seeds_index.rglob("*")) == before


def test_the_container_is_one_that_only_queries_and_runs_as_nobody() -> None:
    words = [word for word, _ in steps()]
    assert words[0] == "FROM" and words[-1] == "ENTRYPOINT"
    image = steps()[0][1]
    version = re.fullmatch(r"python:(3\.\d+)-slim", image)
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert version and f"Python :: {version[1]}" in project
    installs = [rest for word, rest in steps() if word == "RUN"]
    assert [shlex.split(rest)[:3] for rest in installs] == [
        ["pip", "install", "--no-cache-dir"]
    ] * 2
    # First exactly the packages of a machine that only queries, then the project without any more.
    assert installs[0].endswith(" -r query.txt") and installs[1].endswith(" --no-deps .")
    copied = [rest.split()[0] for word, rest in steps() if word == "COPY"]
    assert copied.index("scripts/locks/query.txt") == 0
    assert words.index("RUN") < words.index("COPY", words.index("COPY") + 1)  # a layer that stays
    (user,) = (rest for word, rest in steps() if word == "USER")
    assert user not in ("0", "root") and int(user.partition(":")[0]) > 0
    assert words.index("USER") > max(at for at, word in enumerate(words) if word == "RUN")
