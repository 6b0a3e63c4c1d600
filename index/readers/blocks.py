"""Blocks of a document: paragraphs, rows of tables, and what stands apart from the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LAYOUT_CHARS = 200
"""A cell with several paragraphs of more characters together is a column, not a value in a row."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text of its own.

    Attributes:
        text: White space squeezed.
        style: The folded name of its style; empty where it has none.
        table: Number of the table that it is a row of; 0 where it is none.
        apart: Whether it stands outside the text around it: a note, a text box.
    """

    text: str
    style: str = ""
    table: int = 0
    apart: bool = False


def joined(blocks: Sequence[Block]) -> str:
    """Return blocks as one text: rows of a table line by line, all else a blank line apart."""
    parts: list[str] = []
    for number, block in enumerate(blocks):
        if number:
            same_table = block.table and block.table == blocks[number - 1].table
            parts.append("\n" if same_table else "\n\n")
        parts.append(block.text)
    return "".join(parts)


def row_of(texts: list[str], cells: list[list[Block]], table: int) -> Iterator[Block]:
    """Yield a row as one block, and what is in its cells besides values; columns one by one.

    Args:
        texts: Of the cells, in one line each.
        cells: Their blocks.
        table: Number of the table.
    """
    filled = [text for text in texts if text]
    if len(filled) <= 1 or any(_is_column(blocks) for blocks in cells):
        own = [block for blocks in cells for block in blocks]
        if filled and not any(not block.table and not block.apart for block in own):
            own.append(Block(filled[0], table=table))  # of a cell above, alone in its row
        yield from own
        return
    while not texts[-1]:
        texts = texts[:-1]
    yield Block(" | ".join(texts), table=table)
    for blocks in cells:
        yield from (block for block in blocks if block.table or block.apart)


def _is_column(blocks: list[Block]) -> bool:
    texts = [block.text for block in blocks if not block.table and not block.apart]
    return len(texts) > 1 and sum(map(len, texts)) > LAYOUT_CHARS
