"""A moving picture with numbers burnt in, drawn by the test and read back from what a viewer decoded.

Three rows of sixteen black and white blocks, each white, black, twelve bits and two parities: the frame's
number; who is seen (four bits) and the high bits of a clock; its low bits. Blocks of a sixteenth of the width
survive strong compression. Here the file that Chromium plays as its camera is drawn; `burnt_in.js` reads, and
draws the same rows on a canvas with the real time. Knows nothing of the hub.
"""

from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 640, 360
BLOCK = WIDTH // 16
BITS = 12
FRAMES_PER_SECOND = 15
CLOCK_BITS = 20

READ_STRIP = Path(__file__).with_name("burnt_in.js").read_text("utf-8")
"""Page script: `frameNumber(video)` is the number in the frame shown now, null when there is none;
`burntIn(video)` is {number, who, clock}; `watchPictures()` keeps what every tile shows, frame by frame."""


def bits_of(number: int) -> list[bool]:
    """The sixteen blocks of a row, True for white."""
    number_bits = [bool(number >> shift & 1) for shift in reversed(range(BITS))]
    parity = sum(number_bits) % 2 == 1
    return [True, False, *number_bits, parity, not parity]


def number_of(blocks: list[bool]) -> int | None:
    """The number in a row of sixteen blocks, None when they do not hold one."""
    number = sum(bit << shift for bit, shift in zip(blocks[2:14], reversed(range(BITS)), strict=True))
    return number if blocks == bits_of(number) else None


def rows_of(number: int, who: int, clock: int) -> list[list[bool]]:
    """The three rows. `clock` is in milliseconds and wraps after 2**20 of them (17 minutes)."""
    clock %= 1 << CLOCK_BITS
    low = (1 << BITS) - 1
    return [bits_of(number & low), bits_of(who << 8 | clock >> BITS), bits_of(clock & low)]


def draw(number: int, who: int = 0) -> Image.Image:
    """One frame, 640 x 360 pixels: the rows, a clock, and a disc that crosses the picture."""
    image = Image.new("RGB", (WIDTH, HEIGHT), (30, 60, 90))
    pencil = ImageDraw.Draw(image)
    for line, row in enumerate(rows_of(number, who, number * 1000 // FRAMES_PER_SECOND)):
        for place, white in enumerate(row):
            left, top = place * BLOCK, line * BLOCK
            pencil.rectangle(
                (left, top, left + BLOCK - 1, top + BLOCK - 1), fill="white" if white else "black"
            )
    left = number * 8 % WIDTH
    pencil.ellipse((left, 250, left + 80, 330), fill=(240, 200, 40))
    clock = f"{number / FRAMES_PER_SECOND:05.1f} s"
    pencil.text((40, 130), clock, fill="white", font=ImageFont.load_default(96))
    return image


def write_y4m(path: Path, seconds: int = 8, frame: Callable[[int], Image.Image] = draw) -> Path:
    """Write the loop as YUV4MPEG2, 4:2:0, played at the file's own rate. `frame` draws number n."""
    with path.open("wb") as out:
        out.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(seconds * FRAMES_PER_SECOND):
            luma, blue, red = frame(number).convert("YCbCr").split()
            half = (WIDTH // 2, HEIGHT // 2)
            out.write(b"FRAME\n" + luma.tobytes() + blue.resize(half).tobytes() + red.resize(half).tobytes())
    return path
