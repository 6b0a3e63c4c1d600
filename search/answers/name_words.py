"""Words of names: which stand beside a name, which many names share, and which are its forms. Pure.

No list of people, places or companies is kept: nationalities are compared by their endings, and a
table has those that cannot be.
"""

from __future__ import annotations

from index.text import analyzer
from index.text.analyzer import STOP_WORDS
from search.query.words import QUESTION_WORDS

SHARED_LETTERS = 4
"""What the forms of a name have in common at least: China, Chinese; shorter stems are chance."""

SMALL = frozenset("a an and as at by for from in of on or the to vs with".split())
_OPENING = frozenset(
    "yesterday today meanwhile later earlier once after before since while although because despite"
    " during neither yet still also even only last".split()
)
OWNING = ("'s", "’s", "s'", "s’")
"""Ends of names that say whose: of "Corvia's inflation plan" the plan is what is spoken of."""

CONNECTING = frozenset("and de for of the".split())
CALENDAR = frozenset(
    "january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday".split()
)
TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir lord lady dame president minister premier chancellor"
    " senator sen congressman congresswoman governor gov representative rep general gen colonel col"
    " captain capt lieutenant sergeant admiral chairman chairwoman chair chief executive"
    " ceo director manager coach secretary ambassador spokesman spokeswoman mayor judge justice"
    " attorney commissioner inspector officer prime foreign deputy vice health finance interior"
    " defence defense former acting cllr councillor councilman councilwoman alderman det supt insp"
    " dci".split()
)
"""They stand before a name or after what is led: they are no part of the name."""

SECTORS = frozenset("health finance interior defence defense foreign justice".split())
"""Titles only before another one: the health minister, but the World Health Organization."""

KIN = frozenset(
    "wife husband widow son daughter brother sister father mother parents uncle aunt nephew niece"
    " cousin grandson granddaughter grandfather grandmother descendant descendants heir relative"
    " relatives children sons daughters brothers sisters".split()
)
"""Whoever is that of somebody may have the same name."""

OFFICES = (
    TITLES
    | KIN
    | frozenset(
        "head boss mate successor predecessor deputy leader founder owner editor lawyer speaker"
        " candidate nominee trainer keeper representative bishop archbishop king queen".split()
    )
)
"""What somebody is whom a question asks for by whose it is."""

COMMON_ACRONYMS = frozenset("tv gdp gnp vat ceo cfo dvd cd cds pc pcs ai it dna rna hiv".split())
"""They stand for nouns, which texts may use instead."""

KINDS = frozenset(
    "group company corp corporation co inc ltd plc llc ag bank party university college school"
    " institute foundation association union federation council committee commission agency"
    " authority ministry department office board court party parliament government army police city"
    " town county state states province district island islands isles river lake sea ocean bay"
    " mountain mountains valley street road bridge airport station hospital church museum club"
    " league cup games festival newspaper times news new hotel restaurant theatre theater cathedral"
    " chapel palace tower stadium arena library gallery prison dam tunnel canal"
    " pier square zoo prize orchestra ferry brewery dairy mill mine quarry farm factory"
    " central national international united nations republic kingdom act war".split()
)
"""Words of many names: one of them alone stands for no name of several words."""

BESIDE = STOP_WORDS | TITLES | CALENDAR | _OPENING
"""Words with a capital that are no part of the name beside them."""

_BASES = frozenset(["", "a", "e", "y", "o", "ia", "ey", "ay", "en", "ain"])
_ENDINGS = frozenset(
    ending + plural
    for ending in ("n an ian ean egian ese i ish er ite ic").split()
    for plural in ("", "s")
)
NO_NAMES = STOP_WORDS | QUESTION_WORDS | CALENDAR

_LONGER = frozenset(["y", "stan", "istan", "land"])
"""German, Germany; Afghan, Afghanistan."""

_SAME = (
    frozenset("us usa america american americans".split()),
    frozenset("uk britain british briton britons".split()),
    frozenset("eu europe european europeans".split()),
    frozenset("france french frenchman frenchwoman".split()),
    frozenset("spain spanish spaniard spaniards".split()),
    frozenset("poland polish pole poles".split()),
    frozenset("denmark danish dane danes".split()),
    frozenset("finland finnish finn finns".split()),
    frozenset("netherlands holland dutch".split()),
    frozenset("ireland irish".split()),
    frozenset("wales welsh".split()),
    frozenset("scotland scottish scots scot".split()),
    frozenset("england english".split()),
    frozenset("switzerland swiss".split()),
    frozenset("philippines filipino filipinos philippine".split()),
    frozenset("cyprus cypriot cypriots".split()),
    frozenset("greece greek greeks".split()),
    frozenset("argentina argentine argentines argentinian argentinians".split()),
    frozenset("congo congolese".split()),
    frozenset("kiev kyiv".split()),
)
GROUPS = {word: group for group in _SAME for word in group}


def is_same(one: str, other: str) -> bool:
    """Tell whether two folded words are forms of a name: Corvia, Corvian, Corvians."""
    if one == other:
        return True
    if one[:2] != other[:2]:
        return other in GROUPS.get(one, ())
    if other in GROUPS.get(one, ()) or analyzer.stem(one) == analyzer.stem(other):
        return True
    shared = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    if shared < SHARED_LETTERS:
        return False
    # Corvia, Corvian part after "corvia"; Turkey, Turkish after "turk".
    return any(
        (a in _BASES and b in _ENDINGS) or (a in _LONGER and not b)
        for cut in range(SHARED_LETTERS, shared + 1)
        for a, b in ((one[cut:], other[cut:]), (other[cut:], one[cut:]))
    )
