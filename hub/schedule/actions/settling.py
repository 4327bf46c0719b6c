"""The partnership's weights: set anew, never changed, so that there is a history."""

import math

import msgspec

from hub import audit, clock
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import BadInput
from hub.matching.wire import Weights
from hub.schedule.models import WeightSet
from hub.schedule.rules import demand as demanded
from hub.schedule.wire import REASON_LONGEST, WEIGHTS_HIGHEST
from hub.sessions.wire import line


async def set_weights(actor: Actor, weights: Weights, reason: str) -> None:
    """What is weighed and how from now on. BadInput names the weight that cannot be used."""
    said = line(reason, "reason", REASON_LONGEST)
    check_weights(weights)
    async with deed(actor, "set", "weights"):
        demanded(actor, "set", "weights")
        row = await WeightSet.create(
            weights=msgspec.to_builtins(weights),
            reason=said,
            made_by_id=actor.person_id,
            made_at=clock.now(),
        )
        await audit.write(actor, "set", "weights", row.id)


def check_weights(weights: Weights) -> None:
    """BadInput for the first weight that cannot be used."""
    for name, value in msgspec.structs.asdict(weights).items():
        if not math.isfinite(value) or not 0 <= value <= WEIGHTS_HIGHEST:
            raise BadInput(
                "bad_weight",
                name,
                f"Vægten skal være et tal fra 0 til {WEIGHTS_HIGHEST}.",
                f"The weight must be a number from 0 to {WEIGHTS_HIGHEST}.",
            )
