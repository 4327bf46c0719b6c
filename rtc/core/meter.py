"""Bits per second of one encoding by layer (spatial * 8 + temporal), over the last whole half second."""

WINDOW = 0.5
LAYERS = 32


class Meter:
    """Constant work per packet; `rates` are those of the last window that ended."""

    def __init__(self) -> None:
        self._octets = [0] * LAYERS
        self._since: float | None = None
        self._rates = [0.0] * LAYERS

    def add(self, layer: int, size: int, now: float) -> None:
        """Count a packet of `size` bytes."""
        if self._since is None or now - self._since >= WINDOW:
            self._turn(now)
        self._octets[layer] += size

    def rates(self, now: float) -> list[float]:
        """Bits per second of each layer by itself, zeros when nothing comes any more."""
        if self._since is not None and now - self._since >= 2 * WINDOW:
            return [0.0] * LAYERS
        return list(self._rates)

    def _turn(self, now: float) -> None:
        if self._since is not None:
            elapsed = now - self._since
            self._rates = [octets * 8 / elapsed for octets in self._octets]
        self._octets = [0] * LAYERS
        self._since = now
