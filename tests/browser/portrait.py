"""A drawn person in front of a shelf, as a camera's picture: for pictures that people look at."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw

from tests.doubles.moving_picture import HEIGHT, WIDTH

SCALE = 2


@dataclass(frozen=True)
class Looks:
    """Colours of one person and their room."""

    wall: str
    shirt: str
    hair: str
    skin: str
    long_hair: bool


MADS = Looks(wall="#cfdcd6", shirt="#0d5560", hair="#5b4636", skin="#e6b594", long_hair=False)
LONE = Looks(wall="#e6dccb", shirt="#7a3b52", hair="#8a5a2b", skin="#efc3a4", long_hair=True)


def portrait(looks: Looks) -> Callable[[int], Image.Image]:
    """A function that draws frame n, 640 x 360, drawn double and made smaller for soft edges."""

    def draw(number: int) -> Image.Image:
        image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), looks.wall)
        pen = ImageDraw.Draw(image)
        _shelf(pen)
        _person(pen, looks, sway=round(6 * math.sin(number / 12)), blinks=number % 45 < 3)
        return image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)

    return draw


def _shelf(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((860, 180, 1240, 196), fill="#8b6f4e")
    for place, colour in enumerate(("#b5483a", "#2f6f73", "#d9a441", "#455a7a", "#7d8f5b")):
        pen.rectangle((880 + place * 34, 100 - place % 2 * 12, 906 + place * 34, 180), fill=colour)
    pen.rectangle((1120, 140, 1180, 180), fill="#c96f4a")
    for lean in (-34, 0, 34):
        pen.ellipse((1130 + lean, 60, 1170 + lean, 146), fill="#4f7f52")
    pen.rounded_rectangle((90, 70, 330, 260), 8, fill="#f7f7f2", outline="#8b6f4e", width=8)
    pen.line((110, 220, 180, 150, 230, 190, 310, 110), fill="#2f6f73", width=8)


def _person(pen: ImageDraw.ImageDraw, looks: Looks, sway: int, blinks: bool) -> None:
    middle = 600 + sway
    if looks.long_hair:
        pen.rounded_rectangle((middle - 150, 150, middle + 150, 500), 120, fill=looks.hair)
    pen.rounded_rectangle((middle - 260, 500, middle + 260, 900), 150, fill=looks.shirt)
    pen.rectangle((middle - 46, 430, middle + 46, 530), fill=looks.skin)
    pen.ellipse((middle - 120, 170, middle + 120, 470), fill=looks.skin)
    pen.pieslice((middle - 130, 130, middle + 130, 400), 180, 360, fill=looks.hair)
    for side in (-48, 48):
        eye = (middle + side - 10, 306, middle + side + 10, 326)
        if blinks:
            pen.line((eye[0], 316, eye[2], 316), fill="#333333", width=5)
        else:
            pen.ellipse(eye, fill="#333333")
    pen.arc((middle - 50, 350, middle + 50, 420), 20, 160, fill="#8c3b2e", width=8)
