"""What a person sees of their own notices. Reads only."""

from forum.notices import push
from forum.notices.kinds import DEFAULTS, Group, Kind, Pace, Way, sentence
from forum.notices.models import Notice, NoticeChoice, NoticeStop, PushSubscription
from forum.notices.rules import has_notices
from forum.notices.wire import BrowserView, ChoiceView, NoticeView
from hub.actor import Actor, Role
from hub.errors import Missing

PAGE = 30
_STAFF = (Role.professional, Role.coordinator, Role.municipal_administrator)
_MODERATING = (Role.moderator, Role.professional, Role.platform_administrator)


async def choices(actor: Actor) -> list[ChoiceView]:
    """What holds for each group that can concern the actor."""
    rows = await NoticeChoice.filter(person_id=has_notices(actor))
    chosen = {(Group(row.group), Way(row.way)): Pace(row.pace) for row in rows}
    held = {**DEFAULTS, **chosen}
    return [
        ChoiceView(group=group, mail=held[group, Way.mail], push=held[group, Way.push])
        for group in _groups(actor)
    ]


def _groups(actor: Actor) -> list[Group]:
    left_out = set()
    if not actor.has(*_STAFF):
        left_out.add(Group.letter_work)
    if not actor.has(*_MODERATING):
        left_out.add(Group.duty)
    return [group for group in Group if group not in left_out]


async def latest(actor: Actor) -> list[NoticeView]:
    """The actor's latest notices, newest first."""
    rows = await Notice.filter(person_id=has_notices(actor)).order_by("-id").limit(PAGE)
    return [
        NoticeView(
            public_id=row.public_id,
            sentence=sentence(Kind(row.kind), actor.language),
            at=row.created_at,
            opened=row.opened_at is not None,
        )
        for row in rows
    ]


async def unread(actor: Actor) -> int:
    """How many notices the actor has not opened; 0 for strangers."""
    if not actor.known:
        return 0
    return await Notice.filter(person_id=actor.person_id, opened_at=None).count()


async def browsers(actor: Actor) -> list[BrowserView]:
    """The browsers that the actor has pushes sent to."""
    rows = await PushSubscription.filter(person_id=has_notices(actor)).order_by("id")
    return [BrowserView(public_id=row.public_id, device=row.device, since=row.created_at) for row in rows]


def push_key() -> str:
    """What a browser subscribes with; "" where this installation cannot push."""
    return push.public_key()


async def stopped_group(token: str) -> str:
    """Which group an unsubscribe link is about, or "all". Missing for a link of nobody's."""
    key, _, named = token.partition(".")
    known = named == "all" or named in list(Group)
    if not key or not known or not await NoticeStop.exists(key=key[:22]):
        raise Missing
    return named
