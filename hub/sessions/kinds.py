"""The one table of what differs between webinar, group session and consultation. Pure; no code asks for a
kind by name when a column here can answer."""

from enum import StrEnum
from typing import Literal

import msgspec


class Kind(StrEnum):
    webinar = "webinar"
    group = "group"
    consultation = "consultation"


GUESTS = 2


class KindRules(msgspec.Struct, frozen=True, kw_only=True):
    """Rules of one kind. Capacity counts citizens' seats; hosts and guests by link come on top.

    `microphones`, `cameras`, `screens` are the slots of the room's layout: how many can be on at once. In a
    `selective` kind more may be on: heard is who speaks, seen is who spoke last, and hosts always.
    """

    min_capacity: int
    max_capacity: int
    default_capacity: int
    max_hosts: int
    microphones: int
    cameras: int
    screens: int
    selective: bool = False
    everyone_on_stage: bool
    admit: Literal["doors", "host"]
    citizens_see_citizens: bool
    audience_chat: bool
    hands: bool
    reactions: bool
    polls: bool
    slides: bool
    name_da: str
    name_en: str

    @property
    def stage(self) -> int:
        """How many may be on stage: those with slots; in a selective kind all seats, hosts and guests."""
        return self.max_capacity + self.max_hosts + GUESTS if self.selective else self.microphones

    def name(self, language: str) -> str:
        """What the kind is called on screen."""
        return self.name_en if language == "en" else self.name_da


KINDS: dict[Kind, KindRules] = {
    Kind.webinar: KindRules(
        min_capacity=1,
        max_capacity=5000,
        default_capacity=200,
        max_hosts=6,
        microphones=6,
        cameras=6,
        screens=1,
        everyone_on_stage=False,
        admit="doors",
        citizens_see_citizens=False,
        audience_chat=True,
        hands=True,
        reactions=True,
        polls=True,
        slides=True,
        name_da="Webinar",
        name_en="Webinar",
    ),
    Kind.group: KindRules(
        min_capacity=2,
        max_capacity=12,
        default_capacity=8,
        max_hosts=3,
        microphones=6,
        cameras=9,
        screens=1,
        selective=True,
        everyone_on_stage=True,
        admit="host",
        citizens_see_citizens=True,
        audience_chat=True,
        hands=True,
        reactions=True,
        polls=True,
        slides=True,
        name_da="Hold",
        name_en="Group session",
    ),
    Kind.consultation: KindRules(
        min_capacity=1,
        max_capacity=2,
        default_capacity=1,
        max_hosts=3,
        microphones=6,
        cameras=6,
        screens=1,
        everyone_on_stage=True,
        admit="host",
        citizens_see_citizens=True,
        audience_chat=True,
        hands=False,
        reactions=False,
        polls=False,
        slides=True,
        name_da="Samtale",
        name_en="Consultation",
    ),
}
