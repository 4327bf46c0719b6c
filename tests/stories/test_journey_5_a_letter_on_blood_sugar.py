"""Journey 5: a letter on blood sugar reaches a dietician in another municipality; she is ill; cover takes it
before the deadline; the citizen never sees a change of hands without a reason.
"""

import asyncio
import re

import pytest

from tests.doubles.browsers import Visitor
from tests.doubles.world import CITIZEN, DIETICIAN, World

SECONDS = 60
OTHER = "rasmus@demo.invalid"
NAMES = {"Sofie Lindholm": DIETICIAN, "Rasmus Holt": OTHER}
PLACES = {"Sofie Lindholm": "Svendborg", "Rasmus Holt": "Halsnæs"}
SUBJECT = "Blodsukker før natten"
TEXT = "Mit blodsukker er 12, når jeg går i seng. Skal jeg spise noget andet til aftensmad?"
ANSWER = "Kære Inger\n\nSpis lidt mere groft til aftensmad, og mål igen i en uge.\n\nVenlig hilsen"


@pytest.mark.timeout(300)
async def test_cover_answers_in_time_and_every_change_of_hands_has_its_reason(world: World) -> None:
    inger = await world.citizen(CITIZEN, phone=True)
    letter = await she_writes(inger)
    told = await reads(inger, f"/letters/{letter}")
    [ill] = [name for name in NAMES if f"{name} (diætist i {PLACES[name]}) har fået dit brev" in told]
    [cover] = [name for name in NAMES if name != ill]
    due = re.search(r"senest (\w+ d\. \d+\. \w+)", told, re.IGNORECASE)
    assert due is not None

    at_work = await world.citizen(NAMES[ill])
    assert TEXT in await reads(at_work, f"/admin/letters/{letter}")
    await falls_ill(at_work)

    colleague = await world.citizen(NAMES[cover])
    await finds(colleague, f"for {ill}, der ikke er på arbejde")
    before = await reads(colleague, f"/admin/letters/{letter}")
    assert TEXT in before
    assert due[1] in before  # the deadline she was promised still holds
    assert "for sent" not in before
    await colleague.page.fill("#f-text", ANSWER)
    await colleague.page.click("button[name=do][value=send]")
    await colleague.page.wait_for_selector("[role=status]")

    seen = await reads(inger, f"/letters/{letter}")
    assert "Spis lidt mere groft til aftensmad" in seen
    reason = f"{ill} er ikke på arbejde. {cover} (diætist i {PLACES[cover]}) svarer i stedet"
    assert f"{reason}, så du får svar til tiden." in seen
    assert "hun er syg" not in seen.casefold()


async def she_writes(inger: Visitor) -> str:
    """Inger writes to a dietician; the public name of her letter."""
    await inger.open("/letters/new")
    await inger.page.click("button[name=function][value=diaetist]")
    await inger.page.fill("#f-subject", SUBJECT)
    await inger.page.fill("#f-text", TEXT)
    await inger.page.click("button[name=do][value=send]")
    await inger.page.wait_for_url(re.compile(r"/letters/[\w-]{16}(\?|$)"))
    return inger.page.url.partition("/letters/")[2].partition("?")[0]


async def falls_ill(professional: Visitor) -> None:
    """She writes from her bed that she is not at work, and not why."""
    page = professional.page
    await professional.open("/admin/letters/absences")
    today = await page.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Europe/Copenhagen'})")
    await page.fill("#f-starts", str(today))
    await page.click("main form[action='/admin/letters/absences'] button[type=submit]")
    await page.wait_for_selector("[role=status]")


async def finds(who: Visitor, words: str) -> None:
    """The words come to stand in the inbox."""
    async with asyncio.timeout(SECONDS):
        while words not in await reads(who, "/admin/letters"):
            continue


async def reads(who: Visitor, path: str) -> str:
    """The page's text, every part of it unfolded, spaces as one."""
    await who.open(path)
    await who.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    return " ".join((await who.page.inner_text("main")).split())
