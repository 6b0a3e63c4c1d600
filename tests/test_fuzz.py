"""The API keeps the promises of its own OpenAPI document, whatever it is asked."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ARTICLES
from jsonschema import Draft202012Validator
from serving import Service

import index

EXAMPLES = 25
"""Cases of one operation besides those that are at the edges."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Iterator[Service]:
    place = tmp_path_factory.mktemp("fuzzed")
    (place / "articles").mkdir()
    for name, text in ARTICLES.items():
        (place / "articles" / Path(name).name).write_text(text, encoding="utf-8")
    index.build([place / "articles"], index_dir=place / "index", model=str(static_model))
    with Service(place / "index") as running:
        yield running


@pytest.mark.slow
def test_every_answer_is_as_documented(service: Service, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            Path(sys.executable).parent / "schemathesis",
            *("run", f"{service.url}/openapi.json", "--phases", "examples,coverage,fuzzing"),
            *("--max-examples", str(EXAMPLES), "--seed", "7", "--generation-deterministic"),
            # A schema cannot say that there is no 30 February, nor that since is before until.
            *("--exclude-checks", "positive_data_acceptance", "--warnings", "off", "--no-color"),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=tmp_path,  # it leaves a cache where it runs
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "16 selected / 16 total" in done.stdout
    assert service.process.poll() is None


def test_examples_are_of_the_documented_shape(service: Service) -> None:
    document = service.get("/openapi.json").json()
    seen = 0
    for path in document["paths"].values():
        for operation in path.values():
            content = operation["responses"]["200"].get("content", {}).get("application/json", {})
            if "example" in content:
                shape = {**content["schema"], "components": document["components"]}
                Draft202012Validator(shape).validate(content["example"])
                seen += 1
    assert seen == 5  # search and ask by GET and POST, and an article


def test_every_field_is_documented(service: Service) -> None:
    """A field that the JSON has and the document does not would be nobody's promise."""
    schemas = service.get("/openapi.json").json()["components"]["schemas"]
    asked = {"query": "bread", "explain": "true", "by_article": "true", "k": 1}
    hit = service.get("/v1/search", **asked).json()["hits"][0]
    found = service.get("/v1/search", query="bread", facets="source").json()
    answered = service.get("/v1/ask", query="what does the loaf sell for", mode="keyword").json()
    article = service.get("/v1/articles/articles/bakery.txt").json()
    for name, shown in (
        ("SearchDocument", found),
        ("Hit", hit),
        ("FacetCount", found["facets"]["source"][0]),
        ("Understood", found["understood"]),
        ("ParagraphSpan", article["paragraphs"][0]),
        ("Explanation", hit["explanation"]),
        ("ArticleInfo", hit["article"]),
        ("Answers", answered),
        ("Answer", answered["answers"][0]),
        ("ArticleDocument", article),
        ("StatusDocument", service.get("/v1/status").json()),
    ):
        assert set(shown) == set(schemas[name]["properties"]), name
