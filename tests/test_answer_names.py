"""A likely answer mentions the names that its question is about, in any of their forms."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import index
import search
from search.answers import selection
from search.answers.names import are_mentioned, by_synonyms, is_of_namesakes, names_of
from search.answers.question import Candidate, Question
from search.answers.selection import choose
from search.query.query import Query
from search.types import LIKELY

ARTICLES = {
    "vote.txt": "Title: Runoff in Tarvia\n\nIlse Brandow won the parliamentary election in Tarvia"
    " with 51 percent of the vote, the election board said on Sunday. Turnout was 64 percent.\n",
    "walkout.txt": "Title: Walkout at Ostmere\n\nDockers at the port of Ostmere will strike for two"
    " days from Monday, their union said. They want higher pay.\n",
    "flood.txt": "Title: Flood in Quellen\n\nEleven people died when the river burst its banks on"
    " Thursday night, the mayor said. Rescue teams came by boat.\n",
    "rates.txt": "Title: Rates raised\n\nThe Tarvian Monetary Authority raised its key interest"
    " rate to 4 percent on Wednesday. Governor Petra Holl said inflation was too high.\n",
    "merger.txt": "Title: Two insurers merge\n\nThe insurer Lindqvist Group will buy its rival"
    " Pelham for 700 million crowns, it said on Tuesday. The merger needs approval.\n",
    "snow.txt": "Title: Snow stops trains\n\nSnow closed the station of Gransund for three hours on"
    " Monday, and 27 trains were cancelled. Passengers got soup. The station of Estwick stayed"
    " open.\n",
    "tram.txt": "Title: Le tramway d'Ostrevant\n\nLa directrice de la compagnie, Odile Marchand, a"
    " promis dix rames neuves pour le printemps. « Les rails ont cinquante ans », a rappelé le"
    " conducteur Basile Thorel. Le maire n'a pas souhaité répondre aux questions.\n",
}

PRESENT = {
    "who won the election in Tarvia": "Ilse Brandow",
    "who won the Tarvian election": "Ilse Brandow",
    "when will the dockers at Ostmere strike": "from Monday",
    "how many people died in the flood in Quellen": "Eleven people",
    "what did the TMA raise its interest rate to": "4 percent",
    "what did Holl say about inflation": "too high",
    "how much will Lindqvist pay for Pelham": "700 million",
    "how many trains were cancelled in Gransund": "27 trains",
    "qu'a dit Basile Thorel ?": "cinquante ans",
    "How Much Will Lindqvist Pay For Pelham": "700 million",
}

ABSENT = [
    "who won the election in Sorvania",
    "who won the parliamentary election in Belgrave Isles",
    "when will the dockers at Westhaven strike",
    "how many people died in the flood in Marnau",
    "what did the Dorvian Monetary Authority raise its interest rate to",
    "what did Governor Jonas Weil say about inflation",
    "how much will the Hallgrim Group pay for Pelham",
    "how many ferries sank in the flood in Quellen",
    "who lost the parliamentary election in Tarvia to a cousin",
    "who inspected the insurer Pelham",
    "how many trains were cancelled in Estwick",
]

MENTIONED = {
    "what did Lucia Amadi say": ("Ms. Amadi said no.", "Amadi’s answer was no.", "AMADI SAYS NO"),
    "what did Health Minister Lucia Amadi say": ("The minister, Lucia Amadi, said no.",),
    "where was José Peña born": ("Jose Pena was born at sea.",),
    "what did the U.S. say": ("The US said no.", "The United States said no.", "America said no."),
    "what did the United Kingdom say": ("Britain said no.", "The U.K. said no."),
    "what did the European Central Bank do": ("The ECB raised rates.",),
    "what did the ECB do": ("The European Central Bank raised rates.",),
    "what did NATO do": ("Nato sent ships.",),
    "who leads Germany": ("The German chancellor is 60.",),
    "what did Chinese leaders say": ("China said no.",),
    "who leads the Vitrel Group": ("Karl Osmer leads Vitrel.",),
    "what did the Government say": ("The government said no.",),
    "what did Tomas Irek say": ("Neither Irek nor his rival came.", "Former AG Irek said no."),
    "what did Theresa May say": ("Mrs May said no.",),
    "what happened at the Superbowl": ("The Super Bowl was late.",),
}

NOT_MENTIONED = {
    "what did Lucia Amadi say": ("Henrik Amadi said no.", "Lucia Rennick said no."),
    "what did Health Minister Lucia Amadi say": ("Health minister Henrik Vosser said no.",),
    "what did the US say": ("He told us no.", "Ursula Sand said no."),
    "what did North Korea launch": ("South Korea launched a satellite.",),
    "who leads the Norvane Group": ("Karl Osmer leads the Vitrel Group, and the group grows.",),
    "what did Baker say": ("Two bakers said no.",),
    "who leads Austria": ("The Australian premier is 60.",),
    "who leads Belmora": ("Its neighbour Belmont has a new leader.",),
    "when did Pope Benedict visit": ("Pope Francis visited in May.",),
    "how many aircraft has Bellora ordered from Ternhall": ("Aerovia ordered 16 from Ternhall.",),
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[search.Engine]:
    folder = tmp_path_factory.mktemp("names")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    index.build([folder], index_dir=folder / "index")
    with search.open_index(folder / "index") as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize(("question", "said"), PRESENT.items())
def test_an_answer_with_the_names_is_likely(
    engine: search.Engine, question: str, said: str
) -> None:
    first = engine.ask(question).answers[0]
    assert said in first.text
    assert first.score >= LIKELY


@pytest.mark.slow
@pytest.mark.parametrize("question", ABSENT)
def test_what_the_articles_do_not_name_has_no_likely_answer(
    engine: search.Engine, question: str
) -> None:
    assert all(answer.score < LIKELY for answer in engine.ask(question).answers)


@pytest.mark.slow
def test_the_nearest_sentence_is_shown_although_it_is_doubtful(engine: search.Engine) -> None:
    first = engine.ask("who won the parliamentary election in Sorvania").answers[0]
    assert "Ilse Brandow" in first.text


@pytest.mark.parametrize(
    ("question", "text"), [(q, text) for q, texts in MENTIONED.items() for text in texts]
)
def test_a_name_is_mentioned_in_any_of_its_forms(question: str, text: str) -> None:
    names = names_of(question)
    assert names
    assert are_mentioned(names, [text], "en")


@pytest.mark.parametrize(
    ("question", "text"), [(q, text) for q, texts in NOT_MENTIONED.items() for text in texts]
)
def test_another_name_is_not_a_mention(question: str, text: str) -> None:
    assert not are_mentioned(names_of(question), [text], "en")


@pytest.mark.parametrize(
    "question",
    [
        "who won the election in tarvia",
        "WHO WON THE ELECTION IN TARVIA",
        "Who Won The Election In Tarvia",
        "Bus drivers want what",
        "What happened on Friday in May",
        "What did the President and the Prime Minister say",
        "谁赢得了选举",
        "which famous Tarvian wrote the poem",
        "how many people watched it on TV",
    ],
)
def test_capitals_that_say_nothing_make_no_name(question: str) -> None:
    assert names_of(question) == ()


def test_all_names_must_be_mentioned_but_each_where_it_will() -> None:
    names = names_of("what did Amadi promise the dockers of Ostmere")
    assert are_mentioned(names, ["Amadi promised higher pay.", "Walkout at Ostmere"], "en")
    assert not are_mentioned(names, ["Amadi promised higher pay.", "Walkout at Kellin"], "en")


def test_german_nouns_are_no_names_but_places_and_persons_are() -> None:
    text = "Ilse Brandow siegte bei der Präsidentschaftswahl."
    assert are_mentioned(names_of("Wer gewann die Wahl"), [text], "de")
    assert not are_mentioned(names_of("Wer gewann die Wahl in Tarvia"), [text], "de")
    assert are_mentioned(names_of("Wer gewann die Wahl in Tarvia"), [text, "Tarvia wählt"], "de")
    assert not are_mentioned(names_of("Was sagt Jonas Weil"), [text], "de")


def test_a_text_without_capitals_is_given_the_benefit() -> None:
    assert are_mentioned(names_of("who won in Tarvia"), ["布兰多赢得了选举。"], "zh")


def _candidate(row: int, blend: float, text: str) -> Candidate:
    return Candidate((row,), blend, "en", "", "", 0, text, ((0, len(text)),), None, None)


def test_what_mentions_the_names_comes_before_what_scores_higher() -> None:
    asked = "who rules the island of Tarvia"
    query = Query(asked, ("rule", "island", "tarvia"), ((4, 9), (14, 20), (24, 30)), asked=asked)
    question = Question(query, {"rule": 1.0, "island": 1.0, "tarvia": 1.0}, None)
    other = _candidate(0, 1.0, "A duke rules the island of Sorvania.")
    named = _candidate(1, 0.0, "A queen rules Tarvia.")
    assert [choice.row for choice in choose(question, [other, named])] == [1]
    (alone,) = choose(question, [other])
    assert selection.THRESHOLD <= alone.score < LIKELY


def test_a_name_within_a_longer_one_is_mentioned_by_what_that_is_called() -> None:
    asked = "how many dikes will the National Office for Flood Protection build"
    names = names_of(asked)
    others = by_synonyms(names, [("National Office for Flood Protection", ("NOFP",))])
    assert are_mentioned(names, ["NOFP will build 14 dikes."], "en", others)
    assert not are_mentioned(names, ["The harbour office will build 14 dikes."], "en", others)


def test_kin_may_have_the_same_name() -> None:
    sentence = "The prize went to Runa Ekeby."
    for asked, is_of_another in (("who sued Sten Ekeby", True), ("the wife of Sten Ekeby", False)):
        question = Question(Query(asked, (), (), asked=asked), {}, None)
        assert question.is_of_namesakes(sentence) == is_of_another


@pytest.mark.parametrize(
    ("sentence", "is_of_another"),
    [
        ("The novelist Runa Ekeby received the prize.", True),
        ("Runa and Sten Ekeby received the prize.", False),
        ("Ekeby received the prize.", False),
        ("Mr. Ekeby received the prize.", False),
        ("Sten received the prize.", False),
        ("He received the prize.", False),
        ("The prize went to Mayor Ekeby.", False),
        ("RUNA EKEBY RECEIVED THE PRIZE.", False),
    ],
)
def test_a_sentence_may_be_about_a_namesake(sentence: str, is_of_another: bool) -> None:
    assert (
        is_of_namesakes(names_of("which prize did Sten Ekeby receive"), sentence) == is_of_another
    )
