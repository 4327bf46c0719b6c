"""Journey 6: a heated thread.

Three flags; the moderator on duty locks it, answers as a professional, and publishes a summary.
"""

from dataclasses import dataclass

import pytest

from tests.doubles.browsers import Visitor
from tests.doubles.world import ON_DUTY, World

WRITER = "svend@demo.invalid"
REPORTERS = ("borger@demo.invalid", "borger2@demo.invalid", "borger3@demo.invalid")
TITLE = "Hold op med at følge kostrådene"
HEATED = "Glem alt om medicinen. Jeg droppede den fra den ene dag til den anden, og det burde I alle gøre."
ANSWER = "Bliv ved med din medicin, og tal med din læge, før du ændrer noget."
SUMMARY = "Kort sagt: medicinen må ikke stoppes uden lægen. Kosten kan I godt selv arbejde med."


@dataclass
class Cast:
    """Svend who writes, Inger, Poul and Karen who flag, Mette who is on duty."""

    svend: Visitor
    inger: Visitor
    reporters: list[Visitor]
    mette: Visitor
    thread: str = ""


@pytest.mark.timeout(300)
async def test_three_flags_and_the_moderator_locks_answers_and_sums_up(world: World) -> None:
    reporters = [await world.citizen(email, phone=True) for email in REPORTERS]
    cast = Cast(await world.citizen(WRITER), reporters[0], reporters, await world.citizen(ON_DUTY))
    await mette_is_on_duty(cast)
    await svend_writes(cast)
    await three_flag_it_and_it_is_hidden(cast)
    await mette_finds_it_and_hides_it_for_good(cast)
    await mette_locks_the_thread(cast)
    await mette_answers_and_sums_up(cast)
    await the_reporters_hear_of_it(cast)
    await svend_reads_why_and_appeals(cast)
    await inger_reads_the_summary_and_cannot_go_on_arguing(cast)


async def mette_is_on_duty(cast: Cast) -> None:
    """The queue tells her so, and what the one before her left behind."""
    await cast.mette.open("/forum/moderation")
    text = await cast.mette.page.inner_text("main")
    assert "Du er på vagt til kl." in text
    assert "Fra sidste vagt" in text


async def svend_writes(cast: Cast) -> None:
    page = cast.svend.page
    await cast.svend.open("/forum/type-2-diabetes/new")
    await page.fill("[name=title]", TITLE)
    await page.fill("[name=text]", HEATED)
    await page.click("button[value=preview]")
    await page.click("button[value=send]")
    await page.wait_for_selector(f"h1:has-text('{TITLE}')")
    cast.thread = page.url.removeprefix(cast.svend.origin).partition("?")[0]


async def three_flag_it_and_it_is_hidden(cast: Cast) -> None:
    """Each by the link at the post; the fourth who comes finds only its place."""
    for reporter in cast.reporters:
        page = reporter.page
        await reporter.open(cast.thread)
        await page.click("#post-1 >> text=Anmeld")
        await page.check("[name=reason][value=dangerous]")
        await page.click("main form button[type=submit]")
        await page.wait_for_selector("text=En moderator ser på det i dag.")
    await cast.inger.open(cast.thread)
    assert "skjult af en moderator" in await cast.inger.page.inner_text("#thread")
    assert "Glem alt" not in await cast.inger.page.inner_text("#thread")


async def mette_finds_it_and_hides_it_for_good(cast: Cast) -> None:
    """It stands in the queue with its three flags and no names of those who sent them."""
    page = cast.mette.page
    await cast.mette.open("/forum/moderation")
    card = page.locator("article", has_text=TITLE)
    assert "3 anmeldelser" in await card.inner_text()
    assert "3 borgere" in await card.inner_text()
    assert "Inger" not in await card.inner_text()
    assert await page.locator("text=Du er på vagt").count() == 1
    await card.locator("text=Se på det").click()
    await page.check("[name=kind][value=hide]")
    await page.select_option("[name=reason]", "dangerous")
    await page.fill("[name=words]", "Andre kan tage skade af det råd. Skriv gerne om din egen vej.")
    await page.click("text=Gør det")
    await page.wait_for_selector("text=Det er gjort.")


async def mette_locks_the_thread(cast: Cast) -> None:
    page = cast.mette.page
    await cast.mette.open(cast.thread.replace("/forum/", "/forum/moderation/"))
    await page.check("[name=kind][value=lock]")
    await page.select_option("[name=reason]", "rude")
    await page.click("text=Gør det")
    await page.wait_for_selector("text=Tråden er låst.")


async def mette_answers_and_sums_up(cast: Cast) -> None:
    """Her answers stand as a professional's; the second is marked as what to read."""
    page = cast.mette.page
    for text in (ANSWER, SUMMARY):
        await cast.mette.open(cast.thread)
        await page.fill("[name=text]", text)
        await page.click("button[value=send]")
        await page.wait_for_selector(f"article:has-text('{text[:30]}')")
    await page.locator("article", has_text="Kort sagt").locator("text=Det er svaret").click()
    await page.wait_for_selector("text=Svaret, der hjalp")


async def the_reporters_hear_of_it(cast: Cast) -> None:
    for reporter in cast.reporters:
        await reporter.open("/forum/moderation/flags")
        assert "En moderator har gjort noget ved det" in await reporter.page.inner_text("main")


async def svend_reads_why_and_appeals(cast: Cast) -> None:
    """A notice leads to the reason; another moderator will read his appeal."""
    page = cast.svend.page
    await open_the_notice_of_hiding(cast.svend)
    assert "Kan være farligt" in await page.inner_text("main")
    assert "Andre kan tage skade" in await page.inner_text("main")
    await page.fill("[name=words]", "Jeg skrev kun om mig selv.")
    await page.click("text=Send klagen")
    await page.wait_for_selector("text=En anden moderator ser på din klage.")


async def open_the_notice_of_hiding(who: Visitor) -> None:
    """The one among his notices that tells of the deed he can appeal."""
    await who.open("/me/notices")
    notices = who.page.locator("main a[href^='/notices/']")
    for path in await notices.evaluate_all("all => all.map(one => one.pathname)"):
        await who.open(path)
        if await who.page.locator("text=Er du uenig?").count():
            return
    raise AssertionError("no notice leads to what was done")


async def inger_reads_the_summary_and_cannot_go_on_arguing(cast: Cast) -> None:
    page = cast.inger.page
    await cast.inger.open(cast.thread)
    text = await page.inner_text("#thread")
    assert "Tråden er låst" in text
    assert "Kort sagt" in text
    assert "Kerteminde" in text
    assert await page.locator("textarea[name=text]").count() == 0
