"""Where the bars of the ledger's plot stand, in the units of its picture. Pure; the template draws."""

import msgspec

from hub.ledger.wire import Balance

ZERO, HALF = 248, 110
TOP, STEP = 30, 33
HOURS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)


class Bar(msgspec.Struct, frozen=True):
    """One municipality: `x` and `width` of the bar, `y` of its top and `text` of its words."""

    name: str
    minutes: int
    x: float
    width: float
    y: int
    text: int


class Plot(msgspec.Struct, frozen=True):
    """The bars and how many hours the dashed lines stand for; `bottom` is where they end."""

    bars: tuple[Bar, ...]
    hours: int
    bottom: int


def plot_of(rows: tuple[Balance, ...]) -> Plot:
    """A bar to the right for who gave more, to the left for who received more."""
    most = max((abs(row.surplus) for row in rows), default=0)
    hours = next((step for step in HOURS if 60 * step >= most), -(-most // 60))
    bars = tuple(_bar(row, place, 60 * hours) for place, row in enumerate(rows))
    return Plot(bars, hours, TOP + STEP * len(rows))


def _bar(row: Balance, place: int, most: int) -> Bar:
    width = round(HALF * abs(row.surplus) / most, 1)
    x = ZERO if row.surplus >= 0 else round(ZERO - width, 1)
    y = TOP + STEP * place
    return Bar(row.name, row.surplus, x, width, y, y + 18)
