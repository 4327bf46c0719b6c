"""What is over and how long it is kept: the kinds, their defaults and bounds. Pure."""

import datetime as dt
from enum import StrEnum


class Kept(StrEnum):
    """letters: closed, taken back, or answered and left alone. drafts: begun and not sent. posts: the text of
    what was removed from the forum. forum_drafts: begun there and left alone."""

    letters = "letters"
    drafts = "drafts"
    posts = "posts"
    forum_drafts = "forum_drafts"


DAYS: dict[Kept, int] = {Kept.letters: 730, Kept.drafts: 180, Kept.posts: 90, Kept.forum_drafts: 180}
"""Where a municipality has chosen nothing. A letter that belongs in the record is moved there before."""
SHORTEST, LONGEST = 30, 3650
"""Ten years is what journalføringsbekendtgørelsen § 15 asks for at most."""

STATES: dict[Kept, tuple[str, ...]] = {
    Kept.letters: ("answered", "closed", "withdrawn"),
    Kept.drafts: ("draft",),
}
"""Letters alone. One that waits for an answer is never over."""

COPY_LASTS = dt.timedelta(days=7)


def over_before(now: dt.datetime, days: int) -> dt.datetime:
    """What was last changed at or before this moment is deleted now."""
    return now - dt.timedelta(days=days)
