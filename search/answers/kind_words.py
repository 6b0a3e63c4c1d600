"""Words of kinds: numbers, units, dates, and nouns that say what is asked for or counted. English.

Folded, as `analyzer.tokens` gives words.
"""

from __future__ import annotations

NUMBERS = {
    word: float(n)
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen".split()
    )
} | {
    word: 10.0 * n
    for n, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
SCALES = {
    "dozen": 12.0,
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
}
VAGUE = frozenset(
    "dozens scores hundreds thousands millions billions tens none nobody half both couple pair"
    " third quarter twice thrice single".split()
)
"""They count, though not in figures."""

FRACTIONS = frozenset("half third thirds quarter quarters fifth fifths tenth tenths".split())
MONEY = frozenset(
    "dollar dollars euro euros pound pounds sterling stg yen crown crowns krone kroner krona kronor"
    " franc francs mark marks guilder guilders lira lire peso pesos rouble roubles ruble rubles"
    " rupee rupees yuan renminbi won zloty dinar dinars dirham dirhams rial rials riyal riyals real"
    " reais rand shekel shekels baht ringgit forint florin florins cent cents pence penny usd eur"
    " gbp cts p naira shilling shillings hryvnia".split()
)
PERCENT = frozenset("percent percentage pct".split())
TIME = frozenset(
    unit + plural
    for unit in "second minute hour day night week weekend fortnight month year decade century"
    " season".split()
    for plural in ("", "s")
) | {"centuries"}
LENGTHS = frozenset(
    "metre metres meter meters kilometre kilometres kilometer kilometers km centimetre"
    " centimetres centimeter centimeters cm millimetre millimetres millimeter millimeters mm"
    " mile miles yard yards foot feet inch inches storey storeys stories".split()
)
SPEEDS = frozenset("km knot knots mph kph kilometres kilometers miles metres meters".split())
HEATS = frozenset("degree degrees celsius fahrenheit".split())
WEIGHTS = frozenset(
    "tonne tonnes ton tons kilo kilos kilogram kilograms kilogramme kilogrammes kg gram grams"
    " grammes ounce ounces carat carats pounds".split()
)
AREAS = frozenset("acre acres hectare hectares square".split())
STUFF = frozenset(
    "cubic litre litres liter liters gallon gallons barrel barrels bpd bushel bushels watt"
    " watts kilowatt kilowatts megawatt megawatts gigawatt gigawatts mw gw kwh bytes megabytes"
    " gigabytes".split()
)
MASSES = WEIGHTS | AREAS | STUFF
"""What there is much of."""

STUFFS = frozenset(
    "aid cargo crop crops drug drugs fish food freight fruit fuel gas goods grain land meat"
    " medicine metal oil ore rubbish stuff waste water wood".split()
)
"""What there is much of, and of many kinds: a tonne of diesel is one of fuel."""

MEASURES = LENGTHS | SPEEDS | HEATS | MASSES | frozenset(["point", "points"])
SIZES = (
    (frozenset("high tall deep wide thick far low".split()), LENGTHS),
    (frozenset("fast quick".split()), SPEEDS),
    (frozenset("hot cold warm".split()), HEATS),
    (frozenset(["heavy"]), WEIGHTS),
)
"""Units of what is asked for by `how` and one of some words."""

MONTHS = frozenset(
    "january february march april may june july august september october november december jan feb"
    " mar apr jun jul aug sep sept oct nov dec".split()
)
WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
SEASONS = frozenset("spring summer autumn winter fall".split())
DAYS = frozenset("today yesterday tomorrow tonight midnight noon christmas easter ramadan".split())
DAY_PARTS = frozenset("morning afternoon evening night dawn dusk".split())
PERIODS = TIME | SEASONS | DAY_PARTS
NEAR_DATES = frozenset("next last this past coming previous following early late mid".split())
BEFORE_YEARS = frozenset(
    "in since until till by from of before after during around about early late mid to and between"
    " spring summer autumn winter fall year through".split()
)

PREPOSITIONS = frozenset(
    "in on at by for from of to since until till with under over near off into during about after"
    " before through".split()
)
AUXILIARIES = frozenset(
    "is are was were be been do does did has have had will would can could may might shall should"
    " must".split()
)
PEOPLE = frozenset(
    "people person persons man men woman women child children boy boys girl girls victim victims"
    " crew troops police staff folk youths pupil pupils student students guest guests patient"
    " patients civilian civilians resident residents tourist tourists soldier soldiers refugee"
    " refugees migrant migrants voter voters citizen citizens employee employees member members"
    " delegate delegates sailor sailors survivor survivors doctor doctors nurse nurses adult adults"
    " infant infants baby babies youth relative relatives spectator spectators participant"
    " participants native natives individual individuals inhabitant inhabitants family families"
    " human humans dead deaths fatalities casualties diplomat diplomats envoy envoys official"
    " officials athlete athletes hostage hostages critic critics expert experts analyst analysts"
    " rebel rebels neighbour neighbours neighbor neighbors parent parents opponent opponents"
    " colleague colleagues friend friends pilot pilots judge judges guard guards witness witnesses"
    " chief chiefs scientist scientists local locals clerk clerks monk monks nun nuns".split()
)
"""Whoever is counted as people; further ones by their endings."""

ANYBODY = frozenset("people persons men women children others victims dead locals".split())
"""Those of whom nothing else is said."""

GROUPS_OF_PEOPLE = frozenset(
    "government governments company companies court ministry army navy union team club party"
    " parties council committee board bank group king queen prince states state guard firm"
    " house senate parliament congress assembly chamber cabinet commission authority agency"
    " association federation department office force forces judges jury panel majority opposition"
    " everyone anyone they he she we".split()
)
PEOPLE_ENDINGS = ("ers", "ors", "ists", "men", "women", "ants", "ees", "ians")
PERSON_ENDINGS = ("er", "or", "ist", "man", "ent", "ant", "ian", "ney", "ess")
NO_PEOPLE = frozenset(
    "papers orders numbers containers freighters tankers trawlers helicopters centers centres"
    " computers letters quarters shelters towers rivers sectors tractors reactors monitors factors"
    " motors doors floors errors colors colours mirrors offers powers rockets plants trees fees"
    " bees restaurants covers meters liters posters flowers winters summers answers matters layers"
    " chapters boosters cylinders boulders carriers cruisers bombers fighters lists degrees"
    " committees".split()
)

NO_PERSON = frozenset(
    "paper water river after over under other another however later earlier former never ever"
    " rather whether together order november december september october summer winter quarter"
    " corner dinner power weather cover offer lower higher larger longer further better timber"
    " number major minor prior or for nor error horror terror recent different present current"
    " silent apparent percent cent document moment movement agreement statement payment"
    " treatment event accident incident settlement announcement argument employment"
    " environment equipment investment content talent rent sent went spent important"
    " restaurant plant grant want distant instant significant constant than money honey"
    " journey kidney chimney less unless business process success access progress address loss"
    " across illness darkness".split()
)
"""They end as words for people do."""

_SYNONYMS = (
    "job jobs post posts position positions vacancy worker workers employee employees staff",
    "troop troops soldier soldiers men",
    "bird birds seabird seabirds guillemot guillemots gull gulls",
    "ship ships vessel vessels boat boats ferry ferries freighter freighters tanker tankers",
    "plane planes aircraft airplane airplanes aeroplane aeroplanes jet jets airliner airliners",
    "house houses home homes building buildings flat flats apartment apartments dwelling dwellings",
    "car cars vehicle vehicles lorry lorries truck trucks van vans",
    "bus buses vehicle vehicles coach coaches",
    "school schools classroom classrooms",
    "child children pupil pupils student students boy boys girl girls kid kids",
    "town towns village villages city cities community communities place places",
    "shop shops store stores outlet outlets branch branches",
    "vote votes ballot ballots",
    "seat seats mandate mandates",
    "animal animals cow cows cattle sheep pig pigs hog hogs horse horses dog dogs cat cats"
    " goat goats head",
    "weapon weapons gun guns rifle rifles rocket rockets missile missiles",
    "copy copies book books",
    "goal goals point points",
    "death deaths dead died killed fatalities toll people",
)
NOUNS_ASKED = {
    **dict.fromkeys("year years date day month time hour century decade weekday".split(), "date"),
    **dict.fromkeys(
        "city country town place village state region street district province county island"
        " continent harbour port location".split(),
        "place",
    ),
    **dict.fromkeys("percentage percent share proportion turnout".split(), "percent"),
    **dict.fromkeys(
        "price cost fee salary wage fine budget sum amount value worth revenue revenues turnover"
        " profit loss income sales earnings dividend debt rent deficit surplus".split(),
        "amount",
    ),
    **dict.fromkeys("number population toll".split(), "number"),
    **dict.fromkeys(["age"], "age"),
    **dict.fromkeys(
        "person man woman minister politician president actor actress singer author writer player"
        " king queen scientist official officer general".split(),
        "person",
    ),
    **dict.fromkeys(
        "company firm ship newspaper agency bank club team airline maker party band university"
        " organization organisation group hospital".split(),
        "name",
    ),
}
"""What is asked for by `what` or `which` before one of these; by `what is the` only a figure."""


def is_synonym(one: str, other: str) -> bool:
    """Tell whether two folded nouns count the same kind of thing."""
    return any(one in words and other in words for words in map(str.split, _SYNONYMS))


def may_be_people(noun: str) -> bool:
    """Tell whether a folded noun may stand for somebody: a minister, the police, a team."""
    if are_people(noun) or noun in GROUPS_OF_PEOPLE:
        return True
    return noun.endswith(PERSON_ENDINGS) and not (noun in NO_PERSON or f"{noun}s" in NO_PEOPLE)


def is_plural(noun: str) -> bool:
    """Tell whether a folded noun looks like a plural."""
    return are_people(noun) or (noun.endswith("s") and not noun.endswith(("ss", "us", "is")))


def are_people(noun: str) -> bool:
    """Tell whether a folded noun stands for people."""
    return noun in PEOPLE or (noun.endswith(PEOPLE_ENDINGS) and noun not in NO_PEOPLE)
