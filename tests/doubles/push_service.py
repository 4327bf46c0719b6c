"""A push service on loopback, and the half of a subscription that a browser keeps: it decrypts (RFC 8291)."""

import base64
import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


def plain(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Browser:
    """A browser's half of a subscription: its keys, and what it makes of a push."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = b"sixteen bytes ok"

    @property
    def p256dh(self) -> str:
        form = serialization.PublicFormat.UncompressedPoint
        return plain(self.key.public_key().public_bytes(serialization.Encoding.X962, form))

    def read(self, body: bytes) -> dict[str, str]:
        told = http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm")
        return dict(json.loads(told))


class Service(ThreadingHTTPServer):
    """A push service on loopback: keeps what it is handed and answers as it is told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.handed: list[tuple[str, dict[str, str], bytes]] = []
        self.status = 201
        self.arrived = threading.Event()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        service: Any = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        service.handed.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        service.arrived.set()
        self.send_response(service.status)
        if service.status == 307:
            self.send_header("Location", service.origin + "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Tests are silent."""


@contextlib.contextmanager
def serving() -> Iterator[Service]:
    """The service while the block lasts."""
    made = Service()
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.shutdown()
        made.server_close()
        thread.join()
