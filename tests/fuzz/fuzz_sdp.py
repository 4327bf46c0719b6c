"""Fuzz target: session descriptions of browsers. Only Malformed may escape the parser."""

import sys

import atheris

with atheris.instrument_imports(include=["rtc"]):
    from rtc.core import accepting, answers, describe, sdp
    from rtc.core.malformed import Malformed


def one_input(data: bytes) -> None:
    try:
        parse(data)
    except Malformed:
        return


def parse(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    short = answers.parse(text)
    offer = sdp.parse(text)
    if offer.codec_names != short.codec_names:
        raise AssertionError("two readings of the same codecs")
    offer.transport()
    sources = {
        media.mid: source for media, source in zip(offer.media, ("microphone", "camera"), strict=False)
    }
    accepted = accepting.accept(offer, sources, ("av1", "h264", "vp9", "vp8"))
    local = describe.Local("ufrag", "password", "AB", (("192.0.2.1", 1),))
    sdp.parse(accepting.publisher_answer(offer, accepted, local, 1, {"camera": accepting.Rates(1, 2)}))


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
