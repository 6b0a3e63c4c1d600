"""Front matter: what a text says of itself at its top, and is not part of it.

A block between rules in YAML, TOML or JSON, lines such as `Title: ...` that a blank line ends, or
pandoc's lines with `%`.
What is not well-formed is read line by line; what names none of the fields below is text. PyYAML
reads every value as text, and without references, which could make a small block unfold into a huge
one.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import yaml

from index.readers.content import Content
from index.readers.limits import MAX_FRONT_MATTER_CHARS

FOREIGN_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("titel", "titre", "título", "titulo", "titolo", "überschrift"),
    "date": ("datum", "fecha"),
    "source": ("quelle", "fuente"),
    "author": ("autor", "auteur", "autore"),
}
"""Usual names in German, French, Spanish, Portuguese and Italian, in files of records too."""

NAMES: dict[str, tuple[str, ...]] = {
    "title": (
        "title",
        "headline",
        "subject",
        "articletitle",
        *FOREIGN_NAMES["title"],
        "betreff",
        "objet",
    ),
    "date": (
        *("date", "published", "pubdate", "datepublished", "publishedat", "publishdate"),
        *("publisheddate", "publicationdate", "publishedon", "created", "createdat"),
        *(*FOREIGN_NAMES["date"], "erschienen", "veröffentlicht"),
    ),
    "source": (
        *("source", "site", "publication", "publisher", "newspaper", "outlet"),
        *(*FOREIGN_NAMES["source"], "zeitung", "journal", "fonte"),
    ),
    "author": (
        *("author", "authors", "byline", "by", "creator", "writtenby", "createdby", "from"),
        *(*FOREIGN_NAMES["author"], "autorin", "von"),
    ),
    "link": ("link", "url", "canonical", "canonicalurl"),
    "language": ("language", "lang"),
}
"""Names of each field, the first that there is; without case and what separates their words. After
English those of other languages."""

MORE_NAMES = frozenset(
    "layout tags categories draft slug permalink aliases keywords lastmod weight toc".split()
)
"""A block with one of these is front matter too, though none of its fields is kept."""

BODY_NAMES = frozenset(("body", "text", "fulltext", "article"))
"""In a block of lines, the field after which the text begins."""

NESTED = ("params", "extra", "metadata")
"""Where generators of sites keep fields of their users."""

LEAST_FIELDS = 2
"""A single line "Date: ..." may be the first of an article, unless it is a title."""

LEAST_SHARE = 0.5
"""Share of the lines of a block that are fields, where it is read line by line."""

MAX_ODD_LINES = 1
"""Lines in a row that are no field and yet do not end a block, if a field follows."""

MAX_NAME_CHARS = 100

HEADLINE_CHARS = 120
"""A line of at most this length above fields that name no title is the title."""

_FENCED = re.compile(
    r"\s*(?P<rule>---|\+\+\+|;;;)(?:yaml|yml|toml|json)?[^\S\n]*\n(?P<block>.*?)(?:^|\n)"
    r"(?:(?P=rule)|\.\.\.)[^\S\n]*(?:\n|\Z)",
    re.DOTALL,
)
_OPENED = re.compile(r"\s*---[^\S\n]*\n")
_FIELD = re.compile(
    r"(?P<name>[^\W\d_][\w ./()-]{0,30}?)[^\S\n]*[:=](?:[^\S\n]+|(?=\n|\Z))(?P<value>.*)"
)
_MARKED_FIELD = re.compile(
    r"(?:#{1,6}[^\S\n]+|[-*][^\S\n]+)?\*{0,2}(?P<name>[^\W\d_][\w ./()-]{0,30}?)(?:\*\*:|:\*\*|:)"
    r"[^\S\n]+(?P<value>.*)"
)
"""A field that is a heading, an item or in bold."""
_UNDERLINE = re.compile(r"(?:=+|-+)[^\S\n]*(?:\n|\Z)")
_TIGHT_FIELD = re.compile(r"(?P<name>[A-Za-z][\w-]{0,30}):(?!//)(?P<value>.*)")
_PERCENT = re.compile(
    r"\s*%[^\S\n]+(?P<title>[^\n]+(?:\n[^\S\n]+[^\n]+)*)"
    r"(?:\n%(?P<author>[^\n]*(?:\n[^\S\n]+[^\n]+)*))?(?:\n%(?P<date>[^\n]*))?(?:\n|\Z)"
)
"""The title block of pandoc: title, authors and date behind percent signs."""
_ITEM = re.compile(r"\s*-\s+(.*)")
_SEPARATING = re.compile(r"\(.*|[\s_./-]+")
_QUOTED = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'")
_REFERENCE = re.compile(r"(?:^|[\s\[{,:-])[*&][\w-]", re.MULTILINE)
_NOTHING = ("", "~", "null", "|", ">", "|-", ">-")
_KNOWN = frozenset(name for names in NAMES.values() for name in names)
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # written in C, 10 times as fast


def content(fields: Mapping[str, str], text: str, title: str) -> Content:
    """Return the text below front matter with what that says of it.

    Args:
        fields: As `split` returns them.
        text: Below them.
        title: Where they give none.
    """
    return Content(
        text,
        fields.get("title", "") or title,
        fields.get("date") or None,
        source=fields.get("source", ""),
        author=fields.get("author", ""),
        link=fields.get("link", ""),
        language=fields.get("language", ""),
        date_from="front matter",
    )


def split(text: str) -> tuple[dict[str, str], str]:
    """Split off what a text says of itself.

    Returns:
        The fields that it has, by the keys of `NAMES`; and the text below. A text without front
        matter has no fields, and comes back as it is.
    """
    found = _FENCED.match(text, 0, MAX_FRONT_MATTER_CHARS)
    if found:
        said = _parsed(found["block"], found["rule"])
        if said is not None:
            return _chosen(said), text[found.end() :]
        return {}, text
    if (block := _PERCENT.match(text, 0, MAX_FRONT_MATTER_CHARS)) and text[block.end() :].strip():
        said = {name: " ".join((value or "").split()) for name, value in block.groupdict().items()}
        return _chosen(said), text[block.end() :]
    if text.lstrip().startswith("{") and (in_json := _json(text)):
        return in_json
    opened = _OPENED.match(text)
    return _header(text, opened.end() if opened else 0)


def folded(name: str) -> str:
    """Return a field's name without case and what may separate its words."""
    return _SEPARATING.sub("", name).lower()


def _parsed(block: str, rule: str) -> Mapping[str, Any] | None:
    """Parse a block between rules; None where it is something else."""
    said: Any = None
    try:
        if rule == "+++":
            said = tomllib.loads(block)
        elif rule == ";;;":
            said = json.loads(block)
        elif len(_REFERENCE.findall(_QUOTED.sub("", block))) <= 1:
            said = yaml.load(block, Loader=_LOADER)
    except (yaml.YAMLError, ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or not _is_known(said):
        said = _by_lines(block)
    return {folded(str(name)): value for name, value in said.items()} if _is_known(said) else None


def _json(text: str) -> tuple[dict[str, str], str] | None:
    """Split off front matter in JSON; None where there is none, or nothing follows it."""
    lead = len(text) - len(text.lstrip())
    try:
        said, end = json.JSONDecoder().raw_decode(text[:MAX_FRONT_MATTER_CHARS], lead)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or not _is_known(said) or not text[end:].strip():
        return None
    return _chosen({folded(str(name)): value for name, value in said.items()}), text[end:]


def _is_known(said: Mapping[Any, Any]) -> bool:
    """Tell whether any field is one that articles have."""
    return any(folded(str(name)) in _KNOWN or folded(str(name)) in MORE_NAMES for name in said)


def _by_lines(block: str) -> dict[str, Any]:
    """Read what is not well-formed: `name: value` or `name = value`, and what is indented below.

    Nothing where most lines are something else.
    """
    said: dict[str, Any] = {}
    last = ""
    others = 0
    for line in block.split("\n"):
        item, found = _ITEM.fullmatch(line), _FIELD.fullmatch(line)
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if item and last:
            had = said[last]
            said[last] = [*(had if isinstance(had, list) else [had] if had else []), item[1]]
        elif line[0].isspace() and last:
            if not isinstance(said[last], list):
                said[last] = _unquoted(f"{said[last]} {line.strip()}".strip())
        elif found:
            last = folded(found["name"])
            said.setdefault(last, _unquoted(found["value"].strip()))
        else:
            others += 1
            last = ""
    return said if len(said) >= LEAST_SHARE * (len(said) + others) else {}


def _unquoted(value: str) -> str:
    """Return a value without quotation marks around all of it: not "we" and "you"."""
    value = "" if value in _NOTHING else value
    if len(value) < 2 or value[0] != value[-1] or value[0] not in "\"'":
        return value
    inner = value[1:-1].find(value[0])
    opens = inner < 0 or value[inner].isspace()
    return value[1:-1] if opens else value


def _header(text: str, start: int) -> tuple[dict[str, str], str]:
    """Split off the lines of fields at the top; none where they are no block."""
    said: dict[str, str] = {}
    last, headline, repeated, odd = "", "", False, 0
    at = end = start + len(text[start:]) - len(text[start:].lstrip())
    while at < len(text) and odd <= MAX_ODD_LINES:
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        line = text[at:stop]
        found = _FIELD.fullmatch(line) or _MARKED_FIELD.fullmatch(line)
        found = found or _TIGHT_FIELD.fullmatch(line)
        name = folded(found["name"]) if found else ""
        if found and name in BODY_NAMES:
            end = at + found.start("value")
            break
        if not line.strip():
            above = text[start:at] if said else ""
            if not (said or headline) or not _continues(text[stop + 1 :][:MAX_NAME_CHARS], above):
                break
        elif found:
            repeated = repeated or said.get(name, found["value"].strip()) != found["value"].strip()
            said.setdefault(name, found["value"].strip())
            last, odd, end = name, 0, stop + 1
        elif line[0].isspace() and last:
            said[last] = f"{said[last]} {line.strip()}".strip()
            end = stop + 1
        elif not said and not odd and len(line) <= HEADLINE_CHARS:
            headline = line.strip()
            underlined = _UNDERLINE.match(text, stop + 1)
            odd, stop = 1, underlined.end() - 1 if underlined else stop
        else:  # one among fields costs only itself
            odd, last = odd + 1, ""
        at = stop + 1
    fields = _chosen(said) if said else {}
    # Tags and the like are not kept, and show what the block is.
    known = len(fields) + len(MORE_NAMES & said.keys()) if fields else 0
    if headline and "title" not in fields and known >= LEAST_FIELDS:
        fields["title"] = headline.lstrip("# ")
    if "title" in fields or (known >= LEAST_FIELDS and not repeated):
        return fields, text[end:].lstrip("\n")
    return {}, text


def _continues(following: str, above: str) -> bool:
    """Tell whether what follows a blank line is a field of the same block.

    It is if articles have it, or if its name is in capitals as all those above it are.
    """
    found = _FIELD.match(following) or _MARKED_FIELD.match(following)
    found = found or _TIGHT_FIELD.match(following)
    if not found:
        return False
    shouted = bool(above) and all(
        line.partition(":")[0].isupper() for line in above.split("\n") if ":" in line
    )
    return folded(found["name"]) in _KNOWN | BODY_NAMES or (shouted and found["name"].isupper())


def _chosen(said: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields that are kept, as text; those of the page go before those of its user."""
    inner = [said[name] for name in NESTED if isinstance(said.get(name), dict)]
    each = [said, *({folded(str(k)): v for k, v in more.items()} for more in inner)]
    fields: dict[str, str] = {}
    for field, names in NAMES.items():
        values = (_text(one[name]) for one in each for name in names if name in one)
        if value := next(filter(None, values), ""):
            fields[field] = value
    return fields


def _text(value: Any) -> str:
    """Return a value as text: a list of names joined, of an object its name."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("display_name") or value.get("title"))
    if isinstance(value, datetime | date):
        return value.isoformat()
    text = str(value).strip() if isinstance(value, str | int | float) else ""
    return "" if text in _NOTHING or isinstance(value, bool) else text
