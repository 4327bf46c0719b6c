"""Danish forms that no rule of endings brings together. Data only.

Each line is one word: its forms, the first of them the stem they share. A form on two lines has two stems
("faren" is the father and the danger). A word that endings alone would confuse with another stands here with
its own forms ("fare" beside "far").
"""

from functools import cache

_LINES = """
far fars faren farens fædre fædrene faderen farmand
fare farer faren farerne farens farlig farlige farligt
får_sheep fåret fårene
få får fået fik fås
mor moren moderen mødre mødrene mors
bror broren broderen brødre brødrene brors
datter datteren døtre døtrene
søster søsteren søstre søstrene
mand manden mænd mændene mands
kone konen koner konerne
barn barnet børn børnene barns børns
barnebarn barnebarnet børnebørn børnebørnene
bonde bonden bønder bønderne
ven vennen venner vennerne veninde veninden veninder
fod foden fødder fødderne
føde føden føder fødte født
hånd hånden hænder hænderne
tand tanden tænder tænderne
tå tåen tæer tæerne
knæ knæet knæene
øje øjet øjne øjnene øjnenes
øre øret ører ørerne
nat natten nætter nætterne
bog bogen bøger bøgerne
rod roden rødder rødderne
ko koen køer køerne
gås gåsen gæs gæssene
and anden_bird ænder ænderne
æg ægget æggene ægs
kursus kurset kursusset kurser kurserne kursers kursusser kursussen
virus virussen virusset vira virusser
museum museet museer museerne
center centret centeret centre centrene centrer
gymnasium gymnasiet gymnasier gymnasierne
symptom symptomet symptomer symptomerne
diagnose diagnosen diagnoser diagnoserne diagnosticeret
medicin medicinen medicinsk medicinske medicinens
insulin insulinen insulinet
muskel musklen muskler musklerne muskels
nummer nummeret numre numrene
middel midlet middelet midler midlerne
regel reglen regler reglerne
sygdom sygdommen sygdomme sygdommene
lunge lungen lunger lungerne
lever_organ leveren
leve lever levede levet
liv livet livets
hjerte hjertet hjerter hjerterne hjertets
nyre nyren nyrer nyrerne
tablet tabletten tabletter tabletterne
recept recepten recepter recepterne
gå går gik gået gående gås_verb
tur turen ture turene
være er var været
blive bliver blev blevet
have_own har havde haft
have haven haver haverne
give giver gav givet
tage tager tog taget
togbane toget togene
komme kommer kom kommet
se ser så_saw set
sige siger sagde sagt
gøre gør gjorde gjort
vide ved_know vidste vidst
finde finder fandt fundet
skrive skriver skrev skrevet
drikke drikker drak drukket
drik drikken drikke drikkene
spise spiser spiste spist spisende
sove sover sov sovet
søvn søvnen søvnens
ligge ligger lå ligget
sidde sidder sad siddet
stå står stod stået
ryge ryger røg røget rygende rygning rygningen
røg røgen
rygestop rygestoppet rygestops
ryg ryggen rygge ryggene rygger
løbe løber løb løbet løbende
cykle cykler cyklede cyklet
cykel cyklen cykler cyklerne
svømme svømmer svømmede svømmet svømning svømningen
hjælpe hjælper hjalp hjulpet
hjælp hjælpen
føle føler følte følt
følelse følelsen følelser følelserne
høre hører hørte hørt hørelse hørelsen
købe køber købte købt
bruge bruger brugte brugt
prøve prøver prøvede prøvet
blodprøve blodprøven blodprøver blodprøverne
måle måler målte målt måling målingen målinger målingerne
mål målet målene
veje vejer vejede vejet vejning vejningen
vægt vægten vægte
vej vejen veje_roads vejene
tabe taber tabte tabt
tab tabet tabene
træne træner trænede trænet træning træningen træninger
træ træet træer træerne
trænger trænge trængte trængt
stige stiger steg steget stigning stigningen
falde falder faldt faldet
fald faldet faldene
begynde begynder begyndte begyndt
stoppe stopper stoppede stoppet
stop stoppet stoppene
holde holder holdt
hold holdet holdene
bære bærer bar båret
bær bærret bærrene
bede beder bad_asked bedt
bad badet badene
lægge lægger lagde lagt
læge lægen læger lægerne læges lægens
lægemiddel lægemidlet lægemidler lægemidlerne
synge synger sang sunget
sang sangen sange sangene
skære skærer skar skåret
fryse fryser frøs frosset
bide bider bed bidt
springe springer sprang sprunget
tælle tæller talte_counted talt_counted
tale taler talte talt
tal tallet tallene
fortælle fortæller fortalte fortalt
spørge spørger spurgte spurgt
spørgsmål spørgsmålet spørgsmålene
svare svarer svarede svaret
svar svaret svarene
vælge vælger valgte valgt
sælge sælger solgte solgt
følge følger fulgte fulgt
bringe bringer bragte bragt
tænke tænker tænkte tænkt
tanke tanken tanker tankerne
lære lærer lærte lært
lærer læreren lærere lærerne
stor store stort større størst største
lille små lidt_small mindre mindst mindste
god gode godt bedre bedst bedste
dårlig dårlige dårligt værre værst værste
gammel gamle gammelt ældre ældst ældste
ung unge ungt yngre yngst yngste
lang lange langt længere længst
tung tunge tungt tungere tungest
få_few færre færrest
mange flere flest
høj høje højt højere højest højeste
lav lave_low lavt lavere lavest
syg syge sygt sygere
rask raske raskt
træt trætte træthed trætheden
tør tørre tørt
pårørende pårørendes
aften aftenen aftener aftenerne aftenens
morgen morgenen morgener morgenerne
dag dagen dage dagene dags dagens
uge ugen uger ugerne
måned måneden måneder månederne
år året årene års
sommer sommeren somre somrene
vinter vinteren vintre vintrene
kød kødet
kost kosten kostens
mad maden madens
fisk fisken fiskene
grøntsag grøntsagen grøntsager grøntsagerne grønsag grønsagen grønsager grønsagerne
frugt frugten frugter frugterne
brød brødet brødene
brud bruddet bruddene
sukker sukkeret sukkere
sukke suk sukkede
saft saften
øl øllet øllene øllen øller
vin vinen vine vinene
kaffe kaffen
cigaret cigaretten cigaretter cigaretterne
smøg smøgen smøger smøgerne
smerte smerten smerter smerterne smertefuld
puls pulsen
trappe trappen trapper trapperne
skridt skridtet skridtene
sko skoen skoene
vane vanen vaner vanerne
hest hesten heste hestene
hoste hosten hoster hostede hostet
host hosts
krop kroppen kroppe kroppene
hofte hoften hofter hofterne
kam kammen kamme
kammer kammeret kamre
sår såret sårene
så sår_sow såede sået
tråd tråden tråde trådene
hal hallen haller hallerne
hale halen haler halerne
"""


@cache
def table() -> dict[str, tuple[str, ...]]:
    """Form to the stems it has. A name with "_" tells two words of one spelling apart in this table only."""
    found: dict[str, list[str]] = {}
    for line in _LINES.split("\n"):
        forms = line.split()
        for form in forms:
            found.setdefault(form.partition("_")[0], []).append(_stem(forms[0]))
    return {form: tuple(dict.fromkeys(stems)) for form, stems in found.items()}


def _stem(name: str) -> str:
    """Stems of the table end in "0", so that no word shortened by rule falls together with them."""
    return name.replace("_", "") + "0"
