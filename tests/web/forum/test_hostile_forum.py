"""A citizen who means harm, and a professional of another municipality, at the forum's own addresses."""

from collections.abc import Callable

import pytest

from config.settings import Limits
from forum.debate import actions, queries
from forum.debate.models import Helpful, Post, Thread
from forum.moderation.models import Flag
from hub import limits
from tests.web.conftest import Browser
from tests.web.forum.conftest import Debate

Make = Callable[..., Browser]


@pytest.fixture
def patient() -> None:
    """Rates so wide that what refuses is not they."""
    limits.configure(Limits(**dict.fromkeys(Limits.__struct_fields__, "99999/minute")))


async def at(browser: Make, debate: Debate, who: str) -> Browser:
    """Somebody who has a page of the forum open, and with it the token of its forms."""
    one = browser(who)
    await one.get(debate.thread)
    return one


@pytest.mark.parametrize(
    "text",
    ["a" * 5_000_000, "> " * 1000 + "x", "> " * 9 + "x", "\n".join("> " * n + "x" for n in range(1000))],
    ids=["5 MB", "1000 deep", "9 deep", "stairs"],
)
@pytest.mark.usefixtures("patient")
async def test_a_post_too_large_or_too_deep_is_refused_on_the_page_it_came_from(
    browser: Make, debate: Debate, text: str
) -> None:
    citizen = await at(browser, debate, "citizen")
    before = await Post.all().count()
    for step in ("send", "preview", "draft"):
        sent = {"text": text, "step": step, "as": "own"}
        answer = await citizen.post(f"{debate.thread}/reply", sent)
        kept = step == "draft" and len(text) <= 20_000
        assert not kept or answer.status_code == 303
        assert kept or 400 <= answer.status_code < 500, (step, answer.status_code)
        started = await citizen.post("/forum/open/new", {**sent, "title": "En helt ny tråd"})
        assert kept or 400 <= started.status_code < 500, (step, started.status_code)
    assert await Post.all().count() == before
    assert (await citizen.get(debate.thread)).status_code == 200


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f"])
@pytest.mark.usefixtures("patient")
async def test_writing_that_turns_round_turns_nothing_round(browser: Make, debate: Debate, mark: str) -> None:
    citizen = await at(browser, debate, "citizen")
    sent = {"text": f"Tag {mark}gm 005 ikke", "title": f"Hvad {mark}er det her", "step": "send", "as": "own"}
    answer = await citizen.post("/forum/open/new", sent)
    assert answer.status_code == 303
    page = await browser().get(str(answer.headers["location"]).partition("?")[0])
    assert page.status_code == 200
    assert mark not in page.text
    assert mark not in (await browser().get("/forum/open")).text
    assert mark not in (await browser().get("/forum/open/feed")).text


@pytest.mark.usefixtures("patient")
async def test_ids_of_what_one_may_not_see_do_nothing(browser: Make, debate: Debate) -> None:
    """Kolding's members' thread, asked for by a professional of another municipality and by hand."""
    inside = await debate.start("citizen", "Kun for os i Kolding", "members", "En hemmelig kiwi")
    stranger = await at(browser, debate, "other_professional")
    citizen = await at(browser, debate, "citizen")
    thread, post = f"/forum/threads/{inside.thread}", f"/forum/posts/{inside.post}"
    for path in (thread, f"{thread}/answer", post, f"{post}/edit", f"{post}/history", f"{post}/flag"):
        answer = await stranger.get(path)
        assert (answer.status_code, "kiwi" in answer.text) == (404, False), path
    deeds: dict[str, dict[str, str]] = {
        f"{thread}/reply": {"text": "Hej", "step": "send", "as": "own"},
        f"{thread}/draft": {"text": "Hej"},
        f"{thread}/follow": {"way": "follow"},
        f"{thread}/solved": {"post": inside.post},
        f"{post}/helpful": {"on": "yes"},
        f"{post}/edit": {"text": "Hej"},
        f"{post}/remove": {},
        f"{post}/second": {},
        f"{post}/flag": {"reason": "rude"},
    }
    for path, sent in deeds.items():
        assert (await stranger.post(path, sent)).status_code == 404, path
    for quoted in (inside.post, debate.first.post[:-1], "x" * 5000):
        page = await stranger.get(f"{debate.thread}/answer", params={"quote": quoted})
        assert (page.status_code, "kiwi" in page.text) == (404, False)
    await citizen.post(f"{debate.thread}/solved", {"post": inside.post})
    assert (await Thread.get(public_id=debate.first.thread)).solved_by == ""
    assert await Post.filter(thread__public_id=inside.thread).count() == 1
    assert await Flag.all().count() == 0


@pytest.mark.usefixtures("patient")
async def test_an_answer_to_a_post_elsewhere_tells_nothing_of_it(browser: Make, debate: Debate) -> None:
    inside = await debate.start("citizen", "Kun for os i Kolding", "members", "En hemmelig kiwi")
    stranger = await at(browser, debate, "other_professional")
    sent = {"text": "Et svar herfra", "step": "send", "as": "own", "reply_to": inside.post}
    assert (await stranger.post(f"{debate.thread}/reply", sent)).status_code < 500
    page = (await stranger.get(debate.thread)).text
    assert inside.post not in page
    assert "kiwi" not in page


@pytest.mark.usefixtures("patient")
async def test_marks_and_flags_of_one_person_count_once_however_often_they_are_sent(
    browser: Make, debate: Debate
) -> None:
    citizen, post = await at(browser, debate, "citizen"), f"/forum/posts/{debate.answer.post}"
    for _ in range(12):
        await citizen.post(f"{post}/helpful", {"on": "yes"})
        await citizen.post(f"{post}/flag", {"reason": "rude", "words": "x" * 3000})
    row = await Post.get(public_id=debate.answer.post)
    assert (row.helpful_count, await Helpful.all().count()) == (1, 1)
    assert await Flag.all().count() <= 1
    assert row.state == "published"
    for _ in range(3):
        await citizen.post(f"{post}/helpful", {"on": "no"})
    assert (await Post.get(public_id=debate.answer.post)).helpful_count == 0
    person = debate.world.people["other_professional"]
    assert (await queries.post(person, debate.answer.post)).post.helpful_count == 0


async def test_a_flood_of_marks_is_slowed_down(browser: Make, debate: Debate) -> None:
    limits.configure(Limits(**dict.fromkeys(Limits.__struct_fields__, "5/minute")))
    citizen, post = await at(browser, debate, "citizen"), f"/forum/posts/{debate.answer.post}"
    found = [(await citizen.post(f"{post}/helpful", {"on": "yes"})).status_code for _ in range(8)]
    assert found == [303] * 5 + [429] * 3


async def test_an_alias_that_looks_like_anothers_is_refused_on_its_page(
    browser: Make, debate: Debate
) -> None:
    await actions.take_alias(debate.world.people["citizen"], "open", "Solsikke")
    other = await at(browser, debate, "other_citizen")
    for name in ("S0lsikke", "Sоlsikke", "Sol\u200bsikke", "Solsikke\u2069", "a" * 5000):
        answer = await other.post("/forum/open/alias", {"own": name, "back": "//evil.example/"})
        assert answer.status_code == 400, name
        assert "Solsikke" not in answer.headers.get("location", "")
    assert await queries.category(debate.world.people["citizen"], "open")


async def test_the_way_back_from_an_alias_stays_here(browser: Make, debate: Debate) -> None:
    citizen = await at(browser, debate, "citizen")
    answer = await citizen.post("/forum/open/alias", {"own": "Vandkande", "back": "//evil.example/"})
    assert answer.headers["location"].startswith("/forum/open")
    assert (await queries.category(debate.world.people["citizen"], "open")).alias is not None


async def test_a_professional_hides_behind_no_alias_and_nobody_behind_anothers(
    browser: Make, debate: Debate
) -> None:
    await actions.take_alias(debate.world.people["citizen"], "open", "Solsikke")
    for who in ("professional", "other_citizen"):
        one = await at(browser, debate, who)
        sent = {"text": "Hej med jer", "step": "send", "as": "alias", "alias": "Solsikke"}
        assert 400 <= (await one.post(f"{debate.thread}/reply", sent)).status_code < 500
    assert await Post.filter(source__contains="Hej med jer").count() == 0
