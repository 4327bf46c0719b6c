"""The log is sealed: whoever changes, removes or cuts off a row is found out."""

import pytest

from config.settings import Settings
from hub import audit, db
from hub.actor import ANONYMOUS


async def _three_rows() -> None:
    for verb in ("create", "edit", "publish"):
        async with db.transaction():
            await audit.write(ANONYMOUS, verb, "session", 7, municipality_id=1)


async def test_an_untouched_log_holds(database: Settings) -> None:
    await _three_rows()
    assert await audit.first_broken() is None


async def test_a_changed_row_is_found(database: Settings) -> None:
    await _three_rows()
    second = await audit.AuditRow.all().order_by("id").offset(1).first()
    assert second is not None
    await audit.AuditRow.filter(id=second.id).update(verb="cancel")
    assert await audit.first_broken() == second.id


async def test_a_removed_last_row_is_found(database: Settings) -> None:
    await _three_rows()
    last = await audit.AuditRow.all().order_by("-id").first()
    assert last is not None
    await last.delete()
    assert await audit.first_broken() == 0


async def test_a_row_goes_with_the_write_it_tells_of(database: Settings) -> None:
    with pytest.raises(ZeroDivisionError):
        async with db.transaction():
            await audit.write(ANONYMOUS, "create", "session", 7)
            raise ZeroDivisionError
    assert await audit.AuditRow.all().count() == 0


async def test_a_refusal_is_recorded_only_outside_a_transaction(database: Settings) -> None:
    await audit.refused(ANONYMOUS, "publish", "session", 7, "not_allowed")
    row = await audit.AuditRow.get()
    assert row.outcome == "refused:not_allowed"
    with pytest.raises(RuntimeError):
        async with db.transaction():
            await audit.refused(ANONYMOUS, "publish", "session", 7, "not_allowed")
