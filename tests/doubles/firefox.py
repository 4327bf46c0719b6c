"""Real Firefox beside the Chromium that most tests drive: one window, told what to do over WebDriver BiDi.

Its camera and microphone are made up by Firefox itself (a changing colour, a tone). What pages threw is kept.
W3C WebDriver BiDi: https://www.w3.org/TR/webdriver-bidi/
"""

import asyncio
import json
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp

NAMES = ("firefox-esr", "firefox")
READY = re.compile(rb"WebDriver BiDi listening on (ws://\S+)")
PATIENCE = 60
PREFERENCES = {
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "intl.accept_languages": "da",
    "media.autoplay.default": 0,
    "media.gmp-manager.updateEnabled": False,
    "media.navigator.permission.disabled": True,
    "media.navigator.streams.fake": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}
CONNECTIONS = """() => {
  window.connections = [];
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) { super(...args); window.connections.push(this); }
  };
}"""


def executable() -> str | None:
    """The installed Firefox, if there is one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@asynccontextmanager
async def firefox(folder: Path) -> AsyncIterator["Firefox"]:
    """A Firefox with a profile of its own in `folder`. Needs `executable()`."""
    _prepare(folder)
    options = ("--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port=0")
    process = await asyncio.create_subprocess_exec(
        executable() or "", *options, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    try:
        address = await _address(process.stderr)
        rest = asyncio.create_task(process.stderr.read())
        async with aiohttp.ClientSession() as session, session.ws_connect(f"{address}/session") as socket:
            opened = Firefox(socket)
            await opened.begin()
            yield opened
        rest.cancel()
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def _prepare(folder: Path) -> None:
    folder.mkdir()
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items())
    (folder / "user.js").write_text("".join(lines))


async def _address(output: asyncio.StreamReader) -> str:
    async with asyncio.timeout(PATIENCE):
        async for line in output:
            if found := READY.search(line):
                return found[1].decode()
    raise AssertionError("Firefox ended before it listened")


class Firefox:
    """One window. `errors` are what its pages threw and did not catch."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.errors: list[str] = []
        self._socket = socket
        self._numbers = count(1)
        self._window = ""

    async def begin(self) -> None:
        """Open the session; every page from now on counts its connections in `window.connections`."""
        await self._do("session.new", capabilities={})
        (first, *_) = (await self._do("browsingContext.getTree"))["contexts"]
        self._window = first["context"]
        await self._do("session.subscribe", events=["log.entryAdded"])
        await self._do("script.addPreloadScript", functionDeclaration=CONNECTIONS)

    async def open(self, address: str) -> None:
        """Go to a page and wait until it has loaded."""
        await self._do("browsingContext.navigate", context=self._window, url=address, wait="complete")

    async def evaluate(self, expression: str) -> Any:
        """The value of an expression in the page, awaited, as by a person's press; raises what it throws."""
        told = await self._do(
            "script.evaluate",
            expression=f"(async () => JSON.stringify((await ({expression})) ?? null))()",
            target={"context": self._window},
            awaitPromise=True,
            userActivation=True,
        )
        if told["type"] != "success":
            raise AssertionError(told["exceptionDetails"]["text"])
        return json.loads(told["result"]["value"])

    async def until(self, expression: str, seconds: float = PATIENCE) -> None:
        """Wait in the page until the expression holds; raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not await self.evaluate(expression):
                await self.evaluate("new Promise(done => requestAnimationFrame(done))")

    async def press(self, selector: str) -> None:
        """Press what a selector finds, once it is there to be seen."""
        found = f"document.querySelector({json.dumps(selector)})"
        await self.until(f"Boolean({found}?.checkVisibility())")
        await self.evaluate(f"{found}.click()")

    async def sign_in(self, origin: str, email: str, password: str) -> None:
        """Through the page for it."""
        await self.open(f"{origin}/login?next=/me")
        for name, value in (("email", email), ("password", password)):
            field = f"document.querySelector('input[name={name}]')"
            await self.evaluate(f"{field}.value = {json.dumps(value)}")
        await self.press("main form button[type=submit]")
        await self.until("location.pathname === '/me' && document.readyState === 'complete'")

    async def _do(self, method: str, **about: Any) -> dict[str, Any]:
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": about})
        while True:
            told = await self._socket.receive_json(timeout=PATIENCE)
            if told.get("method") == "log.entryAdded":
                self._keep(told["params"])
            elif told.get("id") == number:
                break
        if told["type"] == "error":
            raise AssertionError(f"{method}: {told['error']}: {told['message']}")
        return dict(told["result"])

    def _keep(self, entry: dict[str, Any]) -> None:
        if entry["level"] == "error" and entry["type"] == "javascript":
            self.errors.append(entry["text"])
