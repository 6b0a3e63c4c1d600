"""Passage: a row as a reader of the article finds it."""

from __future__ import annotations

from typing import NamedTuple

from index.types import Article


class Passage(NamedTuple):
    """A row as a reader of the article finds it.

    Attributes:
        article: Without its text.
        number: Which paragraph of the article, from 0.
        start, end: Code points in the article's text.
    """

    article: Article
    number: int
    start: int
    end: int
