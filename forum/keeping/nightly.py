"""Every night at half past three: what is over is deleted, copies and backups too old go, and old notices."""

import datetime as dt
import logging

from forum.keeping import blanking, copying, deleting
from forum.keeping.models import Hold, PersonalCopy, Retention
from forum.keeping.retention import DAYS, STATES, Kept, over_before
from forum.letterbox.models import Letter
from forum.notices import actions as notices
from hub import audit, clock, db, jobs, migrate
from hub.accounts.models import Municipality
from hub.actor import SYSTEM

log = logging.getLogger(__name__)

AT = dt.time(3, 30)
BATCH = 50


async def schedule() -> None:
    """See to it that the next night's work is waiting; called when the hub starts."""
    async with db.transaction():
        await _next(clock.now())


async def _next(now: dt.datetime) -> None:
    local = clock.local(now)
    day = local.date() + dt.timedelta(days=local.time() >= AT)
    key = f"nightly:{day.isoformat()}"
    if not await jobs.Job.exists(key=key):
        await jobs.add("nightly_keeping", {}, clock.utc(dt.datetime.combine(day, AT)), key)


@jobs.handler("nightly_keeping")
async def _nightly(_: jobs.Payload) -> None:
    """The next night is asked for first: one night's failure does not end the chain."""
    await schedule()
    deleted = 0
    for municipality_id in await Municipality.all().values_list("id", flat=True):
        for kind in STATES:
            deleted += await _delete_over(int(str(municipality_id)), kind)
    for row in await PersonalCopy.filter(expires_at__lte=clock.now()):
        await copying.drop(row)
    await notices.tidy()
    emptied = await blanking.empty_removed(await _periods(Kept.posts))
    drafts = await blanking.drop_drafts(await _periods(Kept.forum_drafts))
    backups = await migrate.drop_old_backups(copying.settings())
    told = "Kept no longer: %d letters, %d posts, %d drafts of the forum, %d backups"
    log.info(told, deleted, emptied, drafts, backups)


async def _periods(kind: Kept) -> dict[int, int]:
    """For how many days each municipality that has chosen keeps things of the kind."""
    rows = await Retention.filter(kind=kind.value).values("municipality_id", "days")
    return {row["municipality_id"]: row["days"] for row in rows}


async def _delete_over(municipality_id: int, kind: Kept) -> int:
    """Delete what is over of one municipality and kind, some rows in each transaction; how many."""
    before = over_before(clock.now(), await days_of(municipality_id, kind))
    deleted = 0
    while True:
        async with db.transaction():
            letters = await _over(municipality_id, kind, before)
            for letter in letters:
                await deleting.delete_letter(letter)
            if letters:
                reason = f"{kind.value}: {len(letters)}"
                await audit.write(
                    SYSTEM, "expire", "letter", "many", municipality_id=municipality_id, reason=reason
                )
        deleted += len(letters)
        if len(letters) < BATCH:
            return deleted


async def _over(municipality_id: int, kind: Kept, before: dt.datetime) -> list[Letter]:
    held = await Hold.filter(lifted_at=None).values_list("person_id", flat=True)
    found = Letter.filter(municipality_id=municipality_id, state__in=STATES[kind], changed_at__lte=before)
    return await found.exclude(citizen_id__in=[*held, -1]).select_for_update().limit(BATCH)


async def days_of(municipality_id: int, kind: Kept) -> int:
    """For how many days the municipality keeps things of the kind."""
    row = await Retention.get_or_none(municipality_id=municipality_id, kind=kind.value)
    return row.days if row else DAYS[kind]
