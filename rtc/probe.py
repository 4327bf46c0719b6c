"""Is a worker well? One packet through it: in at the media port, out of the forwarding and sending path.

A STUN answer alone would not tell: a worker whose sending is stuck still answers. `rtc.io.probing` is the
worker's end.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
import struct
import time

from rtc.core import rtp, stun
from rtc.core.malformed import Malformed
from rtc.io.probing import SSRC, keys
from rtc.io.srtp import Incoming, Keys, Outgoing, buffer_of
from rtc.wire import Probed

TIMEOUT = 1.0
TRIES = 4


async def packet_through(where: tuple[str, int], probed: Probed, timeout: float = TIMEOUT) -> float | None:
    """Seconds until a packet came back from a worker's media port; None when none did in time.

    `where` is the port as it is bound, `probed` what the worker answered to `Probe`.
    """
    began = time.monotonic()
    with socket.socket(socket.AF_INET6 if ":" in where[0] else socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        try:
            sock.connect(where)
            async with asyncio.timeout(timeout):
                await _let_in(sock, probed)
                await _there_and_back(sock, probed.key)
        except (OSError, TimeoutError):
            return None
    return time.monotonic() - began


async def _let_in(sock: socket.socket, probed: Probed) -> None:
    """A connectivity check, as everybody must pass before the worker hears their packets."""
    loop, transaction, password = (
        asyncio.get_running_loop(),
        secrets.token_bytes(12),
        probed.password.encode(),
    )
    request = stun.request(transaction, f"{probed.ufrag}:node", password)
    await loop.sock_sendall(sock, request)
    while True:
        try:
            reply = stun.parse(await loop.sock_recv(sock, 2048))
        except Malformed:
            continue
        right = reply.kind == stun.BINDING_RESPONSE and reply.transaction == transaction
        if right and stun.is_signed_with(reply, password):
            return


async def _there_and_back(sock: socket.socket, key: bytes) -> None:
    """Sound with a secret of ours in it, until just that comes out again."""
    loop, secret = asyncio.get_running_loop(), secrets.token_bytes(16)
    outgoing = Outgoing(_turned(keys(key), sends=True))
    incoming = Incoming(_turned(keys(key), sends=False))
    space = bytearray(2048)
    for count in range(TRIES):
        head = struct.pack("!BBHII", 0x80, 111, count, 960 * count, SSRC)
        await loop.sock_sendall(sock, outgoing.rtp(head + secret))
    while True:
        size = await loop.sock_recv_into(sock, space)
        if size < rtp.HEADER_SIZE or not 128 <= space[0] < 192 or rtp.is_rtcp(space[1]):
            continue
        plain = incoming.open_rtp(buffer_of(space), size)
        if plain and space[:plain].endswith(secret):
            return


def _turned(both: Keys, *, sends: bool) -> Keys:
    """The prober protects with what the worker opens with, and the other way round."""
    key = both.client if sends else both.server
    return Keys(both.profile, client=key, server=key)
