"""An article as it is shown, with what matches a query marked."""

from __future__ import annotations

from index.generations.snapshot import Snapshot
from search.results.highlights import Highlights
from search.retrieval.retriever import Retriever
from search.types import ShownArticle


def shown(
    snapshot: Snapshot, retriever: Retriever, article_id: str, query: str | None
) -> ShownArticle:
    """Fetch an article with its paragraphs and statements, and mark what matches a query.

    Raises:
        ArticleNotFoundError: The index has none with this id.
        QueryError: The query is empty or too long.
    """
    article = snapshot.article(article_id)
    marks = None if query is None else Highlights(retriever.read(query))
    marked = marks.spans(article.text, article.language) if marks else ()
    spans = snapshot.paragraphs(article_id)
    flagged = snapshot.boilerplate(article_id)
    return ShownArticle(article, spans, flagged, marked, snapshot.statements(article_id))
