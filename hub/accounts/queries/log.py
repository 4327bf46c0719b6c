"""Reads of the log of deeds: by administrators, and by everybody of what was done with their own account."""

from tortoise.expressions import Q

from hub.accounts import rules, wire
from hub.accounts.models import Municipality, Person
from hub.accounts.queries.people import pages
from hub.actor import Actor, Role
from hub.audit import AuditRow

PAGE = 100


async def audit_for(actor: Actor, page: int = 1) -> wire.AuditPage:
    """Deeds in the actor's municipality (all of them, for platform administrators), newest first.

    A person's name is left out where that they took part is not the reader's to know.
    """
    rules.demand(actor, "list", "audit")
    seen = Q() if rules.runs_platform(actor) else Q(municipality_id=actor.municipality_id)
    shown = seen & ~Q(noun__in=sorted(rules.KEPT_BACK))
    return await _page(actor, shown, page, with_names=True)


async def audit_about_me(actor: Actor, page: int = 1) -> wire.AuditPage:
    """What others did with the actor's information, newest first (GDPR art. 15; CJEU C-579/21).

    Employees are shown by municipality: their names are given only where a case needs it.
    """
    rules.demand(actor, "list_own", "audit")
    by_others = Q(subject_id=actor.person_id) & (Q(person_id=None) | ~Q(person_id=actor.person_id))
    return await _page(actor, by_others, page, with_names=False)


async def _page(actor: Actor, seen: Q, page: int, *, with_names: bool) -> wire.AuditPage:
    total = await AuditRow.filter(seen).count()
    page = max(1, min(page, pages(total, PAGE)))
    rows = await AuditRow.filter(seen).order_by("-id").offset((page - 1) * PAGE).limit(PAGE)
    people = await _people(rows) if with_names else {}
    places = {row.id: row.name for row in await Municipality.all()}
    lines = tuple(_line(actor, row, people, places) for row in rows)
    return wire.AuditPage(lines=lines, page=page, pages=pages(total, PAGE), total=total)


async def _people(rows: list[AuditRow]) -> dict[int, Person]:
    ids = {key for row in rows for key in (row.person_id, row.subject_id) if key is not None}
    found = await Person.filter(id__in=ids).prefetch_related("roles") if ids else []
    return {person.id: person for person in found}


def _name(actor: Actor, row: AuditRow, person: Person | None) -> str:
    """The name if the reader may know that this person did, or was done, this."""
    if person is None:
        return ""
    held = frozenset(Role(grant.role) for grant in person.roles)
    named = rules.Mentioned(person.municipality_id, held, row.noun in rules.ACCOUNT_NOUNS)
    return person.name if rules.named_in_log(actor, named) else ""


def _line(actor: Actor, row: AuditRow, people: dict[int, Person], places: dict[int, str]) -> wire.AuditLine:
    doer, subject = people.get(row.person_id or 0), people.get(row.subject_id or 0)
    return wire.AuditLine(
        id=row.id,
        at=row.at,
        who=_name(actor, row, doer) if row.person_id else row.actor_key,
        municipality=places.get(row.municipality_id or 0, ""),
        verb=row.verb,
        noun=row.noun,
        object_id=row.object_id,
        subject=_name(actor, row, subject),
        outcome=row.outcome,
        reason=row.reason,
    )
