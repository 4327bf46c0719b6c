"""How letters fare, as numbers: by function and municipality. Never a letter, a citizen or a professional."""

import datetime as dt
from typing import Any

from tortoise.functions import Min

from forum.letterbox import tallies
from forum.letterbox.models import Letter, LetterMessage
from forum.letterbox.rules import not_allowed, oversees, oversees_all
from forum.letterbox.states import OURS, State
from forum.letterbox.wire import Counted, FiguresPage
from hub import clock, workdays
from hub.accounts.models import Municipality
from hub.actor import Actor

SPANS = (30, 90, 365)
_OURS = [state.value for state in OURS]
_COLUMNS = ("id", "sent_at", "due_at", "answered_at", "late", "state", "municipality_id")
_NAMES = ("function__title_da", "function__title_en", "professional__municipality_id")


async def figures(actor: Actor, days: int) -> FiguresPage:
    """Letters sent in the last `days` days: the own citizens', for the platform all municipalities'."""
    everybody = oversees_all(actor)
    if not everybody and not oversees(actor):
        raise not_allowed()
    days = days if days in SPANS else SPANS[0]
    among: dict[str, Any] = {"sent_at__gte": clock.now() - dt.timedelta(days=days)}
    if not everybody:
        among["municipality_id"] = actor.municipality_id
    found = Letter.filter(**among).exclude(state__in=[State.draft.value, State.withdrawn.value])
    first = await _first_answers(among)
    places = {row["id"]: row["name"] for row in await Municipality.all().values("id", "name")}
    whose = "municipality_id" if everybody else "professional__municipality_id"
    letters = [
        _counted(row, first.get(row["id"]), places.get(row[whose], ""), actor.language)
        for row in await found.values(*_COLUMNS, *_NAMES)
    ]
    return FiguresPage(
        days=days,
        everybody=everybody,
        total=tallies.row("", letters),
        functions=tallies.rows(letters, lambda one: one.function),
        municipalities=tallies.rows(letters, lambda one: one.municipality),
    )


async def _first_answers(among: dict[str, Any]) -> dict[int, dt.datetime]:
    """When each letter was first answered."""
    of_these = {f"letter__{name}": value for name, value in among.items()}
    answers = LetterMessage.filter(kind="answer", sent_at__isnull=False, **of_these)
    rows = await answers.annotate(first=Min("sent_at")).group_by("letter_id").values("letter_id", "first")
    return {row["letter_id"]: row["first"] for row in rows}


def _counted(row: dict[str, Any], first: dt.datetime | None, municipality: str, language: str) -> Counted:
    waits = row["state"] in _OURS
    return Counted(
        function=row[f"function__title_{'en' if language == 'en' else 'da'}"],
        municipality=municipality,
        answered=row["answered_at"] is not None,
        in_time=not row["late"],
        waits=waits,
        overdue=waits and row["due_at"] is not None and row["due_at"] < clock.now(),
        days=_workdays(row["sent_at"], first) if first is not None else None,
    )


def _workdays(start: dt.datetime, end: dt.datetime) -> int:
    return workdays.workdays_between(clock.local(start).date(), clock.local(end).date())
