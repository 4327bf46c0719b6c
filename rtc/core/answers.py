"""Reading what viewers answer to our own offer. Other descriptions are read by `sdp`.

Of each m-line only what a viewer is known by is read: mid, direction and names of codecs. The rest repeats
our offer. And all but a few lines is the same for everybody with the same browser, so it is read once for
them: a room that fills is hundreds of answers in a few seconds.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from rtc.core.attributes import OF_VIEWERS, TRANSPORT
from rtc.core.description import Description, Media, Transport
from rtc.core.malformed import Malformed
from rtc.core.sdp import MAX_MEDIA, MAX_TEXT, check_mids, read

LONGEST_KEPT = 4096

_OWN = re.compile(r"\n(?:a=(?:ice-ufrag|ice-pwd|fingerprint|setup|candidate):|c=)[^\n]*")
_OF_TRANSPORT = re.compile(r"\na=(ice-ufrag|ice-pwd|fingerprint|setup):([^\n]*)")


def parse(text: str) -> Description:
    """As `sdp.parse`, but of each m-line only mid, direction and codecs, which are not to be changed: others
    share them. Raises Malformed."""
    if len(text) > MAX_TEXT:
        raise Malformed("description too long")
    begin, *sections = text.replace("\r\n", "\n").split("\nm=")
    if len(sections) > MAX_MEDIA:
        raise Malformed("too many m-lines")
    description, session = Description(), Transport()
    read(description, session, begin.split("\n"), OF_VIEWERS)
    description.media += [_media(section, session) for section in sections]
    check_mids(description)
    return description


def _media(section: str, session: Transport) -> Media:
    """One m-line: what is the viewer's own, and the rest as it was read before."""
    shared = _OWN.sub("", section)
    media = _kept(shared) if len(shared) <= LONGEST_KEPT else _read(shared)
    transport = session.within()
    for name, value in _OF_TRANSPORT.findall(section):
        TRANSPORT[name](transport, value)
    return replace(media, transport=transport)


def _read(section: str) -> Media:
    description = Description()
    read(description, Transport(), ["v=0", *f"m={section}".split("\n")], OF_VIEWERS)
    return description.media[0]


_kept = lru_cache(maxsize=256)(_read)
