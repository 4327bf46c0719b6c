"""What moderators do with a thread as a whole: lock, pin, slow, move, split, merge; and staff's notes."""

from forum.debate import steering
from forum.debate.models import Post, Thread
from forum.moderation import rules, telling
from forum.moderation.models import Action
from forum.moderation.wire import WORDS_LONGEST, Kind, Reason, Tool
from forum.safety.actions import public_id
from forum.safety.keys import known
from hub import audit, clock
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import BadInput, Missing

TOOLS = (Kind.lock, Kind.unlock, Kind.pin, Kind.unpin, Kind.slow, Kind.move, Kind.split_off, Kind.merge)
SLOWEST = 3600


async def use_tool(actor: Actor, thread_id: str, wanted: Tool) -> str:
    """Use one of TOOLS on a thread; the public id of the thread where its posts are now."""
    async with deed(actor, wanted.kind[:40], "moderation", thread_id):
        rules.demand_moderator(actor)
        kind = _kind(wanted)
        if not await Thread.filter(public_id=known(thread_id)).exists():
            raise Missing
        reason = _reason(kind, wanted)
        first = await _first_post(thread_id)
        where, news = await _use(actor, thread_id, kind, wanted)
        row = await _written(actor, thread_id, first, kind, reason, wanted.words.strip()[:WORDS_LONGEST])
        await audit.write(actor, kind.value, "moderation", thread_id, reason=reason)
        if kind in rules.WITH_REASON and first is not None:
            await telling.writer_is_told(first, row)
    steering.announce(news)
    return where


async def note(actor: Actor, thread_id: str, text: str) -> None:
    """Leave a note for other staff at a thread."""
    async with deed(actor, "note", "moderation", thread_id):
        rules.demand_moderator(actor)
        await steering.add_note(actor, thread_id, text)
        await audit.write(actor, "note", "moderation", thread_id)


def _kind(wanted: Tool) -> Kind:
    if wanted.kind not in {kind.value for kind in TOOLS}:
        raise BadInput("required", "kind", "Vælg, hvad der skal ske.", "Choose what to do.")
    return Kind(wanted.kind)


def _reason(kind: Kind, wanted: Tool) -> str:
    if wanted.reason in {reason.value for reason in Reason}:
        return wanted.reason
    if kind in rules.WITH_REASON or wanted.reason:
        raise BadInput("required", "reason", "Vælg en grund.", "Choose a reason.")
    return ""


async def _first_post(thread_id: str) -> Post | None:
    posts = Post.filter(thread__public_id=thread_id).order_by("number", "id")
    return await posts.select_related("thread").first()


async def _use(actor: Actor, thread_id: str, kind: Kind, wanted: Tool) -> tuple[str, list[steering.News]]:
    match kind:
        case Kind.lock | Kind.unlock:
            return thread_id, await steering.lock(actor, thread_id, kind is Kind.lock)
        case Kind.pin | Kind.unpin:
            return thread_id, await steering.pin(actor, thread_id, kind is Kind.pin)
        case Kind.slow:
            return thread_id, await steering.set_slow(actor, thread_id, _seconds(wanted))
        case Kind.move:
            return thread_id, await steering.move(actor, thread_id, _to(wanted, "category"))
        case Kind.split_off:
            keys = await _keys(thread_id, wanted.posts)
            return await steering.split(actor, thread_id, keys, wanted.title)
        case _:
            into = _to(wanted, "thread")
            return into, await steering.merge(actor, thread_id, into)


def _to(wanted: Tool, field: str) -> str:
    if not wanted.to:
        raise BadInput("required", field, "Vælg, hvorhen.", "Choose where to.")
    return wanted.to


async def _keys(thread_id: str, numbers: tuple[int, ...]) -> list[str]:
    posts = Post.filter(thread__public_id=thread_id, number__in=list(numbers) or [0])
    keys = [str(key) for key in await posts.values_list("public_id", flat=True)]
    if not keys or len(keys) != len(set(numbers)):
        raise BadInput(
            "bad_split", "posts", "Skriv numre på indlæg i tråden.", "Write numbers of posts in the thread."
        )
    return keys


def _seconds(wanted: Tool) -> int:
    if wanted.seconds is None or not 0 <= wanted.seconds <= SLOWEST:
        raise BadInput("bad_seconds", "seconds", "Vælg en pause fra listen.", "Choose a pause from the list.")
    return wanted.seconds


async def _written(
    actor: Actor, thread_id: str, first: Post | None, kind: Kind, reason: str, words: str
) -> Action:
    thread = await Thread.get(public_id=thread_id)
    return await Action.create(
        public_id=public_id(),
        kind=kind.value,
        post_id=first.id if first else None,
        thread_id=thread.id,
        moderator_id=actor.person_id,
        municipality_id=actor.municipality_id,
        reason=reason,
        words=words,
        created_at=clock.now(),
    )
