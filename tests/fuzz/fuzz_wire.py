"""Fuzz target: frames of the control socket, both ways. Only WireError escapes; messages encode again."""

import sys

import atheris

with atheris.instrument_imports(include=["rtc"]):
    from rtc import wire


def one_input(data: bytes) -> None:
    for parse in (wire.parse_request, wire.parse_from_worker):
        try:
            message = parse(data)
        except wire.WireError:
            continue
        if parse(wire.frame(message)[4:]) != message:
            raise AssertionError("a message changed on its way")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
