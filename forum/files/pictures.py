"""A picture drawn anew: only its pixels go on. Place, camera, comments and whatever was appended stay behind.

Pillow is told which format to expect by the first bytes; size is looked at before anything is decoded.
"""

import io
import warnings

from PIL import Image, ImageOps

from forum.files.unclean import Unclean

FORMATS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
PIXELS = {"JPEG": 64_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
"""A JPEG is decoded at a fraction of its size; the others can only be decoded whole."""
SIDE_LONGEST = 30_000
SIDE = 2400
KIND = "image/webp"

warnings.simplefilter("ignore", Image.DecompressionBombWarning)


def format_of(data: bytes) -> str:
    """Pillow's name of the format the first bytes promise, "" for none we take."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return next((name for magic, name in FORMATS.items() if data.startswith(magic)), "")


def redraw(data: bytes) -> tuple[bytes, int, int]:
    """The picture upright as WebP without any metadata, at most 2400 px a side; with its width and height."""
    try:
        return _redraw(data, format_of(data))
    except Unclean:
        raise
    except Image.DecompressionBombError:
        raise Unclean("picture_too_large") from None
    except Exception:  # whatever a decoder raises for a picture that is none
        raise Unclean("file_unreadable") from None


def _redraw(data: bytes, kind: str) -> tuple[bytes, int, int]:
    with Image.open(io.BytesIO(data), formats=[kind]) as found:
        width, height = found.size
        if width * height > PIXELS[kind] or max(width, height) > SIDE_LONGEST:
            raise Unclean("picture_too_large")
        if kind == "JPEG":
            found.draft("RGB", (SIDE, SIDE))
        upright = ImageOps.exif_transpose(found)
        small = upright.convert("RGBA" if _see_through(upright) else "RGB")
    small.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    bare = Image.frombytes(small.mode, small.size, small.tobytes())
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=82, method=3)
    return out.getvalue(), *bare.size


def _see_through(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
