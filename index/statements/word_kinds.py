"""Kinds of words: which say that somebody speaks, and which hold a sentence together.

A kind is one letter, so that a sentence becomes a string of them, in which regular expressions
find who says what (`attributions.py`). A word that is in no list shows its kind by its shape
(`clauses.py`).
"""

from __future__ import annotations

SAID, TOLD, CALLED, SAYING, SAY, WEAK, PROMISED, ACCORDING = "vtkgbumA"
NAME, TITLE, PRONOUN, OBJECT, OWNER, WORD, NUMBER = "NTPODw#"
AUXILIARY, BEING, ADVERB, THAT, PREPOSITION, JOINING, WHO, TIME, TO, BY = "xeahicWdoy"
THOUGH, DID, DOING = "jpI"
UTTERANCE, FRAGMENT, STOP = "Qq."

PARTICLES = "al bin da de del della den der di du la ter van von"

SMALL = frozenset("DPxeicahdWoyj")
"""Kinds of words that a capital inside a sentence changes nothing of: The New York Times."""

FIRST_NAMES = frozenset(["Per", "Will"])
"""Small words of other kinds that begin a name where they have a capital inside a sentence."""

CUES = "vtkgbumA"
"""Kinds that say that something is said."""

_WORDS = {
    # They say; what is said follows, or stands before.
    SAID: """
    acknowledged acknowledges added adds admits admitted alleged alleges announced announces
    apologised apologized argued argues asserted asserts boasted cautioned cautions chanted claimed
    claims clarified commented complained complains conceded concedes concluded concludes confirmed
    confirms contended contends countered crowed deadpanned declared declares denied denies
    disclosed elaborated emphasised emphasises emphasized emphasizes enthused exclaimed explained
    explains fumed gushed hinted hints implied implies indicated indicates insisted insists
    interjected intoned joked jokes lamented laments mentioned mentions mused muttered noted notes
    observed opined pleaded predicted predicts proclaimed protested quipped quoted railed reasoned
    recalled recalls recommends reiterated reiterates remarked remembered replied replies reported
    reports responded responds retorted retweeted revealed reveals said says scoffed screamed
    shouted speculated stated stressed stresses suggested suggests swore testified testifies
    thundered tweeted tweets underscored warned warns whispered wondered wonders yelled
    """,
    # They say, where “that” or a quotation follows; else they do something else.
    WEAK: """
    answered asks calculated charged continued cried determined estimated estimates find finds
    forecast found offered pointed posted projected pronounced read reads repeated ruled show
    showed shows signaled signalled snapped writes wrote
    """,
    # They say what they will do, or what another should.
    PROMISED: """
    agreed agrees demanded demands pledged pledges promised promises proposed proposes recommended
    requested threatened urged vowed vows
    """,
    # They tell somebody.
    TOLD: "advised asked assured assures informed reminded reminds tells told urges",
    # They speak of somebody or something, which follows.
    CALLED: """
    accused accuses applauded applauds assailed assails bashed bemoaned blamed blames blasted
    blasts called challenged characterised characterized characterizes cited cites condemned
    condemns congratulated credited criticised criticises criticized criticizes decried decries
    defended defends denounced denounces derided described describes discussed dismissed dismisses
    dubbed echoed expressed expresses hailed hails highlighted labeled labelled lambasted lashed
    likened mocked mocks portrayed portrays praised praises questioned rebuked referenced referred
    refers rejected rejects ridiculed scolded slammed slams thanked touted touts welcomed welcomes
    """,
    SAYING: """
    accusing acknowledging adding admitting alleging announcing arguing asking asserting assuring
    blaming blasting boasting calling cautioning chanting characterizing citing claiming
    complaining conceding concluding condemning confirming contending criticising criticizing
    declaring decrying defending demanding denouncing denying describing dismissing echoing
    emphasizing explaining hailing hinting implying indicating informing insisting joking labeling
    lamenting mentioning mocking noting pledging praising predicting promising proposing
    questioning quipping quoting recalling reiterating rejecting remarking reminding replying
    responding revealing saying shouting slamming stating stressing suggesting telling thanking
    threatening touting tweeting urging vowing warning yelling
    """,
    # Of several, or behind “will” and “did”.
    SAY: """
    accuse acknowledge admit agree allege announce argue assert cite complain concede conclude
    contend criticise criticize declare deny emphasize explain insist portray predict say suggest
    tell vow warn
    """,
    ACCORDING: "according",
    # Within names.
    NAME: PARTICLES,
    TITLE: """
    activist actor actress adm admiral adviser advisor ambassador analyst anchor archaeologist
    archbishop architect astronomer attorney author banker biographer biologist bishop botanist
    brigadier broadcaster businessman businesswoman campaigner candidate capt captain cardinal ceo
    chairman chairperson chairwoman chancellor chaplain chemist chief cllr co-author co-chair
    co-founder coach col colonel columnist commander commissioner commodore congressman
    congresswoman constable consultant corporal correspondent councillor councilman councilwoman
    curator dame dci dealer defender deputy det detective diplomat director doctor dr economist
    editor engineer envoy epidemiologist executive founder front-runner frontrunner gen general
    geologist goalkeeper gov governor historian hon host insp inspector journalist judge justice
    king lady lawmaker lawyer leader legislator librarian lord lt magistrate manager mayor mechanic
    meteorologist midfielder minister miss mogul mr mrs ms negotiator nominee novelist officer
    ombudsman organiser organizer painter pastor physicist poet politician pollster pope premier
    president prince princess principal prof professor prosecutor psychologist queen rabbi ranger
    rector referee rep reporter representative reps rev sculptor sec secretary secretary-general
    sen senator sens sergeant sgt sheriff singer sir skipper speaker spokesman spokesperson
    spokeswoman strategist striker superintendent supt surgeon trader treasurer trooper umpire
    vicar vice virologist warden
    """,
    PRONOUN: "he i it she they we",
    OBJECT: "her herself him himself me reporters them themselves us you",
    OWNER: """
    a all an another any both each every few five four her his its many most multiple my no one
    other our several some such that's the their these this those three two your
    """,
    AUXILIARY: """
    'd 'll 've can could did do does had has have having may might must never not should will
    would
    """,
    BEING: "'m 're 's am are be been being got is was were",
    ADVERB: """
    again almost already also always early even ever first further here however instead just late
    later maybe meanwhile nearly now often once out perhaps previously privately rather sometimes
    soon still then therefore thus too twice yes
    """,
    THAT: "how if that what when where whether which why",
    PREPOSITION: """
    about across after against amid among around as at because before between despite during
    following for from in inside into like near of on outside over per since than through toward
    towards under until upon via with within without
    """,
    THOUGH: "although though whereas while",
    JOINING: "& and but nor or so yet",
    WHO: "who",
    TO: "to",
    BY: "by",
    TIME: """
    april aug august dec december earlier feb february fri friday jan january july june last mon
    monday next nov november oct october sat saturday sept september sun sunday thurs thursday
    today tomorrow tonight tues tuesday wed wednesday yesterday
    """,
    # Words whose ending says something else.
    WORD: """
    ally anomaly anything assembly beginning belly briefing building bully butterfly ceiling eight
    elderly evening everything family feeling filing funding hearing hundreds meaning meeting
    monopoly more morning much neither nine none nothing others people rally reply seven six
    something spending spring string supply ten there thing thousands wedding
    """,
    DID: """
    appears ate became began believes bought broke brought built came caught chose cut drew drove
    fell felt flew forgot fought froze gave grew held hid hit hopes kept knew knows laid led left
    lent let lost made met paid plans put ran rang remains rode rose sang sank sat saw seem seems
    sent set shook shot shut slept sought spent spoke stole stood struck swept swung taught thinks
    thought threw took tore want wants went withdrew woke won wore
    """,
}
_SIGNS = {
    ",": ",", ";": ";", ":": ":", "—": "-", "―": "-", "–": "-", "-": "-", "…": "-", "(": "(",
    ")": ")", "[": "(", "]": ")", "<": "<", ">": ">", "?": "?", "!": "?",
    '"': '"', "“": '"', "”": '"', "'": "'", "’": "'",
}  # fmt: skip

SHORT = frozenset(
    "capt co col corp dept dr gen gov hon inc jr lt ltd mr mrs ms no prof rep reps rev sec sen sens"
    " sgt sr st".split()
)
"""Words with a full stop that ends no sentence."""


def kinds() -> dict[str, str]:
    """Return the kind of each word that has one, in small letters, and of signs."""
    return {word: kind for kind, words in _WORDS.items() for word in words.split()} | _SIGNS
