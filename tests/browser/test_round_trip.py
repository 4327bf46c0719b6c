"""What a viewer's page answers the server, so that it knows how long a repeat takes (RFC 3611)."""

import pytest

from rtc.core.describe import Local, viewer_offer
from rtc.core.slots import names
from rtc.core.xr import OFFERED
from tests.doubles.browsers import Visitor
from tests.doubles.world import CITIZEN, World
from web.render import static_url

OFFER = viewer_offer(names(1, 1, 0), Local("u" * 8, "p" * 24, ":".join(["AB"] * 32), (("192.0.2.1", 9),)), 1)
ANSWER = """async ([script, offer]) => {
  const { Viewer } = await import(script);
  const answers = [];
  const viewer = new Viewer({ send: sdp => answers.push(sdp), ontrack: () => {}, expected: () => false });
  await viewer.accept(offer);
  await viewer.find(offer.replaceAll("uuuuuuuu", "vvvvvvvv"));
  viewer.stop();
  return answers;
}"""
REFUSES = """() => {
  const given = RTCPeerConnection.prototype.setLocalDescription;
  RTCPeerConnection.prototype.setLocalDescription = async function (description) {
    if (description?.sdp?.includes("rrtr")) throw new DOMException("changed", "InvalidModificationError");
    return given.call(this, description);
  };
}"""


@pytest.fixture
async def citizen(world: World) -> Visitor:
    citizen = await world.citizen(CITIZEN)
    await citizen.open("/")
    return citizen


async def taken_up(citizen: Visitor, offer: str) -> list[list[str]]:
    """What is about the round trip in the first answer, and in one that finds the server anew."""
    answers = await citizen.page.evaluate(ANSWER, [static_url("room/viewer.js"), offer])
    return [[line for line in answer.splitlines() if line.endswith(OFFERED)] for answer in answers]


async def test_a_viewer_that_is_offered_its_round_trip_takes_it_up_and_keeps_it(citizen: Visitor) -> None:
    assert await taken_up(citizen, OFFER) == [["a=rtcp-fb:96 rrtr"]] * 2


async def test_a_viewer_takes_up_only_what_was_offered(citizen: Visitor) -> None:
    assert await taken_up(citizen, OFFER.replace("a=rtcp-fb:96 rrtr\r\n", "")) == [[], []]


async def test_a_browser_that_lets_no_page_change_its_answer_gives_its_own(citizen: Visitor) -> None:
    await citizen.page.evaluate(REFUSES)
    assert await taken_up(citizen, OFFER) == [[], []]
