"""Who says otherwise in other words: later tolls, costs, plans, days and denials."""

from __future__ import annotations

from datetime import date

import pytest

from search.near_duplicates.changes import Reading, change
from search.near_duplicates.claims import claim
from search.near_duplicates.denials import denies
from search.near_duplicates.differences import difference, names_of, same_subject
from search.near_duplicates.estimates import estimates, other_estimate
from search.near_duplicates.figures import figures
from search.near_duplicates.relation import Wording
from search.near_duplicates.tolls import tolls

TOLLS = [
    (
        "The ferry Runa sank off Tarnby on Monday, killing at least 18 people.",
        "Divers went home: the death toll of the sinking of the ferry Runa stands at 23.",
        (18, 23),
    ),
    (
        "A bomb tore through a market in Velm, killing 31 people and wounding more than 80.",
        "Two of them died, bringing to 33 the number of people killed in the market bombing.",
        (31, 33),
    ),
    (
        "The slide in the Ostmere quarry killed 14 diggers on Sunday.",
        "The mayor lowered the death toll of the slide in the Ostmere quarry to 11.",
        (14, 11),
    ),
    (
        "The heath fire near Halden has burned 1,200 hectares, the brigade said.",
        "The heath fire near Halden had burned 3,400 hectares by noon.",
        (1200, 3400),
    ),
    (
        "Some 60,000 people marched through Velm against the salt tax.",
        "Police put the number of people who marched in Velm against the salt tax at 22,000.",
        (60000, 22000),
    ),
    (
        "The rains in the valley of Sellmark have killed 46 people.",
        "The rains in the valley of Sellmark have now claimed 71 lives.",
        (46, 71),
    ),
    (
        "About 9,000 weavers in the county of Velm are on strike for higher pay.",
        "There are 3,400 weavers on strike in the county of Velm, it was said.",
        (9000, 3400),
    ),
]

TOLLS_NOT = [
    (
        "Police arrested 14 people at a match in Tarnby on Tuesday.",
        "Police arrested 9 people in a raid in Tarnby on Saturday.",
    ),
    (
        "Some 45 people were killed in Velm in the valley of Sellmark.",
        "The toll in Tarnby in the valley of Sellmark rose to 81; 45 people were killed in Velm.",
    ),
    (
        "A guard was killed and 70 were hurt when a bomb was lobbed into the mill in Velm.",
        "Six were killed by a bomb in the mill in Velm.",
    ),
    (
        "An explosion in the mill at Velm killed one man.",
        "Two people were killed in a previous explosion in the mill at Velm.",
    ),
    (
        "The rains in the valley of Sellmark have killed 46 people.",
        "Boats have saved 71 lives in the rains in the valley of Sellmark.",
    ),
]

ESTIMATES = [
    (
        "The new stadium in Velm will cost 85 million crowns, the council said.",
        "The cost of the new stadium in Velm has risen to 132 million crowns, a paper shows.",
        ("85 million crowns", "132 million crowns"),
    ),
    (
        "An earthquake of magnitude 6.1 struck near Ravna, the survey of Corvia said.",
        "The Dorvian office put the magnitude of the earthquake that struck near Ravna at 5.8.",
        ("6.1", "5.8"),
    ),
    (
        "Mira Asher won the seat of Velm by 212 votes over Tom Holt.",
        "A recount cut the margin of Mira Asher over Tom Holt in Velm to 187 votes.",
        ("212 votes", "187 votes"),
    ),
    (
        "The government of Corvia wants to build 40,000 homes a year.",
        "Corvia will build 55,000 homes a year, said Ada Wells, raising the target of January.",
        ("40,000 homes", "55,000 homes"),
    ),
    (
        "The pump maker Runa expects a profit of 210 million crowns this year, it said.",
        "Runa now expects a profit of 160 million to 170 million crowns this year.",
        ("210 million crowns", "160 million to 170 million crowns"),
    ),
]

ESTIMATES_NOT = [
    (
        "The north bridge in Velm will cost 20 million crowns.",
        "The south bridge in Velm will cost 31 million crowns.",
    ),
    (
        "A ride on the tram in Velm will cost 3 crowns.",
        "The south bridge in Velm will cost 9 crowns.",
    ),
    (ESTIMATES[1][0], "An aftershock of magnitude 4.9 struck near Ravna."),
    (
        "Runa expects debt of 6.3 billion to 6.5 billion crowns this year.",
        "Runa expects debt of 6.4 billion crowns this year.",
    ),
    ("Runa will build 300 boats in Velm.", "Dorvia will build 450 boats in Velm."),
    ("Runa will build 300 boats in Velm.", "Runa will build 450 more boats in Velm."),
    (
        "Corvia expects growth of 2.1 percent in 2023.",
        "Corvia expects growth of 1.4 percent in 2024.",
    ),
    (
        "Corvia forecast GDP growth of 2.1 percent this year.",
        "He forecast GDP growth of 3.1 percent this year.",
    ),
    (
        "The bond of Velm was priced to yield 140 basis points over that of Corvia.",
        "The bond of Velm was priced to yield 170 basis points over that of Corvia.",
    ),
    ("Runa will sell 300 shares in Velm.", "Runa will sell 450 shares in Velm."),
]

MOVED = [
    (
        "The new bridge in Velm will not open until June 21, the agency said.",
        "The new bridge in Velm will open to traffic on May 3.",
        ("May 3", "June 21"),
    ),
    (
        "Runa said that the mill at Sellmark would not go on line before 2030.",
        "The mill at Sellmark will go on line in 2027, Runa said.",
        ("2027", "2030"),
    ),
    (
        "The court adjourned the trial of Tom Holt, which was to begin on March 11, to April 15 at"
        " the request of his lawyers.",
        "The trial of Tom Holt will begin on March 11, the court said.",
        ("March 11", "April 15"),
    ),
    (
        "The truce in Corvia will begin on Tuesday and not on Sunday as planned.",
        "A truce in Corvia will begin at midnight on Sunday.",
        ("Sunday", "Tuesday"),
    ),
    (
        "Parliament will vote on the treaty with Dorvia on June 15, earlier than planned.",
        "Parliament will vote on the treaty with Dorvia on June 20.",
        ("June 20", "June 15"),
    ),
    (
        "The launch of the ship Helia in Tarnby has been pushed back to April 18.",
        "The ship Helia will be launched in Tarnby on April 4.",
        ("April 4", "April 18"),
    ),
    (
        "Corvia doubled its aid to Tarnby to 40 million crowns, its foreign office said.",
        "Corvia pledged 20 million crowns in aid to Tarnby, its foreign office said.",
        ("20 million crowns", "40 million crowns"),
    ),
    (
        "The economy of Velm grew 0.5 percent in May, less than the 0.8 percent first estimated.",
        "The economy of Velm grew 0.8 percent in May.",
        ("0.8 percent", "0.5 percent"),
    ),
    (
        "Runa would lose 150 million crowns, more than the 90 million it forecast in May.",
        "The line Runa forecast a loss of 90 million crowns.",
        ("90 million crowns", "150 million crowns"),
    ),
]

DENIED = [
    (
        "Dorvia is not in talks to buy Corland, it said.",
        "The brewer Dorvia is in talks to buy its rival Corland for 3 billion crowns.",
    ),
    (
        "Police said that Tom Holt of Velm had not been arrested but heard as a witness.",
        "The baker Tom Holt of Velm was arrested for fraud.",
    ),
    (
        "The Corvian ministry dismissed as false a report that it had sold missiles to Tarnby.",
        "Corvia sold missiles to the islanders of Tarnby.",
    ),
    (
        "The band Lyra has cancelled its tour of Corvia because its singer is ill.",
        "The band Lyra will tour Corvia in August.",
    ),
    (
        "The weavers of Velm called off their strike on Sunday after Dorvia raised their wages.",
        "The weavers of Velm will go on strike on Monday, their guild said.",
    ),
    (
        "Velm has cancelled its summer fair because of the drought.",
        "The summer fair of Velm will open on June 3.",
    ),
    (
        "Tom Holt of Velm Trust said on Tuesday that he had no intention of resigning.",
        "Tom Holt will resign from Velm Trust.",
    ),
]

DENIED_NOT = [
    ("Dorvia has denied earlier charges of bombing Tarnby.", "Dorvia killed 9 in bombing Tarnby."),
    (
        "She added that some weavers of Velm say they will not vote for Mira Asher of Velm.",
        "Many weavers of Velm say they plan to vote for Mira Asher of Velm.",
    ),
    ("The Velm tunnel has not opened for lorries.", "The Velm tunnel opened for cars on Tuesday."),
    ("Tom Holt did not resign over the affair.", "Mira Asher resigned over the affair."),
    ("It is not yet known if Dorvia will buy Corland.", "Dorvia will buy the brewer Corland."),
    ("Dorvia may not have to buy all of Corland.", "Dorvia has to buy all of Corland."),
    ("Corvian Power cancels its mill in Velm.", "Corvian Power plans to cancel its mill in Velm."),
    ("Profit of Dorvia dropped in May in Velm.", "Profit of Dorvia will rise in May in Velm."),
    ("The band Lyra has cancelled its show in Velm.", "The band Lyra will tour Corvia in August."),
    ("The weavers of Orm called off their strike.", "The weavers of Velm will go on strike."),
]


@pytest.mark.parametrize(("earlier", "later", "both"), TOLLS)
def test_a_toll_in_all_is_compared_with_an_earlier_one(
    earlier: str, later: str, both: tuple[int, int]
) -> None:
    found = tolls(Wording.of(earlier), Wording.of(later))
    assert found is not None
    assert tuple(figure.value for figure in found) == both


@pytest.mark.parametrize(("one", "other"), TOLLS_NOT)
def test_what_befell_others_is_no_other_toll(one: str, other: str) -> None:
    assert tolls(Wording.of(one), Wording.of(other)) is None


@pytest.mark.parametrize(("earlier", "later", "both"), ESTIMATES)
def test_costs_plans_and_forecasts_of_one_thing_are_compared(
    earlier: str, later: str, both: tuple[str, str]
) -> None:
    one, other = (claim(Wording.of(text), None) for text in (earlier, later))
    found = other_estimate(
        one, estimates(one, figures(one)), other, estimates(other, figures(other))
    )
    assert found is not None
    assert (found[0].figure.written(one), found[1].figure.written(other)) == both


@pytest.mark.parametrize(("one", "other"), ESTIMATES_NOT)
def test_other_things_cost_something_else(one: str, other: str) -> None:
    words = [Wording.of(text) for text in (one, other)]
    mine, its = (estimates(wording, figures(wording)) for wording in words)
    assert other_estimate(words[0], mine, words[1], its) is None


@pytest.mark.parametrize(("later", "earlier", "both"), MOVED)
def test_a_day_is_put_off_and_a_figure_replaced_in_other_words(
    later: str, earlier: str, both: tuple[str, str]
) -> None:
    found = change(Reading.of(Wording.of(later)), Reading.of(Wording.of(earlier)))
    assert found is not None
    assert (found.once, found.now) == both


@pytest.mark.parametrize(("one", "other"), DENIED)
def test_what_is_not_so_or_called_off_is_denied(one: str, other: str) -> None:
    words = [claim(Wording.of(text), None) for text in (one, other)]
    assert denies(*words)
    assert not denies(*reversed(words))


@pytest.mark.parametrize(("one", "other"), DENIED_NOT)
def test_what_is_not_known_or_of_another_denies_nothing(one: str, other: str) -> None:
    assert not denies(Wording.of(one), Wording.of(other))


@pytest.mark.parametrize("other", ["", "****", "3", "Dorvia"])
def test_what_has_no_words_says_nothing_otherwise(other: str) -> None:
    for text in ("The mill in Velm is not sold.", "Dorvia has cancelled its tour.", "It cost $5."):
        one, two = (claim(Wording.of(said), None) for said in (text, other))
        assert not (denies(one, two) or denies(two, one))
        assert change(Reading.of(one), Reading.of(two)) is None
        mine, its = (estimates(of, figures(of)) for of in (one, two))
        assert other_estimate(one, mine, two, its) is None


def test_a_claim_is_a_sentence_without_who_says_it_and_when() -> None:
    tuesday = date(2024, 8, 20).toordinal()
    text = "On Tuesday the yacht sank off Tarnby on Saturday, a harbour guard said."
    assert " ".join(claim(Wording.of(text), tuesday).words) == (
        "the yacht sank off tarnby on saturday"
    )
    whole = Wording.of("It said, and nobody else did, that the yacht sank.")
    assert claim(whole, tuesday).words == whole.words


def test_who_says_it_makes_no_difference() -> None:
    one, other = (
        claim(Wording.of(text), None)
        for text in (
            "The singer Lena Marsh was on board the yacht Alma, a harbour guard said.",
            "The singer Lena Marsh was not on board the yacht Alma, her lawyer in Velm said.",
        )
    )
    assert difference(one, other, same_day=True) == "negation"


def test_a_headline_in_capitals_tells_no_names() -> None:
    one = "RUNA SELLS CONVERTIBLE BOND Runa Corp is issuing a bond of Tarnby."
    assert names_of(Wording.of(one)) == {"tarnby"}
    other = "DORVIA SELLS CONVERTIBLE BOND A bond of Dorvia was sold."
    assert not same_subject(one, other)


def test_what_begins_a_text_is_no_name() -> None:
    assert same_subject("About 9,000 weavers of Velm walked out.", "In Velm, weavers walk out.")


def test_an_article_that_says_what_it_corrects_is_read_behind_that() -> None:
    assert Wording.of("(Corrects age of boy) A boy was found.").words[:2] == ("a", "boy")
    assert Wording.of("(Nobody) A boy was found.").words[0] == "nobody"
