"""What coturn lets through with the hub's credentials: nobody without them, and only to the media node."""

import asyncio
import datetime as dt
import os
import socket
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import aioice.stun
import aioice.turn
import pytest

from rtc.core import stun
from tests.turn.conftest import DOCKER, Turn

FORBIDDEN_IP, UNAUTHORIZED, QUOTA_REACHED = 403, 401, 486


class Peer(asyncio.DatagramProtocol):
    """What comes back through the relay."""

    def __init__(self) -> None:
        self.received: asyncio.Queue[bytes] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.received.put_nowait(data)


@asynccontextmanager
async def allocated(server: dict[str, Any]) -> AsyncIterator[tuple[Any, Peer]]:
    """An allocation with one of the hub's ICE servers. Raises TransactionFailed."""
    [url] = server["urls"]
    address, port = urlsplit(url).path.split(":")
    tls = ssl.create_default_context()
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    transport, peer = await aioice.turn.create_turn_endpoint(
        Peer,
        server_addr=(address, int(port)),
        username=server["username"],
        password=server["credential"],
        ssl=tls if url.startswith("turns:") else False,
        transport=url.rpartition("=")[2],
    )
    try:
        yield transport, peer
    finally:
        transport.close()


async def refusal(server: dict[str, Any]) -> int:
    """The error code an allocation is refused with."""
    with pytest.raises(aioice.stun.TransactionFailed) as refused:
        async with allocated(server):
            pass
    return int(refused.value.response.attributes["ERROR-CODE"][0])


@pytest.mark.parametrize("way", [0, 1, 2], ids=["udp", "tcp", "tls"])
async def test_media_port_answers_through_the_relay(turn: Turn, studio: Any, way: int) -> None:
    [server] = turn.servers(turn.urls()[way])
    [hello] = studio.control.hellos()
    [path] = await studio.control.stats()
    probed = await studio.control.probe(path)
    request = stun.request(bytes(12), f"{probed.ufrag}:turn", probed.password.encode())
    async with allocated(server) as (transport, peer):
        transport.sendto(request, hello.addresses[0])
        reply = stun.parse(await asyncio.wait_for(peer.received.get(), 10))
    assert reply.kind == stun.BINDING_RESPONSE


async def test_wrong_and_expired_credentials_are_refused(turn: Turn) -> None:
    [server] = turn.servers(turn.urls()[0])
    assert await refusal({**server, "credential": "d3Jvbmc="}) == UNAUTHORIZED
    assert await refusal({**server, "username": server["username"] + "0"}) == UNAUTHORIZED
    seconds = turn.settings.media.turn_seconds + 60
    [expired] = turn.servers(turn.urls()[0], dt.datetime.now(dt.UTC) - dt.timedelta(seconds=seconds))  # noqa: TID251
    assert await refusal(expired) == UNAUTHORIZED


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1", "198.51.100.7", "224.0.0.251", "0.0.0.0"],
)
async def test_no_other_address_can_be_reached(turn: Turn, address: str) -> None:
    [server] = turn.servers(turn.urls()[0])
    async with allocated(server) as (transport, _):
        inner = transport._TurnTransport__inner_protocol
        with pytest.raises(aioice.stun.TransactionFailed) as refused:
            await inner.channel_bind(0x4000, (address, 53))
    assert refused.value.response.attributes["ERROR-CODE"][0] == FORBIDDEN_IP


async def test_one_seat_may_hold_only_so_many_allocations(turn: Turn) -> None:
    [server] = turn.servers(turn.urls()[0])
    async with allocated(server), allocated(server), allocated(server), allocated(server):
        assert await refusal(server) == QUOTA_REACHED


async def test_nothing_is_relayed_over_tcp_to_peers(turn: Turn) -> None:
    """RFC 6062 would let a seat open TCP connections from the server."""
    [server] = turn.servers(turn.urls()[1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aioice.turn, "UDP_TRANSPORT", aioice.turn.TCP_TRANSPORT)
        assert await refusal(server) in (400, 403, 442)


SEND = """
import socket, sys
outcomes = []
for number in map(int, sys.argv[2:]):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", int(sys.argv[1])))
        try:
            sock.sendto(b"x", ("127.0.0.1", number))
            outcomes.append("sent")
        except PermissionError:
            outcomes.append("dropped")
print(*outcomes)
"""


def from_port(source: int, *to: int) -> list[str]:
    """What becomes of datagrams in a network namespace of their own with docker/turn.nft loaded."""
    script = f'ip link set lo up && nft -f {DOCKER / "turn.nft"} && exec "$@"'
    command = ["unshare", "-rn", "sh", "-c", script, "sh", sys.executable, "-c", SEND, str(source)]
    path = {**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin"}
    run = subprocess.run([*command, *map(str, to)], env=path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout.split()


def test_firewall_lets_relayed_datagrams_reach_the_media_ports_only() -> None:
    settings = (DOCKER / "turnserver.conf").read_text()
    first, last = (int(settings.partition(f"{name}-port=")[2].split()[0]) for name in ("min", "max"))
    for relay in (first, last):
        assert from_port(relay, 40000, 40015, 39999, 40016, 53) == ["sent"] * 2 + ["dropped"] * 3
    assert from_port(first - 1, 53) == ["sent"]


async def test_turn_server_speaks_no_dtls(turn: Turn) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.connect((turn.address, turn.tls_port))
        sock.send(b"x")
        with pytest.raises(ConnectionRefusedError):
            sock.recv(10)
