"""The invented sessions that the demonstration plans: data only."""

import msgspec

from hub.sessions.kinds import Kind
from hub.sessions.wire import Visibility

CITIZENS = ("borger", "borger2", "borger3", "svend", "kirsten", "joergen", "else")
EVERYONE = (*CITIZENS, "paaroerende")
SOUTH = ("kolding", "varde", "svendborg", "aeroe", "faaborg-midtfyn", "langeland")
ALL: tuple[str, ...] = ()


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
