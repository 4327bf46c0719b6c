"""Tokens: random, and only their hash is ours."""

import hashlib

import pytest

from hub.accounts import tokens


def test_a_token_is_256_random_bits_and_its_hash_is_what_is_stored() -> None:
    token, stored = tokens.new()
    assert tokens.plausible(token)
    assert stored == hashlib.sha256(token.encode()).hexdigest()
    assert token not in stored


def test_no_two_tokens_are_alike() -> None:
    assert len({tokens.new()[0] for _ in range(1000)}) == 1000


@pytest.mark.parametrize("junk", ["", "x", "x" * 42, "x" * 44, "æ" * 43, "x" * 1_000_000])
def test_junk_is_not_plausible(junk: str) -> None:
    assert not tokens.plausible(junk)
