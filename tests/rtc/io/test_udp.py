"""The sockets of a worker: how packets are handed to the kernel is said once, for all of them."""

import asyncio

import pytest

from rtc.io.udp import MediaPort


@pytest.mark.parametrize("segments", [True, False])
async def test_worker_is_told_whether_the_kernel_segments(segments: bool) -> None:
    port = MediaPort((("127.0.0.1", "127.0.0.1"), ("127.0.0.1", "127.0.0.1")), 0)
    loop = asyncio.get_running_loop()
    port.start(loop, segments=segments)
    try:
        assert [one.outlet.segments for one in port.sockets] == [segments, segments]
    finally:
        port.close(loop)
