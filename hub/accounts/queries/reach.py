"""Who serves whom: professionals of one municipality and, by agreement, of others."""

import datetime as dt
from typing import Any

import msgspec
from tortoise.expressions import Q, Subquery

from hub import clock
from hub.accounts.models import Agreement, Person, PersonCompetence
from hub.accounts.rules import Subject
from hub.actor import Role


class Offer(msgspec.Struct, frozen=True):
    """One giver's professionals, in one competence or (None) in all."""

    giver_id: int
    competence_id: int | None


def today() -> dt.date:
    """The day in Copenhagen: agreements begin and end at midnight there."""
    return clock.local(clock.now()).date()


def current() -> Q:
    """Agreements that hold today."""
    day = today()
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))


async def offers_to(municipality_id: int) -> list[Offer]:
    """What other municipalities give `municipality_id` today."""
    found = await Agreement.filter(current(), receiver_id=municipality_id, giver__active=True)
    return [Offer(agreement.giver_id, agreement.competence_id) for agreement in found]


async def professionals_of(municipality_id: int, competence_id: int | None = None) -> Q:
    """Condition on Person: active professionals who serve `municipality_id`, in `competence_id` if given."""
    among = Q(municipality_id=municipality_id)
    for offer in await offers_to(municipality_id):
        if competence_id is not None and offer.competence_id not in (None, competence_id):
            continue
        from_giver = Q(municipality_id=offer.giver_id)
        if offer.competence_id is not None:
            from_giver &= Q(id__in=_having(offer.competence_id))
        among |= from_giver
    return is_professional(competence_id) & among


def is_professional(competence_id: int | None = None) -> Q:
    """Condition on Person: active professionals anywhere, with `competence_id` if given."""
    found = Q(active=True, roles__role=Role.professional.value)
    if competence_id is not None:
        found &= Q(id__in=_having(competence_id))
    return found


def _having(competence_id: int) -> Any:
    return Subquery(PersonCompetence.filter(competence_id=competence_id).values("person_id"))


async def subject_of(person: Person) -> Subject:
    """`person` as the rules see one."""
    roles = frozenset(Role(grant.role) for grant in await person.roles)
    return Subject(
        person_id=person.id,
        municipality_id=person.municipality_id,
        roles=roles,
        serves=await _served_by(person) if Role.professional in roles else frozenset(),
    )


async def _served_by(person: Person) -> frozenset[int]:
    if person.municipality_id is None:
        return frozenset()
    able = [link.competence_id for link in await person.competences]
    in_what = Q(competence_id=None) | Q(competence_id__in=able) if able else Q(competence_id=None)
    given = await Agreement.filter(current(), in_what, giver_id=person.municipality_id)
    return frozenset({person.municipality_id, *(agreement.receiver_id for agreement in given)})
