"""Who is told what: writers of deeds, reporters of outcomes, moderators of work; inside the transaction."""

from forum.debate.models import Post
from forum.moderation import writers
from forum.moderation.models import Action, Flag
from forum.moderation.wire import Kind
from forum.notices import actions as notices
from forum.notices.kinds import Kind as Notice
from forum.safety.queries import on_duty
from hub import clock
from hub.accounts.models import RoleGrant
from hub.actor import Role

_NOTICES = {
    Kind.approve: Notice.post_approved,
    Kind.second: Notice.post_approved,
    Kind.decline: Notice.post_declined,
}


async def writer_is_told(post: Post, action: Action) -> None:
    """The writer hears that something was done, and finds the reason where the notice leads."""
    person = await writers.person_of(post)
    if person is not None:
        kind = _NOTICES.get(Kind(action.kind), Notice.moderation_action)
        await notices.tell([person], kind, f"/forum/moderation/why/{action.public_id}")


async def reporters_are_told(flags: list[Flag]) -> None:
    """Each reporter hears, once, that a moderator has looked."""
    people = sorted({flag.person_id for flag in flags})
    if people:
        await notices.tell(people, Notice.flag_outcome, "/forum/moderation/flags")


async def duty_is_told(path: str, *, but: int | None = None) -> None:
    """Something waits: who is on duty hears of it, or every moderator when nobody is."""
    people = [person for person in await on_duty_or_all() if person != but]
    if people:
        await notices.tell(people, Notice.review_waiting, path)


async def alarm(path: str, *, everybody: bool) -> None:
    """An emergency word was written and nobody has answered yet."""
    people = await moderators() if everybody else await on_duty_or_all()
    if people:
        await notices.tell(people, Notice.emergency_alert, path)


async def person_is_told(person: int | None, kind: Notice, path: str) -> None:
    """One person, if there still is one."""
    if person is not None:
        await notices.tell([person], kind, path)


async def on_duty_or_all() -> list[int]:
    """Ids of those on duty now; of every moderator when nobody is."""
    return await on_duty(clock.now()) or await moderators()


async def moderators() -> list[int]:
    """Ids of every moderator."""
    rows = RoleGrant.filter(role=Role.moderator.value, person__active=True).order_by("person_id")
    return [int(str(person)) for person in await rows.values_list("person_id", flat=True)]
