"""What forwarding needs to know of one packet of video, whatever its codec; the codecs' files fill it in."""

from typing import NamedTuple


class Picture(NamedTuple):
    """Facts of one packet. Places are absolute in the buffer; what a codec does not tell keeps its default.

    `size` is the length of the payload descriptor in bytes. A frame is one spatial layer of a picture;
    `starts_frame` and `ends_frame` bound it, `key_frame` is set on the first packet of a picture that needs
    no other. `switch` says that a receiver of lower temporal layers may take this layer from here on.
    `depends` is false for a frame of an upper spatial layer that needs no other. `picture` counts pictures
    modulo 2 to the `picture_bits`, `tl0` those of the lowest temporal layer. Sizes in pixels, 0 unknown;
    `sizes` are those of all spatial layers. `distances` says that pictures refer to others by how far back
    those lie in `picture`, so that numbers of pictures left out stay free. `descriptor` is the dependency
    descriptor, which then has the number. `layers_at` is where VP8 says that temporal layers are told.
    """

    size: int
    starts_frame: bool
    ends_frame: bool
    key_frame: bool
    temporal: int = 0
    spatial: int = 0
    switch: bool = False
    depends: bool = True
    picture: int | None = None
    picture_bits: int = 0
    picture_at: int = 0
    tl0: int | None = None
    tl0_at: int = 0
    width: int = 0
    height: int = 0
    sizes: tuple[tuple[int, int], ...] = ()
    distances: bool = False
    descriptor: bytes = b""
    layers_at: int = 0
