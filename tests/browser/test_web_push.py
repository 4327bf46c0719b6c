"""A push from the button to the sentence on the screen, in Chromium, over a push service on this machine.

Chromium's own push service is far away, so two links are stood in for: `subscribe` answers with this
machine's address and our keys, and what arrives there, decrypted as a browser does, is handed to the service
worker by Chromium's own tools. Permission, button, hub, encryption, worker and notification are real.
"""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.doubles import hub_process
from tests.doubles.hub_process import HubProcess
from tests.doubles.push_service import Browser, Service, plain, serving
from tests.doubles.stored import send
from tests.doubles.world import CITIZEN, DIETICIAN, World

SECONDS = 60
SUBSCRIBE = """
({endpoint, keys}) => {
  PushManager.prototype.subscribe = async function (options) {
    sessionStorage.asked = JSON.stringify([options.userVisibleOnly, options.applicationServerKey.length]);
    return {toJSON: () => ({endpoint, keys})};
  };
}
"""
SHOWN = """
async () => {
  const registration = await navigator.serviceWorker.getRegistration('/me/notices');
  return (await registration.getNotifications()).map(one => [one.title, one.body, one.data]);
}
"""


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as made:
        yield made


@pytest.fixture
def hub(demo_data: Path, tmp_path: Path, service: Service) -> Iterator[HubProcess]:
    """A hub that knows this machine's push service and no other."""
    data = hub_process.copy_of(demo_data, tmp_path / "data")
    process = HubProcess(data, HUB_PUSH__SERVICES=service.origin)
    process.start()
    yield process
    process.kill()


def put(registered: "asyncio.Queue[str]", news: dict[str, Any]) -> None:
    for one in news["registrations"]:
        registered.put_nowait(one["registrationId"])


async def test_a_push_is_asked_for_sent_and_shown(world: World, service: Service) -> None:
    citizen, browser = await world.citizen(CITIZEN), Browser()
    await citizen.page.context.grant_permissions(["notifications"], origin=citizen.origin)
    given = {
        "endpoint": f"{service.origin}/send/1",
        "keys": {"p256dh": browser.p256dh, "auth": plain(browser.auth)},
    }
    await citizen.page.add_init_script(f"({SUBSCRIBE})({json.dumps(given)})")
    await citizen.open("/me/notices")
    tools = await citizen.page.context.new_cdp_session(citizen.page)
    registered: asyncio.Queue[str] = asyncio.Queue()
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda news: put(registered, news))
    await tools.send("ServiceWorker.enable")
    async with citizen.page.expect_navigation():
        await citizen.page.click("[data-push] button")
    assert json.loads(await citizen.page.evaluate("() => sessionStorage.asked")) == [True, 65]

    dietician = await world.citizen(DIETICIAN)
    await dietician.open("/admin/letters/invite")
    words = {"subject": "Om din morgenmad", "text": "Skriv til mig om morgenmaden."}
    await send(dietician, "/admin/letters/invite", {"email": CITIZEN, "function": "diaetist", **words})
    assert await asyncio.to_thread(service.arrived.wait, SECONDS)
    told = browser.read(service.handed[0][2])
    assert "morgenmad" not in json.dumps(told).lower()
    worker = await asyncio.wait_for(registered.get(), SECONDS)
    push = {"origin": citizen.origin, "registrationId": worker, "data": json.dumps(told)}
    await tools.send("ServiceWorker.deliverPushMessage", push)
    await citizen.page.wait_for_function(f"async () => (await ({SHOWN})()).length === 1")
    assert await citizen.page.evaluate(SHOWN) == [[told["title"], told["body"], told["path"]]]
    assert await citizen.open(told["path"]) == 200
    assert "/letters/" in citizen.page.url
