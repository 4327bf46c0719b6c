"""Words that Danish compounds of this house are made of. Data only, written for this project.

A compound that has become a word of its own (blodsukker, sygeplejerske) stands here whole: it is a part of
longer words and is not taken apart itself, so "sukker" does not find every "blodsukker".
"""

_WORDS = """
sundhed sygdom syge behandling forebyggelse kursus forløb hold møde samtale gruppe center kommune hospital
sygehus klinik ambulatorium læge speciallæge sygeplejerske fysioterapeut ergoterapeut diætist vejleder
patient borger pårørende ægtefælle familie barn mor far søster bror ven nabo kollega netværk forening
frivillig diabetes sukkersyge blodsukker langtidsblodsukker blodtryk kolesterol insulin glukose
hypoglykæmi ketose hjerte kar karsygdom blod blodprop puls rytme flimmer infarkt operation bypass ballon
pacemaker klap svigt lunge kol astma bronkitis luft åndenød vejrtrækning hoste slim ilt inhalation
inhalator maske nyre lever mave tarm hud øje øre fod tand knæ hofte ryg skulder nakke arm ben hånd finger
tå muskel led hjerne nerve knogle krop vægt talje højde fedt overvægt vægttab stofskifte hormon medicin
pille tablet recept dosis sprøjte pen nål pumpe sensor måler måling måle apparat prøve test symptom smerte
træthed svimmelhed kvalme feber hovedpine betændelse infektion vaccine sår bivirkning virkning kost mad
måltid morgenmad frokost aftensmad mellemmåltid snack ret opskrift køkken portion tallerken sukker salt
fiber protein kulhydrat stivelse vitamin mineral kalorie energi fedtstof mælk ost yoghurt æg kød fisk
kylling grøntsag frugt bær nød bønne linse brød rugbrød fuldkorn havregryn ris pasta kartoffel olie smør
kage slik chokolade is sodavand saft vand kaffe te øl vin alkohol motion træning øvelse bevægelse gå gang
tur gåtur cykel cykling løb løbe svømning styrke kondition balance yoga dans spil fodbold badminton
gymnastik elastik hal bane rute skridt tæller sko tøj udstyr røg ryge rygning rygestop cigaret tobak
nikotin plaster tyggegummi trang abstinens afvænning søvn seng nat morgen aften dag døgn uge måned år
sommer vinter forår efterår weekend jul påske ferie rejse stress angst depression sorg humør følelse tanke
ro afspænding meditation vejning mindfulness hverdag liv livsstil vane rutine plan mål motivation dagbog
skema rapport råd vejledning hjælp støtte erfaring spørgsmål svar brev kørekort arbejde job pension
sygedagpenge tilskud kontrol besøg indkaldelse undersøgelse scanning røntgen resultat tal værdi niveau
grænse risiko faktor arv alder køn kvinde mand ældre unge telefon app skærm tablet internet video kamera
mikrofon forbindelse program bog film radio fjernsyn hus have altan trappe elevator bil bus tog fly vej
skov strand park sti by land hund kat dyr regn sne is vind varme kulde sol luftfugtighed pollen støv
skimmel fødsel graviditet overgangsalder menstruation svangerskab prostata kræft tumor gigt slidgigt
leddegigt allergi intolerans gluten laktose cøliaki apopleksi demens parkinson sklerose migræne epilepsi
anfald alarm akut skade brud fald rehabilitering hjemmepleje hjælpemiddel rollator stok penge pris butik
indkøb tilbud vare dåse frost ovn gryde pande kniv måltidsplan kasse løs fri fattig venlig rig fest
fødselsdag bryllup restaurant gæst vært buffet menu bord stol
"""
WORDS = _WORDS.split()

TOO_SHORT_ALONE = 5
"""Letters a part must have to be found beside something unknown: shorter ones only with known neighbours."""

JOINTS = ("", "s", "e", "er", "n", "en")
"""Letters that stand between parts: sundhed-s-kursus, barn-e-barn, blomst-er-bed, øje-n-læge, rose-n-bed."""
