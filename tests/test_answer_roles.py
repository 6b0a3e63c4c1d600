"""Who did it to whom: a sentence that says the reverse of what is asked is no likely answer."""

from __future__ import annotations

import pytest

from search.answers.acts import Act, act_of, predicate_of
from search.answers.offices import office_of, verdicts
from search.answers.question import Candidate, Question
from search.answers.selection import choose
from search.answers.verbs import base, is_past
from search.query.query import Query
from search.types import LIKELY

READ = {
    "who drove the crows away": Act("drove", done_to="crows"),
    "who sued Corland": Act("sued", done_to="corland"),
    "which company has acquired Corland": Act("acquired", done_to="corland"),
    "who was sued by Corland": Act("sued", doer="corland"),
    "by whom was Corland sued": Act("sued", done_to="corland"),
    "who was Corland sued by": Act("sued", done_to="corland"),
    "whom did Dorvia sue": Act("sue", doer="dorvia"),
    "what did Ida Oske give Wendell": Act("give", doer="oske", done_to="wendell"),
    "who took over Corland": Act("took", done_to="corland"),
    "who lent Corland money": Act("lent", done_to="corland"),
    "which country did Dorvia invade": Act("invade", doer="dorvia"),
    "how much did Dorvia pay for Corland": Act("pay", doer="dorvia", others=frozenset(["corland"])),
    "when was Corland founded": Act("founded", done_to="corland"),
    "how much did it cost": None,
    "who will succeed Ida Oske as director": Act("succeed", done_to="oske"),
    "whom will Ida Oske succeed": Act("succeed", doer="oske"),
    "whose bid did Corland reject": Act("reject", doer="corland"),
    "whose veto did Corland override": Act("override", doer="corland"),
    "what did the farmers in Corland accuse the herders of": Act(
        "accuse", doer="farmers", done_to="herders", nouns=frozenset(["farmers", "herders"])
    ),
    "who won the cup against Corland": Act("won", done_to="cup", others=frozenset(["corland"])),
    "who said the cranes are unsafe": None,
    "who won in Corland": None,
    "what will the venture in Corland be called": Act("called", done_to="venture"),
    "when will Corland close its yard": Act("close", doer="corland"),
    "when did Corland discover oxygen": Act("discover", doer="corland"),
    "how many troops did Corland mass along the border": Act("mass", doer="corland"),
    "when did Corland join the Union of Ports": Act(
        "join", doer="corland", others=frozenset(["union", "ports"])
    ),
    "how many forced landings did Corland see": Act("see", doer="corland"),
    "when did the strike of the dockers in Corland end": None,
    "what did the warehouse in Corland hold": Act("hold", doer="warehouse"),
    "how many horses does Corland want to sell": Act("sell", doer="corland"),
    "which cave did Corland spelunk": Act("spelunk", doer="corland"),
    "how many boats does Corland have": Act("have", doer="corland"),
    "how many boats does Corland have today": None,
    "what has Corland bought": Act("bought", doer="corland"),
    "when was Corland's plan announced": None,
    "where is Corland": None,
    "who expelled diplomats of Corland": Act("expelled", done_to="corland"),
    "what happened": None,
    "who signed a treaty with Corland": Act("signed", done_to="treaty"),
    "who bought Corland Group": Act("bought", done_to="corland"),
    "who will guard the gate": Act("guard", done_to="gate"),
    "who made an offer for Corland": Act("bid", done_to="corland"),
    "whom is Dorvia suing": Act("suing", doer="dorvia"),
    "who won the Corland regatta": Act("won", done_to="corland", thing="regatta"),
}

PREDICATES = {
    "when was the plane built that crashed near Corland": "built",
    "from when will the Corland Museum be closed": "closed",
    "how many people were injured when the train derailed": "injured",
    "in which year did Ida Oske last sing in Corland": "sing",
    "by how many inhabitants did Corland grow": "grow",
    "how much money did the winner of the cup get": "get",
    "how tall is the tower": "",
    "how many people drowned in Corland": "drowned",
    "who pays for the fair in Corland": "pays",
    "when will the roof of the hall in Corland be mended": "mended",
    "when was the bridge of Corland built": "built",
    "what was the train that came from Corland carrying": "carrying",
}

RIGHT = {
    "who sued Corland": ["Dorvia sued Corland.", "Corland was sued by Dorvia."],
    "whom did Dorvia sue": ["Dorvia sued Corland.", "Corland was sued by its rival Dorvia."],
    "who was sued by Dorvia": ["Dorvia has sued Corland.", "Corland was sued by Dorvia."],
    "who bought Corland": ["Dorvia acquired Corland.", "Corland was taken over by Dorvia."],
    "who took over Corland": [
        "Dorvia's takeover of its rival Corland was approved.",
        "The acquisition of Corland by Dorvia took a year.",
        "Corland's purchase by Dorvia took a year.",
    ],
    "what did Dorvia say": ["“That is sold,” Dorvia said."],
    "what did Dorvia buy": [
        "Dorvia said it had bought Corland.",
        "Corland agreed to sell a mine to Dorvia.",
    ],
    "whom did Dorvia override": ["Dorvia overrode Corland."],
    "which company owns Corland": ["Corland belongs to Dorvia."],
    "who conducted the poll of Corland": ["The poll of Corland conducted by Dorvia was wrong."],
    "what did the farmers accuse Corland of": ["The farmers accused Corland of theft."],
    "how much of Corland does Dorvia own": ["Dorvia, which has shops, owns 56 pct of Corland."],
    "which shares does Dorvia hold": ["RMJ Holding said Dorvia does hold shares of Corland."],
    "who lowered the toll of Corland": ["Dorvia cut the toll of Corland."],
    "when was Corland launched": ["Corland, launched in May, is over."],
    "what does the CTU oppose": ["The Corland Typists Union opposes tolls."],
    "how many cups has Corland won": ["Six-time winner Corland sang."],
    "who awarded Dorvia": ["Dorvia was awarded the prize by Corland."],
    "who signed a treaty with Dorvia": ["Corland and Dorvia signed a treaty."],
    "who lent Corland 3 crowns": ["Corland borrowed 3 crowns from Dorvia."],
    "who sold the mine to Dorvia": ["Dorvia had bought the mine from Corland."],
    "whom did Ida Oske replace": ["Ida Oske, who replaced Ada Wells, came."],
    "who is suing Corland": ["Ida Oske is suing Corland."],
    "who drives the library": ["Librarian Ida Oske drives a library."],
    "who beat Corland": [
        "Corland lost 3-0 at Dorvia.",
        "Corland lost to the village of Dorvia, 1-2.",
        "Dorvia stunned Corland, 2-1.",
        "Corland was thrashed by Dorvia.",
    ],
    "who made an offer for Corland": ["Dorvia Group's first offer for Corland is too low."],
    "when will Corland meet Dorvia": ["Corland is to meet Dorvia on Friday."],
    "which diplomats did Dorvia expel": ["Corland heard of Dorvia's decision to expel two."],
}

REVERSE = {
    "who sued Corland": ["Corland sued Dorvia.", "Dorvia was sued by Corland."],
    "who beat Corland": ["Dorvia lost to Corland, 1-2."],
    "whom did Dorvia sue": ["Corland sued Dorvia.", "Dorvia was sued by its rival Corland."],
    "who took over Corland": [
        "Corland's takeover of Dorvia was approved.",
        "The acquisition of Dorvia by Corland took a year.",
    ],
    "who expelled diplomats of Corland": ["Corland expelled ten diplomats of Dorvia."],
    "who was sued by Dorvia": ["Corland has sued Dorvia."],
    "who bought Corland": [
        "Corland acquired Dorvia.",
        "Dorvia was bought by Corland.",
        "Dorvia agreed to sell a mine to Corland.",
        "Dorvia bought Corland's oldest mine.",
    ],
    "how much did Corland offer for Dorvia": ["Dorvia had offered 2.9 billion in May."],
    "how much did Corland pay for Dorvia": ["Dorvia paid 30 crowns for Corland."],
    "who will succeed Corland": ["Corland will succeed Dorvia."],
    "who imposed duties on wool from Corland": ["Corland imposed duties on wool from Dorvia."],
    "who lent Corland money": ["Corland lent the builder Dorvia 30 crowns."],
    "what did Dorvia give Corland": ["Corland gave Dorvia a grey horse."],
    "whom did Dorvia arrest": ["She had been arrested by the border guard in May."],
    "what did Dorvia buy": ["In May Corland itself bought a mine."],
    "who sold a mine to Dorvia": ["Dorvia said it has agreed to sell a mine."],
    "how much does Corland owe Dorvia": ["Corland owes 2 crowns to the miners."],
    "who pulled Ida Oske from a mine": [
        "Two men were pulled from a mine in Dorvia late on Sunday by a herder, Ida Oske, who sang."
    ],
    "whom did Dorvia award the prize to": ["The prize was awarded to Dorvia by Corland."],
    "whom did Ida Oske replace": ["Ada Wells, who replaced Ida Oske in May, came."],
    "whom did Corland beat": ["Dorvia beat Arven in May."],
    "who stole the bell of Corland": ["The bell of Corland was stolen in May, the police said."],
    "who drove the crows away": ["Crows drove the harriers away."],
    "who closed the fair of Corland": ["Dorvia opened the fair of Corland."],
    "which diplomats did Dorvia expel": [
        "Dorvia heard of Corland's decision last week to expel two."
    ],
    "who made an offer for Corland": [
        "Corland's first offer for Dorvia is too low.",
        "Arven's offer for Dorvia is too low.",
    ],
    "who forged the seal of Corland": [
        "A court acquitted Ida Oske of forging the seal of Corland."
    ],
    "what did Corland bomb": ["Dorvia's air force bombed the bridge behind them."],
}


def _question(asked: str) -> Question:
    words = asked.split()
    starts = [asked.index(word) for word in words]
    spans = tuple((at, at + len(word)) for at, word in zip(starts, words, strict=True))
    return Question(
        Query(asked, tuple(map(str.lower, words)), spans, asked=asked),
        {word.lower(): 1.0 for word in words},
        None,
    )


def _candidate(*sentences: str) -> Candidate:
    text = " ".join(sentences)
    spans = tuple((text.index(one), text.index(one) + len(one)) for one in sentences)
    return Candidate((0,) * len(spans), 1.0, "en", "", "", 0, text, spans, None, None)


@pytest.mark.parametrize(("asked", "act"), READ.items())
def test_a_question_says_who_did_what_to_whom(asked: str, act: Act | None) -> None:
    assert act_of(asked) == act


@pytest.mark.parametrize(
    ("asked", "text"), [(q, text) for q, some in RIGHT.items() for text in some]
)
def test_the_right_order_is_the_answer(asked: str, text: str) -> None:
    reverse = next(iter(REVERSE.get(asked, ["Nobody saw it."])))
    first = choose(_question(asked), [_candidate(reverse, text)], threshold=0.0)[0]
    start, end = first.span
    assert f"{reverse} {text}"[start:end] == text


@pytest.mark.parametrize(
    ("asked", "text"), [(q, text) for q, some in REVERSE.items() for text in some]
)
def test_the_reverse_alone_is_not_likely(asked: str, text: str) -> None:
    assert all(one.score < LIKELY for one in choose(_question(asked), [_candidate(text)]))


def test_a_place_is_no_party() -> None:
    text = "In Corland Ida Oske won the vote."
    question = _question("who won Corland")
    assert choose(question, [_candidate(text)], threshold=0.0)[0].score >= LIKELY


def test_an_office_is_somebodys() -> None:
    office = office_of("who is the prime minister of Corland")
    assert office is not None
    assert (office.words, office.owner) == (("prime", "minister"), ("corland",))
    asked = "who is the president of Corland"
    first, second = "Corland and Dorvia signed.", "{} sent its president, Ida Oske, to the lake."
    for sender, doubts in (("Dorvia", [True, True]), ("Corland", [True, False])):
        judged = verdicts(_question(asked), _candidate(first, second.format(sender)))
        assert judged is not None
        assert [verdict.is_doubtful for verdict in judged] == doubts


def test_a_role_in_a_play_or_a_year_is_no_office() -> None:
    assert office_of("who is the oldest keeper to row in a race") is None
    assert office_of("who was the best rower for 2015") is None


def test_an_office_may_be_that_of_an_acronym() -> None:
    text = "Ida Oske, chairwoman of the Corland Typists Union, came."
    judged = verdicts(_question("who is the chairwoman of the CTU"), _candidate(text))
    assert judged is not None
    assert not judged[0].is_doubtful


def test_an_office_that_is_said_to_be_anothers_is_no_answer() -> None:
    sentences = ("Dorvia's new president came.", "Corland's president, Ida Oske, came.")
    judged = verdicts(_question("who is the new president of Corland"), _candidate(*sentences))
    assert judged is not None
    assert [verdict.is_doubtful for verdict in judged] == [True, False]


@pytest.mark.parametrize(
    "forms",
    ["buy buys buying bought", "leave leaving left", "win winning won", "rob robbing robbed"],
)
def test_the_forms_of_a_verb_are_one(forms: str) -> None:
    assert len({base(form) for form in forms.split()}) == 1
    assert [form for form in forms.split() if is_past(form)][-1] == forms.rsplit(maxsplit=1)[-1]
    assert not any(is_past(form) for form in ("buys", "buying", "leaving"))


@pytest.mark.parametrize(("asked", "verb"), PREDICATES.items())
def test_a_question_says_what_happened(asked: str, verb: str) -> None:
    assert predicate_of(asked) == verb
