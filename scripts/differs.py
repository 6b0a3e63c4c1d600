"""Print what `ask` lists as saying otherwise, to be judged pair by pair.

    python scripts/differs.py INDEX [QUESTIONS] [-k N]

QUESTIONS has a question a line; differs_questions.txt, beside this file, asks about the news of
1987: 401 questions about what Reuters told more than once, then 500 written from titles that were
drawn at random, some from all, most from those with a word such as raise, extend, stake, deficit or
denies, before anybody looked at what is listed for them. Each pair is printed once, with both
sentences, where they stand, and the note that is shown; then how many pairs there are, by kind.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import search
from search.answers.types import Answer, Contradiction
from search.types import ArticleInfo

QUESTIONS = Path(__file__).with_name("differs_questions.txt")


def pairs(
    engine: search.Engine, questions: list[str], k: int
) -> Iterator[tuple[str, Answer, Contradiction]]:
    """Ask, and yield what differs, with the question and the answer; each pair once.

    What two articles say otherwise is one pair, also where an answer is a passage of sentences.
    """
    seen: set[tuple[frozenset[str], str]] = set()
    for question in questions:
        for answer in engine.ask(question, k=k).answers:
            for other in answer.differs:
                articles = frozenset((answer.article.id, other.where.article.id))
                pair = articles, other.note or other.what
                if pair not in seen:
                    seen.add(pair)
                    yield question, answer, other


def _told(name: str, article: ArticleInfo, start: int, end: int, text: str) -> str:
    place = f"{article.id} [{start}:{end}] {article.date or 'undated'} {article.title}"
    return f"  {name} {' '.join(text.split())}\n      {place}"


def main() -> None:
    """Print all pairs."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path, nargs="?", default=QUESTIONS)
    parser.add_argument("-k", type=int, default=5, help="answers to each question")
    options = parser.parse_args()
    questions = [line for line in options.questions.read_text("utf-8").splitlines() if line]
    kinds: Counter[str] = Counter()
    with search.open_index(options.index) as engine:
        for question, answer, other in pairs(engine, questions, options.k):
            kind = "correction" if other.is_correction else "revision" if other.note else other.what
            kinds[kind] += 1
            print(f"{kinds.total()}. {kind} {other.note} <- {question}")
            print(_told("A", answer.article, answer.start, answer.end, answer.text))
            where = other.where
            print(_told("B", where.article, where.start, where.end, other.text))
    print(f"{kinds.total()} pairs of {len(questions)} questions: {dict(kinds)}")


if __name__ == "__main__":
    main()
