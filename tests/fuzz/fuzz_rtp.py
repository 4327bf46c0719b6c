"""Fuzz target: RTP headers and extensions of participants. Only Malformed may escape the parser."""

import sys

import atheris

with atheris.instrument_imports(include=["rtc"]):
    from rtc.core import rtp
    from rtc.core.malformed import Malformed


def one_input(data: bytes) -> None:
    try:
        parse(data)
    except Malformed:
        return


def parse(data: bytes) -> None:
    header = rtp.parse(data, len(data))
    if not 0 <= header.start <= header.end <= len(data):
        raise AssertionError("the payload lies outside the packet")
    rtp.extension(data, header, 1)
    rtp.extension(data, header, 4)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
