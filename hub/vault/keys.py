"""The data keys of municipalities, made at first use; sealing and unsealing with them."""

import secrets
from collections.abc import Callable

from config.settings import Settings
from hub import clock
from hub.vault import envelope, outer
from hub.vault.envelope import Unreadable
from hub.vault.models import DataKey
from hub.vault.outer import OuterKeys, VaultLocked

_settings: Settings | None = None
_outer: OuterKeys | None = None
_opened: dict[str, bytes] = {}
"""Data keys by name. A name is never used twice, so none of it grows stale."""


def configure(settings: Settings) -> None:
    """Say where the outer key is. It is read when it is first needed, or by `check`."""
    global _settings, _outer
    _settings, _outer = settings, None
    _opened.clear()


async def check() -> None:
    """Raise VaultLocked, in plain words, unless every data key in the database can be opened."""
    rows = await DataKey.all()
    if not rows:
        return
    if _reread() is None:
        raise VaultLocked(
            f"The letters are sealed and the outer key is missing. Put it back: {_where()}. "
            "Without it nobody can read them, and we do not make another."
        )
    for row in rows:
        try:
            _unwrapped(row)
        except Unreadable:
            raise VaultLocked(
                f"The outer key is not the one that opens data key {row.name} "
                f"(it was wrapped by {row.outer}). Put the right one back: {_where()}."
            ) from None


async def seal(municipality_id: int, about: str, plain: bytes) -> bytes:
    """`plain` as it may lie in the database; bound to the municipality and to `about`.

    `about` says in ASCII what the bytes are, with public ids: "letter:k3...:message:9f...". Costs one query.
    """
    return (await sealer(municipality_id))(about, plain)


async def sealer(municipality_id: int) -> Callable[[str, bytes], bytes]:
    """`seal` for many things of one municipality: one query now and none for each `(about, plain)`.

    It goes on with the key of now, so it is kept no longer than a transaction lasts.
    """
    row = await _current(municipality_id) or await add(municipality_id, 1)
    key, name = _opened.get(row.name) or _unwrapped(row), bytes.fromhex(row.name)

    def close(about: str, plain: bytes) -> bytes:
        nonce = secrets.token_bytes(envelope.NONCE)
        return envelope.close(key, name, nonce, municipality_id, about, plain)

    return close


async def unseal(municipality_id: int, about: str, sealed: bytes) -> bytes:
    """What was sealed under the same municipality and `about`; else Unreadable. Seldom costs a query."""
    name = envelope.key_name(sealed).hex()
    if name not in _opened:
        for row in await DataKey.all():
            if row.name == name:
                _unwrapped(row)
    if name not in _opened:
        raise Unreadable
    return envelope.open_(_opened[name], municipality_id, about, sealed)


async def add(municipality_id: int, number: int) -> DataKey:
    """The municipality's data key of that number, made if need be; the highest number seals.

    Whoever comes second to the same number takes the first one's key: two writers never make two.
    """
    name, keys = secrets.token_bytes(envelope.NAME).hex(), await _wrapping()
    made = DataKey(
        municipality_id=municipality_id,
        number=number,
        name=name,
        wrapped=keys.wrap(name, municipality_id, secrets.token_bytes(outer.LENGTH)),
        outer=keys.first,
        created_at=clock.now(),
    )
    await DataKey.bulk_create([made], ignore_conflicts=True)
    return await DataKey.get(municipality_id=municipality_id, number=number)


async def rewrap() -> int:
    """Wrap every data key with the first outer key; how many were wrapped by another."""
    keys, done = _reread() or _locked(), 0
    for row in await DataKey.exclude(outer=keys.first):
        plain = _unwrapped(row)
        wrapped = keys.wrap(row.name, row.municipality_id, plain)
        await DataKey.filter(id=row.id).update(wrapped=wrapped, outer=keys.first)
        done += 1
    return done


def outer_name() -> str:
    """What the outer key is called, "" if there is none yet."""
    keys = _reread()
    return keys.first if keys else ""


async def _current(municipality_id: int) -> DataKey | None:
    return await DataKey.filter(municipality_id=municipality_id).order_by("-number").first()


def _unwrapped(row: DataKey) -> bytes:
    keys = _outer or _reread() or _locked()
    if row.outer not in keys:  # another process has put a new outer key into the file
        keys = _reread() or _locked()
    _opened[row.name] = keys.unwrap(row.outer, row.name, row.municipality_id, row.wrapped)
    return _opened[row.name]


async def _wrapping() -> OuterKeys:
    """The outer keys as they are now; a file is made only where nothing was ever sealed."""
    file = outer.file_of(_configured())
    if _reread() is None and file is not None and not await DataKey.exists():
        outer.make_first(file)
    return _reread() or _locked()


def _locked() -> OuterKeys:
    raise VaultLocked(f"There is no outer key: {_where()}")


def _reread() -> OuterKeys | None:
    global _outer
    _outer = outer.find(_configured())
    return _outer


def _configured() -> Settings:
    if _settings is None:
        raise RuntimeError("hub.vault is not configured")
    return _settings


def _where() -> str:
    file = outer.file_of(_configured())
    return str(file) if file else "HUB_VAULT__KEY, or [vault] key"
