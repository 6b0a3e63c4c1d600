"""Feeds: a saved query as an Atom feed, and the address under which a reader may fetch it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from search.engine import Engine
from search.output.atom import MEDIA_TYPE, feed_xml
from search.query.options import SearchOptions
from search.service.handlers import has_tag
from search.service.models import FeedAddress, FeedParameters
from search.service.queue import Line
from search.service.reloader import Holder
from search.service.security import FEED_KEY, Access, canonical

PAGE = "../"
"""Where the page is, seen from a feed."""

CACHE = "private, no-cache"


class Feeds:
    """Answers with feeds from the engine that is current, in line."""

    def __init__(self, holder: Holder, line: Line, access: Access) -> None:
        self._holder, self._line, self._access = holder, line, access

    async def feed(self, request: Request, given: FeedParameters) -> Response:
        """Answer with a feed, unless the reader has it as it is."""
        engine = self._holder.held.engine
        modified = _modified(engine)
        body = await self._line.alone(lambda: _feed(engine, request, given, modified))
        headers = {
            "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
            "Last-Modified": format_datetime(modified, usegmt=True),
            "Cache-Control": CACHE,
        }
        if _is_known(request, headers["ETag"], modified):
            return Response(status_code=304, headers=headers)
        return Response(body, media_type=MEDIA_TYPE, headers=headers)

    def address(self, given: FeedParameters) -> FeedAddress:
        """Return the address of a feed, which carries a key where one is needed."""
        pairs = _pairs(given)
        key = self._access.feed_signature(pairs)
        asked = [*pairs, (FEED_KEY, key)] if key else pairs
        needs_token = self._access.token is not None and key is None
        return FeedAddress(f"v1/feed?{urlencode(asked)}", needs_token)


def _feed(engine: Engine, request: Request, given: FeedParameters, modified: datetime) -> bytes:
    """Search for what a feed is about, and write it."""
    options = SearchOptions(
        k=given.k,
        mode=given.mode,
        sort="added",
        min_score=given.min_score,
        filters=given.filters,
        by_article=True,
        synonyms=given.synonyms,
    )
    return feed_xml(
        engine.search_with(given.query, options),
        canonical=canonical(_pairs(given)),
        address=f"feed?{request.url.query}",  # as it was asked for, so that readers can keep it
        page=PAGE,
        updated=f"{modified:%Y-%m-%dT%H:%M:%SZ}",
    )


def _pairs(given: FeedParameters) -> list[tuple[str, str]]:
    """Return what is asked by name, without what is not given and the key."""
    asked: dict[str, Any] = given.model_dump(
        exclude={FEED_KEY}, exclude_unset=True, exclude_none=True, mode="json"
    )
    pairs: list[tuple[str, str]] = []
    for name, value in asked.items():
        values: Sequence[Any] = value if isinstance(value, list) else [value]
        pairs += [(name, _written(one)) for one in values]
    return sorted(pairs)


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _modified(engine: Engine) -> datetime:
    """Return since when a feed cannot have changed: its generation, or midnight in UTC.

    Dates in words mean other days from then on.
    """
    created = datetime.fromisoformat(engine.manifest.created)
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return max(created.astimezone(UTC), midnight)


def _is_known(request: Request, etag: str, modified: datetime) -> bool:
    """Tell whether a reader has a feed as it is, RFC 9110 13.2.2."""
    if "if-none-match" in request.headers:
        return has_tag(request, etag)
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return False
    if since.tzinfo is None:
        return False
    return modified <= since
