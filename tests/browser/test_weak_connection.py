"""What somebody with a weak connection is told, and how they choose to have less.

What the server would say of the connection is said for it: real weak links are `python -m load badnet`.
"""

from tests.browser.axe import violations
from tests.browser.walk import speak
from tests.doubles import room
from tests.doubles.browsers import Visitor
from tests.doubles.world import PHYSIOTHERAPIST, SECOND_CITIZEN, World


async def in_webinar(world: World, language: str = "da") -> Visitor:
    host = await world.host(PHYSIOTHERAPIST)
    session = await world.live_webinar(host)
    await room.turn_on(host, "camera", "microphone")
    citizen = await world.citizen(SECOND_CITIZEN, language=language)
    await speak(citizen, language)
    await room.sign_up(citizen, session)
    await room.enter(citizen, session)
    await room.picture_moves(citizen)
    return citizen


async def told(who: Visitor, words: str) -> None:
    """Wait until the sentence about the connection is exactly this."""
    sentence = "words => document.querySelector('#link:not([hidden]) p')?.innerText.trim() === words"
    await who.page.wait_for_function(sentence, arg=words)


async def test_each_step_down_is_one_sentence_and_the_picture_goes_with_the_words(world: World) -> None:
    citizen = await in_webinar(world)
    page = citizen.page
    await room.connection_carries(citizen, "low")
    await told(citizen, "Din forbindelse er lidt svag. Billedet er mindre skarpt nu.")
    await room.connection_carries(citizen, "lowest")
    await told(citizen, "Din forbindelse er svag. Vi viser et lille billede, så du stadig kan høre.")
    assert await page.locator(room.OTHERS).is_visible()
    await room.connection_carries(citizen, "sound")
    await told(citizen, "Din forbindelse er meget svag. Du får kun lyd nu.")
    await page.locator(room.OTHERS).wait_for(state="hidden")
    await room.connection_carries(citizen, "full")
    await told(citizen, "Din forbindelse er god igen. Billedet er tilbage.")
    await room.picture_moves(citizen)
    await page.locator("#link").wait_for(state="hidden")


async def test_words_do_not_flap_with_the_connection(world: World) -> None:
    citizen = await in_webinar(world)
    page = citizen.page
    await page.evaluate("""() => {
      window.told = [];
      const box = document.getElementById('link'), title = document.getElementById('link-title');
      const note = () => window.told.push(box.hidden ? '' : title.textContent);
      new MutationObserver(note).observe(box, { attributes: true, childList: true, subtree: true });
    }""")
    for level in ("low", "full", "low", "full", "lowest", "low", "full", "low", "lowest"):
        await room.connection_carries(citizen, level)
    await told(citizen, "Din forbindelse er svag. Vi viser et lille billede, så du stadig kan høre.")
    assert set(await page.evaluate("window.told")) == {"Din forbindelse er svag."}


async def test_a_step_is_locked_and_given_up_again_by_keyboard(world: World) -> None:
    citizen = await in_webinar(world, "en")
    page = citizen.page
    await room.connection_carries(citizen, "low")
    await told(citizen, "Your connection is a little weak. The picture is less sharp now.")
    await page.locator("#link [data-limit=sound]").focus()
    await page.keyboard.press("Enter")
    chosen = "You have chosen sound only. The picture is off until you choose again."
    await told(citizen, chosen)
    assert await page.evaluate("document.activeElement.dataset.limit") == "full"
    await page.locator(room.OTHERS).wait_for(state="hidden")
    assert await violations(page) == []
    said = "words => document.getElementById('announcement').textContent === words"
    await page.wait_for_function(said, arg=chosen)
    await page.reload()
    await told(citizen, chosen)
    await page.locator("#link [data-limit=full]").focus()
    await page.keyboard.press("Enter")
    await page.locator("#link").wait_for(state="hidden")
    await room.picture_moves(citizen)


async def test_everybody_is_told_in_one_sentence_while_the_server_cannot_keep_up(world: World) -> None:
    citizen = await in_webinar(world)
    box, page = citizen.page.locator("#strain"), citizen.page
    assert await box.is_hidden()
    for given_up, words in (
        (
            "layers",
            "Vores server har travlt, så billederne er mindre skarpe for alle. Lyden er, som den skal være.",
        ),
        (
            "pictures",
            "Vores server har travlt, så ingen kan se billeder lige nu. Lyden er, som den skal være.",
        ),
    ):
        await room.server_gives_up(citizen, given_up)
        assert (await box.inner_text()).strip() == words
        said = "words => document.getElementById('announcement').textContent === words"
        await page.wait_for_function(said, arg=words)
    assert await violations(page) == []
    await room.server_gives_up(citizen, "nothing")
    assert await box.is_hidden()
