"""The name behind an alias: asked for with a reason by one, granted by another, shown once to who asked.

The log of deeds says who asked, granted and saw; the citizen's own log says that it happened. No row says
both which alias and which person: the line about the person names neither the post nor the wish.
"""

from forum.debate.models import Post
from forum.moderation import rules, telling, writers
from forum.moderation.flagging import locked_post
from forum.moderation.models import Reveal
from forum.moderation.wire import Identity
from forum.safety.actions import public_id
from forum.safety.keys import known
from hub import audit, clock, db
from hub.accounts.actions.deed import deed
from hub.accounts.models import Person
from hub.actor import Actor
from hub.errors import BadInput, Missing, Refused

LONGEST = 500
SHORTEST = 15
PAGE = "/forum/moderation/names"


async def ask_name(actor: Actor, post_id: str, reason: str) -> str:
    """Ask to see who wrote a post under an alias; the wish's public id."""
    async with deed(actor, "ask", "reveal", post_id):
        rules.demand_moderator(actor)
        post = await locked_post(post_id)
        if post.alias_id is None:
            raise rules.too_late()
        if await writers.is_own(actor, post):
            raise rules.own_case()
        since = clock.now() - rules.REVEAL_WITHIN
        open_ones = Reveal.filter(post_id=post.id, state__in=["asked", "confirmed"], asked_at__gt=since)
        if await open_ones.exists():
            raise _already()
        row = await Reveal.create(
            public_id=public_id(),
            post_id=post.id,
            reason=_reason(reason),
            asked_by_id=actor.person_id,
            asked_login=actor.login_id,
            asked_at=clock.now(),
        )
        await audit.write(actor, "ask", "reveal", row.public_id)
        await telling.duty_is_told(PAGE, but=actor.person_id)
    return row.public_id


async def decide_name(actor: Actor, reveal_id: str, granted: bool) -> None:
    """Grant or refuse somebody else's wish to see a name."""
    verb = "grant" if granted else "refuse"
    async with deed(actor, verb, "reveal", reveal_id):
        row = await _locked(actor, reveal_id)
        if row.state != "asked" or _is_old(row):
            raise rules.too_late()
        own = await writers.is_own(actor, await Post.get(id=row.post_id))
        if own or not rules.may_confirm(actor, row.asked_by_id, row.asked_login):
            raise rules.own_case()
        row.state, row.decided_by_id = "confirmed" if granted else "declined", actor.person_id
        row.decided_at = clock.now()
        await row.save()
        await audit.write(actor, verb, "reveal", reveal_id)


async def open_name(actor: Actor, reveal_id: str) -> Identity:
    """The name, to who asked for it, once. The person finds a line about it in their own log."""
    async with deed(actor, "open", "reveal", reveal_id):
        row = await _locked(actor, reveal_id)
        if row.asked_by_id != actor.person_id:
            raise Missing
        if row.state != "confirmed" or _is_old(row):
            raise rules.too_late()
        person_id = await writers.person_of(await Post.get(id=row.post_id))
        if person_id is None:
            raise rules.too_late()
        row.state, row.shown_at = "shown", clock.now()
        await row.save()
        await audit.write(actor, "open", "reveal", reveal_id)
        await audit.write(actor, "reveal", "identity", "alias", subject_id=person_id)
        person = await Person.get(id=person_id).select_related("municipality")
    place = person.municipality.name if person.municipality else ""
    return Identity(name=person.name, municipality=place, phone=person.phone)


async def _locked(actor: Actor, reveal_id: str) -> Reveal:
    rules.demand_moderator(actor)
    found = await Reveal.get_or_none(public_id=known(reveal_id))
    row = await db.lock_row(Reveal, found.id) if found else None
    if row is None:
        raise Missing
    return row


def _is_old(row: Reveal) -> bool:
    return clock.now() - row.asked_at > rules.REVEAL_WITHIN


def _reason(reason: str) -> str:
    told = " ".join(reason.split())
    if not SHORTEST <= len(told) <= LONGEST:
        raise BadInput(
            "required",
            "reason",
            "Skriv, hvorfor det er nødvendigt at kende navnet (15 til 500 tegn).",
            "Write why it is necessary to know the name (15 to 500 characters).",
        )
    return told


def _already() -> Refused:
    return Refused(
        "already_asked",
        "Der er allerede bedt om navnet. En anden moderator skal sige ja eller nej.",
        "The name has already been asked for. Another moderator has to say yes or no.",
    )
