"""Sentences: what real articles contain, and laws that hold for every string."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sentence_ends import SENTENCES

from index.text import analyzer
from index.text.sentences import first_sentence, normalise, sentences

# "‖" stands where one sentence ends and the next begins.
GLUED = [
    "amid rising pressure over Moscow’s attitude to Ukraine.‖In a video call with his Russian "
    "counterpart Vladimir Putin on Wednesday, Xi also said more.",
    "Putin expressed support for Beijing’s stance on Taiwan.‖“China and Russia are both major "
    "nations with global influence,” Xi said, according to state news agency Xinhua. ‖“China will, "
    "as always, firmly support Russia’s efforts to maintain the country’s long-term stability”.",
    "to safeguard their security interests.‖Calling Putin an “old friend”, Xi said he appreciated "
    "Putin’s “firm support” for China.",
    'It backed the claim on Taiwan.‖"China and Russia are friends," he said.',
    'He said "we will not yield."‖Then he left.',
    "Is it over?‖Nobody knows.",
    "They lost the match.‖I was there.",
]

FALSE_FRIENDS = [
    "The support comes as U.S. intelligence fears an invasion.",
    "It exceeds that of the U.S. which is estimated to be larger.",
    "Envoys of the U.S. and of China met.",
    "The U.S. President spoke to U.S. Army officers.",
    "Budgets are pegged at $604 and $200 billion respectively.",
    "Prices rose 3.5 percent.",
    "The curve in Fig. 3 is flat.",
    "The curves of Figs. 3 and 4 are flat (see Fig. 5 and Eq. 2).",
    "Smith et al. found no effect.",
    "Some metals, e.g. this one, rust, i.e. that one.",
    "It weighs approx. 5 kg.",
    "She lives at No. 5 and ranks No. 1 of the U.S. No. 2 is he.",
    "Dr. Smith met Mr. No and Mrs. De Souza.",
    "Mr. J. R. R. Tolkien wrote it.",
    "They saw J. A. Smith and John F. Kennedy in St. Louis.",
    "On Jan. 5 and on Sept. 31st it rained.",
    "Acme Inc. said Foo Corp. shares fell.",
    "Germany vs. Brazil was at 5 p.m. on Monday.",
    "The lawyer flew to Washington D.C. on Monday.",
    "Use node.js or seedsearch.org or Version 2.7.4 of it.",
    "The difference was large (p < .05) and p < .01 here.",
    "See https://doi.org/10.1038/nature12373 or http://www.Example.com/A.Html?Id=3 for it.",
    "He waited ... and waited... but in vain.",
    "He waited [...] The end.",
    "It needs (a) flour and (b) eggs. ",
    "The method (see Smith. Also Jones) works.",
    "“Who are you?” he asked.",
    '"Who are you?" he asked.',
    "The Yahoo! service ended.",
    "The film “Run! Now!” by Ada Moss opened the fair.",
    'The play "Who is it? A Farce" was shown.',
    "1. Determinations were made.",
    "12. The law applies.",
    "She has a Ph.D. in law.",
    "The visitor—Mr. Smith—left.",
    "The ratio was 0. 96 and not 1.",
    "La Sra. Lopez y la Srta. Ruiz viven en Madrid.",
    "It was printed in Proc. Natl. Acad. Sci. 106 and elsewhere.",
    "They grew strains of E . coli K12.",
    "The path /a/very/long/name/of/a/file/that/nobody/reads/averyveryverylongname.Html is wrong.",
    "Half of it (and more!) was lost.",
    "The word System.out.Print is code.",
]

BOUNDARIES = [
    "They met in the U.S. ‖The president said so.",
    "It was found in the U.S. ‖He said so.",
    "The market closed at 5 p.m. ‖The index fell.",
    "He works for Acme Inc. ‖The firm pays well.",
    "This was shown by Smith et al. ‖These results hold.",
    "It began in 1987. ‖In 1988 it ended.",
    "It rose by 5%. ‖Then it fell.",
    "The effect was significant. ‖300 patients were cured.",
    "They like modern art. ‖Many paint.",
    "He left (see Fig. 3). ‖Next came she.",
    "He left. ‖(He was tired.) ‖Then she left.",
    "The camp had influence.(3) ‖Next came war.",
    "That is the word.[12] ‖Next came [13] more.[14][15] ‖The end.",
    "That was seen in cells.12,13 ‖The end came.",
    "iPhone sales rose. ‖iPad sales fell.",
    "It was expressed. ‖mRNA levels rose.",
    "I thought so… ‖Then he left.",
    "Stop! ‖Who goes there?! ‖Nobody.",
    "plates in shear flow . ‖the problem is considered .",
    "i went home. ‖it was late, e.g. past ten.",
    "World War II. ‖Many died.",
    "The drug helps in MS. ‖Interleukin is a marker of it.",
    "He said so in plain words...‖Wheat was sown.",
    "the dose was 5 ml. of milk. ‖rats were fed.",
    "**It was Bold.** ‖It was not.*",
    "They spoke of “growth”.‖In a year it came.",
    "OIL PRICES ROSE, TRADERS SAID. ‖THE DOLLAR FELL.",
    "MR. SMITH OF ACME CORP. SAID ON JAN. 5 THAT U.S. OFFICIALS LEFT. ‖HE STAYED IN THE U.S. ‖THE "
    "DOLLAR FELL.",
]

QUOTES = [
    "“We will not yield.” ‖He left.",
    '"We will not yield." ‖He left.',
    "'We will not yield.' ‖He left.",
    "He said: “We will not yield. ‖We will fight.” ‖Then he left.",
    "“Go!” ‖She went.",
    "„Wir gehen.“ ‖Er blieb.",
    "«Nous partons.» ‖Il resta.",
    "“No,” he said. ‖“Yes,” said she.",
    "It is called “stability”. ‖It is not.",
    'They call it "dementia. " ‖Nobody agrees.',
]

SCRIPTS = [
    "你好。‖我是中国人！‖你呢？‖好。",
    "他说：“我们走吧。”‖然后他走了。",
    "「行こう！」と言った。‖彼は去った。",
    "यह एक वाक्य है। ‖यह दूसरा है।",
    "هل أنت هنا؟ ‖نعم أنا هنا.",
]

LINES = [
    "A title without a stop\n\n‖The text begins here.",
    "A title without a stop\n \t\n\n‖The text begins here.",
    "The sentence was wrapped by hand at a narrow column, so that President\nBiden comes on the "
    "second line of it. ‖The end\nis here.",
    "It was wrapped in the U.S.\nsenate.",
    "One sentence ends here.\n‖Another one begins.",
    "Background\n‖The disease is rare and nobody knows why it is so.",
    "We need:\n‖- flour\n‖- eggs\n‖* milk",
    "The steps are\n‖1. Stir the flour into the milk.\n‖2. Bake it.",
    "The newspaper reported the details of the call, and it took its time in doing so:\n"
    "‖The leaders spoke for a long time about many things, none of which is of any interest here.",
]


@pytest.mark.parametrize(
    "marked", GLUED + FALSE_FRIENDS + BOUNDARIES + QUOTES + SCRIPTS + LINES, ids=lambda m: m[:40]
)
def test_boundaries_are_where_a_reader_sees_them(marked: str) -> None:
    text = marked.replace("‖", "")
    found = [text[start:end] for start, end in sentences(text)]
    assert found == [piece.strip() for piece in marked.split("‖")]


def check_laws(text: str) -> None:
    """Spans increase, are trimmed and not empty, and hold all that is not white space."""
    spans = sentences(text)
    position = 0
    for start, end in spans:
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()
    assert sentences(text) == spans


FRAGMENTS = st.sampled_from(
    [
        *"aAzZ059.!?…;:,()[]{}\"'“”‘’«»-•#\n\r\t \xa0\u200b\u2028\u2029\x00\x1f",
        *"。！？」।؟と中ßé\u0301",
        *("U.S.", "e.g.", "Mr.", "...", "No. 5", "The", "iPad", "\n\n", "[12]", " . "),
        *("\ud800", "👩\u200d🚀", "\u05d0"),
    ]
)


@pytest.mark.parametrize("language", SENTENCES)
def test_each_language_has_ends_of_its_own(language: str) -> None:
    for marked in SENTENCES[language]:
        text = marked.replace("|", " ")
        found = [text[start:end] for start, end in sentences(text, language)]
        assert "|".join(found) == marked
        # What stands around it changes nothing.
        more = f"{text}\n\n{text}"
        assert [more[start:end] for start, end in sentences(more, language)] == found * 2


def test_every_language_that_is_stemmed_has_such_texts() -> None:
    assert SENTENCES.keys() >= analyzer.STEMMED


@given(st.text(max_size=60), st.sampled_from(sorted(SENTENCES)), st.data())
def test_laws_hold_in_every_language(text: str, language: str, data: st.DataObject) -> None:
    marked = data.draw(st.sampled_from(SENTENCES[language]))
    text += marked.replace("|", " ")
    end = 0
    for start, stop in sentences(text, language):
        assert end <= start < stop
        assert not text[end:start].strip()
        end = stop
    assert not text[end:].strip()


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet=st.characters(codec=None)) | st.lists(FRAGMENTS).map("".join))
def test_laws_hold_for_every_string(text: str) -> None:
    check_laws(text)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(GLUED + BOUNDARIES + QUOTES + SCRIPTS + LINES)))
def test_laws_hold_for_prose(pieces: list[str]) -> None:
    check_laws("\n".join(pieces))


@settings(max_examples=200, deadline=None)
@given(st.lists(FRAGMENTS).map("".join), st.lists(FRAGMENTS).map("".join))
def test_a_blank_line_separates_whatever_stands_around_it(above: str, below: str) -> None:
    above, below = above.strip(), below.strip()
    offset = len(above) + 2
    alone = [(start + offset, end + offset) for start, end in sentences(below)]
    assert list(sentences(above + "\n\n" + below)) == [*sentences(above), *alone]


HARD_UNITS = [
    *("a", "a ", "(", "( ", '"', '" ', ".", ". ", "a.b.c.", "(a. ", "a. ", '."A', ".“A", "1. "),
    *("a\n\n", "A\n", "。", "?!", "[1]", "a.[", "x (y. Z ", "U.S. ", "J. A", "... ", "' ", "a-"),
    *("  ", "\n", "a.1,1", "a. (", "It. "),
]


@pytest.mark.parametrize("unit", HARD_UNITS, ids=repr)
def test_time_grows_with_length_only(unit: str) -> None:
    text = unit * (300_000 // len(unit))
    began = time.perf_counter()
    spans = sentences(text)
    assert time.perf_counter() - began < 15  # seconds; a quadratic step takes many minutes
    assert spans == () or spans[-1][1] == len(text.rstrip())


def test_surrogates_nulls_and_marks_keep_their_offsets() -> None:
    text = "\x00e\u0301 \ud800 👩‍🚀 left. Then\u200b he came."
    assert [text[start:end] for start, end in sentences(text)] == [text[:15], text[16:]]


def test_long_random_text_obeys_the_laws() -> None:
    generator = random.Random(7)
    pieces = GLUED + FALSE_FRIENDS + BOUNDARIES + QUOTES + SCRIPTS + LINES
    check_laws(" ".join(generator.choices(pieces, k=2_000)))


def test_blank_text_has_no_sentence() -> None:
    assert sentences("") == sentences(" \n\t\u2029 \n") == ()


def test_normalise_drops_one_mark_and_unifies_line_breaks() -> None:
    assert normalise("\ufeff\ufeffa\r\nb\rc\n\r\nd") == "\ufeffa\nb\nc\n\nd"


@given(st.text())
def test_normalise_leaves_no_carriage_return_and_settles(text: str) -> None:
    clean = normalise(text)
    assert "\r" not in clean
    assert normalise(clean) == clean.removeprefix("\ufeff")


def test_a_title_is_the_first_sentence_folded() -> None:
    assert first_sentence("\n  One\n  title  here. Another.\n") == "One title here."
    assert first_sentence(" \n ") == ""


def test_a_long_title_is_cut_at_a_word() -> None:
    assert first_sentence("one two, three four", limit=13) == "one two…"
    assert first_sentence("one two, three four", limit=19) == "one two, three four"
    assert first_sentence("a" * 30, limit=10) == "a" * 9 + "…"


@given(st.text(), st.integers(1, 40))
def test_a_title_never_exceeds_its_limit(text: str, limit: int) -> None:
    title = first_sentence(text, limit)
    assert len(title) <= limit
    assert bool(title) == bool(text.strip())
    assert title == " ".join(title.split())


def test_a_title_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="limit"):
        first_sentence("text", limit=0)
