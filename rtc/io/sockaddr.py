"""Addresses as Linux lays them out (struct sockaddr_in, sockaddr_in6) and as Python's sockets write them."""

from __future__ import annotations

import ipaddress
import socket
import struct
from typing import Any

AF_INET, AF_INET6 = 2, 10

Address = tuple[Any, ...]


def pack_sockaddr(source: Address) -> bytes:
    """An address of Python's sockets as a struct sockaddr_in or sockaddr_in6."""
    address = ipaddress.ip_address(source[0].partition("%")[0])
    if address.version == 4:
        return struct.pack("=H", AF_INET) + struct.pack("!H4s8x", source[1], address.packed)
    flow, scope = source[2], source[3]
    return (
        struct.pack("=H", AF_INET6)
        + struct.pack("!HI16s", source[1], flow, address.packed)
        + struct.pack("=I", scope)
    )


def unpack_sockaddr(name: bytes) -> Address:
    """A struct sockaddr_in (its first 8 bytes) or sockaddr_in6 as Python's sockets write addresses."""
    (port,) = struct.unpack_from("!H", name, 2)
    if int.from_bytes(name[:2], "little") == AF_INET:
        return (socket.inet_ntop(socket.AF_INET, name[4:8]), port)
    flow, scope = int.from_bytes(name[4:8]), int.from_bytes(name[24:28], "little")
    return (socket.inet_ntop(socket.AF_INET6, name[8:24]), port, flow, scope)
