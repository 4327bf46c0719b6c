"""Looking for a text in whatever lies on a disk: as it is, and as dumps and mails would spell it."""

import base64
import subprocess
from collections.abc import Iterable
from pathlib import Path


def spellings(text: str) -> list[bytes]:
    """UTF-8, UTF-16, hexadecimal as PostgreSQL dumps bytes, and base64 at each of its three offsets."""
    plain = text.encode()
    packed = [base64.b64encode(b"x" * shift + plain)[4 if shift else 0 : -4] for shift in range(3)]
    return [plain, text.encode("utf-16-le"), plain.hex().encode(), plain.hex().upper().encode(), *packed]


def found(texts: Iterable[str], data: bytes) -> set[str]:
    """Which of the texts are in `data`, in any spelling."""
    return {text for text in texts if any(spelling in data for spelling in spellings(text))}


def in_files(texts: Iterable[str], files: Iterable[Path]) -> dict[str, set[str]]:
    """By file name, which texts `strings` or we find in it; files without any are left out."""
    told: dict[str, set[str]] = {}
    for file in files:
        seen = found(texts, file.read_bytes()) | found(texts, _strings(file))
        if seen:
            told[file.name] = seen
    return told


def _strings(file: Path) -> bytes:
    """What binutils' `strings` prints of the file; nothing where it is not installed."""
    try:
        return subprocess.run(["strings", "-a", str(file)], capture_output=True, check=True).stdout
    except FileNotFoundError:
        return b""
