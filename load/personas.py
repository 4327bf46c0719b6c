"""The people of a load run, as locust users: a citizen who signs in, joins, watches, chats and raises a hand.

Runs inside locust's process, with its green threads; media goes through the receiver's process. What a run is
made of comes by environment: LOAD_SESSION, LOAD_PEOPLE (a CSV file: email,password), LOAD_RECEIVER (a port).
"""

import csv
import itertools
import json
import os
import socket
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import socketio
from locust import HttpUser, between, task
from locust.contrib.socketio import SocketIOClient, SocketIOUser

from load import pages

NAMESPACE = "/room"
PATIENCE = 15


class Refusal(Exception):
    """The hub answered an event with an error; the text is its code."""


def _people() -> "itertools.cycle[tuple[str, str]]":
    with Path(os.environ["LOAD_PEOPLE"]).open(newline="") as file:
        return itertools.cycle([(row[0], row[1]) for row in csv.reader(file)])


PEOPLE = _people() if "LOAD_PEOPLE" in os.environ else itertools.cycle([("", "")])


class StrictClient(SocketIOClient):  # type: ignore[misc]
    """Failed and refused steps are counted under their own names, and raised as well."""

    def connect(self, *args: Any, **kwargs: Any) -> None:
        self._measured("connect", lambda: socketio.Client.connect(self, *args, **kwargs))

    def call(self, event: str, data: Any = None, *args: Any, **kwargs: Any) -> dict[str, Any]:
        def asked() -> dict[str, Any]:
            reply = socketio.Client.call(self, event, data, namespace=NAMESPACE, timeout=PATIENCE)
            if "error" in reply:
                raise Refusal(reply["error"]["code"])
            return cast(dict[str, Any], reply)

        return cast(dict[str, Any], self._measured(event, asked))

    def emit(self, *args: Any, **kwargs: Any) -> None:
        """What `call` sends is not counted a second time."""
        socketio.Client.emit(self, *args, **kwargs)

    def _measured(self, name: str, step: Callable[[], Any]) -> Any:
        with self.request_event.measure("socket", name) as request:
            return step()
        raise request["exception"]


class Citizen(HttpUser, SocketIOUser):  # type: ignore[misc]
    """One citizen in the audience, from sign-in until the run ends."""

    wait_time = between(8, 16)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sio = StrictClient(self.environment.events.request, reconnection=False)
        self.session = int(os.environ["LOAD_SESSION"])
        self.hand = False

    def on_start(self) -> None:
        """Sign in, sign up if need be, and go in."""
        self.client.headers["Origin"] = self.host
        self._sign_in(*next(PEOPLE))
        self._sign_up()
        page = self.client.get(f"/sessions/{self.session}/live", name="open room").text
        self._connect(pages.ticket(page))
        reply = self.sio.call("join", {"since_chat": 0})
        if not reply.get("offer"):
            raise Refusal("not_admitted")
        self._watch(reply["offer"])

    def on_stop(self) -> None:
        """Leave as a closed page does."""
        if self.sio.connected:
            self.sio.disconnect()
        if hasattr(self, "media"):
            self.media.close()

    @task(3)  # type: ignore[untyped-decorator]
    def chat(self) -> None:
        """A line of chat."""
        self.sio.call("chat", {"text": "Tak for et godt webinar", "client_id": uuid.uuid4().hex})

    @task(1)  # type: ignore[untyped-decorator]
    def raise_or_lower_hand(self) -> None:
        """A hand up, and next time down."""
        self.hand = not self.hand
        self.sio.call("hand", {"up": self.hand})

    def _sign_in(self, email: str, password: str) -> None:
        fields = pages.form(self.client.get("/login", name="sign-in page").text, "/login")
        filled = {**fields, "email": email, "password": password}
        with self.client.post("/login", filled, name="sign in", catch_response=True) as answer:
            if answer.url.endswith("/login"):
                answer.failure("not signed in")

    def _sign_up(self) -> None:
        page = self.client.get(f"/sessions/{self.session}", name="session page").text
        target = f"/sessions/{self.session}/signup"
        if target in page:
            self.client.post(target, pages.form(page, target), name="sign up")

    def _connect(self, ticket: str) -> None:
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.client.cookies)
        self.sio.connect(
            self.host,
            headers={"Cookie": cookies},
            auth={"ticket": ticket},
            namespaces=[NAMESPACE],
            transports=["websocket"],
            wait_timeout=PATIENCE,
        )

    def _watch(self, offer: str) -> None:
        self.media = socket.create_connection(("127.0.0.1", int(os.environ["LOAD_RECEIVER"])))
        self.media.sendall(json.dumps({"offer": offer}).encode() + b"\n")
        answer = json.loads(self.media.makefile().readline())["answer"]
        self.sio.call("answer", {"sdp": answer})
