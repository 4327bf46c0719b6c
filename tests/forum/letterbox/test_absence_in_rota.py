"""Who has told the letterbox that she is away is not asked for a session either."""

import datetime as dt

from forum.letterbox.models import Absence
from hub.rota import queries
from hub.rota.wire import Span
from tests.hub.rota.conftest import World, each_world

__all__ = ["each_world"]

MONDAY, SUNDAY = dt.date(2026, 3, 2), dt.date(2026, 3, 8)


async def away(world: World, first: dt.date, last: dt.date | None) -> tuple[Span, ...]:
    await Absence.all().delete()
    nurse = world.nurse.person_id or 0
    await Absence.create(public_id="a" * 16, person_id=nurse, starts=first, ends=last)
    found = await queries.availability(None, MONDAY, SUNDAY)
    assert found[world.physio.person_id or 0].away == ()
    return found[nurse].away


async def test_absence_told_the_letterbox_counts_in_the_rota(each_world: World) -> None:
    tuesday, wednesday = dt.datetime(2026, 3, 3), dt.datetime(2026, 3, 4)
    assert await away(each_world, tuesday.date(), tuesday.date()) == (Span(tuesday, wednesday),)
    view = await queries.week_of(each_world.nurse, each_world.nurse.person_id or 0, MONDAY)
    assert [[one.what for one in day.stretches] for day in view.days][:3] == [[], ["elsewhere"], []]


async def test_absence_until_further_notice_goes_on(each_world: World) -> None:
    whole = (Span(dt.datetime(2026, 3, 2), dt.datetime(2026, 3, 9)),)
    assert await away(each_world, dt.date(2026, 1, 1), None) == whole
    assert await away(each_world, SUNDAY, MONDAY) == ()
    assert await away(each_world, SUNDAY + dt.timedelta(days=1), None) == ()
    assert await away(each_world, dt.date(2026, 1, 1), MONDAY - dt.timedelta(days=1)) == ()
