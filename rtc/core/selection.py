"""Who gives a slot to whom when more people send than can be shown: the loudest sounds, the pictures of those
who spoke last. Decides only; `stage` holds the slots.

A microphone gets in by three loud packets in a row, because the packets before them are kept and nothing is
lost by a wrong guess; it gives way when it has been quiet. A camera gets in by having the floor, because a
picture that changes too often tires. Pinned peers (hosts) never give way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from rtc.core.speaker import SPEECH, STEP_DECIBEL, Speakers

STARTING = 0.05
QUIET_SECONDS = 1.0
MICROPHONE_HOLD_SECONDS, CAMERA_HOLD_SECONDS = 2.0, 5.0
NEVER = float("-inf")


def wants_microphone(speakers: Speakers, peer: str, now: float) -> bool:
    """Whether a peer without a microphone slot starts to speak."""
    voice = speakers.voices.get(peer)
    return voice is not None and voice.speech(now) >= STARTING


def is_quiet(speakers: Speakers, peer: str, now: float) -> bool:
    """Whether nothing was heard of a peer long enough to do without its sound."""
    return _quiet(speakers, peer, now) >= QUIET_SECONDS


def microphone_to_free(
    speakers: Speakers, since: Mapping[str, float], peer: str, pinned: Set[str], now: float
) -> str | None:
    """The holder (holders with the time they got their slot) who gives way to `peer`: who has been quiet
    longest, else the softest when `peer` speaks much louder; a pinned peer waits for nobody's pause."""
    silence = {holder: _quiet(speakers, holder, now) for holder in since if holder not in pinned}
    if not silence:
        return None
    longest = max(silence, key=lambda holder: silence[holder])
    if silence[longest] >= QUIET_SECONDS or peer in pinned:
        return longest
    settled = [one for one in silence if now - since[one] >= MICROPHONE_HOLD_SECONDS]
    softest = min(settled, key=lambda holder: _loudness(speakers, holder), default=None)
    voice = speakers.voices.get(peer)
    if softest is None or voice is None or voice.speech(now) < SPEECH:
        return None
    return softest if voice.loudness >= _loudness(speakers, softest) + STEP_DECIBEL else None


def camera_to_show(speakers: Speakers, waiting: Iterable[str], pinned: Set[str]) -> str | None:
    """Of those without a camera slot, whose picture comes first: pinned, then who spoke last."""
    return max(waiting, key=lambda peer: (peer in pinned, _spoke(speakers, peer)), default=None)


def camera_to_free(
    speakers: Speakers,
    since: Mapping[str, float],
    peer: str,
    pinned: Set[str],
    idle: Set[str],
    now: float,
) -> str | None:
    """The holder whose picture gives way to that of `peer`: one that is `idle` (shows nothing), else who
    spoke least recently, when that is before `peer` did and the picture has stood for a while. A pinned peer
    waits for neither."""
    free = [one for one in since if one not in pinned]
    at_once = free if peer in pinned else [one for one in free if one in idle]
    if at_once:
        return min(at_once, key=lambda holder: (holder not in idle, _spoke(speakers, holder)))
    settled = [one for one in free if now - since[one] >= CAMERA_HOLD_SECONDS]
    stalest = min(settled, key=lambda holder: _spoke(speakers, holder), default=None)
    if stalest is None or _spoke(speakers, stalest) >= _spoke(speakers, peer):
        return None
    return stalest


def _quiet(speakers: Speakers, peer: str, now: float) -> float:
    voice = speakers.voices.get(peer)
    return float("inf") if voice is None else voice.quiet_for(now)


def _loudness(speakers: Speakers, peer: str) -> float:
    voice = speakers.voices.get(peer)
    return 0.0 if voice is None else voice.loudness


def _spoke(speakers: Speakers, peer: str) -> float:
    return speakers.spoke_at.get(peer, NEVER)
