"""A matching problem and its proposal as they are written in files and sent: the JSON format, version 2.

All times are local wall times in Denmark without an offset ("2026-10-01T16:30:00"); a session begins and
ends on one local day. Amounts of time are whole minutes. Names of things are the ids of whoever sends the
problem. What the fields mean together, and what is refused, stands in `reading`; README.md has an example.
"""

import datetime as dt
from typing import Annotated, Literal

import msgspec

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
Minutes = Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]
Amount = Annotated[float, msgspec.Meta(ge=0, le=1e9)]
Level = Annotated[int, msgspec.Meta(ge=0, le=10)]


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A field nobody knows is refused: it is a misspelt one.

    They hold no cycles, and there are a hundred thousand of them: the garbage collector leaves them alone.
    """


class Weights(_Strict, frozen=True, kw_only=True, gc=False):
    """What each soft constraint costs, in points.

    `unfilled` a demand nobody fills, times the demand's own weight · `continuity` each further professional
    in a series · `home` an hour given by another municipality, times the agreement's weight · `wish` an
    assignment in a time somebody would rather be spared · `load` a professional's hours squared, over the
    hours of a full share · `balance` a municipality's surplus of hours squared, over the hours it asks for
    · `change` an assignment that differs from what is published.
    """

    unfilled: Amount = 1000.0
    continuity: Amount = 15.0
    home: Amount = 1.0
    wish: Amount = 4.0
    load: Amount = 2.0
    balance: Amount = 1.0
    change: Amount = 8.0


class Municipality(_Strict, frozen=True, kw_only=True, gc=False):
    """`surplus_minutes`: what it has given more than it received before this period; may be negative."""

    id: Name
    surplus_minutes: Annotated[int, msgspec.Meta(ge=-10_000_000, le=10_000_000)] = 0


class Hours(_Strict, frozen=True, kw_only=True, gc=False):
    """At work every week on `weekday` (1 Monday to 7 Sunday) from `starts` to `ends`."""

    weekday: Annotated[int, msgspec.Meta(ge=1, le=7)]
    starts: dt.time
    ends: dt.time


class Span(_Strict, frozen=True, kw_only=True, gc=False):
    """From `starts` until `ends`, wall time."""

    starts: dt.datetime
    ends: dt.datetime


class Professional(_Strict, frozen=True, kw_only=True, gc=False):
    """Who may be matched. `competences`: id to level. `share_minutes`: a full share of work in the period.

    `extra` times add to `hours`; `away` (absence, holidays, busy in another calendar) takes from both; in
    `rather_not` an assignment costs a wish.
    """

    id: Name
    municipality: Name
    competences: dict[Name, Level]
    languages: list[Name]
    hours: list[Hours]
    share_minutes: Minutes
    daily_minutes: Minutes = 480
    weekly_minutes: Minutes = 2220
    extra: list[Span] = []
    away: list[Span] = []
    rather_not: list[Span] = []


class Agreement(_Strict, frozen=True, kw_only=True, gc=False):
    """`giver` lends professionals with `competence` (None: any) to `receiver`, at most `cap_minutes`.

    Since version 2 it may hold from `valid_from` to `valid_to` only (local days, both included; None: without
    an end). Several of the same giver, receiver and competence hold on different days, each with its own cap:
    a cap by the month is one agreement for each month.
    """

    giver: Name
    receiver: Name
    competence: Name | None = None
    cap_minutes: Minutes | None = None
    weight: Amount = 1.0
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        """Whether it lends anybody on that local day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class Demand(_Strict, frozen=True, kw_only=True, gc=False):
    """One role of one session that one professional is to fill.

    `series`: demands with the same name want the same person. `pinned` stays whatever it costs; `published`
    is who was told; `declined` have said no; `lapsed` have the competence, but not on that day.
    """

    id: Name
    session: Name
    role: Name
    municipality: Name
    competence: Name
    starts: dt.datetime
    ends: dt.datetime
    level: Level = 0
    language: Name = "da"
    margin_minutes: Annotated[int, msgspec.Meta(ge=0, le=600)] = 15
    weight: Amount = 1.0
    series: Name | None = None
    pinned: Name | None = None
    published: Name | None = None
    declined: list[Name] = []
    lapsed: list[Name] = []


class Problem(_Strict, frozen=True, kw_only=True, gc=False):
    """Everything the engine is told. `rest_minutes`: from a day's last work to the next day's first.

    A file of version 1 means the same; its agreements hold on every day.
    """

    format: Literal["sundhedshub-matching"]
    version: Literal[1, 2]
    municipalities: list[Municipality]
    professionals: list[Professional]
    demands: list[Demand]
    agreements: list[Agreement] = []
    weights: Weights = Weights()
    rest_minutes: Annotated[int, msgspec.Meta(ge=0, le=1440)] = 660


class Proposal(_Strict, frozen=True, kw_only=True, gc=False):
    """Who fills what. A demand that is not there is filled by nobody."""

    format: Literal["sundhedshub-proposal"] = "sundhedshub-proposal"
    version: Literal[1] = 1
    assignments: dict[Name, Name]
