"""Random tokens for cookies and links. The holder has the token; the database has only its SHA-256."""

import hashlib
import secrets

LENGTH = 43


def new() -> tuple[str, str]:
    """A fresh token of 256 random bits, url-safe, and the hash to store."""
    token = secrets.token_urlsafe(32)
    return token, hashed(token)


def hashed(token: str) -> str:
    """What is stored for `token`. A random token needs no slow hash: there is nothing to guess."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def plausible(token: str) -> bool:
    """Whether it can be one of ours at all, so that junk costs no query."""
    return len(token) == LENGTH and token.isascii()
