"""Whatever people try in whatever order: nobody reaches into another municipality, and the log tells it."""

import random
from collections.abc import Awaitable, Callable

import pytest

from hub import audit
from hub.accounts import actions
from hub.accounts.models import Person
from hub.accounts.wire import PersonForm
from hub.actor import Actor, Role
from hub.audit import AuditRow
from hub.errors import Told

from .conftest import World

ROLES = [role.value for role in Role]
UNREAD = ("missing_text", "unknown_role", "municipality_required")
"""Forms that cannot be read are no deeds, and leave no line."""
State = dict[int, tuple[object, ...]]


async def state() -> State:
    """Everything that is known of every person but their sign-ins."""
    found = await Person.all().prefetch_related("roles")
    return {
        person.id: (
            person.municipality_id,
            person.name,
            person.email,
            person.active,
            tuple(sorted(grant.role for grant in person.roles)),
        )
        for person in found
    }


async def cast(world: World) -> list[Actor]:
    """Administrators of two municipalities and of the platform, and some who may nothing."""
    return [
        await world.actor("Adm K", "Kolding", Role.municipal_administrator),
        await world.actor("Adm V", "Varde", Role.municipal_administrator),
        await world.actor("Anders", None, Role.platform_administrator),
        await world.actor("Berit", None, Role.platform_administrator),
        await world.actor("Koordinator", "Kolding", Role.coordinator),
        await world.actor("Inger", "Varde", Role.citizen),
    ]


def attempt(chance: random.Random, actor: Actor, world: World, people: list[int]) -> Awaitable[object]:
    """One deed, sensible or not."""
    target = chance.choice([*people, 4_711])
    form = PersonForm(
        name=chance.choice(["Karen", "Bo", ""]),
        email=chance.choice(["", "", "karen@example.dk", "bo@example.dk"]),
        municipality_id=chance.choice([None, *world.place.values()]),
        roles=tuple(chance.sample(ROLES, chance.randint(1, 2))),
    )
    deeds: list[Callable[[], Awaitable[object]]] = [
        lambda: actions.create_person(actor, form),
        lambda: actions.edit_person(actor, target, form),
        lambda: actions.deactivate_person(actor, target),
        lambda: actions.reactivate_person(actor, target),
        lambda: actions.invite(actor, target),
    ]
    return chance.choice(deeds)()


async def tried(deed: Awaitable[object]) -> str:
    """How it went: done, or the code of what was told instead."""
    try:
        await deed
    except Told as told:
        return told.code
    return "done"


def may_have_changed(actor: Actor, before: State, after: State) -> bool:
    """A municipal administrator's deed shows only among the own, and never on a platform administrator."""
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    if not changed or Role.platform_administrator in actor.roles:
        return True
    touched = [value for key in changed for value in (before.get(key), after.get(key)) if value]
    own = all(value[0] == actor.municipality_id for value in touched)
    low = all("platform_administrator" not in str(value[4]) for value in touched)
    return own and low and Role.municipal_administrator in actor.roles


@pytest.mark.parametrize("seed", range(4))
async def test_the_invariants_hold(world: World, seed: int) -> None:
    chance = random.Random(seed)
    actors = await cast(world)
    outcomes: list[str] = []
    for _ in range(60):
        before, lines = await state(), await AuditRow.all().count()
        actor = chance.choice(actors)
        outcomes.append(await tried(attempt(chance, actor, world, list(before))))
        written = await AuditRow.all().count() - lines
        assert written == (0 if outcomes[-1] in UNREAD else 1)
        after = await state()
        assert outcomes[-1] == "done" or after == before
        assert may_have_changed(actor, before, after)
        assert any(person[3] and "platform_administrator" in str(person[4]) for person in after.values())
    assert 5 < outcomes.count("done") < 55
    assert await audit.first_broken() is None
