"""A viewer on a narrow link beside another: its pictures leave evenly, the other's as ever."""

from dataclasses import dataclass, field
from typing import Any

from rtc import wire
from rtc.core.outputs import Pace
from rtc.io.live import LiveRoom
from rtc.io.path import Path
from tests.doubles.simulcast import Camera, offered


@dataclass
class View:
    """As much of a connection as is asked for; what is sent to it alone is kept."""

    takes: tuple[str, ...] = ("vp8", "rtx")
    path: Path = field(default_factory=lambda: Path(0.0))
    outgoing: None = None
    open: bool = True
    sent: list[bytes] = field(default_factory=list)

    def send_rtp(self, plain: bytes) -> None:
        self.sent.append(plain)

    def send_rtcp(self, plain: bytes) -> None:
        pass


class Hall:
    """A live room with a camera; `now` is its clock."""

    def __init__(self) -> None:
        self.now = 100.0
        layout = wire.Layout(0, 2, 0)
        ceilings = {"camera": 3_000_000, "screen": 1}
        self.live = LiveRoom("room", layout, ceilings, lambda: self.now, lambda message: None)
        self.camera = Camera()
        self.live.core.publish("anna", [offered()], self.now)

    def view(self, peer: str) -> View:
        view: Any = View()
        self.live.views[peer] = view
        self.live._view_opened(peer)
        one: View = view
        return one

    def frame(self) -> None:
        for packet in self.camera.frame():
            self.live.forward(self.live.core.receive("anna", packet, len(packet), self.now), self.now)
        self.live.carry_out()

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds * 50)):
            self.now += 0.02
            self.live.tick(self.now)


async def test_key_frame_for_a_narrow_link_leaves_a_bit_at_a_time_after_a_pause() -> None:
    hall = Hall()
    view = hall.view("bo")
    hall.live.carry(Pace("bo", 4_000, hold=0.35, mids=("c0",)))
    hall.frame()
    assert view.sent == []
    hall.wait(0.3)
    assert view.sent == []
    hall.wait(0.2)
    assert 0 < len(view.sent) < 14
    hall.wait(2.0)
    assert [int.from_bytes(packet[2:4]) for packet in view.sent] == list(range(1000, 1014))


async def test_when_the_link_is_wide_again_nothing_is_left_behind_and_the_rest_is_sent_as_to_all() -> None:
    hall = Hall()
    view = hall.view("bo")
    hall.live.carry(Pace("bo", 4_000))
    hall.frame()
    hall.live.carry(Pace("bo", None))
    assert len(view.sent) == 14
    hall.frame()
    assert len(view.sent) == 14


async def test_who_left_meanwhile_is_not_sent_anything() -> None:
    hall = Hall()
    view = hall.view("bo")
    hall.live.carry(Pace("bo", 1_000))
    hall.frame()
    count = len(view.sent)
    hall.live.views.pop("bo")
    hall.live._viewer_gone("bo")
    hall.live.carry(Pace("bo", 1_000))
    hall.wait(2.0)
    assert len(view.sent) == count
