"""What goes into the index and what comes out of it."""

import datetime as dt

import msgspec


class Scope(msgspec.Struct, frozen=True):
    """Who may find a document. `name` is the scope's own (a category's slug, "letters:varde").

    audience: "open", "members" or "course:NAME". municipalities: row ids; empty means all partners.
    """

    name: str
    audience: str
    municipalities: frozenset[int] = frozenset()


class Reach(msgspec.Struct, frozen=True):
    """What somebody may find: their audiences and municipality; `everywhere` for who sees everything."""

    audiences: frozenset[str] = frozenset({"open"})
    municipality_id: int | None = None
    everywhere: bool = False


class Document(msgspec.Struct, frozen=True):
    """What can be found. kind: "thread" (a first post), "post" (a reply) or "letter"; `key` is public.

    `title` is shown for every kind; only a thread and a letter are found by the words of it. `text` is plain.
    """

    kind: str
    key: str
    title: str
    text: str
    at: dt.datetime
    professional: bool = False


class Hit(msgspec.Struct, frozen=True):
    """One thing found. `snippet` is safe HTML whose found words stand in <mark>."""

    kind: str
    key: str
    title: str
    snippet: str
    scope: str
    at: dt.datetime
    professional: bool


class Hits(msgspec.Struct, frozen=True):
    """A page of hits, those with every word in the title first, newest first; `next` asks for the next."""

    found: list[Hit]
    next: str | None = None
