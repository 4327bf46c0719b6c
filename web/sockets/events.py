"""The table of events: what a client may send, with which payload, under which verb, how often.

The permission matrix of the tests walks this table. Handlers are in `room`, `check` and `forum`; a name that
stands in only one of the two places is refused at import.
"""

from typing import NamedTuple

import msgspec

from web.sockets import wire


class Event(NamedTuple):
    """One event: its payload, the verb it asks for, and the rate it counts against.

    Verbs are those of `hub.rooms.rules.MAY`, in /forum of the debate. "join" and "check" are in no
    table: the admission gate and the ticket decide them.
    """

    payload: type[msgspec.Struct]
    verb: str
    limit: str = "signalling"


ROOM: dict[str, Event] = {
    "join": Event(wire.Join, "join", "join"),
    "leave": Event(wire.Message, "join"),
    "ping": Event(wire.Message, "join"),
    "view": Event(wire.View, "view"),
    "answer": Event(wire.Answer, "view"),
    "publish": Event(wire.RoomPublish, "publish"),
    "unpublish": Event(wire.Message, "publish"),
    "source": Event(wire.SetSource, "publish"),
    "watch": Event(wire.Watch, "view"),
    "stats": Event(wire.Stats, "view"),
    "chat": Event(wire.Chat, "chat", "chat"),
    "chat_since": Event(wire.ChatSince, "read_chat"),
    "chat_remove": Event(wire.ChatRemove, "remove_chat"),
    "hand": Event(wire.Hand, "raise_hand"),
    "react": Event(wire.React, "react", "reaction"),
    "promote": Event(wire.OneSeat, "promote"),
    "demote": Event(wire.OneSeat, "demote"),
    "mute": Event(wire.Mute, "mute"),
    "remove": Event(wire.OneSeat, "remove"),
    "restore": Event(wire.OneSeat, "restore"),
    "admit": Event(wire.Admit, "admit"),
    "state": Event(wire.State, "set_state"),
    "poll_create": Event(wire.PollCreate, "poll"),
    "poll_state": Event(wire.PollState, "poll"),
    "vote": Event(wire.Vote, "vote"),
    "slide": Event(wire.Slide, "slides"),
}

CHECK: dict[str, Event] = {
    "open": Event(wire.Message, "check", "join"),
    "view": Event(wire.Message, "check"),
    "answer": Event(wire.Answer, "check"),
    "publish": Event(wire.Publish, "check"),
}

FORUM: dict[str, Event] = {
    "watch": Event(wire.WatchForum, "see"),
    "unwatch": Event(wire.Message, "see"),
}

EVENTS: dict[str, dict[str, Event]] = {"/room": ROOM, "/check": CHECK, "/forum": FORUM}

# What the server sends without being asked.
SENT: dict[str, str] = {
    "section": "a section of the room changed; the value replaces it whole",
    "chat": "a new or removed chat line",
    "media": "the picture's way was lost; ask to view again",
    "moving": "the server stops; come back by yourself, not all at once",
    "removed": "this connection has ended for a reason that trying again does not change",
}
SENT_FORUM: dict[str, str] = {
    "news": "something was written or has changed; fetch it if the reader wants to see it",
    "closed": "what was watched is not there any more, or not for this reader",
    "moving": SENT["moving"],
    "removed": SENT["removed"],
}
