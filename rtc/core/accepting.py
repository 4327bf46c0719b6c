"""What is taken of a publisher's offer, and the answer that says so (RFC 8829).

Offers to viewers live in `describe`, which also has the lines that all descriptions are made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rtc.core import twcc
from rtc.core.codecs import dependency
from rtc.core.codecs.formats import FORMATS, best_of
from rtc.core.describe import (
    OPUS_FORMAT,
    VIDEO_CODECS,
    Local,
    feedback_lines,
    joined,
    refused_lines,
    session_lines,
    sound_lines,
    transport_lines,
)
from rtc.core.description import Codec, Description, Media
from rtc.core.malformed import Malformed

MID_URI = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID_URI = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_URI = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
LEVEL_URI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
PUBLISHER_FEEDBACK = ("nack", "nack pli", "ccm fir")
SAVING_OPUS_FORMAT = f"{OPUS_FORMAT};usedtx=1"


@dataclass(slots=True, frozen=True)
class Rates:
    """Bits per second told to a publishing browser: where to start and the ceiling."""

    start: int
    ceiling: int


@dataclass(slots=True, frozen=True)
class Accepted:
    """What the answer took from one m-line of a publisher's offer."""

    source: str
    media: Media
    codec: Codec
    level_extension: int
    mid_extension: int
    transport_extension: int = 0
    """Of the transport-wide sequence number; 0 when the publisher cannot be told each arrival."""
    red: int | None = None
    """Its payload type for redundant sound."""
    rids: tuple[str, ...] = ("",)
    """Of its encodings, lowest first; "" when there is only one."""
    rid_extension: int = 0
    repaired_extension: int = 0
    repair_type: int = 0
    """The payload type of its retransmissions; 0 when it has none."""
    descriptor_extension: int = 0
    """Of the dependency descriptor; 0 when its packets do not tell their layers."""


def accept(
    offer: Description, sources: dict[str, str], codecs: Sequence[str] = VIDEO_CODECS
) -> list[Accepted]:
    """Choose codec and extensions for each m-line named in `sources` (mid -> source); for pictures the first
    of `codecs` that is offered.

    Raises Malformed when a named m-line is missing, does not send, or offers no codec in common.
    """
    by_mid = {media.mid: media for media in offer.media}
    if len(set(sources.values())) != len(sources):
        raise Malformed("a source is named twice")
    accepted = []
    for mid, source in sources.items():
        media = by_mid.get(mid)
        if media is None or media.direction not in ("sendonly", "sendrecv"):
            raise Malformed("a named m-line does not send")
        codec = best_of(media, ("opus",) if source == "microphone" else codecs)
        if codec is None or media.kind != ("audio" if source == "microphone" else "video"):
            raise Malformed("no codec in common")
        extensions = media.extensions
        red = media.codec("red") if source == "microphone" else None
        accepted.append(
            Accepted(
                source,
                media,
                codec,
                extensions.get(LEVEL_URI, 0),
                extensions.get(MID_URI, 0),
                extensions.get(twcc.URI, 0) if twcc.FEEDBACK in codec.feedback else 0,
                red.payload_type if red else None,
                _encodings(media, extensions),
                extensions.get(RID_URI, 0),
                extensions.get(REPAIRED_URI, 0),
                repair.payload_type if (repair := media.repair_of(codec)) else 0,
                extensions.get(dependency.URI, 0) if codec.name == "av1" else 0,
            )
        )
    return accepted


def _encodings(media: Media, extensions: dict[str, int]) -> tuple[str, ...]:
    """The layers of simulcast that can be told apart: by RID, or by the SSRCs an older browser names."""
    if len(media.rids) > 1 and RID_URI in extensions:
        return tuple(media.rids)
    if len(media.layers) > 1:
        return tuple(str(number) for number in range(len(media.layers)))
    return ("",)


def publisher_answer(
    offer: Description, accepted: list[Accepted], local: Local, session: int, rates: dict[str, Rates]
) -> str:
    """The recvonly answer; m-lines that were not accepted are refused with port 0."""
    taken = {one.media.mid: one for one in accepted}
    mids = [media.mid for media in offer.media if media.mid in taken]
    mixed = offer.extensions_mixed and any(one.descriptor_extension for one in accepted)
    lines = session_lines(local, session, mids, mixed=mixed)
    for media in offer.media:
        if media.mid in taken:
            lines += _receiving(taken[media.mid], local, rates)
        else:
            lines += refused_lines(media)
    return joined(lines)


def _receiving(one: Accepted, local: Local, rates: dict[str, Rates]) -> list[str]:
    number, video = one.codec.payload_type, one.media.kind == "video"
    preferred = f"{number}" if one.red is None else f"{one.red} {number}"
    repairs = one.repair_type if video else 0
    preferred += f" {repairs}" if repairs else ""
    lines = [f"m={one.media.kind} 9 {one.media.protocol} {preferred}"]
    if video:
        lines += [f"b=AS:{rates[one.source].ceiling // 1000}", f"b=TIAS:{rates[one.source].ceiling}"]
    lines += [*transport_lines(local, "passive"), f"a=mid:{one.media.mid}", "a=recvonly"]
    if one.mid_extension:
        lines.append(f"a=extmap:{one.mid_extension} {MID_URI}")
    if one.transport_extension:
        lines.append(f"a=extmap:{one.transport_extension} {twcc.URI}")
    if one.level_extension and not video:
        lines.append(f"a=extmap:{one.level_extension} {LEVEL_URI}")
    feedback = _publisher_feedback(one)
    if not video:
        lines += feedback_lines(number, [value for value in feedback if value == twcc.FEEDBACK])
        return [*lines, *sound_lines(number, one.red, SAVING_OPUS_FORMAT)]
    lines.append(f"a=rtpmap:{number} {FORMATS[one.codec.name].label}/90000")
    lines += feedback_lines(number, feedback)
    parameters = [f"{name}={value}" for name, value in one.codec.parameters.items()]
    parameters.append(f"x-google-start-bitrate={rates[one.source].start // 1000}")
    lines.append(f"a=fmtp:{number} {';'.join(parameters)}")
    if one.descriptor_extension:
        lines.append(f"a=extmap:{one.descriptor_extension} {dependency.URI}")
    if repairs:
        lines += [f"a=rtpmap:{repairs} rtx/90000", f"a=fmtp:{repairs} apt={number}"]
    return lines + _simulcast(one)


def _simulcast(one: Accepted) -> list[str]:
    """All layers are taken (RFC 8853 section 5.3); which of them come is the browser's choice."""
    lines = [
        f"a=extmap:{number} {uri}"
        for number, uri in ((one.rid_extension, RID_URI), (one.repaired_extension, REPAIRED_URI))
        if number
    ]
    if not one.media.rids or one.rids != tuple(one.media.rids):
        return lines
    lines += [f"a=rid:{rid} recv" for rid in one.rids]
    return [*lines, f"a=simulcast:recv {';'.join(one.rids)}"]


def _publisher_feedback(one: Accepted) -> list[str]:
    """Transport-wide feedback, and REMB only without it: a browser that is given both obeys the lower."""
    wanted = (*PUBLISHER_FEEDBACK, twcc.FEEDBACK if one.transport_extension else "goog-remb")
    return [value for value in wanted if value in one.codec.feedback]
