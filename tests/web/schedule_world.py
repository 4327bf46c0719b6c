"""What the scheduler's pages are about, in the world of the page tests."""

import datetime as dt

from hub import clock
from hub.schedule.models import Asked, Call, Demand, Proposal, SickReport, Suggestion
from tests.web.world import World


async def planned(world: World) -> dict[str, int]:
    """Ids: `need` a demand nobody has, `asked` one that the professional was asked about, `plan` a proposal
    that gives her the first, `substitute` a call she got when her colleague fell ill, `ill` that illness."""
    her, colleague = (world.people[key].person_id for key in ("professional", "other_professional"))
    assert her is not None
    assert colleague is not None
    need = await Demand.create(session_id=world.sessions["draft"], role="host", language="da")
    asked = await Demand.create(
        session_id=world.sessions["public"], role="host", language="da", person_id=her, state="asked"
    )
    now = clock.now()
    day = clock.local(now).date()
    plan = await Proposal.create(
        period_from=day, period_to=day, state="ready", seconds=1, made_at=now, beat_at=now, points=1.0
    )
    await Suggestion.create(proposal=plan, demand=need, person_id=her)
    left = await Demand.create(session_id=world.sessions["members"], role="co_host", language="da")
    until = (clock.local(now) + dt.timedelta(days=2)).isoformat(timespec="minutes")
    since = clock.local(now - dt.timedelta(hours=1)).isoformat(timespec="minutes")
    ill = await SickReport.create(person_id=colleague, starts_local=since, ends_local=until, made_at=now)
    call = await Call.create(demand=left, kind="sick", leaver_id=colleague, report=ill, opened_at=now)
    await Asked.create(call=call, person_id=her, rank=1, points=0.0, told_at=now)
    return {"need": need.id, "asked": asked.id, "plan": plan.id, "substitute": call.id, "ill": ill.id}
