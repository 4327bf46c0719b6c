"""The names by which letters and people leave the database, and the addresses of letters' pages. Pure but for
the chance in a new name."""

import hashlib
import secrets


def new() -> str:
    """A public id: 16 url-safe characters that nobody guesses."""
    return secrets.token_urlsafe(12)


def key_of(public_id: str, person_id: int) -> str:
    """What a professional is called in one letter's forms: no row number, and another in every letter."""
    return hashlib.sha256(f"{public_id}:{person_id}".encode()).hexdigest()[:20]


def own_path(public_id: str) -> str:
    """The letter's page for its citizen."""
    return f"/letters/{public_id}"


def desk_path(public_id: str) -> str:
    """The letter's page for professionals."""
    return f"/admin/letters/{public_id}"


LATE_PATH = "/admin/letters/late"
GLASS_PATH = "/admin/letters/glass"
"""What coordinators and administrators are sent to: who and when, not what."""
