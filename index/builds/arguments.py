"""Arguments of a build: of another type than they have to be, each is one clear error."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from index.types import Article

PRECISIONS = ("fast", "exact")

_PATH: Any = str | os.PathLike
_TEXTS = "a list of texts"
_OPTIONS: dict[str, tuple[Any, str]] = {
    "index_dir": (_PATH, "a path"),
    "model": (str | None, "a text"),
    "shard": (str | None, "a text such as 2/4"),
    "follow_links": (bool | None, "True, False or None"),
    **dict.fromkeys(
        ("full", "export", "strict", "allow_removals", "wait"), (bool, "True or False")
    ),
    "keep": (int, "a whole number"),
    "fields": (Mapping | None, "a mapping of texts"),
}
_OF_ARTICLES = {
    **dict.fromkeys(("id", "title", "source", "path", "text"), (str, "a text")),
    "date": (str | None, "a text or None"),
    **dict.fromkeys(("language", "author", "link", "date_from"), (str, "a text")),
}


def check(given: Any, **options: Any) -> None:
    """Refuse what is of another type than it has to be.

    Args:
        given: Paths and articles.
        options: The other arguments of `build`, by name.

    Raises:
        TypeError: The message names the argument.
        ValueError: `precision` or `keep` is none that there is.
    """
    for name, (kinds, kind) in _OPTIONS.items():
        _expect(name, options[name], kinds, kind)
    for name in ("include", "exclude"):
        _expect_texts(name, options[name])
    for name, value in (options["fields"] or {}).items():
        _expect("each of fields", name, str, "a text")
        _expect(f"the field for {name}", value, str, "a text")
    if options["precision"] not in (None, *PRECISIONS):
        raise ValueError(f"precision must be fast or exact, not {options['precision']!r}")
    if options["progress"] is not None and not callable(options["progress"]):
        raise TypeError(f"progress must be a function, not {options['progress']!r}")
    if options["keep"] < 1:
        raise ValueError(f"keep must be at least 1, not {options['keep']}")
    if isinstance(given, _PATH):
        return
    if isinstance(given, bytes | Mapping) or not isinstance(given, Iterable):
        raise TypeError(
            f"what is built must be a path, or a list of paths or articles, not {given!r}"
        )


def check_each(given: Any) -> None:
    """Refuse a path or an article of another type than it has to be; TypeError names it."""
    if not isinstance(given, Article):
        _expect("each path", given, _PATH, "a path or an article")
        return
    for field in fields(given):
        if field.name in _OF_ARTICLES:
            kinds, kind = _OF_ARTICLES[field.name]
            value = getattr(given, field.name)
            _expect(f"{field.name} of the article {given.id!r}", value, kinds, kind)


def _expect_texts(name: str, values: Any) -> None:
    if values is None:
        return
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise TypeError(f"{name} must be {_TEXTS}, not {values!r}")
    for value in values:
        _expect(f"each of {name}", value, str, "a text")


def _expect(name: str, value: Any, kinds: Any, kind: str) -> None:
    is_number = kinds is int and isinstance(value, bool)
    if is_number or not isinstance(value, kinds):
        raise TypeError(f"{name} must be {kind}, not {value!r}")
