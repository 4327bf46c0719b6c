import pytest

from rtc.core.codecs import opus
from rtc.core.malformed import Malformed


@pytest.mark.parametrize(
    ("text", "samples"),
    [
        ("78aa", 960),
        ("08aa", 960),
        ("00", 480),
        ("18", 2880),
        ("e0", 120),
        ("fb03", 2880),
        ("79aa", 1920),
        ("68", 960),
    ],
)
def test_duration_stands_in_the_first_byte(text: str, samples: int) -> None:
    data = bytes.fromhex(text)
    assert opus.samples(data, 0, len(data)) == samples


@pytest.mark.parametrize("text", ["", "7b", "7b00", "7b3f"])
def test_no_frames_or_too_much_sound_is_malformed(text: str) -> None:
    data = bytes.fromhex(text)
    with pytest.raises(Malformed):
        opus.samples(data, 0, len(data))


def test_discontinuous_transmission_sends_a_byte_or_two() -> None:
    assert opus.is_silence(12, 14)
    assert not opus.is_silence(12, 15)
