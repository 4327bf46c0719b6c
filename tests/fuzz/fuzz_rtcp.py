"""Fuzz target: RTCP compound packets of participants. Only Malformed may escape the parser."""

import sys

import atheris

with atheris.instrument_imports(include=["rtc"]):
    from rtc.core import rtcp
    from rtc.core.malformed import Malformed


def one_input(data: bytes) -> None:
    try:
        parse(data)
    except Malformed:
        return


def parse(data: bytes) -> None:
    for fact in rtcp.parse(data, len(data)):
        if isinstance(fact, rtcp.Nack) and len(fact.lost) > rtcp.MAX_LOST:
            raise AssertionError("a NACK above the limit")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
