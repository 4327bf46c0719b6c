"""Invented sessions for the next two weeks, for trying the hub out. Made by the same actions as real ones."""

import datetime as dt
from typing import Any

import msgspec

from hub import clock
from hub.accounts.demo import PEOPLE
from hub.actor import Actor, Role
from hub.sessions import actions
from hub.sessions.kinds import Kind
from hub.sessions.wire import DeviceCheck, HostForm, Part, SessionForm, Visibility

People = dict[str, dict[str, int]]

CITIZENS = ("borger", "borger2", "borger3", "svend", "kirsten", "joergen", "else")
EVERYONE = (*CITIZENS, "paaroerende")
SOUTH = ("kolding", "varde", "svendborg", "aeroe", "faaborg-midtfyn", "langeland")
ALL: tuple[str, ...] = ()
HOMES = {someone.key: someone.place for someone in PEOPLE}
WORKS = DeviceCheck(camera="skipped", microphone="ok", speaker="ok", network="ok")


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """One session. `day` counts working days from tomorrow; `hosts` are keys of people, the first leads.

    `offered_by` empty means every municipality. `seats` are keys of citizens in the order they came.
    """

    key: str
    title: str
    place: str
    hosts: tuple[str, ...]
    day: int
    at: str
    minutes: int = 60
    kind: Kind = Kind.webinar
    capacity: int | None = None
    course: str = ""
    description: str = ""
    language: str = "da"
    visibility: Visibility = Visibility.public
    offered_by: tuple[str, ...] = ALL
    seats: tuple[str, ...] = ()
    left_as: str = "published"


SOON = Planned(
    key="soon",
    title="Kom i gang med at bevæge dig",
    place="kolding",
    hosts=("fys", "sygeplejerske"),
    day=0,
    at="",
    capacity=200,
    course="Bevægelse",
    description=(
        "Lidt er bedre end ingenting. Mads viser tre øvelser, du kan lave ved køkkenbordet. "
        "Lone fortæller, hvad bevægelse gør ved dit blodsukker.\n\n"
        "Du kan bare lytte. Du kan også skrive dit spørgsmål under mødet."
    ),
    seats=EVERYONE,
)

PLANNED = (
    Planned(
        key="full",
        title="Nem mad til en eller to",
        place="svendborg",
        hosts=("diaetist",),
        day=0,
        at="10:00",
        minutes=90,
        kind=Kind.group,
        capacity=4,
        course="Kost",
        description="Vi laver den samme ret, hver i sit køkken. Du får en indkøbsliste dagen før.",
        seats=("else", "borger3", "svend", "borger2", "borger", "joergen", "kirsten"),
    ),
    Planned(
        key="lunch",
        title="Frokost og blodsukker",
        place="svendborg",
        hosts=("diaetist", "sygeplejerske"),
        day=1,
        at="19:00",
        capacity=200,
        course="Type 2-diabetes",
        description=(
            "Hvad sker der i kroppen, når du spiser frokost? Vi viser fem frokoster, der holder "
            "dit blodsukker roligt.\n\n"
            "Først fortæller Sofie og Lone i en halv time. Bagefter svarer de på jeres spørgsmål."
        ),
        seats=("borger", "borger2", "joergen"),
    ),
    Planned(
        key="two_left",
        title="Gå sammen, hver for sig",
        place="kolding",
        hosts=("fys",),
        day=2,
        at="10:00",
        minutes=90,
        kind=Kind.group,
        capacity=8,
        course="Bevægelse",
        description="Vi mødes på skærmen, går en tur hver for sig og taler om den bagefter.",
        offered_by=SOUTH,
        seats=("borger", "borger2", "borger3", "svend", "else", "paaroerende"),
    ),
    Planned(
        key="breath",
        title="Spørg om KOL og vejrtrækning",
        place="nyborg",
        hosts=("peter",),
        day=2,
        at="16:30",
        capacity=120,
        course="KOL",
        description="Peter viser, hvordan du får vejret igen på trappen. Bagefter kan du spørge om alt.",
        seats=("joergen", "svend"),
    ),
    Planned(
        key="heart",
        title="Hverdagen efter en blodprop i hjertet",
        place="kerteminde",
        hosts=("camilla",),
        day=3,
        at="19:30",
        capacity=150,
        course="Hjerte",
        description="Om træthed, mod og medicin. Tag gerne en pårørende med.",
        seats=("borger2", "paaroerende"),
    ),
    Planned(
        key="english",
        title="Eating well with type 2 diabetes",
        place="svendborg",
        hosts=("diaetist",),
        day=4,
        at="17:00",
        capacity=100,
        course="Type 2-diabetes",
        language="en",
        description="What to put on the plate, in plain English. You can just listen.",
        seats=("kirsten",),
    ),
    Planned(
        key="start_talk",
        title="Startsamtale",
        place="kolding",
        hosts=("fys",),
        day=1,
        at="13:00",
        minutes=45,
        kind=Kind.consultation,
        capacity=1,
        course="Type 2-diabetes",
        description="Vi taler om, hvad du gerne vil, og lægger en plan sammen.",
        visibility=Visibility.invited,
        offered_by=("kolding",),
        seats=("borger",),
    ),
    Planned(
        key="end_talk",
        title="Afsluttende samtale",
        place="varde",
        hosts=("sygeplejerske",),
        day=5,
        at="11:00",
        minutes=30,
        kind=Kind.consultation,
        capacity=1,
        course="Type 2-diabetes",
        visibility=Visibility.invited,
        offered_by=("varde",),
        seats=("borger2",),
    ),
    Planned(
        key="members",
        title="Sund mad til hele familien",
        place="halsnaes",
        hosts=("rasmus",),
        day=6,
        at="19:00",
        capacity=60,
        course="Kost",
        description="For borgere i Halsnæs.",
        visibility=Visibility.members,
        offered_by=("halsnaes",),
        seats=("kirsten",),
    ),
    Planned(
        key="smoke",
        title="Bliv røgfri sammen med andre",
        place="varde",
        hosts=("sygeplejerske", "fys"),
        day=7,
        at="18:30",
        capacity=80,
        course="Rygestop",
        description="Første aften af fire. Du behøver ikke være holdt op endnu.",
    ),
    Planned(
        key="island",
        title="Styrk ryg og ben hjemme i stuen",
        place="aeroe",
        hosts=("ida",),
        day=8,
        at="09:30",
        minutes=45,
        kind=Kind.group,
        capacity=12,
        course="Bevægelse",
        description="Du skal bruge en stol og to flasker vand.",
        seats=("borger3", "else"),
    ),
    Planned(
        key="draft",
        title="Passer du på dine fødder?",
        place="kolding",
        hosts=("fys", "sygeplejerske"),
        day=9,
        at="19:00",
        course="Type 2-diabetes",
        left_as="draft",
    ),
    Planned(
        key="cancelled",
        title="Spørg hjertesygeplejersken",
        place="kerteminde",
        hosts=("camilla",),
        day=5,
        at="15:00",
        course="Hjerte",
        seats=("borger", "joergen"),
        left_as="cancelled",
    ),
)

SERIES = Planned(
    key="series",
    title="Lev livet med diabetes",
    place="varde",
    hosts=("sygeplejerske",),
    day=3,
    at="14:00",
    minutes=90,
    kind=Kind.group,
    capacity=10,
    course="Type 2-diabetes",
    description="Samme hold hver uge: mad, bevægelse, medicin og hverdag.",
    seats=("borger", "borger2"),
)


async def fill(people: People, now: dt.datetime) -> dict[str, int]:
    """Plan everything from `now` (aware) on; `people` as hub.accounts.demo.fill gives them. Ids by key."""
    made = {"soon": await _make(SOON, people, _soon(now))}
    for plan in PLANNED:
        made[plan.key] = await _make(plan, people, _wall(now, plan))
    for number, session_id in enumerate(await _make_series(people, _wall(now, SERIES)), start=1):
        made[f"series{number}"] = session_id
    await actions.record_device_check(_citizen("borger2", people), made["soon"], WORKS)
    return made


async def _make(plan: Planned, people: People, starts: dt.datetime) -> int:
    leader = _leader(plan, people)
    session_id = await actions.create(leader, _form(plan, people, starts))
    if plan.left_as != "draft":
        await actions.publish(leader, session_id)
        await _seat(plan, people, leader, session_id)
    if plan.left_as == "cancelled":
        await actions.cancel(leader, session_id, "Fagpersonen er forhindret")
    return session_id


async def _make_series(people: People, first: dt.datetime) -> list[int]:
    leader = _leader(SERIES, people)
    days = [first.date() + dt.timedelta(weeks=week) for week in range(2)]
    ids = await actions.create_series(leader, _form(SERIES, people, first), days)
    for session_id in ids:
        await actions.publish(leader, session_id)
        await _seat(SERIES, people, leader, session_id)
    return ids


async def _seat(plan: Planned, people: People, leader: Actor, session_id: int) -> None:
    for key in plan.seats:
        if plan.visibility is Visibility.invited:
            await actions.enrol(leader, session_id, people["person"][key])
        else:
            await actions.sign_up(_citizen(key, people), session_id)


def _form(plan: Planned, people: People, starts: dt.datetime) -> SessionForm:
    told: dict[str, Any] = {
        name: getattr(plan, name)
        for name in ("kind", "title", "description", "course", "language", "capacity", "visibility")
    }
    parts = (Part.host, Part.co_host, Part.co_host)
    hosts = [HostForm(people["person"][key], part) for key, part in zip(plan.hosts, parts, strict=False)]
    offered = plan.offered_by or tuple(people["municipality"])
    return SessionForm(
        **told,
        starts_local=starts,
        ends_local=starts + dt.timedelta(minutes=plan.minutes),
        municipality_ids=tuple(people["municipality"][slug] for slug in offered),
        hosts=tuple(hosts),
    )


def _leader(plan: Planned, people: People) -> Actor:
    return Actor(
        person_id=people["person"][plan.hosts[0]],
        municipality_id=people["municipality"][plan.place],
        roles=frozenset({Role.professional}),
    )


def _citizen(key: str, people: People) -> Actor:
    return Actor(
        person_id=people["person"][key],
        municipality_id=people["municipality"][HOMES[key]],
        roles=frozenset({Role.citizen}),
    )


def _soon(now: dt.datetime) -> dt.datetime:
    """Wall time of the next whole five minutes that leaves at least five to get ready."""
    wait = dt.timedelta(minutes=5, seconds=300 - now.timestamp() % 300)
    wall = clock.local(now + wait).replace(second=0, microsecond=0)
    while clock.utc(wall) <= now:
        wall += dt.timedelta(hours=1)
    return wall


def _wall(now: dt.datetime, plan: Planned) -> dt.datetime:
    """Wall time on the plan's working day, the first being tomorrow or the Monday after."""
    day, left = clock.local(now).date(), plan.day
    while left >= 0:
        day += dt.timedelta(days=1)
        left -= day.weekday() < 5
    return dt.datetime.combine(day, dt.time.fromisoformat(plan.at))
