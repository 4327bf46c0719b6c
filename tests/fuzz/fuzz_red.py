"""Fuzz target: redundant audio of participants. Only Malformed may escape the parser."""

import sys

import atheris

with atheris.instrument_imports(include=["rtc"]):
    from rtc.core import red
    from rtc.core.malformed import Malformed


def one_input(data: bytes) -> None:
    try:
        parse(data)
    except Malformed:
        return


def parse(data: bytes) -> None:
    blocks = red.parse(data, 0, len(data))
    if not all(0 < one.start <= one.end <= len(data) for one in blocks):
        raise AssertionError("a frame lies outside the payload")
    older = [(one.offset, data[one.start : one.end]) for one in blocks[:-1]]
    red.build(111, older, data[blocks[-1].start : blocks[-1].end])


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
