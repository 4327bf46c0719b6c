"""Passwords: strong enough, never on the event loop, the same work for nobody."""

import asyncio
import threading

import pytest
from argon2 import PasswordHasher

from hub.accounts import passwords
from hub.errors import BadInput


async def test_a_password_opens_its_own_hash_only() -> None:
    stored = await passwords.hashed("blå hest i regnvejr")
    assert await passwords.verify("blå hest i regnvejr", stored) is True
    assert await passwords.verify("blå hest i regnvejR", stored) is False


async def test_the_hash_is_argon2id_with_the_chosen_parameters() -> None:
    stored = await passwords.hashed("blå hest i regnvejr")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not passwords.needs_rehash(stored)
    assert passwords.needs_rehash(PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("x"))


@pytest.mark.parametrize("stored", ["", "not a hash", "$argon2id$v=19$m=19456,t=2,p=1$broken"])
async def test_a_hash_that_is_none_is_never_opened(stored: str) -> None:
    assert await passwords.verify("nobody has this password", stored) is False


class SpyHasher(PasswordHasher):
    """argon2 itself, which notes what it is given to check."""

    def __init__(self) -> None:
        super().__init__(time_cost=2, memory_cost=19456, parallelism=1)
        self.checked: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        self.checked.append(str(hash)[:31])
        return super().verify(hash, password)


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> SpyHasher:
    spy = SpyHasher()
    monkeypatch.setattr(passwords, "_hasher", spy)
    return spy


async def test_somebody_without_a_password_costs_the_same_work(hasher: SpyHasher) -> None:
    await passwords.verify("whatever it is", "")
    await passwords.verify("whatever it is", await passwords.hashed("something else"))
    assert hasher.checked == ["$argon2id$v=19$m=19456,t=2,p=1$"] * 2


async def test_an_endless_password_is_not_even_hashed(hasher: SpyHasher) -> None:
    assert await passwords.verify("x" * 1_000_000, await passwords.hashed("x" * 256)) is False
    assert hasher.checked == []


class CrowdedHasher:
    """A hasher that takes until a second one is at work, and notes how many there were at most."""

    def __init__(self) -> None:
        self.going = 0
        self.most = 0
        self.threads: set[int] = set()
        self._lock = threading.Lock()
        self._two = threading.Event()

    def verify(self, _stored: str, _password: bytes) -> bool:
        with self._lock:
            self.going += 1
            self.most = max(self.most, self.going)
            self.threads.add(threading.get_ident())
            if self.going == passwords.AT_ONCE:
                self._two.set()
        self._two.wait(10)
        with self._lock:
            self.going -= 1
        return True


async def test_at_most_two_are_hashed_at_once_and_none_on_the_event_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    crowded = CrowdedHasher()
    monkeypatch.setattr(passwords, "_hasher", crowded)
    await asyncio.gather(*(passwords.verify("x", "y") for _ in range(8)))
    assert crowded.most == passwords.AT_ONCE
    assert threading.get_ident() not in crowded.threads


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_too_short"),
        ("x" * 257, "password_too_long"),
        ("æ" * 129, "password_too_long"),
        ("aaaaaaaaaaaa", "password_too_simple"),
        ("INGER@example.dk", "password_too_simple"),
        ("Inger Sørensen", "password_too_simple"),
    ],
)
def test_a_weak_or_endless_password_is_refused(password: str, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        passwords.check_new(password, "Inger Sørensen", "inger@example.dk", "")
    assert caught.value.code == code


@pytest.mark.parametrize("password", ["sundhed-demo", "blå hest i regnvejr", "æ" + "ab1" * 80])
def test_a_good_password_is_taken(password: str) -> None:
    passwords.check_new(password, "Inger Sørensen", "")


async def test_a_lone_surrogate_is_just_another_wrong_password() -> None:
    assert await passwords.verify("\ud800", await passwords.hashed("blå hest i regnvejr")) is False
