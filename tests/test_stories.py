"""Stories of short paragraphs: what their leads name is known in what goes on with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import index
import search
from search.answers.types import Answer
from search.types import LIKELY

STORIES = {
    "ferry": """Title: Ferry runs aground off Sundvik
Date: 2021-05-04

The ferry Ottar ran aground off Sundvik on Tuesday in thick fog.

All 212 passengers were taken off in boats. The captain had switched off the radar.

The ship belongs to Norrland Lines, which has 14 others.
""",
    "later": """Title: Ottar sails again
Date: 2022-03-01

The ferry Ottar sailed again from Sundvik on Monday after ten months in a yard.

It had carried 90,000 passengers in 2019.
""",
    "marathon": """Title: Rain at the lake run
Date: 2020-09-13

Elin Torsby won the Halden Lake Run on Sunday in pouring rain.
""",
    "museum": """Title: A farewell in Brenna
Date: 2021-06-30

Ivo Castell said goodbye to the museum of Brenna with a dinner for its staff on Wednesday.

He gave the museum a clock. The staff gave him a kite.
""",
    "quota": """Title: Minister against quotas
Date: 2019-02-02

Lena Dahlby, the fisheries minister, said on Saturday that the quota on herring was a mistake.
""",
    "quota-again": """Title: Minister for quotas
Date: 2023-04-20

Lena Dahlby, the fisheries minister, said on Thursday that the quota on herring must stay.

The fishermen asked for help, said one of them, Arvid Moen.
""",
    "recount": """Title: Recount in Tveit
Date: 2022-10-09

After a recount, Nora Lund won the mayoral election in Tveit by nine votes, the board said.
""",
    "count": """Title: Close race in Tveit
Date: 2022-10-02

Odd Berge won the mayoral election in Tveit by four votes, the board said on Sunday.
""",
    "duties": """Title: Duties on timber
Date: 2021-01-12

Haldmark imposed duties on timber from Oskania on Tuesday.
""",
    "sale": """Title: Mill sold
Date: 2021-08-12

Brekke Paper paid 70 million crowns for Vik Pulp on Thursday.
""",
    "italiano": """Title: Il porto di Sundvik
Date: 2021-05-05

Il sindaco ha detto che il porto di Sundvik resterà chiuso per due settimane, perché la nave deve
essere riparata e perché la nebbia non permette ai pescatori di lavorare.
""",
    "deutsch": """Title: Der Hafen von Sundvik
Date: 2021-05-05

Der Bürgermeister sagte, der Hafen von Sundvik bleibe zwei Wochen lang geschlossen, weil das Schiff
repariert werden müsse und der Nebel den Fischern keine Arbeit erlaube.
""",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[search.Engine]:
    place = tmp_path_factory.mktemp("stories")
    for name, text in STORIES.items():
        (place / f"{name}.txt").write_text(text, encoding="utf-8")
    index.build([place], index_dir=place / "index")
    with search.open_index(place / "index") as opened:
        yield opened


def first(engine: search.Engine, question: str) -> Answer:
    return engine.ask(question).answers[0]


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("how many passengers were on the ferry Ottar when it ran aground", "212 passengers"),
        ("what did Castell give the museum of Brenna", "a clock"),
        ("who won the mayoral election in Tveit", "Nora Lund"),
        ("what did Lena Dahlby say about the quota on herring in 2019", "a mistake"),
        ("what did Lena Dahlby say about the quota on herring in 2023", "must stay"),
        ("what did Arvid Moen say", "asked for help"),
    ],
)
def test_the_sentence_that_says_it_is_the_answer(
    engine: search.Engine, question: str, part: str
) -> None:
    answer = first(engine, question)
    assert part in answer.text
    assert answer.score >= LIKELY
    article = engine.article(answer.article.id)
    assert article.text[answer.start : answer.end] == answer.text
    assert answer.text in answer.context


@pytest.mark.parametrize(
    "question",
    [
        "who won the Halden Lake Run in 2016",
        "how much did Vik Pulp pay for Brekke Paper",
        "which country imposed duties on timber from Haldmark",
        "when was Brekke Paper founded",
    ],
)
def test_what_is_about_another_is_not_likely(engine: search.Engine, question: str) -> None:
    assert all(answer.score < LIKELY for answer in engine.ask(question).answers)


def test_a_passage_over_two_paragraphs_stands_where_it_says(engine: search.Engine) -> None:
    answer = first(engine, "how many passengers were on the ferry Ottar when it ran aground")
    text = engine.article(answer.article.id).text
    assert answer.context == text[answer.context_start :][: len(answer.context)]
    assert Path(answer.article.id).stem == "ferry"
