"""What messages are made of: names and their bounds, layouts, and the base of every message."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Way = Literal["view", "publish"]
Source = Literal["microphone", "camera", "screen"]
RoomName = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
PeerName = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
FolderName = Annotated[str, msgspec.Meta(pattern="^/", max_length=1024)]
FileName = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{8,64}$")]
RecordingEnd = Literal["stopped", "withdrawn", "disk_full", "failed"]
Sdp = Annotated[str, msgspec.Meta(max_length=65536)]
Address = Annotated[str, msgspec.Meta(max_length=64)]
Pixels = Annotated[int, msgspec.Meta(ge=0, le=10_000)]
Limit = Literal["full", "low", "lowest", "sound"]
GivenUp = Literal["nothing", "layers", "pictures"]
Count = Annotated[int, msgspec.Meta(ge=0, le=64)]
Total = Annotated[int, msgspec.Meta(ge=0, le=10**9)]


class WireError(ValueError):
    """A frame that is too long, cut off or not one of our messages."""


class Message(msgspec.Struct, frozen=True, tag=True, tag_field="type", forbid_unknown_fields=True):
    """Base of everything that crosses the control socket."""


class Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many things of each kind a viewer can be shown at once; fixed while the room is open.

    The m-lines of the viewer's offer are, in this order, `m0..` (microphones), `c0..` (cameras) and
    `s0..` (screens). Microphone i and camera i share one stream id, so browsers play them in step.
    `echo` lets a peer view its own slots (the device check). `selective` lets more people publish than there
    are slots: the loudest are heard and those who spoke last are seen.
    """

    microphones: Count
    cameras: Count
    screens: Count
    echo: bool = False
    selective: bool = False
