"""Fuzz target: the parsers of every codec. Only Malformed may escape; the first byte says whose parser."""

import sys

import atheris

with atheris.instrument_imports(include=["rtc"]):
    from rtc.core import dump
    from rtc.core.codecs import av1, dependency, h264, opus, vp9
    from rtc.core.malformed import Malformed


def one_input(data: bytes) -> None:
    if not data:
        return
    try:
        PARSERS[data[0] % len(PARSERS)](data[1:])
    except Malformed:
        return


def of_vp9(data: bytes) -> None:
    found = vp9.parse(data, 0, len(data))
    if not 0 < found.size < len(data):
        raise AssertionError("the descriptor is longer than the packet")


def of_h264(data: bytes) -> None:
    h264.annex_b(data, 0, len(data))
    h264.parse(data, 0, len(data))


def of_av1(data: bytes) -> None:
    av1.parse(data, 0, len(data))
    for at, stop in av1.elements(data, 0, len(data)):
        if not 0 < at < stop <= len(data):
            raise AssertionError("an element lies outside the packet")
        av1.with_size(data[at:stop])


def of_dependency(data: bytes) -> None:
    structure = None
    for at in range(0, len(data), 32):
        descriptor = dependency.parse(data[at : at + 32], structure)
        structure = descriptor.structure or structure
        if len(descriptor.template.indications) != len(structure.targets if structure else ()):
            raise AssertionError("a frame must tell something of every decode target")


def of_opus(data: bytes) -> None:
    if not 0 < opus.samples(data, 0, len(data)) <= 5760:
        raise AssertionError("no packet is that long")


def of_dump(data: bytes) -> None:
    packets = list(dump.read(dump.FIRST_LINE + data))
    if list(dump.read(dump.write(packets))) != packets:
        raise AssertionError("what was read reads otherwise when written")


PARSERS = (of_vp9, of_h264, of_av1, of_dependency, of_opus, of_dump)

if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
