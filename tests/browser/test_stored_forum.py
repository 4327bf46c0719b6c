"""164 hostile texts in all that forum, moderation and letterbox keep are shown as they were written.

They are sent by the forms' own requests from pages of those who may write them, many in one field, and then
everybody opens every page that shows them in Chromium. The world itself asserts at the end that there was no
dialog, no CSP report, no request elsewhere and no error.
"""

import base64

import pytest

from tests.browser.pages import ANYBODY
from tests.doubles.browsers import Visitor
from tests.doubles.hostile_texts import ALL
from tests.doubles.papers import picture
from tests.doubles.stored import FOREIGN, MARKED_UP, keys_of, packed, seen, send, shows, shows_on_pages
from tests.doubles.world import (
    CITIZEN,
    DIETICIAN,
    MODERATOR,
    PHYSIOTHERAPIST,
    SECOND_DIETICIAN,
    World,
    named,
    told_of,
)

TOPIC = "/forum/type-2-diabetes"
ATTACH = """
async ([path, fields, names, data]) => {
  const answers = [];
  for (const name of names) {
    const body = new FormData(), bytes = Uint8Array.from(atob(data), c => c.charCodeAt(0));
    body.set('token', document.querySelector('[name=token]').value);
    Object.entries({...fields, do: 'attach'}).forEach(([name, value]) => body.set(name, value));
    body.set('file', new File([bytes], name, {type: 'image/png'}));
    answers.push((await fetch(path, {method: 'POST', body})).status);
  }
  return answers;
}
"""


def name_in(path: str) -> str:
    return path.partition("?")[0].split("/")[3]


@pytest.mark.timeout(240)
async def test_in_threads_posts_searches_and_moderation(world: World) -> None:
    writer = await world.citizen(CITIZEN)
    await writer.open(TOPIC)
    titles = packed(120)
    begun = await send(
        writer, f"{TOPIC}/new", *({"title": one, "text": one, "as": "own", "step": "send"} for one in titles)
    )
    thread = f"/forum/threads/{name_in(begun[0])}"
    posts = packed(1500, "\n\n")
    await send(writer, f"{thread}/reply", *({"text": one, "as": "own", "step": "send"} for one in posts))
    await send(writer, f"{TOPIC}/draft", {"title": titles[1], "text": posts[0]})
    await send(writer, f"{thread}/draft", {"text": posts[1]})

    moderator = await world.citizen(MODERATOR)
    await moderator.open("/forum/moderation")
    await send(moderator, f"/forum/moderation/threads/{name_in(begun[0])}/notes", {"note": posts[0][:1000]})
    warned = await keys_of(moderator, f"{thread}?after=1")
    reasons = packed(500)
    for post, words in zip(warned, reasons, strict=False):
        path = f"/forum/moderation/posts/{post}"
        await send(moderator, path, {"kind": "warn", "reason": "rude", "words": words})

    plain = [text for text in ALL if not MARKED_UP & set(text) and seen(text)[0] != ">"]
    professional, stranger = await world.citizen(PHYSIOTHERAPIST), await world.citizen(ANYBODY)
    for who in (writer, professional, moderator, stranger):
        await shows(who, thread, plain)
        await shows(who, "/forum")
        await shows_on_pages(who, TOPIC, titles)
    await shows(writer, "/forum/mine")
    await shows(writer, f"{TOPIC}/new", [posts[0]])
    await send(professional, f"/forum/posts/{warned[0]}/flag", {"reason": "rude", "words": reasons[1][:300]})
    await shows(professional, "/forum/moderation/flags")
    why = f"/forum/moderation/why/{await told_of(writer, '/forum/moderation/why/')}"
    await shows(writer, why)
    told = seen(await writer.page.inner_text("main"))
    assert any(seen(one) in told for one in reasons)
    await send(writer, why, {"words": reasons[2]})
    await shows(moderator, f"/forum/moderation/posts/{warned[0]}", [reasons[0], reasons[1][:300]])
    await shows(moderator, "/forum/moderation", [reasons[1][:300]])
    await shows(moderator, f"/forum/moderation/appeals/{await first_appeal(moderator)}", [reasons[2]])
    await shows(writer, "/me/notices")
    assert await stranger.open(f"{TOPIC}/feed.atom") == 200
    for words in packed(300):
        await stranger.page.goto(f"{stranger.origin}/forum/search")
        await stranger.page.fill("main [name=q]", words)
        await stranger.page.press("main [name=q]", "Enter")
        await stranger.page.wait_for_url("**/search?*q=*")
        assert await stranger.page.evaluate(FOREIGN) == [], words


async def first_appeal(who: Visitor) -> str:
    """The key of the appeal that came last."""
    await who.open("/forum/moderation")
    links = who.page.locator("a[href^='/forum/moderation/appeals/']")
    return (await links.evaluate_all("all => all.map(one => one.pathname)"))[-1].rpartition("/")[2]


@pytest.mark.timeout(240)
async def test_in_letters_answers_notes_and_files(world: World) -> None:
    writer = await world.citizen(CITIZEN)
    await writer.open("/letters")
    subjects, everything = packed(120), "\n".join(ALL)
    begun = await send(writer, "/letters/new", *({"function": "diaetist"} for _ in subjects[:10]))
    for path, subject in zip(begun, subjects, strict=False):
        await send(writer, path, {"subject": subject, "text": everything, "do": "save"})
    await shows(writer, "/letters", subjects[:10])
    write = begun[0].partition("?")[0]
    names, written = packed(70)[:3], {"subject": subjects[0], "text": everything}
    data = base64.b64encode(picture("PNG")).decode()
    assert await writer.page.evaluate(ATTACH, [write, written, names, data]) == [200] * 3
    await shows(writer, write, [subjects[0], *ALL])
    await send(writer, write, {**written, "do": "send"})
    letter = write.removesuffix("/write")

    desk = f"/admin{letter}"
    dieticians = [await world.citizen(DIETICIAN), await world.citizen(SECOND_DIETICIAN)]
    for who in dieticians:
        await who.open(desk)
    [holder] = [who for who in dieticians if await who.page.locator(f'form[action="{desk}/answer"]').count()]
    await send(holder, f"{desk}/note", {"note": everything[:2000]})
    await send(holder, f"{desk}/answer", {"text": everything, "do": "save"})
    await shows(holder, desk, [subjects[0], *ALL])
    await shows(holder, "/admin/letters", [subjects[0]])
    await holder.open(desk)
    last = await holder.page.input_value(f'form[action="{desk}/answer"] [name=last]')
    await send(holder, f"{desk}/answer", {"text": everything, "do": "send", "last": last})
    copy = {"title": subjects[2], "question": everything, "answer": everything}
    await send(holder, f"{desk}/publication", copy)
    await shows(holder, desk, [subjects[0], *ALL])
    for path in (letter, f"{letter}/write"):
        await shows(writer, path, [subjects[0]])
    await shows(writer, letter, [subjects[2], *ALL])
    await send(writer, f"{letter}/consent", {"answer": "yes"})
    [reader] = [who for who in dieticians if who is not holder]
    copies = f"/admin/letters/copies/{await told_of(reader, '/admin/letters/copies/')}"
    await shows(reader, copies, [subjects[2], *ALL])
    await send(reader, copies, {"yes": "1"})
    stranger = await world.citizen(ANYBODY)
    await shows(stranger, "/answers", [subjects[2]])
    await shows(stranger, f"/answers/{(await named(stranger, '/answers', '/answers/'))[0]}", ALL)
