"""The attributes of a session description (`a=name:value`): for each a function that reads its value.

Whatever is wrong raises Malformed; what may be written back into an answer is a checked token. The lines they
stand in are read by `sdp`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from rtc.core.description import Codec, Media, Transport
from rtc.core.malformed import Malformed

MAX_PER_MEDIA, MAX_RIDS, MAX_FINGERPRINTS = 256, 4, 16
DIGESTS = {"sha-256": 32, "sha-384": 48, "sha-512": 64}

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`{|}~-]{1,64}")
_RID = re.compile(r"[A-Za-z0-9_-]{1,32}")
_ICE = re.compile(r"[A-Za-z0-9+/]{4,256}")
_HEX = re.compile(r"[0-9A-F]{2}(:[0-9A-F]{2})*")

Attributes = Mapping[str, Callable[[Media, str], None]]


def _set_ufrag(transport: Transport, value: str) -> None:
    transport.ufrag = read_match(_ICE, value)


def _set_password(transport: Transport, value: str) -> None:
    transport.password = read_match(_ICE, value)


def _set_setup(transport: Transport, value: str) -> None:
    if value not in ("active", "passive", "actpass"):
        raise Malformed("setup")
    transport.setup = value


def _set_fingerprint(transport: Transport, value: str) -> None:
    """RFC 8122: there may be several, of several certificates and digests. Digests we do not trust are passed
    over, so that another line can stand for them."""
    digest, _, hexadecimal = value.partition(" ")
    digest, hexadecimal = digest.lower(), hexadecimal.strip().upper()
    if digest not in DIGESTS:
        return
    if len(hexadecimal) != 3 * DIGESTS[digest] - 1 or not _HEX.fullmatch(hexadecimal):
        raise Malformed("fingerprint")
    others = frozenset() if transport.inherited else transport.fingerprints
    if len(others) >= MAX_FINGERPRINTS:
        raise Malformed("too many fingerprints")
    transport.fingerprints, transport.inherited = others | {(digest, hexadecimal)}, False


def _set_mid(media: Media, value: str) -> None:
    media.mid = read_token(value)


def _add_rtpmap(media: Media, value: str) -> None:
    number, _, mapping = value.partition(" ")
    parts = mapping.strip().split("/")
    payload_type = read_number(number, 127)
    if not 2 <= len(parts) <= 3 or len(media.codecs) >= MAX_PER_MEDIA:
        raise Malformed("rtpmap")
    channels = read_number(parts[2], 255) if len(parts) == 3 else 1
    name = read_token(parts[0]).lower()
    media.codecs[payload_type] = Codec(payload_type, name, read_number(parts[1], 10**6), channels)


def _add_feedback(media: Media, value: str) -> None:
    number, _, feedback = value.partition(" ")
    for codec in media.codecs.values():
        if number in ("*", str(codec.payload_type)) and len(codec.feedback) < MAX_PER_MEDIA:
            codec.feedback.append(feedback.strip())


def _add_extension(media: Media, value: str) -> None:
    parts = value.split()
    if len(parts) < 2 or len(media.extensions) >= MAX_PER_MEDIA:
        raise Malformed("extmap")
    number = read_number(parts[0].partition("/")[0], 4351)
    if number <= 255:  # those above only say that there are more than fit (RFC 8285 section 5)
        media.extensions[parts[1]] = number


def _add_ssrc(media: Media, value: str) -> None:
    ssrc = read_number(value.partition(" ")[0], 0xFFFFFFFF)
    if ssrc not in media.ssrcs and len(media.ssrcs) < 16:
        media.ssrcs.append(ssrc)


def _add_group(media: Media, value: str) -> None:
    """`FID primary repair` (RFC 5576 section 4.2), `SIM lowest .. highest`."""
    parts = value.split()
    if parts[:1] == ["FID"] and len(parts) == 3 and len(media.repairs) < 16:
        media.repairs[read_number(parts[1], 0xFFFFFFFF)] = read_number(parts[2], 0xFFFFFFFF)
    elif parts[:1] == ["SIM"] and 2 <= len(parts) <= 1 + MAX_RIDS:
        media.layers = [read_number(part, 0xFFFFFFFF) for part in parts[1:]]


def _add_parameters(media: Media, value: str) -> None:
    """fmtp; parameters that are no `name=token` are passed over, as some codecs write free text."""
    number, _, text = value.partition(" ")
    codec = media.codecs.get(read_number(number, 127))
    for part in text.split(";") if codec is not None else ():
        name, _, setting = (piece.strip() for piece in part.partition("="))
        known = codec is not None and len(codec.parameters) < 32
        if known and codec and _TOKEN.fullmatch(name) and _TOKEN.fullmatch(setting):
            codec.parameters[name.lower()] = setting


def _add_rid(media: Media, value: str) -> None:
    """`rid send ...` (RFC 8851); what is only received does not matter here."""
    parts = value.split()
    if len(parts) < 2 or not _RID.fullmatch(parts[0]):
        raise Malformed("rid")
    if parts[1] == "send" and len(media.offered_rids) < MAX_RIDS:
        media.offered_rids.append(parts[0])


def _set_simulcast(media: Media, value: str) -> None:
    """`send q;h;~f` (RFC 8853): of alternatives the first, whether it begins paused or not."""
    parts = value.split()
    if len(parts) not in (2, 4):
        raise Malformed("simulcast")
    for direction, streams in zip(parts[::2], parts[1::2], strict=True):
        if direction == "send":
            rids = [stream.split(",")[0].removeprefix("~") for stream in streams.split(";")]
            media.simulcast = [read_match(_RID, rid) for rid in dict.fromkeys(rids[:MAX_RIDS])]


TRANSPORT: dict[str, Callable[[Transport, str], None]] = {
    "ice-ufrag": _set_ufrag,
    "ice-pwd": _set_password,
    "fingerprint": _set_fingerprint,
    "setup": _set_setup,
}
OF_MEDIA: Attributes = {
    "mid": _set_mid,
    "rtpmap": _add_rtpmap,
    "rtcp-fb": _add_feedback,
    "extmap": _add_extension,
    "ssrc": _add_ssrc,
    "ssrc-group": _add_group,
    "fmtp": _add_parameters,
    "rid": _add_rid,
    "simulcast": _set_simulcast,
}
OF_VIEWERS: Attributes = {"mid": _set_mid, "rtpmap": _add_rtpmap}
"""Those that tell what a viewer took of our own offer."""


def ice_chars(value: str) -> str:
    """A user fragment or password (RFC 8839 section 5.4). Raises Malformed."""
    return read_match(_ICE, value)


def read_token(value: str) -> str:
    """A word that may be written back. Raises Malformed."""
    return read_match(_TOKEN, value)


def read_match(pattern: re.Pattern[str], value: str) -> str:
    """The value, when it is wholly of a pattern. Raises Malformed."""
    if not pattern.fullmatch(value):
        raise Malformed("token")
    return value


def read_number(value: str, largest: int) -> int:
    """A number from 0 to `largest`. Raises Malformed."""
    if not (value.isascii() and value.isdigit() and len(value) <= 10) or int(value) > largest:
        raise Malformed("number")
    return int(value)
