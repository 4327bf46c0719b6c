"""Invented people in the real partner municipalities, for trying the hub out. Telephone numbers lead nowhere.

Everybody's e-mail address ends in @demo.invalid, which by RFC 2606 belongs to nobody.
"""

import datetime as dt
from typing import Any

import msgspec

from hub import audit, db
from hub.accounts import clean, passwords
from hub.accounts.models import (
    Agreement,
    Competence,
    Municipality,
    Person,
    PersonCompetence,
    PersonLanguage,
    RoleGrant,
)
from hub.actor import SYSTEM, Role

PASSWORD = "sundhed-demo"  # noqa: S105 - printed for whoever starts the demonstration
DOMAIN = "demo.invalid"


class Login(msgspec.Struct, frozen=True):
    """One row of the table of sign-ins that the demonstration prints."""

    role: str
    email: str
    who: str


class Invented(msgspec.Struct, frozen=True):
    """A person: `key` is what stands before the @; `work` are competences, the first the profession."""

    key: str
    name: str
    place: str
    roles: tuple[Role, ...]
    work: tuple[str, ...] = ()
    speaks: tuple[str, ...] = ("da",)


MUNICIPALITIES = (
    ("varde", "Varde", "havn"),
    ("faaborg-midtfyn", "Faaborg-Midtfyn", "skov"),
    ("kolding", "Kolding", "fjord"),
    ("kerteminde", "Kerteminde", "havn"),
    ("svendborg", "Svendborg", "tegl"),
    ("aeroe", "Ærø", "lyng"),
    ("langeland", "Langeland", "skov"),
    ("nyborg", "Nyborg", "tegl"),
    ("assens", "Assens", "fjord"),
    ("nordfyns", "Nordfyns", "lyng"),
    ("halsnaes", "Halsnæs", "havn"),
)
COMPETENCES = (
    ("diabetes-nurse", "Diabetes, sygepleje", "Diabetes nursing", "Diabetessygeplejerske", "Diabetes nurse"),
    ("heart-nurse", "Hjerte, sygepleje", "Heart nursing", "Hjertesygeplejerske", "Heart nurse"),
    ("copd-nurse", "KOL, sygepleje", "COPD nursing", "KOL-sygeplejerske", "COPD nurse"),
    ("dietician", "Kost", "Diet", "Diætist", "Dietician"),
    ("physiotherapist", "Fysioterapi", "Physiotherapy", "Fysioterapeut", "Physiotherapist"),
    (
        "occupational-therapist",
        "Ergoterapi",
        "Occupational therapy",
        "Ergoterapeut",
        "Occupational therapist",
    ),
    ("smoking-counsellor", "Rygestop", "Giving up smoking", "Rygestopvejleder", "Smoking counsellor"),
)
C, P, R = (Role.citizen,), (Role.professional,), (Role.relative,)
PEOPLE = (
    Invented("borger", "Inger Sørensen", "kolding", C),
    Invented("borger2", "Poul Erik Madsen", "varde", C),
    Invented("borger3", "Karen Margrethe Holm", "aeroe", C),
    Invented("paaroerende", "Mette Sørensen", "kolding", R),
    Invented("fys", "Mads Kjærgaard", "kolding", P, ("physiotherapist",), ("da", "en")),
    Invented("sygeplejerske", "Lone Bruun", "varde", P, ("diabetes-nurse", "smoking-counsellor")),
    Invented("diaetist", "Sofie Lindholm", "svendborg", P, ("dietician",), ("da", "en")),
    Invented("moderator", "Jytte Rosendahl", "faaborg-midtfyn", (Role.moderator,)),
    Invented(
        "vagt", "Mette Krogh", "kerteminde", (Role.moderator, Role.professional), ("occupational-therapist",)
    ),
    Invented("koordinator", "Henrik Aagaard", "kolding", (Role.coordinator,)),
    Invented("kommune", "Birgitte Damgaard", "kolding", (Role.municipal_administrator,)),
    Invented("platform", "Anders Thorup", "", (Role.platform_administrator,)),
    Invented("camilla", "Camilla Østergaard", "kerteminde", P, ("heart-nurse",)),
    Invented("peter", "Peter Nygaard", "nyborg", P, ("copd-nurse", "smoking-counsellor")),
    Invented("ida", "Ida Marie Lauritsen", "aeroe", P, ("physiotherapist",)),
    Invented("rasmus", "Rasmus Holt", "halsnaes", P, ("dietician",)),
    Invented("anne-grethe", "Anne-Grethe Friis", "assens", P, ("diabetes-nurse",)),
    Invented("louise", "Louise Bech", "nordfyns", P, ("occupational-therapist",), ("da", "de")),
    Invented("amina", "Amina Haddad", "faaborg-midtfyn", P, ("heart-nurse", "copd-nurse"), ("da", "ar")),
    Invented("tine", "Tine Overgaard", "varde", (Role.coordinator, Role.municipal_administrator)),
    Invented("svend", "Svend Aage Bonde", "langeland", C),
    Invented("kirsten", "Kirsten Winther", "halsnaes", C),
    Invented("joergen", "Jørgen Ravn", "nyborg", C),
    Invented("else", "Else Marie Toft", "svendborg", C),
)
LOGINS = tuple(
    Login(role, f"{key}@{DOMAIN}", who)
    for role, key, who in (
        ("Citizen", "borger", "Inger Sørensen, 71, Kolding"),
        ("Citizen", "borger2", "Poul Erik Madsen, 68, Varde"),
        ("Citizen", "borger3", "Karen Margrethe Holm, 74, Ærø"),
        ("Relative", "paaroerende", "Mette Sørensen, Inger's daughter"),
        ("Professional", "fys", "Mads Kjærgaard, physiotherapist, Kolding"),
        ("Professional", "sygeplejerske", "Lone Bruun, diabetes nurse, Varde"),
        ("Professional", "diaetist", "Sofie Lindholm, dietician, Svendborg"),
        ("Moderator", "moderator", "Jytte Rosendahl, Faaborg-Midtfyn"),
        ("Moderator who is a professional", "vagt", "Mette Krogh, occupational therapist, Kerteminde"),
        ("Coordinator", "koordinator", "Henrik Aagaard, Kolding"),
        ("Municipal administrator", "kommune", "Birgitte Damgaard, Kolding"),
        ("Platform administrator", "platform", "Anders Thorup"),
    )
)
EVERYONE = tuple(slug for slug, _, _ in MUNICIPALITIES)
AGREEMENTS: tuple[tuple[str, tuple[str, ...], str, int, int | None], ...] = (
    # giver, receivers, competence ("" for all), first and last day counted from today
    ("kolding", ("varde",), "", -200, None),
    ("varde", ("kolding",), "", -200, None),
    ("kolding", EVERYONE, "physiotherapist", -120, 245),
    ("varde", EVERYONE, "diabetes-nurse", -120, 245),
    ("svendborg", EVERYONE, "dietician", -120, 245),
    ("halsnaes", ("kolding", "svendborg", "aeroe"), "dietician", -60, None),
    ("kerteminde", EVERYONE, "heart-nurse", -60, None),
    ("nyborg", ("langeland", "aeroe", "svendborg"), "copd-nurse", -30, None),
    ("assens", ("nordfyns",), "diabetes-nurse", -400, -35),
    ("faaborg-midtfyn", ("halsnaes", "langeland"), "", 14, None),
)


async def fill(clock_now: dt.datetime) -> dict[str, dict[str, int]]:
    """Make everything in an empty database at `clock_now` (aware); the ids.

    {"municipality": {slug: id}, "competence": {slug: id}, "person": {key: id}}
    """
    password_hash = await passwords.hashed(PASSWORD)
    async with db.transaction():
        places = await _municipalities(clock_now)
        competences = await _competences()
        people = await _people(clock_now, password_hash, places, competences)
        await _agreements(clock_now.date(), places, competences)
        await audit.write(SYSTEM, "fill", "demo", "accounts")
    return {"municipality": places, "competence": competences, "person": people}


async def _municipalities(now: dt.datetime) -> dict[str, int]:
    made: dict[str, int] = {}
    for number, (slug, name, accent) in enumerate(MUNICIPALITIES, start=1):
        phones: dict[str, Any] = {"phone": f"70 00 00 {number:02}", "acute_phone": "112"}
        made[slug] = (
            await Municipality.create(slug=slug, name=name, accent=accent, created_at=now, **phones)
        ).id
    return made


async def _competences() -> dict[str, int]:
    made: dict[str, int] = {}
    for slug, name_da, name_en, title_da, title_en in COMPETENCES:
        row = await Competence.create(
            slug=slug, name_da=name_da, name_en=name_en, title_da=title_da, title_en=title_en
        )
        made[slug] = row.id
    return made


async def _people(
    now: dt.datetime, password_hash: str, places: dict[str, int], competences: dict[str, int]
) -> dict[str, int]:
    made: dict[str, int] = {}
    for someone in PEOPLE:
        common: dict[str, Any] = {"password_hash": password_hash, "created_at": now}
        person = await Person.create(
            name=someone.name,
            name_key=clean.key(someone.name),
            email=f"{someone.key}@{DOMAIN}",
            municipality_id=places.get(someone.place),
            profession_id=competences[someone.work[0]] if someone.work else None,
            **common,
        )
        await _around(person, someone, competences)
        made[someone.key] = person.id
    return made


async def _around(person: Person, someone: Invented, competences: dict[str, int]) -> None:
    for role in someone.roles:
        await RoleGrant.create(person=person, role=role.value)
    for slug in someone.work:
        await PersonCompetence.create(person=person, competence_id=competences[slug])
    for code in someone.speaks if someone.work else ():
        await PersonLanguage.create(person=person, code=code)


async def _agreements(today: dt.date, places: dict[str, int], competences: dict[str, int]) -> None:
    for giver, receivers, competence, first, last in AGREEMENTS:
        for receiver in receivers:
            if receiver == giver:
                continue
            await Agreement.create(
                giver_id=places[giver],
                receiver_id=places[receiver],
                competence_id=competences.get(competence),
                valid_from=today + dt.timedelta(days=first),
                valid_to=None if last is None else today + dt.timedelta(days=last),
            )
