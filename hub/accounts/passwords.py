"""Passwords: hashing off the event loop, two at a time.

argon2id with m=19456 KiB, t=2, p=1 (OWASP Password Storage): about 25 ms and 19 MiB each, so two at once is
what a small machine bears.
"""

import asyncio
import functools
import weakref
from asyncio import AbstractEventLoop

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from hub.errors import BadInput

MINIMUM = 10
MAXIMUM_BYTES = 256
AT_ONCE = 2

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1, type=Type.ID)
_gates: weakref.WeakKeyDictionary[AbstractEventLoop, asyncio.Semaphore] = weakref.WeakKeyDictionary()


def check_new(password: str, *private: str) -> None:
    """Refuse a new password that is too short, too long or one of `private` (name, address): BadInput."""
    if len(password) < MINIMUM:
        raise BadInput(
            "password_too_short",
            "password",
            f"Adgangskoden skal være på mindst {MINIMUM} tegn. Tre tilfældige ord er et godt valg.",
            f"The password must have at least {MINIMUM} characters. Three random words are a good choice.",
        )
    if _size(password) > MAXIMUM_BYTES:
        raise BadInput(
            "password_too_long",
            "password",
            "Adgangskoden er for lang.",
            "The password is too long.",
        )
    if password.casefold() in {text.casefold() for text in private if text} or len(set(password)) < 4:
        raise BadInput(
            "password_too_simple",
            "password",
            "Den adgangskode er for let at gætte. Vælg en anden.",
            "That password is too easy to guess. Choose another.",
        )


async def hashed(password: str) -> str:
    """The hash to store, in argon2's own encoding."""
    async with _gate():
        return await asyncio.to_thread(_hasher.hash, _bytes(password))


async def verify(password: str, stored: str) -> bool:
    """Whether `password` made `stored`. An empty `stored` costs the same work and is never right."""
    if _size(password) > MAXIMUM_BYTES:
        return False
    async with _gate():
        right = await asyncio.to_thread(_verify, stored or _nobody(), _bytes(password))
    return right and bool(stored)


def needs_rehash(stored: str) -> bool:
    """Whether `stored` was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def _verify(stored: str, password: bytes) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


@functools.cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


def _size(password: str) -> int:
    return len(_bytes(password))


def _gate() -> asyncio.Semaphore:
    """One semaphore per event loop: a process has one, tests have many."""
    loop = asyncio.get_running_loop()
    if loop not in _gates:
        _gates[loop] = asyncio.Semaphore(AT_ONCE)
    return _gates[loop]
