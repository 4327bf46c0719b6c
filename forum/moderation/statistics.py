"""How moderators fare: how much they did and how long people waited. No citizen is named. Reads only."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from statistics import median

from tortoise.expressions import Q

from forum.moderation import rules
from forum.moderation.models import Action, Flag
from forum.moderation.wire import Kind, Statistic, Statistics
from hub import clock
from hub.actor import Actor, Role
from hub.errors import Missing

SPANS = (7, 30, 90, 365)


async def statistics(actor: Actor, days: int = 30) -> Statistics:
    """The last `days`. A moderator finds their own line, an administrator those of the own municipality."""
    if not rules.reads_statistics(actor):
        raise Missing
    days = days if days in SPANS else 30
    since = clock.now() - dt.timedelta(days=days)
    rows = (
        await Action.filter(created_at__gt=since)
        .exclude(moderator_id=None)
        .select_related("moderator", "municipality")
    )
    own = [row for row in rows if _may_name(actor, row)]
    recent = Flag.filter(created_at__gt=since)
    return Statistics(
        days=days,
        moderators=_lines((row.moderator.name if row.moderator else "", row) for row in own),
        municipalities=_lines(("", row) for row in rows),
        flags=await recent.count(),
        baseless=await recent.filter(Q(outcome="baseless")).count(),
    )


def _may_name(actor: Actor, row: Action) -> bool:
    if actor.has(Role.platform_administrator) or row.moderator_id == actor.person_id:
        return True
    return actor.has(Role.municipal_administrator) and row.municipality_id == actor.municipality_id


def _lines(rows: Iterable[tuple[str, Action]]) -> tuple[Statistic, ...]:
    groups: dict[tuple[str, str, int | None], list[Action]] = defaultdict(list)
    for name, row in rows:
        place = row.municipality.name if row.municipality else ""
        groups[place, name, row.moderator_id if name else None].append(row)
    return tuple(_line(name, place, found) for (place, name, _), found in sorted(groups.items(), key=_order))


def _order(item: tuple[tuple[str, str, int | None], list[Action]]) -> tuple[str, str]:
    return item[0][0], item[0][1]


def _line(name: str, place: str, rows: list[Action]) -> Statistic:
    waits = [row.waited for row in rows if row.waited is not None]
    kinds = Counter(Kind(row.kind) for row in rows)
    return Statistic(
        name=name,
        municipality=place,
        count=len(rows),
        answered=len(waits),
        median=round(median(waits)) if waits else None,
        by_kind=tuple(sorted(kinds.items(), key=lambda pair: -pair[1])),
    )
