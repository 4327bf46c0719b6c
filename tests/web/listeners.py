"""Real Socket.IO clients of every role, and each frame that they are sent.

A reader has two: one listens at a topic, one at a thread, and both move on when asked. A frame is kept as it
came: the greeting, answers to what was asked, events.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from forum.debate import actions as debate
from forum.debate.wire import PostForm, ThreadForm
from hub.actor import ANONYMOUS
from tests.doubles.leaks import Answer
from tests.web.sockets.conftest import Client, Served
from web.sockets import Tickets


@dataclass
class Listeners:
    """The clients by reader, and what they were sent."""

    served: Served
    clients: dict[str, list[Client]] = field(default_factory=dict)
    heard: list[Answer] = field(default_factory=list)

    async def come(self, who: str) -> None:
        """Two sockets of a reader, who may be a stranger."""
        self.clients[who] = [await self._connected(who) for _ in range(2)]

    async def _connected(self, who: str) -> Client:
        client = self.served.client()
        self._keep(client, who)
        if who == "stranger":
            ticket = Tickets(self.served.settings.secret()).issue(ANONYMOUS, 0, "da")
            await client.connect("", ticket=ticket, namespace="/forum")
        else:
            await client.connect(who, "", namespace="/forum")
        return client

    def _keep(self, client: Client, who: str) -> None:
        plain = client.io.eio.handlers["message"]

        async def message(data: Any) -> None:
            self.heard.append(Answer(who, "socket", _legible(str(data))))
            await plain(data)

        client.io.eio.on("message", message)

    async def move(self, topic: str, thread: str) -> None:
        """All go on to this topic and this thread, where they may."""
        for at_topic, at_thread in self.clients.values():
            await at_topic.ask("watch", {"category": topic})
            await at_thread.ask("watch", {"thread": thread})

    async def hear_all(self, topic: str) -> None:
        """Until everybody has heard the last thing there is to hear."""
        somebody = self.served.world.people["professional"]
        last = await debate.start_thread(somebody, topic, ThreadForm(title="Det sidste", text="Slut."))
        await self.move(topic, last.thread)
        await debate.reply(somebody, last.thread, PostForm(text="Tak for nu."))
        for _, at_thread in self.clients.values():
            await at_thread.until(
                lambda event, data: event == "news" and data["kind"] == "post" and data["number"] == 2
            )


def _legible(frame: str) -> str:
    """The frame with its letters as they are: on the wire Danish ones are escaped, and names not found."""
    found = re.search(r"[\[{]", frame)
    if found is None:
        return frame
    return frame[: found.start()] + json.dumps(json.loads(frame[found.start() :]), ensure_ascii=False)
