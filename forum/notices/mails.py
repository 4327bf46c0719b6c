"""The mails of notices: a fixed sentence and one link. Jobs hold ids; a mail is written when it leaves.

The link leads to `/notices/<id>`, which asks who it is: whoever else has the mail learns not even which page.
"""

import datetime as dt
import secrets
from collections import Counter

from forum.notices.kinds import GROUP_OF, Group, Kind, Pace, sentence
from forum.notices.models import Notice, NoticeStop
from hub import clock, db, jobs, notify
from hub.accounts.models import Person
from hub.site import facts

DIGEST_AT = dt.time(7, 30)
"""Local time of the daily mail."""

_SUBJECT = {"da": "Der er nyt til dig", "en": "There is something new for you"}
_DAILY = {"da": "Nyt siden i går", "en": "New since yesterday"}
_TEXT = {
    "da": """Hej

{what}

Log ind for at læse det:
{link}

Du bestemmer selv, hvor tit vi skriver. Se Min side, Beskeder.

{name}
""",
    "en": """Hello

{what}

Sign in to read it:
{link}

You decide how often we write. See My page, Notices.

{name}
""",
}


async def at_once(notice_id: int) -> None:
    """A mail of its own for the notice, as a job."""
    await jobs.add("notice_mail", {"notice": notice_id}, clock.now())


async def daily(person_id: int) -> None:
    """See to it that the person's next daily mail is sent."""
    await jobs.add("notice_digest", {"person": person_id}, _next_digest(clock.now()), f"digest:{person_id}")


def _next_digest(now: dt.datetime) -> dt.datetime:
    local = clock.local(now)
    day = local.date() + dt.timedelta(days=local.time() >= DIGEST_AT)
    return clock.utc(dt.datetime.combine(day, DIGEST_AT))


@jobs.handler("notice_mail")
async def _mail_job(payload: jobs.Payload) -> None:
    async with db.transaction():
        notice = await db.lock_row(Notice, payload["notice"])
        if notice is None or notice.mail != Pace.once:
            return
        person = await Person.get(id=notice.person_id)
        if _reachable(person):
            kind = Kind(notice.kind)
            await notify.later(await _mail(person, [kind], f"/notices/{notice.public_id}", GROUP_OF[kind]))
        await Notice.filter(id=notice.id).update(mail="sent")


@jobs.handler("notice_digest")
async def _digest_job(payload: jobs.Payload) -> None:
    """One mail on everything since the last; nothing if it was all read meanwhile."""
    async with db.transaction():
        person = await Person.get_or_none(id=payload["person"])
        waiting = Notice.filter(person_id=payload["person"], mail=Pace.daily.value)
        kinds = [Kind(row.kind) for row in await waiting.filter(opened_at=None).order_by("id")]
        if person is not None and kinds and _reachable(person):
            await notify.later(await _mail(person, kinds, "/me/notices", GROUP_OF[kinds[0]], daily=True))
        await waiting.update(mail="sent")


def _reachable(person: Person) -> bool:
    return person.active and bool(person.email)


async def _mail(
    person: Person, kinds: list[Kind], path: str, group: Group, *, daily: bool = False
) -> notify.Mail:
    language, site = "en" if person.language == "en" else "da", facts()
    told = Counter(kinds)
    what = "\n".join(_line(kind, count, language) for kind, count in told.items())
    one = len({GROUP_OF[kind] for kind in kinds}) == 1
    return notify.Mail(
        to=person.email or "",
        subject=(_DAILY if daily else _SUBJECT)[language],
        text=_TEXT[language].format(what=what, link=site.origin + path, name=site.name),
        unsubscribe=f"{site.origin}/notices/stop/{await stop_key(person.id)}.{group if one else 'all'}",
    )


def _line(kind: Kind, count: int, language: str) -> str:
    return sentence(kind, language) + (f" ({count})" if count > 1 else "")


async def stop_key(person_id: int) -> str:
    """The key of the person's unsubscribe links, made at first use."""
    made = NoticeStop(person_id=person_id, key=secrets.token_urlsafe(16))
    await NoticeStop.bulk_create([made], ignore_conflicts=True)
    return (await NoticeStop.get(person_id=person_id)).key
