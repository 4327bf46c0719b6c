"""The name behind an alias: a reason, two people at two logins, shown once, told in the person's own log."""

import msgspec
import pytest

from forum.moderation import actions, queries
from forum.moderation.models import Reveal
from hub.accounts import queries as accounts
from hub.actor import Actor, Role
from hub.audit import AuditRow
from hub.errors import BadInput, Missing, Refused
from tests.conftest import Clock
from tests.forum.moderation.conftest import Watch

WHY = "Der er fare for liv, og vi skal kunne ringe."


async def test_two_are_needed_and_it_is_shown_once(watch: Watch) -> None:
    wish = await actions.ask_name(watch.mette, watch.post, WHY)
    with pytest.raises(Refused, match="too_late"):
        await actions.open_name(watch.mette, wish)
    await actions.decide_name(watch.jonas, wish, True)
    with pytest.raises(Missing):
        await actions.open_name(watch.jonas, wish)
    identity = await actions.open_name(watch.mette, wish)
    assert (identity.name, identity.municipality) == ("Ove Vang", "Varde")
    assert "Ove" not in repr(identity)
    with pytest.raises(Refused, match="too_late"):
        await actions.open_name(watch.mette, wish)


async def test_nobody_grants_their_own_wish_nor_from_the_same_login(watch: Watch) -> None:
    wish = await actions.ask_name(watch.mette, watch.post, WHY)
    with pytest.raises(Refused, match="own_case"):
        await actions.decide_name(watch.mette, wish, True)
    elsewhere = msgspec.structs.replace(watch.mette, login_id=999)
    with pytest.raises(Refused, match="own_case"):
        await actions.decide_name(elsewhere, wish, True)
    same_browser = msgspec.structs.replace(watch.jonas, login_id=watch.mette.login_id)
    with pytest.raises(Refused, match="own_case"):
        await actions.decide_name(same_browser, wish, True)
    no_login = msgspec.structs.replace(watch.jonas, login_id=None)
    with pytest.raises(Refused, match="own_case"):
        await actions.decide_name(no_login, wish, True)
    assert (await Reveal.get()).state == "asked"


async def test_a_wish_needs_a_reason_and_an_alias(watch: Watch) -> None:
    for reason in ("", "Fordi.", "x" * 600):
        with pytest.raises(BadInput):
            await actions.ask_name(watch.mette, watch.post, reason)
    own_name = await watch.written(watch.forum.kirsten)
    with pytest.raises(Refused):
        await actions.ask_name(watch.mette, own_name, WHY)
    for actor in (watch.forum.anne, watch.forum.kirsten, watch.forum.ove):
        with pytest.raises(Missing):
            await actions.ask_name(actor, watch.post, WHY)
    await actions.ask_name(watch.mette, watch.post, WHY)
    with pytest.raises(Refused, match="already_asked"):
        await actions.ask_name(watch.jonas, watch.post, WHY)


async def test_a_refused_or_old_wish_shows_nothing(watch: Watch, frozen_clock: Clock) -> None:
    wish = await actions.ask_name(watch.mette, watch.post, WHY)
    await actions.decide_name(watch.jonas, wish, False)
    with pytest.raises(Refused):
        await actions.open_name(watch.mette, wish)
    again = await actions.ask_name(watch.mette, watch.post, WHY)
    await actions.decide_name(watch.jonas, again, True)
    frozen_clock.forward(days=3)
    with pytest.raises(Refused):
        await actions.open_name(watch.mette, again)
    assert [row.state for row in await queries.reveals(watch.mette)] == ["expired", "declined"]


async def test_the_citizen_reads_of_it_and_no_administrator_learns_the_name(watch: Watch) -> None:
    wish = await actions.ask_name(watch.mette, watch.post, WHY)
    await actions.decide_name(watch.jonas, wish, True)
    await actions.open_name(watch.mette, wish)
    own = await accounts.audit_about_me(watch.forum.ove)
    assert [(line.noun, line.verb) for line in own.lines] == [("identity", "reveal")]
    rows = await AuditRow.filter(noun="reveal").order_by("id")
    assert [(row.verb, row.object_id, row.subject_id) for row in rows] == [
        ("ask", wish, None),
        ("grant", wish, None),
        ("open", wish, None),
    ]
    told_of = await AuditRow.get(subject_id=watch.forum.ove.person_id)
    assert (told_of.object_id, told_of.reason) == ("alias", "")
    for place in (watch.forum.varde, watch.forum.svendborg):
        keeper = await watch.forum.person(place, f"Karen {place.name}", Role.municipal_administrator)
        await _names_nobody(keeper)
    await _names_nobody(Actor(person_id=1, roles=frozenset({Role.platform_administrator})))


async def _names_nobody(keeper: Actor) -> None:
    lines = (await accounts.audit_for(keeper)).lines
    assert "Ove Vang" not in str(lines)
    assert "identity" not in {line.noun for line in lines}
