"""What citizens may book in the demonstration, and working hours for who has none yet."""

import datetime as dt
from typing import Any

from hub import clock
from hub.accounts.models import Municipality, RoleGrant
from hub.actor import Role
from hub.booking.models import Offer
from hub.rota.models import Employment, RotaRule

MINUTES = 30
WORKED = ((1, "09:00", "15:00"), (2, "09:00", "12:00"), (4, "12:00", "18:00"))
"""Weekday, from and to: what a professional without a rota is given."""

TITLES = {
    "diabetes-nurse": ("Samtale med en diabetessygeplejerske", "Talk with a diabetes nurse"),
    "dietician": ("Samtale med en diætist", "Talk with a dietician"),
    "physiotherapist": ("Samtale med en fysioterapeut", "Talk with a physiotherapist"),
}


async def fill(people: dict[str, dict[str, int]], now: dt.datetime) -> None:
    """One offer for each of TITLES in every municipality; `people` as hub.accounts.demo gives them."""
    await _rota(clock.local(now).date())
    for place in await Municipality.filter(active=True).order_by("id"):
        for slug, (title_da, title_en) in TITLES.items():
            await Offer.create(
                municipality_id=place.id,
                competence_id=people["competence"][slug],
                minutes=MINUTES,
                title_da=title_da,
                title_en=title_en,
                created_at=now,
            )


async def _rota(today: dt.date) -> None:
    planned = {row.person_id for row in await RotaRule.all().only("person_id")}
    for grant in await RoleGrant.filter(role=Role.professional.value).order_by("person_id"):
        if grant.person_id in planned:
            continue
        who: dict[str, Any] = {"person_id": grant.person_id, "valid_from": today}
        if not await Employment.exists(person_id=grant.person_id):
            await Employment.create(**who, weekly_minutes=2220, daily_limit=480, weekly_limit=2220)
        for weekday, starts, ends in WORKED:
            await RotaRule.create(**who, weekday=weekday, starts=starts, ends=ends)
