"""Ports for the servers of tests, out of the range from which the system gives ports to whoever connects."""

import errno
import secrets
import socket

LOWEST, MANY = 20_000, 12_000
"""Below Linux' ephemeral ports (32,768 and up), so that no browser takes one before its server has it."""


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM, address: str = "127.0.0.1") -> int:
    """A port nobody on this machine uses at the moment."""
    while True:
        port = LOWEST + secrets.randbelow(MANY)
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind((address, port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
                continue
        return port
