"""Reads of municipalities, competences and agreements."""

from tortoise.expressions import Q

from hub.accounts import rules, wire
from hub.accounts.models import Agreement, Competence, Municipality
from hub.accounts.queries import reach, views
from hub.actor import Actor
from hub.errors import Missing


async def municipalities(actor: Actor) -> list[wire.MunicipalityView]:
    """Partner municipalities by name; those that have left are shown to platform administrators only."""
    rows = await Municipality.all().order_by("name")
    seen = (row for row in rows if rules.may(actor, "view", "municipality", rules.Place(row.id, row.active)))
    return [views.municipality(row) for row in seen]


async def municipality_for(actor: Actor, municipality_id: int) -> wire.MunicipalityView:
    """One municipality. Raises Missing for what the actor may not see."""
    row = await Municipality.get_or_none(id=municipality_id)
    if row is None or not rules.may(actor, "view", "municipality", rules.Place(row.id, row.active)):
        raise Missing()
    return views.municipality(row)


async def competences(actor: Actor) -> list[wire.CompetenceView]:
    """All competences, by name in the actor's language."""
    found = [views.competence(row, actor.language) for row in await Competence.all()]
    return sorted(found, key=lambda view: view.name.casefold())


async def agreements_for(actor: Actor) -> list[wire.AgreementView]:
    """Agreements the actor's municipality has part in (all, for platform administrators), newest first."""
    rules.demand(actor, "list", "agreement")
    own = Q(giver_id=actor.municipality_id) | Q(receiver_id=actor.municipality_id)
    found = Agreement.all() if rules.runs_platform(actor) else Agreement.filter(own)
    rows = await found.order_by("-valid_from", "-id").prefetch_related("giver", "receiver", "competence")
    return [_view(row, actor) for row in rows]


def _view(row: Agreement, actor: Actor) -> wire.AgreementView:
    state = _state(row)
    pact = rules.Pact(row.giver_id, row.receiver_id)
    named = views.competence(row.competence, actor.language).name if row.competence is not None else ""
    return wire.AgreementView(
        id=row.id,
        giver_id=row.giver_id,
        giver=row.giver.name,
        receiver_id=row.receiver_id,
        receiver=row.receiver.name,
        competence_id=row.competence_id,
        competence=named,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        cap_minutes=row.cap_minutes,
        weight=row.weight,
        state=state,
        can={"end": state != "ended" and rules.may(actor, "end", "agreement", pact)},
    )


def _state(row: Agreement) -> str:
    day = reach.today()
    if row.valid_to is not None and row.valid_to < day:
        return "ended"
    return "coming" if row.valid_from > day else "current"
