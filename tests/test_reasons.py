"""A question that asks why is answered by a sentence that says it."""

from __future__ import annotations

import pytest

from index.text import analyzer
from search.answers.reasons import MAY_BE, PURPOSE, SURE, reason
from search.answers.wanted import wanted_of

ASKED = ("why", "was", "the", "bridge", "closed")

SAID = {
    "The bridge was closed on Monday because of a crack.": (SURE, "because of a crack"),
    "Because of a crack, the bridge was closed.": (SURE, "Because of a crack"),
    "The bridge is closed due to ice, the police said.": (SURE, "due to ice"),
    "The mayor closed the bridge, citing the ice.": (SURE, "citing the ice"),
    "The reason the bridge was closed was ice.": (SURE, "reason the bridge was closed was ice"),
    "The bridge was closed after a crack was found.": (MAY_BE, "after a crack was found"),
    "The mayor closed the bridge to help the drivers.": (PURPOSE, "to help the drivers"),
    "The bridge was closed for leaking on boats.": (MAY_BE, "for leaking on boats"),
    "The bridge was closed for six mornings.": None,
    "The bridge is due to close.": None,
    "The mayor wanted to close the bridge.": None,
    "She was late because the bridge was closed.": None,
    "The bridge, as well as the road, was closed.": None,
    "The bridge was closed on Monday.": None,
}


@pytest.mark.parametrize(("text", "said"), SAID.items())
def test_a_sentence_says_why(text: str, said: tuple[float, str] | None) -> None:
    found = reason(text, list(analyzer.tokens(text)), ASKED, "closed")
    assert (found and (found[0], text[slice(*found[1])])) == said


def test_a_question_asks_why() -> None:
    wanted = wanted_of("Why was the bridge closed?")
    assert wanted is not None
    assert wanted.kind == "reason"
