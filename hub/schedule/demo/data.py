"""What the invented partnership is made of: names, competences, kinds of course. Data only."""

import msgspec

from hub.accounts.demo import MUNICIPALITIES
from hub.sessions.kinds import Kind

PLACES = tuple(slug for slug, _, _ in MUNICIPALITIES)
SUPPLY = {
    "diabetes-nurse": 26,
    "dietician": 20,
    "physiotherapist": 20,
    "heart-nurse": 14,
    "copd-nurse": 12,
    "occupational-therapist": 6,
    "smoking-counsellor": 5,
}
NEIGHBOURS = {
    "diabetes-nurse": ("heart-nurse", "smoking-counsellor"),
    "heart-nurse": ("diabetes-nurse", "copd-nurse"),
    "copd-nurse": ("smoking-counsellor", "heart-nurse"),
    "dietician": ("diabetes-nurse",),
    "physiotherapist": ("occupational-therapist", "copd-nurse"),
    "occupational-therapist": ("physiotherapist",),
    "smoking-counsellor": ("copd-nurse",),
}
FIRST_NAMES = (
    "Anna Bente Birgit Bodil Charlotte Dorte Ellen Else Freja Gitte Hanne Heidi Helle Inge Jens Jette Karen "
    "Kasper Kirsten Lars Lene Lis Lotte Maja Marianne Martin Mikkel Nina Niels Ole Pernille Pia Rikke Sanne "
    "Signe Simon Stine Susanne Thomas Tina Trine Ulla Vibeke Yasmin"
)
LAST_NAMES = (
    "Abildgaard Bay Bjerre Bundgaard Dahl Ebbesen Fog Gram Hald Hedegaard Højgaard Iversen Juhl Kirk Krog "
    "Laursen Lund Meldgaard Mikkelsen Munk Nørby Overby Palsgaard Qvist Ravnsborg Skov Sloth Storm Søgaard "
    "Thrane Toftegaard Udsen Vestergaard Winkel Østerlund Aaby"
)


class Need(msgspec.Struct, frozen=True):
    """One role of a session. `role` is host or co_host."""

    role: str
    competence: str
    level: int = 0
    language: str = "da"


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of course. `times` it is held, `gap` weeks apart; `hours` at which it may begin."""

    title: str
    course: str
    kind: Kind
    minutes: int
    needs: tuple[Need, ...]
    times: int = 1
    gap: int = 1
    hours: tuple[str, ...] = ("09:00", "10:00", "13:00")
    language: str = "da"
    often: int = 4


TEMPLATES = (
    Template(
        title="Lev livet med diabetes",
        course="Type 2-diabetes",
        kind=Kind.group,
        minutes=120,
        needs=(Need("host", "diabetes-nurse"), Need("co_host", "dietician")),
        times=6,
        often=6,
    ),
    Template(
        title="Lev livet med hjertesygdom",
        course="Hjerte",
        kind=Kind.group,
        minutes=120,
        needs=(Need("host", "heart-nurse"), Need("co_host", "physiotherapist")),
        times=6,
        often=5,
    ),
    Template(
        title="Træn hjemme med KOL",
        course="KOL",
        kind=Kind.group,
        minutes=60,
        needs=(Need("host", "physiotherapist"), Need("co_host", "copd-nurse")),
        times=8,
    ),
    Template(
        title="Stop med at ryge sammen",
        course="Rygestop",
        kind=Kind.group,
        minutes=60,
        needs=(Need("host", "smoking-counsellor"),),
        times=5,
        often=2,
    ),
    Template(
        title="Energi i hverdagen",
        course="Hverdag",
        kind=Kind.group,
        minutes=90,
        needs=(Need("host", "occupational-therapist"),),
        times=4,
        often=2,
    ),
    Template(
        title="Samtale om dit forløb",
        course="Hjerte",
        kind=Kind.consultation,
        minutes=45,
        needs=(Need("host", "heart-nurse"),),
        times=2,
        gap=4,
        hours=("08:30", "11:00", "14:00"),
        often=6,
    ),
    Template(
        title="Samtale om mad",
        course="Kost",
        kind=Kind.consultation,
        minutes=45,
        needs=(Need("host", "dietician"),),
        times=2,
        gap=4,
        hours=("08:30", "11:00", "14:00"),
        often=6,
    ),
    Template(
        title="Mad, der holder blodsukkeret roligt",
        course="Type 2-diabetes",
        kind=Kind.webinar,
        minutes=60,
        needs=(Need("host", "dietician"), Need("co_host", "diabetes-nurse")),
        hours=("17:00", "19:00"),
    ),
    Template(
        title="Spørg om hjertemedicin",
        course="Hjerte",
        kind=Kind.webinar,
        minutes=60,
        needs=(Need("host", "heart-nurse"),),
        hours=("10:00", "17:00", "19:00"),
        often=3,
    ),
    Template(
        title="Living with diabetes",
        course="Type 2-diabetes",
        kind=Kind.webinar,
        minutes=60,
        needs=(Need("host", "diabetes-nurse", language="en"),),
        language="en",
        often=1,
    ),
)
NOBODY_CAN = Template(
    title="Mad og diabetes på arabisk",
    course="Type 2-diabetes",
    kind=Kind.webinar,
    minutes=60,
    needs=(Need("host", "dietician", language="ar"),),
    hours=("19:00",),
)
