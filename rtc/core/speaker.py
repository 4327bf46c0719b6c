"""Who is speaking, judged by the audio levels browsers put beside each packet (RFC 6464).

Levels are dB below overload: 0 is loudest, 127 digital silence. Time within a voice is counted by its RTP
timestamps, so that jitter, loss and DTX (a packet each 400 ms in silence) neither make nor hide speech.
Who gets a slot for speaking is decided in `selection`.
"""

from __future__ import annotations

from collections import deque

QUIETEST_VOICE, LOUDEST_FLOOR = 50.0, 47.0
ABOVE_FLOOR, FLOOR_RISE = 9.0, 3.0
BRIDGE, CREDIT, WINDOW = 0.1, 0.02, 0.6
SPEECH = 0.29
PAUSE_SECONDS, SILENCE_SECONDS, SETTLED_SECONDS = 0.3, 2.0, 0.4
STEP_DECIBEL, SMOOTHING = 6.0, 0.1
CLOCK_RATE, LARGEST_STEP = 48000, 10.0


class Voice:
    """One microphone: its background noise, its loudness while speaking, and when it was last heard."""

    def __init__(self) -> None:
        self.loudness = 0.0
        self._active_at: float | None = None
        self._floor = 0.0
        self._timestamp: int | None = None
        self._clock = self._active_clock = 0.0
        self._credits: deque[tuple[float, float]] = deque()
        self._credit = 0.0

    def heard(self, level: int, timestamp: int, now: float) -> None:
        """A packet's level and RTP timestamp; one that comes late is passed over."""
        step = self._advance(timestamp)
        if step < 0:
            return
        self._floor = max(level, self._floor - FLOOR_RISE * step, LOUDEST_FLOOR)
        if level <= min(QUIETEST_VOICE, self._floor - ABOVE_FLOOR):
            self._active(127.0 - level, now)

    def speech(self, now: float) -> float:
        """Seconds of speech in its last WINDOW; short breaks between syllables count, a pause ends it."""
        return self._credit if self.quiet_for(now) <= PAUSE_SECONDS else 0.0

    def quiet_for(self, now: float) -> float:
        """Seconds since the last sound above the background; for ever before the first."""
        return float("inf") if self._active_at is None else now - self._active_at

    def _advance(self, timestamp: int) -> float:
        """Seconds since the packet before, negative for a late one; another source is a step of WINDOW."""
        elapsed = 0.0
        if self._timestamp is not None:
            distance = (timestamp - self._timestamp + 0x80000000 & 0xFFFFFFFF) - 0x80000000
            elapsed = distance / CLOCK_RATE
            if abs(elapsed) > LARGEST_STEP:
                elapsed = WINDOW
        if elapsed >= 0:
            self._timestamp = timestamp
            self._clock += elapsed
        return elapsed

    def _active(self, loudness: float, now: float) -> None:
        gap = self._clock - self._active_clock
        credit = gap if 0 < gap <= BRIDGE else CREDIT
        self._active_at, self._active_clock = now, self._clock
        self.loudness += SMOOTHING * (loudness - self.loudness) if self.loudness else loudness
        self._credits.append((self._clock, credit))
        self._credit += credit
        while self._clock - self._credits[0][0] > WINDOW:
            self._credit -= self._credits.popleft()[1]


class Speakers:
    """The voices of a room, and the one who has the floor: it takes speech, not a cough, to get it."""

    def __init__(self) -> None:
        self.voices: dict[str, Voice] = {}
        self.current: str | None = None
        self.spoke_at: dict[str, float] = {}
        self._changed_at = 0.0

    def heard(self, peer: str, level: int, timestamp: int, now: float) -> Voice:
        """A packet's level in -dBov, 0 (loudest) to 127, and its RTP timestamp; returns the peer's voice."""
        voice = self.voices.get(peer)
        if voice is None:
            voice = self.voices[peer] = Voice()
        voice.heard(level, timestamp, now)
        return voice

    def forget(self, peer: str) -> None:
        """The peer's microphone is gone."""
        self.voices.pop(peer, None)
        self.spoke_at.pop(peer, None)

    def changed(self, now: float) -> bool:
        """Look again; True when `current` is somebody else (or nobody) now."""
        before = self.current
        if before not in self.voices or now - self._changed_at >= SETTLED_SECONDS:
            self.current = self._floor(now)
        if self.current is not None:
            self.spoke_at[self.current] = now
        if before == self.current:
            return False
        self._changed_at = now
        return True

    def _floor(self, now: float) -> str | None:
        """Who has the floor: whoever has it keeps it against all but a much louder voice until a pause."""
        current = self.voices.get(self.current or "")
        speaking = [peer for peer, voice in self.voices.items() if voice.speech(now) >= SPEECH]
        loudest = max(speaking, key=lambda peer: self.voices[peer].loudness, default=None)
        if current is None or current.quiet_for(now) > SILENCE_SECONDS:
            return loudest
        if loudest is None:
            return self.current
        holds = current.quiet_for(now) <= PAUSE_SECONDS
        if holds and self.voices[loudest].loudness < current.loudness + STEP_DECIBEL:
            return self.current
        return loudest
