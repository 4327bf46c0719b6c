"""What a page says it shows decides what is sent to it, through a real worker."""

import asyncio
from typing import Any


async def sent_to(studio: Any, mid: str, viewers: int) -> None:
    """Until so many viewers are sent this slot. Raises TimeoutError."""
    async with asyncio.timeout(40):
        while True:
            stats = await studio.control.stats("r")
            if sum(branch["viewers"] for branch in stats["slots"][mid]["branches"]) == viewers:
                return


async def test_a_tile_that_is_hidden_gets_no_packets_and_one_that_is_shown_again_gets_pictures(
    studio: Any,
) -> None:
    await studio.publisher("anna")
    carl, dora = await studio.viewer("carl"), await studio.viewer("dora")
    await carl.wait_frames("c0", 5, 40)
    await studio.control.watch("r", "carl", {"c0": 0})
    await sent_to(studio, "c0", 1)
    await dora.wait_frames("c0", dora.frames["c0"] + 5, 40)
    hidden = carl.packets["c0"]
    sound = carl.packets["m0"]
    await carl.wait_packets("m0", sound + 20, 40)
    assert carl.packets["c0"] == hidden
    frames = carl.frames["c0"]
    await studio.control.watch("r", "carl", {"c0": 400})
    await carl.wait_frames("c0", frames + 5, 40)


async def test_watching_somewhere_else_changes_nothing_and_is_no_error(studio: Any) -> None:
    await studio.publisher("anna")
    carl = await studio.viewer("carl")
    await studio.control.watch("r", "nobody", {"c0": 0}, "sound")
    await studio.control.watch("r", "carl", {"c9": 0, "no such": 5})
    await carl.wait_frames("c0", 10, 40)
