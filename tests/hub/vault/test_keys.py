"""Sealing with a municipality's key, the outer key around it, and what is said when that is gone."""

import asyncio
import base64
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError

from config.settings import Settings
from hub import db, vault
from hub.accounts.models import Municipality
from hub.vault import keys, outer
from hub.vault.models import DataKey

Places = tuple[int, int]
LETTER = "letter:k3:message:9f"
PLAIN = b"Jeg er bange for at tale om det"


async def test_what_was_sealed_opens_again(places: Places) -> None:
    sealed = await vault.seal(places[0], LETTER, PLAIN)
    assert PLAIN not in sealed
    assert await vault.unseal(places[0], LETTER, sealed) == PLAIN


async def test_the_same_text_never_looks_the_same(places: Places) -> None:
    assert len({await vault.seal(places[0], LETTER, PLAIN) for _ in range(20)}) == 20


async def test_a_municipality_has_one_key_of_its_own(places: Places) -> None:
    sealed = [await vault.seal(place, LETTER, PLAIN) for place in (*places, *places)]
    assert await DataKey.all().count() == 2
    assert sealed[0][1:9] == sealed[2][1:9] != sealed[1][1:9]


async def test_a_row_moved_to_another_place_or_municipality_does_not_open(places: Places) -> None:
    sealed = await vault.seal(places[0], LETTER, PLAIN)
    await vault.seal(places[1], LETTER, PLAIN)
    for municipality_id, about in ((places[0], "letter:k3:message:9e"), (places[1], LETTER)):
        with pytest.raises(vault.Unreadable):
            await vault.unseal(municipality_id, about, sealed)


async def test_a_data_key_passed_off_as_another_municipalitys_does_not_open(
    places: Places, database: Settings
) -> None:
    """Whoever can write to the database gives Varde's row to Kolding: the wrapping says whose it was."""
    sealed = await vault.seal(places[1], LETTER, PLAIN)
    await DataKey.filter(municipality_id=places[1]).update(municipality_id=places[0])
    vault.configure(database)
    with pytest.raises(vault.Unreadable):
        await vault.unseal(places[0], LETTER, sealed)


async def test_bytes_sealed_with_an_unknown_key_do_not_open(places: Places) -> None:
    sealed = bytearray(await vault.seal(places[0], LETTER, PLAIN))
    sealed[1:9] = bytes(8)
    with pytest.raises(vault.Unreadable):
        await vault.unseal(places[0], LETTER, bytes(sealed))


@pytest.mark.parametrize("junk", [b"", b"plain text that was never sealed, " * 3])
async def test_bytes_that_were_never_sealed_do_not_open(places: Places, junk: bytes) -> None:
    with pytest.raises(vault.Unreadable):
        await vault.unseal(places[0], LETTER, junk)


async def test_no_error_says_what_was_sealed(places: Places) -> None:
    with pytest.raises(vault.Unreadable) as caught:
        await vault.unseal(places[0], LETTER, PLAIN * 3)
    assert str(caught.value) == "sealed bytes cannot be opened"


async def test_an_old_key_still_opens_what_it_sealed(places: Places) -> None:
    before = await vault.seal(places[0], LETTER, PLAIN)
    await keys.add(places[0], 2)
    after = await vault.seal(places[0], LETTER, PLAIN)
    assert before[1:9] != after[1:9]
    assert await vault.unseal(places[0], LETTER, before) == PLAIN


async def test_two_first_writers_use_one_key(places: Places) -> None:
    async def write() -> bytes:
        async with db.transaction():
            return await vault.seal(places[0], LETTER, PLAIN)

    sealed = await asyncio.gather(*(asyncio.create_task(write()) for _ in range(4)))
    assert {made[1:9].hex() for made in sealed} == {row.name for row in await DataKey.all()}
    assert await DataKey.all().count() == 1


async def test_a_key_taken_back_with_its_transaction_seals_nothing_afterwards(places: Places) -> None:
    with pytest.raises(ZeroDivisionError):
        async with db.transaction():
            await vault.seal(places[0], LETTER, PLAIN)
            raise ZeroDivisionError
    assert await DataKey.all().count() == 0
    sealed = await vault.seal(places[0], LETTER, PLAIN)
    assert sealed[1:9].hex() == (await DataKey.get()).name


async def test_opening_many_asks_the_database_nothing(
    sqlite_places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = await vault.seal(sqlite_places[0], LETTER, PLAIN)
    monkeypatch.setattr(get_connection("default"), "execute_query", None)
    for _ in range(3):
        assert await vault.unseal(sqlite_places[0], LETTER, sealed) == PLAIN


async def test_the_database_holds_neither_key(sqlite_places: Places, sqlite_database: Settings) -> None:
    await vault.seal(sqlite_places[0], LETTER, PLAIN)
    row = await DataKey.get()
    wrapping = outer.find(sqlite_database)
    assert wrapping is not None
    plain = wrapping.unwrap(row.outer, row.name, row.municipality_id, row.wrapped)
    first = base64.b64decode((sqlite_database.data.path / "vault.key").read_text())
    for file in sqlite_database.data.path.glob("hub.db*"):
        assert plain not in file.read_bytes()
        assert first not in file.read_bytes()


async def test_the_key_file_is_its_owners_alone(sqlite_places: Places, sqlite_database: Settings) -> None:
    file = sqlite_database.data.path / "vault.key"
    assert not file.exists()
    await vault.seal(sqlite_places[0], LETTER, PLAIN)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.glob(".vault*")] == []


@pytest.mark.parametrize(("name", "place"), [("b1" * 8, 1), ("a1" * 8, 2)])
def test_a_wrapped_key_opens_only_under_its_own_name_and_municipality(name: str, place: int) -> None:
    wrapping = outer.OuterKeys([bytes(32)])
    wrapped = wrapping.wrap("a1" * 8, 1, b"k" * 32)
    assert wrapping.unwrap(wrapping.first, "a1" * 8, 1, wrapped) == b"k" * 32
    with pytest.raises(vault.Unreadable):
        wrapping.unwrap(wrapping.first, name, place, wrapped)


class TestCheck:
    """What a server asks before it starts."""

    async def test_nothing_sealed_needs_no_key(self, sqlite_places: Places) -> None:
        await vault.check()

    async def test_with_its_key_all_is_well(self, sqlite_places: Places, sqlite_database: Settings) -> None:
        await vault.seal(sqlite_places[0], LETTER, PLAIN)
        vault.configure(sqlite_database)
        await vault.check()

    async def test_a_missing_key_is_said_plainly_and_none_is_made(
        self, sqlite_places: Places, sqlite_database: Settings
    ) -> None:
        sealed = await vault.seal(sqlite_places[0], LETTER, PLAIN)
        file = sqlite_database.data.path / "vault.key"
        file.unlink()
        vault.configure(sqlite_database)
        with pytest.raises(vault.VaultLocked) as caught:
            await vault.check()
        assert str(caught.value) == (
            f"The letters are sealed and the outer key is missing. Put it back: {file}. "
            "Without it nobody can read them, and we do not make another."
        )
        for work in (
            vault.seal(sqlite_places[1], LETTER, PLAIN),
            vault.unseal(sqlite_places[0], LETTER, sealed),
        ):
            with pytest.raises(vault.VaultLocked):
                await work
        assert not file.exists()

    async def test_another_key_is_said_plainly(
        self, sqlite_places: Places, sqlite_database: Settings, make_settings: Callable[..., Settings]
    ) -> None:
        await vault.seal(sqlite_places[0], LETTER, PLAIN)
        vault.configure(make_settings(vault={"key": fresh()}))
        with pytest.raises(vault.VaultLocked, match=r"not the one that opens data key [0-9a-f]{16} \(it was"):
            await vault.check()

    async def test_a_key_file_that_others_can_read_is_refused(
        self, sqlite_places: Places, sqlite_database: Settings
    ) -> None:
        await vault.seal(sqlite_places[0], LETTER, PLAIN)
        (sqlite_database.data.path / "vault.key").chmod(0o640)
        vault.configure(sqlite_database)
        with pytest.raises(vault.VaultLocked, match="chmod 600"):
            await vault.check()

    @pytest.mark.parametrize("text", ["kort", base64.b64encode(b"x" * 31).decode(), "æøå"])
    async def test_a_key_that_is_none_is_refused_without_being_printed(
        self, sqlite_places: Places, make_settings: Callable[..., Settings], text: str
    ) -> None:
        vault.configure(make_settings(vault={"key": text}))
        with pytest.raises(vault.VaultLocked) as caught:
            await vault.seal(sqlite_places[0], LETTER, PLAIN)
        assert text not in str(caught.value)

    async def test_an_empty_key_file_is_refused(self, sqlite_places: Places, tmp_path: Path) -> None:
        file = tmp_path / "data" / "vault.key"
        file.touch(0o600)
        with pytest.raises(vault.VaultLocked, match="no key in"):
            await vault.seal(sqlite_places[0], LETTER, PLAIN)


class TestOuterKeys:
    """Another outer key takes over."""

    async def test_a_key_from_the_settings_needs_no_file(
        self, sqlite_places: Places, make_settings: Callable[..., Settings], tmp_path: Path
    ) -> None:
        vault.configure(make_settings(vault={"key": fresh()}))
        sealed = await vault.seal(sqlite_places[0], LETTER, PLAIN)
        assert await vault.unseal(sqlite_places[0], LETTER, sealed) == PLAIN
        assert not (tmp_path / "data" / "vault.key").exists()

    async def test_rewrapping_gives_the_data_keys_to_the_new_outer_key(
        self, places: Places, make_settings: Callable[..., Settings]
    ) -> None:
        old, new = fresh(), fresh()
        vault.configure(make_settings(vault={"key": old}))
        sealed = await vault.seal(places[0], LETTER, PLAIN)
        vault.configure(make_settings(vault={"key": new, "old_keys": [old]}))
        await vault.check()
        assert await keys.rewrap() == 1
        assert await keys.rewrap() == 0
        vault.configure(make_settings(vault={"key": new}))
        await vault.check()
        assert await vault.unseal(places[0], LETTER, sealed) == PLAIN

    async def test_a_running_server_reads_the_file_again_when_another_process_changed_it(
        self, sqlite_places: Places, sqlite_database: Settings
    ) -> None:
        await vault.seal(sqlite_places[0], LETTER, PLAIN)
        file = sqlite_database.data.path / "vault.key"
        outer.put_first(file)
        sealed = await vault.seal(sqlite_places[1], LETTER, PLAIN)
        assert (await DataKey.get(municipality_id=sqlite_places[1])).outer == keys.outer_name()
        assert await vault.unseal(sqlite_places[1], LETTER, sealed) == PLAIN


async def test_a_municipality_with_sealed_letters_is_not_deleted_from_under_them(places: Places) -> None:
    await vault.seal(places[0], LETTER, PLAIN)
    with pytest.raises(IntegrityError):
        await Municipality.filter(id=places[0]).delete()


def fresh() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
