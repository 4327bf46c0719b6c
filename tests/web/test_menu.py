"""The desk's menu: who is shown which entries, and that its front page has a place for every one of them."""

import itertools
from collections.abc import Iterator

import pytest

from hub.actor import Actor, Role
from web.menu import current, desk_groups, desk_menu

ROLES = [role for role in Role if role not in (Role.guest, Role.anonymous)]


def everybody() -> Iterator[Actor]:
    """Somebody with each role, and with each two."""
    for roles in itertools.combinations_with_replacement(ROLES, 2):
        yield Actor(person_id=1, municipality_id=1, roles=frozenset(roles))


def test_every_entry_of_the_desk_is_under_a_heading_of_its_front_page() -> None:
    for actor in everybody():
        grouped = [entry for _, within in desk_groups(actor) for entry in within]
        assert sorted([("/admin", "Overblik"), *grouped]) == sorted(desk_menu(actor)), actor.roles


def test_each_entry_is_shown_to_somebody_and_leads_to_one_address() -> None:
    shown = {entry for actor in everybody() for entry in desk_menu(actor)}
    assert len({href for href, _ in shown}) == len(shown)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/admin", "/admin"),
        ("/admin/people/7", "/admin/people"),
        ("/schedule/sick", "/schedule"),
        ("/me", ""),
    ],
)
def test_the_longest_address_around_a_page_is_current(path: str, expected: str) -> None:
    platform = Actor(person_id=1, municipality_id=1, roles=frozenset({Role.platform_administrator}))
    assert current(path, desk_menu(platform)) == expected
