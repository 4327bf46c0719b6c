"""164 hostile texts in what staff keep, and in aliases, are shown as they were written or refused.

Answers kept ready, reasons for handing a letter on, notes of the rota, word lists, topics, functions, reasons
for wanting a name; then every page that shows them, as those who may open it. The world itself asserts at the
end that there was no dialog, no CSP report, no request elsewhere and no error.
"""

import pytest

from tests.browser.pages import ANYBODY
from tests.doubles.browsers import Visitor
from tests.doubles.hostile_texts import ALL
from tests.doubles.stored import FOREIGN, SEND, keys_of, packed, seen, send, shows
from tests.doubles.world import (
    ADMINISTRATOR,
    CITIZEN,
    COORDINATOR,
    DIETICIAN,
    MODERATOR,
    ON_DUTY,
    PLATFORM,
    SECOND_DIETICIAN,
    World,
)

SAFE = "/forum/moderation"
TOPIC = "/forum/type-2-diabetes"


async def tried(who: Visitor, path: str, *forms: dict[str, str]) -> list[int]:
    """Send forms that may be refused; the answers' statuses."""
    answers = await who.page.evaluate(SEND, [path, forms])
    statuses = [int(status) for status, _ in answers]
    assert set(statuses) <= {200, 400}, path
    return statuses


async def refuses(who: Visitor, path: str, field: str, text: str) -> None:
    """The form comes back with the text in its field, and nothing foreign in the page."""
    await who.open(path)
    await who.page.fill(f"main [name={field}]", text)
    async with who.page.expect_navigation():
        await who.page.press(f"main [name={field}]", "Enter")
    assert await who.page.evaluate(FOREIGN) == [], text
    assert seen(await who.page.input_value(f"main [name={field}]")) == seen(text)


@pytest.mark.timeout(240)
async def test_in_topics_functions_word_lists_and_aliases(world: World) -> None:
    platform, office = await world.citizen(PLATFORM), await world.citizen(ADMINISTRATOR)
    citizen, stranger = await world.citizen(CITIZEN), await world.citizen(ANYBODY)
    titles, about = packed(80), packed(300)
    named_so = [
        {"title_da": title, "title_en": title, "about_da": text, "about_en": text}
        for title, text in zip(titles, about + about[:1] * len(titles), strict=False)
    ]
    await platform.open("/admin/topics/new")
    more = {"audience": "open", "approve": "none", "alias_allowed": "1"}
    await send(
        platform,
        "/admin/topics/new",
        *({**one, **more, "slug": f"ondt-{n}"} for n, one in enumerate(named_so)),
    )
    for who in (citizen, stranger):
        await shows(who, "/forum", titles)
    for n, text in enumerate(about):
        await shows(citizen, f"/forum/ondt-{n}", [titles[n], text])
    await shows(platform, "/admin/topics", titles)
    await shows(platform, "/admin/topics/ondt-0", [titles[0], about[0]])
    await shows(citizen, "/forum/ondt-0/new", titles[:1])
    await shows(citizen, "/forum/search", titles)
    assert await stranger.open("/forum/ondt-0/feed.atom") == 200

    await platform.open("/admin/letters/functions/new")
    first = "main [name=competence_id] option:not([value=''])"
    competence = await platform.page.locator(first).first.get_attribute("value") or ""
    open_to_all = {"answer_workdays": "3", "open": "1", "competence_id": competence}
    await send(platform, "/admin/letters/functions/new", *(one | open_to_all for one in named_so))
    await shows(platform, "/admin/letters/functions", titles)
    await shows(citizen, "/letters/new")

    await office.open(f"{SAFE}/words?list=hold")
    place = await office.page.locator("[name=municipality_id]").first.input_value()
    phrases, unless = packed(160), packed(400)
    entry = {"list": "hold", "language": "da", "municipality_id": place}
    forms = [{**entry, "phrase": one, "unless": unless[n % len(unless)]} for n, one in enumerate(phrases)]
    statuses = await tried(office, f"{SAFE}/words", *forms)
    taken = [one for one, status in zip(phrases, statuses, strict=True) if status == 200]
    assert len(taken) > len(phrases) / 3
    for who in (office, platform):
        await shows(who, f"{SAFE}/words?list=hold", taken if who is office else [])
    refused = next(one for one in phrases if one not in taken)
    await refuses(office, f"{SAFE}/words?list=hold", "phrase", refused)

    await citizen.open("/forum/ondt-1/alias")
    assert set(await tried(citizen, "/forum/ondt-1/alias", *({"own": one} for one in packed(40)))) == {400}
    for text in (ALL[0], ALL[12], ALL[-1]):
        await refuses(citizen, "/forum/ondt-1/alias", "own", text[:40])


@pytest.mark.timeout(240)
async def test_in_answers_kept_ready_reasons_and_notes(world: World) -> None:
    without_words = [text.replace("{", "(").replace("}", ")") for text in ALL]  # braces are for merge words
    everything, reasons = packed(4000, "\n", without_words), packed(300)
    writer = await world.citizen(CITIZEN)
    await writer.open("/letters")
    [write] = await send(writer, "/letters/new", {"function": "diaetist"})
    write = write.partition("?")[0]
    await send(writer, write, {"subject": "Morgenmad", "text": "Hvad spiser jeg?", "do": "send"})
    letter = write.removesuffix("/write")
    desk = f"/admin{letter}"
    dieticians = [await world.citizen(DIETICIAN), await world.citizen(SECOND_DIETICIAN)]
    for who in dieticians:
        await who.open(desk)
    [holder] = [who for who in dieticians if await who.page.locator(f'form[action="{desk}/answer"]').count()]
    [other] = [who for who in dieticians if who is not holder]

    fixed = "/admin/letters/templates"
    titles = packed(80)
    await holder.open(fixed)
    texts = everything * len(titles)
    await send(
        holder,
        fixed,
        *({"title": one, "text": text, "language": "da"} for one, text in zip(titles, texts, strict=False)),
    )
    await shows(holder, fixed, titles)
    await shows(holder, desk, titles)

    await send(holder, f"{desk}/hand-over", {"reason": reasons[0]})
    await shows(writer, letter, reasons[:1])
    await other.open(desk)
    if await other.page.locator(f'form[action="{desk}/give-back"]').count():
        await shows(other, desk, reasons[:1])
        await send(other, f"{desk}/give-back", {"back_reason": reasons[1]})
        await shows(writer, letter, reasons[1:2])
    await holder.open(desk)
    office, coordinator = await world.citizen(ADMINISTRATOR), await world.citizen(COORDINATOR)
    for who, paths in (
        (coordinator, ["/admin/letters/late", "/admin"]),
        (
            office,
            ["/admin/letters/glass", "/admin/letters/functions", "/admin", "/admin/audit", "/admin/people"],
        ),
    ):
        for path in paths:
            await shows(who, path)


@pytest.mark.timeout(240)
async def test_in_notes_of_the_rota_and_wishes_for_names(world: World) -> None:
    duty, moderator = await world.citizen(ON_DUTY), await world.citizen(MODERATOR)
    await duty.open(f"{SAFE}/rota")
    path = await duty.page.locator("form[action$='/note']").get_attribute("action") or ""
    for note in packed(1000):
        await send(duty, path, {"note": note})
        await shows(moderator, f"{SAFE}/rota", [note])
    await shows(duty, f"{SAFE}/rota")
    writer, wishes = await world.citizen(CITIZEN), packed(500)
    await writer.open(f"{TOPIC}/alias")
    await tried(writer, f"{TOPIC}/alias", {"own": "Regnspove"})
    asked = {"title": "Havregryn", "text": "Hvor meget?", "as": "alias", "step": "send"}
    posted = await send(writer, f"{TOPIC}/new", *[asked] * len(wishes))
    for begun, wish in zip(posted, wishes, strict=True):
        thread = begun.partition("?")[0].rpartition("/")[2]
        [post] = await keys_of(moderator, f"/forum/threads/{thread}")
        await moderator.open(f"{SAFE}/posts/{post}")
        await send(moderator, f"{SAFE}/posts/{post}/name", {"name_reason": wish})
    await shows(duty, f"{SAFE}/names", wishes)
    office = await world.citizen(ADMINISTRATOR)
    for who, pages in (
        (office, ["statistics", "rota", "words"]),
        (moderator, ["sanctions", "names", "statistics", "words"]),
    ):
        for page in pages:
            await shows(who, f"{SAFE}/{page}")
