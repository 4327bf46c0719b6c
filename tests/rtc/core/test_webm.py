"""Files are read back by libavformat, which shares nothing with what wrote them."""

import io

import av
import pytest

from rtc.core.webm import ENCODER_DELAY, HEAD_SIZE, HOLD_MS, OPUS_HEAD, File, Track

SOUND = Track(1, "microphone", "A_OPUS", OPUS_HEAD)
PICTURE = Track(2, "camera", "V_VP8", width=320, height=180)
SILENCE, DELTA = b"\xf8\xff\xfe", b"\x11\2\0".ljust(300, b"\0")
KEY = bytes.fromhex("100200" + "9d012a" + "4001b400").ljust(300, b"\0")


DELAY_MS = round(1000 * ENCODER_DELAY / 48000 + 0.01)


def written(packet: av.Packet) -> int:
    """When a frame is shown, as it was written: of sound players take the encoder's delay off."""
    return int(packet.pts or 0) + (DELAY_MS if packet.stream.type == "audio" else 0)


def of(*tracks: Track) -> File:
    file = File()
    file.tracks = {track.number: track for track in tracks}
    return file


def read(data: bytes) -> list[tuple[int, int, bool]]:
    """(track, milliseconds, key frame) of everything in a file, in the order it stands there."""
    with av.open(io.BytesIO(data)) as container:
        packets = container.demux()
        return [
            (one.stream.index + 1, written(one), one.is_keyframe) for one in packets if one.pts is not None
        ]


def add(file: File, track: int, at: int, key: bool) -> bytes:
    data = SILENCE if track == 1 else KEY if key else DELTA
    return file.add(track, at, data, key_frame=key)


def whole(file: File, *frames: tuple[int, int, bool]) -> bytes:
    head = file.head()
    body = b"".join(add(file, track, at, key) for track, at, key in frames)
    tail, final = file.finish()
    assert len(head) == len(final) == HEAD_SIZE
    return final + body + tail


def minute() -> list[tuple[int, int, bool]]:
    sound = [(1, at, True) for at in range(0, 60_000, 20)]
    picture = [(2, at, at % 5000 == 0) for at in range(0, 60_000, 50)]
    return sorted(sound + picture, key=lambda one: one[1])


def test_frames_come_back_with_their_times() -> None:
    data = whole(of(SOUND, PICTURE), *minute())
    assert sorted(read(data)) == sorted(minute())
    with av.open(io.BytesIO(data)) as container:
        assert container.duration == 59_980_000
        assert [(s.type, s.codec_context.name) for s in container.streams] == [
            ("audio", "opus"),
            ("video", "vp8"),
        ]
        assert (container.streams.video[0].width, container.streams.video[0].height) == (320, 180)


def test_player_can_jump_to_a_key_frame() -> None:
    with av.open(io.BytesIO(whole(of(SOUND, PICTURE), *minute()))) as container:
        container.seek(32_000_000)
        first = next(one for one in container.demux(video=0))
    assert (first.pts, first.is_keyframe) == (30_000, True)


def test_tracks_that_run_apart_are_laid_in_order() -> None:
    late = sorted(minute(), key=lambda one: one[1] + (HOLD_MS - 100 if one[0] == 1 else 0))
    times = [at for _, at, _ in read(whole(of(SOUND, PICTURE), *late))]
    assert times == sorted(times)


def test_an_hour_of_silence_is_a_jump() -> None:
    data = whole(of(SOUND), (1, 0, True), (1, 3_600_000, True), (1, 3_600_020, True))
    assert [at for _, at, _ in read(data)] == [0, 3_600_000, 3_600_020]


@pytest.mark.parametrize("cut", [1, 100, 5000, 20_000])
def test_file_cut_short_by_a_crash_plays_up_to_its_last_cluster(cut: int) -> None:
    file = of(SOUND, PICTURE)
    body = b"".join(add(file, track, at, key) for track, at, key in minute())
    found = read((file.head() + body)[:-cut])
    assert max(at for _, at, _ in found) > 60_000 - 3 * HOLD_MS - cut // 5
    assert set(found) <= set(minute())


def test_track_that_comes_later_is_in_the_next_head() -> None:
    file = of(SOUND)
    body = b"".join(file.add(1, at, b"\xf8\xff\xfe", key_frame=True) for at in range(0, 5000, 20))
    file.tracks[2] = PICTURE
    body += file.add(2, 5000, KEY, key_frame=True)
    tail, head = file.finish()
    assert read(head + body + tail)[-1] == (2, 5000, True)


def test_h264_makes_it_matroska() -> None:
    h264 = Track(2, "camera", "V_MPEG4/ISO/AVC", b"\1" * 10, 320, 180)
    assert b"webm" in of(PICTURE).head()[:80]
    assert b"matroska" in of(h264).head()[:80]


def test_track_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="head"):
        of(Track(2, "camera", "V_AV1", bytes(2000), 1, 1)).head()


def test_what_is_forgotten_is_not_written() -> None:
    file = of(SOUND)
    file.add(1, 0, b"secret", key_frame=True)
    file.forget()
    tail, head = file.finish()
    assert b"secret" not in head + tail
