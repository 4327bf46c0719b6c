"""A webinar with Firefox on either side: its citizen sees and hears, its host is seen and heard."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from rtc.own_address import own_addresses
from tests.doubles import firefox, hub_process, room
from tests.doubles.firefox import Firefox
from tests.doubles.hub_process import HubProcess
from tests.doubles.world import CITIZEN, PASSWORD, PHYSIOTHERAPIST, World

BURNT_IN = (Path(firefox.__file__).parent / "burnt_in.js").read_text("utf-8")
INBOUND = """(async () => {
  const found = { frames: 0, wide: 0, heard: 0 };
  for (const connection of window.connections)
    for (const one of (await connection.getStats()).values()) {
      if (one.type !== 'inbound-rtp') continue;
      found.frames += one.framesDecoded ?? 0;
      found.wide = Math.max(found.wide, one.frameWidth ?? 0);
      found.heard += one.totalAudioEnergy ?? 0;
    }
  return found;
})"""

pytestmark = [
    pytest.mark.skipif(firefox.executable() is None, reason="no Firefox on this machine"),
    pytest.mark.skipif(
        len(own_addresses()) == 1,
        reason="Firefox sends no media to loopback, and this machine has no other address",
    ),
]


@pytest.fixture
def hub(demo_data: Path, tmp_path: Path) -> Iterator[HubProcess]:
    """A hub that announces the address at which Firefox will look for it, as a demonstration does."""
    folder = hub_process.copy_of(demo_data, tmp_path / "data")
    process = HubProcess(folder, HUB_MEDIA__ADDRESSES=",".join(own_addresses()))
    process.start()
    yield process
    process.kill()
    print("".join(process.output[-40:]))


@asynccontextmanager
async def signed_in(world: World, email: str, folder: Path) -> AsyncIterator[Firefox]:
    """Somebody at Firefox, whose pages may throw nothing."""
    async with firefox.firefox(folder) as opened:
        await opened.sign_in(world.hub.origin, email, PASSWORD)
        yield opened
        assert opened.errors == []


async def test_a_citizen_in_firefox_sees_and_hears_also_after_the_media_worker_died(
    world: World, tmp_path: Path
) -> None:
    host = await world.host(PHYSIOTHERAPIST)
    session = await world.live_webinar(host)
    await room.turn_on(host, "camera", "microphone")
    async with signed_in(world, CITIZEN, tmp_path / "firefox") as citizen:
        await citizen.open(f"{world.hub.origin}/sessions/{session}/live")
        await citizen.evaluate(f"void {BURNT_IN.strip().removesuffix(';')}")
        await sees_and_hears(citizen)
        world.hub.kill_media_workers()
        await citizen.until("window.connections.length > 1")
        await sees_and_hears(citizen)


async def sees_and_hears(citizen: Firefox) -> None:
    """Two different numbers are read from the host's picture, and sound with energy in it arrives."""
    await citizen.evaluate("window.frameBefore = undefined")
    await citizen.until(f"({room.MOVES})({room.OTHERS!r})")
    before = (await citizen.evaluate(f"{INBOUND}()"))["heard"]
    await citizen.until(f"(async () => (await {INBOUND}()).heard > {before})()")


async def test_a_host_in_firefox_is_seen_on_a_phone_in_its_size_and_heard(
    world: World, tmp_path: Path
) -> None:
    chromium = await world.host(PHYSIOTHERAPIST)
    session = await world.live_webinar(chromium)
    citizen = await world.citizen(CITIZEN, phone=True)
    async with signed_in(world, PHYSIOTHERAPIST, tmp_path / "firefox") as host:
        await host.open(f"{world.hub.origin}/sessions/{session}/live")
        for source in ("camera", "microphone"):
            await host.press(f"#control-{source}")
            await host.until(f"Boolean(document.querySelector('#control-{source}.is-on'))")
        await room.sign_up(citizen, session)
        await room.enter(citizen, session)
        await citizen.page.wait_for_function(
            f"async () => {{ const {{ frames, wide }} = await {INBOUND}(); return frames && wide <= 480; }}"
        )
        await room.hears(citizen)
