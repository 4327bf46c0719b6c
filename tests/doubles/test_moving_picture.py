"""The doubles of camera and network do what the browser tests believe of them."""

import base64
import io
import json
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import async_playwright

from tests.doubles import moving_picture, seen
from tests.doubles.browsers import Person, chromium
from tests.doubles.seen import Frame


def read(image: Image.Image, line: int = 0) -> int | None:
    """The number in one row of a picture, by the middle of each block."""
    grey = image.convert("L").resize((moving_picture.WIDTH, moving_picture.HEIGHT))
    middles = [(place * 40 + 20, line * 40 + 20) for place in range(16)]
    return moving_picture.number_of([int(str(grey.getpixel(middle))) > 127 for middle in middles])


@pytest.mark.parametrize("number", [0, 1, 149, 4095])
def test_the_number_survives_a_poor_and_small_picture(number: int) -> None:
    small = moving_picture.draw(number).resize((320, 180))
    poor = io.BytesIO()
    small.save(poor, "JPEG", quality=20)
    assert read(Image.open(poor)) == number


def test_a_face_and_a_clock_stand_below_the_number() -> None:
    picture = moving_picture.draw(150, who=9)
    high, low = read(picture, 1), read(picture, 2)
    assert (high is not None and high >> 8, ((high or 0) & 255) << 12 | (low or 0)) == (9, 10_000)


def test_a_picture_without_the_strip_has_no_number() -> None:
    assert read(Image.new("RGB", (640, 360), "black")) is None
    assert read(Image.new("RGB", (640, 360), "white")) is None


def test_the_file_holds_every_frame(tmp_path: Path) -> None:
    size = moving_picture.write_y4m(tmp_path / "camera.y4m", seconds=1).stat().st_size
    header = len(b"YUV4MPEG2 W640 H360 F15:1 Ip A1:1 C420jpeg\n")
    assert size == header + 15 * (len(b"FRAME\n") + 640 * 360 * 3 // 2)


def test_what_was_seen_tells_gaps_order_and_age() -> None:
    shown = [Frame(0, 4094, 3, 80), Frame(100, 4095, 3, 90), Frame(500, 0, 3, 100), Frame(560, 4090, 3, 90)]
    assert seen.longest_gap(shown) == 400
    assert seen.backwards(shown) == [(0, 4090)]
    assert seen.middle_delay(shown) == 90


async def test_a_browser_reads_what_python_drew_and_what_it_draws_itself(tmp_path: Path) -> None:
    drawn = io.BytesIO()
    moving_picture.draw(77, who=5).resize((160, 90)).save(drawn, "JPEG", quality=20)
    source = "data:image/jpeg;base64," + base64.b64encode(drawn.getvalue()).decode()
    (tmp_path / "voice.wav").write_bytes(b"")
    person = Person(3, tmp_path / "voice.wav", cameras=(("Kamera", 320, 180),), rate=10)
    async with async_playwright() as playwright, chromium(playwright) as browser:
        page = await browser.new_page()
        await page.add_script_tag(content=moving_picture.READ_STRIP)
        picture = f"(async () => {{ {PICTURE} return read({json.dumps(source)}); }})()"
        assert await page.evaluate(picture) == {"number": 77, "who": 5, "clock": 5133}
        await page.add_script_tag(
            content=person.script.replace("MediaDevices.prototype", "(window.own ??= {})")
        )
        own = await page.evaluate(OWN)
    assert own["who"] == 3
    assert own["number"] >= 1
    assert 0 <= own["age"] < 5000


PICTURE = """
const read = async source => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), {width: image.width, height: image.height});
  canvas.getContext('2d').drawImage(image, 0, 0);
  Object.assign(canvas, {videoWidth: image.width, videoHeight: image.height});
  return window.burntIn(canvas);
};
"""
OWN = """
async () => {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = await window.own.getUserMedia({video: {}});
  await video.play();
  await new Promise(done => video.requestVideoFrameCallback(done));
  const told = window.burntIn(video);
  return {...told, age: (Date.now() - told.clock) % (1 << 20)};
}
"""
