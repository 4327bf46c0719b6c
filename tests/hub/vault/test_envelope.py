"""The form of sealed bytes: one known answer, and nothing opens that was touched."""

import itertools

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hub.vault import envelope
from hub.vault.envelope import Unreadable

KEY = bytes(range(32))
NAME = bytes.fromhex("a1b2c3d4e5f60718")
NONCE = bytes.fromhex("cafebabefacedbaddecaf888")
ABOUT = "letter:k3:message:9f"
PLAIN = "Mit blodsukker er højt om morgenen".encode()


def sealed(plain: bytes = PLAIN, municipality_id: int = 3, about: str = ABOUT) -> bytes:
    return envelope.close(KEY, NAME, NONCE, municipality_id, about, plain)


def test_aes_gcm_answers_as_the_paper_of_mcgrew_and_viega_says() -> None:
    """Test case 16 of "The Galois/Counter Mode of Operation": the library under us is the real thing."""
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    plain = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    bound = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    told = bytes.fromhex(
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )
    assert AESGCM(key).encrypt(NONCE, plain, bound) == told


def test_sealed_bytes_are_laid_out_as_the_docstring_says() -> None:
    made = sealed()
    bound = b"\x01" + NAME + (3).to_bytes(8, "big") + ABOUT.encode()
    assert made[:21] == b"\x01" + NAME + NONCE
    assert made[21:] == AESGCM(KEY).encrypt(NONCE, PLAIN, bound)
    assert len(made) == len(PLAIN) + envelope.OVERHEAD


def test_what_was_sealed_opens_again() -> None:
    assert envelope.open_(KEY, 3, ABOUT, sealed()) == PLAIN
    assert envelope.open_(KEY, 3, ABOUT, sealed(b"")) == b""


def test_nothing_opens_after_any_single_bit_was_changed() -> None:
    made = sealed()
    for place, bit in itertools.product(range(len(made)), range(8)):
        touched = bytearray(made)
        touched[place] ^= 1 << bit
        with pytest.raises(Unreadable):
            envelope.open_(KEY, 3, ABOUT, bytes(touched))


@pytest.mark.parametrize("length", [0, 1, 9, 21, 36, 40])
def test_nothing_opens_that_was_cut(length: int) -> None:
    with pytest.raises(Unreadable):
        envelope.open_(KEY, 3, ABOUT, sealed()[:length])


@pytest.mark.parametrize(
    ("key", "municipality_id", "about"),
    [(KEY, 4, ABOUT), (KEY, 3, "letter:k3:message:9g"), (KEY, 3, ""), (bytes(32), 3, ABOUT)],
)
def test_nothing_opens_elsewhere_than_where_it_was_sealed(
    key: bytes, municipality_id: int, about: str
) -> None:
    with pytest.raises(Unreadable):
        envelope.open_(key, municipality_id, about, sealed())
