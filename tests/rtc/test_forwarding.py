"""Headless publishers and viewers with real ICE, DTLS and SRTP over loopback, through a real worker."""

import asyncio
import itertools
import re
import socket
from collections import defaultdict
from typing import Any

import pytest

from rtc.control import MediaRefused
from rtc.core import rtp, stun
from rtc.core.codecs import vp8
from rtc.peer import HeadlessPublisher, HeadlessViewer
from rtc.wire import Layout, PeerConnected, PeerLost, SlotChanged, Speaker


def record(viewer: HeadlessViewer) -> dict[str, list[int]]:
    """The sequence numbers a viewer gets from now on, by mid."""
    sequences: dict[str, list[int]] = defaultdict(list)
    viewer.on_packet = lambda mid, header, data: sequences[mid].append(header.sequence)
    return sequences


def is_without_gap(sequences: list[int]) -> bool:
    return all((b - a) & 0xFFFF == 1 for a, b in itertools.pairwise(sequences))


async def test_two_viewers_get_picture_sound_and_sender_reports(studio: Any) -> None:
    await studio.publisher("anna")
    viewers = [await studio.viewer(peer) for peer in ("bo", "carl")]
    for viewer in viewers:
        await viewer.wait_frames("c0", 15)
        await viewer.wait_packets("m0", 30)
        await viewer.wait_until(lambda viewer=viewer: viewer.reports["m0"] and viewer.reports["c0"])
        assert viewer.key_frames["c0"] >= 1
        assert set(viewer.packets) == {"m0", "c0"}


async def test_publisher_that_views_gets_the_others_but_not_itself(studio: Any) -> None:
    await studio.publisher("anna")
    await studio.publisher("bo")
    anna, other = await studio.viewer("anna"), await studio.viewer("carl")
    await other.wait_frames("c0", 5)
    await other.wait_frames("c1", 5)
    await anna.wait_frames("c1", 5)
    assert set(anna.packets) == {"m1", "c1"}


async def test_echo_room_shows_a_peer_itself(make_studio: Any) -> None:
    studio = await make_studio(Layout(1, 1, 0, echo=True))
    await studio.publisher("anna")
    viewer = await studio.viewer("anna")
    await viewer.wait_frames("c0", 5)


async def test_reload_of_a_publisher_leaves_no_gap_in_numbers_or_pictures(studio: Any) -> None:
    first = await studio.publisher("anna")
    viewer = await studio.viewer("bo")
    pictures: list[int] = []
    sequences = record(viewer)
    note = viewer.on_packet

    def also_pictures(mid: str, header: rtp.Header, data: bytes) -> None:
        assert note is not None
        note(mid, header, data)
        if mid == "c0":
            picture = vp8.parse(data, header.start, header.end).picture
            if picture is not None and pictures[-1:] != [picture]:
                pictures.append(picture)

    viewer.on_packet = also_pictures
    await viewer.wait_frames("c0", 10)
    await first.close()
    seen = viewer.frames["c0"]
    await studio.publisher("anna")
    await viewer.wait_frames("c0", seen + 10)
    assert is_without_gap(sequences["c0"])
    assert is_without_gap(sequences["m0"])
    assert all((b - a) & 0x7FFF == 1 for a, b in itertools.pairwise(pictures))


async def test_pause_stops_packets_and_resume_goes_on_without_a_gap(studio: Any) -> None:
    await studio.publisher("anna")
    viewer = await studio.viewer("bo")
    await viewer.wait_frames("c0", 5)
    sequences = record(viewer)
    await studio.control.pause("r", "anna", "camera", True)
    before = viewer.packets["c0"]
    await viewer.wait_packets("m0", viewer.packets["m0"] + 50)
    assert viewer.packets["c0"] <= before + 3  # what was on its way when the command was acknowledged
    await studio.control.pause("r", "anna", "camera", False)
    await viewer.wait_frames("c0", viewer.frames["c0"] + 5)
    assert is_without_gap(sequences["c0"])


async def test_slots_are_told_and_freed_when_the_publisher_says_goodbye(studio: Any) -> None:
    anna = await studio.publisher("anna")
    viewer = await studio.viewer("bo")
    await viewer.wait_frames("c0", 2)
    await anna.close()
    await studio.told(PeerLost("r", "anna", "publish"))
    told = [event for event in studio.events if isinstance(event, SlotChanged)]
    assert told == [
        SlotChanged("r", "m0", "anna", "microphone"),
        SlotChanged("r", "c0", "anna", "camera"),
        SlotChanged("r", "m0", None, None),
        SlotChanged("r", "c0", None, None),
    ]


async def test_third_person_is_refused_when_two_slots_are_taken(make_studio: Any) -> None:
    studio = await make_studio(Layout(2, 2, 0))
    await studio.publisher("anna")
    await studio.publisher("bo")
    with pytest.raises(MediaRefused) as refused:
        await studio.publisher("carl")
    assert refused.value.code == "no_free_slot"


async def test_third_person_of_a_selective_room_is_seen_when_a_slot_becomes_free(make_studio: Any) -> None:
    studio = await make_studio(Layout(2, 2, 0, selective=True))
    await studio.publisher("anna")
    await studio.publisher("bo")
    await studio.control.pin("r", "bo", True)
    await studio.publisher("carl")
    viewer = await studio.viewer("dora")
    await viewer.wait_frames("c0", 2)
    await studio.control.pause("r", "anna", "camera", True)
    await studio.told(SlotChanged("r", "c0", "carl", "camera"))
    await viewer.wait_frames("c0", viewer.frames["c0"] + 2)
    assert SlotChanged("r", "c1", "carl", "camera") not in studio.events


async def test_lost_packet_is_sent_again(studio: Any) -> None:
    await studio.publisher("anna")
    viewer = await studio.viewer("bo")
    lost: list[int] = []

    def lose_the_tenth(mid: str, sequence: int) -> bool:
        if mid == "c0" and viewer.packets["c0"] == 10 and not lost:
            lost.append(sequence)
            return True
        return False

    viewer.loses = lose_the_tenth
    sequences = record(viewer)
    await viewer.wait_packets("c0", 20)
    assert lost[0] not in sequences["c0"]
    await viewer.ask_again("c0", lost)
    await viewer.wait_until(lambda: lost[0] in sequences["c0"])


async def test_speaker_is_told_by_the_level_of_the_microphone(studio: Any) -> None:
    await studio.publisher("anna", "microphone")
    await studio.told(Speaker("r", "anna"))


async def test_media_waits_for_the_fingerprint_of_the_answer(studio: Any) -> None:
    await studio.publisher("anna")
    viewer, witness = HeadlessViewer(), await studio.viewer("bo")
    answer = await viewer.answer(await studio.control.view("r", "carl"))
    await witness.wait_frames("c0", 20)
    assert not viewer.packets
    await studio.control.answer("r", "carl", answer)
    await viewer.wait_frames("c0", 2)
    await viewer.close()


def _another_octet(match: re.Match[str]) -> str:
    return match[1] + f"{int(match[2], 16) ^ 0xFF:02X}"


async def test_wrong_fingerprint_gets_no_media_and_ends_the_viewing(studio: Any) -> None:
    await studio.publisher("anna")
    viewer, witness = HeadlessViewer(), await studio.viewer("bo")
    answer = await viewer.answer(await studio.control.view("r", "carl"))
    wrong = re.sub(r"(a=fingerprint:sha-\d+ )(..)", _another_octet, answer)
    await studio.control.answer("r", "carl", wrong)
    await studio.told(PeerLost("r", "carl", "view"))
    await witness.wait_frames("c0", 10)
    assert not viewer.packets
    assert (await studio.counters())["wrong_fingerprint"] == 1
    await viewer.close()


async def test_silent_viewer_is_lost_after_its_consent_expired(make_studio: Any) -> None:
    studio = await make_studio(consent_seconds=1.0)  # aioice asks for consent every five seconds only
    await studio.publisher("anna")
    viewer = await studio.viewer("bo")
    await viewer.wait_frames("c0", 1)
    await studio.told(PeerLost("r", "bo", "view"))


async def test_second_viewing_of_a_peer_replaces_the_first(studio: Any) -> None:
    await studio.publisher("anna")
    first = await studio.viewer("bo")
    await first.wait_frames("c0", 2)
    second = await studio.viewer("bo")
    await second.wait_frames("c0", 2)
    stats = await studio.control.stats("r")
    assert (stats["views"], stats["viewers"]) == (1, 1)
    assert PeerLost("r", "bo", "view") not in studio.events


async def test_viewers_that_join_together_share_one_key_frame(studio: Any) -> None:
    anna: HeadlessPublisher = await studio.publisher("anna")
    witness = await studio.viewer("w")
    await witness.wait_frames("c0", 3)
    for number in range(5):
        viewer = await studio.viewer(f"v{number}")
        await viewer.wait_until(lambda viewer=viewer: viewer.first_frame is not None)
    assert witness.key_frames["c0"] <= 4
    assert anna.pc.connectionState == "connected"


async def test_commands_to_closed_rooms_and_unknown_peers_are_refused_by_code(studio: Any) -> None:
    with pytest.raises(MediaRefused) as no_room:
        await studio.control.view("closed", "anna")
    with pytest.raises(MediaRefused) as unknown:
        await studio.control.answer("r", "nobody", "v=0\r\n")
    with pytest.raises(MediaRefused) as bad:
        await studio.control.publish("r", "anna", "v=0\r\nm=nonsense\r\n", {})
    with pytest.raises(MediaRefused) as other_layout:
        await studio.control.open_room("r", Layout(1, 1, 1))
    codes = [refused.value.code for refused in (no_room, unknown, bad, other_layout)]
    assert codes == ["no_room", "unknown_peer", "bad_sdp", "busy"]


async def test_leaving_ends_both_ways_without_a_loss_being_told(studio: Any) -> None:
    await studio.publisher("anna")
    viewer = await studio.viewer("anna")
    await studio.told(PeerConnected("r", "anna", "view"))
    await studio.control.leave("r", "anna")
    await studio.control.leave("r", "anna")
    stats = await studio.control.stats("r")
    assert (stats["views"], stats["publishers"]) == (0, 0)
    assert not [event for event in studio.events if isinstance(event, PeerLost)]
    await viewer.close()


async def test_ipv6_address_is_announced_and_used(make_studio: Any) -> None:
    studio = await make_studio(addresses=("::1", "127.0.0.1"))
    assert [host for host, _ in studio.control.media_addresses] == ["::1", "127.0.0.1"]
    await studio.publisher("anna")
    viewer = await studio.viewer("bo")
    await viewer.wait_frames("c0", 3)


async def test_media_follows_a_viewer_to_the_address_it_nominates(studio: Any) -> None:
    await studio.publisher("anna")
    viewer = HeadlessViewer()
    offer = await studio.control.view("r", "bo")
    await studio.control.answer("r", "bo", await viewer.answer(offer))
    await viewer.wait_frames("c0", 2)
    [ufrag], [password] = (set(re.findall(f"a=ice-{name}:(.*)\r", offer)) for name in ("ufrag", "pwd"))
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as moved:
        moved.setblocking(False)
        check = stun.request(bytes(12), f"{ufrag}:elsewhere", password.encode(), nominate=True)
        await loop.sock_sendto(moved, check, studio.control.media_addresses[0])
        async with asyncio.timeout(5):
            received = [await loop.sock_recv(moved, 2048) for _ in range(20)]
    assert stun.is_signed_with(stun.parse(received[0]), password.encode())
    assert {rtp.parse(data, len(data)).payload_type for data in received[1:]} == {96, 111}
    await viewer.close()


async def test_screen_added_to_camera_and_microphone_keeps_their_slots(studio: Any) -> None:
    await studio.publisher("bo", "microphone")
    first = await studio.publisher("anna")
    viewer = await studio.viewer("carl")
    await viewer.wait_frames("c1", 3)
    await first.close()
    await studio.publisher("anna", "microphone", "camera", "screen")
    await viewer.wait_frames("s0", 3)
    await viewer.wait_frames("c1", viewer.frames["c1"] + 3)
    assert set(viewer.packets) == {"m0", "m1", "c1", "s0"}
