"""The way a stranger's file goes: size and first bytes here, everything else in a child with limits."""

import asyncio
import contextlib
import os
import sys

import msgspec

from forum.files import names
from forum.files.unclean import LARGEST, WORDS
from hub.errors import BadInput

SECONDS = 12.0
AT_ONCE = 2

_ENDINGS = {"image/webp": (".webp", "billede"), "application/pdf": (".pdf", "dokument")}
_MAGIC = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")


class CleanFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that may be kept. `kind` is image/webp (with its sides) or application/pdf (with pages)."""

    name: str
    kind: str
    data: bytes
    width: int = 0
    height: int = 0
    pages: int = 0


class _Told(msgspec.Struct, frozen=True):
    error: str = ""
    kind: str = ""
    width: int = 0
    height: int = 0
    pages: int = 0


_places = asyncio.Semaphore(AT_ONCE)


async def clean(name: str, data: bytes) -> CleanFile:
    """The file made harmless, under a name made harmless.

    BadInput: file_empty, file_too_large, file_kind, file_unreadable, picture_too_large, pdf_locked,
    pdf_too_many_pages, pdf_active.
    """
    if not data:
        raise refused("file_empty")
    if len(data) > LARGEST:
        raise refused("file_too_large")
    if not data.startswith(_MAGIC) or (data[:4] == b"RIFF" and data[8:12] != b"WEBP"):
        raise refused("file_kind")
    async with _places:
        told, out = await _in_child(data)
    if told.error:
        raise refused(told.error)
    ending, otherwise = _ENDINGS[told.kind]
    return CleanFile(
        name=names.clean(name, ending, otherwise),
        kind=told.kind,
        data=out,
        width=told.width,
        height=told.height,
        pages=told.pages,
    )


def refused(code: str) -> BadInput:
    """The refusal in plain words."""
    da, en = WORDS[code]
    return BadInput(code, "file", da, en)


async def _in_child(data: bytes) -> tuple[_Told, bytes]:
    pipe, null = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "forum.files.child", stdin=pipe, stdout=pipe, stderr=null, env=_environment()
    )
    try:
        async with asyncio.timeout(SECONDS):
            out, _ = await child.communicate(data)
    except TimeoutError:
        return _Told(error="file_unreadable"), b""
    finally:
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
    return _read(out)


def _environment() -> dict[str, str]:
    """Where our code is, and no secret of ours."""
    return {key: os.environ[key] for key in ("PATH", "PYTHONPATH", "VIRTUAL_ENV") if key in os.environ}


def _read(out: bytes) -> tuple[_Told, bytes]:
    """What the child said; one that died without a word could not open the file."""
    line, _, clean_bytes = out.partition(b"\n")
    try:
        told = msgspec.json.decode(line, type=_Told)
    except msgspec.DecodeError:
        told = _Told(error="file_unreadable")
    known = told.error in WORDS or (not told.error and told.kind in _ENDINGS and clean_bytes)
    return (told, clean_bytes) if known else (_Told(error="file_unreadable"), b"")
