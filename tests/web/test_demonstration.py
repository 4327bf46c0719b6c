"""`hub demo` as somebody starts it: where it says that media goes."""

import os
import socket
import subprocess
from pathlib import Path

import psutil
import pytest

from rtc.own_address import own_addresses
from tests.doubles.hub_process import HUB
from tests.doubles.ports import free_port


@pytest.mark.parametrize(
    ("named", "told"), [("", own_addresses()), ("192.0.2.7@127.0.0.1", ("192.0.2.7@127.0.0.1",))]
)
@pytest.mark.timeout(180)
def test_media_is_found_by_every_browser_here_unless_the_settings_say_where(
    named: str, told: tuple[str, ...], tmp_path: Path
) -> None:
    """Firefox sends none to loopback."""
    media = {"HUB_MEDIA__PORT": str(free_port(socket.SOCK_DGRAM)), "HUB_MEDIA__WORKERS": "1"}
    if named:
        media["HUB_MEDIA__ADDRESSES"] = named
    command = [str(HUB), "demo", "--port", str(free_port()), "--folder", str(tmp_path / "demo")]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    with subprocess.Popen(command, env={**environment, **media}, stdout=subprocess.PIPE, text=True) as demo:
        try:
            assert demo.stdout is not None
            assert any("Ready at" in line for line in demo.stdout)
            workers = [
                words
                for child in psutil.Process(demo.pid).children(recursive=True)
                if "rtc.worker" in (words := child.cmdline())
            ]
        finally:
            demo.terminate()
    (worker,) = workers
    assert tuple(word.removeprefix("--address=") for word in worker if word.startswith("--address=")) == told
