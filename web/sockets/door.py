"""The door of every namespace: a fresh ticket, and cookies that name the same actor. Nothing else lets in."""

import logging
from typing import Any

from hub import limits
from hub.errors import Refused
from web.sockets.base import Authenticate, Connection
from web.sockets.tickets import Tickets

log = logging.getLogger(__name__)


async def let_in(
    tickets: Tickets, authenticate: Authenticate, sid: str, environ: dict[str, Any], auth: Any
) -> Connection:
    """The connection of a socket that showed `auth`. Refused: ticket_missing, _forged, _expired, _used,
    _foreign (somebody else's cookies, or none)."""
    ticket = tickets.redeem(auth.get("ticket") if isinstance(auth, dict) else None)
    actor = await authenticate(environ, ticket.session_id)
    if not ticket.belongs_to(actor):
        log.warning("A ticket of %s was shown by %s", ticket.actor_key, actor.key)
        raise Refused(
            "ticket_foreign",
            "Du er logget ud eller ind som en anden. Genindlæs siden.",
            "You are signed out or signed in as somebody else. Reload the page.",
        )
    limits.hit("join", limits.who(actor))
    return Connection(sid, actor, ticket.session_id, ticket.language)
