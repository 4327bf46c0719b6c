"""The outer key, which wraps data keys and lies outside the database: in the environment or in a file.

A file holds one key a line (32 bytes, base64); the first wraps, those after it still open what they wrapped.
"""

import base64
import binascii
import contextlib
import hashlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from config.settings import Settings, SettingsError
from hub.vault.envelope import NONCE, Unreadable

LENGTH = 32


class VaultLocked(SettingsError):
    """The outer key is not there or cannot be used; the text says which setting to look at."""


class OuterKeys:
    """The outer keys of one installation; the first wraps."""

    def __init__(self, keys: list[bytes]) -> None:
        self._keys = {fingerprint(key): key for key in keys}
        self.first = fingerprint(keys[0])

    def __contains__(self, name: str) -> bool:
        return name in self._keys

    def wrap(self, name: str, municipality_id: int, key: bytes) -> bytes:
        """The data key `name` as it may lie in the database."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + AESGCM(self._keys[self.first]).encrypt(nonce, key, _bound(name, municipality_id))

    def unwrap(self, outer: str, name: str, municipality_id: int, wrapped: bytes) -> bytes:
        """The data key again; Unreadable without the outer key called `outer`, or if the row was changed."""
        if outer not in self._keys:
            raise Unreadable
        try:
            return AESGCM(self._keys[outer]).decrypt(
                wrapped[:NONCE], wrapped[NONCE:], _bound(name, municipality_id)
            )
        except (InvalidTag, ValueError):
            raise Unreadable from None


def _bound(name: str, municipality_id: int) -> bytes:
    return f"data key {name} of {municipality_id}".encode()


def fingerprint(key: bytes) -> str:
    """What an outer key is called in the database and by `hub vault status`; tells nothing about it."""
    return hashlib.sha256(b"outer key " + key).hexdigest()[:16]


def file_of(settings: Settings) -> Path | None:
    """Where the outer key lies; None when it comes from the environment or the settings."""
    if settings.vault.key:
        return None
    return Path(settings.vault.key_file) if settings.vault.key_file else settings.data.path / "vault.key"


def find(settings: Settings) -> OuterKeys | None:
    """The outer keys as the settings say; None without a file. VaultLocked if they cannot be used."""
    file = file_of(settings)
    if file is None:
        named = [settings.vault.key, *settings.vault.old_keys]
        return OuterKeys([_parsed(text, "vault.key or vault.old_keys") for text in named])
    if not file.exists():
        return None
    if file.stat().st_mode & 0o077:
        raise VaultLocked(f"The outer key {file} can be read by other users: chmod 600 {file}")
    lines = [line.strip() for line in file.read_text("ascii").splitlines()]
    if not any(lines):
        raise VaultLocked(f"There is no key in {file} - at `$.vault.key_file`")
    return OuterKeys([_parsed(line, str(file)) for line in lines if line])


def make_first(file: Path) -> None:
    """Make `file` with one new key, unless another process was quicker."""
    part = _written(file, _fresh() + "\n")
    with contextlib.suppress(FileExistsError):
        os.link(part, file)
    part.unlink()


def put_first(file: Path) -> None:
    """Put a new key before those in `file`."""
    _written(file, _fresh() + "\n" + file.read_text("ascii")).replace(file)


def keep_first(file: Path) -> None:
    """Forget the keys after the first: nothing is wrapped by them any more."""
    _written(file, file.read_text("ascii").split()[0] + "\n").replace(file)


def _fresh() -> str:
    return base64.b64encode(secrets.token_bytes(LENGTH)).decode()


def _written(file: Path, text: str) -> Path:
    """The text on disk under a working name beside `file`, readable by its owner only."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    return part


def _parsed(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != LENGTH:
        raise VaultLocked(f"An outer key is {LENGTH} bytes in base64; what stands in {where} is not")
    return key
