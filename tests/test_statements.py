"""Statements: who says what in an article, and who is meant by "he"."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.statements import statements
from index.statements.name_forms import is_form_of
from index.text import paragraphs, sentences
from index.types import Statement


def words(text: str) -> list[tuple[int, int]]:
    """Pieces as an encoder would count them."""
    spans, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        spans.append((at, at + len(word)))
        at += len(word)
    return spans


def found(text: str, language: str = "en") -> tuple[Statement, ...]:
    cut = paragraphs.split(text, pieces=words, limit=200, language=language)
    return statements.find(text, language, cut).statements


def said(text: str, language: str = "en") -> list[tuple[str | None, str]]:
    """Who says what, in the order of the text."""
    return [
        (one.speaker.name if one.speaker else None, text[one.start : one.end])
        for one in found(text, language)
    ]


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        ("“The bridge is safe,” said Mara Velt.", "Mara Velt", "“The bridge is safe,”"),
        ('"The bridge is safe," Mara Velt said.', "Mara Velt", '"The bridge is safe,"'),
        (
            "''The bridge is safe,'' Mara Velt told reporters.",
            "Mara Velt",
            "''The bridge is safe,''",
        ),
        ("Mara Velt said: “The bridge is safe.”", "Mara Velt", "“The bridge is safe.”"),
        ("Is it safe? “Who knows?” Mara Velt asked.", "Mara Velt", "“Who knows?”"),
        ("Mara Velt shot back: “The bridge is safe.”", "Mara Velt", "“The bridge is safe.”"),
        (
            "“The bridge is safe,” said Mara Velt, of the Ulm Harbour Board.",
            "Mara Velt",
            "“The bridge is safe,”",
        ),
        ("Mara Velt said that the bridge is safe.", "Mara Velt", "that the bridge is safe"),
        ("The bridge is safe, Mara Velt said.", "Mara Velt", "The bridge is safe"),
        ("The bridge is safe, said Mara Velt.", "Mara Velt", "The bridge is safe"),
        (
            "The bridge is safe, according to the head of the board, Mara Velt.",
            "Mara Velt",
            "The bridge is safe",
        ),
        ("The bridge is safe, said its owner, Mara Velt.", "Mara Velt", "The bridge is safe"),
        (
            "The bridge is safe, said the head of the board, Mara Velt.",
            "Mara Velt",
            "The bridge is safe",
        ),
        (
            "“The bridge is safe,” said one of them, Mara Velt.",
            "Mara Velt",
            "“The bridge is safe,”",
        ),
        (
            "“The bridge is safe,” the paper quoted the mayor Mara Velt as saying.",
            "Mara Velt",
            "“The bridge is safe,”",
        ),
        ("Mara Velt was quoted as saying that it is safe.", "Mara Velt", "that it is safe"),
        ("Per Velt said that the bridge is safe.", "Per Velt", "that the bridge is safe"),
        ("The bridge is safe, according to Mara Velt.", "Mara Velt", "The bridge is safe"),
        ("According to Mara Velt, the bridge is safe.", "Mara Velt", "the bridge is safe"),
        (
            "Mara Velt, the mayor of Ulm, said the bridge is safe.",
            "Mara Velt",
            "the bridge is safe",
        ),
        (
            "The mayor of Ulm, Mara Velt, said the bridge is safe.",
            "Mara Velt",
            "the bridge is safe",
        ),
        ("Mayor Mara Velt of Ulm warned that ships are late.", "Mara Velt", "that ships are late"),
        ("Mara Velt promised to repair the bridge.", "Mara Velt", "to repair the bridge"),
        ("Mara Velt told the council on Monday that it is safe.", "Mara Velt", "that it is safe"),
        ("Mara Velt said in an interview that it is safe.", "Mara Velt", "that it is safe"),
        ("Mara Velt called the bridge “a disgrace.”", "Mara Velt", "the bridge “a disgrace.”"),
        ("Mara Velt blamed the weather for it.", "Mara Velt", "the weather for it"),
        ("The Ulm Harbour Board said ships are late.", "Ulm Harbour Board", "ships are late"),
        (
            "A spokesman for the board said ships are late.",
            "A spokesman for the board",
            "ships are late",
        ),
        (
            "The bridge is safe, said a former head of the Harbour Board, Mara Velt, who built it.",
            "Mara Velt",
            "The bridge is safe",
        ),
        (
            "The bridge is safe, Mara Velt announced Monday morning.",
            "Mara Velt",
            "The bridge is safe",
        ),
        ("Mara Velt has since said the bridge is safe.", "Mara Velt", "the bridge is safe"),
        (
            "Mara Velt said the bridge is safe, but gave no reason.",
            "Mara Velt",
            "the bridge is safe",
        ),
        ("He left the bridge that Mara Velt called “safe”.", "Mara Velt", "“safe”"),
        ("As Mara Velt put it, “it is safe enough.”", "Mara Velt", "“it is safe enough.”"),
        ("As one sailor told them, “it is not safe.”", "one sailor", "“it is not safe.”"),
        (
            "As Mara Velt, a sailor in Ulm, said, “it is safe now.”",
            "Mara Velt",
            "“it is safe now.”",
        ),
        ("Mara A. Velt said the bridge is safe.", "Mara A. Velt", "the bridge is safe"),
        ("“Is the bridge safe?” asked Mara Velt, a sailor.", "Mara Velt", "“Is the bridge safe?”"),
        ("“The bridge is safe,“ said Mara Velt.", "Mara Velt", "“The bridge is safe,“"),
        ("“The bridge is safe” Mara Velt said.", "Mara Velt", "“The bridge is safe”"),
        ("But, said Mara Velt, “the bridge is safe.”", "Mara Velt", "“the bridge is safe.”"),
        ("Mara Velt — a sailor from Ulm — says ships are late.", "Mara Velt", "ships are late"),
        ("Mara Velt last week said ships are late.", "Mara Velt", "ships are late"),
        ("Mara Velt on Monday said ships are late.", "Mara Velt", "ships are late"),
        ("Mara Velt herself said ships are late.", "Mara Velt", "ships are late"),
        (
            "In May Mara Velt wrote in her book that ships are late.",
            "Mara Velt",
            "that ships are late",
        ),
        ("Brandel Corp said February sales were low.", "Brandel Corp", "February sales were low"),
        (
            "Here in Ulm, Mara Velt came, saying, “Ships are late.”",
            "Mara Velt",
            "“Ships are late.”",
        ),
        ("Maybe Mara Velt said ships are late.", "Mara Velt", "ships are late"),
        ("He came, telling Mara Velt in Ulm that ships are late.", None, "that ships are late"),
        ("Mara Velt said ships are late and warned of ice.", "Mara Velt", "ships are late"),
        ("Mara Velt said ships are late, but denying that is wise.", "Mara Velt", "ships are late"),
        (
            "Mara Velt said they “will be late once again,” referring to ships.",
            "Mara Velt",
            "they “will be late once again,”",
        ),
        (
            "Mara Velt said the bridge is “safe” — a surprise to sailors.",
            "Mara Velt",
            "the bridge is “safe”",
        ),
        (
            "“Ships are late,” engineers Mara Velt and Per Brandel of Ulm wrote.",
            "Mara Velt and Per Brandel",
            "“Ships are late,”",
        ),
        (
            "Ships are late, said harbour board engineer Mara Velt.",
            "Mara Velt",
            "Ships are late",
        ),
        (
            "Sailors who have worked with Mara Velt say ships are late.",
            "Sailors",
            "ships are late",
        ),
    ],
)
def test_who_says_what(text: str, speaker: str, content: str) -> None:
    assert (speaker, content) in said(text)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ships are late, sailors and residents said.", "sailors and residents"),
        (
            "Mara Velt runs the old town hall. Ships are late, Velt and Otto Brandel said.",
            "Mara Velt and Otto Brandel",
        ),
        ("Lorn and Mole Shipping Ltd said ships are late.", "Lorn and Mole Shipping Ltd"),
        ("“Ships are late,” coach and former captain Lena Moss said.", "Lena Moss"),
        ("Lena Moss, a sailor from Ulm and chair of the Board, said ships are late.", "Lena Moss"),
        ("The minister of work and trade, Lena Moss, said ships are late.", "Lena Moss"),
        ("<Lorn Shipping Ltd> said ships are late.", "Lorn Shipping Ltd"),
        ("Lorn Shipping Ltd <LRN.U> said ships are late.", "Lorn Shipping Ltd"),
        ("Lena Moss said in a letter to sailors that ships are late.", "Lena Moss"),
        ("Ships are late, Lena Moss said in a letter sent to sailors.", "Lena Moss"),
        ("Lena Moss said in Ulm she noticed ships are late.", "Lena Moss"),
        ("Lena Moss said about 40 ships are late.", "Lena Moss"),
        ("Ships are late, said two people on board.", "two people on board"),
        ("Ships are late, said Lena Moss of the Board.", "Lena Moss"),
        ("Ships are late, said Lorn Group managing director Lena Moss.", "Lena Moss"),
        ("Ships are late, an aide to Mayor Lena Moss said.", "an aide to Mayor Lena Moss"),
        ("Mines and Works Minister Lena Moss said ships are late.", "Lena Moss"),
        ("Lena Moss told Radio Ulm by telephone that ships are late.", "Lena Moss"),
        ("In a letter to the Board, Moss, a sailor and writer, said ships are late.", "Moss"),
        ("Lena Moss told a rally in Ulm on Friday that ships are late.", "Lena Moss"),
        ("Lena Moss told a regular briefing that ships are late.", "Lena Moss"),
        ("One, Lena Moss, said ships are late.", "Lena Moss"),
        ("His wife, Lena, said ships are late.", "Lena"),
        ("Ships are late, the Harbour Workers' Union said on Monday.", "Harbour Workers' Union"),
        ("Lena Moss said in a note read by her lawyer that ships are late.", "Lena Moss"),
        ("Lena Moss and Otto Brandel both said ships are late.", "Lena Moss and Otto Brandel"),
        ("ULM, May 6 (Ostline) - The Bank of Ulm cut rates, saying ships are late.", "Bank of Ulm"),
        (
            "Lena Moss, asked whether the port could close, replied that ships are late.",
            "Lena Moss",
        ),
        ("Co-author Lena Moss said ships are late.", "Lena Moss"),
        ("According to the pilot Lena Moss the ships are late.", "Lena Moss"),
        ("Ships are late, according to data from Portwatch.", "data from Portwatch"),
        ("Lena Moss has long argued that ships are late.", "Lena Moss"),
        ("Lena Moss was delighted: “Ships are late.”", "Lena Moss"),
    ],
)
def test_who_says_that_ships_are_late(text: str, speaker: str) -> None:
    assert [who for who, content in said(text) if "ships are late" in content.lower()] == [speaker]


@pytest.mark.parametrize(
    "text",
    ["Mara Velt did not say when.", "A sailor asked not to be named.", "Mara Velt ruled that out."],
)
def test_who_does_not_say_it_says_nothing(text: str) -> None:
    assert said(text) == []


def test_what_the_speaker_is_belongs_to_no_content() -> None:
    for behind in (
        "a spokesman for the board, Jon Reed, told Radio Ulm",
        "the mayor, Jon Reed, said",
    ):
        assert said(f"Ships are late, {behind}.") == [("Jon Reed", "Ships are late")]


def test_people_are_urged() -> None:
    assert said("Governor Mia Torr urged people to leave.") == [("Mia Torr", "people to leave")]


def test_a_clause_behind_but_is_somebody_elses() -> None:
    assert said("Mara Velt said she would go but Otto Brandel said she should stay.") == [
        ("Mara Velt", "she would go"),
        ("Otto Brandel", "she should stay"),
    ]


def test_each_of_several_who_speak_together_is_meant() -> None:
    together = "Mara Velt, Otto Brandel and their lawyers"
    assert all(is_form_of(one, together) for one in (("velt",), ("otto", "brandel")))
    assert not any(is_form_of((one,), together) for one in ("lawyers", "their", "lorn"))
    assert not is_form_of(("bureau", "of", "labour"), "Bureau of Labour and Trade")


def test_a_quotation_that_is_broken_off_is_one_speakers() -> None:
    text = "“The bridge is safe,” Mara Velt said. “It has been tested twice. Ships may pass.”"
    assert said(text) == [
        ("Mara Velt", "“The bridge is safe,”"),
        ("Mara Velt", "“It has been tested twice. Ships may pass.”"),
    ]
    first, second = found(text)
    assert first.cue == second.cue
    assert text[first.cue.start : first.cue.end] == "said"


def test_a_quotation_goes_on_in_the_next_paragraph() -> None:
    text = "“The bridge is safe,” said Mara Velt. “It was tested.\n\n“Ships may pass from noon on.”"
    assert said(text)[-1] == ("Mara Velt", "“Ships may pass from noon on.”")


def test_two_speakers_of_a_sentence_are_told_apart() -> None:
    text = "Mara Velt said the bridge is safe, while Otto Brandel warned that ships are late."
    assert said(text) == [
        ("Mara Velt", "the bridge is safe"),
        ("Otto Brandel", "that ships are late"),
    ]


def test_what_is_added_has_the_same_speaker() -> None:
    text = "Mara Velt said the bridge is safe, adding that ships may pass."
    assert said(text) == [
        ("Mara Velt", "the bridge is safe"),
        ("Mara Velt", "that ships may pass"),
    ]


def test_what_is_said_before_a_quotation_is_said_too() -> None:
    text = "Mara Velt asserted that the bridge is safe: “It holds,” she claimed."
    assert said(text) == [("Mara Velt", "that the bridge is safe"), ("Mara Velt", "“It holds,”")]


def test_a_source_behind_another_is_named() -> None:
    text = "“The bridge is safe,” Mara Velt said, according to the Ulm Courier."
    (one,) = found(text)
    assert one.speaker is not None
    assert one.speaker.name == "Mara Velt"
    assert [source.name for source in one.via] == ["Ulm Courier"]


def test_whom_a_source_speaks_of_may_be_introduced_before_the_name() -> None:
    text = "The mayor of Ulm, Mara Velt, vowed to close it, according to the Ulm Courier."
    assert said(text)[-1] == ("Mara Velt", "to close it")


def test_general_may_begin_a_name() -> None:
    text = "General Mills Corp said it will close. General Mara Velt said that it rains."
    assert [who for who, _ in said(text)] == ["General Mills Corp", "Mara Velt"]


def test_a_transcript_names_who_speaks() -> None:
    text = (
        "VELT: The bridge was tested twice.\n\nBRANDEL: But ships are still very late.\n\n"
        "VELT: They may pass from noon on."
    )
    assert said(text) == [
        ("VELT", "The bridge was tested twice"),
        ("BRANDEL", "But ships are still very late"),
        ("VELT", "They may pass from noon on"),
    ]


def test_whose_brother_somebody_is_tells_he_from_she() -> None:
    text = (
        "Ada Vendt won. Her brother Jarno Vendt won in May.\n\nTheir mother, the baker Ruth Vendt,"
        " was not there. “I slept all day long,” she said."
    )
    assert [who for who, _ in said(text)] == ["Ruth Vendt"]


def test_who_asks_in_a_transcript_may_be_a_paper() -> None:
    text = (
        "The Kellin Post: Was the bridge tested at all?\n\nMara Velt: It was tested two times.\n\n"
        "The Kellin Post: Who may pass it now?\n\nMara Velt: Ships may pass from noon."
    )
    assert [who for who, _ in said(text)] == ["Kellin Post", "Mara Velt"] * 2


@pytest.mark.parametrize(
    ("later", "name"),
    [
        ("He said ships are late.", "Otto Brandel"),
        ("She said ships are late.", "Mara Velt"),
        ("Velt said ships are late.", "Mara Velt"),
        ("Mr. Brandel said ships are late.", "Otto Brandel"),
        ("The mayor said ships are late.", "Mara Velt"),
        ("“Ships are late,” Brandel said.", "Otto Brandel"),
        ("The harbour master said ships are late.", "Otto Brandel"),
    ],
)
def test_the_full_name_is_the_one_that_introduced_them(later: str, name: str) -> None:
    text = "Mayor Mara Velt opened the hearing. Harbour master Otto Brandel sat beside her.\n\n"
    text += later
    assert said(text)[-1][0] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ulm Senator Mara Velt met Senator Otto Brandel. The Ulm senator said", "Mara Velt"),
        ("Senator Mara Velt and Otto Brandel met. The Oslo senator said", "Oslo senator"),
        ("Vice President Mara Velt met President Otto Brandel. The president said", "Otto Brandel"),
        ("Vice President Mara Velt met President Kolb. The vice president said", "Mara Velt"),
        ("Otto Brandel, the pilot of the ship, met Mara Velt. The pilot said", "Otto Brandel"),
        ("The Velt Foundation met the board, the chairman claimed. The chairman said", "the chair"),
        ("The second witness, site manager Otto Brandel, said", "Otto Brandel"),
        ("Pat Velt met them. She said", "Pat Velt"),
        ("Pat Velt met them. He said", "Pat Velt"),
    ],
)
def test_a_description_is_of_the_only_one_whom_it_fits(text: str, name: str) -> None:
    speaker = said(f"{text} that ships are late.")[-1][0]
    assert speaker is not None
    assert speaker.startswith(name)


def test_he_is_the_last_man_who_spoke() -> None:
    text = (
        "Otto Brandel said ships are late. Later he said that some had sunk. He blamed Peter Kolb"
        " for the accident."
    )
    assert [name for name, _ in said(text)] == ["Otto Brandel", "Otto Brandel", "Otto Brandel"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # Whom a speaker mentions does not speak next.
        ("Paul Lang said that Karl Brenner is wrong. “It is safe,” he said.", "Paul Lang"),
        # Who is described is about to speak.
        (
            "Paul Lang had it built. That worries Karl Brenner, an engineer. “It falls,” he said.",
            "Karl Brenner",
        ),
        ("Paul Lang himself was there. “It is safe,” he said.", "Paul Lang"),
        ("President Brenner opened the bridge. “It is safe,” he said.", "Brenner"),
        ("The General Assembly opened the bridge. “It is safe,” he said.", None),
        ("President Brenner opened the bridge. “It is safe,” she said.", None),
        ("Mara Velt fell. A spokesman said so. “It is safe,” she said.", "Mara Velt"),
        (
            "Paul Lang admitted that Karl Brenner has won, which is good, he said, “for Ulm.”",
            "Paul Lang",
        ),
        ("A sailor named Paul Lang has a ship. “It is safe,” he said.", "Paul Lang"),
        ("Paul Lang opened the bridge. He’s telling reporters that it is safe.", "Paul Lang"),
    ],
)
def test_he_and_she_are_people_whom_the_article_is_about(text: str, name: str | None) -> None:
    assert said(text)[-1][0] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Engineers who have worked with Paul Lang say that the bridge is safe.", "Engineers"),
        ("In a statement, Paul Lang, the head of the board, said that it is safe.", "Paul Lang"),
        ("Paul Lang, an actor in Ulm, who runs a theatre, said that it is safe.", "Paul Lang"),
    ],
)
def test_a_speaker_stands_before_what_is_told_of_him(text: str, name: str) -> None:
    assert [who for who, _ in said(text)] == [name]


def test_they_are_those_who_spoke_last() -> None:
    text = "Police officers said the road was closed. It will stay so until noon, they said."
    assert said(text)[-1] == ("Police officers", "It will stay so until noon")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Velt Shipping Corp said ships are late. The company said they will sail.", "Velt"),
        ("The Ulm Harbour Board said ships are late. The board said they will sail.", "Ulm"),
        ("Velt Shipping Corp said ships are late. The ministry said they will sail.", "the min"),
        ("Velt Shipping Corp owns them. The company said they will sail.", "the company"),
    ],
)
def test_the_company_is_the_one_that_spoke(text: str, name: str) -> None:
    speaker = said(text)[-1][0]
    assert speaker is not None
    assert speaker.startswith(name)


def test_who_is_the_name_before_it() -> None:
    text = "The road was opened by Mara Velt, who said that ships are late."
    assert said(text) == [("Mara Velt", "that ships are late")]


def test_who_is_not_sure_is_nobody() -> None:
    assert said("He said that ships are late.") == [(None, "that ships are late")]


@pytest.mark.parametrize(
    "text",
    [
        "Mara Velt wants to repair the bridge.",
        "Mara Velt plans a new bridge and hopes that it will be finished soon.",
        "Mara Velt believes that the bridge is safe.",
        "Mara Velt was told that the bridge is safe.",
        "The state of the bridge has been the same for years.",
        "The report of the board is on the table.",
        "Mara Velt added to her collection of bridges.",
        "Mara Velt read “The Bridges of Ulm,” a novel.",
    ],
)
def test_what_nobody_says_is_no_statement(text: str) -> None:
    assert not said(text)


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        (
            "fr",
            "« Le pont est sûr », a déclaré Mara Velt, la maire d’Ulm. « Il a été testé. »",
            [("Mara Velt", "« Le pont est sûr »"), ("Mara Velt", "« Il a été testé. »")],
        ),
        (
            "fr",
            "Le pont est sûr, selon l’ingénieure Mara Velt. Velt a dit qu’il rouvrira en mai.",
            [("Mara Velt", "Le pont est sûr"), ("Mara Velt", "qu’il rouvrira en mai")],
        ),
        (
            "fr",
            "Mara Velt a ajouté : « Il rouvre en mai. »",
            [("Mara Velt", "« Il rouvre en mai. »")],
        ),
        (
            "de",
            "„Die Brücke ist sicher“, sagte Bürgermeister Otto Brandel. „Sie wurde geprüft.“",
            [
                ("Otto Brandel", "„Die Brücke ist sicher“"),
                ("Otto Brandel", "„Sie wurde geprüft.“"),
            ],
        ),
        (
            "de",
            "Otto Brandel kam nach Ulm. Brandel sagte, dass die Brücke sicher ist.",
            [("Otto Brandel", "dass die Brücke sicher ist")],
        ),
        (
            "fr",
            "« Le pont est sûr », affirme le maire d'Ulm, Otto Brandel.",
            [("Otto Brandel", "« Le pont est sûr »")],
        ),
        (
            "fr",
            "Mara Velt, la maire d'Ulm, a annoncé que le pont rouvrirait.",
            [("Mara Velt", "que le pont rouvrirait")],
        ),
        ("fr", "Otto Brandel a promis de rester.", [("Otto Brandel", "de rester")]),
        (
            "de",
            "Der Sprecher der Stadt, Otto Brandel, teilte mit, die Brücke sei sicher.",
            [("Otto Brandel", "die Brücke sei sicher")],
        ),
        ("de", "Nach Angaben von Mara Velt regnet es.", [("Mara Velt", "regnet es")]),
        ("de", "Otto Brandel fuhr nach Ulm, die Brücke war gesperrt.", []),
        # Who has no full name anywhere is nobody.
        ("fr", "Le pont est sûr, a déclaré le maire mercredi. Elle a dit que tout va bien.", []),
        ("de", "Die Brücke ist sicher, sagte der Bürgermeister am Mittwoch.", []),
        ("fr", "Mara Velt a construit le pont « Le Bleu » à Ulm.", []),
    ],
)
def test_in_french_and_german_who_is_named_beside_it(
    language: str, text: str, wanted: list[tuple[str, str]]
) -> None:
    assert said(text, language) == wanted


def test_other_languages_have_no_statements() -> None:
    assert not said("«El puente es seguro», dijo Mara Velt. Lo dijo el lunes.", "es")


PIECES = (
    "Mara Velt|Mr. Brandel|he|she|they|the mayor|who|a spokesman for the board|said|says|told"
    "|adding|according to|called|promised|that|the bridge is safe|“|”|\"|''|’|,|.|:|?|\n\n|\n|(|)"
    "|—|and|in Ulm|was|on Monday|“Ships are late,”|VELT:|“|ein|�|3.5"
    "|, a dit|a déclaré que|selon|, sagte|sagte, dass|Laut|«|»|„|Otto Brandel"
).split("|")


@given(st.lists(st.sampled_from(PIECES), max_size=60), st.sampled_from(["en", "fr", "de"]))
def test_statements_stand_in_the_text_in_order(pieces: list[str], language: str) -> None:
    text = sentences.normalise(" ".join(pieces))
    ones = found(text, language)
    assert [one.start for one in ones] == sorted(one.start for one in ones)
    for one in ones:
        assert 0 <= one.start < one.end <= len(text)
        assert 0 <= one.cue.start <= one.cue.end <= len(text)
        for speaker in (*([one.speaker] if one.speaker else []), *one.via):
            assert 0 <= speaker.start < speaker.end <= len(text)
            assert squeezed(speaker.name) in squeezed(text)


def squeezed(text: str) -> str:
    return " ".join(text.split()).casefold()


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "Prime Minister Mara Velt came with Finance Minister Tor Oske. The prime minister said"
            " that it was late. The finance minister said that it was early.",
            ["Mara Velt", "Tor Oske"],
        ),
        (
            "Mara Velt counts eels. It is late, she says.\n\nThe manager of the dam, Tor Oske, was"
            " shown her list. He said that it was wrong.",
            ["Mara Velt", "Tor Oske"],
        ),
        (
            "“It is late,” said Perrin Velt. Her neighbour Torsten Oske was calm. He said that he"
            " slept.",
            ["Perrin Velt", "Torsten Oske"],
        ),
        ("CORVIA SAYS IT SANK SHIP\n\nCorvia said it sank a ship.", ["Corvia"]),
    ],
)
def test_who_is_meant_is_who_was_introduced_so(text: str, speakers: list[str]) -> None:
    assert [name for name, _ in said(text)] == speakers


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The accused, Otto Brandt, denied it. He admitted that the code was his.", "Otto Brandt"),
        (
            "Otto Brandt spoke first. A spokeswoman for the board, Mara Velt, denied the report."
            " “It is at its desk,” she said.",
            "Mara Velt",
        ),
        (
            "Tibor Lang blamed the rain. Ulm's goalkeeper, Mara Velt, had saved a penalty. She said"
            " that she had studied it.",
            "Mara Velt",
        ),
    ],
)
def test_who_is_apposed_to_what_somebody_is_speaks_on(text: str, speaker: str) -> None:
    *_, last = said(text)
    assert last[0] == speaker


def test_who_is_a_clause_before_does_not_say_what_another_says() -> None:
    text = (
        "The councillors Ann Lowe and Hugh Penn met for an hour in the old hall of the town."
        " Cllr Penn said the roof could wait; Cllr Lowe disagreed and said it was leaking already."
    )
    assert said(text) == [
        ("Hugh Penn", "the roof could wait"),
        ("Ann Lowe", "it was leaking already"),
    ]


def test_the_23_year_old_is_of_whom_was_spoken_last() -> None:
    text = (
        "Samuel Okafor scored twice in the second half of the match.\n\n“My mother phoned me six"
        " times,” the 23-year-old told club television."
    )
    assert said(text) == [("Samuel Okafor", "“My mother phoned me six times,”")]


def test_a_particle_begins_a_surname() -> None:
    text = (
        "The manager of the club, Piet de Graaf, left the ground in the dark.\n\nDe Graaf said the"
        " goal was offside."
    )
    assert said(text) == [("Piet de Graaf", "the goal was offside")]


def test_what_a_title_calls_itself_is_nobody() -> None:
    assert said("Interview: “I never wanted to be famous”") == [
        (None, "“I never wanted to be famous”")
    ]


def test_it_is_the_company_that_spoke_in_the_paragraph_before() -> None:
    text = "Orrin Industries said it sold two boats.\n\nIt said the price was low."
    assert said(text)[-1] == ("Orrin Industries", "the price was low")
    assert said("Officials said the mill was sold.\n\nIt said the price was low.")[-1][0] is None


def test_initials_begin_a_name() -> None:
    assert said("“It is late,” said C. Stewart Bell.")[0][0] == "C. Stewart Bell"
    assert said("H.J. Harold Co said it was late.")[0][0] == "H.J. Harold Co"
    assert said("Shopkeeper Leon Bartosh said it was late.")[0][0] == "Leon Bartosh"


def test_she_is_the_woman_of_whom_was_spoken_last() -> None:
    text = (
        "Leif Thorsen has denied in writing that he pressed anyone to sign.\n\nA passenger,"
        " Dora Quist, wept as she described the fire. “The doors were hot,” she said."
    )
    assert said(text)[-1] == ("Dora Quist", "“The doors were hot,”")


def test_he_is_who_was_presented_before_he_speaks() -> None:
    text = (
        "Senator Bill Harker said the bank had told its customers a lie.\n\nThe committee's senior"
        " Republican, Senator Dale Cort, was gentler. He said the bank should pay the shops."
    )
    assert said(text)[-1] == ("Dale Cort", "the bank should pay the shops")


def test_a_wife_of_one_name_speaks() -> None:
    text = (
        "The radiologist, Dr Simone Farr, saw the date. Adeyemi's wife, Grace, was less forgiving."
        " “Sorry is a word,” she said."
    )
    assert said(text)[-1] == ("Grace", "“Sorry is a word,”")
