"""Pictures and PDFs as people and attackers make them, written byte by byte where no library would."""

import io
import struct
import zlib

from PIL import Image
from PIL.TiffImagePlugin import IFDRational


def picture(kind: str = "JPEG", size: tuple[int, int] = (300, 200), **options: object) -> bytes:
    """A small picture with something on it: red at the left, blue at the right."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photograph(orientation: int = 6) -> bytes:
    """A JPEG as a phone makes it: lying on its side, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Telefonfabrik"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", tuple(map(IFDRational, (55, 29, 21)))
    place[3], place[4] = "E", tuple(map(IFDRational, (9, 28, 20)))
    return picture(exif=exif, icc_profile=b"Farveprofil fra Telefonfabrik")


def png_bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """A PNG of so many pixels in some megabytes or less: every line is the same."""
    packer = zlib.compressobj(9)
    line = bytes(width // 8 + 1)
    rows = b"".join(packer.compress(line * 500) for _ in range(height // 500)) + packer.flush()
    return _png(struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0), rows)


def png_text_bomb() -> bytes:
    """A PNG of one pixel whose compressed comment unpacks to 500 MB."""
    comment = b"Comment\x00\x00" + zeros(500)
    return _png(struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0), zlib.compress(b"\x00\x00"), (b"zTXt", comment))


def zeros(megabytes: int) -> bytes:
    """So many megabytes of zeros, deflated."""
    packer, part = zlib.compressobj(9), bytes(1 << 20)
    return b"".join(packer.compress(part) for _ in range(megabytes)) + packer.flush()


def _png(header: bytes, rows: bytes, *more: tuple[bytes, bytes]) -> bytes:
    chunks = [(b"IHDR", header), *more, (b"IDAT", rows), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def pdf(
    *more: bytes,
    catalog: bytes = b"",
    page: bytes = b"",
    content: bytes = b"0 0 1 rg 20 20 100 100 re f",
    packed: bytes | None = None,
    filters: bytes = b"/FlateDecode",
    pages: int = 1,
    box: bytes = b"0 0 595 842",
) -> bytes:
    """A PDF of one content stream on `pages` pages; `more` are objects from number 10 on."""
    kids = b" ".join(b"%d 0 R" % (100 + number) for number in range(pages))
    body = packed if packed is not None else zlib.compress(content)
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        2: b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids),
        3: b"<</Length %d/Filter %s>>\nstream\n%s\nendstream" % (len(body), filters, body),
    }
    objects |= {10 + number: body for number, body in enumerate(more)}
    one = b"<</Type/Page/Parent 2 0 R/MediaBox[" + box + b"]/Contents 3 0 R/Resources<<>>" + page + b">>"
    objects |= {100 + number: one for number in range(pages)}
    return _numbered(objects)


def _numbered(objects: dict[int, bytes]) -> bytes:
    out, at = b"%PDF-1.7\n", {}
    for number, body in objects.items():
        at[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%d 1\n%010d 00000 n \n" % (number, place) for number, place in at.items())
    tail = b"trailer<</Root 1 0 R/Size 200>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 1\n0000000000 65535 f \n" + table + tail


def empty_zip() -> bytes:
    """A whole zip archive, to be put before or behind something else."""
    return b"PK\x05\x06" + bytes(18)
