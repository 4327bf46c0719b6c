"""Fuzz target: requests to the demo's server. Only declared errors escape, and all get an answer."""

import asyncio
import sys

import atheris

with atheris.instrument_imports(include=["rtc", "h11"]):
    import h11

    from rtc.demo.server import Refused, read_request, written
    from rtc.whip.messages import Response

RUNNER = asyncio.Runner()


def one_input(data: bytes) -> None:
    RUNNER.run(exchange(data))


async def exchange(data: bytes) -> None:
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    connection = h11.Connection(h11.SERVER)
    try:
        path, request = await read_request(connection, reader)
    except (h11.RemoteProtocolError, Refused, EOFError):
        written(connection, Response(400), "")
        return
    hash((path, request.token, request.content_type))
    written(connection, Response(200, {"content-type": "text/plain"}, b"ok"), request.method)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
