"""One debug capture of a room: a bounded pcap file (`core.pcap`), and who is behind its addresses."""

from __future__ import annotations

import contextlib
import ipaddress
import os

from rtc.core import pcap
from rtc.core.rtp import Buffer

MAX_OCTETS = 64 * 1024 * 1024


class Capture:
    """Ends after `until` (seconds of the worker's clock) or MAX_OCTETS, whichever comes first.

    The file must not exist yet and is readable by its owner only; beside it, PATH.hosts names the invented
    addresses (hosts(5): `tshark -r PATH -H PATH.hosts -N n`). Raises OSError.
    """

    def __init__(self, path: str, until: float) -> None:
        self.until = until
        self.over = False
        self._path = path
        self._left = MAX_OCTETS
        self._names = {pcap.SERVER: "server"}
        self._addresses: dict[str, int] = {}
        self._file = open(_private(path), "wb", buffering=64 * 1024)  # noqa: SIM115 - closed by `end`
        self._write(pcap.file_header())

    def received(self, peer: str, data: Buffer, size: int, now: float, *, rtcp: bool = False) -> None:
        """A plain packet of a publisher, or RTCP of anybody."""
        record = pcap.rtcp_record if rtcp else pcap.rtp_record
        self._write(record(self._address(pcap.FIRST_PEER, peer), pcap.SERVER, data, size, now))

    def told(self, peer: str, data: bytes, now: float) -> None:
        """RTCP that was sent to a participant."""
        target = self._address(pcap.FIRST_PEER, peer)
        self._write(pcap.rtcp_record(pcap.SERVER, target, data, len(data), now))

    def resent(self, peer: str, packet: bytes, now: float) -> None:
        """An RTP packet for one viewer alone."""
        target = self._address(pcap.FIRST_PEER, peer)
        self._write(pcap.rtp_record(pcap.SERVER, target, packet, len(packet), now))

    def forwarded(self, mid: str, key: int, data: Buffer, size: int, now: float) -> None:
        """An RTP packet as all viewers of a slot's branch are sent it."""
        target = self._address(pcap.FIRST_BRANCH, f"viewers-of-{mid}-{key}")
        self._write(pcap.rtp_record(pcap.SERVER, target, data, size, now))

    def end(self) -> None:
        """Close the file; ending twice changes nothing."""
        if self.over:
            return
        self.over = True
        with contextlib.suppress(OSError):
            self._file.close()
            lines = (f"{ipaddress.IPv4Address(number)} {name}\n" for number, name in self._names.items())
            with open(_private(f"{self._path}.hosts"), "w") as hosts:
                hosts.writelines(lines)

    def _address(self, first: int, name: str) -> int:
        if name not in self._addresses:
            self._addresses[name] = number = first + len(self._addresses)
            self._names[number] = name
        return self._addresses[name]

    def _write(self, record: bytes) -> None:
        self._left -= len(record)
        if self.over or self._left < 0:
            self.end()
            return
        try:
            self._file.write(record)
        except OSError:
            self.end()


def _private(path: str) -> int:
    """A new file that only its owner reads."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
