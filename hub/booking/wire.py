"""What goes in and out of booking: the offer as it is made, and frozen views. No tables."""

import datetime as dt

import msgspec

SHORTEST, LONGEST = 10, 240


class OfferForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What citizens of `municipality_id` (None: the actor's own) may book."""

    competence_id: int
    minutes: int
    title_da: str
    title_en: str
    municipality_id: int | None = None


class OfferView(msgspec.Struct, frozen=True):
    """An offer in the reader's language; `waiting_until` is set for who waits for it, and `waiting_for` when
    they wait for somebody who speaks that language."""

    id: int
    title: str
    minutes: int
    waiting_until: dt.date | None
    waiting_for: str = ""


class TimesView(msgspec.Struct, frozen=True):
    """Free times of an offer by day, soonest first; each a moment and its Danish wall time.

    `languages`: what those who may be booked speak, by code; `language` the one that was asked for, or "".
    """

    offer: OfferView
    language: str
    languages: tuple[str, ...]
    days: tuple[tuple[dt.date, tuple[tuple[dt.datetime, dt.datetime], ...]], ...]


class HoldView(msgspec.Struct, frozen=True):
    """A held time: with whom, when by the Danish clock, and until when it is kept."""

    offer: OfferView
    name: str
    title: str
    municipality: str
    starts_local: dt.datetime
    ends_local: dt.datetime
    expires_at: dt.datetime
    moves: int | None
    language: str
