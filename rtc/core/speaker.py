"""Who is speaking, judged by the audio levels browsers put beside each packet (RFC 6464)."""

LOUD = 45.0
SILENCE_SECONDS, STEP_DECIBEL, SMOOTHING = 2.0, 6.0, 0.1


class Speakers:
    """Smoothed loudness per peer, 0 (silent) to 127; changes its mind only for somebody clearly louder."""

    def __init__(self) -> None:
        self._levels: dict[str, float] = {}
        self._heard: dict[str, float] = {}
        self.current: str | None = None

    def heard(self, peer: str, level: int, now: float) -> None:
        """A packet's level in -dBov, 0 (loudest) to 127."""
        before = self._levels.get(peer, 0.0)
        self._levels[peer] = smooth = before + SMOOTHING * (127 - level - before)
        if smooth > 127 - LOUD:
            self._heard[peer] = now

    def forget(self, peer: str) -> None:
        """The peer's microphone is gone."""
        self._levels.pop(peer, None)
        self._heard.pop(peer, None)

    def changed(self, now: float) -> bool:
        """Look again; True when `current` is somebody else (or nobody) now."""
        speaking = [peer for peer, at in self._heard.items() if now - at < SILENCE_SECONDS]
        loudest = max(speaking, key=lambda peer: self._levels[peer], default=None)
        if loudest is not None and self.current in speaking and loudest != self.current:
            active = now - self._heard[self.current] < SILENCE_SECONDS / 4
            if active and self._levels[loudest] < self._levels[self.current] + STEP_DECIBEL:
                return False
        before, self.current = self.current, loudest
        return before != loudest
