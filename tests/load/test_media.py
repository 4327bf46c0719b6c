"""What the media benchmark counts: dumps, the sample, a whole small run."""

import random
import struct
from pathlib import Path

import pytest

from load import dump, media
from load.headless import Checker, HeadlessViewer


def rtp(sequence: int, payload: bytes, *, kind: int = dump.AUDIO, first: int = 0x80) -> bytes:
    return struct.pack("!BBHII", first, kind, sequence, 0, 7) + payload


def test_dump_is_read_as_it_was_written(tmp_path: Path) -> None:
    packets = [dump.Packet(0.0, rtp(1, b"a")), dump.Packet(0.02, rtp(2, b"bc"))]
    dump.write(tmp_path / "d", packets)
    assert dump.read(tmp_path / "d") == packets


def test_file_of_another_kind_is_told(tmp_path: Path) -> None:
    (tmp_path / "d").write_bytes(b"RIFF\n" + bytes(64))
    with pytest.raises(ValueError, match="not an rtpdump"):
        dump.read(tmp_path / "d")


def test_second_round_goes_on_where_the_first_ended() -> None:
    frames = [rtp(n, bytes((0x90, 0x80, 0x80, n, 1)), kind=dump.VIDEO | 0x80) for n in range(2)]
    loop = dump.Loop([dump.Packet(n / 30, frame) for n, frame in enumerate(frames)])
    *_, again = [loop.next() for _ in range(4)]
    sequence, timestamp = struct.unpack_from("!HI", again.data, 2)
    assert (sequence, again.data[15], timestamp) == (3, 3, 6000)
    assert again.at == pytest.approx(0.1)


def test_round_that_is_cut_short_leaves_no_gap() -> None:
    loop = dump.Loop([dump.Packet(n / 30, rtp(n, b"sound")) for n in range(9)])
    loop.next()
    loop.restart()
    after = loop.next()
    assert (int.from_bytes(after.data[2:4]), after.at) == (1, pytest.approx(1 / 30))


def test_content_is_what_no_forwarder_changes() -> None:
    """Descriptor, extension and padding are left out."""
    plain = rtp(1, bytes((0x90, 0x80, 0x80, 9)) + b"frame", kind=dump.VIDEO)
    extended = rtp(1, bytes.fromhex("bede0001") + b"1234" + plain[12:], kind=dump.VIDEO, first=0x90)
    padded = rtp(9, bytes((0x90, 0x80, 0x85, 77)) + b"frame\0\0\3", kind=dump.VIDEO, first=0xA0)
    assert {dump.content(one) for one in (plain, extended, padded)} == {b"frame"}


@pytest.mark.parametrize("earlier", [(), (b"old",), (b"older", b"old")])
def test_content_of_redundant_sound_is_its_newest_frame(earlier: tuple[bytes, ...]) -> None:
    heads = b"".join(bytes((0x80 | dump.AUDIO, 0, 0, len(one))) for one in earlier)
    assert (
        dump.content(rtp(1, heads + bytes([dump.AUDIO]) + b"".join(earlier) + b"new", kind=dump.RED))
        == b"new"
    )


def test_sample_tells_lost_repeated_and_strange_packets() -> None:
    checker = Checker(frozenset({hash(b"known")}))
    for sequence in (65534, 65535, 0, 0, 3):
        checker.take(rtp(sequence, b"known"))
    checker.take(rtp(4, b"invented"))
    assert (checker.lost, checker.repeated, checker.strange) == (2, 1, 1)


def test_a_viewer_reports_as_often_as_a_browser() -> None:
    """4.33 times a second on the picture, every five seconds on the sound."""
    sent = []

    class Watching(HeadlessViewer):
        def _send_report(self, kind: int) -> None:
            sent.append(kind)

    viewer = Watching(0, None, None)  # type: ignore[arg-type]
    chance = random.Random(1)
    for turn in range(60 * 20):
        viewer.report(100 + turn / 20, chance)
    assert sent.count(dump.VIDEO) == pytest.approx(60 * 4.33, rel=0.05)
    assert sent.count(dump.AUDIO) == pytest.approx(60 / 5, abs=3)


def test_small_run_forwards_everything_to_everybody() -> None:
    result = media.measure(media.Wanted(5, 1.0, 1, "", 0, None, floor=False))
    sample = result["sample"]
    assert result["joined"] == 5
    assert result["packets"] > 5 * 100
    assert sample["sample_packets"] > sample["sample"] * 100
    assert (sample["lost"], sample["strange"], sample["undecrypted"], result["failed"]) == (0, 0, 0, 0)
