"""Reading the ledger. Sums are made by the database; a statement's entries take a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from typing import Any

from tortoise.expressions import Q
from tortoise.functions import Sum

from hub.accounts.models import Municipality
from hub.actor import Actor
from hub.errors import Missing
from hub.ledger import rules
from hub.ledger.models import Entry
from hub.ledger.periods import Period
from hub.ledger.wire import Balance, Balances, Line, Pair, Statement

_COLUMNS = (
    "id", "giver_id", "receiver_id", "agreement_id", "minutes", "held_on", "kind", "corrects_id", "reason",
    "session__title", "person__name", "made_by__name", "giver__name", "receiver__name",
    "agreement__competence_id",
)  # fmt: skip


async def surplus(day: dt.date) -> dict[int, int]:
    """Minutes each municipality has given more than it received, up to and with `day`; zero is left out."""
    given, received = await _sums(Q(held_on__lte=day))
    found = {place: given.get(place, 0) - received.get(place, 0) for place in {*given, *received}}
    return {place: minutes for place, minutes in sorted(found.items()) if minutes}


async def balances(actor: Actor, period: Period) -> Balances:
    """How all partners stand in a period, most given first. Missing for who may not know."""
    rules.demand(actor, "see", "ledger")
    given, received = await _sums(_within(period))
    places = await Municipality.filter(Q(active=True) | Q(id__in=[*given, *received])).order_by("name")
    rows = [Balance(m.id, m.name, given.get(m.id, 0), received.get(m.id, 0)) for m in places]
    rows.sort(key=lambda row: -row.surplus)
    return Balances(period, tuple(rows), actor.municipality_id)


async def statement(actor: Actor, period: Period, municipality_id: int) -> Statement:
    """One municipality's account of a period. Missing for anybody else's."""
    rules.demand(actor, "statement", "ledger", municipality_id)
    place = await Municipality.get_or_none(id=municipality_id) if 0 < municipality_id < 2**31 else None
    if place is None:
        raise Missing
    sides = Q(giver_id=place.id) | Q(receiver_id=place.id)
    columns = (*_COLUMNS, *_competence_of(actor))
    found = Entry.filter(_within(period), sides).order_by("held_on", "id")
    rows = await found.values(*columns)
    before = await surplus(period.first - dt.timedelta(days=1))
    lines = await _lines(actor, place.id, rows)
    return Statement(
        period=period,
        municipality_id=place.id,
        municipality=place.name,
        opening=before.get(place.id, 0),
        given=sum(line.minutes for line in lines if line.given),
        received=sum(line.minutes for line in lines if not line.given),
        pairs=_pairs(place.id, rows, actor.language),
        lines=tuple(lines),
    )


async def entry_for(actor: Actor, entry_id: int) -> Line:
    """One held entry as its correction's form shows it. Missing for who is no party, and for corrections."""
    found = Entry.filter(id=entry_id, kind="held") if 0 < entry_id < 2**31 else Entry.filter(id=0)
    rows = await found.values(*_COLUMNS, *_competence_of(actor))
    if not rows:
        raise Missing
    sides = rules.Sides(rows[0]["giver_id"], rows[0]["receiver_id"])
    rules.demand(actor, "view", "ledger_entry", sides)
    own = actor.municipality_id if actor.municipality_id in (sides.giver_id, sides.receiver_id) else None
    [line] = await _lines(actor, own or sides.giver_id, rows)
    return line


async def stands(entry_id: int, giver_id: int, minutes: int) -> int:
    """What an entry comes to with its corrections: those of its own direction add, the others take away."""
    rows = await Entry.filter(corrects_id=entry_id).values("giver_id", "minutes")
    changes = (row["minutes"] if row["giver_id"] == giver_id else -row["minutes"] for row in rows)
    return minutes + sum(map(int, changes))


async def _sums(where: Q) -> tuple[dict[int, int], dict[int, int]]:
    """Minutes given and received, by municipality. Two queries, whatever the ledger's length."""
    return await _sum(where, "giver_id"), await _sum(where, "receiver_id")


async def _sum(where: Q, side: str) -> dict[int, int]:
    rows = await Entry.filter(where).annotate(total=Sum("minutes")).group_by(side).values(side, "total")
    return {int(row[side]): int(row["total"]) for row in rows}


def _within(period: Period) -> Q:
    return Q(held_on__gte=period.first, held_on__lte=period.last)


def _competence_of(actor: Actor) -> tuple[str, str]:
    tongue = "en" if actor.language == "en" else "da"
    return f"competence__name_{tongue}", f"agreement__competence__name_{tongue}"


async def _lines(actor: Actor, own: int, rows: list[dict[str, Any]]) -> list[Line]:
    stand: dict[int, int] = {row["id"]: row["minutes"] for row in rows if row["kind"] == "held"}
    giver = {row["id"]: row["giver_id"] for row in rows}
    for row in await Entry.filter(corrects_id__in=list(stand)).values("corrects_id", "giver_id", "minutes"):
        same = row["giver_id"] == giver[row["corrects_id"]]
        stand[row["corrects_id"]] += row["minutes"] if same else -row["minutes"]
    return [_line(actor, own, row, stand) for row in rows]


def _line(actor: Actor, own: int, row: dict[str, Any], stand: dict[int, int]) -> Line:
    given = row["giver_id"] == own
    sides = [rules.Sides(row["giver_id"], row["receiver_id"], lowers) for lowers in (True, False)]
    may = any(rules.may(actor, "correct", "ledger_entry", side) for side in sides)
    return Line(
        id=row["id"],
        held_on=row["held_on"],
        given=given,
        other=row["receiver__name"] if given else row["giver__name"],
        title=row["session__title"],
        person=row["person__name"],
        competence=next((row[name] for name in _competence_of(actor)[:1] if row[name]), ""),
        agreement=row["agreement_id"] is not None,
        minutes=row["minutes"],
        kind=row["kind"],
        corrects=row["corrects_id"],
        stands=stand.get(row["id"]),
        reason=row["reason"],
        made_by=row["made_by__name"] or "",
        can_correct=row["kind"] == "held" and may,
    )


def _pairs(own: int, rows: list[dict[str, Any]], language: str) -> tuple[Pair, ...]:
    named = f"agreement__competence__name_{'en' if language == 'en' else 'da'}"
    sums: dict[tuple[str, str, bool], list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        given = row["giver_id"] == own
        other = row["receiver__name"] if given else row["giver__name"]
        key = (other, row[named] or "", row["agreement_id"] is not None)
        sums[key][not given] += row["minutes"]
    return tuple(Pair(*key, given, received) for key, (given, received) in sorted(sums.items()))
