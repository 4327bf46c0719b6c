"""Telling people, and what they choose about being told."""

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping

from forum.notices import mails, push
from forum.notices.kinds import ALWAYS, DEFAULTS, GROUP_OF, PACES, Group, Kind, Pace, Way
from forum.notices.models import Notice, NoticeChoice, NoticeStop, PushSubscription
from forum.notices.rules import has_notices
from hub import clock, db, jobs
from hub.accounts.models import Person
from hub.actor import Actor
from hub.errors import BadInput, Missing

QUIET = dt.timedelta(hours=1)
"""For so long the same thing at the same place is not told again to whoever has not looked yet."""
KEPT = dt.timedelta(days=90)


async def tell(person_ids: Iterable[int], kind: Kind, path: str) -> None:
    """Tell people in the open transaction that something of `kind` lies at `path` (of our own site).

    Nothing is sent in it: a job sends what each of them has chosen. Five queries, however many they are.
    """
    if not path.startswith("/") or len(path) > 200:
        raise ValueError("a notice leads to a page of ours")
    ids = sorted(set(person_ids))
    if kind not in ALWAYS:
        ids = await _not_told_lately(ids, kind, path)
    rows = [
        Notice(
            public_id=secrets.token_urlsafe(16),
            person_id=person_id,
            kind=kind.value,
            path=path,
            mail=paces[Way.mail].value,
            push=paces[Way.push].value,
            created_at=clock.now(),
        )
        for person_id, paces in (await _paces(ids, kind)).items()
    ]
    if rows:
        await Notice.bulk_create(rows)
        await jobs.add("notices", {"public_ids": [row.public_id for row in rows]}, clock.now())


async def _not_told_lately(ids: list[int], kind: Kind, path: str) -> list[int]:
    since = clock.now() - QUIET
    lately = Notice.filter(
        person_id__in=ids, kind=kind.value, path=path, opened_at=None, created_at__gt=since
    )
    told = {row["person_id"] for row in await lately.values("person_id")}
    return [person_id for person_id in ids if person_id not in told]


async def _paces(ids: list[int], kind: Kind) -> dict[int, dict[Way, Pace]]:
    """By person with an open account: how each way is to be used."""
    group = GROUP_OF[kind]
    usual = {way: Pace.once if kind in ALWAYS else DEFAULTS[group, way] for way in Way}
    people = await Person.filter(id__in=ids, active=True).values("id")
    found = {person["id"]: dict(usual) for person in people}
    if kind not in ALWAYS:
        for choice in await NoticeChoice.filter(person_id__in=list(found), group=group.value):
            found[choice.person_id][Way(choice.way)] = Pace(choice.pace)
    return found


@jobs.handler("notices")
async def _send_out(payload: jobs.Payload) -> None:
    """A job for every mail and every push; they fail and are tried again one by one."""
    async with db.transaction():
        rows = await Notice.filter(public_id__in=payload["public_ids"])
        for row in rows:
            if row.mail == Pace.once:
                await mails.at_once(row.id)
            elif row.mail == Pace.daily:
                await mails.daily(row.person_id)
        await push.at_once([row for row in rows if row.push == Pace.once])


async def choose(actor: Actor, choices: Mapping[tuple[Group, Way], Pace]) -> None:
    """Keep what the actor chooses; what is not named stays as it is. BadInput("bad_choice")."""
    person_id = has_notices(actor)
    if any(pace not in PACES[way] for (_, way), pace in choices.items()):
        raise BadInput("bad_choice", "pace", "Vælg en af mulighederne.", "Choose one of the options.")
    async with db.transaction():
        for (group, way), pace in choices.items():
            await _set(person_id, group, way, pace)


async def _set(person_id: int, group: Group, way: Way, pace: Pace) -> None:
    mine = NoticeChoice.filter(person_id=person_id, group=group.value, way=way.value)
    if not await mine.update(pace=pace.value):
        await NoticeChoice.create(person_id=person_id, group=group.value, way=way.value, pace=pace.value)


async def open_notice(actor: Actor, public_id: str) -> str:
    """The path a notice leads to; it is read now. Missing for others' notices."""
    person_id = has_notices(actor)
    row = await Notice.get_or_none(public_id=public_id[:22], person_id=person_id)
    if row is None:
        raise Missing
    if row.opened_at is None:
        await Notice.filter(id=row.id).update(opened_at=clock.now())
    return row.path


async def read_all(actor: Actor) -> None:
    """The actor has seen the list."""
    await Notice.filter(person_id=has_notices(actor), opened_at=None).update(opened_at=clock.now())


async def stop(token: str) -> None:
    """No more mails of a group, or of all, as an unsubscribe link says (RFC 8058). Missing for a bad one."""
    key, _, named = token.partition(".")
    row = await NoticeStop.get_or_none(key=key[:22]) if key else None
    groups = list(Group) if named == "all" else [group for group in Group if group == named]
    if row is None or not groups:
        raise Missing
    async with db.transaction():
        for group in groups:
            await _set(row.person_id, group, Way.mail, Pace.never)


async def subscribe(actor: Actor, endpoint: str, p256dh: str, auth: str, device: str) -> None:
    """Send pushes to this browser from now on; one that was another person's is theirs no more.

    BadInput("bad_subscription") for keys of a wrong form and for addresses that are no known push service.
    """
    person_id = has_notices(actor)
    push.check(endpoint, p256dh, auth)
    async with db.transaction():
        await PushSubscription.filter(endpoint=endpoint).delete()
        old = await PushSubscription.filter(person_id=person_id).order_by("-id").offset(push.MOST - 1)
        await PushSubscription.filter(id__in=[row.id for row in old]).delete()
        await PushSubscription.create(
            public_id=secrets.token_urlsafe(16),
            person_id=person_id,
            endpoint=endpoint,
            p256dh=p256dh,
            auth=auth,
            device=device[:120],
            created_at=clock.now(),
        )


async def unsubscribe(actor: Actor, public_id: str) -> None:
    """No more pushes to this browser."""
    await PushSubscription.filter(person_id=has_notices(actor), public_id=public_id[:22]).delete()


async def tidy() -> int:
    """Delete old notices; how many they were."""
    return await Notice.filter(created_at__lt=clock.now() - KEPT).delete()
