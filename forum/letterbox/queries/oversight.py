"""What coordinators and administrators see: deadlines and numbers. Never a subject, a text or a citizen."""

from tortoise.functions import Count

from forum.letterbox.deadlines import workdays_left
from forum.letterbox.models import Absence, Function, FunctionMunicipality, Letter, Reading, TeamMember
from forum.letterbox.queries.functions import shown
from forum.letterbox.queries.parts import NOBODY, people
from forum.letterbox.rules import (
    Place,
    administers,
    is_professional,
    keeps_functions,
    not_allowed,
    oversees,
)
from forum.letterbox.sealing import opened
from forum.letterbox.states import OURS
from forum.letterbox.wire import (
    AbsenceView,
    FunctionAdminView,
    FunctionForm,
    GlassRow,
    OverdueRow,
)
from hub import clock
from hub.accounts import queries as accounts
from hub.accounts.models import Municipality, Person
from hub.accounts.queries.reach import today
from hub.actor import Actor, Role

MOST = 100
_OURS = [state.value for state in OURS]


async def late(actor: Actor) -> list[OverdueRow]:
    """Letters of the own municipality's citizens that are late or that nobody has, most urgent first."""
    if not (oversees(actor) and actor.has(Role.coordinator)):
        raise not_allowed()
    ours = Letter.filter(municipality_id=actor.municipality_id, state__in=_OURS).order_by("due_at", "id")
    rows = await ours.filter(due_at__lt=clock.now()).limit(MOST).select_related("function")
    rows += (
        await ours.filter(due_at__gte=clock.now(), professional_id=None)
        .limit(MOST)
        .select_related("function")
    )
    known = await people([row.professional_id for row in rows], actor.language)
    closed = await accounts.closed_in(actor.municipality_id or 0)
    return [
        OverdueRow(
            public_id=row.public_id,
            function=shown(row.function, actor.language).title,
            due_at=row.due_at or row.created_at,
            workdays=workdays_left(row.due_at or row.created_at, closed),
            professional=known.get(row.professional_id or 0),
        )
        for row in rows
    ]


async def glass(actor: Actor) -> list[GlassRow]:
    """Letters of the own municipality's citizens opened unassigned: who, when and the words given for it."""
    if not (oversees(actor) and actor.has(Role.municipal_administrator)):
        raise not_allowed()
    broken = Reading.filter(reason="break_glass", letter__municipality_id=actor.municipality_id)
    rows = await broken.order_by("-read_at", "-id").limit(MOST).select_related("letter")
    known = await people([row.reader_id for row in rows], actor.language)
    return [
        GlassRow(
            reader=known.get(row.reader_id, NOBODY),
            at=row.read_at,
            words=await opened(row.letter, f"reading:{row.public_id}", row.words),
        )
        for row in rows
    ]


async def absences(actor: Actor) -> list[AbsenceView]:
    """Absences not over: one's own, and those of the municipality's professionals for who oversees them."""
    if not (is_professional(actor) or oversees(actor)):
        raise not_allowed()
    among = {"person__municipality_id": actor.municipality_id} if oversees(actor) else {}
    found = Absence.filter(**among) if among else Absence.filter(person_id=actor.person_id)
    rows = [row for row in await found.order_by("starts", "id") if row.ends is None or row.ends >= today()]
    known = await people([row.person_id for row in rows], actor.language)
    return [
        AbsenceView(
            public_id=row.public_id,
            who=known.get(row.person_id, NOBODY),
            starts=row.starts,
            ends=row.ends,
        )
        for row in rows
    ]


async def staff(actor: Actor) -> list[tuple[int, str]]:
    """Whose absence `actor` may write down: id and name."""
    if not (is_professional(actor) or oversees(actor)):
        raise not_allowed()
    found = Person.filter(active=True, roles__role=Role.professional.value)
    if oversees(actor):
        found = found.filter(municipality_id=actor.municipality_id)
    else:
        found = found.filter(id=actor.person_id)
    return [(row["id"], row["name"]) for row in await found.order_by("name_key", "id").values("id", "name")]


async def team_choices(actor: Actor) -> list[tuple[int, str]]:
    """Professionals who can be put into a team: of the own municipality, or all for the platform's."""
    if not administers(actor):
        raise not_allowed()
    found = Person.filter(active=True, roles__role=Role.professional.value)
    if not actor.has(Role.platform_administrator):
        found = found.filter(municipality_id=actor.municipality_id)
    rows = await found.order_by("name_key", "id").values("id", "name", "municipality__name")
    return [(row["id"], f"{row['name']}, {row['municipality__name']}") for row in rows]


async def functions_for_admin(actor: Actor) -> list[FunctionAdminView]:
    """All functions common to the partners and those of the own municipality, with how many letters wait."""
    if not administers(actor):
        raise not_allowed()
    rows = await Function.all().order_by("position", "id")
    if not actor.has(Role.platform_administrator):
        rows = [row for row in rows if row.owner_id in (None, actor.municipality_id)]
    places = await FunctionMunicipality.all().values("function_id", "municipality_id")
    members = await TeamMember.all().values("function_id", "person_id")
    owners = {row["id"]: row["name"] for row in await Municipality.all().values("id", "name")}
    waiting = await _waiting(actor)
    return [
        FunctionAdminView(
            slug=row.slug,
            title=(view := shown(row, actor.language)).title,
            about=view.about,
            answer_workdays=row.answer_workdays,
            form=_form(
                row,
                tuple(one["municipality_id"] for one in places if one["function_id"] == row.id),
                tuple(one["person_id"] for one in members if one["function_id"] == row.id),
            ),
            owner=owners.get(row.owner_id or 0, ""),
            may_edit=keeps_functions(actor, Place(row.owner_id)),
            waiting=waiting.get(row.id, 0),
        )
        for row in rows
    ]


def _form(row: Function, places: tuple[int, ...], members: tuple[int, ...]) -> FunctionForm:
    return FunctionForm(
        title_da=row.title_da,
        title_en=row.title_en,
        about_da=row.about_da,
        about_en=row.about_en,
        competence_id=row.competence_id,
        answer_workdays=row.answer_workdays,
        pooled=row.pooled,
        open=row.open,
        municipality_ids=places,
        members=members,
    )


async def _waiting(actor: Actor) -> dict[int, int]:
    found = Letter.filter(state__in=_OURS)
    if actor.municipality_id is not None:
        found = found.filter(municipality_id=actor.municipality_id)
    rows = await found.annotate(n=Count("id")).group_by("function_id").values("function_id", "n")
    return {row["function_id"]: row["n"] for row in rows}
