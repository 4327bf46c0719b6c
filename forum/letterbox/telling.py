"""Who is told that something has happened to a letter. Inside the open transaction; never what is in it."""

from forum.letterbox.models import Letter
from forum.letterbox.names import GLASS_PATH, LATE_PATH, desk_path, own_path
from forum.notices import actions as notices
from forum.notices.kinds import Kind
from hub.accounts.models import RoleGrant
from hub.actor import Role

__all__ = ["Kind", "citizen", "coordinators", "glass_broken", "leader", "people", "professional"]


async def citizen(letter: Letter, kind: Kind) -> None:
    """Tell whose letter it is."""
    await people([letter.citizen_id], kind, own_path(letter.public_id))


async def professional(letter: Letter, person_id: int, kind: Kind) -> None:
    """Tell somebody who is to read the letter."""
    await people([person_id], kind, desk_path(letter.public_id))


async def leader(person_id: int, session_id: int, kind: Kind) -> None:
    """Tell who leads a talk that came of a letter what has become of its time."""
    await people([person_id], kind, f"/sessions/{session_id}")


async def coordinators(letter: Letter) -> None:
    """Tell the home municipality's coordinators that a letter is late, or that nobody has it."""
    await people(await _holding(letter, Role.coordinator), Kind.letter_overdue, LATE_PATH)


async def glass_broken(letter: Letter) -> None:
    """Tell the citizen, and the home municipality's administrators, that somebody read without assignment."""
    await citizen(letter, Kind.reading_break_glass)
    found = await _holding(letter, Role.municipal_administrator)
    await people(found, Kind.reading_break_glass, GLASS_PATH)


async def people(ids: list[int], kind: Kind, path: str) -> None:
    """Tell these people."""
    await notices.tell(ids, kind, path)


async def _holding(letter: Letter, role: Role) -> list[int]:
    rows = RoleGrant.filter(role=role.value, person__active=True)
    found = await rows.filter(person__municipality_id=letter.municipality_id).values("person_id")
    return sorted(row["person_id"] for row in found)
