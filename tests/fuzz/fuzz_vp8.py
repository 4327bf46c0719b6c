"""Fuzz target: VP8 payload descriptors, and their rewriting. Only Malformed may escape the parser."""

import sys

import atheris

with atheris.instrument_imports(include=["rtc"]):
    from rtc.core import rtp
    from rtc.core.codecs import vp8
    from rtc.core.malformed import Malformed
    from rtc.core.rewrite import Rewriter


def one_input(data: bytes) -> None:
    try:
        parse(data)
    except Malformed:
        return


def parse(data: bytes) -> None:
    descriptor = vp8.parse(data, 0, len(data))
    header = rtp.Header(True, 120, 1, 1, 1, 0, len(data), None)
    rewriter = Rewriter(1, 96, 90000)
    rewriter.start(header, descriptor, 0, 1)
    rewriter.write(data, header, descriptor, bytearray(len(data) + 64), 0.0)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
