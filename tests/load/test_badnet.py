"""What is read out of two calls in a bad network; and the network itself, where there is root."""

import contextlib
import os
import subprocess
import sys

import pytest

from load.badnet import no_worse, stillness, summary
from load.calls import Sample
from load.link import Impairment
from load.netem import FAR, MOVED, NEAR, NoNamespaces, Wire, wire

BEFORE = Sample(frames=100, freezes=1, frozen=0.5, height=360, sound=48_000, concealed=480)


def at(
    second: float, frames: int, height: int, concealed: int = 480, silent: int = 0, gap: int = 0
) -> tuple[float, Sample]:
    return second, Sample(frames, 1, 0.5, height, 48_000 + int(second * 48_000), concealed, silent, gap)


def test_figures_are_those_of_the_impaired_time_alone() -> None:
    during = [at(0.5, 110, 360), at(3.0, 150, 180), at(10.0, 290, 180, concealed=4_800)]
    figures = summary(BEFORE, during, [])
    assert figures["frames_decoded"] == 190
    assert (figures["freezes"], figures["frozen_s"]) == (0, 0)
    assert figures["concealed_share"] == 0.009
    assert (figures["height"], figures["down_after_s"]) == (180, 3.0)


def test_rate_of_pictures_is_that_of_the_impaired_time() -> None:
    during = [(0.0, Sample(frames=100, octets=7_000)), (2.0, Sample(frames=140, octets=107_000))]
    assert summary(BEFORE, during, [])["picture_kbits"] == 400


def test_made_up_sound_is_told_with_what_of_it_was_silent_and_with_the_longest_gap() -> None:
    during = [
        at(0.5, 110, 360, gap=2_400),
        at(1.0, 120, 360, 24_480, 9_600, 14_400),
        at(1.5, 130, 360, 24_480, 9_600),
    ]
    figures = summary(BEFORE, during, [])
    assert (figures["concealed_s"], figures["concealed_silent_s"]) == (0.5, 0.2)
    assert figures["longest_gap_s"] == 0.3


def test_a_size_that_was_left_again_was_not_reached() -> None:
    during = [at(1.0, 110, 180), at(2.0, 120, 360), at(3.0, 130, 360)]
    assert summary(BEFORE, during, [])["down_after_s"] is None


def test_a_call_is_back_when_the_size_is_and_frames_come() -> None:
    during = [at(1.0, 110, 180)]
    after = [at(2.0, 110, 360), at(3.0, 111, 180), at(4.0, 130, 360), at(5.0, 150, 360)]
    assert summary(BEFORE, during, after)["back_after_s"] == 4.0
    assert summary(BEFORE, during, after[:2])["back_after_s"] is None


def test_no_worse_is_within_ten_per_cent() -> None:
    direct = {"frames_decoded": 100, "frozen_s": 2.0, "concealed_share": 0.1}
    assert no_worse({"frames_decoded": 90, "frozen_s": 3.1, "concealed_share": 0.12}, direct)
    for worse in ({"frames_decoded": 89}, {"frozen_s": 3.3}, {"concealed_share": 0.13}):
        assert not no_worse({**direct, **worse}, direct)


def test_pictures_count_until_a_call_has_recovered() -> None:
    after = {"frames_decoded": 300, "frozen_s": 0.5}
    direct = {"frames_decoded": 2, "frozen_s": 0.0, "concealed_share": 0.9, "after": after}
    assert no_worse({**direct, "frames_decoded": 1}, direct)
    for worse in ({"frames_decoded": 250}, {"frozen_s": 1.7}):
        assert not no_worse({**direct, "after": {**after, **worse}}, direct)


def test_a_call_that_does_not_come_back_is_worse_even_than_one_that_does_not_either() -> None:
    direct = {"frames_decoded": 100, "frozen_s": 2.0, "concealed_share": 0.1, "back_after_s": None}
    assert not no_worse(direct, direct)
    assert no_worse({**direct, "back_after_s": 3.0}, direct)


def test_stillness_is_the_longest_time_without_a_picture_and_when_that_was_over() -> None:
    moves = [at(0.0, 10, 360), at(0.5, 20, 360), at(1.0, 20, 360), at(3.0, 21, 360), at(3.5, 30, 360)]
    assert stillness(moves) == (2.5, 3.0)
    assert stillness([*moves, at(7.0, 30, 360)]) == (3.5, None)


ECHO = """
import socket
echo = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
echo.bind(("0.0.0.0", 9000))
print("up", flush=True)
while True:
    data, source = echo.recvfrom(2000)
    echo.sendto(source[0].encode(), source)
"""
ASK = f"""
import socket
asking = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
asking.settimeout(0.2)
heard = []
for _ in range(40):
    asking.sendto(b"?", ("{NEAR}", 9000))
    try:
        heard.append(asking.recv(100).decode())
    except TimeoutError:
        pass
print(len(heard), *set(heard))
"""


def heard(network: Wire) -> list[str]:
    """How many of forty datagrams were answered, and from which address they seemed to come."""
    inside = ["ip", "netns", "exec", network.far, sys.executable, "-c", ASK]
    return subprocess.run(inside, capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.skipif(os.geteuid() != 0, reason="network namespaces need root")
def test_packets_go_through_namespaces_as_the_model_says_and_nothing_is_left_behind() -> None:
    with wire(seed=3) as network:
        inside = ["ip", "netns", "exec", network.near, sys.executable, "-c", ECHO]
        with subprocess.Popen(inside, stdout=subprocess.PIPE) as echo, contextlib.ExitStack() as stack:
            stack.callback(echo.kill)
            assert echo.stdout is not None
            echo.stdout.readline()
            assert heard(network) == ["40", FAR]
            network.impair(Impairment(loss=0.5), Impairment())
            assert 8 < int(heard(network)[0]) < 32
            assert network.counts()["to_far_dropped"] + network.counts()["to_near_dropped"] > 8
            network.impair(Impairment(), Impairment())
            network.move_far()
            assert heard(network) == ["40", MOVED]
        names = (network.near, network.far)
    left = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout
    assert not any(name in left for name in names)


def test_without_root_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(NoNamespaces, match="sudo"), wire(seed=1):
        pass
