"""A debug capture of a live room, read by tshark; nothing private in it, and bounded."""

import asyncio
import subprocess
from pathlib import Path
from typing import Any

import pytest

from rtc.control import MediaRefused
from rtc.core import pcap
from rtc.io import capture
from rtc.io.capture import Capture

SECONDS = 1


def tshark(path: Path, wanted: str, *fields: str) -> list[list[str]]:
    """The fields of the packets that match; RTP and RTCP are recognised by their ports."""
    command = ["tshark", "-r", str(path), "-d", "udp.port==5004,rtp", "-d", "udp.port==5005,rtcp"]
    command += ["-Y", wanted, "-T", "fields", *(part for field in fields for part in ("-e", field))]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return [line.split("\t") for line in run.stdout.splitlines()]


async def ended(path: Path) -> None:
    """Until the capture is over: then its hosts are named."""
    hosts = path.with_name(path.name + ".hosts")
    async with asyncio.timeout(10):
        while not (hosts.exists() and hosts.read_text()):
            await asyncio.to_thread(hosts.exists)


async def test_capture_of_a_live_room_is_read_as_rtp(studio: Any, tmp_path: Path) -> None:
    await studio.publisher("anna")
    viewer = await studio.viewer("bo")
    await viewer.wait_frames("c0", 2)
    path = tmp_path / "room.pcap"
    await studio.control.capture("r", SECONDS, str(path))
    with pytest.raises(MediaRefused) as busy:
        await studio.control.capture("r", SECONDS, str(tmp_path / "other.pcap"))
    await viewer.ask_key_frame("c0")
    await ended(path)
    hosts = dict(line.split() for line in path.with_name("room.pcap.hosts").read_text().splitlines())
    names = {name: address for address, name in hosts.items()}
    pictures = tshark(path, f"rtp && ip.src=={names['anna']}", "rtp.ssrc", "rtp.p_type", "rtp.payload")
    assert len({ssrc for ssrc, _, _ in pictures}) == 2
    assert {payload for _, _, payload in pictures} <= {"", "<MISSING>"}  # cut off, as tshark says it
    sent = tshark(path, "rtp.ssrc==0x20000", "ip.src", "rtp.seq")
    assert {source for source, _ in sent} == {"10.0.0.1"}
    numbers = [int(number) for _, number in sent]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert tshark(path, f"rtcp.pt==206 && ip.src=={names['bo']}", "rtcp.pt")
    assert tshark(path, "rtcp.pt==201", "rtcp.pt")
    assert tshark(path, "_ws.malformed", "frame.number") == []
    assert busy.value.code == "busy"
    assert path.stat().st_mode & 0o777 == 0o600


async def test_no_file_is_overwritten_and_no_folder_made(studio: Any, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("kept")
    for path in (tmp_path / "there", tmp_path / "no/folder"):
        with pytest.raises(MediaRefused) as refused:
            await studio.control.capture("r", SECONDS, str(path))
        assert refused.value.code == "bad_path"
    assert (tmp_path / "there").read_text() == "kept"


def test_file_stops_growing_at_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture, "MAX_OCTETS", 1000)
    one = Capture(str(tmp_path / "small"), 1e9)
    for number in range(100):
        one.received("anna", b"\x80\x60" + number.to_bytes(2) + bytes(1000), 1004, 0.0)
    assert one.over
    assert (tmp_path / "small").stat().st_size <= 1000
    assert (tmp_path / "small.hosts").read_text() == "10.0.0.1 server\n10.1.0.1 anna\n"
    one.end()


def test_closing_a_room_ends_its_capture(tmp_path: Path) -> None:
    one = Capture(str(tmp_path / "closed"), 1e9)
    one.end()
    assert (tmp_path / "closed").read_bytes() == pcap.file_header()
