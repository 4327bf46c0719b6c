"""Starting beside somebody else: told in one sentence, before anything has begun."""

import socket
from collections.abc import Callable, Iterator

import pytest

from config.settings import Settings
from web.server import AlreadyRunning, PortTaken, check_ports, only_server


def _taken(kind: socket.SocketKind) -> Iterator[int]:
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind(("127.0.0.1", 0))
        if kind == socket.SOCK_STREAM:
            other.listen()
        yield other.getsockname()[1]


@pytest.fixture
def tcp_port() -> Iterator[int]:
    yield from _taken(socket.SOCK_STREAM)


@pytest.fixture
def udp_port() -> Iterator[int]:
    yield from _taken(socket.SOCK_DGRAM)


def test_a_taken_page_port_is_named(make_settings: Callable[..., Settings], tcp_port: int) -> None:
    settings = make_settings(server={"port": tcp_port}, media={"port": 0})
    with pytest.raises(PortTaken, match=f"TCP port {tcp_port}: Address already in use"):
        check_ports(settings)


def test_a_taken_media_port_is_named(make_settings: Callable[..., Settings], udp_port: int) -> None:
    media = {"port": udp_port, "addresses": ["192.0.2.1@127.0.0.1"]}
    with pytest.raises(PortTaken, match=f"UDP port {udp_port}: Address already in use"):
        check_ports(make_settings(server={"port": 0}, media=media))


def test_free_ports_pass(make_settings: Callable[..., Settings]) -> None:
    check_ports(make_settings(server={"port": 0}, media={"port": 0}))


def test_a_second_server_of_the_same_folder_is_refused(settings: Settings) -> None:
    with only_server(settings), pytest.raises(AlreadyRunning), only_server(settings):
        pass
    with only_server(settings):
        pass
