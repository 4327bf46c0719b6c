"""The forum in real browsers: a draft that stays while new posts come in, and help shown while one writes."""

from tests.doubles.world import CITIZEN, SECOND_CITIZEN, World, first_thread


async def test_new_posts_come_in_beside_a_draft_that_stays(world: World) -> None:
    inger, poul = await world.citizen(CITIZEN), await world.citizen(SECOND_CITIZEN)
    thread = f"/forum/threads/{await first_thread(inger)}"
    await poul.open(thread)
    await poul.page.fill("#f-text", "Et halvt svar om brystsmerter og åndenød")
    await poul.page.wait_for_selector('[data-draft-state]:has-text("gemt")')
    assert "Ring 112 nu" in await poul.page.inner_text("[data-guidance-here]")
    await inger.open(thread)
    await inger.page.fill("#f-text", "Hej fra den anden")
    await inger.page.click("button[value=send]")
    bar = poul.page.locator("[data-new-posts] a")
    await bar.wait_for()
    assert await bar.inner_text() == "1 nyt indlæg"
    await bar.click()
    await poul.page.wait_for_selector('.hub-post:has-text("Hej fra den anden")')
    assert await poul.page.input_value("#f-text") == "Et halvt svar om brystsmerter og åndenød"
    await poul.page.reload()
    assert await poul.page.input_value("#f-text") == "Et halvt svar om brystsmerter og åndenød"


SEEN = """() => { const box = document.querySelector('#guidance').closest('.alert').getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight }"""


async def test_whom_to_call_is_in_sight_on_a_phone_once_an_emergency_word_is_sent(world: World) -> None:
    inger = await world.citizen(CITIZEN, phone=True)
    thread = f"/forum/threads/{await first_thread(inger)}"
    await inger.open(thread)
    await inger.page.fill("#f-text", "Jeg har ondt i brystet lige nu")
    await inger.page.click("button[value=send]")
    await inger.page.wait_for_url("**help=call_112#guidance")
    assert await inger.page.evaluate(SEEN)
    assert await inger.page.locator("#guidance ~ .hub-call a").get_attribute("href") == "tel:112"
