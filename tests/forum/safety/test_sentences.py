"""The standard word lists against sentences that people write: which must call, and which must not."""

import pytest

from forum.safety.defaults import STANDARD
from forum.safety.matching import found
from forum.safety.wire import Guidance, WordKind

CALL_112 = """
Jeg har ondt i brystet.
Jeg har haft ondt i brystet siden i morges. Er det mon noget?
Det strammer så underligt over brystet
Der er en trykken for brystet og ud i venstre arm
Jeg har fået stærke smerter i brystet
Min mand har brystsmerter og sveder
jeg kan ikke få luft
Jeg kan slet ikke få vejret
JEG KAN IKKE FAA LUFT
Hun får næsten ikke luft
Jeg har svært ved at få luft lige nu
Jeg fik pludselig åndenød i nat
Jeg tror, jeg har en blodprop
Tror I, at min kone har fået et slagtilfælde?
Min mands mundvig hænger
Jeg er lam i den ene arm
Han kan ikke tale rent mere
Min far er bevidstløs, hvad gør jeg
Jeg har taget en overdosis
Jeg har taget alt for mange piller
Jeg kom til at tage... nej, jeg har slugt alle mine tabletter
Jeg har taget for meget insulin
Tungen hæver, og det klør
Jeg bløder voldsomt fra næsen
Min kæreste slår mig
Jeg kan ik\u00adke få luft
I have chest pain
There is a pressure in my chest
I can't breathe
I cannot breathe properly
I took too many pills
She is unconscious
I think I am having a stroke
"""
LIFELINE = """
Jeg tænker på selvmord
Jeg har selvmordstanker
Jeg vil dø
Jeg vil bare gerne dø
Jeg ønsker at dø
Nogle dage vil jeg tage livet af mig
Hun vil tage livet af sig
Jeg overvejer at gøre en ende på det hele
Jeg vil ikke leve længere
Jeg orker ikke at leve mere
Jeg gider ikke være her længere
Jeg har ikke lyst til at leve
Jeg har mistet lysten til livet
Livet er ikke værd at leve
De er bedre stillet uden mig
Alle ville have det bedre uden mig
Jeg skærer i mig selv
Jeg slår mig selv ihjel
Jeg har tanker om at dø
I want to die
I am thinking of suicide
I want to kill myself
I don't want to live anymore
They are better off without me
"""
DOCTOR = """
Jeg hoster blod
Jeg har kastet blod op
Der er blod i min afføring
Jeg kom til at... jeg tog dobbelt dosis i morges
Hun har taget den forkerte medicin
Jeg har høj feber og ryster
I have a high fever
I took a double dose of metformin
"""
NOTHING = """
Jeg har ikke ondt i brystet mere.
Jeg havde ondt i brystet, da jeg var indlagt
For tre år siden fik jeg smerter i brystet
I 2019 fik jeg en trykken for brystet, og det var en blodprop
Jeg har ingen smerter i brystet efter operationen
Min søn har brystkasse som en bokser
Til daglig har jeg svært ved at få vejret, når jeg går på trapper
Cyklen mangler luft i dækket
Jeg trænger til luft og lys
Jeg var ved at dø af grin
Jeg vil ikke dø af det her, sagde jeg til lægen
Blomsterne vil dø, hvis I ikke vander dem
Kan jeg leve med diabetes i mange år?
Jeg vil ikke leve uden mit morgenbrød
Jeg vil leve sundere
Min lever har det fint
Lever er godt på rugbrød
I går så jeg en film om selvmord
Kommunen arbejder med selvmordsforebyggelse
Foredrag om forebyggelse af selvmord på torsdag
Jeg har taget mange billeder af pillerne
Jeg tager mine piller hver morgen
Jeg tager tre slags piller mod blodtryk
Man kan ikke få en overdosis af vitaminer fra grøntsager
Vi lærte om hjertestop på et kursus i førstehjælp
Hvad gør man, hvis en person har hjertestop?
Jeg slår mig selv i hovedet over, at jeg glemte det
Min mand slår mig altid i kort
Jeg kom til at skære mig i køkkenet
Jeg skar mig selv på en køkkenkniv
Jeg gider ikke være her i tråden mere
Kan man få luft i en insulinpen?
Vi får besøg af en læge
Jeg har ingen feber
Jeg fik taget en blodprøve
Blodet i fingeren vil ikke ud, når jeg måler
Jeg fik undersøgt, om der var blod i afføringen
Bryst af kylling er magert kød
Jeg har ondt i knæet
Jeg har ondt i ryggen, men brystet er fint
Uden kaffe er livet ikke værd at leve, uden kaffe dør jeg
Lad os gøre en ende på diskussionen
Jeg hænger mig ikke i detaljer
Min mor døde af en blodprop for ti år siden
Vores hold hoppede ud i det
Jeg håber at leve længe
Han kan ikke tale dansk ordentligt
I don't have chest pain any more, no chest pain at all
That cake is to die for, I want it
I live with heart disease
I take my pills every morning
I have no trouble breathing on a walk
The prevention of suicide is important
Hvor mange kulhydrater er der i en banan?
Tak for et godt møde i går
"""
HELD = """
Sælger ozempic billigt
Jeg kan skaffe, og jeg sælger insulin
Smid din medicin ud
Her er en mirakelkur mod sukkersyge
Du er en idiot
"""
NOT_HELD = """
Jeg køber min medicin på apoteket
Man må ikke stoppe sin medicin uden at spørge lægen
Der findes ingen kur mod diabetes
Kurser mod diabetes er gode
Det er en god idé
"""


def told(text: str) -> set[Guidance | None]:
    return {bite.rule.guidance for bite in found(text, STANDARD) if bite.rule.kind is WordKind.emergency}


def held(text: str) -> bool:
    return any(bite.rule.kind is WordKind.hold for bite in found(text, STANDARD))


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("sentence", lines(CALL_112))
def test_it_says_112(sentence: str) -> None:
    assert Guidance.call_112 in told(sentence)


@pytest.mark.parametrize("sentence", lines(LIFELINE))
def test_it_says_livslinien(sentence: str) -> None:
    assert Guidance.lifeline in told(sentence)


@pytest.mark.parametrize("sentence", lines(DOCTOR))
def test_it_says_the_doctor_on_call(sentence: str) -> None:
    assert Guidance.doctor in told(sentence)


@pytest.mark.parametrize("sentence", lines(NOTHING))
def test_it_is_no_emergency(sentence: str) -> None:
    assert told(sentence) == set()


@pytest.mark.parametrize("sentence", lines(HELD))
def test_it_waits_for_a_moderator(sentence: str) -> None:
    assert held(sentence)


@pytest.mark.parametrize("sentence", lines(NOT_HELD) + lines(NOTHING))
def test_it_does_not_wait(sentence: str) -> None:
    assert not held(sentence)


def test_the_table_is_as_long_as_it_should_be() -> None:
    assert len(lines(CALL_112) + lines(LIFELINE) + lines(DOCTOR) + lines(NOTHING)) >= 100


def test_it_points_at_the_words_that_bit() -> None:
    text = "Hej alle. Jeg har haft ondt i brystet siden i morges."
    [bite] = found(text, STANDARD)
    assert text[bite.start : bite.end] == "ondt i brystet"
