"""Fuzz target: DTLS records after the handshake. Nothing may escape, and nothing forged may be believed."""

import sys

import atheris

with atheris.instrument_imports(include=["rtc"]):
    from rtc.io.records import Settled, records


def one_input(data: bytes) -> None:
    settled = Settled(bytes(48), bytes(32), bytes(32), [b"flight"])
    if settled.feed(data) or settled.closed:
        raise AssertionError("a forged record was believed")
    if sum(len(record.body) for record in records(data)) > len(data):
        raise AssertionError("a record reaches beyond its datagram")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
