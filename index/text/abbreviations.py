"""Abbreviations, ordinals and first words of sentences, by language: what a full stop may mean.

Of each language that the analyzer stems, and of Catalan, Czech, Greek, Indonesian, Polish, Turkish
and Ukrainian. Words are compared in
small letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

_TITLES = {
    "de": (
        "fa gem insb bes allg zz zzt zzgl abzgl einschl ausschl frhr univ kfz hl übers dr "
        "prof hr fr hrn frl nr st str ca vgl bzw inkl exkl evtl ggf bspw sog chem ehem geb "
        "gest gegr dipl ing mag jur med phil rer nat abs bd bde bhf hrsg kap ziff z.b d.h u.a "
        "i.d.r v.a o.ä rd mwst"
    ),
    "fr": (
        "prof gén sgt dép univ éts sté soc adm m mm mme mmes mlle mlles dr pr me st ste mgr "
        "av bd boul cf vs env chap art fig vol p pp ex éd tél réf p.ex"
    ),
    "es": (
        "hno hnos hna hnas pbro mons rev gob dip sen mtro mtra arq dir tte cmdte alm pdte vda "
        "urb prov sr sra srta sres dr dra d dña ud uds vd prof profa ing lic gral cnel cap "
        "sto sta excmo ilmo pág págs núm núms art aprox avda av c cía fig vol tel ee rr hh ff "
        "p.ej"
    ),
    "it": (
        "dr ill spett gent egr rev cav comm uff soc fam sez lett par s.ten sig sigg sig.ra "
        "sig.na dott dott.ssa prof prof.ssa ing avv on sen arch geom rag gen col cap ten mons "
        "s ss pag pagg art artt cfr ca n nn fig vol p.es p.za v.le c.so"
    ),
    "pt": (
        "pe frei rev arq ver gov pres ten maj brig sarg ilmo ilma org sr sra srs sras dr dra "
        "drs prof profa eng exmo exma d sto sta pág págs núm art arts aprox av gal cel cap "
        "min des dep sen fig vol tel p.ex"
    ),
    "nl": (
        "par m.n gen kol kapt lt burg afd lic fam past dhr mevr mw mej dr drs ir ing prof mr "
        "bijv ca ong nr nrs blz art vgl evt resp incl excl ds st o.a d.w.z i.v.m m.b.t t.o.v "
        "n.a.v m.u.v z.g a.u.b jhr"
    ),
    "sv": (
        "gen övers kapt frk jur fil tekn adv dr prof hr fr nr ca kl jfr kap sid inkl exkl "
        "resp ung t.ex bl.a d.v.s dvs f.d s.k p.g.a pga fr.o.m t.o.m"
    ),
    "da": (
        "gen kapt frk adv jur cand past dr prof hr fr nr ca kl jf kap stk inkl ekskl evt tidl "
        "f.eks bl.a dvs d.v.s pga p.g.a mht vedr ang afd kgl skt"
    ),
    "no": (
        "gen kapt frk adv jur cand past dr prof hr fr nr ca kl jf kap stk inkl ekskl evt tidl "
        "f.eks bl.a dvs d.v.s pga p.g.a mht vedr ang avd kgl st"
    ),
    "fi": (
        "kapt kenr maj ins past dr prof tri toht maist lis esim mm ks vrt nro klo n noin os "
        "puh huom ns em ed lkm"
    ),
    "hu": "ft mons dr prof pl ill vö ld id ifj özv szt kb ún gr br hg kr e.kr i.e",
    "ro": (
        "arh pr gral sen dep min lect conf dl dna d-na d-l d-lui dr prof ing av acad gen col "
        "lt sf nr str bd bl sc ap art alin lit pag cca p.ex"
    ),
    "ru": (
        "ген полк подп кап лейт серж адм чл зам нач зав мин деп губ ред изд проф акад доц им "
        "ул пл просп пер г-н г-жа св ср см напр т.е т.н т.к гл стр рис табл разд вып тел корп "
        "кв инж"
    ),
    "cs": (
        "ul nám nábř tř dr ing mgr bc judr mudr phdr prof doc sv p pí gen plk kpt např tj tzv tzn "
        "resp vč kol okr arch akad"
    ),
    "pl": (
        "ul al pl prof dr hab mgr inż ks bp abp św bł im tj np tzn tzw ok woj pow gm dot gen płk "
        "mjr kpt por red ww m.in p.o min wiceprem zob por tel"
    ),
    "tr": "prof dr doç yrd av sn gen alb yzb mah cad sok bkz vb örn hz org kor yön müh mim",
    "uk": (
        "проф акад доц ген полк кап лейт ім вул пл просп пров буд кв заст нач зав ред вид "
        "св див порівн напр т.зв т.к гл рис табл розд вип тел корп обл смт"
    ),
    "ca": (
        "sr sra srs sres dr dra mn st sta prof profa arq gral av avda c pl pg pàg pàgs núm "
        "núms art arts fig vol tel aprox cap hble il·lm excm p.ex"
    ),
    "id": (
        "bpk sdr sdri tn ny dr drs dra prof ir hj h kh rp pt cv jl gg kel kec kab prov no "
        "tlp hlm ttd yth dsb tgl s.d a.n d.a u.p"
    ),
    "el": "κ κα κος κ.κ δρ καθ λεωφ αρ αριθ σελ βλ πρβλ π.χ λ.χ δηλ κεφ παρ τηλ αγ",
    "ar": "",
}
_COUNTED = {
    "de": "mo di mi do fr sa so art s tab abb anm tel jan feb aug sept okt nov dez kl",
    "fr": "n no nos tab janv févr avr juil sept oct nov déc ch t",
    "es": "n no tab ene feb mar abr jun jul ago sept oct nov dic s",
    "it": "tel tab gen feb mar apr mag giu lug ago set sett ott nov dic p",
    "pt": "n no nº n.º tab jan fev mar abr mai jun jul ago set out nov dez p",
    "nl": "p pag tab tel jan feb mrt apr aug sept okt nov dec hfst",
    "sv": "s tab tel jan feb aug sept okt nov dec st",
    "da": "s tab tlf jan feb aug sept okt nov dec bd",
    "no": "s tab tlf jan feb aug sept okt nov des bd",
    "fi": "s tab luku",
    "hu": "o u tab tel jan febr márc ápr máj jún júl aug szept okt nov dec sz",
    "ro": "p tab tel ian feb mar apr iun iul aug sept oct nov dec",
    "ru": "д с п пп ст т ч янв февр апр авг сент окт нояб дек №",
    "cs": "č čl odst str s r roč tel tab obr hod",
    "pl": "nr art ust pkt poz str s rys tab tel godz r t",
    "tr": "no nr s md tel",
    "uk": "п с ст т ч січ лют бер квіт трав черв лип серп вер жовт лист груд №",
    "ca": "p s n tab gen febr abr juny jul ag set oct nov des",
    "id": "no hlm hal tel jan feb mar apr jun jul agt sep okt nov des pkl",
    "el": "αρ άρθ σ τ ιαν φεβ μαρ απρ μαΐ ιουν ιουλ αυγ σεπ οκτ νοε δεκ",
    "ar": "",
}
_SOFT = {
    "de": (
        "mio mrd tsd usw etc jh jhdt n.chr v.chr co kg std min sek max mind verh röm dt engl frz"
    ),
    "fr": "etc cie hab max min apr j.-c s.a",
    "es": "etc máx mín dpto uu s.a a.c d.c",
    "it": "ecc max min a.c d.c s.p.a s.r.l",
    "pt": "etc cia ltda máx mín s.a a.c d.c",
    "nl": "enz mln mld max min jl v.chr n.chr b.v n.v",
    "sv": "m.m m.fl osv o.s.v milj mkr mdr max min e.kr f.kr",
    "da": "m.m m.fl osv o.s.v mio mia mv kr pct maks min e.kr f.kr",
    "no": "m.m m.fl osv o.s.v mill mrd mv kr pst maks min e.kr f.kr",
    "fi": "jne ym yms milj mrd mk ekr jkr e.kr j.kr",
    "hu": "stb kft zrt nyrt bt rt old max min kr.e kr.u",
    "ro": "etc mil mld min max î.hr d.hr s.a s.r.l jud",
    "ru": "г гг в вв руб коп тыс млн млрд др пр т.д т.п обл р н.э э",
    "cs": "atd apod aj tis mil mld s.r.o a.s př.n.l n.l",
    "pl": "r w tys itd itp os proc o.o s.a n.e p.n.e zł gr",
    "tr": "ltd şti a.ş vs m.ö m.s",
    "uk": "р рр в вв грн коп тис млн млрд ін т.д т.п н.е е м",
    "ca": "etc màx mín s.a a.c d.c",
    "id": "dll dsb dst tbk sm m",
    "el": "κ.λπ κτλ κ.ά π.μ μ.μ π.χ μ.χ α.ε εκ δισ χιλ",
    "ar": "",
}
_STARTERS = {
    "de": (
        "der die das den dem des ein eine einen einem einer er sie es wir ihr ich man dies "
        "diese dieser dieses jetzt dann danach dabei dafür damit doch aber und oder auch als "
        "am an auf aus bei bis da deshalb durch für gegen heute hier im in ins ja jedoch kein "
        "keine mit nach nachdem nun nur ob ohne seit sein seine ihre so trotz um unter viele "
        "vom von vor während was weil wenn wer wie wo zu zum zur zudem zwar über noch nicht "
        "schon alle allerdings außerdem inzwischen laut mehr mehrere später zuvor gestern "
        "morgen dort denn beide"
    ),
    "fr": (
        "le la les l un une des il elle ils elles on nous vous je ce cet cette ces c mais et "
        "ou donc or car en dans sur sous pour par avec sans après avant depuis selon quand "
        "lorsque si comme aussi ainsi alors puis son sa ses leur leurs notre au aux à de du d "
        "qui que quoi où plus tout tous hier"
    ),
    "es": (
        "el la los las un una lo él ella ellos se su sus este esta esto ese esa pero y o en "
        "de del con por para sin sobre tras desde hasta cuando si como también además ahora "
        "luego entonces hoy ayer no ya al a según aunque mientras muchos hay es"
    ),
    "it": (
        "il lo la i gli le l un una uno egli lui lei loro si ma e o in nel nella di del della "
        "da dal con per su sul tra fra dopo prima quando se come anche inoltre ora poi oggi "
        "ieri non questo questa suo sua al alla a secondo molti c è"
    ),
    "pt": (
        "o a os as um uma ele ela eles mas e ou em no na nos nas de do da com por para sem "
        "sobre após desde até quando se como também além agora depois então hoje ontem não já "
        "ao à segundo este esta isso seu sua muitos há é"
    ),
    "nl": (
        "de het een hij zij ze wij we ik men dit dat deze die maar en of in op aan bij door "
        "met na naar om over sinds te tegen tot uit van voor toen dan nu ook als wie wat waar "
        "er zijn haar hun volgens vandaag gisteren niet geen daarna"
    ),
    "sv": (
        "den det de en ett han hon vi jag man detta denna men och eller i på av med för från "
        "till efter före under över om när då nu så också hans hennes enligt idag inte ingen "
        "vad vem var där här sedan"
    ),
    "da": (
        "den det de en et han hun vi jeg man dette denne men og eller i på af med for fra til "
        "efter før under over om når da nu så også hans hendes ifølge ikke ingen hvad hvem "
        "hvor der her siden"
    ),
    "no": (
        "den det de en et ei han hun vi jeg man dette denne men og eller i på av med for fra "
        "til etter før under over om når da nå så også hans hennes ifølge ikke ingen hva hvem "
        "hvor der her siden"
    ),
    "fi": (
        "hän he se ne tämä nämä mutta ja tai kun jos myös nyt sitten siellä täällä silloin ei "
        "kuka mikä missä minä sinä me te"
    ),
    "hu": (
        "a az egy ő ők ez azt ezt de és vagy ha amikor mert most majd akkor itt ott nem ki mi "
        "mit hol így"
    ),
    "ro": (
        "el ea ei ele un o dar și sau în pe de la cu din pentru prin după când dacă acum apoi "
        "atunci nu acest această se cine ce unde"
    ),
    "ru": (
        "ему ей им нам вам мне все всё они его себя то так уже ещё многие он она оно мы я вы "
        "это этот эта эти но и или а в на с по к из от до для при после когда если как также "
        "теперь потом тогда не её их кто что где там здесь однако"
    ),
    "cs": (
        "ten ta to ti ty on ona ono oni je jsou byl byla bylo a ale nebo v ve na do od po při pro "
        "za ze s se si u k o podle když pokud jak také už jen tak nyní dnes včera potom však kdo "
        "co kde kdy vláda jeho její jejich"
    ),
    "pl": (
        "ten ta to ci te on ona ono oni jest są był była było a ale lub i w we na do od po przy "
        "dla za z ze się u o według gdy kiedy jeśli jak także już tylko tak teraz dziś wczoraj "
        "potem później jednak kto co gdzie nie jego jej ich wielu przed nad pod"
    ),
    "tr": (
        "bu şu o bir ve ama fakat ancak da de ki ile için gibi daha en çok az biz siz onlar ben "
        "sen dün bugün yarın sonra önce şimdi kim ne nerede nasıl neden"
    ),
    "uk": (
        "він вона воно вони ми ви я це цей ця ці але і й та або у в на з по к із від до для "
        "при після коли якщо як також тепер потім тоді не її їх хто що де там тут однак усе "
        "всі вже"
    ),
    "ca": (
        "el la els les l un una ell ella ells elles es s aquest aquesta això però i o en a "
        "al als de del amb per sense sobre després des fins quan si com també ara avui ahir "
        "no ja segons mentre molts hi ha és"
    ),
    "id": (
        "ia dia mereka kami kita saya anda itu ini yang dan atau tetapi namun di ke dari "
        "dengan untuk pada dalam setelah sebelum ketika jika seperti juga sekarang kemudian "
        "tidak siapa apa selain menurut para"
    ),
    "el": (
        "ο η το οι τα τον την ένας μία ένα αυτός αυτή αυτό αλλά και ή σε στο στη στην στον "
        "στις στα με για από μετά πριν όταν αν όπως επίσης τώρα τότε δεν ποιος τι πού "
        "σύμφωνα ωστόσο"
    ),
    "ar": "",
}
_ORDERED = {
    "de": (
        "januar februar märz april mai juni juli august september oktober november dezember "
        "jänner jahrhundert jahrhunderts jahrtausend weltkrieg weltkriegs mal platz rang "
        "klasse etage stock liga bundesliga auflage runde spieltag geburtstag todestag "
        "jahrestag hochzeitstag minute lebensjahr kapitel bezirk tag woche monat quartal "
        "halbjahr halbzeit armee division sinfonie symphonie etappe satz akt teil band "
        "generation republik parteitag verhandlungstag advent"
    ),
    "da": (
        "januar februar marts april maj juni juli august september oktober november december "
        "århundrede verdenskrig"
    ),
    "no": (
        "januar februar mars april mai juni juli august september oktober november desember "
        "århundre verdenskrig"
    ),
    "fi": "",
    "hu": "",
}
_BEFORE_ORDINAL = {
    "de": (
        "der die das den dem des am zum zur im ins vom beim ein eine einem einen einer eines "
        "und bis oder seinem seinen seiner seine ihrem ihren ihrer ihre unserem mein meinem "
        "jeder jede jedes jedem dieser diesem diesen ab seit"
    ),
    "da": "den det der de og til fra pr",
    "no": "den det der de og til fra pr",
    "fi": "",
    "hu": "a az egy és",
}


@dataclass(frozen=True, slots=True)
class StopRules:
    """What a full stop may mean in a language; all words in small letters.

    Attributes:
        titles: Abbreviations that end no sentence: a name or a number follows.
        counted: Words that end no sentence before a number.
        soft: Abbreviations that end one only before a first word.
        starters: Words that sentences begin with.
        ordered: What ordinals written with a full stop count.
        before_ordinal: Words that stand before ordinals.
        has_ordinals: Whether a number with a full stop may be an ordinal.
    """

    titles: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()
    soft: frozenset[str] = frozenset()
    starters: frozenset[str] = frozenset()
    ordered: frozenset[str] = frozenset()
    before_ordinal: frozenset[str] = frozenset()
    has_ordinals: bool = False


@cache
def rules_of(language: str) -> StopRules | None:
    """Return what is known of a language, by its ISO 639-1 code; None of English and all others."""
    if language not in _TITLES:
        return None
    tables = (_TITLES, _COUNTED, _SOFT, _STARTERS, _ORDERED, _BEFORE_ORDINAL)
    titles, counted, soft, starters, ordered, before = (
        frozenset(table.get(language, "").split()) for table in tables
    )
    return StopRules(titles, counted, soft, starters, ordered, before, language in _ORDERED)
