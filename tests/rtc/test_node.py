"""A node's workers die, hang or lose their parent; rooms come back and nobody is left alone on a port."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from rtc.node import Node
from rtc.probe import packet_through
from rtc.settings import MediaSettings
from rtc.wire import Layout, ViewsLost, WorkerLost


async def test_killed_worker_is_started_again_and_its_room_can_be_opened_and_viewed(studio: Any) -> None:
    await studio.publisher("anna")
    first = await studio.viewer("bo")
    await first.wait_frames("c0", 2)
    process = studio.node.processes[0]
    process.kill()
    await studio.told(WorkerLost(["r"]))
    await studio.control.open_room("r", Layout(3, 3, 1))
    await studio.publisher("anna")
    second = await studio.viewer("bo")
    await second.wait_frames("c0", 2)
    assert studio.node.processes[0].pid != process.pid


async def test_room_of_another_worker_goes_on_when_one_dies(make_studio: Any) -> None:
    studio = await make_studio(workers=2)
    await studio.control.open_room("other", Layout(1, 1, 0))
    await studio.publisher("anna", room="other")
    viewer = await studio.viewer("bo", room="other")
    await viewer.wait_frames("c0", 2)
    studio.node.processes[0].kill()
    await studio.told(WorkerLost(["r"]))
    await viewer.wait_frames("c0", viewer.frames["c0"] + 5)


async def test_worker_that_hangs_is_killed_and_replaced(studio: Any) -> None:
    process = studio.node.processes[0]
    os.kill(process.pid, signal.SIGSTOP)
    await studio.told(WorkerLost(["r"]), timeout=20)
    await studio.control.open_room("r", Layout(1, 1, 0))
    assert await process.wait() == -signal.SIGKILL


STUCK = """
import signal

def stick(*_):
    from rtc.io.outbox import Outbox
    Outbox.put = lambda self, parcel: self._empty.put(parcel)

signal.signal(signal.SIGUSR2, stick)
"""


async def test_worker_whose_sending_is_stuck_is_found_out_and_replaced(
    make_studio: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It answers commands and connectivity checks as ever, but no packet is forwarded."""
    (tmp_path / "sitecustomize.py").write_text(STUCK)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}")
    studio = await make_studio()
    process = studio.node.processes[0]
    await probed(studio, well=True)
    os.kill(process.pid, signal.SIGUSR2)
    await probed(studio, well=False)
    assert studio.control.healthy is False
    assert isinstance(await studio.control.stats("r"), dict)
    await studio.told(WorkerLost(["r"]), timeout=20)
    assert await process.wait() == -signal.SIGKILL
    await studio.control.open_room("r", Layout(1, 1, 0))
    await probed(studio, well=True)


async def probed(studio: Any, *, well: bool) -> None:
    """Until the node's last probe says so."""
    async with asyncio.timeout(20):
        while [seconds is not None for seconds in studio.control.probes.values()] != [well]:
            await studio.control.stats()


async def test_packet_comes_through_only_with_the_right_keys_and_credentials(studio: Any) -> None:
    [path], [where] = studio.node._paths, studio.control.media_addresses
    for wrong in ({"password": "wrong"}, {"key": bytes(56)}, {"ufrag": "nobody"}):
        given = msgspec.structs.replace(await studio.control.probe(path), **wrong)
        assert await packet_through(where, given, timeout=0.3) is None
    seconds = await packet_through(where, await studio.control.probe(path))
    assert seconds is not None
    assert seconds < 1.0


async def test_probes_count_nowhere_and_are_bounded(studio: Any) -> None:
    for _ in range(20):
        await studio.control.probe(studio.node._paths[0])
    [figures] = (await studio.control.stats()).values()
    assert (figures["connections"], list(figures["rooms"])) == (0, ["r"])


async def test_worker_ends_when_its_parent_is_gone(tmp_path: Path) -> None:
    arguments = ["--control", str(tmp_path / "w.sock"), "--address", "127.0.0.1"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "rtc.worker", *arguments, stdin=asyncio.subprocess.PIPE
    )
    assert process.stdin is not None
    process.stdin.close()
    async with asyncio.timeout(10):
        assert await process.wait() == 0


async def test_stopped_node_leaves_no_process(tmp_path: Path) -> None:
    node = Node(MediaSettings(workers=2, folder=str(tmp_path)))
    await node.start()
    processes = list(node.processes.values())
    await node.stop()
    assert [process.returncode for process in processes] == [0, 0]


async def test_folder_with_a_long_name_is_no_obstacle(tmp_path: Path) -> None:
    node = Node(MediaSettings(workers=1, folder=str(tmp_path / ("long" * 30))))
    control = await node.start()
    await control.open_room("r", Layout(1, 1, 0))
    await node.stop()


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "127.0.0.1@0.0.0.0", "localhost"])
def test_address_that_browsers_cannot_reach_is_refused_at_once(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        MediaSettings(addresses=(address,))


async def test_announced_address_may_differ_from_the_bound_one(tmp_path: Path) -> None:
    node = Node(MediaSettings(workers=1, addresses=("192.0.2.7@127.0.0.1",), folder=str(tmp_path)))
    control = await node.start()
    await control.open_room("r", Layout(1, 0, 0))
    [(host, port)] = control.media_addresses
    assert f" {host} {port} typ host" in await control.view("r", "anna")
    assert host == "192.0.2.7"
    await node.stop()


async def test_room_opened_by_many_at_once_is_on_one_worker(make_studio: Any) -> None:
    studio = await make_studio(workers=2)
    layout = Layout(1, 1, 0)
    await asyncio.gather(*(studio.control.open_room("same", layout) for _ in range(10)))
    rooms = [worker["rooms"] for worker in (await studio.control.stats()).values()]
    assert sum("same" in names for names in rooms) == 1


async def test_replaced_worker_lets_its_room_end_and_takes_no_other_meanwhile(make_studio: Any) -> None:
    studio = await make_studio(workers=2)
    spread = studio.control._spread
    number = studio.node._paths.index(spread.rooms["r"].home.path)
    before = studio.node.processes[number].pid
    replacing = asyncio.create_task(studio.node.replace(number, 30.0))
    await asyncio.sleep(0)
    for room in ("one", "two", "three"):
        await studio.control.open_room(room, Layout(1, 1, 0))
        assert spread.rooms[room].home is not spread.rooms["r"].home
    assert not replacing.done()
    await studio.control.close_room("r")
    await replacing
    assert studio.node.processes[number].pid != before or studio.node.processes[number].returncode == 0
    assert WorkerLost(["r"]) not in studio.events


async def test_replaced_worker_moves_what_has_not_ended_in_time(make_studio: Any) -> None:
    studio = await make_studio(workers=2)
    spread = studio.control._spread
    home = spread.rooms["r"].home
    await studio.node.replace(studio.node._paths.index(home.path), 0.0)
    assert WorkerLost(["r"]) in studio.events
    await studio.control.open_room("r", Layout(3, 3, 1))
    assert spread.rooms["r"].home is not home
    await studio.publisher("anna")
    viewer = await studio.viewer("bo")
    await viewer.wait_frames("c0", 2)
    async with asyncio.timeout(10):
        await home.ready.wait()
    await studio.control.open_room("later", Layout(1, 1, 0))
    assert spread.rooms["later"].home is home


async def test_replaced_edge_costs_its_viewers_a_second_viewing_elsewhere(make_studio: Any) -> None:
    studio = await make_studio(workers=2, viewers_per_worker=1)
    place = studio.control._spread.rooms["r"]
    place.views.update(dict.fromkeys([f"seat{i}" for i in range(25)], place.home))
    await studio.viewer("bo")
    edge = place.views["bo"]
    await studio.node.replace(studio.node._paths.index(edge.path), 0.0)
    assert ViewsLost("r", ["bo"]) in studio.events
    await studio.publisher("anna")
    again = await studio.viewer("bo")
    await again.wait_frames("c0", 2)
    assert place.views["bo"] is place.home


@pytest.mark.parametrize("codecs", [(), ("vp8", "h265")])
def test_video_codecs_that_are_not_known_are_refused_in_words(codecs: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="vp8, vp9, h264, av1"):
        MediaSettings(video_codecs=codecs, folder="")
