"""What a benchmark's Chromium films and hears: a picture that costs bits to send, and Danish speech.

Chromium plays the files as its camera and microphone, in a loop. Its built-in test picture is so plain that
no bottleneck would be felt.
"""

import shutil
import subprocess
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

FRAMES_PER_SECOND = 20
STEP = 4
TEXT = "Goddag og velkommen. I dag taler vi om motion, søvn og hverdag, og I må gerne spørge undervejs. "


def write_picture(path: Path, size: tuple[int, int]) -> Path:
    """YUV4MPEG2 at 4:2:0: a soft textured wall that slides by, and a disc that moves the other way.

    The end leads on to the beginning: at a cut an encoder leaves out frames, which no network has lost.
    """
    width, height = size
    wall = _wall(width, height)
    with path.open("wb") as out:
        out.write(f"YUV4MPEG2 W{width} H{height} F{FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(width // STEP):
            luma, blue, red = _frame(wall, number, size).convert("YCbCr").split()
            half = (width // 2, height // 2)
            out.write(b"FRAME\n" + luma.tobytes() + blue.resize(half).tobytes() + red.resize(half).tobytes())
    return path


def write_speech(path: Path) -> Path:
    """Some twenty seconds of speech. Raises RuntimeError when espeak-ng is missing."""
    program = shutil.which("espeak-ng")
    if not program:
        raise RuntimeError("There is no espeak-ng on this machine: on Debian, apt-get install espeak-ng.")
    subprocess.run([program, "-v", "da", "-a", "180", "-w", str(path), TEXT * 3], check=True)
    return path


def _wall(width: int, height: int) -> Image.Image:
    """Twice as wide as the picture; its two halves are alike, so that sliding has no seam."""
    half = Image.effect_noise((width, height), 90).filter(ImageFilter.GaussianBlur(2))
    wall = Image.new("L", (2 * width, height))
    wall.paste(half, (0, 0))
    wall.paste(half, (width, 0))
    return wall


def _frame(wall: Image.Image, number: int, size: tuple[int, int]) -> Image.Image:
    width, height = size
    left = number * STEP % width
    picture = wall.crop((left, 0, left + width, height)).convert("RGB")
    across = width - 2 * number * STEP % width
    radius = height // 6
    box = (across - radius, height // 2 - radius, across + radius, height // 2 + radius)
    ImageDraw.Draw(picture).ellipse(box, fill=(220, 170, 60))
    return picture
