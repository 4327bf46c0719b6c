"""The topics people write about, and what is said in each. Data only.

A word in braces is written out by the grammar: first from the topic's own lists, then from those for all.
"""

import msgspec

Lists = dict[str, tuple[str, ...]]


class Topic(msgspec.Struct, frozen=True):
    """A category of the forum: its names, how much is written in it, and the words of it."""

    slug: str
    title_da: str
    title_en: str
    about_da: str
    about_en: str
    weight: int
    profession: str
    lists: Lists


def lists(**told: str) -> Lists:
    """Phrases by name, those of a name parted by "|"."""
    return {name: tuple(part.strip() for part in text.split("|")) for name, text in told.items()}


TOPICS = (
    Topic(
        "type-2-diabetes",
        "Type 2-diabetes",
        "Type 2 diabetes",
        "Om blodsukker, medicin og hverdagen med diabetes.",
        "About blood sugar, medicine and everyday life with diabetes.",
        24,
        "diabetessygeplejerske",
        lists(
            trouble=(
                "højt blodsukker om morgenen | svingende blodsukker | lavt blodsukker om natten | ømme "
                "fødder | et langtidsblodsukker, der er steget | sår på foden | lyst til sukker om "
                "aftenen | for mange nåle | en sensor, der falder af | træthed efter maden"
            ),
            thing=(
                "min blodsukkermåler | sensoren | metformin | insulinpennen | fodplejen | "
                "kostvejledningen | diabeteskurset | min blodsukkerdagbog | øjenundersøgelsen | "
                "langtidsblodsukkeret"
            ),
            tried=(
                "en tallerken suppe om aftenen | en gåtur efter aftensmaden | at måle før og efter maden "
                "| havregrød | mindre rugbrød | at skrive blodsukkertallene ned | at flytte insulinen | "
                "bønner i stedet for ris"
            ),
            number="7,8 | 9,4 | 6,2 | 11,5 | 13 | 53 | 48 | 61 | 5,9",
            advice=(
                "Leveren sender sukker ud i blodet tidligt om morgenen | En gåtur efter maden får "
                "musklerne til at bruge sukkeret | Fuldkorn og grøntsager gør kurven fladere | Fødderne "
                "skal ses efter hver dag | Tallet svinger, når man er syg eller har sovet dårligt"
            ),
        ),
    ),
    Topic(
        "hjerte",
        "Hjerte",
        "Heart",
        "Om livet med hjertesygdom, blodtryk og genoptræning.",
        "About life with heart disease, blood pressure and rehabilitation.",
        15,
        "hjertesygeplejerske",
        lists(
            trouble=(
                "hjertebanken om natten | for højt blodtryk | angst efter en blodprop | vand i benene | "
                "træthed efter en bypassoperation | svimmelhed, når jeg rejser mig | flimmer | stikken i "
                "brystet ved kulde"
            ),
            thing=(
                "blodtryksmåleren | betablokkeren | hjerterehabiliteringen | den blodfortyndende medicin "
                "| pacemakeren | kolesteroltallet | ballonudvidelsen | hjerteholdet | træningscyklen | "
                "saltet i maden"
            ),
            tried=(
                "at måle blodtrykket siddende | at spare på saltet | at gå en lille tur hver dag | at "
                "tage trappen | afspænding før sengetid | et hjertehold i kommunen | at tale med en "
                "anden, der har prøvet det"
            ),
            number="135 over 85 | 148 over 92 | 62 i puls | 4,1 i kolesterol | 160 over 95 | 88 i puls",
            advice=(
                "Blodtrykket måles bedst efter fem minutters ro | Kroppen har godt af bevægelse, også "
                "efter en blodprop | Mange er bange i den første tid, og det går over | Medicinen virker "
                "kun, når den tages hver dag | Vægten fortæller, om der samler sig vand"
            ),
        ),
    ),
    Topic(
        "kol-og-vejrtraekning",
        "KOL og vejrtrækning",
        "COPD and breathing",
        "Om åndenød, inhalatorer og at få luft i hverdagen.",
        "About breathlessness, inhalers and getting through the day.",
        10,
        "KOL-sygeplejerske",
        lists(
            trouble=(
                "åndenød på trappen | hoste om morgenen | slim, der ikke vil op | angst, når luften "
                "mangler | en inhalator, der smager grimt | vejrtrækningen i kulde | mange "
                "lungebetændelser"
            ),
            thing=(
                "inhalatoren | lungeholdet | spacer og maske | iltapparatet | vejrtrækningsøvelserne | "
                "fløjten | lungefunktionsprøven | vaccinen | rollatoren"
            ),
            tried=(
                "at puste ud gennem spidsede læber | at holde pause på hver afsats | at stå med hænderne "
                "på knæene | varm damp | at gå med stave | at tage inhalatoren før gåturen | lungekor"
            ),
            number="54 procent | 38 procent | to trapper | 300 meter | 91 i iltmætning",
            advice=(
                "Pust længere ud, end du ånder ind | Inhalatoren skal skylles, og munden bagefter | "
                "Træning gør ikke lungerne større, men musklerne klogere | Kulde irriterer luftvejene, så "
                "tag et tørklæde for munden"
            ),
        ),
    ),
    Topic(
        "mad-i-hverdagen",
        "Mad i hverdagen",
        "Everyday food",
        "Om kost, indkøb og måltider, der kan lade sig gøre.",
        "About diet, shopping and meals that are doable.",
        16,
        "diætist",
        lists(
            trouble=(
                "ideer til aftensmad til én | sukkertrang klokken ti om aftenen | gæster, der vil have "
                "kage | frokost på farten | for store portioner | rugbrød, der mætter for kort | "
                "grøntsager, ingen gider"
            ),
            thing=(
                "madpakken | havregrøden | tallerkenmodellen | linsesuppen | rugbrødet | julefrokosten | "
                "indkøbslisten | den grønne saft | fisken om torsdagen | fuldkornspastaen"
            ),
            tried=(
                "at lave en madplan om søndagen | halvt kød og halvt bønner | at dække bord uden fade | "
                "en kop te i stedet for slik | frosne grøntsager | at spise langsomt | nødder i små poser"
            ),
            number="tre portioner | 25 gram fiber | 600 gram grønt | to skiver | 1500 kalorier",
            advice=(
                "En halv tallerken grønt gør resten lettere | Fibre mætter længe | Man behøver ikke "
                "undvære kage, hvis stykket er lille | Spis noget med protein til morgenmad"
            ),
        ),
    ),
    Topic(
        "bevaegelse",
        "Bevægelse",
        "Moving",
        "Om motion, der passer til kroppen, som den er.",
        "About exercise that suits the body as it is.",
        14,
        "fysioterapeut",
        lists(
            trouble=(
                "ømme knæ efter gåturen | at komme i gang igen | glatte veje om vinteren | dårlig balance "
                "| ondt i hoften på cyklen | at holde motionsvanen i ferien | stive skuldre"
            ),
            thing=(
                "skridttælleren | motionsholdet | cyklen | elastikken | vandgymnastikken | gangstavene | "
                "stoleyogaen | styrketræningen | elcyklen | gåturen med hunden"
            ),
            tried=(
                "ti minutter tre gange om dagen | at gå med en nabo | at cykle i svømmehallen i stedet | "
                "øvelser, mens kaffen løber | at skrive skridt i kalenderen | at starte alt for hårdt"
            ),
            number="4.000 skridt | 7.500 skridt | 20 minutter | tre gange om ugen | 2 kilometer",
            advice=(
                "Lidt tit er bedre end meget sjældent | Knæ har godt af bevægelse, også når de er slidte "
                "| Ømhed dagen efter er normalt, smerter i leddet er det ikke | Balance kan trænes ved "
                "køkkenbordet"
            ),
        ),
    ),
    Topic(
        "roegfri",
        "Røgfri",
        "Smoke-free",
        "Om at holde op, falde i og holde op igen.",
        "About stopping, slipping and stopping again.",
        8,
        "rygestoprådgiver",
        lists(
            trouble=(
                "rygetrang til kaffen | kilo, der sniger sig på | et tilbagefald til en fest | dårligt "
                "humør uden cigaretter | en mand, der stadig ryger indenfor | uro om aftenen"
            ),
            thing=(
                "nikotinplastret | rygestopkurset | tyggegummiet | den sidste pakke | rygestoplinjen | "
                "e-cigaretten | mundsprayen | appen, der tæller dage"
            ),
            tried=(
                "at tygge gulerødder | at udskyde cigaretten fem minutter | at drikke kaffen et andet "
                "sted | plaster og tyggegummi sammen | at sige det højt til alle | at gå en tur i stedet"
            ),
            number="12 dage | 3 uger | 40 år | en pakke om dagen | 97 dage | 18.000 kroner",
            advice=(
                "Trangen varer sjældent mere end tre minutter | Et tilbagefald er ikke et nederlag | "
                "Plaster og tyggegummi må gerne bruges sammen | De fleste har prøvet flere gange, før det "
                "lykkes"
            ),
        ),
    ),
    Topic(
        "soevn",
        "Søvn",
        "Sleep",
        "Om at sove, vågne og få ro i hovedet.",
        "About sleeping, waking and a quiet mind.",
        7,
        "sygeplejerske",
        lists(
            trouble=(
                "søvnløse nætter | at vågne klokken fire | uro i benene | snorken | tankemylder ved "
                "sengetid | natlige toiletbesøg | træthed hele dagen"
            ),
            thing=(
                "sovemaskinen | middagsluren | kæbeskinnen | sengetiden | aftenkaffen | soveværelset | "
                "lyset om morgenen"
            ),
            tried=(
                "at stå op på samme tid | at lægge telefonen ud i køkkenet | en kedelig bog | afspænding "
                "| ingen kaffe efter klokken to | at åbne vinduet | at skrive bekymringerne ned"
            ),
            number="fire timer | klokken 4.10 | seks timer | tre gange hver nat",
            advice=(
                "Stå op på samme tid hver dag, også efter en dårlig nat | Sengen er til søvn, ikke til "
                "bekymringer | Det er normalt at vågne flere gange | En kort lur før klokken tre gør "
                "ingen skade"
            ),
        ),
    ),
    Topic(
        "paaroerende",
        "Pårørende",
        "Relatives",
        "For jer, der hjælper en, I holder af.",
        "For those who help somebody they love.",
        6,
        "sygeplejerske",
        lists(
            trouble=(
                "min mand, der ikke vil måle sit blodsukker | dårlig samvittighed over at tage på ferie | "
                "søskende, der ikke hjælper | min mors medicin | min fars humør efter blodproppen | at "
                "finde tid til mig selv"
            ),
            thing=(
                "pårørendegruppen | hjemmeplejen | pilleæsken | samtalen med lægen | aflastningen | "
                "kørslen til sygehuset | skemaet på køleskabet"
            ),
            tried=(
                "at spørge i stedet for at bestemme | en fast fridag | at tage med til lægen | at skrive "
                "en liste | at ringe til kommunen | at tale om det på en gåtur"
            ),
            number="to gange om ugen | tre børn | 80 kilometer | en time om dagen",
            advice=(
                "Man må gerne passe på sig selv først | Spørg, hvad hjælpen skal være, før du giver den | "
                "Kommunen har tilbud til pårørende | Det er ikke din skyld, at tallene svinger"
            ),
        ),
    ),
)

COMMON = lists(
    who="jeg | min kone og jeg | min mand | min søster | min nabo | min far | min mor | min bror | vi",
    when=(
        "i går | i sidste uge | for en måned siden | siden jul | efter sommerferien | hele vinteren | i "
        "foråret | for to år siden | i weekenden | siden i mandags | i nat"
    ),
    place=(
        "i Varde | på Ærø | i Kolding | i Svendborg | på sygehuset | hos lægen | på sundhedscentret | i "
        "svømmehallen | hjemme i køkkenet | på arbejdet | i sommerhuset | i bussen"
    ),
    feeling=(
        "lidt bange | ret træt af det | glad og overrasket | flov | forvirret | lettet | urolig | helt "
        "rolig | irriteret på mig selv | nysgerrig"
    ),
    title=(
        "{Trouble} | Nogen, der kender til {trouble}? | Hvad gør I ved {trouble}? | Erfaringer med "
        "{thing}? | {Trouble} og {thing} | Er det normalt: {trouble}? | Gode råd om {thing} | Tips mod "
        "{trouble} søges | {Thing} {place}: hvad siger I? | Hvordan kom I i gang med {thing}? | Hjælp til "
        "{trouble} | Spørgsmål om {thing} og {trouble}"
    ),
    hello=(
        "Hej alle. | Godaften. | Kære alle. | Jeg er ny her. | Hej derude. | Nu prøver jeg at skrive. | Hej."
    ),
    story=(
        "{When} begyndte jeg at mærke {trouble}. | Jeg har haft {trouble} {when}. | Det drejer sig om "
        "{trouble}. | {When} fik jeg at vide {place}, at det er {number}. | {Who} har kæmpet med "
        "{trouble} {when}. | Jeg sidder {place} og tænker på {thing}. | Sidst lå det på {number}, og jeg "
        "blev {feeling}."
    ),
    more=(
        "Jeg har prøvet {tried}, men det hjalp kun lidt. | Lægen sagde, at jeg skulle prøve {tried}. | "
        "{Thing} hjælper noget af vejen. | Det er værst om aftenen. | Når jeg er {place}, går det bedre. "
        "| {Who} siger, at jeg skal tage det roligt. | Jeg er {feeling}, når jeg tænker på det. | Jeg har "
        "skrevet det ned: {number}. | Måske er det {thing}, der ikke passer til mig."
    ),
    question=(
        "Er der nogen, der kender det? | Hvad har I gjort? | Skal jeg ringe til lægen, eller kan det "
        "vente? | Hvor længe varede det hos jer? | Er {thing} noget værd? | Har I prøvet {tried}? | "
        "Hvordan taler I med familien om det? | Bliver det bedre? | Hvem spørger man?"
    ),
    reply_start=(
        "Det kender jeg godt. | Sådan havde jeg det også. | Tak, fordi du skriver det. | Hos mig var det "
        "anderledes. | Du er ikke den eneste. | Ja, desværre. | Godt spørgsmål. | Hold ud. | Jeg er enig "
        "med dig. | Puha, det lyder hårdt. | Tillykke, det er flot. | Her er min erfaring."
    ),
    reply=(
        "Jeg prøvede {tried}, og efter {weeks} uger var der forskel. | Hos mig hjalp {tried}. | {Thing} "
        "har gjort en stor forskel for {who}. | Spørg {place}, de ved meget om {thing}. | {When} lå jeg "
        "på {number}, nu går det meget bedre. | Det tog {weeks} uger, før jeg kunne mærke noget. | Prøv "
        "{tried} en uge, og skriv her igen. | Jeg blev {feeling}, da jeg hørte det, men det gik. | For "
        "mig er det vigtigste {thing}. | Glem ikke, at man godt må holde fri. | Vi begyndte med {tried} "
        "og gør det endnu. | Hvad siger din læge til {thing}?"
    ),
    weeks="to | tre | fire | seks | otte | ti",
    reply_end=(
        "God bedring. | Skriv endelig, hvordan det går. | Knus herfra. | Held og lykke. | Vi ses på "
        "holdet. | Mvh. en fra Fyn | Det skal nok gå. | Bare mine ord."
    ),
    thanks=(
        "Tak for alle svarene. | Tak, det vil jeg prøve. | Mange tak, det hjalp. | Tak, nu er jeg mere "
        "rolig. | Nu har jeg prøvet {tried}, og det er bedre. | Tak. Jeg ringede, og vi har aftalt noget "
        "om {thing}."
    ),
    pro_start=(
        "Det er et godt spørgsmål. | Det oplever mange. | Tak for dit spørgsmål. | Det forstår jeg godt, "
        "at du tænker over."
    ),
    pro=(
        "{Advice}. | Prøv {tried} i {weeks} uger, og se, om det gør en forskel. | Tag gerne {thing} med "
        "næste gang, så ser vi på det sammen. | Du kan også komme til vores møde om {thing}. | Skriv dine "
        "tal ned, så er det lettere at se et mønster."
    ),
    pro_end=(
        "Tal med din læge, hvis det bliver ved. | Ring til os, hvis du er i tvivl. | Kom gerne på "
        "tirsdag, hvor vi taler om netop det. | Får du det akut dårligt, så ring 112."
    ),
)
"""What is said in every topic."""
