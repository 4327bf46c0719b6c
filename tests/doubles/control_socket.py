"""The control socket of a media worker that does nothing but answer."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from rtc import wire


class ControlSocket:
    """Answers each command with what `answer` makes of it; `asked` are all that came."""

    def __init__(self, path: Path, answer: Callable[[wire.Command], wire.Result]) -> None:
        self.path = str(path)
        self.asked: list[wire.Command] = []
        self._answer = answer
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        self._server = await asyncio.start_unix_server(self._serve, self.path)

    def close(self) -> None:
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(wire.frame(wire.Hello(1, [], ("127.0.0.1", 9))))
            while True:
                request = wire.parse_request(await wire.read_frame(reader))
                self.asked.append(request.command)
                writer.write(wire.frame(wire.Reply(request.id, self._answer(request.command))))
        except EOFError:
            writer.close()
