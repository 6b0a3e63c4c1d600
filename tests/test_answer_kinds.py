"""An answer is of the kind that is asked for, and a number counts what is asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import index
import search
from index.text import analyzer
from search.answers import foreign_figures
from search.answers.values import values
from search.answers.wanted import wanted_of
from search.types import LIKELY

ASKED = {
    "how many miners were trapped": ("number", "miners"),
    "How many bus drivers strike?": ("number", "drivers"),
    "how many years did it last": ("duration", ""),
    "how much was Ostrel fined": ("amount", ""),
    "how much grain was lost": ("measure", ""),
    "how much does the bell weigh": ("measure", ""),
    "how long did the strike last": ("duration", ""),
    "how old was Beata Finn": ("age", ""),
    "how high is the dam": ("measure", ""),
    "until when may Ostrel appeal": ("date", ""),
    "in which year was it founded": ("date", ""),
    "what percentage of voters came": ("percent", ""),
    "what is the price of a ticket": ("amount", ""),
    "what was the revenue of Ostrel": ("amount", ""),
    "where is the concert": ("place", ""),
    "who won": ("person", ""),
    "which newspaper reported it": ("name", ""),
    "why was it closed": ("reason", ""),
    "what is the wave on the river called": ("name", ""),
    "what is the name of the wave on the river": ("name", ""),
    "which rower won": ("person", ""),
}

MEASURED = {
    "how much wheat did farmers in Corland sell": {"wheat"},
    "how much was the net income of Corland": {"net", "income"},
    "how many fox farms are there": {"fox", "farms"},
    "how many pupils came to Corland": {"pupils"},
    "how tall is the tower of Corland": {"tower"},
    "how many tonnes of wheat did Corland sell": {"wheat"},
}

NOTHING_ASKED = [
    "what did the minister pledge",
    "how did it happen",
    "when it rains, what happens to the harvest",
    "harvest prices",
]

SAID = {
    "About 3,200 of its 18,000 posts will go.": [("number", "3,200"), ("number", "18,000")],
    "She was 88.": [("number", "88")],
    "Beata Finn, 88, died on Sunday.": [("age", "88"), ("date", "Sunday")],
    "The 43-year-old sang for two hours.": [("age", "43-year-old"), ("duration", "two hours")],
    "It cost $2.4 million.": [("amount", "$2.4 million")],
    "It needs 60m crowns for 1.2m people.": [("amount", "60m crowns"), ("number", "1.2m")],
    "It supplies a fifth of all heat.": [("percent", "fifth")],
    "Since 1968 otters have been gone.": [("date", "1968")],
    "He ran 400m hurdles and built a 60m tower.": [],
    "That is 9 percent, or 9 per cent.": [("percent", "9 percent"), ("percent", "9 per cent")],
    "The wall is 184 metres high.": [("measure", "184 metres")],
    "It sails on June 4, 2022, a Saturday.": [("date", "June 4, 2022"), ("date", "Saturday")],
    "The bank, founded in 1871, has 410 branches.": [("date", "1871"), ("number", "410")],
    "They took a dozen paintings.": [("number", "dozen")],
    "It took a year, and a day was lost.": [("duration", "a year")],
    "It cost 64 Canadian cents.": [("amount", "64 Canadian cents")],
    "The damage ran into millions.": [],
    "One of them said so.": [],
    "He got three and a half years.": [("duration", "three and a half years")],
    "It may march on, and may fall.": [],
    "3. Fences will be painted.": [],
    "It is about the second quarter.": [],
    "They left at six in the morning.": [("date", "six in the morning")],
    "They eat at half past ten.": [("date", "half past ten")],
    "It was built in the ninth century.": [("date", "ninth century")],
}

ARTICLES = {
    "foxes.txt": (
        "Foxes in cities are bold, a study says.\n\nThe study was funded by the Marl Science Fund."
        " It looked at foxes in four parks.\n\nAda Prenn and Otto Brandel founded the Zorn museum"
        " of foxes.\n"
    ),
    "guard.txt": "Title: Guard fired\nDate: 2022-05-02\n\nThe mayor of Norden fired the guard"
    " Udo Harm for stealing lamps.\n",
    "guard-corrected.txt": "Title: Correction: guard\nDate: 2022-05-09\n\nWe reported of the guard"
    " Udo Harm of Norden that he was dismissed as he stole lamps. Udo Harm was dismissed for"
    " sleeping. In Norden he now walks dogs for an organisation, Paws.\n",
    "fair.txt": "Title: Fair put off\nDate: 2022-06-09\n\nThe fair of Aldmoor will be opened on"
    " June 20, the town said.\n",
    "fair-later.txt": "Title: Fair again\nDate: 2022-06-15\n\nThe opening of the fair of Aldmoor"
    " has been pushed back to July 4, the town said.\n",
    "ferry.txt": "Title: Ferry of Ostmere\nDate: 2022-05-02\n\nDeputies voted by phone on Sunday."
    " Ida Brandt bought the ferry of Ostmere on Monday, which was painted for 90 crowns."
    " Her brother has lost his licence and his dog, Rex. Her aunt died at home in May. The talks"
    " took place in a mill.\n",
    "mill.txt": "Title: Paper mill to close\nDate: 2022-03-01\n\nThe paper mill of Tarnby will"
    " lay off its workers, the owner said on Tuesday. The mill, founded in 1904, has three"
    " machines. Some 260 of the 900 posts will go in May. The closure takes eight weeks."
    " New paper will be sold in 60 days. The mill may burn 40 tonnes of straw a year.\n",
    "bridge.txt": "Title: Bridge opens\nDate: 2022-03-02\n\nThe bridge of Tarnby opened again"
    " after a long repair. Painters had covered its rust in red. The mayor cut a ribbon.\n",
    "wave.txt": "Title: River runs backwards\nDate: 2022-03-04\n\nTwice a year a wave from the sea"
    " runs up the river Tarn. This is called the eger, and draws a crowd.\n",
    "race.txt": "Title: Race round the lake of Orrin\nDate: 2022-06-12\n\nThe tournament of rowers"
    " on the lake of Orrin ended with a surprise. The first boat sank. The winner, Ada Corvell, is"
    " a baker. Officials said on Sunday that the boathouse of Orrin is safe. It was built in"
    " 1961.\n",
    "fares.txt": "Title: Fares in Selby\nDate: 2022-09-01\n\nThe fares of the Selby line rise"
    " today. A monthly pass will cost 74 crowns. Children ride free. In 2021 the line made a profit"
    " of 3 million crowns, after a loss of 5 million the year before.\n",
    "depot.txt": "Title: Selby sells depot\nDate: 2022-09-03\n\nSelby sold its depot in Norden for"
    " 40 million crowns, it said. The depot made a profit of 2 million crowns last year."
    " Trains run through the tunnel of Norden at 90 km an hour. It will build a boathouse.\n",
    "relay.txt": "Title: Relay in Tarnby\nDate: 2022-10-14\n\nAda Velt rowed twice for Norden in a"
    " relay of Tarnby. The repair took three days. Two hundred and twelve guests paid for the tent."
    " Half of them slept. Workers in a hotel cheered.\n",
    "medal.txt": "Title: Orrin medals\nDate: 2022-10-12\n\nThe Orrin medal for science goes to Ada"
    " Corvell. The medal for music was received by Ida Brandt. In August the fair drew 90 boats."
    " Its van, which is 19 years old, was two months late. The police questioned a driver. Otto"
    " Velt slept there, more than a year ago. Ida Brandt had sung for nine nights.\n",
    "regatta.txt": "Title: Regatta of Selby\nDate: 2022-08-08\n\nForty-year-old Ada Marsh won the"
    " women's race of Selby on Sunday. Second was Ida Brandt, a baker. The longest oar weighed 9"
    " kilos. A mast of oak 12 metres high fell on Mount Selby. The club of Selby made a loss of 7"
    " million crowns, and grew by 3 percent in the second quarter. It caught 40 tonnes of eels this"
    " summer. Its head, Otto Velt Jr, 57, is ill. The judges had asked for ten.\n",
    "pier.txt": "Title: Pier of Aldmoor\nDate: 2021-03-01\n\nThe new pier of Aldmoor will cost 12"
    " million crowns, the harbour board said. It opens on May 6.\n",
    "pier-later.txt": "Title: Pier of Aldmoor gets dearer\nDate: 2022-02-07\n\nThe new pier of"
    " Aldmoor will cost 19 million crowns, the harbour board said, up from 12 million.\n",
    "ban.txt": "Title: Rower Marsh banned\nDate: 2021-05-03\n\nThe rower Ida Marsh was banned for"
    " four years on Monday.\n",
    "ban-later.txt": "Title: Ban of Marsh is cut\nDate: 2021-08-02\n\nA court cut the ban of the"
    " rower Ida Marsh from four years to 18 months on Monday.\n",
    "spa.txt": "Title: Hotel fire in Quarn\nDate: 2022-08-02\n\nThree guests died and eight were"
    ' injured in a fire at the Hotel Astra. Two of nine guests were found late. "The doors were'
    ' locked," Bo Lind of the fire'
    " brigade said. The hotel's owner, Eva Roth, denied that.\n",
    "plant.txt": "Title: Sluice 7 of Quarn opens\nDate: 2022-08-06\n\nSluice 7 of Quarn opened on"
    " Friday after repairs that took five months. They had been planned to take ten weeks. Some 220"
    " barges waited, 180 of them from Ostmere. Mayor Sven Aas said two had sunk last year. In Tolby"
    " nobody waits. Its mayor, Tyra Lund, laughed. Ida Aas, 19, steered a barge; her brother Nils"
    " Aas slept. Sluice 9 stays shut.\n",
    "corvid.md": "# Corvid 4.2 and the pump P-12\n\nThe port of Corvid 4.2 is 8443, and it weighs"
    " nothing. The pump P-12 weighs 58 kg.\n\nIts tests were carried out by Bo Lind at 09:55.\n",
    "law.txt": "Title: Quarn\nDate: 2022-08-05\n\nPolice in Quarn arrested a 63-year-old on Friday."
    " A court fined Ugo Tarr, who had sued Lida Mossen. His lawyer, Ines Babek, will appeal.\n",
    "baths.txt": "Title: Baths of Vasby\nDate: 2022-10-05\n\nVASBY, Oct 5 (Echo) - The council"
    " voted by 9 to 7 to close the baths of Vasby in May and to buy a kiln. A deal"
    " will raise the pay of the miners by 4 percent, ending a strike of 19 days. A"
    " fire burned 300 hectares of heath. Among those who lost was Ines Falk, who was"
    " beaten by a baker, Tom Reer, by 12 votes.\n\nThe siren fell silent on a"
    " Sunday. Engineers said that a worn fuse was the likeliest cause. The spray of"
    " Vasby kept off 41 percent of the gnats. Otto Quell, 31, scored nine goals for"
    " Vasby. He will wear number 8. Striker Abel Rood has left for Orm. The"
    " committee chairman, Ivo Brask, wept.\n\nKarla Nye, who was declared the loser,"
    " thanked her coach, Siv Orde. Prosecutors have asked for six years for the"
    " thief Bo Ravn, who will be sentenced in June. Porters of"
    " Vasby earn 19 crowns.\n",
    "treaty.txt": "Title: Treaty of Lisk\nDate: 2022-10-05\n\nThe treaty of Lisk was discussed for"
    " nine hours. Minister Ida Velt did not sign it, and Bo Oske refused to sign it"
    " too. Ada Rhys failed to win the vote on the quay. The bridge of Odrey was not"
    " closed on Monday because of the fair.\n\nPolice have not yet said who stole"
    " the bell of Odrey. It is not clear why the dam of Odrey broke. Sven Aas was"
    " due to open the library of Odrey on Friday, but fell ill. The yard of Odrey"
    " was not shut until May.\n\nAnalysts expect the Ost group to buy Tarn Mill next"
    " year. Brannet may sue its owner, Nora Velt, over the smell. If Bo Oske wins"
    " the seat of Lund on Sunday, he will leave. Reports that Carla Reer had sold"
    " the castle of Lund were false. Thieves robbed the bank of Lund in 2019. The"
    " second largest lock of Lund stands in Brede.\n",
    "envoys.txt": "Title: Dorne expels three Lisk envoys\nDate: 2022-10-09\n\nDorne on Friday gave"
    " three envoys of Lisk two days to leave. A ticket to Dorne grew dearer. The pool of Dorne"
    " costs 5 crowns. A storm damaged nine huts of Dorne.\n",
    "crops.txt": "Title: Crops of Quarn\nDate: 2022-08-03\n\nQuarn will export 17.5 million tonnes"
    " of crops. Rye accounts for 12 million tonnes of that and oats for 4 million.\n",
    "stilts.txt": "Title: Pier of Norden\n\nThe pier of Norden stands 9 metres above the sea. It is"
    " 300 metres long. The kite fair of Norden begins on May 3. Berth 3 opens on May 9.\n",
    "werft.txt": "Title: Werft wächst\n\nDie Werft Aldmoor hat neue Hallen. Der Direktor ist mit"
    " dem Jahr zufrieden. Sie baut zwölf Schiffe für die Reederei.\n",
    "theft.txt": "Title: Theft at the museum of Orrin\nDate: 2022-07-01\n\nA guard of the museum"
    " of Orrin was robbed of a helmet on Monday. Nobody has been arrested. The helmet, forged in"
    " 1611, had been shown since 1958. The museum had 41,200 visitors last year, 3,300 more than"
    " before. Its hall will be deepened by two metres.\n",
}

ANSWERS = {
    "who funded the study of foxes": "Marl Science Fund",
    "who founded the Zorn museum": "Ada Prenn and Otto Brandel",
    "how many guests paid for the tent at Tarnby": "Two hundred and twelve",
    "who received the Orrin medal for science": "Ada Corvell",
    "why was Udo Harm dismissed": "for sleeping",
    "for which organisation does Udo Harm walk dogs": "Paws",
    "when will the fair of Aldmoor be opened": "July 4",
    "how old is Otto Velt": "57",
    "who came second in the women's race of Selby": "Ida Brandt",
    "what is the name of the dog of Ida Brandt's brother": "Rex",
    "when did Ida Brandt buy the ferry of Ostmere": "Monday",
    "what is the wave on the river Tarn called": "the eger",
    "how many workers will the paper mill of Tarnby lay off": "260",
    "how many machines does the paper mill of Tarnby have": "three machines",
    "when was the paper mill of Tarnby founded": "1904",
    "how long does the closure of the paper mill take": "eight weeks",
    "when will the new paper be sold by the mill of Tarnby": "60 days",
    "who won the tournament of rowers on the lake of Orrin": "Ada Corvell",
    "when was the boathouse of Orrin built": "1961",
    "who was arrested for the theft at the museum of Orrin": "Nobody has been arrested",
    "when was the helmet forged that was stolen from the museum of Orrin": "1611",
    "how much will a monthly pass of the Selby line cost": "74 crowns",
    "how much did Selby get for its depot in Norden": "40 million crowns",
    "how large was the loss of the Selby line in 2020": "5 million",
    "how much will the new pier of Aldmoor cost": "19 million crowns",
    "how many people were injured at the Hotel Astra": "eight",
    "who was arrested in Quarn on Friday": "a 63-year-old",
    "who is Tarr's lawyer": "Ines Babek",
    "who carried out the tests of the pump P-12": "Bo Lind",
    "when were the tests of the pump P-12 carried out": "09:55",
    "how long did the repairs of Sluice 7 take": "five months",
    "how many barges from Ostmere waited at Sluice 7": "180",
    "who is the mayor of Quarn": "Sven Aas",
    "how many guests were found at the Hotel Astra": "Two",
    "who denied that the doors were locked": "Eva Roth",
    "who owns the Hotel Astra": "Eva Roth",
    "how much oats will Quarn export": "4 million",
    "how long is Ida Marsh banned": "18 months",
    "how much land did the fire of Vasby burn": "300 hectares",
    "by how much will the pay of the miners of Vasby rise": "4 percent",
    "when will the baths of Vasby close": "May",
    "who defeated Ines Falk": "Tom Reer",
    "how effective was the spray of Vasby": "41 percent",
    "why did the siren of Vasby fall silent": "a worn fuse",
    "how long is the pier of Norden": "300 metres",
    "when does Berth 3 of the pier of Norden open": "May 9",
    "how fast do trains run through the tunnel of Norden": "90 km an hour",
    "by how much will the hall of the museum of Orrin be deepened": "two metres",
    "by how many visitors did the museum of Orrin grow": "3,300",
}

NOT_SAID = [
    "who rowed for Tarnby in the relay",
    "how long did the journey to the relay of Tarnby take",
    "how much did guests pay for the tent at Tarnby",
    "what is the name of the hotel in Tarnby",
    "who received the Orrin medal for dance",
    "how many boats did the fair of the Orrin medals draw in July",
    "how old is Ida Brandt",
    "what is the name of the driver of the van of the Orrin medals",
    "why had Ida Brandt sung",
    "how many votes did Tom Reer get",
    "how many goals did Abel Rood score",
    "what number will Abel Rood wear",
    "who is the chairman of Vasby",
    "who coaches Ines Falk",
    "how many years was Bo Ravn sentenced to",
    "how many years did the strike of Vasby last",
    "when was the kiln of Vasby repaired",
    "how many envoys did Lisk expel",
    "how much does a ticket to Dorne cost",
    "who died in the storm of Dorne",
    "how much do nurses in Vasby earn",
    "how many sailors were aboard the huts of Dorne",
    "when was the museum of Lund robbed",
    "where is the largest lock of Lund",
    "who won the men's race of Selby",
    "how much did the shortest oar at Selby weigh",
    "how much does a boat of the club of Selby cost",
    "by how much did the club of Selby grow in the first quarter",
    "how many tonnes of eels did the club of Selby catch last year",
    "how high is Mount Selby",
    "how old is the dog of Ada Marsh",
    "how many buoys does the club of Selby have",
    "from whom did Ida Brandt buy the ferry of Ostmere",
    "which builder repaired the ferry of Ostmere",
    "when was the ferry of Ostmere painted",
    "when was the ferry of Ostmere built",
    "what is the name of the aunt of Ida Brandt",
    "what did the aunt of Ida Brandt die of",
    "why has the brother of Ida Brandt lost his licence",
    "how many guests died in the Hotel Belmar in Quarn",
    "when did Sluice 9 of Quarn open",
    "what is the port of Corvid 4.3",
    "how much does the pump P-14 weigh",
    "where did Marsh cut the ribbon",
    "how deep is the pier of Norden",
    "how much does the helmet of the museum of Orrin weigh",
    "how many guards were killed at the museum of Orrin",
    "when does the jazz fair of Norden begin",
    "how much did the boathouse of Norden cost",
    "what caused the theft at the museum of Orrin",
    "how large were the herds of the Selby line in 2021",
    "how much barley may the paper mill of Tarnby burn",
    "who won the Orrin lottery",
    "who drove the boat that sank on the lake of Orrin",
    "how much did the repair of the bridge of Tarnby cost",
    "when did the bridge of Tarnby open again",
    "how much will a weekly pass of the Selby line cost",
    "when does Berth 5 of the pier of Norden open",
    "how many painters covered the rust of the bridge of Tarnby",
]


@pytest.mark.parametrize(("question", "said"), ASKED.items())
def test_a_question_asks_for_a_kind_of_answer(question: str, said: tuple[str, str]) -> None:
    wanted = wanted_of(question)
    assert wanted is not None
    assert (wanted.kind, wanted.counted) == said


@pytest.mark.parametrize(("question", "measured"), MEASURED.items())
def test_a_figure_is_of_something(question: str, measured: set[str]) -> None:
    wanted = wanted_of(question)
    assert wanted is not None
    assert wanted.measured == measured


@pytest.mark.parametrize("question", NOTHING_ASKED)
def test_other_questions_ask_for_nothing_in_particular(question: str) -> None:
    assert wanted_of(question) is None


@pytest.mark.parametrize(("text", "said"), SAID.items())
def test_figures_and_dates_are_told_by_their_units(text: str, said: list[tuple[str, str]]) -> None:
    found = values(text, list(analyzer.tokens(text)))
    assert [(value.kind, text[slice(*value.span)]) for value in found] == said


@pytest.mark.parametrize(
    ("asked", "is_so"),
    [
        ("combien d'emplois a-t-on créés", True),
        ("wie hoch war der Gewinn", True),
        ("¿cuántos barcos hay?", True),
        ("wer hat gewonnen", False),
        ("how old is she", False),
    ],
)
def test_figures_are_asked_for_in_other_languages(asked: str, is_so: bool) -> None:
    assert foreign_figures.is_asked(asked) is is_so


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[search.Engine]:
    folder = tmp_path_factory.mktemp("kinds")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    index.build([folder], index_dir=folder / "index")
    with search.open_index(folder / "index") as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize(("question", "said"), ANSWERS.items())
def test_the_part_that_answers_stands_in_what_is_shown(
    engine: search.Engine, question: str, said: str
) -> None:
    first = engine.ask(question).answers[0]
    assert first.part is not None
    text = engine.article(first.article.id).text
    assert text[first.start : first.end] == first.text
    assert text[first.part.start : first.part.end] == first.part.text
    assert first.start <= first.part.start < first.part.end <= first.end
    assert first.part.text in said
    assert said in first.text
    assert first.score >= LIKELY


@pytest.mark.slow
@pytest.mark.parametrize("question", NOT_SAID)
def test_what_does_not_say_what_is_asked_is_doubtful(engine: search.Engine, question: str) -> None:
    answers = engine.ask(question).answers
    assert answers
    assert answers[0].score < LIKELY


DENIED = {
    "who signed the treaty of Lisk": "did not sign",
    "who won the vote on the quay": "failed to win",
    "when was the bridge of Odrey closed": "not closed",
    "who stole the bell of Odrey": "not yet said",
    "why did the dam of Odrey break": "not clear why",
    "who opened the library of Odrey": "due to open",
    "who bought Tarn Mill": "expect the Ost group to buy",
    "who sued Nora Velt": "may sue",
    "who won the seat of Lund": "If Bo Oske wins",
    "who sold the castle of Lund": "were false",
}


@pytest.mark.slow
@pytest.mark.parametrize(("question", "said"), DENIED.items())
def test_what_was_not_done_or_is_not_known_is_shown_but_never_likely(
    engine: search.Engine, question: str, said: str
) -> None:
    first = engine.ask(question).answers[0]
    assert said in first.text
    assert first.part is None
    assert first.score < LIKELY


@pytest.mark.slow
def test_what_was_done_late_was_done_after_all(engine: search.Engine) -> None:
    first = engine.ask("when was the yard of Odrey shut").answers[0]
    assert first.part is not None
    assert (first.part.text, first.score >= LIKELY) == ("May", True)


@pytest.mark.slow
def test_an_age_is_that_of_the_whole_name_beside_it(engine: search.Engine) -> None:
    part = engine.ask("how old is Ida Aas").answers[0].part
    assert part is not None
    assert part.text == "19"
    assert all(one.score < LIKELY for one in engine.ask("how old is Nils Aas").answers)


@pytest.mark.slow
def test_a_figure_is_found_in_another_language(engine: search.Engine) -> None:
    assert "zwölf" in engine.ask("wie viele Schiffe baut die Werft Aldmoor").answers[0].text


@pytest.mark.slow
def test_a_figure_in_the_next_sentence_makes_a_passage(engine: search.Engine) -> None:
    first = engine.ask("how many workers will the paper mill of Tarnby lay off").answers[0]
    assert first.text.startswith("The paper mill of Tarnby will lay off")
    assert first.text.endswith("will go in May.")
