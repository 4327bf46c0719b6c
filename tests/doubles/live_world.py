"""A session with its people, written straight into the tables, and ears on the bus: for live-room tests."""

import asyncio
import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from hub import bus, clock
from hub.accounts.models import Competence, Municipality, Person, RoleGrant
from hub.actor import Actor, Role
from hub.errors import Told
from hub.rooms import actions, registry
from hub.rooms.wire import Snapshot
from hub.sessions.models import JoinLink, Session, SessionHost, SessionMunicipality, SignUp
from rtc.control import MediaRefused
from rtc.wire import Event, Layout


class LiveWorld:
    """Kolding and Varde; a webinar (by default) in state `open`; `host`, `nurse` (co-host), `speaker`."""

    session: int
    host: Actor
    nurse: Actor
    speaker: Actor
    citizen_actor: Actor
    one: Actor
    two: Actor

    async def fill(self, kind: str = "webinar", state: str = "open") -> None:
        now = clock.now()
        self.kolding = await Municipality.create(slug="kolding", name="Kolding", created_at=now)
        self.varde = await Municipality.create(slug="varde", name="Varde", created_at=now)
        self.nursing = await Competence.create(
            slug="nursing", name_da="Sygepleje", name_en="Nursing", title_da="Sygeplejerske", title_en="Nurse"
        )
        self.host = await self.person("Per Vært", Role.professional)
        self.nurse = await self.person("Anne Medvært", Role.professional, self.varde)
        self.speaker = await self.person("Ida Oplæg", Role.professional, self.varde)
        self.session = await self.new_session(kind, state)

    async def new_session(self, kind: str, state: str) -> int:
        start = clock.now() + dt.timedelta(minutes=30)
        row = await Session.create(
            uid=uuid.uuid4().hex,
            kind=kind,
            language="da",
            title="Lev livet med diabetes",
            title_key="lev livet med diabetes",
            state=state,
            starts_local="2026-03-02T09:30",
            ends_local="2026-03-02T10:30",
            starts_at=start,
            ends_at=start + dt.timedelta(hours=1),
            capacity=50,
            visibility="public",
            municipality=self.kolding,
            created_at=clock.now(),
        )
        await SessionMunicipality.create(session=row, municipality=self.kolding)
        await SessionMunicipality.create(session=row, municipality=self.varde)
        leaders = ((self.host, "host"), (self.nurse, "co_host"), (self.speaker, "panellist"))
        for actor, part in leaders:
            await SessionHost.create(session=row, person_id=actor.person_id, part=part)
        return row.id

    async def person(self, name: str, role: Role, municipality: Municipality | None = None) -> Actor:
        home = municipality or self.kolding
        staff = role is Role.professional
        row = await Person.create(
            municipality=home,
            name=name,
            name_key=name.casefold(),
            email=f"{uuid.uuid4().hex}@demo.invalid",
            profession=self.nursing if staff else None,
            created_at=clock.now(),
        )
        await RoleGrant.create(person=row, role=role.value)
        return Actor(person_id=row.id, municipality_id=home.id, roles=frozenset({role}), name=name)

    async def citizen(self, name: str, alias: str = "", session: int | None = None) -> Actor:
        """A citizen of Kolding; with an alias also signed up."""
        actor = await self.person(name, Role.citizen)
        if alias:
            await self.sign_up(actor, alias, session)
        return actor

    async def sign_up(self, actor: Actor, alias: str, session: int | None = None) -> None:
        await SignUp.create(
            session_id=session or self.session,
            person_id=actor.person_id,
            state="signed_up",
            order_key=actor.person_id or 0,
            alias=alias,
            alias_key=alias.casefold(),
            created_at=clock.now(),
        )

    async def by_link(self, name: str, role: str, person: Actor | None = None) -> Actor:
        """Somebody who came by a personal link."""
        link = await JoinLink.create(
            uid=uuid.uuid4().hex[:22],
            session_id=self.session,
            person_id=person.person_id if person else None,
            name=name,
            role=role,
            created_at=clock.now(),
            expires_at=clock.now() + dt.timedelta(hours=3),
        )
        return Actor(
            person_id=person.person_id if person else None,
            roles=frozenset({Role.guest}),
            name=name,
            link_id=link.id,
            scope_session_id=self.session,
        )

    async def join(self, actor: Actor, connection: str = "") -> Snapshot:
        return await actions.join(actor, self.session, connection or f"socket-{actor.key}")

    async def fresh(self, actor: Actor) -> dict[str, Any]:
        """The sections `actor` would be given now."""
        live = await registry.here().room(self.session)
        return live.snapshot(live.seat_of(actor)).sections


class Ears:
    """Everything told on the bus below a prefix, in order."""

    def __init__(self, prefix: str) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.stop = bus.subscribe(prefix, lambda topic, message: self.heard.append((topic, message)))

    def on(self, topic: str) -> list[dict[str, Any]]:
        return [message for where, message in self.heard if where.endswith(topic)]


class FakeMedia:
    """A media plane without media: it remembers what it was asked, and may be told to refuse."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.refuse: str | None = None
        self._heard = asyncio.Event()
        self.callbacks: list[Callable[[Event], None]] = []

    async def until(self, *command: Any) -> None:
        """Wait until this has been asked."""
        while command not in self.asked:
            self._heard.clear()
            await self._heard.wait()

    def _ask(self, *command: Any) -> None:
        self.asked.append(command)
        self._heard.set()
        if self.refuse:
            raise MediaRefused(self.refuse, "told to")

    async def open_room(self, room: str, layout: Layout) -> None:
        self._ask("open", room, layout)

    async def close_room(self, room: str) -> None:
        self._ask("close", room)

    async def view(self, room: str, peer: str) -> str:
        self._ask("view", room, peer)
        return "offer"

    async def offer_again(self, room: str, peer: str) -> str:
        self._ask("offer_again", room, peer)
        return "restart"

    async def answer(self, room: str, peer: str, sdp: str) -> None:
        self._ask("answer", room, peer, sdp)

    async def publish(self, room: str, peer: str, sdp: str, sources: dict[str, Any]) -> str:
        self._ask("publish", room, peer, dict(sources))
        return "answer"

    async def unpublish(self, room: str, peer: str) -> None:
        self._ask("unpublish", room, peer)

    async def pause(self, room: str, peer: str, source: Any, paused: bool) -> None:
        self._ask("pause", room, peer, source, paused)

    async def pin(self, room: str, peer: str, pinned: bool) -> None:
        self._ask("pin", room, peer, pinned)

    async def leave(self, room: str, peer: str) -> None:
        self._ask("leave", room, peer)

    async def client_stats(
        self, room: str, peer: str, freezes: int, frozen_ms: int, concealed_ms: int
    ) -> None:
        self._ask("client_stats", room, peer, freezes, frozen_ms, concealed_ms)

    async def watch(self, room: str, peer: str, tiles: dict[str, int], limit: Any) -> None:
        self._ask("watch", room, peer, dict(tiles), limit)

    def on_event(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        self.callbacks.append(callback)
        return lambda: self.callbacks.remove(callback)

    def tell(self, event: Event) -> None:
        for callback in list(self.callbacks):
            callback(event)


async def code_of(work: Any) -> str:
    """The code of what is refused; an AssertionError if nothing is."""
    try:
        await work
    except Told as told:
        return told.code
    raise AssertionError("nothing was refused")
