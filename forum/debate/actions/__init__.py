"""What people do in the debate. Each action: load, may they, legal move, write, announce after commit.

Citizens' own acts are not written to the audit log: a line with a person, a time and a post would connect a
person with an alias for everybody who reads the log. The posts themselves are the record. What staff do to
others' posts is written there, by `second` here and by moderation, never with the person behind an alias.
"""

from forum.debate.actions.categories import create_category, edit_category
from forum.debate.actions.own import (
    discard_draft,
    follow,
    mark_page_read,
    mark_read,
    mute,
    save_draft,
    take_alias,
    unfollow,
)
from forum.debate.actions.posts import edit, helpful, mark_solved, remove, second
from forum.debate.actions.threads import reply, start_thread

__all__ = [
    "create_category",
    "discard_draft",
    "edit",
    "edit_category",
    "follow",
    "helpful",
    "mark_page_read",
    "mark_read",
    "mark_solved",
    "mute",
    "remove",
    "reply",
    "save_draft",
    "second",
    "start_thread",
    "take_alias",
    "unfollow",
]
