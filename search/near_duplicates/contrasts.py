"""Contrasts: words of which one in the place of another makes a text say something else.

Numbers in digits and words, negations, opposites, and words of which a fact has one: months,
weekdays, units, currencies, directions. English, and the negations of some other languages.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

_CARDINALS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
    " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_LARGE = (
    "hundred thousand million=mln=mn=m billion=bln=bn=b trillion=trn dozen=dozens half quarter "
    "twice"
    " double triple single both"
)
_NEGATIONS = (
    "no not never none nor neither without cannot nobody nothing nowhere hardly barely denied "
    "denies"
    " deny refused refuses failed fails didnt doesnt dont isnt arent wasnt werent wont wouldnt cant"
    " couldnt shouldnt hasnt havent hadnt mustnt neednt aint"
    " nicht kein keine keinen keinem keiner keines nie niemals niemand pas jamais aucun aucune "
    "nunca"
    " jamás ningún ninguna nada não nem niet geen nooit inte ingen aldrig ikke intet ei eivät "
    "nem sem"
    " nincs не нет никогда ни nessuno"
)
_GROUPS = (
    "january=jan february=feb march=mar april=apr may june=jun july=jul august=aug"
    " september=sept=sep october=oct november=nov december=dec",
    "monday=mon tuesday=tue=tues wednesday=wed thursday=thu=thurs friday=fri saturday=sat "
    "sunday=sun",
    "spring summer autumn winter",
    "morning afternoon evening night=overnight noon midnight dawn",
    "yesterday tomorrow",
    "year=annual month=monthly week=weekly day=daily hour=hourly minute decade century "
    "quarter=quarterly"
    " half",
    "dollar=dollars=dlr=dlrs crown=crowns pound=pounds=stg=sterling euro=euros franc=francs"
    " mark=marks yen rupee=rupees peso=pesos lira=lire rouble=roubles=ruble=rubles yuan "
    "krone=kroner",
    "cent=cents=cts pence=p dollar=dollars=dlrs",
    "tonne=tonnes=ton=tons barrel=barrels=bpd bushel=bushels ounce=ounces gallon=gallons"
    " litre=litres=liter=liters pound=pounds kilo=kilos=kilogram=kilograms gram=grams",
    "kilometre=kilometres=kilometer=kilometers=km mile=miles metre=metres=meter=meters foot=feet"
    " yard=yards inch=inches acre=acres hectare=hectares",
    "north south east west northeast northwest southeast southwest",
    "northern southern eastern western",
    "man=men woman=women boy=boys girl=girls",
    "son=sons daughter=daughters",
    "brother=brothers sister=sisters",
    "father mother",
    "husband wife widow",
    "killed=dead injured=wounded=hurt missing",
    "president chairman minister secretary governor mayor spokesman=spokesperson=spokeswoman "
    "director",
    "red blue green yellow white black",
    "gold silver bronze",
    "percent=pct point=points",
)
_OPPOSITES = (
    "up/down|rise rises rose risen rising/fall falls fell fallen falling|gain gains gained/lose "
    "loses lost"
    "|gain gains/loss losses|profit profits/loss losses|profit/deficit|surplus/deficit"
    "|increase increases increased increasing/decrease decreases decreased decreasing|increase "
    "increased"
    " raise raised raises/cut cuts reduce reduced reduces lower lowered|higher/lower|high/low"
    "|highest/lowest|more/less fewer|most/least|above/below|over/under|exceeded exceed/missed miss"
    "|buy buys bought buying/sell sells sold selling|buyer buyers/seller sellers|purchase/sale"
    "|win wins won winning/lose loses lost losing|winner/loser|victory/defeat"
    "|open opens opened opening/close closes closed closing shut shuts|begin begins began start "
    "starts"
    " started/end ends ended stop stops stopped finish finished"
    "|accept accepts accepted approve approves approved/reject rejects "
    "rejected|approved/blocked vetoed"
    "|agree agreed agrees/disagree disagreed refuse refused|allow allows allowed permit "
    "permitted/ban bans"
    " banned forbid forbidden|confirm confirms confirmed/deny denies denied|before/after|first/last"
    "|earlier/later|import imports imported/export exports "
    "exported|guilty convicted/innocent acquitted cleared"
    "|dead/alive|died/survived|left/right|support supports supported/oppose opposes opposed"
    "|for/against|with/without|yes/no|success succeeded/failure failed|include includes "
    "included including"
    "/exclude excludes excluded "
    "excluding|true/false|legal/illegal|possible/impossible|likely/unlikely"
    "|able/unable|hire hired hires/fire fired fires|strengthen strengthened/weaken "
    "weakened|strong/weak"
    "|stronger/weaker|expand expanded/shrink shrank|widen widened/narrow narrowed|improve improved"
    "/worsen "
    "worsened|better/worse|best/worst|good/bad|positive/negative|optimistic/pessimistic|new/old"
    "|young/old|early/late|inside/outside|arrive arrived arrives/leave leaves left depart departed"
    "|enter entered/leave left|join joined/leave left quit|lend lent/borrow "
    "borrowed|creditor/debtor"
    "|debit/credit|plaintiff plaintiffs/defendant defendants|attack attacked/defend "
    "defended|ally/enemy"
    ""
    "|friend/enemy|rich/poor|hot/cold|wet/dry|full/empty|fast/slow|faster/slower|near/far|public/private"
    ""
    "|domestic/foreign|major/minor|maximum/minimum|majority/minority|upper/lower|long/short|large/small"
    ""
    "|larger/smaller|big/small|bigger/smaller|heavy/light|safe/unsafe|safe/dangerous|recovered/relapsed"
    ""
    "|released/detained|freed/jailed|arrested/released|appointed/dismissed|elected/defeated|won/defeated"
    "|unchanged/changed|same/different|always/never|all/none|all/some|everyone/nobody|many/few"
)


@dataclass(frozen=True, slots=True)
class Contrasts:
    """Tables of contrasts, by folded word.

    Attributes:
        numbers: What number words count, written as one way.
        negations: Words that negate.
        groups: The groups of a word, and what it stands for in each.
        opposites: The words that say the opposite of a word.
    """

    numbers: dict[str, str]
    negations: frozenset[str]
    groups: dict[str, dict[int, str]]
    opposites: dict[str, frozenset[str]]

    def exclude(self, one: str, other: str) -> bool:
        """Tell whether one word in the place of another says something else."""
        if other in self.opposites.get(one, ()):
            return True
        mine, its = self.groups.get(one), self.groups.get(other)
        if not mine or not its:
            return False
        return any(group in its and its[group] != name for group, name in mine.items())


@cache
def tables() -> Contrasts:
    """Return the tables, made when they are first needed."""
    numbers = {word: str(n) for n, word in enumerate(_CARDINALS.split())}
    numbers |= {word: str(10 * n) for n, word in enumerate(_TENS.split(), 2)}
    numbers |= {word: f"{n}th" for n, word in enumerate(_ORDINALS.split())}
    for n, ending in ((1, "st"), (2, "nd"), (3, "rd")):
        numbers[f"{n}{ending}"] = f"{n}th"
    for names in _LARGE.split():
        first, *others = names.split("=")
        numbers |= dict.fromkeys((first, *others), first)
    groups: dict[str, dict[int, str]] = {}
    for number, group in enumerate(_GROUPS):
        for names in group.split():
            first, *others = names.split("=")
            for word in (first, f"{first}s", *others):
                groups.setdefault(word, {})[number] = first
    opposites: dict[str, set[str]] = {}
    for pair in _OPPOSITES.split("|"):
        one, other = (side.split() for side in pair.split("/"))
        for word in one:
            opposites.setdefault(word, set()).update(other)
        for word in other:
            opposites.setdefault(word, set()).update(one)
    frozen = {word: frozenset(others) for word, others in opposites.items()}
    return Contrasts(numbers, frozenset(_NEGATIONS.split()), groups, frozen)
