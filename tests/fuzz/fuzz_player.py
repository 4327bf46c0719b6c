"""Fuzz target: offers of WHEP players, and WHIP's sources. Only Malformed may escape; answers parse again."""

import sys

import atheris

with atheris.instrument_imports(include=["rtc"]):
    from rtc.core import player, sdp
    from rtc.core.describe import Local
    from rtc.core.malformed import Malformed
    from rtc.core.slots import names
    from rtc.whip.endpoint import sources

LOCAL = Local("ufrag", "password1234567890123456", "AB:" * 31 + "AB", (("192.0.2.1", 5000),))
SLOTS = names(2, 2, 1)


def one_input(data: bytes) -> None:
    try:
        parse(data)
    except Malformed:
        return


def parse(data: bytes) -> None:
    offer = sdp.parse(data.decode("utf-8", "replace"))
    sources(offer)
    shown = player.choose(offer, SLOTS)
    answer = sdp.parse(player.answer(offer, shown, LOCAL, 1))
    if len(answer.media) != len(offer.media):
        raise AssertionError("an answer has the m-lines of its offer")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
