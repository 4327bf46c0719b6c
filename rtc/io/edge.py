"""A room whose home is another worker: viewers are its own, everything it shows comes over a relay."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from rtc import wire
from rtc.core import relay
from rtc.core.edge import Edge
from rtc.core.malformed import Malformed
from rtc.core.outputs import Bound, Output, Speaking, ToHome, ToPublisher, Wanted
from rtc.core.rtp import is_rtcp
from rtc.io.live import LiveRoom
from rtc.io.relay import RelayEnd, RelayPort

SILENT_SECONDS = 5.0


class EdgeRoom(LiveRoom):
    """What the home tells the hub (slots, speaker) is not told here once more."""

    def __init__(
        self,
        opened: wire.OpenEdge,
        port: RelayPort,
        ceilings: dict[str, int],
        clock: Callable[[], float],
        emit: Callable[[wire.Message], None],
    ) -> None:
        layout = msgspec.structs.replace(opened.layout, selective=False)  # the home selects
        super().__init__(opened.room, layout, ceilings, clock, emit)
        self._edge = Edge(self.core, opened.relay.number, clock())
        self._home = RelayEnd(port, opened.relay, self._heard, home=False)

    def second(self, now: float) -> None:
        self._edge.acknowledge()
        super().second(now)

    def deserted(self, now: float) -> bool:
        """Whether the home has not been heard of for so long that viewers had better start anew."""
        return now - self._edge.heard_at > SILENT_SECONDS

    def close(self) -> None:
        self._home.close()
        super().close()

    def carry(self, output: Output) -> None:
        if isinstance(output, ToPublisher):
            self._home.send(relay.from_number(self._home.number, output.rtcp))
        elif isinstance(output, Wanted):
            self._edge.wants(output)
        elif isinstance(output, ToHome):
            self._home.send(output.rtcp)
        elif not isinstance(output, Bound | Speaking):
            super().carry(output)

    def _heard(self, data: bytearray, size: int, arrived: float) -> None:
        now = self.clock()
        self.on_age(now - arrived)
        try:
            if is_rtcp(data[1]):
                self._edge.receive_rtcp(data, size, now)
            else:
                self.forward(self._edge.receive(data, size, arrived), arrived)
        except Malformed:
            self.malformed += 1
        if self.core.outputs:
            self.carry_out()
