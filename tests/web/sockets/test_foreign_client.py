"""The protocol by a client that is not ours: socket.io-client under Node, polling upgraded to WebSocket."""

import asyncio
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.web.sockets.conftest import Served

HERE = Path(__file__).parent
TOP = HERE.parents[2]


def _node() -> str:
    path = os.pathsep.join([os.environ.get("PATH", ""), str(TOP / ".venv" / "bin")])
    found = shutil.which("node", path=path)
    if found is None:
        pytest.fail("Node is missing: `make setup` installs it")
    return found


async def _run(served: Served, ticket: str) -> dict[str, Any]:
    script = [str(HERE / "js_client.mjs"), served.origin, served.cookie("citizen"), ticket]
    process = await asyncio.create_subprocess_exec(
        _node(), *script, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode() + out.decode()
    answer: dict[str, Any] = json.loads(out)
    return answer


async def test_joining_asking_and_being_refused(served: Served) -> None:
    seen = await _run(served, served.ticket("citizen"))
    assert seen["joined"]["ok"] is True
    assert seen["joined"]["snapshot"]["sections"]["session"]["title"] == "Frokost og blodsukker"
    assert seen["hand"] == {"ok": True}
    assert seen["sent"] == {"ok": True, "seq": 1}
    assert seen["chat"] == "Må jeg spise rugbrød? 🥖"
    assert seen["unknown"]["error"]["code"] == "unknown_event"
    assert seen["malformed"]["error"]["code"] == "bad_message"


async def test_a_refused_connection_says_why(served: Served) -> None:
    seen = await _run(served, "forged.ticket")
    assert seen["refused"]["code"] == "ticket_forged"
