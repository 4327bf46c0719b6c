"""Picture numbers of a stream that leaves frames out: those sent are counted without gaps (RFC 7741)."""

from __future__ import annotations

from copy import copy

REMEMBERED = 64


class Numbers:
    """Source numbers to outgoing ones. Each source frame is decided once; late packets find its number.

    Numbers that never came are held free for late frames. `last` is extended; only its low bits are sent. It
    belongs to the source's `value`.
    """

    def __init__(self, last: int) -> None:
        self.last = last
        self._source = 0
        self.value: int | None = None
        self._known: dict[int, int] = {}

    def split(self) -> Numbers:
        """A copy that goes its own way."""
        other = copy(self)
        other._known = dict(self._known)
        return other

    def start(self, value: int) -> None:
        """The next frame is `value` of another source; it gets the next number."""
        self._source = value + 0x1FFFF
        self.value = None
        self._known.clear()

    def kept(self, value: int, mask: int) -> int:
        """The outgoing number of a frame that is sent; `mask` is where the source's numbers wrap."""
        if value == self.value:
            return self.last
        source = self._extended(value, mask)
        if source > self._source:
            self.last += self._hold_free(source)
            self.value = value
            self._known[source] = self.last
            return self.last
        return self._known.get(source, self.last + source - self._source)

    def left_out(self, value: int, mask: int) -> None:
        """A frame that is not sent takes no number."""
        source = self._extended(value, mask)
        if source > self._source:
            self.last += self._hold_free(source) - 1
            self.value = None

    def holds(self, value: int, mask: int = 0x7FFF) -> bool:
        """Whether a late frame has a number: it was kept, or held free."""
        return self._extended(value, mask) in self._known

    def _extended(self, value: int, mask: int) -> int:
        half = (mask + 1) // 2
        return self._source + ((value - self._source + half) & mask) - half

    def _hold_free(self, source: int) -> int:
        """Move on to a newer source number; returns how far."""
        distance = source - self._source
        for back in range(1, min(distance, REMEMBERED)):
            self._known[source - back] = self.last + distance - back
        if len(self._known) > 2 * REMEMBERED:
            self._known = {key: out for key, out in self._known.items() if key > source - REMEMBERED}
        self._source = source
        return distance
