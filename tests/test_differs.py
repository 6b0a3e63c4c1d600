"""Who says otherwise: beside an answer stand sentences with another figure, date or negation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import index
import search
from search.near_duplicates.changes import Reading, change
from search.near_duplicates.denials import denies
from search.near_duplicates.differences import difference, overlap, same_subject
from search.near_duplicates.figures import figures
from search.near_duplicates.relation import Wording
from search.near_duplicates.revisions import revisions
from search.near_duplicates.tolls import tolls

BASE = "The ferry Alma of Tarnby carried 120 passengers when it hit the pier, the coast guard said."

DIFFERS = {
    BASE.replace("120", "140"): "figure",
    BASE.replace("120", "twelve"): "figure",
    BASE.replace("hit", "did not hit"): "negation",
}

OTHERWISE = [
    BASE,
    BASE.replace("Alma of Tarnby", "Runa of Ostmere").replace("120", "140"),
    BASE.replace("120", "140").replace("Tarnby", "Ostmere"),
    "Tarnby Bank shr 12 cts vs 14 cts, net 120 mln vs 140 mln in the quarter of the year.",
    "The ferry Alma of Tarnby is blue.",
]

ARTICLES = {
    "first.txt": ("2022-04-01", f"{BASE} Nobody was hurt. The pier will be closed for a month."),
    "second.txt": (
        "2022-04-03",
        f"{BASE.replace('120', '140')} The captain had slept. An inquiry has begun in Tarnby.",
    ),
    "third.txt": ("2022-04-05", f"CORRECTION: {BASE.replace('120', '132')} We regret the error."),
}

NEWS = {
    "growth.txt": (
        "Corvia grows",
        "2022-05-03",
        "The economy of Corvia grew by 0.6 percent in the first quarter, the statistics office in"
        " Belmora said on Tuesday. Exports of timber did best.",
    ),
    "growth-revised.txt": (
        "Corvia's growth",
        "2022-06-14",
        "Prices in Corvia fell in May. The statistics office revised its figure for growth in the"
        " first quarter to 0.2 percent, from 0.6 percent.",
    ),
    "growth-later.txt": (
        "Corvia grows",
        "2022-08-03",
        "The economy of Corvia grew by 0.9 percent in the second quarter, the statistics office in"
        " Belmora said on Wednesday. It grew by 0.3 percent a year earlier.",
    ),
    "bus.txt": (
        "Bus falls into ravine in Tarnby",
        "2021-03-02",
        "A bus fell into a ravine near Tarnby. The accident killed nine people, police said.",
    ),
    "bus-dead.txt": (
        "Tarnby bus: more dead",
        "2021-03-03",
        "The bus accident near Tarnby killed 16 people, up from nine reported on Tuesday.",
    ),
    "fire.txt": (
        "Fire in Ostmere mill",
        "2021-07-05",
        "A fire in a mill in Ostmere killed four workers on Monday, the fire brigade said.",
    ),
    "fire-dead.txt": (
        "Ostmere mill burns out",
        "2021-07-06",
        "Seven workers were killed in the fire in the mill in Ostmere, the mayor said.",
    ),
    "sale.txt": (
        "Dorvia to sell",
        "2022-02-01",
        "The brewer Dorvia will sell its bottling plant in Velm to Corland, the Post reported.",
    ),
    "sale-denied.txt": (
        "Dorvia denies sale",
        "2022-02-02",
        "Dorvia denied that it would sell its bottling plant in Velm to Corland.",
    ),
    "bid.txt": (
        "Runa bids for Alderby",
        "2022-09-01",
        "The shipping line Runa offered $40 a share for its rival Alderby on Thursday.",
    ),
    "ferry-fares.txt": (
        "Velm ferry fares",
        "2023-05-02",
        "The Velm ferry sells reduced fares until June 30. Children travel free.",
    ),
    "ferry-fares-later.txt": (
        "Velm ferry fares",
        "2023-06-20",
        "The Velm ferry extended its reduced fares to July 31, its owner said.",
    ),
    "bid-raised.txt": (
        "Runa raises bid",
        "2022-09-12",
        "Runa raised its offer for Alderby to $46 a share from $40.",
    ),
}

REVISES = {
    "raised to 65 mln stg from the original 60 mln, and lent at 5-3/4 pct": (65e6, 60e6),
    "rose by a revised 0.4 pct in May, previously reported as a 0.1 pct rise": (0.4, 0.1),
    "will cost about 3,800,000 crowns, not the eight mln crowns announced": (3.8e6, 8e6),
    "the coupon was cut to three pct from the 3-1/4 pct initially indicated": (3, 3.25),
    "47 people were killed, the ministry said, raising an earlier toll of 12": (47, 12),
    "will employ 170 people and not 700 as reported on March 1": (170, 700),
    "lowered its forecast for growth from 3 percent to 2.5 percent": (2.5, 3),
    "compares with its forecast of 70 mln crowns, which it revised down from 80 mln": (70e6, 80e6),
    "the bond was raised to a total of 12 mln crowns from 10 mln": (12e6, 10e6),
}

STAKE = (
    "Mira Holt raised her stake in Alderby to 81,000 shares, or 11.3 pct of all, from 45,000, or"
    " 6.3 pct."
)

CHANGES = [  # what is said later, and earlier, and what becomes of what
    (
        "Runa extended its offer for Alderby to April 3 from March 20.",
        "Runa's offer for Alderby will expire on March 20 unless extended.",
        ("date", "March 20", "April 3"),
    ),
    (
        "Runa said it is extending its offer for shares of Alderby until April Three.",
        "Runa extended the offer for Alderby's shares to midnight on 20 March.",
        ("date", "20 March", "April Three"),
    ),
    (
        "Corvia's timber exports rose 1.9 pct in May after a revised 0.3 percent fall in April.",
        "Corvia's timber exports fell 0.1 percent in April after no change in March.",
        ("figure", "0.1 percent", "0.3 percent"),
    ),
    (STAKE, "Mira Holt holds 6.3 pct of Alderby.", ("figure", "6.3 pct", "11.3 pct")),
    (
        "The line Runa raised its bid for all the shares of Alderby to $46 each.",
        "Alderby rejected a bid of Runa of $40 for each of its shares.",
        ("figure", "$40", "$46"),
    ),
]

CHANGES += [
    (
        "The mayor of Velm is Mira Asher, not Ashby.",
        "Mayor Mira Ashby opened the bridge on Friday.",
        ("name", "Ashby", "Mira Asher"),
    ),
    (
        "It was Mira Asher who resigned from the board of Velm Trust, not Ada Wells.",
        "Ada Wells resigned from the board of the Velm Trust.",
        ("name", "Ada Wells", "Mira Asher"),
    ),
    (
        "She is Mira Asher, not Ada Wells.",
        "The museum in Velm will be led by Ada Wells from May.",
        ("name", "Ada Wells", "Mira Asher"),
    ),
    (
        "The concert in the Velm town hall was postponed until May 10.",
        "A concert will be given in the town hall of Velm on May 3.",
        ("date", "May 3", "May 10"),
    ),
    (
        "The Ostmere tunnel will open in 2026 instead of 2024, the builder said.",
        "The tunnel to Ostmere opens in 2024.",
        ("date", "2024", "2026"),
    ),
    (
        "The bank of Corvia cut its forecast for growth this year to 1.1 percent.",
        "The bank of Corvia forecast growth of 2.4 percent for this year.",
        ("figure", "2.4 percent", "1.1 percent"),
    ),
]

CHANGES_NOT = [
    (
        "The finance minister of Corvia cut the target for loans of 1987 in Velm to 4 mln crowns.",
        "The target for loans of 1987 in Velm was cut by 3 mln crowns, Corvia's minister said.",
    ),
    (
        "The shares will not be redeemable before June 1, when a fund will retire the shares.",
        "The preferred shares of Dorvia will not be redeemable by its fund before May 1.",
    ),
    (
        "Index futures of the Velm exchange will expire on Thursday instead of Friday.",
        "The Tarnby exchange said that prices of Friday will be used for its index.",
    ),
    (
        "Corvia will delay its plan to include only 1987 wheat of the farm house in Velm.",
        "The plan of the farm house in Velm has been postponed until Tuesday.",
    ),
    (CHANGES[0][0], "Runa's offer for Alderby was made on March 2."),
    (CHANGES[0][0].replace("extended", "asked to extend"), CHANGES[0][1]),
    (CHANGES[1][0], "Dorvia extended its offer for Ostmere to March 20."),
    ("Loans less extended credits of Runa rose in the week to April 3.", CHANGES[0][1]),
    (CHANGES[2][0], "Corvia's timber exports fell 0.1 percent in March."),
    (CHANGES[2][0], "Corvia's wheat harvest fell 0.1 percent in April."),
    (CHANGES[2][0], "Corvia's timber exports were down 0.1 percent after a fall in April."),
    (CHANGES[5][0], "Mayor Tom Ashby opened the fair on Friday."),
    (CHANGES[6][0], "The town hall of Velm was built by May 3 of another year."),
    (CHANGES[7][0], "The tunnel to Ostmere opens in 2024, and a bridge in 2026."),
    (CHANGES[8][0], "The bank of Dorvia forecast growth of 2.4 percent for this year."),
    ("The bond of Corvia was lower, to yield 7 percent.", "The bond of Corvia yields 6 percent."),
    (STAKE, "Dorvia raised its stake in Alderby to 7.2 pct from 6.3 pct."),
    (CHANGES[4][0], "Alderby rejected a bid of Dorvia of $40 for each of its shares."),
    (CHANGES[4][0], "Alderby would reject a bid of Runa of $40 for each of its shares."),
]

CORRECTIONS = {  # by what is corrected: the correction, and what it corrects
    "date": (
        "Please read in paragraph two: mills close on April six for a week (corrects month).",
        "Most of the mills close on August six for a week of repairs.",
    ),
    "figure": (
        "CORRECTED - RUNA OFFERS 46 CROWNS A SHARE FOR ITS RIVAL ALDERBY (CORRECTS PRICE)",
        "RUNA OFFERS 36 CROWNS A SHARE FOR ITS RIVAL ALDERBY",
    ),
    "name": (
        "The mill was bought by Mira Asher of Tarnby for her two sons.",
        "The mill was bought by Mira Ashby of Tarnby for her two sons.",
    ),
}

REVISES_NOT = [
    "profit rose to 5.4 mln crowns from 4.9 mln crowns a year earlier",
    "it started its previously announced offer at 65 crowns a share for 4 mln shares",
    "estimates range from five billion crowns to 26 billion crowns",
    "it denied that it raised its offer to 46 crowns from 40 crowns",
    "it might raise its offer to 46 crowns from 40 crowns",
    "two grades cost 20.25 crowns, up 1.45 crowns, it said",
    "the new rule covers 45 percent of trade instead of 65 percent at present",
]


@pytest.mark.parametrize(("other", "what"), DIFFERS.items())
def test_another_figure_or_a_negation_differs(other: str, what: str) -> None:
    one, two = Wording.of(BASE), Wording.of(other)
    assert difference(one, two, same_day=True) == difference(two, one, same_day=True) == what


@pytest.mark.parametrize("other", OTHERWISE)
def test_the_same_and_other_matters_do_not_differ(other: str) -> None:
    assert difference(Wording.of(BASE), Wording.of(other), same_day=True) == ""


def test_what_is_said_of_today_is_of_its_day() -> None:
    one = Wording.of(BASE.replace("hit", "today hit"))
    two = Wording.of(BASE.replace("hit", "today hit").replace("120", "140"))
    assert difference(one, two, same_day=True) == "figure"
    assert difference(one, two, same_day=False) == ""


def test_articles_about_others_are_not_compared() -> None:
    assert same_subject(f"On Friday {BASE}", BASE)
    assert not same_subject("Shares of Runa rose.", BASE)


@pytest.mark.parametrize(("text", "both"), REVISES.items())
def test_a_sentence_tells_which_figure_takes_the_place_of_which(
    text: str, both: tuple[float, float]
) -> None:
    wording = Wording.of(text)
    (revision,) = revisions(wording, figures(wording))
    assert (revision.now.value, revision.once.value) == both
    assert revision.now.unit == revision.once.unit


@pytest.mark.parametrize(("later", "earlier", "expected"), CHANGES)
def test_a_later_sentence_changes_a_figure_or_a_day_of_an_earlier_one(
    later: str, earlier: str, expected: tuple[str, str, str]
) -> None:
    found = change(Reading.of(Wording.of(later)), Reading.of(Wording.of(earlier)))
    assert found is not None
    assert found[:3] == expected


@pytest.mark.parametrize(("later", "earlier"), CHANGES_NOT)
def test_what_ends_or_is_measured_elsewhere_is_not_changed(later: str, earlier: str) -> None:
    assert change(Reading.of(Wording.of(later)), Reading.of(Wording.of(earlier))) is None


@pytest.mark.parametrize(("what", "both"), CORRECTIONS.items())
def test_a_correction_differs_in_the_part_that_it_tells_again(
    what: str, both: tuple[str, str]
) -> None:
    one, other = overlap(*map(Wording.of, both))
    assert difference(one, other, same_day=True, corrects=True) == what
    assert difference(one, other, same_day=True) == ""


@pytest.mark.parametrize("text", REVISES_NOT)
def test_another_year_a_range_or_a_plan_revises_nothing(text: str) -> None:
    wording = Wording.of(text)
    assert revisions(wording, figures(wording)) == ()


def test_a_figure_has_its_scale_its_fraction_and_its_unit() -> None:
    text = "On May 3, 1987, Runa paid $1.2bn, 3-1/8 pct more; thirty-two ships, 60 mln Corvian dlrs"
    found = [(figure.value, figure.unit) for figure in figures(Wording.of(text))]
    assert figures(Wording.of("the loss proposed in the original 1986 budget")) == ()
    assert found == [(1.2e9, "dollar"), (3.125, "percent"), (32, "ship"), (60e6, "dollar")]


def test_tolls_of_one_event_are_compared_and_those_of_another_are_not() -> None:
    one = Wording.of("Four workers were killed in a fire in a mill in Ostmere.")
    other = Wording.of("The fire in the mill in Ostmere killed seven workers and hurt two.")
    again = Wording.of("Another fire in the mill in Ostmere killed seven workers.")
    elsewhere = Wording.of("A fire in a mill in Tarnby killed seven workers of the mill.")
    aged = Wording.of("Mira Holt, 43, of the mill was killed in the fire in Ostmere.")
    counts = tolls(one, other)
    assert counts is not None
    assert [figure.value for figure in counts] == [4, 7]
    for unlike in (one, again, elsewhere, aged):
        assert tolls(one, unlike) is None
    houses = Wording.of("The fire in Ostmere destroyed seven houses near the mill.")
    assert tolls(Wording.of("The fire in Ostmere near the mill destroyed 4 houses."), houses)
    assert not tolls(Wording.of("The fire in Ostmere near the mill destroyed 4 boats."), houses)


def test_a_denial_denies_what_another_sentence_says() -> None:
    said = Wording.of("Dorvia will sell its plant in Velm to Corland.")
    assert denies(Wording.of("Dorvia denied that it would sell its plant in Velm."), said)
    assert not denies(Wording.of("Dorvia denied that it is in debt to banks in Velm."), said)
    assert not denies(Wording.of("Dorvia denied that it would sell 5 plants in Velm."), said)
    assert denies(Wording.of("Dorvia has no plans to sell its plant in Velm, it said."), said)
    assert not denies(Wording.of("Dorvia has no plans to close its plant in Velm."), said)
    assert not denies(Wording.of("A plant in Velm is denied to Corland: Dorvia will sell."), said)
    assert not denies(Wording.of("Dorvia did not deny that it would sell its plant in Velm."), said)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[search.Engine]:
    folder = tmp_path_factory.mktemp("differs")
    for name, (day, text) in ARTICLES.items():
        (folder / name).write_text(f"Title: The ferry Alma\nDate: {day}\n\n{text}\n", "utf-8")
    for name, (title, day, text) in NEWS.items():
        (folder / name).write_text(f"Title: {title}\nDate: {day}\n\n{text}\n", "utf-8")
    index.build([folder], index_dir=folder / "index")
    with search.open_index(folder / "index") as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize("k", [1, 3])
def test_a_figure_that_is_withdrawn_comes_after_its_correction(
    engine: search.Engine, k: int
) -> None:
    first = engine.ask("how many passengers did the ferry Alma carry", k=k).answers[0]
    assert "132" in first.text
    assert first.differs


@pytest.mark.slow
def test_corrections_come_first_then_what_is_newer(engine: search.Engine) -> None:
    answers = engine.ask("how many passengers did the ferry Alma carry").answers
    oldest = next(a for a in answers if a.article.id.endswith("first.txt"))
    told = [(other.is_correction, other.where.article.date) for other in oldest.differs]
    assert told == [(True, "2022-04-05"), (False, "2022-04-03")]
    text = engine.article(oldest.differs[0].where.article.id).text
    where = oldest.differs[0].where
    assert text[where.start : where.end] == oldest.differs[0].text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "first", "note"),
    [
        (
            "how much did the economy of Corvia grow in the first quarter",
            "0.2",
            "0.6 percent, later 0.2 percent",
        ),
        ("how many people did the bus accident near Tarnby kill", "16", "nine people, later 16"),
        ("how many died in the fire in the mill in Ostmere", "", "four workers, later Seven"),
        ("how much did Runa offer for Alderby", "$46", "$40, later $46"),
        ("until when are there reduced fares on the Velm ferry", "", "June 30, later July 31"),
    ],
)
def test_a_former_figure_carries_a_note_with_the_new_one(
    engine: search.Engine, question: str, first: str, note: str
) -> None:
    answers = engine.ask(question).answers
    once = note.partition(",")[0]
    former = next(a for a in answers if once in a.text and "from" not in a.text)
    assert former.differs[0].note.startswith(note)
    assert first in answers[0].text
    assert first in (answers[0].part.text if answers[0].part else "")
    assert all("second quarter" not in other.text for a in answers for other in a.differs)


@pytest.mark.slow
def test_a_denial_stands_beside_what_it_denies(engine: search.Engine) -> None:
    answers = engine.ask("will Dorvia sell its bottling plant in Velm").answers
    said = next(a for a in answers if "will sell" in a.text)
    assert [(other.what, "denied" in other.text) for other in said.differs] == [("negation", True)]
