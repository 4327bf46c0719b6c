"""Whether people and municipalities named in a form can be used: who may lead whose session. Reads only."""

import datetime as dt
from collections.abc import Iterable

from tortoise.expressions import Q

from hub.accounts.models import Agreement, Municipality, Person, PersonCompetence, RoleGrant
from hub.actor import Role
from hub.errors import BadInput
from hub.sessions.wire import HostForm


async def check_municipalities(ids: Iterable[int]) -> None:
    """BadInput("unknown_municipality") unless each is an active partner."""
    wanted = set(ids)
    known = await Municipality.filter(id__in=[i for i in wanted if 0 < i < 2**31], active=True).count()
    if known != len(wanted):
        raise BadInput(
            "unknown_municipality",
            "municipality_ids",
            "Vælg kommuner, der er med i samarbejdet.",
            "Choose municipalities that take part in the partnership.",
        )


async def check_leaders(hosts: Iterable[HostForm], municipality_id: int, day: dt.date) -> None:
    """Each is a professional of `municipality_id`, or one whom an agreement covers on `day`.

    BadInput("unknown_host") for ids of anybody else, BadInput("no_agreement") for who is not covered.
    """
    ids = [host.person_id for host in hosts]
    people = {p.id: p for p in await _professionals(ids)}
    competences = await _competences(people, day)
    pacts = await _agreements(municipality_id, day)
    for person_id in ids:
        person = people.get(person_id)
        if person is None:
            raise _unknown()
        if person.municipality_id != municipality_id and not _covered(
            pacts, person.municipality_id, competences[person_id]
        ):
            raise _not_covered()


async def _professionals(ids: list[int]) -> list[Person]:
    sane = [i for i in ids if 0 < i < 2**31]
    granted = await RoleGrant.filter(person_id__in=sane, role=Role.professional.value).values_list(
        "person_id", flat=True
    )
    return await Person.filter(id__in=[int(str(g)) for g in granted], active=True)


async def _competences(people: dict[int, Person], day: dt.date) -> dict[int, set[int]]:
    found = {p.id: {p.profession_id} if p.profession_id else set() for p in people.values()}
    on_day = (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gte=day))
    for row in await PersonCompetence.filter(on_day, person_id__in=list(people)):
        found[row.person_id].add(row.competence_id)
    return found


async def _agreements(receiver_id: int, day: dt.date) -> list[Agreement]:
    in_force = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))
    return await Agreement.filter(in_force, receiver_id=receiver_id)


def _covered(pacts: list[Agreement], giver_id: int | None, competences: set[int]) -> bool:
    return any(
        p.giver_id == giver_id and (p.competence_id is None or p.competence_id in competences) for p in pacts
    )


def _unknown() -> BadInput:
    return BadInput(
        "unknown_host", "hosts", "Vælg fagpersoner fra listen.", "Choose professionals from the list."
    )


def _not_covered() -> BadInput:
    return BadInput(
        "no_agreement",
        "hosts",
        "Der er ingen samarbejdsaftale, der dækker fagpersonen den dag.",
        "No agreement covers the professional on that day.",
    )
