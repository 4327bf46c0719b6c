"""Everything that changes a live room. Each action: may they, legal move, write with its audit row, then the
room changes and tells its viewers.

`start` and `stop` belong to the process; all others take the actor and the session first.
"""

from hub.rooms.actions.check import answer_check, close_check, open_check, publish_check, view_check
from hub.rooms.actions.doors import admit, admit_all, refresh, set_state
from hub.rooms.actions.entry import disconnected, join, leave
from hub.rooms.actions.hands import lower_hand, raise_hand, react
from hub.rooms.actions.polls import (
    close_poll,
    create_poll,
    finish_poll,
    open_poll,
    set_poll_state,
    show_poll,
    vote,
)
from hub.rooms.actions.publishing import (
    answer,
    count_viewing,
    ice,
    publish,
    set_source,
    unpublish,
    view,
    view_again,
    watch,
)
from hub.rooms.actions.service import start, stop
from hub.rooms.actions.slides import add_deck, hide_slides, show_slide
from hub.rooms.actions.stage import demote, mute, promote, remove, restore

__all__ = [
    "add_deck",
    "admit",
    "admit_all",
    "answer",
    "answer_check",
    "close_check",
    "close_poll",
    "count_viewing",
    "create_poll",
    "demote",
    "disconnected",
    "finish_poll",
    "hide_slides",
    "ice",
    "join",
    "leave",
    "lower_hand",
    "mute",
    "open_check",
    "open_poll",
    "promote",
    "publish",
    "publish_check",
    "raise_hand",
    "react",
    "refresh",
    "remove",
    "restore",
    "set_poll_state",
    "set_source",
    "set_state",
    "show_poll",
    "show_slide",
    "start",
    "stop",
    "unpublish",
    "view",
    "view_again",
    "view_check",
    "vote",
    "watch",
]
