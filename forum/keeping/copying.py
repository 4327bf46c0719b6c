"""A copy of everything of one's own: asked for, made as a job, sealed on disk, gone after a week."""

import secrets
from pathlib import Path

from config.settings import Settings
from forum.keeping import archive, collect
from forum.keeping.models import PersonalCopy
from forum.keeping.retention import COPY_LASTS
from hub import clock, jobs, vault
from hub.accounts.models import Person
from hub.actor import Actor
from hub.errors import Missing

_settings: Settings | None = None


def configure(settings: Settings) -> None:
    """Say where copies lie."""
    global _settings
    _settings = settings


async def order(person_id: int) -> str:
    """A new copy, in the open transaction; one that was asked for before is replaced. Its public id."""
    for old in await PersonalCopy.filter(person_id=person_id):
        await drop(old)
    row = await PersonalCopy.create(
        public_id=secrets.token_urlsafe(16), person_id=person_id, asked_at=clock.now()
    )
    await jobs.add("personal_copy", {"copy": row.id}, clock.now(), f"copy:{row.public_id}")
    return row.public_id


@jobs.handler("personal_copy")
async def _make(payload: jobs.Payload) -> None:
    row = await PersonalCopy.get_or_none(id=payload["copy"])
    if row is None or row.ready_at is not None:
        return
    person = await Person.get(id=row.person_id).prefetch_related("roles")

    async def tell(done: int, total: int) -> None:
        await PersonalCopy.filter(id=row.id).update(done=done, total=total)

    everything = await collect.everything(person, tell)
    data = archive.zipped(everything, person.language)
    sealed = await vault.seal(_home(person), _about(row), data)
    file = _file(row)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.write_bytes(sealed)
    now = clock.now()
    ready = {"ready_at": now, "expires_at": now + COPY_LASTS, "size": len(data)}
    if not await PersonalCopy.filter(id=row.id).update(**ready):
        file.unlink()


async def fetch(actor: Actor, public_id: str) -> bytes:
    """The zip. Missing for others', for one not ready and one too old."""
    row = await PersonalCopy.get_or_none(public_id=public_id[:22], person_id=actor.person_id)
    if row is None or row.expires_at is None or row.expires_at <= clock.now() or not _file(row).exists():
        raise Missing
    person = await Person.get(id=row.person_id)
    return await vault.unseal(_home(person), _about(row), _file(row).read_bytes())


async def drop(row: PersonalCopy) -> None:
    """The copy and its file."""
    _file(row).unlink(missing_ok=True)
    await row.delete()


def _home(person: Person) -> int:
    if person.municipality_id is None:
        raise Missing
    return person.municipality_id


def _about(row: PersonalCopy) -> str:
    return f"copy:{row.public_id}"


def _file(row: PersonalCopy) -> Path:
    return settings().data.path / "copies" / row.public_id


def settings() -> Settings:
    """What the installation was started with."""
    if _settings is None:
        raise RuntimeError("forum.keeping is not configured")
    return _settings
