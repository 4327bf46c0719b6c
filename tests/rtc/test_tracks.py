"""The test picture moves, the tone goes on without a break, and both say when each part belongs."""

import math

from rtc.tracks import Picture, Tone


async def test_no_two_frames_of_the_picture_are_alike_and_each_has_its_time() -> None:
    picture = Picture((64, 36), 1000)
    frames = [await picture.recv() for _ in range(3)]
    assert [(frame.width, frame.height, frame.pts, frame.time_base.denominator) for frame in frames] == [
        (64, 36, pts, 90000) for pts in (0, 90, 180)
    ]
    assert len({bytes(frame.planes[0]) for frame in frames}) == 3


async def test_tone_of_440_hertz_goes_on_from_frame_to_frame() -> None:
    tone = Tone()
    frames = [await tone.recv() for _ in range(2)]
    assert [(frame.samples, frame.sample_rate, frame.pts) for frame in frames] == [
        (960, 48000, 0),
        (960, 48000, 960),
    ]
    heard = memoryview(b"".join(bytes(frame.planes[0])[:1920] for frame in frames)).cast("h")
    assert max(heard) > 10_000
    for place in range(1920):
        assert abs(heard[place] - 11_000 * math.sin(math.tau * 440 * place / 48000)) <= 1
