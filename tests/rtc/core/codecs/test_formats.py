import pytest

from rtc.core.codecs.formats import FORMATS, best_of
from rtc.core.description import Codec, Media, Transport

CHROMIUM = [
    (96, "vp8", {}),
    (102, "h264", {"packetization-mode": "1", "profile-level-id": "42001f"}),
    (104, "h264", {"packetization-mode": "0", "profile-level-id": "42e01f"}),
    (108, "h264", {"packetization-mode": "1", "profile-level-id": "42e01f"}),
    (116, "h264", {"packetization-mode": "1", "profile-level-id": "4d001f"}),
    (45, "av1", {"profile": "0"}),
    (100, "vp9", {"profile-id": "2"}),
    (98, "vp9", {"profile-id": "0"}),
]


def media(offered: list[tuple[int, str, dict[str, str]]]) -> Media:
    codecs = {number: Codec(number, name, 90000, 1, [], dict(known)) for number, name, known in offered}
    return Media("video", 9, "UDP/TLS/RTP/SAVPF", [], Transport(), codecs=codecs)


def chosen(*allowed: str) -> int | None:
    codec = best_of(media(CHROMIUM), allowed)
    return codec and codec.payload_type


def test_first_allowed_codec_is_taken_in_the_form_every_browser_decodes() -> None:
    assert [chosen(name) for name in ("vp8", "vp9", "h264", "av1")] == [96, 98, 108, 45]
    assert chosen("av1", "vp8") == 45
    assert chosen() is None


def test_forms_we_cannot_pass_on_are_not_taken() -> None:
    assert best_of(media([one for one in CHROMIUM if one[0] in (100, 104, 116)]), ("vp9", "h264")) is None


@pytest.mark.parametrize(
    ("profile", "taken"),
    [
        ("42c01f", True),
        ("42C028", True),
        ("42400d", True),
        ("420014", True),
        ("4d801f", True),
        ("4d401f", False),
        ("42e11f", False),
        ("640c1f", False),
        ("42e0", False),
        ("nonsense", False),
        ("", False),
    ],
)
def test_baseline_is_known_in_every_way_encoders_write_it(profile: str, taken: bool) -> None:
    offered = media([(102, "h264", {"packetization-mode": "1", "profile-level-id": profile})])
    assert (best_of(offered, ["h264"]) is not None) == taken


def test_payload_types_of_viewers_are_all_different_and_leave_room_for_retransmissions() -> None:
    numbers = [one.payload_type for one in FORMATS.values()]
    repairs = [one.payload_type + 1 for one in FORMATS.values() if one.parse]
    assert len({*numbers, *repairs}) == len(numbers) + len(repairs)
