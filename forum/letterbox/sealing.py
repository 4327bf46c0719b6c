"""Sealing what belongs to a letter, each thing to its own place: moved elsewhere it does not open."""

from forum.letterbox.models import Letter, about
from hub import vault


async def seal(letter: Letter, place: str, text: str) -> bytes:
    """`text` sealed under the home municipality's key as this letter's `place`."""
    return await seal_bytes(letter, place, text.encode())


async def seal_bytes(letter: Letter, place: str, data: bytes) -> bytes:
    """As `seal`, for a file."""
    return await vault.seal(letter.municipality_id, about(letter, place), data)


async def opened(letter: Letter, place: str, sealed: bytes | None) -> str:
    """The text again; "" for nothing. Raises vault.Unreadable."""
    return (await opened_bytes(letter, place, sealed)).decode() if sealed else ""


async def opened_bytes(letter: Letter, place: str, sealed: bytes) -> bytes:
    """As `opened`, for a file."""
    return await vault.unseal(letter.municipality_id, about(letter, place), bytes(sealed))


async def subject_of(letter: Letter) -> str:
    """The letter's subject."""
    return await opened(letter, "subject", letter.subject)
