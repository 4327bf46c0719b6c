"""What goes in and out of the ledger: the correction, and frozen views. Minutes are whole; no tables."""

import datetime as dt

import msgspec

from hub.ledger.periods import Period

REASON_LONGEST = 300
MOST_MINUTES = 24 * 60


class CorrectionForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an entry should have said, and why."""

    minutes: int
    reason: str


class Balance(msgspec.Struct, frozen=True):
    """One municipality in a period; `surplus` is given less received, above zero for who gave more."""

    municipality_id: int
    name: str
    given: int
    received: int

    @property
    def surplus(self) -> int:
        """Minutes given and not got back."""
        return self.given - self.received


class Balances(msgspec.Struct, frozen=True):
    """All municipalities that take part, most given first. The surpluses add up to zero."""

    period: Period
    rows: tuple[Balance, ...]
    own: int | None

    @property
    def total(self) -> int:
        """Minutes given by all, which is what all received."""
        return sum(row.given for row in self.rows)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One entry as a statement shows it. `given`: seen from the statement's municipality.

    `stands` is what the entry comes to with its corrections; None on a correction itself.
    """

    id: int
    held_on: dt.date
    given: bool
    other: str
    title: str
    person: str
    competence: str
    agreement: bool
    minutes: int
    kind: str
    corrects: int | None
    stands: int | None
    reason: str
    made_by: str
    can_correct: bool


class Pair(msgspec.Struct, frozen=True):
    """What a statement's municipality exchanged with one other, by agreement (its competence) or without."""

    other: str
    agreement: str
    covered: bool
    given: int
    received: int

    @property
    def surplus(self) -> int:
        """Minutes given and not got back."""
        return self.given - self.received


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """One municipality's account of a period: what stood before, what happened, what stands after."""

    period: Period
    municipality_id: int
    municipality: str
    opening: int
    given: int
    received: int
    pairs: tuple[Pair, ...]
    lines: tuple[Line, ...]

    @property
    def closing(self) -> int:
        """The surplus after the period."""
        return self.opening + self.given - self.received
