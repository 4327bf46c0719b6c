"""Fuzz target: packets of every codec put together to frames. Nothing may escape, memory is bounded."""

import sys

import atheris

with atheris.instrument_imports(include=["rtc"]):
    from rtc.core.codecs.formats import FORMATS
    from rtc.core.frames import MAX_HELD, Frames
    from rtc.core.rtp import Header

CODECS = ("opus", "vp8", "vp9", "h264", "av1")


def one_input(data: bytes) -> None:
    """Byte 0 names the codec; then packets of a head (step, marker and time, length) and a payload."""
    if not data:
        return
    frames, at, sequence, timestamp, now = Frames(FORMATS[CODECS[data[0] % 5]]), 1, 0, 0, 0.0
    while at + 3 <= len(data):
        step, time, size = data[at : at + 3]
        payload = data[at + 3 : at + 3 + size]
        at += 3 + size
        sequence, timestamp = sequence + step - 8 & 0xFFFF, timestamp + 3000 * (time & 3) & 0xFFFFFFFF
        now += (time >> 2 & 15) / 100
        header = Header(bool(time & 0x80), 96, sequence, timestamp, 1, 0, len(payload), None)
        frames.push(payload, header, now)
    if len(frames._held) > MAX_HELD + 1:
        raise AssertionError("more is held than may be")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
