"""Names of fields in exports: under which a title, a text, a date and so on are looked for."""

from __future__ import annotations

import re
from functools import lru_cache

from index.readers.front_matter import FOREIGN_NAMES

FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("_id", "id", "guid", "uuid"),
    "title": ("title", "headline", "headlines", "web_title", *FOREIGN_NAMES["title"], "subject"),
    "text": (
        *("text", "body", "content", "content_html", "content_text", "full_text", "article"),
        *("article_body", "main_text", "body_text", "story", "contents", "content_elements"),
        *("body_xhtml", "body_html", "bodies", "post_content", "transcript", "message_text"),
        *("paragraphs", "sections", "blocks", "selftext", "html", "text_content", "plaintext"),
        *("texte", "texto", "testo", "inhalt", "contenu", "contenido", "conteúdo"),
        *("lead_paragraph", "extract", "description", "summary", "abstract", "snippet"),
        *("description_text", "description_html"),
    ),
    "date": (
        *("date", "published", "date_published", "pubdate", "published_at", "published_on"),
        *("publish_date", "published_date", "publication_date", "date_gmt", "posted_at"),
        *("published_utc", "published_time", "web_publication_date", "first_publish_date"),
        *("created_at", "created", "created_utc", "timestamp", "datetime", "time"),
        *("iso_date", "issued", "seen_date", "timestamp_ms", "ts", "created_timestamp_usec"),
        *("version_created", "first_created", "content_created", "created_date_time"),
        *("sent_date_time", "received_date_time", "date_created", "post_date"),
        *FOREIGN_NAMES["date"],
    ),
    "source": (
        *("source", "site", "publication", "publisher", "site_name", "outlet", "media_name"),
        *("container_title", *FOREIGN_NAMES["source"], "provider", "domain"),
    ),
    "author": (
        *("author", "authors", "byline", "creator", "username", "user_name", "screen_name"),
        *("sender_name", "account", *FOREIGN_NAMES["author"], "from", "sender"),
    ),
    "link": ("link", "url", "permalink", "canonical_url", "web_url"),
    "language": ("language", "lang"),
}
"""What is looked for under which names, the first that a record has: BEIR's come first, and English
ones before those of other languages. Case, `_`, `-`, spaces and dots make no difference. Looked for
in `WRAPPERS` too: BEIR's `metadata` has what is not title or text."""

KINDS = ("article", "news", "story", "post", "document", "doc")
"""What may stand before a name: `article_title`."""

LATER = 1_000
"""Such names come after all others."""

DESCRIPTIONS = FIELDS["text"].index("description")
"""From here on a name of a text is that of a description, which a feed has too."""

WRAPPERS = ("metadata", "meta", "attributes", "fields")
"""Objects in which exports keep fields of a record."""

_SEPARATING = re.compile(r"[\s_.\u200b-\u200f\u2060\ufeff-]+")  # and what is not seen


@lru_cache(maxsize=10_000)
def folded(name: str) -> str:
    """Return a field's name without case and what may separate its words."""
    return _SEPARATING.sub("", name).lower()


def _places() -> dict[str, tuple[str, int]]:
    places = {
        folded(key): (name, rank) for name, keys in FIELDS.items() for rank, key in enumerate(keys)
    }
    more = {
        kind + key: (name, rank + LATER) for kind in KINDS for key, (name, rank) in places.items()
    }
    return more | places


PLACES = _places()
"""Of each folded name what it names, and its place among the names of that."""

TEXTS = tuple(
    key for _, key in sorted((rank, key) for key, (name, rank) in PLACES.items() if name == "text")
)
"""The folded names of texts, the first of which that there is counts."""
