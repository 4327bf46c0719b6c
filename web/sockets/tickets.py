"""Tickets: how a page hands its right to connect to its socket.

A ticket is signed, lives 60 seconds, works once, and holds no private text: whose it is (actor key and
login), for which session, and in which language to answer. The cookies of the connecting browser must name
the same actor, so a ticket read over somebody's shoulder opens nothing.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

import msgspec

from hub import clock
from hub.actor import Actor
from hub.errors import Refused

LIFETIME = timedelta(seconds=60)
MAX_LENGTH = 600


class Ticket(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """What a ticket says. `session_id` 0 is the device check outside any session."""

    actor_key: str
    login_id: int | None
    session_id: int
    language: str
    expires: float
    nonce: str

    def belongs_to(self, actor: Actor) -> bool:
        """Whether `actor`, as the browser's cookies name it, is the one who was given this ticket."""
        return actor.key == self.actor_key and actor.login_id == self.login_id


def _refused(code: str) -> Refused:
    return Refused(
        code,
        "Siden har været åben for længe. Vi prøver igen.",
        "The page has been open for too long. We try again.",
    )


class Tickets:
    """Issues and redeems the tickets of one installation; `secret` is the installation's key."""

    def __init__(self, secret: bytes) -> None:
        self._key = hashlib.blake2b(secret, person=b"hub-ticket").digest()
        self._used: dict[str, float] = {}

    def issue(self, actor: Actor, session_id: int, language: str) -> str:
        """A ticket for `actor` in `session_id`; 0 for the device check outside sessions."""
        expires = (clock.now() + LIFETIME).timestamp()
        ticket = Ticket(actor.key, actor.login_id, session_id, language, expires, secrets.token_urlsafe(9))
        body = base64.urlsafe_b64encode(msgspec.json.encode(ticket)).decode().rstrip("=")
        return f"{body}.{self._sign(body)}"

    def redeem(self, text: object) -> Ticket:
        """The ticket's content, once. Refused: ticket_missing, ticket_forged, ticket_expired, ticket_used."""
        if not isinstance(text, str) or not text or len(text) > MAX_LENGTH or not text.isascii():
            raise _refused("ticket_missing")
        ticket = self._read(text)
        now = clock.now()
        if ticket.expires < now.timestamp():
            raise _refused("ticket_expired")
        self._forget(now)
        if ticket.nonce in self._used:
            raise _refused("ticket_used")
        self._used[ticket.nonce] = ticket.expires
        return ticket

    def _read(self, text: str) -> Ticket:
        body, _, signature = text.partition(".")
        if not hmac.compare_digest(signature, self._sign(body)):
            raise _refused("ticket_forged")
        try:
            raw = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
            return msgspec.json.decode(raw, type=Ticket)
        except (binascii.Error, msgspec.MsgspecError) as error:
            raise _refused("ticket_forged") from error

    def _sign(self, body: str) -> str:
        digest = hmac.new(self._key, body.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def _forget(self, now: datetime) -> None:
        """Used numbers are kept only while their tickets could still be shown."""
        moment = now.timestamp()
        for nonce in [nonce for nonce, expires in self._used.items() if expires < moment]:
            del self._used[nonce]
