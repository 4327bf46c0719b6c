"""A viewer that offers itself, as a WHEP player does: which slot each of its m-lines gets, and its answer.

Payload types are then the player's choice, so its packets differ from those of other viewers in one byte.
Viewers that the server offers to live in `describe`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rtc.core.codecs.formats import FORMATS, best_of
from rtc.core.describe import (
    OPUS_FORMAT,
    VIDEO_CODECS,
    VIEWER_FEEDBACK,
    Local,
    feedback_lines,
    joined,
    refused_lines,
    session_lines,
    transport_lines,
)
from rtc.core.description import Codec, Description, Media
from rtc.core.malformed import Malformed
from rtc.core.slots import SlotName

Types = dict[int, dict[int, int]]


@dataclass(slots=True, frozen=True)
class Shown:
    """What one m-line of a player receives, and under which payload type."""

    media: Media
    slot: SlotName
    codecs: tuple[Codec, ...]


def choose(
    offer: Description, slots: Iterable[SlotName], codecs: Sequence[str] = VIDEO_CODECS
) -> list[Shown]:
    """The slots of a room in their order, to the m-lines that want to receive in theirs.

    Raises Malformed when nothing fits or when what fits is not bundled on one transport.
    """
    free = list(slots)
    shown = []
    for media in offer.media:
        slot = next((slot for slot in free if slot.kind == media.kind), None)
        named = ("opus",) if media.kind == "audio" else codecs
        taken = tuple(codec for name in named if (codec := best_of(media, (name,))))
        if slot and taken and media.direction in ("recvonly", "sendrecv"):
            free.remove(slot)
            shown.append(Shown(media, slot, taken))
    if not shown:
        raise Malformed("nothing in common")
    if len(offer.media) > 1 and not all(one.media.mid in offer.bundle for one in shown):
        raise Malformed("m-lines must be bundled")
    return shown


def answer(offer: Description, shown: list[Shown], local: Local, session: int) -> str:
    """The sendonly answer; m-lines that get no slot are refused with port 0."""
    by_mid = {one.media.mid: one for one in shown}
    lines = session_lines(local, session, [media.mid for media in offer.media if media.mid in by_mid])
    for media in offer.media:
        lines += _sending(by_mid[media.mid], local) if media.mid in by_mid else refused_lines(media)
    return joined(lines)


def _sending(one: Shown, local: Local) -> list[str]:
    slot, numbers = one.slot, [codec.payload_type for codec in one.codecs]
    lines = [
        f"m={slot.kind} 9 {one.media.protocol} {' '.join(str(number) for number in numbers)}",
        *transport_lines(local, "passive"),
        f"a=mid:{one.media.mid}",
        "a=sendonly",
        f"a=msid:{slot.stream} {slot.mid}",
        f"a=ssrc:{slot.ssrc} cname:{slot.stream}",
        f"a=ssrc:{slot.ssrc} msid:{slot.stream} {slot.mid}",
    ]
    if slot.kind == "audio":
        return [*lines, f"a=rtpmap:{numbers[0]} opus/48000/2", f"a=fmtp:{numbers[0]} {OPUS_FORMAT}"]
    for codec in one.codecs:
        number, known = codec.payload_type, FORMATS[codec.name]
        feedback = [value for value in VIEWER_FEEDBACK if value in codec.feedback]
        lines += [f"a=rtpmap:{number} {known.label}/90000", *feedback_lines(number, feedback)]
        lines += [f"a=fmtp:{number} {known.parameters}"] if known.parameters else []
    return lines


def payload_types(shown: Iterable[Shown]) -> Types:
    """SSRC of the slot -> our payload type -> the player's; what is missing is not to be sent to it."""
    return {
        one.slot.ssrc: {FORMATS[codec.name].payload_type: codec.payload_type for codec in one.codecs}
        for one in shown
    }


def relabelled(packets: Iterable[bytes], types: Types) -> list[bytes]:
    """RTP packets of slots under a player's own payload types, without those it does not receive."""
    named = ((one, types.get(int.from_bytes(one[8:12]), {}).get(one[1] & 0x7F)) for one in packets)
    return [
        packet[:1] + bytes((packet[1] & 0x80 | number,)) + packet[2:]
        for packet, number in named
        if number is not None
    ]
