"""HTML in every field a person can fill is shown as it was written and never runs, whoever looks at it.

The world itself asserts at the end that there was no dialog, no CSP report, no request elsewhere, no error.
"""

import pytest

from tests.browser.walk import every_page
from tests.doubles import room
from tests.doubles.browsers import Visitor
from tests.doubles.world import (
    ADMINISTRATOR,
    CITIZEN,
    COORDINATOR,
    PHYSIOTHERAPIST,
    PLATFORM,
    SECOND_CITIZEN,
    World,
    find_session,
)

EVIL = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}</textarea>"
INJECTED = 'img[src="x"], script:not([src])'
TEXT_FIELDS = "main form :is(input[type=text], input:not([type]), textarea)"


async def fill_everything(who: Visitor, form: str, **known: str) -> None:
    """Write the evil text into every free text field of a form, `known` where a value must make sense."""
    fields = who.page.locator(
        f"{form} :is(input[type=text], input:not([type]), input[type=search], textarea)"
    )
    for number in range(await fields.count()):
        field = fields.nth(number)
        if await field.is_editable():
            limit = int(await field.get_attribute("maxlength") or 500)
            await field.fill(EVIL[:limit])
    for name, value in known.items():
        await who.page.fill(f"{form} [name={name}]", value)


async def send(who: Visitor, form: str) -> None:
    await who.page.click(f"{form} button[type=submit]")
    await who.page.wait_for_load_state()
    assert await who.page.locator(INJECTED).count() == 0


@pytest.mark.timeout(240)
async def test_names_titles_and_links_are_shown_as_written(world: World) -> None:
    office = await world.citizen(ADMINISTRATOR)
    await office.open("/admin/people/new")
    new_person = 'form[action="/admin/people/new"]'
    await fill_everything(office, new_person, email="ond@demo.invalid")
    await office.page.check(f"{new_person} [name=roles][value=citizen]")
    await send(office, new_person)

    host = await world.host(PHYSIOTHERAPIST)
    session = await find_session(host, "webinar")
    planner = await world.citizen(COORDINATOR)
    await planner.open(f"/admin/sessions/{session}/edit")
    edit = f'form[action="/admin/sessions/{session}/edit"]'
    await planner.page.fill(f"{edit} [name=title]", EVIL[:120])
    await planner.page.fill(f"{edit} [name=description]", EVIL)
    await planner.page.fill(f"{edit} [name=course]", EVIL[:80])
    await send(planner, edit)
    links = f'form[action="/admin/sessions/{session}/links"]'
    await fill_everything(planner, links)
    await send(planner, links)

    async for shown, who in every_page(world):
        assert await who.page.locator(INJECTED).count() == 0, shown.name


async def test_chat_polls_and_names_in_the_room_are_shown_as_written(world: World) -> None:
    host = await world.host(PHYSIOTHERAPIST)
    session = await world.live_webinar(host)
    writer, reader = await world.citizen(CITIZEN), await world.citizen(SECOND_CITIZEN)
    for citizen in (writer, reader):
        await room.sign_up(citizen, session)
        await room.enter(citizen, session)
    await room.say(writer, EVIL)
    await room.reads(reader, EVIL)
    await room.ask_poll(host, EVIL[:300], EVIL[:120], "Nej")
    await reader.page.wait_for_selector("#poll [data-option]")
    assert await reader.page.inner_text("#poll-question") == EVIL
    assert await reader.page.inner_text("#poll [data-option='0']") == EVIL
    for one in (host, writer, reader):
        assert await one.page.locator(INJECTED).count() == 0


async def test_what_a_form_refuses_is_shown_again_as_written(world: World) -> None:
    """Errors keep the values: the way back from the server is a field as well."""
    platform = await world.citizen(PLATFORM)
    await platform.open("/admin/people/new")
    form = 'form[action="/admin/people/new"]'
    await fill_everything(platform, form, email=EVIL)
    await send(platform, form)
    assert await platform.page.input_value(f"{form} [name=email]") == EVIL
    stranger = await world.citizen()
    await stranger.open("/login")
    await stranger.page.fill("[name=email]", EVIL)
    await stranger.page.fill("[name=password]", EVIL)
    await send(stranger, 'form[action="/login"]')
    assert await stranger.page.input_value("[name=email]") == EVIL
