"""Reading browsers' session descriptions (RFC 8866, RFC 8829): offers of publishers, answers of viewers.

Own small parser because a browser's text is outside input: whatever is wrong raises Malformed, sizes are
limited, and everything that is later written back into an answer is a checked token. What they say is in
`description`; writing lives in `describe`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from operator import itemgetter

from rtc.core.description import Codec, Description, Media, Transport
from rtc.core.malformed import Malformed

MAX_TEXT, MAX_MEDIA, MAX_PER_MEDIA, MAX_RIDS = 64 * 1024, 64, 256, 4
DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")
DIGESTS = {"sha-256": 32, "sha-384": 48, "sha-512": 64}
MAX_FINGERPRINTS = 16

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`{|}~-]{1,64}")
_PROTOCOL = re.compile(r"[A-Za-z0-9/]{1,32}")
_RID = re.compile(r"[A-Za-z0-9_-]{1,32}")
_ICE = re.compile(r"[A-Za-z0-9+/]{4,256}")
_HEX = re.compile(r"[0-9A-F]{2}(:[0-9A-F]{2})*")


Attributes = Mapping[str, Callable[[Media, str], None]]


def parse(text: str) -> Description:
    """Parse an offer or answer. Raises Malformed."""
    if len(text) > MAX_TEXT:
        raise Malformed("description too long")
    description = Description()
    lines = text.replace("\r\n", "\n").split("\n")
    read(description, Transport(), _formats_first(lines), _MEDIA)
    check_mids(description)
    return description


def read(description: Description, session: Transport, lines: list[str], known: Attributes) -> None:
    """Read lines from the beginning of a description on; of m-lines only the attributes that are `known`.
    Raises Malformed."""
    if lines[0] != "v=0":
        raise Malformed("no session description")
    for line in lines:
        if line.startswith("m="):
            description.media.append(_media(line[2:], session))
            if len(description.media) > MAX_MEDIA:
                raise Malformed("too many m-lines")
        elif line.startswith("o="):
            description.session = _session(line[2:])
        elif line.startswith("a="):
            name, _, value = line[2:].partition(":")
            _attribute(description, session, name, value, known)


def _formats_first(lines: list[str]) -> list[str]:
    """Each m-line's rtpmap lines moved up to it. The order of attributes says nothing, and Firefox writes
    them by the alphabet: what fmtp and rtcp-fb say of a format comes before its name."""
    section, placed = 0, []
    for line in lines:
        begins = line.startswith("m=")
        section += begins
        later = section > 0 and not line.startswith("a=rtpmap:")
        placed.append((section, not begins and later, line))
    return [line for _, _, line in sorted(placed, key=itemgetter(0, 1))]


def _session(value: str) -> str:
    """The sess-id of an origin line, which stays the same for one RTCPeerConnection (RFC 8866, 5.2)."""
    parts = value.split()
    if len(parts) != 6 or len(parts[1]) > 40 or not parts[1].isascii() or not parts[1].isdigit():
        raise Malformed("origin")
    return parts[1]


def _media(value: str, session: Transport) -> Media:
    parts = value.split()
    if len(parts) < 4 or len(parts) > MAX_PER_MEDIA:
        raise Malformed("m-line")
    kind, port, protocol = _token(parts[0]), _number(parts[1], 65535), _match(_PROTOCOL, parts[2])
    return Media(kind, port, protocol, [_token(part) for part in parts[3:]], session.within())


def _attribute(
    description: Description, session: Transport, name: str, value: str, known: Attributes
) -> None:
    media = description.media[-1] if description.media else None
    if name in TRANSPORT:
        TRANSPORT[name](media.transport if media else session, value)
    elif media is None:
        if name == "group" and value.startswith("BUNDLE"):
            description.bundle = [_token(mid) for mid in value.split()[1:]]
        description.extensions_mixed |= name == "extmap-allow-mixed"
    elif name in DIRECTIONS:
        media.direction = name
    elif name in known:
        known[name](media, value)


def _set_ufrag(transport: Transport, value: str) -> None:
    transport.ufrag = _match(_ICE, value)


def _set_password(transport: Transport, value: str) -> None:
    transport.password = _match(_ICE, value)


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
    media.mid = _token(value)


def _add_rtpmap(media: Media, value: str) -> None:
    number, _, mapping = value.partition(" ")
    parts = mapping.strip().split("/")
    payload_type = _number(number, 127)
    if not 2 <= len(parts) <= 3 or len(media.codecs) >= MAX_PER_MEDIA:
        raise Malformed("rtpmap")
    channels = _number(parts[2], 255) if len(parts) == 3 else 1
    name = _token(parts[0]).lower()
    media.codecs[payload_type] = Codec(payload_type, name, _number(parts[1], 10**6), channels)


def _add_feedback(media: Media, value: str) -> None:
    number, _, feedback = value.partition(" ")
    for codec in media.codecs.values():
        if number in ("*", str(codec.payload_type)) and len(codec.feedback) < MAX_PER_MEDIA:
            codec.feedback.append(feedback.strip())


def _add_extension(media: Media, value: str) -> None:
    parts = value.split()
    if len(parts) < 2 or len(media.extensions) >= MAX_PER_MEDIA:
        raise Malformed("extmap")
    number = _number(parts[0].partition("/")[0], 4351)
    if number <= 255:  # those above only say that there are more than fit (RFC 8285 section 5)
        media.extensions[parts[1]] = number


def _add_ssrc(media: Media, value: str) -> None:
    ssrc = _number(value.partition(" ")[0], 0xFFFFFFFF)
    if ssrc not in media.ssrcs and len(media.ssrcs) < 16:
        media.ssrcs.append(ssrc)


def _add_group(media: Media, value: str) -> None:
    """`FID primary repair` (RFC 5576 section 4.2), `SIM lowest .. highest`."""
    parts = value.split()
    if parts[:1] == ["FID"] and len(parts) == 3 and len(media.repairs) < 16:
        media.repairs[_number(parts[1], 0xFFFFFFFF)] = _number(parts[2], 0xFFFFFFFF)
    elif parts[:1] == ["SIM"] and 2 <= len(parts) <= 1 + MAX_RIDS:
        media.layers = [_number(part, 0xFFFFFFFF) for part in parts[1:]]


def _add_parameters(media: Media, value: str) -> None:
    """fmtp; parameters that are no `name=token` are passed over, as some codecs write free text."""
    number, _, text = value.partition(" ")
    codec = media.codecs.get(_number(number, 127))
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
            media.simulcast = [_match(_RID, rid) for rid in dict.fromkeys(rids[:MAX_RIDS])]


TRANSPORT: dict[str, Callable[[Transport, str], None]] = {
    "ice-ufrag": _set_ufrag,
    "ice-pwd": _set_password,
    "fingerprint": _set_fingerprint,
    "setup": _set_setup,
}
_MEDIA: Attributes = {
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


def check_mids(description: Description) -> None:
    """Raises Malformed unless every m-line has a mid of its own."""
    mids = [media.mid for media in description.media]
    if not mids or "" in mids or len(set(mids)) != len(mids):
        raise Malformed("every m-line needs a mid of its own")


def ice_chars(value: str) -> str:
    """A user fragment or password (RFC 8839 section 5.4). Raises Malformed."""
    return _match(_ICE, value)


def _token(value: str) -> str:
    return _match(_TOKEN, value)


def _match(pattern: re.Pattern[str], value: str) -> str:
    if not pattern.fullmatch(value):
        raise Malformed("token")
    return value


def _number(value: str, largest: int) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 10) or int(value) > largest:
        raise Malformed("number")
    return int(value)
