"""A moving picture with its frame number burnt in, made by the test and read back by the test.

Chromium plays the file as its camera. The number is there twice: as a clock for people, and as a strip of
sixteen blocks for machines: white, black, twelve bits, and the two parities. Knows nothing of the hub.
"""

from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 640, 360
BLOCK = WIDTH // 16
BITS = 12
FRAMES_PER_SECOND = 15


def bits_of(number: int) -> list[bool]:
    """The sixteen blocks, True for white."""
    number_bits = [bool(number >> shift & 1) for shift in reversed(range(BITS))]
    parity = sum(number_bits) % 2 == 1
    return [True, False, *number_bits, parity, not parity]


def number_of(blocks: list[bool]) -> int | None:
    """The frame number in sixteen blocks, None when they do not hold one."""
    number = sum(bit << shift for bit, shift in zip(blocks[2:14], reversed(range(BITS)), strict=True))
    return number if blocks == bits_of(number) else None


def draw(number: int) -> Image.Image:
    """One frame, 640 x 360 pixels: the strip, a clock, and a disc that crosses the picture."""
    image = Image.new("RGB", (WIDTH, HEIGHT), (30, 60, 90))
    pencil = ImageDraw.Draw(image)
    for place, white in enumerate(bits_of(number)):
        box = (place * BLOCK, 0, (place + 1) * BLOCK - 1, BLOCK - 1)
        pencil.rectangle(box, fill="white" if white else "black")
    left = number * 8 % WIDTH
    pencil.ellipse((left, 250, left + 80, 330), fill=(240, 200, 40))
    clock = f"{number / FRAMES_PER_SECOND:05.1f} s"
    pencil.text((40, 110), clock, fill="white", font=ImageFont.load_default(96))
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


READ_STRIP = """
window.frameNumber = video => {
  if (!video || !video.videoWidth) return null;
  const canvas = document.createElement('canvas');
  canvas.width = 640; canvas.height = 360;
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  pen.drawImage(video, 0, 0, 640, 360);
  const bright = place => pen.getImageData(place * 40 + 20, 20, 1, 1).data[1] > 127 ? 1 : 0;
  const bits = Array.from({length: 16}, (_, place) => bright(place));
  const odd = bits.slice(2, 14).reduce((sum, bit) => sum + bit, 0) % 2;
  const whole = bits[0] === 1 && bits[1] === 0 && bits[14] === odd && bits[15] === 1 - odd;
  return whole ? bits.slice(2, 14).reduce((number, bit) => number * 2 + bit, 0) : null;
};
"""
"""Page script: `frameNumber(video)` is the number in the frame shown now, null when there is none."""
