"""Slides: a real PDF becomes pictures with text; what is no honest PDF is refused and harms nothing."""

import contextlib
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from config.settings import Settings
from hub.errors import BadInput
from hub.rooms import actions, queries, slides
from hub.rooms.models import Slide
from hub.rooms.wire import DeckInfo
from tests.doubles.live_world import LiveWorld, code_of


def text_pdf(*texts: str) -> bytes:
    """A PDF of one landscape page for each text, written by hand (ISO 32000-1, 7.5)."""
    n = len(texts)
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(n))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {n} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for i, text in enumerate(texts):
        stream = f"BT /F1 40 Tf 60 300 Td ({text}) Tj ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 960 540] /Contents {5 + 2 * i} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def files(settings: Settings) -> list[Path]:
    folder = queries.slides_folder(settings.data.path)
    return sorted(folder.iterdir()) if folder.exists() else []


async def test_a_deck_is_drawn_once_and_shown_to_all(world: LiveWorld, sqlite_database: Settings) -> None:
    await world.join(world.host)
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    await world.join(citizen)

    deck = await actions.add_deck(world.host, world.session, text_pdf("Frokost", "Blodsukker"), "Oplæg")
    await actions.show_slide(world.host, world.session, deck, 2)

    shown = (await world.fresh(citizen))["slides"]
    assert shown == {
        "deck": deck,
        "number": 2,
        "pages": 2,
        "alt": "Blodsukker",
        "url": f"/sessions/{world.session}/slides/{deck}/2",
    }
    file = await queries.slide_file(citizen, world.session, deck, 2)
    with Image.open(queries.slides_folder(sqlite_database.data.path) / file) as picture:
        assert (picture.format, picture.size) == ("WEBP", (1600, 900))
    assert await queries.decks_for(world.host, world.session) == [DeckInfo(deck, "Oplæg", 2)]
    await actions.hide_slides(world.host, world.session)
    assert (await world.fresh(citizen))["slides"] is None


async def test_slides_are_brought_from_the_planning_page_before_anybody_is_in(world: LiveWorld) -> None:
    deck = await actions.add_deck(world.speaker, world.session, text_pdf("Frokost"), "Oplæg")

    assert (await world.join(world.host)).sections["decks"] == [{"deck": deck, "title": "Oplæg", "pages": 1}]


async def test_pictures_are_for_those_inside_and_only_while_shown(world: LiveWorld) -> None:
    deck = await actions.add_deck(world.host, world.session, text_pdf("Frokost"), "Oplæg")
    await world.join(world.host)
    inside, outside = await world.citizen("Kirsten Borg", "Bregne"), await world.citizen("Ove Vang", "Odder")
    seat = (await world.join(inside)).seat
    assert await code_of(queries.slide_file(inside, world.session, deck, 1)) == "missing"

    await actions.show_slide(world.host, world.session, deck, 1)
    assert await queries.slide_file(inside, world.session, deck, 1)
    other = await world.new_session("webinar", "open")
    for actor, session, number in (
        (outside, world.session, 1),
        (inside, other, 1),
        (inside, world.session, 2),
        (world.host, other, 1),
    ):
        assert await code_of(queries.slide_file(actor, session, deck, number)) == "missing"
    await actions.remove(world.host, world.session, seat)
    assert await code_of(queries.slide_file(inside, world.session, deck, 1)) == "missing"


async def test_citizens_bring_and_show_no_slides(world: LiveWorld) -> None:
    deck = await actions.add_deck(world.host, world.session, text_pdf("Frokost"), "Oplæg")
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    await world.join(citizen)

    assert await code_of(actions.add_deck(citizen, world.session, text_pdf("Hej"), "Mit")) == "not_allowed"
    assert await code_of(actions.show_slide(citizen, world.session, deck, 1)) == "not_allowed"
    assert await queries.decks_for(citizen, world.session) == []


async def test_pages_that_are_not_there_are_missing(world: LiveWorld) -> None:
    await world.join(world.host)
    deck = await actions.add_deck(world.host, world.session, text_pdf("Frokost"), "Oplæg")
    for wrong in ((deck, 0), (deck, 2), (deck, "1"), (deck + 1, 1), ("x", 1), (None, 1)):
        assert await code_of(actions.show_slide(world.host, world.session, *wrong)) == "missing"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pdf", "code"),
    [
        (b"", "bad_pdf"),
        (b"GIF89a", "bad_pdf"),
        (b"%PDF-1.4 and nothing more", "bad_pdf"),
        (text_pdf("a")[:200], "bad_pdf"),
        (text_pdf(*["side"] * (slides.PAGES_AT_MOST + 1)), "too_many_pages"),
        (b"%PDF-" + b"0" * slides.BYTES_AT_MOST, "too_large"),
    ],
)
async def test_files_that_are_refused_leave_nothing_behind(
    world: LiveWorld, sqlite_database: Settings, pdf: bytes, code: str
) -> None:
    assert await code_of(actions.add_deck(world.host, world.session, pdf, "Oplæg")) == code
    assert files(sqlite_database) == []
    assert await Slide.all().count() == 0


async def test_a_page_of_monstrous_size_is_drawn_small_or_refused(
    world: LiveWorld, sqlite_database: Settings
) -> None:
    huge = text_pdf("Stor").replace(b"[0 0 960 540]", b"[0 0 9e9 540]")
    flat = text_pdf("Flad").replace(b"[0 0 960 540]", b"[0 0 0.001 9999999]")
    for pdf in (huge, flat):
        with contextlib.suppress(BadInput):
            await actions.add_deck(world.host, world.session, pdf, "Oplæg")
    for file in files(sqlite_database):
        with Image.open(file) as picture:
            assert picture.width <= 1600
            assert picture.height <= 2400


def unfolding_pdf(megabytes: int) -> bytes:
    """A page whose few kilobytes are so many megabytes of nothing, packed twice."""
    spaces = zlib.compressobj(9)
    once = b"".join(spaces.compress(b" " * 2**20) for _ in range(megabytes)) + spaces.flush()
    twice = zlib.compress(once, 9)
    pdf = text_pdf("x" * len(twice)).replace(b">>\nstream", b"/Filter [/FlateDecode /FlateDecode] >>\nstream")
    stream = f"BT /F1 40 Tf 60 300 Td ({'x' * len(twice)}) Tj ET".encode()
    return pdf.replace(stream, twice.ljust(len(stream), b" "))


async def test_a_page_packed_twice_is_drawn(world: LiveWorld) -> None:
    assert await actions.add_deck(world.host, world.session, unfolding_pdf(1), "Oplæg")


async def test_kilobytes_that_unfold_to_more_than_a_gigabyte_are_refused(
    world: LiveWorld, sqlite_database: Settings
) -> None:
    bomb = unfolding_pdf(1200)

    assert len(bomb) < 10_000
    assert await code_of(actions.add_deck(world.host, world.session, bomb, "Oplæg")) == "bad_pdf"
    assert files(sqlite_database) == []


async def test_a_hanging_child_is_ended(
    world: LiveWorld, sqlite_database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slides, "SECONDS", 0.01)
    assert await code_of(actions.add_deck(world.host, world.session, text_pdf("a"), "Oplæg")) == "bad_pdf"
    assert files(sqlite_database) == []


async def test_a_deck_of_pictures_has_empty_text(world: LiveWorld, tmp_path: Path) -> None:
    picture = Image.new("RGB", (800, 600), "white")
    ImageDraw.Draw(picture).rectangle((10, 10, 100, 100), fill="black")
    picture.save(tmp_path / "a.pdf")

    await actions.add_deck(world.host, world.session, (tmp_path / "a.pdf").read_bytes(), "Billeder")

    assert await Slide.all().values_list("alt", flat=True) == [""]
