"""The blend of words and meaning holds for queries of any length."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import index
import search
from search.retrieval import fusion

WEIGHTS = st.floats(0.01, 2000)
RAREST = st.floats(1, 20)

PEOPLE = (
    "Ingrid Vale, Ingmar Valen, Petra Ostrom, Peter Oskarson, Tomas Brandvold, Thomas Brand,"
    " Ilse Kverneland, Ilka Kvern, Ada Quillfeather, Adam Quill"
).split(", ")
"""Names, each of which looks like the one beside it."""

PASSING = (
    "The ferry to the outer islands was late again on Tuesday because of fog, the harbour office"
    " said, and among those who waited on the quay for two hours were forty pupils, a choir and"
    " {}.",
    "Dredging of the northern channel will cost 38 million crowns and take until autumn. The sum"
    " was agreed after a long night, in which {} spoke last. Fishermen fear for the mussel beds.",
    "Bread prices went up by a tenth. Bakers blame the poor harvest; {} blames the bakers.",
)
"""What mentions somebody in passing."""

ABOUT_NOBODY = (
    "The mayor of the town was born here, went to school by the harbour and became its first"
    " citizen at the age of forty; her biography is sold in every shop.",
    "Who is who in the region: a list of first names and family names, with the meaning of each.",
    "A portrait of the woman who runs the bakery, of her family and of her life.",
    "The politician, a Norwegian lawyer, was named as a candidate on Monday.",
)
"""What sounds more like a person than that."""


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[search.Engine]:
    """Paragraphs that mention people, and others that are about people without a name."""
    folder = tmp_path_factory.mktemp("people")
    (folder / "news").mkdir()
    texts = [text.format(name) for name in PEOPLE for text in PASSING]
    for number, text in enumerate([*texts, *ABOUT_NOBODY]):
        (folder / "news" / f"{number:02}.txt").write_text(text + "\n")
    index.build([folder / "news"], index_dir=folder / "index")
    with search.open_index(folder / "index") as engine:
        yield engine


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["hybrid", "keyword"])
def test_hits_with_a_name_come_before_those_without(
    people: search.Engine, mode: search.Mode
) -> None:
    for person in PEOPLE:
        for name in (person, person.split()[1], person.split()[0], person.lower()):
            hits = people.search(name, k=100, mode=mode, every=True).hits
            words = set(name.lower().split())
            named = [words <= set(hit.text.lower().replace(".", " ").split()) for hit in hits]
            assert named == sorted(named, reverse=True), (name, [hit.text for hit in hits])
            assert sum(named) == len(PASSING)


@given(bound=WEIGHTS, more=WEIGHTS, rarest=RAREST)
def test_more_words_take_more_but_not_in_proportion(
    bound: float, more: float, rarest: float
) -> None:
    short, long = fusion.divisor(bound, rarest), fusion.divisor(bound + more, rarest)
    assert short <= bound
    assert short < long
    # What has the same share of the words gets no less for it.
    assert (bound + more) / long >= bound / short * (1 - 1e-9)
    # What has the same words gets less, by the root of what is added once a query is long.
    if bound >= fusion.LONG_QUERY * rarest:
        assert long == pytest.approx(short * ((bound + more) / bound) ** 0.5)


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Iterator[search.Engine]:
    """A paragraph with every third of sixty words, and thirty with other words."""
    folder = tmp_path_factory.mktemp("words")
    (folder / "a").mkdir()
    (folder / "a" / "third.txt").write_text(" ".join(WORDS[::3]) + ".\n")
    for number in range(30):
        (folder / "a" / f"{number}.txt").write_text(f"Nothing here is of use: {number} kettles.\n")
    index.build([folder / "a"], index_dir=folder / "index", model=str(static_model))
    with search.open_index(folder / "index") as engine:
        yield engine


WORDS = [first + second for first in "bdfgklmnprst" for second in ("ab", "oq", "uf", "im", "ew")]


@pytest.mark.parametrize("mode", ["hybrid", "keyword"])
def test_the_words_of_a_long_query_are_not_starved(words: search.Engine, mode: search.Mode) -> None:
    def part(count: int) -> float:
        query = " ".join(WORDS[:count])
        (hit,) = words.search(query, k=1, mode=mode, explain=True).hits
        assert hit.article.id == "a/third.txt"
        assert hit.explanation is not None
        assert hit.explanation.bound is not None and hit.keyword_score is not None
        return hit.explanation.keyword_weight * hit.keyword_score / hit.explanation.bound

    shares = [part(count) for count in (6, 12, 24, 60)]
    assert shares == sorted(shares)
    assert shares[-1] > 1.5 * shares[0]
