"""What pictures and sound cost each: the run of `media` again with the one alone, and with the other.

Each has the floor of its own sizes and its own pace. What comes along with a packet is not told apart:
viewers report four times a second on a picture and every five seconds on sound, so reading reports is in the
figure of the picture; and where a worker has less to do, less of what it needs is still in the cache.
"""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from load import dump, media

KINDS = {"picture": dump.VIDEO, "sound": dump.AUDIO}
FIGURES = (
    "packets_per_second",
    "us_per_packet",
    "floor_us",
    "ratio_to_floor",
    "floor_segmented_us",
    "p99_ms",
    "failed",
)


def measure(wanted: media.Wanted) -> dict[str, Any]:
    """The figures of each by its name, as `media.measure` gives them for both together."""
    packets = dump.read(wanted.dump) if wanted.dump else dump.made(6)
    with tempfile.TemporaryDirectory(prefix="load-apart-") as folder:
        return {name: _alone(wanted, packets, kind, Path(folder)) for name, kind in KINDS.items()}


def _alone(wanted: media.Wanted, packets: list[dump.Packet], kind: int, folder: Path) -> dict[str, Any]:
    path = folder / f"{kind}.rtpdump"
    dump.write(path, [one for one in packets if one.payload_type == kind])
    found = media.measure(replace(wanted, dump=path, peer=""))
    return {name: found[name] for name in FIGURES if name in found}
