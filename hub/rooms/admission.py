"""The one admission gate. Every way in asks here: page, link, staff, relative, early arrival, return. Pure.

A second way in that skips the gate is the recurring mistake of video systems; nobody else decides.
"""

import datetime as dt

import msgspec

from hub.errors import Refused
from hub.rooms.wire import HOSTING, Part, WaitingFor
from hub.sessions.kinds import KindRules
from hub.sessions.states import State


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """Who stands at the door. `invited_by_link`: a guest's own link, as good as a sign-up.

    `admitted`: a host let this seat in before. `valid_until`: when the way in expires.
    """

    part: Part
    signed_up: bool = False
    invited_by_link: bool = False
    admitted: bool = False
    removed: bool = False
    valid_until: dt.datetime | None = None


class Admitted(msgspec.Struct, frozen=True):
    """Come in."""


class Waiting(msgspec.Struct, frozen=True):
    """Stay in the waiting room until the doors open or a host lets you in."""

    until: WaitingFor


Verdict = Admitted | Waiting

_SHUT: dict[State, tuple[str, str, str]] = {
    State.draft: ("missing", "Mødet findes ikke endnu.", "The session does not exist yet."),
    State.ended: ("ended", "Mødet er slut.", "The session has ended."),
    State.cancelled: ("cancelled", "Mødet er aflyst.", "The session has been cancelled."),
}


def decide(rules: KindRules, state: State, arrival: Arrival, now: dt.datetime) -> Verdict:
    """Admitted, Waiting, or Refused with why. The rules in the order they hold."""
    if arrival.removed:
        raise Refused(
            "removed",
            "Værten har lukket dig ud af mødet. Ring til os, hvis det er en fejl.",
            "The host has removed you from the session. Call us if that is a mistake.",
        )
    if state in _SHUT:
        raise Refused(*_SHUT[state])
    if arrival.valid_until is not None and now >= arrival.valid_until:
        raise Refused(
            "link_expired",
            "Linket gælder ikke længere. Bed om et nyt.",
            "The link is no longer valid. Ask for a new one.",
        )
    if arrival.part in HOSTING:
        return Admitted()
    if arrival.part == "panellist":
        return Waiting("doors") if state is State.published else Admitted()
    return _citizen_or_guest(rules, state, arrival)


def _citizen_or_guest(rules: KindRules, state: State, arrival: Arrival) -> Verdict:
    expected = arrival.signed_up or arrival.invited_by_link
    if rules.admit == "doors" and not expected:
        raise Refused(
            "not_signed_up",
            "Du er ikke tilmeldt. Tilmeld dig først, så har du en plads.",
            "You are not signed up. Sign up first and you have a seat.",
        )
    if state not in (State.open, State.live):
        return Waiting("doors")
    if rules.admit == "doors" or arrival.admitted:
        return Admitted()
    return Waiting("host")
