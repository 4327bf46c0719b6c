"""What if: a question about one demand and one professional, and what a plan made anew says to it."""

import datetime as dt
from enum import StrEnum

import msgspec

from hub.schedule.wire.demands import DemandView, Worker
from hub.schedule.wire.proposals import Reason
from hub.schedule.wire.weights import Compared


class What(StrEnum):
    """What is tried: she could work then as well · she gets it · she is not to have it."""

    available = "available"
    give = "give"
    forbid = "forbid"


class Try(msgspec.Struct, frozen=True, kw_only=True):
    """A question. `starts`, `ends` (wall time) are when she could work, and of no matter to the other two."""

    what: What
    person_id: int
    starts: dt.datetime
    ends: dt.datetime


class WhatIf(msgspec.Struct, frozen=True, kw_only=True):
    """The week planned anew without (`compared.first`) and with (`second`) the change.

    `before`, `after`: who has the demand then. `differences`: what became dearer or cheaper. `against`: what
    she breaks, or why she does not have it all the same; empty where she was not to.
    """

    demand: DemandView
    person: Worker
    before: Worker | None
    after: Worker | None
    differences: tuple[Reason, ...]
    against: tuple[Reason, ...]
    compared: Compared
