"""What a person sees of their notices. Frozen views, no tables."""

import datetime as dt

import msgspec

from forum.notices.kinds import Group, Pace


class ChoiceView(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for one group: chosen or by default."""

    group: Group
    mail: Pace
    push: Pace


class NoticeView(msgspec.Struct, frozen=True, kw_only=True):
    """One notice: the fixed sentence in the actor's language; `/notices/<public_id>` leads on."""

    public_id: str
    sentence: str
    at: dt.datetime
    opened: bool


class BrowserView(msgspec.Struct, frozen=True, kw_only=True):
    """A browser that takes pushes; `device` in words."""

    public_id: str
    device: str
    since: dt.datetime
