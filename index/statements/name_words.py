"""Words of names: given names and titles that tell he from she, and words of groups' names.

The most usual ones of the English press; what is in no list is told by how an article speaks.
"""

from __future__ import annotations

MEN = frozenset(
    """
    aaron abdul abdullah abel abraham achim adam adolf adrian agustin ahmad ahmed aidan aksel alain
    alan albert alberto alec alejandro aleksander aleksandr alessandro alex alexander alexandre
    alexei alfonso alfred alfredo ali alistair alvaro alvin amir amit anatoly anders andre andrea
    andreas andrei andrej andres andrew andrey andrzej andy angelo angus anil anthony antoine anton
    antonin antonio antti arash arjun armando armin arne arnold arthur arturo arvid asif aslan
    august axel baptiste barack barnaby barry bartosz bashar basil bastian beau ben benedict
    benjamin benoit bernard bernd bernhard bernie bertrand bill bjarne bjorn bob bogdan boris brad
    bradley brandon brendan brent brett brian bruce bruno bryan caleb callum calvin carl carlo
    carlos carsten casper cedric cesar chad charles charlie chester chris christian christoph
    christophe christopher chuck clarence clark claude claudio clemens clement cliff clifford clint
    clive cole colin conor conrad corey cormac craig curtis cyril dale damian damien dan dana
    daniel daniele danny darrell darren darryl dave david davide dean denis dennis derek dermot
    desmond detlef devin dexter diego dieter dietmar dimitri dirk dmitri dmitry dominic dominik don
    donald doug douglas duncan dustin dwight dylan eamon earl eberhard ed eddie edgar edmund
    eduardo edvard edward edwin egon einar eirik elias elijah elliot elmer elon emanuel emil emile
    emmanuel endre enrico enrique eric erich erik ernest ernst erwin esteban ethan etienne eugen
    eugene evan evgeny ezra fabian fabio fabrice farid federico felipe felix ferdinand fergus
    fernando fidel filip finn florian floyd francesco francis francisco franco francois frank
    franklin franz fred freddie frederic frederick fredrik friedrich fritz gabriel gareth gary
    gavin gene geoff geoffrey georg george georges gerald gerard gerd gerhard gert giacomo gianni
    gideon gilbert gilles giorgio giovanni giulio giuseppe glen glenn gonzalo gordon graeme graham
    grant greg gregor gregory guido guillaume guillermo gunnar gunter gustav guy haakon hakan hal
    halvor hamid hamish hank hannes hans harald harold harry harvey hasan hassan hector heiko
    heinrich heinz helge helmut hendrik henning henri henrik henry herbert herman hermann hiroshi
    holger horst howard hubert hugh hugo humberto humphrey husain hussein iain ian ibrahim ignacio
    igor ilya imran ingo ingvar isaac ismail ivan ivar ivo jack jacob jacques jaime jair jake jakob
    jakub jamal james jamie jan janos jared jarek jason javier jay jean jean-claude jeb jeff
    jeffrey jens jeremy jerome jerry jesper jesse jesus jim jimmy joachim joakim joao joaquin
    jochen joe joel joerg johan johann johannes john johnny jon jonas jonathan jorg jorge jose
    josef joseph josh joshua juan juergen jukka julian julien julio julius jurgen juri justin
    kareem karel karim karl karsten kaspar keith kelly ken kenneth kenny kent kevin khalid kieran
    kim kirk kjell klaus knut konrad konstantin krzysztof kurt kyle lachlan lamar lance larry lars
    lasse laszlo laurence laurent lawrence lee leif len leo leon leonard leonardo leonid leopold
    leroy leslie leszek lev lewis liam lindsey lionel lloyd lothar louis luc luca lucas lucien
    ludwig luigi luis lukas luke luther lyle lynn maarten maciej magnus mahmoud malcolm malik
    manfred manuel marc marcel marcello marcin marco marcos marcus marek mario marion marius mark
    markus marshall martin marvin massimo mateo mateusz mathias mathieu mats matt matteo matthew
    matthias matthieu maurice mauricio mauro max maxim maxime maximilian mehdi mehmet melvin
    michael michal michel miguel mikael mike mikhail miklos milan miles milos milton mitch mitchell
    mitt mohamed mohammad mohammed moritz morten moses moshe muhammad murray mustafa nabil naftali
    narendra nathan nathaniel neil nelson newt niall nicholas nick nico nicolas niels nigel nikita
    nikolai nikolaus nikos nils noah noel norbert norman odd olaf ole oleg oliver olivier olof omar
    oscar oskar osman oswald otto owen pablo paddy paolo pascal pat patrick patrik paul paulo pavel
    pawel pedro peer percy perry pete peter petr petter phil philip philipp philippe phillip pierre
    piers piet pieter pietro pim piotr preston quentin radek rafael rafal raheem rahul rainer raj
    rajesh ralf ralph ramon rand randall randy raoul rashid rasmus raul ravi ray raymond recep
    reggie reginald reince reinhard rex ricardo riccardo richard rick ricky rob robert roberto
    robin rod roderick rodney rodolfo rodrigo roger roland rolf romain roman ron ronald ronnie rory
    ross roy ruben rudi rudolf rudy rufus rune rupert russell ryan sam samir samuel sandro sanjay
    scott sean sebastian sebastien sergei sergey sergio seth shane shannon shaun shinzo sidney
    siegfried sigmund sigurd silvio simon sol spencer stacy stan stanislav stanley stefan stefano
    stein stelios stephan stephen sterling steve steven stewart stig stuart sunil svein sven sverre
    sylvain tadeusz tariq ted terence terje terrence terry theo theodore thibault thierry thilo
    thomas thorsten tiago tim timo timothy tobias toby todd tom tomas tomasz tomislav tommy tony
    tor torben tore torsten tracy travis trevor tristan troy tyler tyrone udo ulf ulrich umar
    umberto uwe vaclav valentin valery vasily vernon victor viktor vince vincent vincenzo vinod
    virgil vitaly vito vladimir volker wade waldemar wallace walter warren wayne wendell werner
    wesley wilfred wilhelm will willem william willie wim winston wojciech wolf wolfgang xavier
    yannick yasser yuri yusuf yves zach zachary zbigniew zoltan
    """.split()
)

WOMEN = frozenset(
    """
    abigail ada adela adele adriana agata agatha agnes agnieszka aicha aisha alana alberta
    alejandra alexandra alexia alice alicia alina alison allison alma alyssa amalia amanda amara
    amber amelia amelie amina amy ana anastasia andrea angela angelica angelina anita anja anke ann
    anna annabel anne annegret anneke annelie annette annie annika antje antonia april ariana
    arianna arlene ashley asma astrid athena aud audrey aurora ava ayesha barbara beata beate
    beatrice beatriz becky belinda benedicte bernadette berta bertha beth bethany betsy betty
    beverly bianca birgit birgitta birte blanca blanche bonnie brenda briana bridget brigitte britt
    britta brooke camilla camille candice carina carla carlotta carly carmen carol carole caroline
    carolyn carrie cassandra catalina catherine cathy cecilia cecilie celeste celia celine chantal
    charlene charlotte chelsea cheryl chiara chloe christa christel christiane christie christina
    christine cindy claire clara clarice clarissa claudia claudine colette colleen condoleezza
    connie cora corinne cornelia courtney cristina crystal cynthia dagmar daisy dalia dana daniela
    danielle daphne daria darlene dawn deanna debbie deborah debra deirdre delia delphine denise
    desiree diana diane dina dinah dolores donna dora doris dorothea dorothy dorte ebba edda edith
    edna eileen elaine eleanor elena eleni elisa elisabeth elise eliza elizabeth elke ella ellen
    elli eloise elsa elsbeth elsie elvira emilia emilie emily emma erica erika erin esme esperanza
    estelle esther ethel eugenie eunice eva evangelina evelyn fatima fatma felicia felicity fiona
    flora florence frances francesca franziska frauke freda frederica freya frida gabriela
    gabrielle gail gayle gemma genevieve georgia georgina geraldine gerda gertrude gillian gina
    gisela giulia gladys gloria grace greta gretchen grete gro gudrun gunilla gwen gwendolyn hanna
    hannah hanne harriet hatice hazel heather hedda hedwig heidi heike helen helena helene helga
    henriette hilary hilda hilde hildegard hillary holly huma ida ilona ilse imogen ina ines inga
    inge ingeborg inger ingrid irena irene irina iris irma irmgard isabel isabella isabelle isla
    ivana ivanka ivy jacinda jackie jacqueline jamie jan jana jane janet janice janine jasmine jean
    jeanette jeanne jelena jemima jenna jennifer jenny jessica jette jill jo joan joanna joanne
    jocelyn johanna jolanta josefine josephine joy joyce juana juanita judith judy julia juliana
    julie juliet julieta june justine justyna jutta kaja kamala kara karen karin karina karla
    karolina kate katerina katharina katherine kathleen kathrin kathryn kathy katie katja katrin
    katrina katy kay kayla kelly kellyanne kerstin khadija kim kimberly kirsten kirsty kitty
    kristen kristin kristina kristine krystyna larissa latifa laura lauren laurie lea leah lee
    leila lena lene leona leonie leslie leticia lidia lilian liliana lillian lily lina linda lisa
    lise liv liz liza lois lola loretta lori lorna lorraine lotte louisa louise lucia lucie lucille
    lucinda lucy luisa lydia lynda lynn lynne mabel madeleine madeline mae magda magdalena maggie
    maja malala malin mandy manuela mara marcela marcia margaret margarita margaux margit margot
    margrethe marguerite maria mariam marian mariana marianne marie mariella marija marika marilyn
    marina marine marion marisa marissa marit marjorie marla marlene marsha marta martha martina
    mary maryam matilda maud maura maureen maxine maya meera megan meghan melania melanie melinda
    melissa mercedes meredith merete mette mia michaela michele michelle mildred millicent mina
    mira miranda mireille miriam moira molly mona monica monika monique muriel myra myriam myrtle
    nadia nadine nadja nancy naomi natacha natalia natalie natasha nathalie nell nellie nicole
    nikki nina nora noreen norma nuria odette odile olga olivia oona ophelia orla paige palmyra
    pamela paola pat patience patricia patsy patty paula paulina pauline pearl peggy penelope penny
    petra philippa phoebe phyllis pia pilar polly priscilla priya rachel ragnhild ramona randi
    raquel rashida rebecca regina regine renata renate renee rhoda rhonda rita roberta robin robyn
    rocio romy rosa rosalia rosalind rosanna rose roseanne rosemary rosie roxanne rubina ruth
    sabina sabine sabrina sadie sally salma samantha samira sandra sanna sara sarah saskia savannah
    selena selma serena shannon sharon sheila shelley shelly sherry shirin shirley sibylle signe
    sigrid silje silke silvia siobhan siri sofia sofie solveig sonia sonja sophia sophie stacey
    stacy stella stephanie sue susan susana susanna susanne susie suzanne svetlana sybil sylvia
    sylvie tabitha tamara tammy tania tanja tanya tara tatiana tatjana teresa teresita terry tessa
    thea thelma theresa therese tiffany tilda tina tonje torunn tove tracy trine trish trudy turid
    uma ursula ute valentina valeria valerie vanessa vera verena veronica veronika vicki vicky
    victoria viola violet virginia vivian viviana vivienne wanda wenche wendy whitney wilhelmina
    wilma winifred xenia yasmin yasmine yelena yolanda yvette yvonne zahra zainab zeynep zoe zofia
    zuzana
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
    aide athlete brother bystander chef clerk colleague commuter critic customer cyclist daughter
    defendant delegate demonstrator driver expert eyewitness fan farmer father firefighter
    fisherman friend guard hiker husband inmate juror man midwife migrant mother neighbor neighbour
    nurse official onlooker owner paramedic parent passenger patient pensioner pilot plaintiff
    player priest prisoner protester pupil refugee rescuer resident scientist shopper sister
    soldier son source student supporter surgeon survivor teacher tenant tourist victim villager
    visitor volunteer voter widow widower wife witness woman worker
    """.split()
)
"""Whoever is described so is one person: "he" may stand for "one farmer"."""

RELATED = PEOPLE | frozenset(
    """
    ally assistant aunt boss boyfriend brother-in-law coach companion cousin girlfriend heir
    landlord nephew niece partner predecessor rival sister-in-law successor uncle
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
