"""Fuzz target: STUN messages from strangers. Only Malformed may escape the parser."""

import sys

import atheris

with atheris.instrument_imports(include=["rtc"]):
    from rtc.core import stun
    from rtc.core.malformed import Malformed


def one_input(data: bytes) -> None:
    try:
        parse(data)
    except Malformed:
        return


def parse(data: bytes) -> None:
    message = stun.parse(data)
    stun.is_signed_with(message, b"password")
    hash(message.local_ufrag)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
