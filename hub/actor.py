"""Who acts: a person, the holder of a personal link, or nobody known."""

from enum import StrEnum
from typing import Literal

import msgspec


class Role(StrEnum):
    citizen = "citizen"
    relative = "relative"
    professional = "professional"
    moderator = "moderator"
    coordinator = "coordinator"
    municipal_administrator = "municipal_administrator"
    platform_administrator = "platform_administrator"
    guest = "guest"
    anonymous = "anonymous"


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """The one who asks, as every query and action takes it first.

    `link_id` and `scope_session_id` are set for whoever came by a personal link: such an actor may act in
    that one session only, even when the link belongs to a known person (a reminder).
    """

    person_id: int | None = None
    municipality_id: int | None = None
    roles: frozenset[Role] = frozenset({Role.anonymous})
    name: str = ""
    language: Literal["da", "en"] = "da"
    link_id: int | None = None
    scope_session_id: int | None = None
    login_id: int | None = None
    address: str = ""

    def has(self, *roles: Role) -> bool:
        """True if the actor holds at least one of `roles`."""
        return not self.roles.isdisjoint(roles)

    @property
    def known(self) -> bool:
        """A signed-in person, not somebody by link."""
        return self.person_id is not None and self.link_id is None

    @property
    def key(self) -> str:
        """Stable name of the actor for limits and tickets; holds nothing private."""
        if self.link_id is not None:
            return f"link:{self.link_id}"
        return "anonymous" if self.person_id is None else f"person:{self.person_id}"


ANONYMOUS = Actor()
SYSTEM = Actor(name="system", roles=frozenset({Role.platform_administrator}))
