"""Building the views of many sessions with a fixed number of queries, whatever their number. Reads only."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Literal, cast

from tortoise.functions import Count

from hub.accounts.models import Municipality
from hub.actor import Actor
from hub.sessions.kinds import Kind
from hub.sessions.models import Session, SessionHost, SignUp
from hub.sessions.states import SignUpState, State
from hub.sessions.wire import HostView, Part, SessionCard, wall_time

_ORDER = {Part.host: 0, Part.co_host: 1, Part.panellist: 2}


async def cards(actor: Actor, sessions: Sequence[Session]) -> list[SessionCard]:
    """One card per session, in the same order. Four queries."""
    ids = [s.id for s in sessions]
    if not ids:
        return []
    hosts = await _hosts(actor, ids)
    counts = await _counts(ids)
    mine = await _mine(actor, ids)
    names = await _municipality_names({s.municipality_id for s in sessions})
    return [_card(actor, s, hosts[s.id], counts[s.id], mine.get(s.id), names) for s in sessions]


def _card(
    actor: Actor,
    session: Session,
    hosts: list[HostView],
    counts: dict[str, int],
    mine: dict[str, Any] | None,
    names: dict[int, str],
) -> SessionCard:
    state = SignUpState(mine["state"]) if mine else None
    return SessionCard(
        id=session.id,
        kind=Kind(session.kind),
        language=cast(Literal["da", "en"], session.language),
        title=session.title,
        course=session.course,
        state=State(session.state),
        starts_local=wall_time(session.starts_local),
        ends_local=wall_time(session.ends_local),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        municipality=names[session.municipality_id],
        hosts=tuple(hosts),
        capacity=session.capacity,
        free_seats=max(0, session.capacity - counts.get(SignUpState.signed_up, 0)),
        waiting=counts.get(SignUpState.waiting, 0),
        my_signup=None if state is SignUpState.withdrawn else state,
        my_part=next((h.part for h in hosts if h.person_id == actor.person_id), None),
        my_device_checked=bool(mine and mine["device_check_at"]),
    )


async def _hosts(actor: Actor, ids: list[int]) -> dict[int, list[HostView]]:
    title = f"person__profession__title_{'en' if actor.language == 'en' else 'da'}"
    found: dict[int, list[HostView]] = defaultdict(list)
    columns = ("session_id", "part", "person_id", "person__name", "person__municipality__name", title)
    for row in await SessionHost.filter(session_id__in=ids).order_by("id").values(*columns):
        found[row["session_id"]].append(
            HostView(
                name=row["person__name"],
                title=row[title] or "",
                municipality=row["person__municipality__name"] or "",
                part=Part(row["part"]),
                person_id=row["person_id"],
            )
        )
    for hosts in found.values():
        hosts.sort(key=lambda h: _ORDER[h.part])
    return found


async def _counts(ids: list[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = SignUp.filter(session_id__in=ids).annotate(n=Count("id")).group_by("session_id", "state")
    for row in await rows.values("session_id", "state", "n"):
        found[row["session_id"]][row["state"]] = row["n"]
    return found


async def _mine(actor: Actor, ids: list[int]) -> dict[int, dict[str, Any]]:
    if actor.person_id is None:
        return {}
    rows = SignUp.filter(session_id__in=ids, person_id=actor.person_id)
    found = await rows.values("session_id", "state", "device_check_at")
    return {row["session_id"]: row for row in found}


async def _municipality_names(ids: set[int]) -> dict[int, str]:
    rows = await Municipality.filter(id__in=list(ids)).values("id", "name")
    return {row["id"]: row["name"] for row in rows}
