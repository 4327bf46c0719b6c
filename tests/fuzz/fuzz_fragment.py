"""Fuzz target: SDP fragments of WHIP and WHEP clients. Only Malformed may escape the parser."""

import sys

import atheris

with atheris.instrument_imports(include=["rtc"]):
    from rtc.core import fragment
    from rtc.core.malformed import Malformed


def one_input(data: bytes) -> None:
    try:
        parse(data)
    except Malformed:
        return


def parse(data: bytes) -> None:
    told = fragment.parse(data.decode("utf-8", "replace"))
    if told.ufrag and told.password:
        fragment.parse(fragment.write(told.ufrag, told.password, []))


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
