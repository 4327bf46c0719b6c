"""Who may moderate, flag and appeal; the limits on flagging; how soon each case is due. Pure.

The rule of flags: when three different people have flagged a citizen's post, it is hidden until a moderator
has looked at it.
"""

import datetime as dt

from forum.moderation.wire import Kind, Reason, Why
from hub.actor import Actor, Role
from hub.errors import Missing, Refused

HIDE_AT = 3
"""So many flags from different people hide a citizen's post until a moderator has looked."""

FLAGS_A_DAY = 10
COST_OF_BASELESS = 3
BASELESS_FOR = dt.timedelta(days=90)
"""For so long a flag with nothing in it lowers how many one may send a day, by COST_OF_BASELESS."""

APPEAL_WITHIN = dt.timedelta(days=30)
LOOKS_FOR = dt.timedelta(minutes=10)
REVEAL_WITHIN = dt.timedelta(days=2)
AHEAD = dt.timedelta(days=180)
"""How far ahead turns on duty are taken."""

DUE: dict[Why, dt.timedelta] = {
    Why.flags: dt.timedelta(hours=24),
    Why.review: dt.timedelta(hours=24),
    Why.second: dt.timedelta(hours=24),
    Why.appeal: dt.timedelta(hours=72),
}
SOON = dt.timedelta(hours=2)
URGENT = frozenset({Reason.dangerous, Reason.private})

APPEALABLE = frozenset({Kind.hide, Kind.edit, Kind.warn, Kind.pause, Kind.ban, Kind.decline})
WITH_REASON = APPEALABLE | {Kind.lock, Kind.move, Kind.split_off, Kind.merge}
"""What the writer must be given a reason for."""

OFFERED: dict[str, tuple[Kind, ...]] = {
    "published": (Kind.hide, Kind.keep, Kind.edit, Kind.warn, Kind.pause, Kind.ban),
    "hidden": (Kind.show, Kind.hide, Kind.edit, Kind.warn, Kind.pause, Kind.ban),
    "waiting": (Kind.approve, Kind.decline, Kind.edit, Kind.warn, Kind.pause, Kind.ban),
    "removed": (Kind.keep, Kind.warn, Kind.pause, Kind.ban),
}
"""Which deeds make sense with a post in each state."""

IN_BULK = (Kind.hide, Kind.keep, Kind.approve, Kind.decline)


def moderates(actor: Actor) -> bool:
    """Moderators of any partner municipality moderate all of the forum."""
    return actor.known and actor.has(Role.moderator)


def flags(actor: Actor) -> bool:
    """Everybody signed in may flag what they can read."""
    return actor.known


def plans_turns(actor: Actor) -> bool:
    """Coordinators and administrators plan turns on duty for moderators of every municipality."""
    return actor.known and actor.has(
        Role.coordinator, Role.municipal_administrator, Role.platform_administrator
    )


def reads_rota(actor: Actor) -> bool:
    """Moderators take turns themselves; who plans turns sees who is on."""
    return moderates(actor) or plans_turns(actor)


def reads_statistics(actor: Actor) -> bool:
    """Moderators and administrators read how the moderators fare."""
    administers = actor.has(Role.municipal_administrator, Role.platform_administrator)
    return moderates(actor) or (actor.known and administers)


def demand_planner(actor: Actor) -> None:
    """Missing for everybody who plans no turns."""
    if not plans_turns(actor):
        raise Missing


def demand_moderator(actor: Actor) -> None:
    """Missing for everybody else: there is no such page for them."""
    if not moderates(actor):
        raise Missing


def allowance(baseless: int) -> int:
    """How many flags a day somebody has, by how many of theirs had nothing in them lately; at least one."""
    return max(1, FLAGS_A_DAY - COST_OF_BASELESS * baseless)


def counts_towards_hiding(baseless: int) -> bool:
    """Flags of those who have cried wolf again and again are read, but hide nothing by themselves."""
    return baseless < 2


def hides(part: str, state: str, counted: int) -> bool:
    """Three flags from different people hide a citizen's post; a professional's answer stays."""
    return state == "published" and part in ("citizen", "relative") and counted >= HIDE_AT


def flags_due(since: dt.datetime, count: int, reasons: set[Reason]) -> dt.datetime:
    """When flags should have been looked at: soon when there are three, or when somebody may come to harm."""
    soon = count >= HIDE_AT or bool(reasons & URGENT)
    return since + (SOON if soon else DUE[Why.flags])


def may_decide_appeal(actor: Actor, did_it: int | None) -> bool:
    """Another moderator than the one who acted decides an appeal."""
    return moderates(actor) and actor.person_id != did_it


def may_confirm(actor: Actor, asked_by: int, asked_login: int | None) -> bool:
    """A name is granted by another person, signed in elsewhere, than the one who asked."""
    other_login = actor.login_id is not None and actor.login_id != asked_login
    return moderates(actor) and actor.person_id != asked_by and other_login


def own_case() -> Refused:
    """Nobody decides about what they wrote, or about what they did, themselves."""
    return Refused(
        "own_case",
        "Det skal en anden moderator tage sig af.",
        "Another moderator has to see to this.",
    )


def too_late() -> Refused:
    """Somebody else was quicker, or the post has changed."""
    return Refused(
        "too_late",
        "Det kan ikke lade sig gøre med indlægget nu. En anden har måske taget sig af det.",
        "That cannot be done with the post now. Somebody else may have seen to it.",
    )
