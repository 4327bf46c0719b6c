"""The doubles of camera and network do what the browser tests believe of them."""

import io
from pathlib import Path

import pytest
from PIL import Image

from tests.doubles import moving_picture


def read(image: Image.Image) -> int | None:
    """The number in a picture, by the middle of each block."""
    grey = image.convert("L").resize((moving_picture.WIDTH, moving_picture.HEIGHT))
    middles = [(place * 40 + 20, 20) for place in range(16)]
    return moving_picture.number_of([int(str(grey.getpixel(middle))) > 127 for middle in middles])


@pytest.mark.parametrize("number", [0, 1, 149, 4095])
def test_the_number_survives_a_poor_and_small_picture(number: int) -> None:
    small = moving_picture.draw(number).resize((320, 180))
    poor = io.BytesIO()
    small.save(poor, "JPEG", quality=20)
    assert read(Image.open(poor)) == number


def test_a_picture_without_the_strip_has_no_number() -> None:
    assert read(Image.new("RGB", (640, 360), "black")) is None
    assert read(Image.new("RGB", (640, 360), "white")) is None


def test_the_file_holds_every_frame(tmp_path: Path) -> None:
    size = moving_picture.write_y4m(tmp_path / "camera.y4m", seconds=1).stat().st_size
    header = len(b"YUV4MPEG2 W640 H360 F15:1 Ip A1:1 C420jpeg\n")
    assert size == header + 15 * (len(b"FRAME\n") + 640 * 360 * 3 // 2)
