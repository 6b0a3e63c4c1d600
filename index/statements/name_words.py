"""Words of names: given names and titles that tell he from she, and words of groups' names.

The most usual ones of the English press; what is in no list is told by how an article speaks.
"""

from __future__ import annotations

MEN = frozenset(
    """
    aaron abdul abdullah adam ahmed alan albert alejandro alex alexander alexei ali andre andrea
    andrew andy angelo anthony antonin antonio arnold arthur barack barry bashar beau ben benjamin
    bernard bernie bill bob boris brad bradley brendan brent brett brian bruce bryan carl carlos
    charles charlie chris christian christopher chuck clarence claude clint colin corey craig curtis
    dale dan dana daniel danny darrell darren dave david dean dennis derek dmitri dmitry don donald
    doug douglas duncan dwight earl ed eddie edgar eduardo edward edwin elijah elon emil emile
    emmanuel enrique eric erik ernest eugene evan felipe fernando francis francois frank franklin
    fred frederick gabriel gary geoff geoffrey george gerald gerard gilbert giovanni glen glenn
    gordon graham greg gregory guy hamid hans harold harry hassan hector helmut henry herbert herman
    howard hugh hugo hussein ian ibrahim igor ivan ivo jack jacob jacques jair jake james jamie jan
    jared jason javier jay jean jean-claude jeb jeff jeffrey jens jeremy jerome jerry jim jimmy joe
    joel john johnny jon jonathan jorge jose josef joseph josh joshua juan julian julio justin karl
    keith kelly ken kenneth kevin khalid kim klaus kurt kyle lance larry lars laurence lawrence lee
    len leo leon leonard leslie lewis lindsey louis lucas luis luke lynn mahmoud manuel marc marco
    marcus mario marion mark martin marvin matt matteo matthew maurice max maxim michael michel
    miguel mike mikhail milton mitch mitt mohamed mohammad mohammed moshe muhammad naftali narendra
    nathan neil nelson newt nicholas nick nicolas nigel nikolai noah norman olaf oleg oliver omar
    oscar otto pablo pat patrick paul pedro peter phil philip philippe phillip pierre rafael ralph
    rand randall randy rasmus raul ray raymond recep reince rex ricardo richard rick rob robert
    roberto robin rodney rodrigo roger roland ron ronald ross roy ruben rudy rupert russell ryan sam
    samuel scott sean sebastian sergei sergey seth shane shannon shaun shinzo sidney silvio simon
    stacy stanley stefan stephen steve steven stuart ted terrence terry theodore thomas tim timothy
    tobias todd tom tommy tony tracy travis trevor tyler vernon victor viktor vincent vladimir
    walter warren wayne wesley will william winston wolfgang xavier yuri zach zachary
    """.split()
)

WOMEN = frozenset(
    """
    abigail adele adriana agnes aisha alexandra alice alicia alison allison amanda amber amelia amy
    ana andrea angela anita ann anna anne annette annie april arianna ashley audrey barbara beatrice
    becky bernadette beth bethany betsy betty beverly bonnie brenda bridget brooke camille carla
    carly carmen carol carole caroline carolyn carrie cassandra catherine cathy cecilia charlene
    charlotte chelsea cheryl christie christina christine cindy claire clara claudia colleen
    condoleezza connie courtney cristina crystal cynthia daisy dana danielle dawn debbie deborah
    debra denise diana diane dolores donna doris dorothy edith eileen elaine eleanor elena elisabeth
    elise elizabeth ella ellen emily emma erica erin esther ethel eva evelyn fatima felicia fiona
    florence frances francesca gail gayle georgia geraldine gina giulia gloria grace greta gretchen
    gwen hannah harriet heather heidi helen helena helga hilary hillary holly huma ida ilse ina
    ingrid irene iris isabel isabella ivanka jacinda jackie jacqueline jamie jan jane janet janice
    jasmine jean jeanette jeanne jennifer jenny jessica jill jo joan joanna joanne jocelyn josephine
    joy joyce juanita judith judy julia juliana julie june kamala kara karen karin kate katherine
    kathleen kathryn kathy katie katrina katy kay kayla kelly kellyanne kim kimberly kirsten kristen
    kristin kristina laura lauren laurie leah lee leila lena leslie lillian lily linda lisa liz
    loretta lori lorraine louise lucia lucy lydia lynn maggie mandy marcia margaret maria marian
    marianne marie marilyn marina marine marion marjorie marla marlene marsha martha mary maureen
    maxine megan meghan melania melanie melinda melissa mercedes meredith mette michele michelle
    mildred mina miranda miriam molly monica nadia nancy naomi natalia natalie natasha nicole nikki
    nina nora norma olga olivia pamela pat patricia patsy patty paula pauline peggy penny petra
    phyllis priscilla rachel rebecca regina rhonda rita roberta robin robyn rosa rosalind rose
    rosemary ruth sabrina sally samantha sandra sanna sara sarah savannah shannon sharon sheila
    shelly sherry shirley sofia sonia sophia sophie stacey stacy stella stephanie sue susan suzanne
    sylvia tamara tammy tanya tara tatiana teresa terry theresa therese tiffany tina tracy trudy
    ursula valerie vanessa vera veronica vicki vicky victoria viola violet virginia vivian wanda
    wendy whitney wilma yolanda yvette yvonne zoe
    """.split()
)

MALE_TITLES = frozenset(
    """
    brother businessman chairman congressman councilman father husband king lord man mr prince sir
    son spokesman
    """.split()
)

FEMALE_TITLES = frozenset(
    """
    businesswoman chairwoman congresswoman councilwoman dame daughter lady miss mother mrs ms
    princess queen sister spokeswoman wife woman
    """.split()
)

ADDRESSES = frozenset(
    """
    admiral ambassador bishop captain cardinal chancellor col colonel congressman congresswoman dame
    dr gov governor judge justice king lady lord mayor minister miss mr mrs ms pope premier
    president prince princess prof professor queen rabbi rep representative sen senator sheriff sir
    """.split()
)
"""Titles of which a surname alone follows: President Velt, but General Motors."""

BEHIND_GENERAL = frozenset(
    "motors electric mills dynamics foods instrument assembly council hospital accounting atomics"
    " insurance telephone".split()
)
"""Behind these `General` is no title."""

GROUPS = frozenset(
    """
    academy act action afghanistan africa agency airlines airport airways alliance america american
    april arizona army asia assembly association august authority avenue axios bank bay beach board
    brazil breitbart breweries brewery bridge bureau buzzfeed california campaign canada canal
    cathedral center centre china church city club coalition college colorado commission committee
    company confederation conference congress convention corp council county court cuba daily
    dairies day december democrat democratic democrats department district east egypt energy europe
    facebook february federal federation florida foods force forces forest foundation fox friday
    fund gawker germany google government group guardian guild gulf hall herald holdings hospital
    hotel house illinois inc india industries institute interfax international iowa iran iraq
    islamic island islands italy january japan journal july june laboratories lake law league libya
    logistics ltd magazine march massachusetts mexico michigan ministry minnesota missouri monday
    motors mountain mountains museum national nebraska network nevada new news newsweek north
    november ocean october office ohio opera orchestra oregon pac pakistan park parliament partners
    party pennsylvania plc police politico post press project propublica radio rail railway
    railways republican republicans reuters review rights river road russia salon saturday school
    sea senate september service services shipping slate society south spain square stadium state
    states stores street sunday super supreme syndicate syria systems tass television terminal
    terminals texas theatre thursday times tower tribune trust tuesday turkey twitter ukraine union
    united university utah valley vice vox watch wednesday west white wisconsin works world xinhua
    york
    """.split()
)
"""A name with one of these is of no person."""

COMPANIES = frozenset("ag bhd co company corp corporation firm inc llc ltd nv plc sa spa".split())
"""What a company's name ends with, and what it is called: "the company"."""

PEOPLE = frozenset(
    """
    aide athlete brother chef clerk colleague critic daughter delegate expert farmer father friend
    guard husband man mother nurse official pilot priest resident scientist sister son source
    student supporter surgeon teacher voter wife witness woman worker
    """.split()
)
"""Whoever is described so is one person: "he" may stand for "one farmer"."""

RELATED = PEOPLE | frozenset(
    """
    ally assistant aunt boss boyfriend companion coach cousin girlfriend heir landlord neighbor
    neighbour nephew niece partner predecessor rival sister-in-law brother-in-law successor uncle
    widow
    """.split()
)
"""Whoever is that of somebody, and stands before a name: her neighbour Matt Lee."""

DOERS = ("er", "or", "ist", "ian", "man", "woman", "ant")
"""How words end that say what somebody does: the harbour master."""

GENERATIONS = frozenset("cbe esq ii iii jr kc mbe mep mp msp obe phd qc sr".split())
"""What tells a son from his father, or which honours somebody has: no part of a name."""

HEADINGS = frozenset(
    "analysis breaking comment exclusive explainer factbox interview live obituary opinion podcast"
    " profile quote review update video watch".split()
)
"""What stands before the colon of a title."""

IN_FULL = {
    "advisor": "adviser",
    "adm": "admiral",
    "capt": "captain",
    "col": "colonel",
    "congressman": "representative",
    "congresswoman": "representative",
    "dr": "doctor",
    "gen": "general",
    "gov": "governor",
    "lt": "lieutenant",
    "prof": "professor",
    "rep": "representative",
    "rev": "reverend",
    "sen": "senator",
    "sgt": "sergeant",
    "spokesperson": "spokesman",
}
"""Titles that are the same as another."""
