"""What counts as one address."""

import pytest

from hub.accounts.throttle import network, network_key


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        ("2001:db8:1:2::1", "2001:0db8:0001:0002"),
        ("", "unknown"),
        ("localhost", "unknown"),
        ("x" * 10_000, "unknown"),
    ],
)
def test_a_network(address: str, counted: str) -> None:
    assert network(address) == counted


def test_a_network_is_known_again_for_the_same_person_only() -> None:
    assert network_key(1, "2001:db8::1") == network_key(1, "2001:db8::2")
    assert network_key(1, "192.0.2.1") != network_key(2, "192.0.2.1")
    assert network_key(1, "") == ""
