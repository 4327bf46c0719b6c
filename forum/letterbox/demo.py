"""Invented letters, for trying the hub out. Made by the same actions as real ones."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from forum.letterbox import actions
from forum.letterbox.models import Function, Letter, LetterPublication, TeamMember
from forum.letterbox.wire import CopyForm, TemplateForm
from hub import clock
from hub.accounts.demo import PEOPLE
from hub.actor import Actor

People = dict[str, dict[str, int]]

FUNCTIONS: tuple[tuple[str, str, str, str, str, int], ...] = (
    # slug, competence, name in Danish and English, what about, working days
    ("diaetist", "dietician", "En diætist", "A dietician", "Mad, måltider og vægt", 3),
    (
        "diabetes",
        "diabetes-nurse",
        "En diabetessygeplejerske",
        "A diabetes nurse",
        "Blodsukker og medicin",
        3,
    ),
    ("hjerte", "heart-nurse", "En hjertesygeplejerske", "A heart nurse", "Livet med en hjertesygdom", 3),
    ("fysioterapeut", "physiotherapist", "En fysioterapeut", "A physiotherapist", "Træning og bevægelse", 4),
    ("diabetesteam", "", "Diabetesteamet", "The diabetes team", "Alt om at leve med diabetes", 3),
)
TEAM = ("sygeplejerske", "diaetist", "fys")
FIXED = (
    (
        "diaetist",
        "Bestil en samtale",
        "Kære {navn}\n\nDet taler vi bedst om. Jeg tilbyder dig en samtale.\n\n"
        "Venlig hilsen\n{fagperson}, {titel}, {kommune}",
    ),
    (
        "sygeplejerske",
        "Måling før måltider",
        "Kære {navn}\n\nMål før morgenmad og før aftensmad i tre dage, "
        "og skriv tallene her.\n\nVenlig hilsen\n{fagperson}",
    ),
)
DIZZY = (
    "Hej\n\nJeg bliver svimmel et par timer efter frokost. Det sker to eller tre gange om ugen. "
    "Jeg har målt mit blodsukker hver gang.\n\nSkal jeg spise noget andet til frokost? Eller oftere?\n\n"
    "Venlig hilsen\nInger"
)
FRUIT = CopyForm(
    title="Hvor meget frugt må jeg spise?",
    question="Jeg har type 2-diabetes og er glad for frugt. Hvor meget må jeg spise?",
    answer="To stykker om dagen er fint for de fleste. Spis dem hver for sig.",
)
COFFEE = CopyForm(
    title="Må jeg drikke kaffe, når mit blodtryk er højt?",
    question="Jeg drikker seks kopper kaffe om dagen. Skal jeg skære ned, når mit blodtryk er højt?",
    answer="To til fire kopper om dagen er fint for de fleste. Mål før du drikker den første.",
)


async def fill(people: People, now: dt.datetime) -> dict[str, str]:
    """Functions, fixed answers and letters as of `now` (aware); the letters' public ids by key."""
    made: dict[str, str] = {}
    await _functions(people)
    for key, title, text in FIXED:
        await actions.save_template(_who(people, key), TemplateForm(title=title, text=text))
    with _at(now - dt.timedelta(days=9)):
        made["published"] = await _proposed(people, "Frugt", FRUIT)
        await actions.approve_publication(*await _asked(people, made["published"]))
        made["proposed"] = await _proposed(people, "Kaffe", COFFEE)
    with _at(now - dt.timedelta(days=2)):
        made["answered"] = await _answered(people)
    with _at(now - dt.timedelta(hours=3)):
        made["fresh"] = await _sent(people, "borger", "diaetist", "Svimmel efter frokost", DIZZY)
        made["liquorice"] = await _sent(
            people,
            "else",
            "diaetist",
            "Må jeg spise lakrids?",
            "Jeg tager blodtryksmedicin og elsker lakrids.",
        )
        made["training"] = await _sent(
            people, "borger2", "fysioterapeut", "Ondt i knæet", "Kan jeg cykle, når knæet er hævet?"
        )
    return made


async def _functions(people: People) -> None:
    for place, (slug, competence, da, en, about, days) in enumerate(FUNCTIONS):
        row = await Function.create(
            slug=slug,
            competence_id=people["competence"].get(competence),
            title_da=da,
            title_en=en,
            about_da=about,
            answer_workdays=days,
            position=place,
        )
        for key in () if competence else TEAM:
            await TeamMember.create(function_id=row.id, person_id=people["person"][key])


async def _sent(people: People, citizen: str, function: str, subject: str, text: str) -> str:
    actor = _who(people, citizen)
    letter = await actions.start(actor, function)
    await actions.save_draft(actor, letter, text, subject)
    await actions.send(actor, letter)
    return letter


async def _answered(people: People) -> str:
    letter = await _sent(
        people,
        "borger",
        "diabetes",
        "Højt tal om morgenen",
        "Mit blodsukker er højt, når jeg vågner. Hvorfor?",
    )
    nurse = await _holder(people, letter)
    await actions.open_letter(nurse, letter)
    await actions.answer(
        nurse,
        letter,
        "Kære Inger\n\nDet er almindeligt. Leveren sender sukker ud om natten. Mål også, før du går i seng."
        "\n\nVenlig hilsen\nLone",
    )
    return letter


async def _proposed(people: People, subject: str, copy: CopyForm) -> str:
    """An answered letter, and an anonymous copy that the citizen agrees to; the second reader is asked."""
    letter = await _sent(people, "borger3", "diaetist", subject, copy.question)
    dietician = await _holder(people, letter)
    await actions.open_letter(dietician, letter)
    await actions.answer(dietician, letter, f"Kære Karen\n\n{copy.answer}")
    await actions.propose_publication(dietician, letter, copy)
    await actions.consent(_who(people, "borger3"), letter, True)
    return letter


async def _asked(people: People, letter: str) -> tuple[Actor, str]:
    """The second reader whom routing chose, and the copy."""
    row = await LetterPublication.get(letter__public_id=letter)
    return _by_id(people, row.second_reader_id), row.public_id


async def _holder(people: People, letter: str) -> Actor:
    """Whom routing gave the letter."""
    return _by_id(people, (await Letter.get(public_id=letter)).professional_id)


def _by_id(people: People, person_id: int | None) -> Actor:
    return _who(people, next(key for key, one in people["person"].items() if one == person_id))


def _who(people: People, key: str) -> Actor:
    someone = next(one for one in PEOPLE if one.key == key)
    return Actor(
        person_id=people["person"][key],
        municipality_id=people["municipality"][someone.place],
        roles=frozenset(someone.roles),
        name=someone.name,
    )


@contextmanager
def _at(moment: dt.datetime) -> Iterator[None]:
    """Things that happened at `moment`."""
    clock.set_clock(lambda: moment)
    try:
        yield
    finally:
        clock.set_clock(None)
