"""New data keys under everything that is sealed, interrupted and beside writers."""

import asyncio
from collections.abc import Iterator

import pytest
from tortoise import Tortoise
from tortoise.backends.base.executor import EXECUTOR_CACHE

from config.settings import Settings
from hub import clock, db, vault
from hub.accounts.models import Municipality
from hub.audit import AuditRow
from hub.vault import columns, rotation
from hub.vault.models import DataKey
from hub.vault.rotation import Rotated
from tests.doubles import shelf
from tests.doubles.shelf import Sheet, Shelf

COUNT = 120


@pytest.fixture
def column() -> Iterator[None]:
    """The shelf's column, registered as a craft's would be, and no other."""
    others = [each for each in columns.registered() if each.name != shelf.COLUMN.name]
    for each in others:
        columns.forget(each)
    columns.register(shelf.COLUMN)
    yield
    columns.forget(shelf.COLUMN)
    for each in others:
        columns.register(each)


@pytest.fixture
async def sheets(database: Settings, column: None) -> list[int]:
    """Sheets of two municipalities, and one that nothing was written on."""
    await db.close()
    EXECUTOR_CACHE.clear()
    modules = [*db.models(), "tests.doubles.shelf"]
    config = db.config_for(database.database_url, modules)
    await Tortoise.init(config=config, _enable_global_fallback=True)
    await Tortoise.generate_schemas(safe=True)
    shelves = []
    for slug in ("kolding", "varde"):
        place = await Municipality.create(slug=slug, name=slug, created_at=clock.now())
        shelves.append(await Shelf.create(municipality_id=place.id))
    ids = [await written(shelves[number % 2]) for number in range(COUNT)]
    await Sheet.create(shelf=shelves[0])
    return ids


async def written(on: Shelf) -> int:
    sheet = await Sheet.create(shelf=on)
    await write(sheet.id, f"Brev nummer {sheet.id}")
    return sheet.id


async def write(key: int, text: str) -> None:
    async with db.transaction():
        sheet = await db.lock_row(Sheet, key)
        assert sheet is not None
        await sheet.fetch_related("shelf")
        sheet.text = await vault.seal(sheet.shelf.municipality_id, f"sheet:{key}", text.encode())
        await sheet.save(update_fields=["text"])


async def put(sheet: Sheet) -> int:
    """Write the bytes that the sheet holds, as they are."""
    return await Sheet.filter(id=sheet.id).update(text=sheet.text)


async def read(key: int) -> str:
    sheet = await Sheet.get(id=key).prefetch_related("shelf")
    assert sheet.text is not None
    return (await vault.unseal(sheet.shelf.municipality_id, f"sheet:{key}", sheet.text)).decode()


async def all_read(ids: list[int]) -> bool:
    return [await read(key) for key in ids] == [f"Brev nummer {key}" for key in ids]


async def of_old_key() -> int:
    return (await rotation.states())[0].old


def silent(done: int, total: int, name: str) -> None:
    """Nobody waits."""


async def test_rotating_seals_everything_again_with_new_keys(sheets: list[int]) -> None:
    before = {sheet.id: sheet.text for sheet in await Sheet.exclude(text=None)}
    assert await rotation.rotate(silent) == Rotated(made=2, sealed=COUNT, unreadable=0)
    after = {sheet.id: sheet.text for sheet in await Sheet.exclude(text=None)}
    newest = {row.name for row in await DataKey.filter(number=2)}
    assert {made[1:9].hex() for made in after.values() if made} == newest
    assert [key for key in before if before[key] == after[key]] == []
    assert await all_read(sheets)
    assert await rotation.states() == [rotation.ColumnState("sheet.text", COUNT, 0)]


async def test_each_new_key_is_in_the_audit_log(sheets: list[int]) -> None:
    await rotation.rotate(silent)
    rows = await AuditRow.filter(verb="rotate", noun="data_key")
    assert {row.object_id for row in rows} == {row.name for row in await DataKey.filter(number=2)}


async def test_progress_ends_at_the_whole(sheets: list[int]) -> None:
    told: list[tuple[int, int, str]] = []
    await rotation.rotate(lambda *step: told.append(step))
    assert told[-1][0] == told[-1][1]
    assert (COUNT, COUNT, "sheet.text") in told
    assert len({done for done, total, _ in told if total == COUNT}) > 2


async def test_an_interrupted_rotation_goes_on_where_it_stopped(sheets: list[int]) -> None:
    def stop_at_half(done: int, total: int, name: str) -> None:
        if total == COUNT and done >= rotation.BATCH:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await rotation.rotate(stop_at_half)
    assert 0 < await of_old_key() < COUNT
    assert await all_read(sheets)
    left = await of_old_key()
    assert await rotation.rotate(silent) == Rotated(made=0, sealed=left, unreadable=0)
    assert await DataKey.all().count() == 4
    assert await of_old_key() == 0
    assert await all_read(sheets)


async def test_what_is_written_meanwhile_is_neither_lost_nor_left_behind(sheets: list[int]) -> None:
    """A writer changes rows between the batches; the new text stays, under a new key."""
    changed: list[int] = []
    written_to = asyncio.Queue[int]()

    def tell(done: int, total: int, name: str) -> None:
        if total == COUNT:
            written_to.put_nowait(sheets[(done * 7 + 3) % COUNT])

    async def writer() -> None:
        while (key := await written_to.get()) >= 0:
            await write(key, f"Rettet {key}")
            changed.append(key)

    task = asyncio.create_task(writer())
    await rotation.rotate(tell)
    written_to.put_nowait(-1)
    await task
    assert changed
    assert {key: await read(key) for key in changed} == {key: f"Rettet {key}" for key in changed}
    assert await all_read([key for key in sheets if key not in changed])
    assert await of_old_key() == 0


async def test_what_a_slow_writer_sealed_with_the_old_key_is_found_in_another_round(
    sheets: list[int],
) -> None:
    """Its transaction began before the rotation and ends when its row has been passed."""
    slow = await Sheet.get(id=sheets[0])
    late: list[asyncio.Task[int]] = []

    def tell(done: int, total: int, name: str) -> None:
        if total == COUNT and done and not late:
            late.append(asyncio.create_task(put(slow)))

    done = await rotation.rotate(tell)
    assert done.sealed == COUNT + 1
    assert await of_old_key() == 0
    assert await all_read(sheets)


async def test_a_value_that_cannot_be_opened_is_counted_and_left_as_it_is(sheets: list[int]) -> None:
    other = await Sheet.get(id=sheets[0])
    await Sheet.filter(id=sheets[2]).update(text=other.text)
    await Sheet.filter(id=sheets[3]).update(text=b"never sealed" * 9)
    done = await rotation.rotate(silent)
    assert (done.sealed, done.unreadable) == (COUNT - 2, 2)
    assert (await Sheet.get(id=sheets[2])).text == other.text
    again = await rotation.rotate(silent)
    assert (again.made, again.sealed, again.unreadable) == (2, COUNT - 2, 2)
