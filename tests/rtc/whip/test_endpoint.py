"""WHIP and WHEP with aiortc as a client: offers, answers, sessions and what HTTP says to each mistake."""

import asyncio
from typing import Any

import pytest
from aiortc import RTCPeerConnection, RTCSessionDescription

from rtc.core import fragment
from rtc.peer import HeadlessPublisher
from rtc.whip.endpoint import Endpoints
from rtc.whip.messages import FRAGMENT, SDP, Request, Response
from rtc.wire import PeerLost, ViewsLost, Way

TRICKLED = b"a=ice-ufrag:%s\r\na=ice-pwd:0123456789012345678901\r\na=end-of-candidates\r\n"


async def may(room: str, way: Way, token: str | None) -> bool:
    return token == "secret"


@pytest.fixture
def endpoints(studio: Any) -> Endpoints:
    return Endpoints(studio.control, may)


def request(method: str, body: str | bytes = b"", kind: str = SDP, **headers: str) -> Request:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(
        method,
        {"content-type": kind, "authorization": "Bearer secret", **told},
        body if isinstance(body, bytes) else body.encode(),
    )


async def post(endpoints: Endpoints, way: Way, body: str, **headers: str) -> Response:
    return await endpoints.endpoint("r", way, request("POST", body, **headers), "/session/")


def session_of(response: Response) -> str:
    assert response.status == 201
    return response.headers["location"].removeprefix("/session/")


async def published(endpoints: Endpoints) -> tuple[HeadlessPublisher, Response]:
    publisher = HeadlessPublisher()
    sdp, _ = await publisher.offer()
    response = await post(endpoints, "publish", sdp)
    await publisher.accept(response.body.decode())
    return publisher, response


async def offered() -> tuple[RTCPeerConnection, str]:
    """A player that wants one sound and one picture, and its offer."""
    player = RTCPeerConnection()
    player.addTransceiver("audio", direction="recvonly")
    player.addTransceiver("video", direction="recvonly")
    await player.setLocalDescription(await player.createOffer())
    return player, str(player.localDescription.sdp)


async def test_whip_publishes_and_whep_plays_under_the_players_payload_types(
    studio: Any, endpoints: Endpoints
) -> None:
    publisher, _ = await published(endpoints)
    player, sdp = await offered()
    assert "a=rtpmap:97 VP8/90000" in sdp  # not the 96 of other viewers
    response = await post(endpoints, "view", sdp)
    assert response.headers["content-type"] == SDP
    await player.setRemoteDescription(RTCSessionDescription(response.body.decode(), "answer"))
    other = await studio.viewer("bo")
    async with asyncio.timeout(20):
        sound, picture = (receiver.track for receiver in player.getReceivers())
        assert (await sound.recv()).sample_rate == 48000
        assert (await picture.recv()).width == 320
    await other.wait_frames("c0", 5)
    await player.close()
    await publisher.close()


async def test_offer_that_sends_nothing_is_refused_and_holds_nothing(
    studio: Any, endpoints: Endpoints
) -> None:
    player, sdp = await offered()
    refused = await post(endpoints, "publish", sdp)
    assert (refused.status, refused.body) == (400, b"bad_sdp: no m-line sends\n")
    assert len(endpoints) == 0
    assert (await studio.control.stats("r"))["publishers"] == 0
    await player.close()


async def test_delete_ends_the_session_and_its_slots(studio: Any, endpoints: Endpoints) -> None:
    publisher, response = await published(endpoints)
    name = session_of(response)
    assert (await endpoints.session(name, "publish", request("DELETE"))).status == 200
    assert (await endpoints.session(name, "publish", request("DELETE"))).status == 404
    stats = await studio.control.stats("r")
    assert [slot["peer"] for slot in stats["slots"].values()] == [None] * 7
    await publisher.close()


async def test_session_ends_with_its_connection(studio: Any, endpoints: Endpoints) -> None:
    publisher, response = await published(endpoints)
    peer = next(iter(endpoints._sessions.values())).peer
    viewer = await studio.viewer("bo")
    await viewer.wait_frames("c0", 1)
    await publisher.close()
    await studio.told(PeerLost("r", peer, "publish"))
    assert (await endpoints.session(session_of(response), "publish", request("DELETE"))).status == 404
    assert len(endpoints) == 0


async def test_sessions_end_with_the_worker_that_showed_them_the_room(
    studio: Any, endpoints: Endpoints
) -> None:
    player, sdp = await offered()
    stays, goes = [session_of(await post(endpoints, "view", sdp)) for _ in range(2)]
    studio.control._news.tell(ViewsLost("r", [endpoints._sessions[goes].peer, "bo"]))
    assert (await endpoints.session(goes, "view", request("DELETE"))).status == 404
    assert (await endpoints.session(stays, "view", request("DELETE"))).status == 200
    await player.close()


async def test_trickled_candidates_are_taken_for_the_present_ice_session_only(endpoints: Endpoints) -> None:
    publisher, response = await published(endpoints)
    name, tag = session_of(response), response.headers["etag"]
    ufrag = (publisher.pc.localDescription.sdp.partition("a=ice-ufrag:")[2]).split()[0].encode()

    async def patch(body: bytes, kind: str = FRAGMENT, **headers: str) -> int:
        return (await endpoints.session(name, "publish", request("PATCH", body, kind, **headers))).status

    assert await patch(TRICKLED % ufrag, if_match=tag) == 204
    assert await patch(TRICKLED % ufrag) == 428
    assert await patch(TRICKLED % ufrag, if_match='"older"') == 412
    assert await patch(TRICKLED % b"other", if_match=tag) == 412
    assert await patch(b"v=0", if_match=tag) == 400
    assert await patch(TRICKLED % ufrag, SDP, if_match=tag) == 415
    assert await patch(TRICKLED % ufrag, if_match="*") == 204
    await publisher.close()


async def test_ice_restart_changes_both_ends_credentials_and_the_tag(endpoints: Endpoints) -> None:
    publisher, response = await published(endpoints)
    name, before = session_of(response), response.body.decode()

    async def patch(tag: str, ufrag: bytes = b"newer") -> Response:
        asked = request("PATCH", TRICKLED % ufrag, FRAGMENT, if_match=tag)
        return await endpoints.session(name, "publish", asked)

    restarted = await patch("*")
    assert (restarted.status, restarted.headers["content-type"]) == (200, FRAGMENT)
    assert restarted.headers["etag"] != response.headers["etag"]
    told = fragment.parse(restarted.body.decode())
    assert told.candidates == 1
    assert told.ufrag not in before
    assert (await patch(response.headers["etag"])).status == 412
    assert (await patch(restarted.headers["etag"])).status == 204
    await publisher.close()


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (request("OPTIONS"), 204),
        (request("GET"), 405),
        (request("PUT", "v=0"), 405),
        (request("POST", "v=0", "text/plain"), 415),
        (request("POST", "v=0\r\n"), 400),
        (request("POST", b"\xff\xfe"), 400),
        (request("POST", "v" * 70000), 413),
        (request("POST", "v=0", authorization="Bearer wrong"), 403),
        (request("POST", "v=0", authorization="Basic secret"), 401),
    ],
)
async def test_mistakes_at_the_endpoint_get_their_status(
    endpoints: Endpoints, asked: Request, status: int
) -> None:
    for way in ("publish", "view"):
        response = await endpoints.endpoint("r", way, asked, "/session/")  # type: ignore[arg-type]
        assert response.status == status
    assert ("www-authenticate" in response.headers) == (status == 401)
    assert ("allow" in response.headers) == (status in (204, 405))


async def test_session_asks_for_the_token_again_and_for_its_own_way(endpoints: Endpoints) -> None:
    publisher, response = await published(endpoints)
    name = session_of(response)
    assert (await endpoints.session(name, "publish", request("DELETE", authorization=""))).status == 401
    assert (await endpoints.session(name, "view", request("DELETE"))).status == 404
    assert (await endpoints.session(name, "publish", request("POST"))).status == 405
    assert (await endpoints.session(name, "publish", request("DELETE"))).status == 200
    await publisher.close()


async def test_full_room_is_a_conflict_and_an_unknown_room_is_not_found(
    studio: Any, endpoints: Endpoints
) -> None:
    made = [await published(endpoints) for _ in range(3)]
    fourth = HeadlessPublisher()
    sdp, _ = await fourth.offer()
    assert (await post(endpoints, "publish", sdp)).status == 409
    elsewhere = await endpoints.endpoint("nowhere", "publish", request("POST", sdp), "/session/")
    assert elsewhere.status == 404
    for publisher, _ in made:
        await publisher.close()
    await fourth.close()


async def test_dead_worker_is_said_to_come_back(studio: Any, endpoints: Endpoints) -> None:
    player, sdp = await offered()
    await studio.control.close()
    response = await post(endpoints, "view", sdp)
    assert (response.status, response.headers["retry-after"]) == (503, "2")
    await player.close()
