"""What a session needs: said by whoever plans it, for it alone or for its whole series."""

from typing import Any

from hub import audit, clock, db
from hub.accounts.actions.deed import deed
from hub.accounts.models import Competence
from hub.actor import Actor
from hub.errors import BadInput, Refused
from hub.rota import commitments
from hub.schedule.actions.giving import give, locked
from hub.schedule.models import Demand
from hub.schedule.rules import demand as demanded
from hub.schedule.states import DemandState
from hub.schedule.wire import LEVEL_HIGHEST, TEAM_LONGEST, WEIGHT_HIGHEST, DemandForm
from hub.sessions.kinds import KINDS, Kind
from hub.sessions.models import Session, SessionHost
from hub.sessions.standing import load
from hub.sessions.states import PLANNABLE
from hub.sessions.wire import line

SAME = ("role", "competence_id", "level", "language", "team")
"""What makes the demands of a series one need said of each of its sessions."""


async def add_demand(
    actor: Actor, session_id: int, form: DemandForm, whole_series: bool = False
) -> list[int]:
    """Say that a session needs somebody, or each session to come of its series; the demands' ids."""
    async with deed(actor, "make", "demand"):
        demanded(actor, "make", "demand")
        session = await load(actor, session_id, "edit")
        sessions = [session]
        if whole_series and session.series_id is not None:
            sessions = await _series(session)
        return [await _add(actor, each, form) for each in sessions]


async def edit_demand(actor: Actor, demand_id: int, form: DemandForm, whole_series: bool = False) -> None:
    """Change what is needed, or the same need in all of its series to come.

    Whoever has it keeps it; a search marks what she lacks.
    """
    async with deed(actor, "edit", "demand", demand_id):
        for row in await _meant(actor, demand_id, whole_series):
            columns = await _columns(row.session, form)
            row.update_from_dict(columns)
            await row.save(update_fields=list(columns))
            await _written(actor, "edit", row)


async def remove_demand(actor: Actor, demand_id: int, whole_series: bool = False) -> None:
    """The session, or all of its series to come, does not need it any more; whoever had it is told."""
    async with deed(actor, "remove", "demand", demand_id):
        for row in await _meant(actor, demand_id, whole_series):
            if row.person_id is not None:
                await give(actor, row, None, DemandState.open)
            await row.delete()
            await _written(actor, "remove", row)


async def _meant(actor: Actor, demand_id: int, whole_series: bool) -> list[Demand]:
    """The demand, and if the whole series is meant one like it in each other session to come; locked."""
    if not whole_series:
        return [await _mine(actor, demand_id)]
    sessions = await _hold_series(demand_id)
    row = await _mine(actor, demand_id)
    alike = Demand.filter(session_id__in=sessions, **{name: getattr(row, name) for name in SAME})
    first: dict[int, int] = {}
    for each in await alike.exclude(session_id=row.session_id).order_by("id"):
        first.setdefault(each.session_id, each.id)
    return [row, *[await _mine(actor, each) for each in first.values()]]


async def _hold_series(demand_id: int) -> list[int]:
    """Lock the sessions to come of the demand's series and all who lead them, at once and in order: two who
    begin from different sessions wait for each other. The sessions' ids, none without a series."""
    known = 0 < demand_id < 2**31
    found = await Demand.get_or_none(id=demand_id).select_related("session") if known else None
    if found is None or found.session.series_id is None:
        return []
    ids = [each.id for each in await _series(found.session)]
    await db.lock_rows(Session, [*ids, found.session_id])
    hosts = await SessionHost.filter(session_id__in=ids).values_list("person_id", flat=True)
    await commitments.lock({int(str(each)) for each in hosts})
    return ids


async def _series(session: Session) -> list[Session]:
    states = [each.value for each in PLANNABLE]
    coming = Session.filter(series_id=session.series_id, state__in=states, starts_at__gt=clock.now())
    return await coming.order_by("starts_at")


async def _mine(actor: Actor, demand_id: int) -> Demand:
    """The demand, locked, of a session that the actor plans."""
    demanded(actor, "make", "demand")
    row = await locked(demand_id)
    await load(actor, row.session_id, "edit")
    _check_open(row.session)
    return row


def _check_open(session: Session) -> None:
    if session.state not in PLANNABLE:
        raise Refused("session_over", "Mødet kan ikke ændres mere.", "The session can no longer be changed.")


async def _add(actor: Actor, session: Session, form: DemandForm) -> int:
    _check_open(session)
    most = KINDS[Kind(session.kind)].max_hosts
    if await Demand.filter(session_id=session.id).count() >= most:
        raise BadInput(
            "too_many_hosts",
            "role",
            f"Der er plads til {most} fagpersoner.",
            f"There is room for {most} professionals.",
        )
    row = await Demand.create(session_id=session.id, **await _columns(session, form))
    row.session = session
    await _written(actor, "make", row)
    return row.id


async def _columns(session: Session, form: DemandForm) -> dict[str, Any]:
    language = session.language if form.language is None else form.language
    if not (len(language) == 2 and language.isascii() and language.isalpha()):
        raise BadInput("bad_language", "language", "Vælg et sprog.", "Choose a language.")
    if not 0 <= form.level <= LEVEL_HIGHEST:
        raise BadInput(
            "bad_level",
            "level",
            f"Vælg et niveau fra 0 til {LEVEL_HIGHEST}.",
            f"Choose 0 to {LEVEL_HIGHEST}.",
        )
    if not 0 < form.weight <= WEIGHT_HIGHEST:
        raise BadInput(
            "bad_weight", "weight", "Vægten skal være over 0 og højst 100.", "Choose above 0, at most 100."
        )
    if form.level and form.competence_id is None:
        raise BadInput(
            "level_alone",
            "competence_id",
            "Vælg også en kompetence, når du vælger et niveau.",
            "Choose a competence as well when you choose a level.",
        )
    await _check_competence(form.competence_id)
    return {
        "role": form.role.value,
        "competence_id": form.competence_id,
        "level": form.level,
        "language": language.lower(),
        "weight": form.weight,
        "team": line(form.team, "team", TEAM_LONGEST, required=False),
    }


async def _check_competence(competence_id: int | None) -> None:
    if competence_id is None:
        return
    if not 0 < competence_id < 2**31 or not await Competence.exists(id=competence_id):
        raise BadInput(
            "unknown_competence", "competence_id", "Vælg en kompetence fra listen.", "Choose from the list."
        )


async def _written(actor: Actor, verb: str, row: Demand) -> None:
    await audit.write(actor, verb, "demand", row.id, municipality_id=row.session.municipality_id)
