"""What a demonstration announces: loopback, and where the machine has another address, that as well."""

import socket

import psutil
import pytest

from rtc.own_address import LOOPBACK, own_addresses


def test_each_is_an_address_of_this_machine_and_loopback_comes_first() -> None:
    here = {one.address for each in psutil.net_if_addrs().values() for one in each}
    found = own_addresses()
    assert found[0] == LOOPBACK
    assert set(found) <= here
    assert len(set(found)) == len(found) <= 2


def test_a_machine_with_no_way_to_others_has_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    class Alone(socket.socket):
        def connect(self, _: object) -> None:
            raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(socket, "socket", Alone)
    assert own_addresses() == (LOOPBACK,)
