"""What moderation takes in and gives out, as frozen types. Times are aware datetimes in UTC."""

import datetime as dt
from enum import StrEnum

import msgspec

FLAG_WORDS_LONGEST = 300
WORDS_LONGEST = 500
APPEAL_LONGEST = 1000
BULK_AT_MOST = 50


class Reason(StrEnum):
    """Why somebody flags a post, and why a moderator acts."""

    dangerous = "dangerous"
    wrong_advice = "wrong_advice"
    rude = "rude"
    private = "private"
    advertising = "advertising"
    off_topic = "off_topic"
    other = "other"


class Outcome(StrEnum):
    """What became of a flag: something was done, the post was kept, or there was nothing in it."""

    upheld = "upheld"
    kept = "kept"
    baseless = "baseless"


class Kind(StrEnum):
    """What can be done. `flags` is the rule of flags, not a person."""

    flags = "flags"
    hide = "hide"
    show = "show"
    keep = "keep"
    edit = "edit"
    warn = "warn"
    pause = "pause"
    ban = "ban"
    lift = "lift"
    approve = "approve"
    decline = "decline"
    second = "second"
    lock = "lock"
    unlock = "unlock"
    pin = "pin"
    unpin = "unpin"
    slow = "slow"
    move = "move"
    split_off = "split"
    merge = "merge"


class Why(StrEnum):
    """Why something stands in the queue."""

    alert = "alert"
    flags = "flags"
    review = "review"
    second = "second"
    appeal = "appeal"


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """What a moderator wants done with a post, as sent. `words` go to the writer.

    days: of a pause. everywhere: pause or ban in all categories. baseless: the flags had nothing in them.
    """

    kind: str
    reason: str = ""
    words: str = ""
    text: str = ""
    days: int | None = None
    everywhere: bool = False
    baseless: bool = False


class Tool(msgspec.Struct, frozen=True, kw_only=True):
    """What a moderator wants done with a thread. to: a category's slug or a thread's public id."""

    kind: str
    reason: str = ""
    words: str = ""
    to: str = ""
    title: str = ""
    posts: tuple[int, ...] = ()
    seconds: int | None = None


class Told(msgspec.Struct, frozen=True):
    """One reason among a post's flags: how many gave it, citizens or professionals, and their words."""

    reason: Reason
    professional: bool
    count: int
    words: tuple[str, ...]


class Writer(msgspec.Struct, frozen=True):
    """Who wrote, as readers see it. `alias` is true for a name that is not the person's own."""

    name: str
    alias: bool
    part: str


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Something in the queue: a post (or an appeal about one) and why somebody should look at it.

    looked_at_by: the name of a colleague who has it open now. guidance: what the writer was shown.
    marked: the text in stretches; those with True are what the word lists found.
    """

    key: str
    whys: tuple[Why, ...]
    since: dt.datetime
    due_at: dt.datetime
    post: str
    thread: str
    number: int | None
    title: str
    category: str
    category_title: str
    writer: Writer
    written_at: dt.datetime
    state: str
    marked: tuple[tuple[str, bool], ...]
    flags: tuple[Told, ...]
    flag_count: int
    guidance: str
    appeal: str
    looked_at_by: str
    mine: bool


class Queue(msgspec.Struct, frozen=True):
    """Cases in the order they are due; `more` when there are others besides."""

    cases: tuple[Case, ...]
    more: bool


class ActionView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done, as moderators see it."""

    public_id: str
    kind: Kind
    reason: str
    words: str
    by: str
    municipality: str
    at: dt.datetime
    until: dt.datetime | None
    everywhere: bool
    post: str
    title: str
    writer: Writer | None
    lifted_at: dt.datetime | None
    may_lift: bool


class OneCase(msgspec.Struct, frozen=True, kw_only=True):
    """A post on a moderator's table: the whole text, what was done before, which deeds make sense now."""

    case: Case
    html: str
    source: str
    locked: bool
    pinned: bool
    history: tuple[ActionView, ...]
    notes: tuple["NoteView", ...]
    offered: tuple[Kind, ...]
    own: bool
    reveal: "RevealView | None"


class NoteView(msgspec.Struct, frozen=True):
    """What staff tell each other at a thread."""

    by: str
    text: str
    at: dt.datetime


class WhyView(msgspec.Struct, frozen=True, kw_only=True):
    """A deed as the post's writer is told of it; appeal: its state, "" when there is none."""

    public_id: str
    kind: Kind
    reason: str
    words: str
    municipality: str
    at: dt.datetime
    until: dt.datetime | None
    title: str
    thread: str
    html: str
    may_appeal: bool
    appeal: str
    appeal_words: str
    answer: str


class AppealView(msgspec.Struct, frozen=True, kw_only=True):
    """An appeal as moderators see it; `may_decide` is false for whoever did what it is about."""

    public_id: str
    words: str
    state: str
    at: dt.datetime
    answer: str
    action: ActionView
    may_decide: bool
    html: str


class MyFlag(msgspec.Struct, frozen=True, kw_only=True):
    """One of the reader's own flags and what became of it."""

    title: str
    thread: str
    number: int | None
    reason: Reason
    at: dt.datetime
    outcome: str
    decided_at: dt.datetime | None


class RevealView(msgspec.Struct, frozen=True, kw_only=True):
    """A wish to see the name behind an alias. `may_open`: the asker may see it, once."""

    public_id: str
    alias: str
    post: str
    title: str
    reason: str
    by: str
    at: dt.datetime
    state: str
    may_decide: bool
    may_open: bool


class Identity(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """The person behind an alias, shown once."""

    name: str
    municipality: str
    phone: str

    def __repr__(self) -> str:
        return "Identity(REDACTED)"


class Statistic(msgspec.Struct, frozen=True, kw_only=True):
    """What one moderator, or all of one municipality, did: how much, and median seconds until answered."""

    name: str
    municipality: str
    count: int
    answered: int
    median: int | None
    by_kind: tuple[tuple[Kind, int], ...]


class Statistics(msgspec.Struct, frozen=True, kw_only=True):
    """A span of days: by moderator and by municipality."""

    days: int
    moderators: tuple[Statistic, ...]
    municipalities: tuple[Statistic, ...]
    flags: int
    baseless: int


class BulkResult(msgspec.Struct, frozen=True):
    """How many were done; how many were no longer there to be done."""

    done: int
    left: int
