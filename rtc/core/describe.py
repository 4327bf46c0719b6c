"""Writing session descriptions: the offer every viewer gets, and the lines that all descriptions are made of
(RFC 8829). The server is ICE-lite and always the DTLS server.

Answers to publishers live in `accepting`, those to players in `player`; reading is done in `sdp`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rtc.core import xr
from rtc.core.codecs import dependency
from rtc.core.codecs.formats import FORMATS, Format
from rtc.core.description import Media
from rtc.core.slots import OPUS, RED, SlotName
from rtc.core.stamps import DESCRIPTOR_EXTENSION, STAMP_EXTENSION, STAMP_URI

VIEWER_FEEDBACK = ("nack", "nack pli", "ccm fir", "goog-remb", xr.OFFERED)
OPUS_FORMAT = "minptime=10;useinbandfec=1"
VIDEO_CODECS = ("vp8",)


@dataclass(slots=True, frozen=True)
class Local:
    """The server's end of one connection; `addresses` are (IP, port) that a browser may reach."""

    ufrag: str
    password: str
    fingerprint: str
    addresses: tuple[tuple[str, int], ...]
    version: int = 1
    """Of the description (RFC 3264 section 8)."""


def viewer_offer(
    slots: Iterable[SlotName], local: Local, session: int, codecs: Sequence[str] = VIDEO_CODECS
) -> str:
    """The offer with all slots as sendonly m-lines; needs no further candidates and no renegotiation.

    A picture's slot may change between any of `codecs`, as its sources do.
    """
    slots, formats = list(slots), [FORMATS[name] for name in codecs]
    numbers = " ".join(f"{one.payload_type} {one.repair_type}" for one in formats)
    lines = session_lines(local, session, [slot.mid for slot in slots], mixed="av1" in codecs)
    for slot in slots:
        audio = slot.kind == "audio"
        lines += [
            f"m={slot.kind} 9 UDP/TLS/RTP/SAVPF {f'{OPUS} {RED}' if audio else numbers}",
            *transport_lines(local, "actpass"),
            f"a=mid:{slot.mid}",
            "a=sendonly",
            *([] if audio else _picture_extensions(codecs)),
            f"a=msid:{slot.stream} {slot.mid}",
            *(sound_lines(OPUS, RED, OPUS_FORMAT) if audio else _picture_lines(slot, formats)),
            *_ssrc_lines(slot, slot.ssrc),
            *([] if audio else _ssrc_lines(slot, slot.repair_ssrc)),
        ]
    return joined(lines)


def _ssrc_lines(slot: SlotName, ssrc: int) -> list[str]:
    """The first SSRC named is the one Chromium takes for the stream itself."""
    return [f"a=ssrc:{ssrc} cname:{slot.stream}", f"a=ssrc:{ssrc} msid:{slot.stream} {slot.mid}"]


def _picture_extensions(codecs: Sequence[str]) -> list[str]:
    lines = [f"a=extmap:{STAMP_EXTENSION} {STAMP_URI}"]
    return [*lines, f"a=extmap:{DESCRIPTOR_EXTENSION} {dependency.URI}"] if "av1" in codecs else lines


def _picture_lines(slot: SlotName, formats: list[Format]) -> list[str]:
    lines = []
    for one in formats:
        number, repairs = one.payload_type, one.repair_type
        lines += [f"a=rtpmap:{number} {one.label}/90000", *feedback_lines(number, VIEWER_FEEDBACK)]
        lines += [f"a=fmtp:{number} {one.parameters}"] if one.parameters else []
        lines += [f"a=rtpmap:{repairs} rtx/90000", f"a=fmtp:{repairs} apt={number}"]
    return [
        *lines,
        f"a=ssrc-group:FID {slot.ssrc} {slot.repair_ssrc}",
    ]


def sound_lines(opus: int, red: int | None, parameters: str) -> list[str]:
    """Opus with NACK (browsers that can, ask within their playout delay), and RED around it (RFC 2198)."""
    lines = [f"a=rtpmap:{opus} opus/48000/2", f"a=fmtp:{opus} {parameters}", f"a=rtcp-fb:{opus} nack"]
    return lines if red is None else [*lines, f"a=rtpmap:{red} red/48000/2", f"a=fmtp:{red} {opus}/{opus}"]


def refused_lines(media: Media) -> list[str]:
    """An m-line of the offer that is not used."""
    return [
        f"m={media.kind} 0 {media.protocol} {media.formats[0]}",
        "c=IN IP4 0.0.0.0",
        f"a=mid:{media.mid}",
        "a=inactive",
    ]


def session_lines(local: Local, session: int, mids: list[str], *, mixed: bool = False) -> list[str]:
    """`mixed`: header extensions of both forms may come (RFC 8285 section 6), as long ones need."""
    return [
        "v=0",
        f"o=- {session} {local.version} IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        f"a=group:BUNDLE {' '.join(mids)}",
        "a=ice-lite",
        *(["a=extmap-allow-mixed"] if mixed else []),
        "a=msid-semantic: WMS *",
    ]


def transport_lines(local: Local, setup: str) -> list[str]:
    return [
        "c=IN IP4 0.0.0.0",
        "a=rtcp:9 IN IP4 0.0.0.0",
        *candidate_lines(local.addresses),
        f"a=ice-ufrag:{local.ufrag}",
        f"a=ice-pwd:{local.password}",
        f"a=fingerprint:sha-256 {local.fingerprint}",
        f"a=setup:{setup}",
        "a=rtcp-mux",
        "a=rtcp-rsize",
    ]


def candidate_lines(addresses: tuple[tuple[str, int], ...]) -> list[str]:
    """Host candidates, the first address preferred (priorities: RFC 8445 section 5.1.2)."""
    lines = [
        f"a=candidate:{i + 1} 1 udp {126 << 24 | (65535 - i) << 8 | 255} {host} {port} typ host"
        for i, (host, port) in enumerate(addresses)
    ]
    return [*lines, "a=end-of-candidates"]


def feedback_lines(payload_type: int, values: Iterable[str]) -> list[str]:
    return [f"a=rtcp-fb:{payload_type} {value}" for value in values]


def joined(lines: list[str]) -> str:
    return "\r\n".join(lines) + "\r\n"
