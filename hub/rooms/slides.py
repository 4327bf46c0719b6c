"""A PDF becomes pictures: in a process of its own, with bounded memory and time, one at a time.

PDF is a language that can ask for any amount of work; whatever happens in the child, the hub goes on.
"""

import asyncio
import contextlib
import sys
from pathlib import Path

import msgspec

from hub.errors import BadInput

BYTES_AT_MOST = 30 * 1024 * 1024
PAGES_AT_MOST = 100
SECONDS = 90.0

_one_at_a_time = asyncio.Semaphore(1)


class Page(msgspec.Struct, frozen=True):
    """One picture in the slides folder, and the page's text."""

    file: str
    alt: str


class Rendered(msgspec.Struct, frozen=True):
    """What the child says: pages, or why not."""

    pages: list[Page] = []
    error: str = ""


_WORDS = {
    "too_large": (
        "Filen er for stor. Der er plads til 30 MB.",
        "The file is too large. There is room for 30 MB.",
    ),
    "too_many_pages": (
        "Der er for mange sider. Der er plads til 100.",
        "There are too many pages. There is room for 100.",
    ),
    "bad_pdf": (
        "Vi kan ikke læse filen. Gem den som PDF uden kode, og prøv igen.",
        "We cannot read the file. Save it as a PDF without a password and try again.",
    ),
}


async def render(pdf: bytes, folder: Path) -> list[Page]:
    """Pictures of all pages, at most 1600 px wide, in `folder` under random names.

    BadInput: "too_large", "too_many_pages", "bad_pdf" (also when it takes too long or too much memory).
    """
    if len(pdf) > BYTES_AT_MOST:
        raise _bad("too_large")
    if not pdf.startswith(b"%PDF-"):
        raise _bad("bad_pdf")
    async with _one_at_a_time:
        rendered = await _in_child(pdf, folder)
    if rendered.error:
        raise _bad(rendered.error if rendered.error in _WORDS else "bad_pdf")
    return rendered.pages


def discard(folder: Path, pages: list[Page]) -> None:
    """Delete pictures nobody refers to."""
    for page in pages:
        (folder / page.file).unlink(missing_ok=True)


async def _in_child(pdf: bytes, folder: Path) -> Rendered:
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hub.rooms.render", str(folder), str(PAGES_AT_MOST), stdin=pipe, stdout=pipe
    )
    try:
        async with asyncio.timeout(SECONDS):
            out, _ = await child.communicate(pdf)
    except TimeoutError:
        return Rendered(error="bad_pdf")
    finally:
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
    try:
        return msgspec.json.decode(out, type=Rendered)
    except msgspec.DecodeError:
        return Rendered(error="bad_pdf")


def _bad(code: str) -> BadInput:
    da, en = _WORDS[code]
    return BadInput(code, "pdf", da, en)
