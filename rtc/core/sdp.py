"""Reading browsers' session descriptions (RFC 8866, RFC 8829): offers of publishers, answers of viewers.

Own small parser because a browser's text is outside input: whatever is wrong raises Malformed, sizes are
limited, and everything that is later written back into an answer is a checked token. Here lines are told
apart, `attributes` reads what one says; together they make a `description`. Writing lives in `describe`.
"""

from __future__ import annotations

import re
from operator import itemgetter

from rtc.core.attributes import (
    MAX_PER_MEDIA,
    OF_MEDIA,
    TRANSPORT,
    Attributes,
    read_match,
    read_number,
    read_token,
)
from rtc.core.description import Description, Media, Transport
from rtc.core.malformed import Malformed

MAX_TEXT, MAX_MEDIA = 64 * 1024, 64
DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")

_PROTOCOL = re.compile(r"[A-Za-z0-9/]{1,32}")


def parse(text: str) -> Description:
    """Parse an offer or answer. Raises Malformed."""
    if len(text) > MAX_TEXT:
        raise Malformed("description too long")
    description = Description()
    lines = text.replace("\r\n", "\n").split("\n")
    read(description, Transport(), _formats_first(lines), OF_MEDIA)
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
    kind, port, protocol = read_token(parts[0]), read_number(parts[1], 65535), read_match(_PROTOCOL, parts[2])
    return Media(kind, port, protocol, [read_token(part) for part in parts[3:]], session.within())


def _attribute(
    description: Description, session: Transport, name: str, value: str, known: Attributes
) -> None:
    media = description.media[-1] if description.media else None
    if name in TRANSPORT:
        TRANSPORT[name](media.transport if media else session, value)
    elif media is None:
        if name == "group" and value.startswith("BUNDLE"):
            description.bundle = [read_token(mid) for mid in value.split()[1:]]
        description.extensions_mixed |= name == "extmap-allow-mixed"
    elif name in DIRECTIONS:
        media.direction = name
    elif name in known:
        known[name](media, value)


def check_mids(description: Description) -> None:
    """Raises Malformed unless every m-line has a mid of its own."""
    mids = [media.mid for media in description.media]
    if not mids or "" in mids or len(set(mids)) != len(mids):
        raise Malformed("every m-line needs a mid of its own")
