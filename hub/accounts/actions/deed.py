"""One deed: a transaction whose refusal is recorded after it was rolled back."""

import contextlib
from collections.abc import AsyncIterator

from hub import audit, db
from hub.actor import Actor
from hub.errors import Told


@contextlib.asynccontextmanager
async def deed(actor: Actor, verb: str, noun: str, object_id: int | str = "new") -> AsyncIterator[None]:
    """A transaction for `verb` on `noun`. What is told to the person instead is written to the log."""
    try:
        async with db.transaction():
            yield
    except Told as told:
        await audit.refused(actor, verb, noun, str(object_id)[:40], told.code)
        raise
