"""How are exports read? JSON Lines, JSON and CSV: a record an article, fields by name."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from index.errors import UnreadableError
from index.readers import web
from index.readers.content import Content, Record
from index.readers.limits import MAX_ARTICLE_CHARS

FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("_id", "id", "guid"),
    "title": ("title", "headline"),
    "text": ("text", "body", "content"),
    "date": ("date", "published", "pubdate", "published_at", "created_at", "timestamp"),
    "source": ("source", "site", "publication", "publisher"),
    "author": ("author", "authors", "byline", "creator"),
    "link": ("link", "url"),
    "language": ("language", "lang"),
}
"""What is looked for under which names, the first that a record has; BEIR's come first. In
`metadata` too, where BEIR keeps what is not title or text."""

SEPARATORS = ",;\t|"

Fields = Mapping[str, str]
"""Names by option: what is looked for -> the field's name, with dots into nested objects."""


def read_lines(text: str, fields: Fields) -> Iterator[Record]:
    """Read JSON Lines: a record for each line that is not blank."""
    number = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            yield Record(str(number), None, "it is not valid JSON")
            continue
        yield _record(found, fields, str(number))


def read_json(text: str, fields: Fields) -> Iterator[Record]:
    """Read a JSON document: a list of records, an object with such a list in it, or one record.

    Raises:
        UnreadableError: It is not JSON, or holds no records.
    """
    try:
        found = json.loads(text)
    except RecursionError as error:
        raise UnreadableError("its JSON is nested too deeply") from error
    except ValueError as error:
        lines = [line for line in text.split("\n", 20)[:20] if line.strip()]
        if len(lines) > 1 and all(_is_object(line) for line in lines[:-1]):
            yield from read_lines(text, fields)
            return
        reason = str(error).split(":")[0]
        raise UnreadableError(f"it is not valid JSON ({reason})") from error
    if isinstance(found, dict):
        record = _record(found, fields, "")
        lists = [v for v in found.values() if isinstance(v, list) and _are_objects(v)]
        if record.content or not lists:
            yield Record("", record.content, record.reason)
            return
        found = max(lists, key=len)
    if not isinstance(found, list) or not found:
        raise UnreadableError("it is JSON, but neither a record nor a list of records")
    for number, item in enumerate(found, 1):
        yield _record(item, fields, str(number))


def read_table(text: str, fields: Fields) -> Iterator[Record]:
    """Read CSV with a line of names at the top.

    Raises:
        UnreadableError: It has no such line, or none of its columns holds texts.
    """
    csv.field_size_limit(MAX_ARTICLE_CHARS)
    head = text.lstrip("\n").split("\n", 1)[0]
    separator = max(SEPARATORS, key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        names = [name.strip() for name in next(rows, [])]
    except csv.Error as error:
        raise UnreadableError(f"it is not valid CSV ({error})") from error
    wanted = (fields["text"],) if "text" in fields else FIELDS["text"]
    if not {name.lower() for name in wanted} & {name.lower() for name in names}:
        raise UnreadableError(
            f"its first line names no column {' or '.join(wanted)}; say which column holds the"
            " text with --field text=NAME"
        )
    number = 1
    try:
        for number, row in enumerate(rows, 2):
            if any(cell.strip() for cell in row):
                yield _record(dict(zip(names, row, strict=False)), fields, str(number))
    except csv.Error as error:
        yield Record(str(number + 1), None, f"it is not valid CSV ({error}); the rest is not read")


def _record(found: Any, fields: Fields, number: str) -> Record:
    if not isinstance(found, dict):
        return Record(number, None, "it is no record with named fields")
    folded = {str(key).lower(): value for key, value in found.items()}
    metadata = folded.get("metadata")
    more = {str(k).lower(): v for k, v in metadata.items()} if isinstance(metadata, dict) else {}

    def field(name: str) -> str:
        if name in fields:
            return _text(_nested(found, fields[name]))
        for key in FIELDS[name]:
            value = _text(folded.get(key)) or _text(more.get(key))
            if value:
                return value
        return ""

    text = field("text")
    if not text.strip():
        wanted = fields.get("text") or " or ".join(FIELDS["text"])
        return Record(number, None, f"it has no text under {wanted}; --field text=NAME says where")
    content = Content(
        web.as_text(text) if web.is_markup(text[:20_000]) else text,
        field("title"),
        field("date") or None,
        source=field("source"),
        author=field("author"),
        link=field("link"),
        language=field("language"),
    )
    return Record(field("id") or number, content)


def _nested(found: Mapping[str, Any], name: str) -> Any:
    """Return a field by its name, or by a path of names with dots."""
    if name in found:
        return found[name]
    value: Any = found
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value[:100])))
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("rendered") or value.get("title"))
    if isinstance(value, bool) or value is None:
        return ""
    return str(value) if isinstance(value, str | int | float) else ""


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _are_objects(values: list[Any]) -> bool:
    return bool(values) and all(isinstance(value, dict) for value in values[:10])
