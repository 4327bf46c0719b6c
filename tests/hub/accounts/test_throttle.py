"""Which networks a person has signed in from before."""

from hub.accounts.throttle import network_key


def test_a_network_is_known_again_for_the_same_person_only() -> None:
    assert network_key(1, "2001:db8::1") == network_key(1, "2001:db8::2")
    assert network_key(1, "192.0.2.1") != network_key(2, "192.0.2.1")
    assert network_key(1, "") == ""
