"""Acronyms that articles define: found in a build, and used in searches with less weight."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.acronyms import Definition, definitions

DEFINED = [
    ("The Kellin Port Trust (KPT) was founded in 1911.", "KPT", "Kellin Port Trust"),
    ("The KPT (Kellin Port Trust) was founded in 1911.", "KPT", "Kellin Port Trust"),
    ('The Kellin Port Trust ("KPT") was founded.', "KPT", "Kellin Port Trust"),
    ("The Kellin Port Trust (the KPT, since 1911) grew.", "KPT", "Kellin Port Trust"),
    ("It rained. National Guild of Bakers (N.G.B.) men met.", "NGB", "National Guild of Bakers"),
    ("the United Western Tea Organisation (Uwto) met", "Uwto", "United Western Tea Organisation"),
    ("large electric ferries (LEFs) sail", "LEF", "large electric ferries"),
    ("Union of the Eastern Coopers (UEC)", "UEC", "Union of the Eastern Coopers"),
    ("Orrin Business Machines Corp (OBM) said", "OBM", "Orrin Business Machines"),
    ("der Landesnachrichtendienst (LND) hat", "LND", "Landesnachrichtendienst"),
    ("Confédération des marins du port (CMP)", "CMP", "Confédération des marins du port"),
    ("Barrow & Gale (B&G) sold", "B&G", "Barrow & Gale"),
]


@pytest.mark.parametrize(("text", "short", "long"), DEFINED)
def test_a_definition_is_found(text: str, short: str, long: str) -> None:
    assert definitions(text) == [Definition(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "KELLIN (AP) - The port is closed.",
        "Ines Vale (53) left on Monday (GMT).",
        "Prime Minister Ines Vale (PM) left.",
        "Mr Vale (Labour) and Ms Orr (D-Kan.) spoke.",
        "The president (left) greets the mayor (right).",
        "The guild won. Bakers rejoiced. (GBR)",
        "()((((A)B)C) (AB",
    ],
)
def test_what_defines_nothing_is_left_alone(text: str) -> None:
    assert definitions(text) == []


@given(st.text(alphabet="AbC dE.()-,\"'é\n", max_size=200))
def test_whatever_is_found_is_in_the_text(text: str) -> None:
    for found in definitions(text):
        assert found.long in text
        assert found.short.replace(".", "") in text.replace(".", "")
        assert len(found.long) > len(found.short) > 1
