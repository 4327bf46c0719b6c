"""Coming and going leaves nothing behind in the worker."""

import os
from typing import Any

from rtc.wire import PeerLost


def open_files(process: Any) -> int:
    return len(os.listdir(f"/proc/{process.pid}/fd"))


async def test_twenty_joins_and_leaves_leave_no_connection_and_no_file(studio: Any) -> None:
    await studio.publisher("anna")
    before = open_files(studio.node.processes[0])
    for number in range(20):
        viewer = await studio.viewer(f"v{number}")
        await viewer.wait_frames("c0", 1)
        if number % 2:
            await viewer.close()
            await studio.told(PeerLost("r", f"v{number}", "view"))
        else:
            await studio.control.leave("r", f"v{number}")
    await studio.control.leave("r", "anna")
    [stats] = (await studio.control.stats()).values()
    assert stats["connections"] == 0
    await studio.control.close_room("r")
    [stats] = (await studio.control.stats()).values()
    assert stats["rooms"] == {}
    assert open_files(studio.node.processes[0]) == before
