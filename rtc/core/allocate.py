"""Which layer of each picture a viewer is sent, out of what its link carries. Pure.

All that could be sent is put in one order of steps, the most needed first: every picture in its least form
(screens, then the speaker, then the others), then screens better, then the speaker, then the others in
rounds. A budget buys a beginning of this list and nothing out of turn, so more budget never takes anything
away, and "how much" is one number that is easily kept from flapping. Sound is no step: it is taken from the
budget before anything is bought.

Within a picture temporal layers go before spatial ones on the way down. The lowest rate of pictures a second
is only used in the smallest size: elsewhere it looks like a fault, and the next smaller size costs as little.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal, NamedTuple

SCREEN, SPEAKER, OTHER = 0, 1, 2
RISE = 1.2
LEAST_SHARE = 0.5
ENOUGH = 0.8
EXTRA = 1.05

Limit = Literal["full", "low", "lowest", "sound"]


class Layer(NamedTuple):
    """What arrives of a picture: up to temporal layer `temporal` of encoding `rid` costs `bps` in all."""

    rid: str
    temporal: int
    bps: int
    width: int
    height: int


class Choice(NamedTuple):
    """An encoding and the highest temporal layer of it."""

    rid: str
    temporal: int


class Want(NamedTuple):
    """A picture that may be sent. `height` in pixels of the screen: 0 is not shown, None not known."""

    mid: str
    rank: int
    layers: tuple[Layer, ...]
    height: int | None = None


Choices = dict[str, Choice | None]


class Ladder:
    """The steps for one set of wants and one limit; the same for all viewers who want the same."""

    def __init__(self, wants: Sequence[Want], limit: Limit = "full") -> None:
        self._mids = [want.mid for want in wants if want.layers or want.height == 0 or limit == "sound"]
        paths = [(want.rank, want.mid, path) for want in wants if (path := _path(want, limit))]
        paths.sort(key=lambda one: one[:2])
        self.steps, costs = _ordered(paths)
        self.totals = [0]
        for cost in costs:
            self.totals.append(self.totals[-1] + cost)
        self._firsts = len(paths)
        self._lowest = {mid: path[0].rid for _, mid, path in paths}
        self._choices: dict[int, Choices] = {}

    def is_like(self, other: Ladder) -> bool:
        """Whether the same step of both means the same for every picture."""
        return self.steps == other.steps and self._mids == other._mids

    @property
    def full(self) -> int:
        """The number of steps when everything wanted is sent."""
        return len(self.steps)

    def reach(self, budget: float) -> int:
        """How many steps a budget (bits per second, without the sound) buys.

        The most important picture stays in its least form down to half of what that costs: better a poor
        picture than none, as the estimate may be as wrong as that.
        """
        bought = bisect_right(self.totals, budget) - 1
        if bought <= 0 < self.full and budget >= self.totals[1] * LEAST_SHARE:
            return 1
        return max(0, bought)

    def settle(self, budget: float, before: int | None) -> int:
        """As `reach`, but a step up needs room to spare, so that a trembling budget changes nothing."""
        most = self.reach(budget)
        if before is None:
            return most
        return min(most, max(before, self.reach(budget / RISE)))

    def choices(self, steps: int) -> Choices:
        """What is sent of every want after so many steps; None is no picture.

        A want of which nothing has arrived yet is not in it: there is nothing to choose from.
        """
        if steps not in self._choices:
            chosen: Choices = dict.fromkeys(self._mids)
            for mid, choice in self.steps[:steps]:
                chosen[mid] = choice
            self._choices[steps] = chosen
        return self._choices[steps]

    def level(self, steps: int) -> Limit:
        """What the viewer gets by its bandwidth, in a word."""
        if steps >= self.full:
            return "full"
        if steps == 0:
            return "sound"
        shown = self.choices(steps)
        lowest = all(shown[mid] is None or choice_rid(shown[mid]) == rid for mid, rid in self._lowest.items())
        return "lowest" if lowest or steps < self._firsts else "low"


def choice_rid(choice: Choice | None) -> str | None:
    """The encoding of a choice."""
    return None if choice is None else choice.rid


def _path(want: Want, limit: Limit) -> list[Layer]:
    """The layers of one want from least to most, as far as its tile and the limit let it."""
    if want.height == 0 or limit == "sound" or not want.layers:
        return []
    sizes = _sizes(want.layers)
    if limit == "lowest":
        sizes = sizes[:1]
    elif limit == "low" and len(sizes) > 1:
        sizes = sizes[:-1]
    if want.height is not None:
        sizes = _up_to(sizes, want.height)
    path: list[Layer] = []
    for size in sizes:
        for layer in size if size is sizes[0] or len(size) == 1 else size[1:]:
            while path and path[-1].bps >= layer.bps:
                path.pop()  # the better one costs no more
            path.append(layer)
    return path


def _sizes(layers: tuple[Layer, ...]) -> list[list[Layer]]:
    """The layers by encoding, small to large; each by temporal layer."""
    by_rid: dict[str, list[Layer]] = {}
    for layer in sorted(layers, key=lambda layer: layer.temporal):
        by_rid.setdefault(layer.rid, []).append(layer)
    return sorted(by_rid.values(), key=lambda size: (size[-1].height, size[-1].bps))


def _up_to(sizes: list[list[Layer]], height: int) -> list[list[Layer]]:
    """Without the encodings that are larger than the smallest one that fills the tile."""
    for count, size in enumerate(sizes, 1):
        if size[-1].height >= height * ENOUGH:
            return sizes[:count]
    return sizes


def _ordered(paths: list[tuple[int, str, list[Layer]]]) -> tuple[list[tuple[str, Choice]], list[int]]:
    """All steps in the order they are bought, and what each adds."""
    rounds: list[tuple[int, int, int, int, str]] = []
    for place, (rank, mid, path) in enumerate(paths):
        for number in range(len(path)):
            group = (0, 0) if number == 0 else (1 + rank, place if rank < OTHER else number)
            rounds.append((*group, place, number, mid))
    steps, costs = [], []
    for _, _, place, number, mid in sorted(rounds):
        path = paths[place][2]
        layer = path[number]
        steps.append((mid, Choice(layer.rid, layer.temporal)))
        before = path[number - 1].bps if number else 0
        costs.append(int((layer.bps - before) * EXTRA))
    return steps, costs
