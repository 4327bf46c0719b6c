"""Captured traffic of a real Chromium (tests/captures), packet by packet."""

from pathlib import Path
from typing import NamedTuple

from rtc.core import dump, rtp

FOLDER = Path(__file__).parent.parent / "captures"
NAMES = sorted(path.stem for path in FOLDER.glob("*.rtpdump"))


class Packet(NamedTuple):
    """An RTP packet with its arrival in seconds."""

    at: float
    data: bytes
    header: rtp.Header


def packets(name: str) -> list[Packet]:
    """The RTP packets of a dump, in order of arrival, without those that only probe or repeat."""
    read = dump.read((FOLDER / f"{name}.rtpdump").read_bytes())
    media = [Packet(at, data, rtp.parse(data, len(data))) for at, data in read if not rtp.is_rtcp(data[1])]
    return [one for one in media if one.header.end > one.header.start]
