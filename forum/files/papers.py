"""A PDF looked through and written anew by PDFium: nothing before it, nothing after it, nothing that acts.

Refused: what is locked, what runs (JavaScript, launch, submit), what carries other files or media, what
unpacks to far too much. What PDFium writes has its objects in the open, so their names can be read there.
"""

import io
import itertools
import re
import zlib
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from forum.files.unclean import PAGES_MOST, Unclean

UNPACKED_MOST = 100 * 1024 * 1024
SIDE_MOST = 14_400
"""Points, the limit of ISO 32000-1 annex C."""
PIXELS_MOST = 120_000_000
PEEP = 64
CHUNK = 65_536
KIND = "application/pdf"

_ACTIVE = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|SubmitForm|ImportData|GoToE|RichMedia\w*|XFA|Movie|Sound|3D|"
    rb"Rendition)(?![A-Za-z0-9_.#-])"
)
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_FILTERS = re.compile(rb"/(?:FlateDecode|Fl|LZWDecode|LZW|RunLengthDecode|RL|JBIG2Decode)(?![A-Za-z])")
_SIDES = re.compile(rb"/(?:Width|Height|W|H)\s+(\d{1,10})")
_ESCAPE = re.compile(rb"#([0-9a-fA-F]{2})")
_ZIP_END = b"PK\x05\x06"
_ZIP_REACH = 65_557


def check(data: bytes) -> tuple[bytes, int]:
    """The PDF as it may be kept, and its number of pages."""
    try:
        return _check(data)
    except Unclean:
        raise
    except Exception:  # whatever PDFium raises for what is no PDF
        raise Unclean("file_unreadable") from None


def _check(data: bytes) -> tuple[bytes, int]:
    if data.rstrip(b"\r\n \x00\t")[-5:] != b"%%EOF" or _ZIP_END in data[-_ZIP_REACH:]:
        raise Unclean("file_unreadable")
    _demand_modest(data)
    document = _opened(data)
    try:
        pages = len(document)
        if not 1 <= pages <= PAGES_MOST:
            raise Unclean("pdf_too_many_pages" if pages else "file_unreadable")
        _demand_passive(document)
        written = _written(document)
        _demand_passive_names(written)
        for number in range(pages):
            _peep(document, number)
    finally:
        document.close()
    return written, pages


def _opened(data: bytes) -> Any:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        locked = raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD
        raise Unclean("pdf_locked" if locked else "file_unreadable") from None


def _demand_modest(data: bytes) -> None:
    """No stream may be packed twice, and all together may unpack to so much only."""
    left = UNPACKED_MOST
    for found in _STREAM.finditer(data):
        head = data[max(0, found.start() - 2000) : found.start()]
        own = head[head.rfind(b" obj") + 1 :]
        if len(_FILTERS.findall(own)) > 1:
            raise Unclean("file_unreadable")
        left -= _unpacked(data, found.end(), left)
        if left <= 0:
            raise Unclean("file_unreadable")


def _unpacked(data: bytes, start: int, most: int) -> int:
    """How much the deflated stream at `start` unpacks to, read little beyond `most`; 0 for others."""
    unpacker, total, view = zlib.decompressobj(), 0, memoryview(data)
    try:
        while start < len(view) and not unpacker.eof and total <= most:
            rest: bytes | memoryview = view[start : start + CHUNK]
            start += len(rest)
            while rest and total <= most:
                total += len(unpacker.decompress(rest, CHUNK * 16))
                rest = unpacker.unconsumed_tail
    except zlib.error:
        return total
    return total


def _demand_passive(document: Any) -> None:
    if raw.FPDFDoc_GetJavaScriptActionCount(document) or raw.FPDFDoc_GetAttachmentCount(document):
        raise Unclean("pdf_active")
    if raw.FPDF_GetFormType(document) in (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND):
        raise Unclean("pdf_active")


def _written(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out, flags=raw.FPDF_NO_INCREMENTAL)
    return out.getvalue()


def _demand_passive_names(written: bytes) -> None:
    """No name of something that acts, however it is spelt, and no picture of absurd size."""
    spelt = _ESCAPE.sub(lambda found: bytes([int(found.group(1), 16)]), _outside_streams(written))
    if _ACTIVE.search(spelt):
        raise Unclean("pdf_active")
    sides = [int(side) for side in _SIDES.findall(spelt)]
    if any(first * second > PIXELS_MOST for first, second in itertools.pairwise(sides)):
        raise Unclean("picture_too_large")


def _outside_streams(written: bytes) -> bytes:
    parts, at = [], 0
    for found in _STREAM.finditer(written):
        if found.start() < at:
            continue
        parts.append(written[at : found.start()])
        end = written.find(b"endstream", found.end())
        at = len(written) if end < 0 else end
    return b" ".join([*parts, written[at:]])


def _peep(document: Any, number: int) -> None:
    """Draw the page very small: what cannot be drawn is not kept."""
    page = document[number]
    width, height = page.get_size()
    if not (0 < width <= SIDE_MOST and 0 < height <= SIDE_MOST):
        raise Unclean("file_unreadable")
    page.render(scale=PEEP / max(width, height)).close()
    page.close()
