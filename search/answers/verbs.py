"""Verbs: the forms that are one verb, and verbs that say the same of two parties. English."""

from __future__ import annotations

from functools import cache, lru_cache

from index.text import analyzer

_IRREGULAR = (
    "beat beaten beating | die died dying | lie lied lying | tie tied tying | bear bore born |"
    " bite bit bitten | break broke broken | bring brought | build built"
    " | buy bought | catch caught | choose chose chosen | come came | cut | deal dealt | do"
    " did done | draw drew drawn | drive drove driven | eat ate eaten | feed fed | fight"
    " fought | find found | forbid forbade forbidden | forgive forgave forgiven | get got |"
    " give gave given | have has had | hear heard | hide hid hidden | hit hitting | hold held |"
    " hurt | keep kept | know knew known | lead led | leave left | lend lent | let | light lit |"
    " lose lost | make made"
    " | meet met | mislead misled | oversee oversaw overseen | overthrow overthrew overthrown"
    " | overtake overtook overtaken | owe owed | pay paid | put | read | ride rode"
    " ridden | run ran | say said | see saw seen | seek sought | sell sold | send sent | shake"
    " shook shaken | shoot shot | show showed shown | sink sank sunk | speak spoke spoken |"
    " spend spent | split | steal stole stolen | strike struck stricken | sue sued suing |"
    " swear swore sworn | take took taken | teach taught | tell told | think thought | throw"
    " threw thrown | withdraw withdrew withdrawn | win won | write wrote written | ram rammed"
    " | ban banned | rob robbed | stab stabbed | top topped | criticise criticize criticised"
    " criticized criticising criticizing | begin began begun | bid | blow blew blown | drink drank"
    " drunk | fall fell fallen | feel felt | flee fled | fly flew flown | forget forgot forgotten |"
    " freeze froze frozen | go went gone | grow grew grown | hang hung | mean meant | quit | ring"
    " rang rung | rise rose risen | set | shed | shrink shrank shrunk | shut | sing sang sung | sit"
    " sat | sleep slept | spread | stand stood | stick stuck | sweep swept | swim swam swum |"
    " tear tore torn | undergo underwent undergone | understand understood | wake woke woken | wear"
    " wore worn"
)
_SAME = (
    "buy acquire purchase take",
    "beat defeat win stun upset thrash trounce outplay overcome",
    "dismiss fire sack oust",
    "attack raid storm invade",
    "pledge promise vow",
    "sue",
    "ram hit strike",
    "kill murder shoot",
    "appoint name",
    "own belong",
    "blame accuse",
    "cut lower reduce decrease slash trim shed axe",
    "raise increase lift hike boost",
    "close shut",
    "delay postpone",
    "arrest detain",
    "resign quit step",
    "capture seize occupy take",
    "fund finance sponsor",
    "propose suggest offer nominate",
    "fulfil fulfill fill",
    "sink founder capsize",
    "defer delay adjourn",
    "find discover",
    "fit equip attach",
    "reject refuse",
    "rescue save",
    "injure hurt wound",
)
_OPPOSITE = (
    "buy acquire purchase | sell",
    "win beat defeat | lose",
    "open | close shut",
    "rise raise increase grow climb | fall lower cut reduce decrease drop shrink",
    "lend | borrow",
    "give send offer pay | receive get take",
    "hire appoint | fire dismiss sack",
    "arrest jail | release free",
    "accept approve support back | reject refuse oppose",
    "begin start launch | end stop finish",
    "join enter | leave quit",
)
_CONVERSE = (
    "sell | buy acquire purchase",
    "lend | borrow",
    "give send award grant | receive",
)
"""The same from both sides: of who gives, and of who takes."""
_FURTHER = (
    "abandon abolish absorb accept achieve acknowledge acquire add adhere admit adopt advise"
    " affect agree allege allow amend announce answer apologise apologize appear apply approach"
    " argue arrive ask assume attain attend auction authorise authorize avoid award become believe"
    " break broadcast broaden burn call cancel carry cause celebrate change claim climb collapse"
    " collect command commission complain complete concede condemn confirm consider contain"
    " continue contribute control convert cost cover crash create criticise criticize cross"
    " deliver demand demolish deny depend describe deserve destroy devalue develop die disavow"
    " disclose discover discredit discuss displace divide divorce donate draft earn elect employ"
    " enact endorse erupt establish estimate evacuate exhume expand expect explain explode export"
    " expose face fail finance fine fly follow forecast form found gain generate govern grow guess"
    " halt hand happen harm help hope host hunt identify impose improve include inherit injure"
    " insist inspect inspire install intend intercept introduce invent invest invite issue join"
    " jump kick kidnap land last lay leak learn like live lock look love manage march marry mass"
    " mean measure merge mine miss move need negotiate obtain occur offer operate order organise"
    " organize own paint participate pass perform permit plan plant play plead point pour practise"
    " predict prefer prepare present prevent privatise privatize produce prohibit propose"
    " prosecute protect protest prove provide publish pull punish push quote rank reach realise"
    " realize recall recover recruit redeem refer refund regard register reject relegate remain"
    " remember remove rename repair repay replace reply report represent request require resist"
    " restore resume retain retire return reveal review revise rule sail score seize serve set"
    " settle share sign sit sleep smuggle spread stand start state stay stop stress study"
    " subscribe succeed suffer suggest supply support surrender survive suspect suspend switch"
    " talk test testify threaten train transfer translate transport travel treat try turn urge use"
    " visit vote wait walk want warn waste watch wear welcome wish wonder work worry yield"
)
"""Further verbs, of those that news are told with; some are nouns as well."""

_LIGHT = "be become begin cause come do get go help keep let make put start use"
_DERIVING = ("er", "or", "ner", "ter", "ent", "ant")
_PREFIXES = ("over", "under", "out", "re", "mis", "with", "fore", "un")
"""Verbs with these are irregular as without: overrode, rebuilt."""

ADVERBS = frozenset(
    "first also later once ever finally recently just already currently not now previously itself"
    " himself herself themselves".split()
)
"""They may stand between a verb and its subject."""

PASSIVE = frozenset("is are was were be been being gets got get".split())


@cache
def _bases() -> dict[str, str]:
    """Return the base of each irregular form."""
    return {form: forms[0] for form, forms in _forms().items()}


@cache
def _forms() -> dict[str, tuple[str, ...]]:
    """Return all forms of each irregular form."""
    groups = [tuple(forms.split()) for forms in _IRREGULAR.split("|")]
    return {form: forms for forms in groups for form in forms}


def irregular_forms(word: str) -> tuple[str, ...]:
    """Return the forms of an irregular verb: lend, lent; none of others."""
    return _forms().get(word, ())


_DOUBLED = "bdgmnprt"
"""Letters that an ending doubles: planned, stunning."""

_KEPT = ("succeed", "proceed", "exceed")
"""Stemming takes these for a past: of freed it makes free."""


@lru_cache(maxsize=20_000)
def base(word: str) -> str:
    """Return what the forms of a verb have in common: sue of sued, a stem of most others."""
    known = _bases()
    for prefix in ("", *_PREFIXES):
        rest = word.removeprefix(prefix)
        forms = (rest, rest.removesuffix("s"), rest[:-3], rest[:-4], f"{rest[:-3]}e")
        last = 2 if rest.endswith("s") else len(forms) if rest.endswith("ing") else 1
        for form in forms[:last]:  # buys, buying, winning, leaving
            if word.startswith(prefix) and form in known:
                return prefix + known[form]
    kept = next((verb for verb in _KEPT if word.startswith(verb)), "")
    stem = analyzer.stem(word)
    is_doubled = len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] in _DOUBLED
    return kept or (stem[:-1] if is_doubled and word.endswith(("ed", "ing")) else stem)


@cache
def _same() -> tuple[frozenset[str], ...]:
    """Return the bases of the verbs of each group."""
    return tuple(frozenset(map(base, words.split())) for words in _SAME)


def means(word: str, verb: str) -> bool:
    """Tell whether a word is a form of a verb, or of one that says the same of two parties."""
    one, other = base(word), base(verb)
    return one == other or any(one in group and other in group for group in _same())


@cache
def _opposites() -> dict[str, frozenset[str]]:
    """Return the bases of the verbs that say the opposite of each."""
    found: dict[str, frozenset[str]] = {}
    for line in _OPPOSITE:
        one, other = (frozenset(map(base, words.split())) for words in line.split("|"))
        found |= dict.fromkeys(one, other) | dict.fromkeys(other, one)
    return found


def is_derived(word: str, verb: str) -> bool:
    """Tell whether a word is made of a verb: winner of win, dependent of depend."""
    return any(word.startswith(base(verb) + end) for end in _DERIVING) and len(base(verb)) > 2


def is_opposite(word: str, verb: str) -> bool:
    """Tell whether a word is a form of a verb that says the opposite, or the other party's part."""
    return base(word) in _opposites().get(base(verb), ())


@cache
def _givers() -> dict[str, bool]:
    """Return of the verbs of both sides whether it is the one who gives that does it."""
    sides = [line.split("|") for line in _CONVERSE]
    return {base(verb): n == 0 for pair in sides for n in (0, 1) for verb in pair[n].split()}


def is_converse(word: str, verb: str) -> bool:
    """Tell whether a word says from the other side what a verb says: bought, sell."""
    givers, pair = _givers(), (base(word), base(verb))
    return (
        all(one in givers for one in pair)
        and givers[pair[0]] is not givers[pair[1]]
        and is_opposite(word, verb)
    )


def is_giving(verb: str) -> bool:
    """Tell whether it is the one who gives that does what a verb says."""
    return _givers().get(base(verb), False)


@cache
def _infinitives() -> frozenset[str]:
    irregular = _bases().values()
    others = " ".join((*_SAME, *_OPPOSITE, _FURTHER)).split()
    return frozenset((*irregular, *others)) - {"|"}


@cache
def _known() -> frozenset[str]:
    return frozenset(map(base, _infinitives()))


def does(word: str, verb: str) -> bool:
    """Tell whether a word says what a verb does, in whatever form: won, the winner, lost to."""
    is_lost = base(word) == "lose" and means(verb, "beat")
    return is_lost or means(word, verb) or is_derived(word, verb) or is_converse(word, verb)


def is_known(word: str) -> bool:
    """Tell whether a word is a form of a verb that is known."""
    return base(word) in _known() or may_be_verb(word.removesuffix("ing"))


def is_light(verb: str) -> bool:
    """Tell whether a verb says little of what happens without its nouns: cause, use."""
    return base(verb) in _light()


@cache
def _light() -> frozenset[str]:
    return frozenset(map(base, _LIGHT.split()))


def may_be_verb(word: str, *, is_participle: bool = False) -> bool:
    """Tell whether a word is known to be a verb, as it stands behind `did` or else behind `has`."""
    if is_participle:
        return is_past(word) and base(word) in _known()
    return word in _infinitives()


def is_past(word: str) -> bool:
    """Tell whether a word may be the past of a verb."""
    is_irregular = base(word) != analyzer.stem(word) and not word.endswith(("s", "ing"))
    is_form = word in _bases() and not word.endswith("ing")
    return word.endswith("ed") or is_irregular or is_form
