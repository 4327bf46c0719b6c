"""Settings of the media plane, as the hub or a test hands them over; no file is read here."""

from __future__ import annotations

import ipaddress
import os
import tempfile
from dataclasses import dataclass, field

VIDEO_CODECS = ("vp8", "vp9", "h264", "av1")


@dataclass(frozen=True, slots=True)
class MediaSettings:
    """How many workers run and where.

    `addresses` are what browsers are told; each worker binds exactly these. Behind a one-to-one NAT write
    "announced@bound". Worker n takes UDP port `port` + n; port 0 lets the system choose. Rates are bits per
    second, times seconds. `folder` takes the control sockets and must be private to this user. A room with
    `viewers_per_worker` viewers at its own worker sends further ones to the others (0: never). Publishers may
    send pictures in `video_codecs`, the preferred first.
    """

    addresses: tuple[str, ...] = ("127.0.0.1",)
    port: int = 0
    workers: int = 0
    camera_rate: int = 1_500_000
    screen_rate: int = 2_500_000
    consent_seconds: float = 15.0
    max_connections: int = 2000
    video_codecs: tuple[str, ...] = ("vp8",)
    viewers_per_worker: int = 200
    folder: str = field(default_factory=lambda: tempfile.mkdtemp(prefix="media-"))

    def __post_init__(self) -> None:
        """Raises ValueError, in words for the person who wrote the settings."""
        if not self.video_codecs or not set(self.video_codecs) <= set(VIDEO_CODECS):
            raise ValueError(f"video codecs: name one or more of {', '.join(VIDEO_CODECS)}")
        for bound, announced in self.bindings():
            for address in (bound, announced):
                if ipaddress.ip_address(address).is_unspecified:
                    raise ValueError(
                        f"media address {address}: name the address browsers reach, not a wildcard"
                    )

    @property
    def worker_count(self) -> int:
        """0 means one per further core, but two where there are two: a large audience needs them both."""
        cores = os.cpu_count() or 1
        return self.workers or max(min(2, cores), cores - 1)

    def bindings(self) -> tuple[tuple[str, str], ...]:
        """(bound, announced) for each address."""
        pairs = (address.partition("@") for address in self.addresses)
        return tuple((bound or announced, announced) for announced, _, bound in pairs)
