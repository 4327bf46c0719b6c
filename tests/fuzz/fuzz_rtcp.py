"""Fuzz target: RTCP compound packets of participants. Only Malformed may escape the parser."""

import sys

import atheris

with atheris.instrument_imports(include=["rtc"]):
    from rtc.core import feedback, rtcp, xr
    from rtc.core.malformed import Malformed


def one_input(data: bytes) -> None:
    try:
        parse(data)
    except Malformed:
        return


def parse(data: bytes) -> None:
    whole = list(rtcp.parse(data, len(data)))
    rate, facts = feedback.read(data, len(data), {}, 0.0)
    rates = [fact.rate for fact in whole if isinstance(fact, rtcp.Remb)]
    if rate != (rates[-1] if rates else -1):
        raise AssertionError("two readings of a REMB")
    told = [fact for fact in facts if not isinstance(fact, xr.ReferenceTime)]
    if told != [fact for fact in whole if not isinstance(fact, rtcp.Remb)]:
        raise AssertionError("two readings of the same packet")
    for fact in rtcp.parse(data, len(data)):
        if isinstance(fact, rtcp.Nack) and len(fact.lost) > rtcp.MAX_LOST:
            raise AssertionError("a NACK above the limit")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
