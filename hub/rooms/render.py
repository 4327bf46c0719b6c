"""The child process that draws the pages of one PDF: bytes in on stdin, JSON out on stdout.

Limits itself before it reads a byte of the file. Writes nothing but pictures under random names; a failure
takes them away again.
"""

import contextlib
import json
import resource
import secrets
import sys
from pathlib import Path

import pypdfium2 as pdfium

WIDTH, HEIGHT = 1600, 2400
ALT_LONGEST = 4000
MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 80
FILE_SIZE = 16 * 1024 * 1024


def main(folder: Path, pages_at_most: int) -> None:
    """Draw what stdin holds, and tell the pages or an error code."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE))
    folder.mkdir(parents=True, exist_ok=True)
    made: list[dict[str, str]] = []
    try:
        told: dict[str, object] = _draw_all(sys.stdin.buffer.read(), folder, pages_at_most, made)
    except Exception:
        told = {"error": "bad_pdf"}
    if "error" in told:
        for page in made:
            with contextlib.suppress(OSError):
                (folder / page["file"]).unlink()
    json.dump(told, sys.stdout)


def _draw_all(pdf: bytes, folder: Path, pages_at_most: int, made: list[dict[str, str]]) -> dict[str, object]:
    document = pdfium.PdfDocument(pdf)
    if len(document) > pages_at_most:
        return {"error": "too_many_pages"}
    for page in document:
        made.append(_draw(page, folder))
    return {"pages": made} if made else {"error": "bad_pdf"}


def _draw(page: "pdfium.PdfPage", folder: Path) -> dict[str, str]:
    width, height = page.get_size()
    scale = min(WIDTH / width, HEIGHT / height)
    name = f"{secrets.token_urlsafe(16)}.webp"
    page.render(scale=scale).to_pil().convert("RGB").save(folder / name, "WEBP", quality=85)
    text = page.get_textpage().get_text_bounded()[: ALT_LONGEST * 2]
    return {"file": name, "alt": _plain(text)}


def _plain(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    kept = "\n".join(line for line in lines if line)
    return "".join(c for c in kept if c == "\n" or c.isprintable())[:ALT_LONGEST]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
