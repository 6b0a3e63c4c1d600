"""Examples of answers, one of each kind, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

ARTICLE: dict[str, Any] = {
    "id": "news/harbour.md",
    "title": "The harbour of Aldersund is deepened",
    "source": "Aldersund Post",
    "date": "2023-11-02",
    "path": "/srv/news/harbour.md",
    "language": "en",
    "author": "Ingrid Vale",
    "link": "",
}
COST = "38 million crowns"
SENTENCE = f"Dredging begins in March and will cost {COST}."
TEXT = f"The council of Aldersund has voted to deepen its harbour by four metres. {SENTENCE}"
HEAD: dict[str, Any] = {
    "query": "what does the dredging cost",
    "mode": "hybrid",
    "halves": ["keyword", "semantic"],
    "warnings": [],
    "generation": 3,
    "took_ms": 12.4,
}
READING: dict[str, Any] = {
    "suggestion": None,
    "fixed": False,
    "understood": {
        "words": HEAD["query"],
        "conditions": [],
        "patterns": {},
        "synonyms": {},
        "acronyms": {},
    },
    "without": [],
}
PLACE: dict[str, Any] = {"article": ARTICLE, "paragraph": 0}
EXAMPLES: dict[str, dict[str, Any]] = {
    "search": {
        **HEAD,
        "offset": 0,
        "total": 1,
        "articles": 1,
        "facets": {"source": [{"value": "Aldersund Post", "paragraphs": 1, "articles": 1}]},
        **READING,
        "hits": [
            {
                "rank": 1,
                "score": 0.83,
                "keyword_score": 12.1,
                "semantic_score": 0.62,
                "keyword_rank": 1,
                "semantic_rank": 1,
                **PLACE,
                "start": 38,
                "end": 38 + len(TEXT),
                "text": TEXT,
                "highlights": [[73, 81], [107, 111]],
            }
        ],
    },
    "ask": {
        **HEAD,
        **READING,
        "answers": [
            {
                "text": SENTENCE,
                "score": 0.94,
                **PLACE,
                "start": 38 + TEXT.index(SENTENCE),
                "end": 38 + len(TEXT),
                "context": TEXT,
                "context_start": 38,
                "also": [],
                "differs": [],
                "kind": "amount",
                "part": {"text": COST, "start": 38 + TEXT.index(COST), "end": 37 + len(TEXT)},
            }
        ],
    },
    "article": {
        **ARTICLE,
        "text": f"# The harbour of Aldersund is deepened\n\n{TEXT}\n",
        "paragraphs": [{"paragraph": 0, "start": 40, "end": 40 + len(TEXT)}],
        "paragraph": None,
        "highlights": [],
    },
}
