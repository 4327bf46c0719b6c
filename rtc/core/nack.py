"""What the server asks of a publisher: lost packets again (NACK), and a new key frame (PLI).

A browser that views waits about 3 s on a hole before it complains, so holes are found here, upstream.
"""

from rtc.core.rtp import newer

MAX_GAP = 128
BACKWARD_LIMIT = 512
RETRY_AFTER = (0.05, 0.08, 0.12, 0.2)
SOUND_RETRY_AFTER = (0.05, 0.07, 0.08)
KEY_FRAME_EVERY = 0.5


class Gaps:
    """The holes in one incoming stream. Constant work per packet whatever the sequence numbers do.

    A hole is asked for at once and after each pause of `retry_after`; those of sound end where it would come
    too late to be played.
    """

    def __init__(self, retry_after: tuple[float, ...] = RETRY_AFTER) -> None:
        self._retry_after = retry_after
        self._highest: int | None = None
        self._missing: dict[int, tuple[int, float]] = {}
        self.hopeless = False

    def arrived(self, sequence: int, now: float) -> list[int]:
        """Note a packet; returns the numbers that are missing since now and to be asked for at once."""
        if self._highest is None:
            self._highest = sequence
            return []
        distance = newer(sequence, self._highest)
        if distance == 1:
            self._highest = sequence
            return []
        if distance > 0:
            return self._gap(sequence, distance, now)
        if distance < -BACKWARD_LIMIT:
            self._give_up(sequence)
        else:
            self._missing.pop(sequence, None)
        return []

    def passed(self, sequence: int) -> None:
        """Note a packet of a stream nobody is sent: nothing is missed."""
        if self._highest is None or newer(sequence, self._highest) > 0:
            self._highest = sequence
        if self._missing:
            self._missing.clear()

    def awaits(self, sequence: int) -> bool:
        """Whether a repeat of this packet is still of use."""
        return sequence in self._missing

    def due(self, now: float) -> list[int]:
        """The numbers to ask for again; those asked for often enough become hopeless."""
        again = []
        for sequence, (tries, at) in list(self._missing.items()):
            if now < at:
                continue
            if tries >= len(self._retry_after):
                del self._missing[sequence]
                self.hopeless = True
            else:
                self._missing[sequence] = (tries + 1, now + self._retry_after[tries])
                again.append(sequence)
        return again

    def take_hopeless(self) -> bool:
        """Whether something was lost for good since the last call: only a key frame helps."""
        hopeless, self.hopeless = self.hopeless, False
        return hopeless

    def _gap(self, sequence: int, distance: int, now: float) -> list[int]:
        if distance > MAX_GAP or len(self._missing) + distance > MAX_GAP:
            self._give_up(sequence)
            return []
        missing = [sequence - i & 0xFFFF for i in range(distance - 1, 0, -1)]
        for lost in missing:
            self._missing[lost] = (1, now + self._retry_after[0])
        self._highest = sequence
        return missing

    def _give_up(self, sequence: int) -> None:
        self._highest = sequence
        self._missing.clear()
        self.hopeless = True


class KeyFrameAsks:
    """When to send a PLI: the first at once, then at most every half second until a key frame has come."""

    def __init__(self, every: float = KEY_FRAME_EVERY) -> None:
        self._every = every
        self._asked_at: float | None = None
        self._wanted = False
        self._tries = 0

    def ask(self, now: float) -> bool:
        """Somebody needs a key frame; True when a PLI is to be sent now."""
        self._wanted = True
        if self._asked_at is not None and now - self._asked_at < self._every:
            return False
        return self._send(now)

    def arrived(self) -> None:
        """A key frame came: all who asked before are served."""
        self._wanted, self._tries = False, 0

    def due(self, now: float) -> bool:
        """Whether a PLI is to be sent now for an ask that was held back or went unheard."""
        if not self._wanted or self._asked_at is None:
            return False
        pause = self._every * min(1 + self._tries // 4, 6)
        return now - self._asked_at >= pause and self._send(now)

    def _send(self, now: float) -> bool:
        self._asked_at = now
        self._tries += 1
        return True
