"""Exports: JSON Lines, JSON and tables, a record an article, fields by name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from index.errors import UnreadableError
from index.readers import tables, values
from index.readers.content import Content, Record
from index.readers.field_names import DESCRIPTIONS, FIELDS, LATER, PLACES, TEXTS, WRAPPERS, folded

NOTHING = frozenset(("nan", "NaN", "None", "null", "NULL", "N/A", "n/a", "<NA>", "\\N"))
"""What programs write where there is no value."""

LISTS = tuple("items entries articles stories posts results docs documents records".split())
"""Where a feed or an export that describes itself keeps its articles."""

INNER = ("_source", "data", "node", "post", "tweet", "object", "message")
"""Objects that are the record, where what is around them says what kind it is, or who did what with
it (ActivityPub)."""

NESTED = 4
"""So deep in a JSON document a list of records is looked for."""

FEW = 3
"""A list of so many objects may hold lists of records; a longer one holds records or none."""

LEAST_SHARE = 0.5
"""Share of the values of a JSON object that must be records for it to be a list of them."""

_BETWEEN = re.compile(r"[\s\[]*")
_MORE = re.compile(r"[\s,]*")

_Named = list[tuple[str, Any]]
"""Records with their names; empty where they have none."""

Fields = Mapping[str, str]
"""Names by option: what is looked for -> the field's name, with dots into nested objects."""


def _has_prose(table: tables.Table) -> bool:
    """Tell whether one of the first rows of a table has a text in it."""
    rows = islice(table.rows(len(table.names) - 1), tables.LOOKED_AT_LINES)
    return any(values.is_prose(cell) for row in rows for cell in row)


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
        yield from _read_several(text, fields, error)
        return
    if isinstance(found, dict):
        record = _record(found, fields, "")
        nested = None if _is_article(found, record) else _list_in(found, fields)
        if nested is None:
            yield Record("", record.content, record.reason)
            return
        site = _named(found) if nested else {}
        for number, (name, item) in enumerate(nested, 1):
            yield _record(item, fields, name or str(number), site)
        return
    if not isinstance(found, list) or not found:
        raise UnreadableError("it is JSON, but neither a record nor a list of records")
    for number, item in enumerate(found, 1):
        yield _record(item, fields, str(number))


def read_table(text: str, fields: Fields) -> Iterator[Record]:
    """Read CSV or TSV with a line of names at the top.

    Raises:
        UnreadableError: It has no such line, or none of its columns holds texts or titles.
    """
    known = PLACES.keys() | {folded(name) for name in fields.values()}
    table = tables.read(text, known, folded)
    names = [folded(name) for name in table.names]
    wanted = (fields["text"],) if "text" in fields else FIELDS["text"]
    may_be = [folded(name) for name in wanted] if "text" in fields else list(TEXTS)
    held = [name for name in may_be if name in names]
    titles = [folded(name) for name in (fields.get("title", ""), *FIELDS["title"]) if name]
    if not held and "text" not in fields and not _has_prose(table):
        held = [name for name in titles if name in names]  # titles alone
    if not held:
        shown = wanted[:3]
        raise UnreadableError(
            f"its first line names no column {' or '.join(shown)}; say which column holds the"
            " text with --field text=NAME"
        )
    for number, row in enumerate(table.rows(names.index(held[0])), 2):
        if not any(cell.strip() for cell in row):
            continue
        found: dict[str, str] = {}
        for name, cell in zip(table.names, row, strict=False):
            found[name] = found.get(name) or cell  # of columns with one name the first that says it
        record = _record(found, fields, str(number))
        if record.content is None and len(row) < len(names):
            reason = (
                f"its line has {len(row)} of {len(names)} columns: it is a rest of the line before,"
                " or cut off; quote texts with line ends in them"
            )
            record = Record(record.name, None, reason)
        yield record


def of_row(
    found: Mapping[str, str], cells: Sequence[tuple[str, str]], fields: Fields, number: str
) -> Record:
    """Make a record of a row of which all cells are wanted, whatever their names.

    Args:
        found: What the cells hold, by the names of their columns.
        cells: The same, in order; several columns may have one name, or none.
        fields: Names by option.
        number: Of the row.
    """
    named = {folded(name): what for what, name in fields.items()}

    def what(name: str) -> str:
        name = folded(name)
        return named.get(name) or PLACES.get(name, ("", 0))[0]

    texts = [text for name, text in cells if what(name) == "text"]
    others = [cell for cell in cells if not texts or not what(cell[0])]
    rest = " | ".join(f"{name}: {text}" if name else text for name, text in others)
    whole = "\n\n".join(filter(None, [*texts, rest]))
    without = {name: path for name, path in fields.items() if name != "text"}
    held = {name: text for name, text in found.items() if what(name) != "text"}
    return _record({**held, "text": whole}, without, number)


def _read_several(text: str, fields: Fields, error: ValueError) -> Iterator[Record]:
    """Read what is not one JSON document: one a line, one after the other, or a list cut off.

    Raises:
        UnreadableError: It does not even begin with a record.
    """
    lines = [line for line in text.split("\n", 20)[:20] if line.strip()]
    if len(lines) > 1 and all(_is_object(line) for line in lines[:-1]):
        yield from read_lines(text, fields)
        return
    decoder = json.JSONDecoder()
    at = _BETWEEN.match(text).end()  # type: ignore[union-attr]
    number = 0
    while at < len(text) and text[at] != "]":
        try:
            found, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        if not isinstance(found, dict):
            break
        number += 1
        yield _record(found, fields, str(number))
        at = _MORE.match(text, at).end()  # type: ignore[union-attr]
    if not number:
        reason = str(error).split(":")[0]
        raise UnreadableError(f"it is not valid JSON ({reason})") from error
    if _MORE.sub("", text[at : at + 100]) not in ("", "]"):
        yield Record(str(number + 1), None, "it is not valid JSON; what follows is not read")


def _list_in(found: dict[str, Any], fields: Fields, depth: int = NESTED) -> _Named | None:
    """Return the longest list of records in an object, with their names; None where there is none.

    An object whose values are records is one too: its keys are their names.
    """
    best: _Named | None = None
    for value in found.values():
        inner: _Named | None = None
        if isinstance(value, list) and any(_has_content(item, fields) for item in value[:10]):
            inner = [("", item) for item in value]
        elif depth > 1:
            around = value if isinstance(value, list) and len(value) <= FEW else [value]
            lists = [_list_in(o, fields, depth - 1) for o in around if isinstance(o, dict)]
            inner = max(filter(None, lists), key=len, default=None)
        if inner and (best is None or len(inner) > len(best)):
            best = inner
    if best is None and len(found) > 1:
        held = sum(_has_content(value, fields) for value in list(found.values())[:100])
        if held > LEAST_SHARE * min(100, len(found)):
            best = list(found.items())
    return best


def _is_article(found: Mapping[str, Any], record: Record) -> bool:
    """Tell whether an object is one article, and not a feed or an export of several.

    A feed has a description of its own; blocks without a title may be articles themselves.
    """
    if record.content is None or not record.content.text.strip():
        return False
    texts = [(rank, value) for rank, _, value in _places(found).get("text", ()) if value]
    if not record.content.title and any(isinstance(value, list) for _, value in texts):
        return False
    is_described = all(rank % LATER >= DESCRIPTIONS for rank, _ in texts)
    return not (is_described and any(isinstance(found.get(name), list) for name in LISTS))


def _has_content(found: Any, fields: Fields) -> bool:
    return isinstance(found, dict) and _record(found, fields, "").content is not None


def _named(found: Mapping[str, Any]) -> dict[str, str]:
    """Return what an object says of all records in it: JSON Feed has a title and a language."""
    top = {folded(str(key)): value for key, value in found.items()}
    site, language = top.get("title"), top.get("language")
    return {
        "source": site if isinstance(site, str) else "",
        "language": language if isinstance(language, str) else "",
    }


def _record(
    found: Any, fields: Fields, number: str, site: Mapping[str, str] | None = None
) -> Record:
    """Make a record of an object; `site` says what it does not say itself."""
    if not isinstance(found, dict):
        return Record(number, None, "it is no record with named fields")
    found = _unwrapped(found)
    places = _places(found)

    def field(name: str, as_text: Callable[[Any], str] = values.text) -> str:
        if name in fields:
            return as_text(_nested(found, fields[name]))
        if name not in places:
            return ""
        held = places[name] if len(places[name]) == 1 else sorted(places[name], key=_rank)
        values_ = (as_text(each) for *_, each in held)
        return next((value for value in values_ if value.strip() not in NOTHING | {""}), "")

    text, title = field("text", values.prose), values.line(field("title"))
    if not text.strip() and (not title or ("text" not in fields and _has_unread(found, places))):
        wanted = fields.get("text") or " or ".join(FIELDS["text"][:3])
        return Record(number, None, f"it has no text under {wanted}; --field text=NAME says where")
    author = values.line(field("author"))
    content = Content(
        text,
        title,
        field("date") or None,
        source=values.line(field("source")) or (site or {}).get("source", ""),
        author="" if author.isdigit() else author,  # a number of a table that is not here
        link=field("link"),
        language=field("language") or (site or {}).get("language", ""),
    )
    return Record(field("id") or number, content)


def _unwrapped(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the object in an object that says no more than its kind: a hit of Elasticsearch."""
    inner = next((found[name] for name in INNER if isinstance(found.get(name), dict)), None)
    if inner is None or not _places(found).keys().isdisjoint(("title", "text")):
        return found
    return {"_id": found.get("_id"), **inner} if found.get("_id") else inner


def _has_unread(found: Mapping[str, Any], places: Mapping[str, list[_Place]]) -> bool:
    """Tell whether there is prose in a field of which no text was made: the article, elsewhere."""
    read = [value for name in places.keys() - {"text"} for *_, value in places[name]]
    known = set(values.strings(read))
    return any(values.is_prose(text) and text not in known for text in values.strings(found))


_Place = tuple[int, int, Any]
"""How early a name stands among those of a field, 1 in metadata, and the value under it."""


def _places(found: Mapping[str, Any]) -> dict[str, list[_Place]]:
    """Return what an object says under the names of each field."""
    places: dict[str, list[_Place]] = {}
    for depth, held in enumerate((found, *(found.get(name) for name in WRAPPERS))):
        if not isinstance(held, dict):
            continue
        for key, value in held.items():
            if place := PLACES.get(folded(str(key))):
                places.setdefault(place[0], []).append((place[1], depth, value))
    return places


def _rank(place: _Place) -> tuple[int, int]:
    return place[:2]


def _nested(found: Mapping[str, Any], name: str) -> Any:
    """Return a field by its name, or by a path of names with dots."""
    if name in found:
        return found[name]
    value: Any = found
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
