"""Writing invented letters into the open database, batch by batch, each batch whole or not at all."""

import datetime as dt
from collections.abc import Callable

from tortoise.models import Model

from forum.letterbox.models import Letter
from forum.scale import rows
from forum.scale.letters.people import Writers, writers
from forum.scale.letters.plan import Amount, Planned, batch_of, batches, first_key
from forum.scale.letters.rows import MODELS, case_of, rows_of
from hub import db, vault

Progress = Callable[[int, int], None]


async def fill(amount: Amount, now: dt.datetime, progress: Progress | None = None) -> None:
    """Write what is missing of so many letters; `progress(letters written, letters in all)`.

    Functions and people of the demonstration are there, and the vault is configured. Interrupted, it goes on
    when called again with the same amount.
    """
    who = await writers(amount, now)
    for batch in range(batches(amount)):
        if not await Letter.filter(public_id=first_key(amount, batch)).exists():
            await _write(batch_of(amount, batch, now), who)
        if progress is not None:
            progress(min((batch + 1) * amount.batch, amount.letters), amount.letters)
    await rows.continue_numbers(*MODELS)


async def _write(planned: list[Planned], who: Writers) -> None:
    async with db.transaction():
        seals = {place: await vault.sealer(place) for place in who.ways}
        first = {model: await rows.next_id(model) for model in MODELS}
        found: dict[type[Model], list[rows.Row]] = {model: [] for model in MODELS}
        for plan in planned:
            numbers = {model: first[model] + len(found[model]) for model in MODELS}
            for model, added in rows_of(case_of(plan, who, seals), numbers).items():
                found[model] += added
        for model in MODELS:
            if found[model]:
                await rows.write(model, found[model])
