"""A hub, and people at browsers around it: the fixture of every browser test.

A host has a camera and a microphone; a citizen has neither, and no faked permission. When the test ends, no
page of anybody may have thrown an error, opened a dialog, broken the content security policy or asked another
host for anything.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Playwright, async_playwright

from tests.doubles import hub_process, moving_picture, room, speech
from tests.doubles.browsers import Person, Visitor, chromium, visitor
from tests.doubles.hub_process import HubProcess
from tests.doubles.network import Network

PASSWORD = "sundhed-demo"
PHYSIOTHERAPIST = "fys@demo.invalid"
NURSE = "sygeplejerske@demo.invalid"
DIETICIAN = "diaetist@demo.invalid"
SECOND_DIETICIAN = "rasmus@demo.invalid"
CITIZEN = "borger@demo.invalid"
SECOND_CITIZEN = "borger2@demo.invalid"
MODERATOR = "moderator@demo.invalid"
ON_DUTY = "vagt@demo.invalid"
COORDINATOR = "koordinator@demo.invalid"
ADMINISTRATOR = "kommune@demo.invalid"
PLATFORM = "platform@demo.invalid"
KIND_WORDS = {"webinar": "Webinar", "group": "Hold", "consultation": "Samtale"}


@dataclass(frozen=True)
class Media:
    """The files that Chromium plays as camera and microphone."""

    camera: Path
    microphone: Path


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Media:
    """A moving picture with its frame number, and Danish speech."""
    folder = tmp_path_factory.mktemp("media")
    return Media(moving_picture.write_y4m(folder / "camera.y4m"), speech.write_wav(folder / "microphone.wav"))


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Demo data, made once in a run."""
    return hub_process.fill(tmp_path_factory.mktemp("demo") / "data")


@pytest.fixture
def hub(demo_data: Path, tmp_path: Path) -> Iterator[HubProcess]:
    """A running hub with demo data of its own."""
    process = HubProcess(hub_process.copy_of(demo_data, tmp_path / "data"))
    process.start()
    yield process
    process.kill()
    print("".join(process.output[-40:]))


@dataclass
class World:
    """The hub and everybody who visits it in one test."""

    hub: HubProcess
    media: Media
    playwright: Playwright
    stack: AsyncExitStack
    visitors: list[Visitor] = field(default_factory=list)
    plain: Browser | None = None
    shared: list[Browser] = field(default_factory=list)
    networks: list[Network] = field(default_factory=list)

    async def network(self) -> Network:
        """A network between one browser and the hub, whole until it is cut."""
        made = await self.stack.enter_async_context(Network(self.hub.port, self.hub.media_port))
        self.networks.append(made)
        return made

    async def host(self, email: str, network: Network | None = None, language: str = "da") -> Visitor:
        """Somebody with camera and microphone at a browser of their own, signed in."""
        browser = chromium(self.playwright, self.media.camera, self.media.microphone, network)
        opened = await self.stack.enter_async_context(browser)
        return await self._signed_in(opened, email, network=network, language=language)

    async def person(
        self,
        email: str,
        who: int,
        *,
        browsers: int = 1,
        viewport: dict[str, int] | None = None,
        network: Network | None = None,
        **about: Any,
    ) -> Visitor:
        """Somebody with a face and a voice of their own (see `Person`), in one of few `browsers`.

        Behind a `network` they have a browser of their own.
        """
        while len(self.shared) < browsers:
            self.shared.append(await self.stack.enter_async_context(chromium(self.playwright)))
        voice = speech.write_voice(self.hub.folder / f"voice-{who}.wav", who)
        opened = self.shared[who % browsers]
        if network:
            opened = await self.stack.enter_async_context(chromium(self.playwright, network=network))
        person = Person(who, voice, **about)
        return await self._signed_in(opened, email, person=person, viewport=viewport, network=network)

    async def citizen(
        self, email: str = "", *, phone: bool = False, language: str = "da", network: Network | None = None
    ) -> Visitor:
        """Somebody without devices or permissions, signed in when `email` is given; behind a `network` with a
        browser of their own."""
        opened = self.plain
        if opened is None or network:
            opened = await self.stack.enter_async_context(chromium(self.playwright, network=network))
        if not network:
            self.plain = opened
        return await self._signed_in(opened, email, phone=phone, language=language, network=network)

    async def ids(self) -> dict[str, int | str]:
        """What stands in addresses of the demo data: numbers, and keys of the forum."""
        host, office = await self.citizen(PHYSIOTHERAPIST), await self.citizen(ADMINISTRATOR)
        platform, dietician = await self.citizen(PLATFORM), await self.citizen(DIETICIAN)
        citizen = await self.citizen(CITIZEN)
        readers = {DIETICIAN: dietician, SECOND_DIETICIAN: await self.citizen(SECOND_DIETICIAN)}
        mail = await self.hub.mail(CITIZEN, "Der er nyt til dig")
        return {
            "own_letter": (await named(citizen, "/letters", "/letters/"))[0],
            "draft": await letter_begun(citizen),
            "own_post": await own_post_mended(citizen),
            "notice": (await notices_of(citizen))[0],
            "stop": mail["List-Unsubscribe"].strip("<>").rpartition("/")[2],
            **await copy_to_read(readers),
            "function": "diaetist",
            "letter": (await named(dietician, "/admin/letters", "/admin/letters/"))[0],
            "answer": (await named(dietician, "/answers", "/answers/"))[0],
            "offer": (await linked(citizen, "/book", "/book/"))[0],
            "own_place": await own_place(planner := await self.citizen(COORDINATOR)),
            "entry": (await linked(planner, f"/ledger/{await own_place(planner)}", "/ledger/entries/"))[0],
            "webinar": await find_session(host, "webinar"),
            "person": (await linked(office, "/admin/people", "/admin/people/"))[0],
            "rota": await kept_rota(office),
            "thread": await first_thread(host),
            **await moderated(await self.citizen(MODERATOR), citizen),
            **await first_demand(planner),
            "own_demand": await own_demand(planner),
            **await proposed(planner),
            "municipality": (await linked(platform, "/admin/municipalities", "/admin/municipalities/"))[0],
        }

    async def open_session(self, host: Visitor, kind: str) -> int:
        """Find a session of the host's, go in and open its doors."""
        session = await find_session(host, kind)
        await room.enter(host, session)
        await room.step_up(host, "open")
        return session

    async def shared_webinar(self, host: Visitor, other: Visitor) -> int:
        """A webinar that both lead."""
        return await find_session(host, "webinar", among=await linked(other, "/me", "/sessions/"))

    async def live_webinar(self, host: Visitor) -> int:
        """Find a webinar of the host's, go in and make it live."""
        session = await find_session(host, "webinar")
        await room.enter(host, session)
        await room.step_up(host, "live")
        return session

    async def _signed_in(
        self,
        browser: Browser,
        email: str,
        *,
        phone: bool = False,
        network: Network | None = None,
        language: str = "da",
        person: Person | None = None,
        viewport: dict[str, int] | None = None,
    ) -> Visitor:
        made = await visitor(
            browser,
            self.hub.origin,
            phone=phone,
            network=network,
            language=language,
            viewport=viewport,
            person=person,
        )
        self.visitors.append(made)
        if email:
            await sign_in(made, email)
        return made


@pytest_asyncio.fixture
async def world(hub: HubProcess, media: Media) -> AsyncIterator[World]:
    """Browsers around a hub; at the end nobody's pages may have done what no page should."""
    async with AsyncExitStack() as stack:
        playwright = await stack.enter_async_context(async_playwright())
        made = World(hub, media, playwright, stack)
        yield made
        wrongs = [wrong for each in made.visitors for wrong in each.record.wrongs()]
    if wrongs:
        raise AssertionError("pages did what no page should:\n" + "\n".join(wrongs))


async def sign_in(who: Visitor, email: str) -> None:
    """Sign in as one of the demo's people, as a person does."""
    await who.open("/login?next=/me")
    await who.page.fill("input[name=email]", email)
    await who.page.fill("input[name=password]", PASSWORD)
    await who.page.press("input[name=password]", "Enter")
    await who.page.wait_for_url(f"{who.origin}/me")


async def named(who: Visitor, path: str, prefix: str) -> list[str]:
    """The public names in the links on a page that begin with `prefix`, in order."""
    await who.open(path)
    found = await who.page.locator(f'a[href^="{prefix}"]').evaluate_all("all => all.map(one => one.pathname)")
    rest = [address.removeprefix(prefix) for address in found]
    return list(dict.fromkeys(name for name in rest if len(name) == 16))


async def own_place(planner: Visitor) -> int:
    """The number of the planner's own municipality, from the ledger's link to its statement."""
    return (await linked(planner, "/ledger", "/ledger/"))[0]


async def linked(who: Visitor, path: str, prefix: str) -> list[int]:
    """The ids in the links on a page that begin with `prefix`, in order."""
    await who.open(path)
    found = await who.page.locator(f'a[href^="{prefix}"]').evaluate_all("all => all.map(one => one.pathname)")
    rest = [address.removeprefix(prefix) for address in found]
    return list(dict.fromkeys(int(number) for number in rest if number.isdigit()))


async def find_session(host: Visitor, kind: str, among: list[int] | None = None) -> int:
    """The first session of that kind which the host leads and may enter, and which is `among` those given."""
    for session in await linked(host, "/me", "/sessions/"):
        if among is not None and session not in among:
            continue
        await host.open(f"/sessions/{session}")
        found = await host.page.inner_text(".hub-session__kind")
        way_in = await host.page.locator(f'a[href="/sessions/{session}/live"]').count()
        if KIND_WORDS[kind] in found and way_in:
            return session
    raise AssertionError(f"{host.record} leads no {kind} in the demo data")


async def kept_rota(office: Visitor) -> int:
    """The first of the municipality's professionals whose rota its administrator may open."""
    for person in await linked(office, "/admin/people", "/admin/people/"):
        if found := await linked(office, f"/admin/people/{person}", "/rota/"):
            return found[0]
    raise AssertionError("nobody's rota can be opened in the demo data")


async def first_thread(who: Visitor) -> str:
    """The key of the thread that stands first in the first topic."""
    await who.open("/forum/type-2-diabetes")
    path = await who.page.locator(".hub-thread h3 a").first.get_attribute("href")
    return str(path).rpartition("/")[2]


async def first_demand(planner: Visitor) -> dict[str, str]:
    """The demand that is filled first, its week and its day, as they stand in addresses."""
    await planner.open("/schedule/demands")
    address = await planner.page.locator("main a[href*='open=']").first.get_attribute("href")
    asked = dict(parse_qsl(urlsplit(str(address)).query))
    return {"demand": asked["open"], "plan_week": asked["week"], "plan_day": asked["day"]}


async def proposed(planner: Visitor) -> dict[str, int]:
    """The latest proposal, the one before it, and a call that is open."""
    newer, older = await linked(planner, "/schedule/proposals", "/schedule/proposals/")
    await planner.open("/schedule/sick")
    forms = planner.page.locator('form[action^="/schedule/calls/"]')
    address = str(await forms.first.get_attribute("action"))
    return {"proposal": newer, "older": older, "call": int(address.split("/")[3])}


async def own_demand(planner: Visitor) -> str:
    """The first demand of a session that the planner may change."""
    await planner.open("/schedule/demands")
    found = await planner.page.locator("main a[href*='open=']").evaluate_all(
        "all => all.map(one => one.search)"
    )
    for demand in (dict(parse_qsl(search[1:]))["open"] for search in found):
        await planner.open(f"/schedule/demands/{demand}")
        if await planner.page.locator(f'a[href="/schedule/demands/{demand}/edit"]').count():
            return demand
    raise AssertionError("the planner may change no session's demand in the demo data")


async def moderated(moderator: Visitor, writer: Visitor) -> dict[str, str]:
    """Keys of a post and an appeal in the moderators' queue, and of what was done with the writer's post."""
    await moderator.open("/forum/moderation")
    links = await moderator.page.locator("main a").evaluate_all("all => all.map(one => one.pathname)")
    found = {
        kind: next(link.removeprefix(path) for link in links if link.startswith(path))
        for kind, path in (("post", "/forum/moderation/posts/"), ("appeal", "/forum/moderation/appeals/"))
    }
    return {**found, "action": await told_of(writer, "/forum/moderation/why/")}


async def notices_of(who: Visitor) -> list[str]:
    """The names of somebody's notices, newest first."""
    await who.open("/me/notices")
    links = who.page.locator("main a[href^='/notices/']")
    paths = await links.evaluate_all("all => all.map(one => one.pathname)")
    return [path.removeprefix("/notices/") for path in paths]


async def copy_to_read(readers: dict[str, Visitor]) -> dict[str, str]:
    """A copy that waits for its second reader, and which of them routing chose: equals are drawn by lot."""
    for email, who in readers.items():
        with suppress(AssertionError):
            return {"copy": await told_of(who, "/admin/letters/copies/"), "reader": email}
    raise AssertionError("nobody is to read a copy")


async def told_of(who: Visitor, prefix: str) -> str:
    """What one of somebody's notices leads to: the name behind `prefix` in the address."""
    for notice in await notices_of(who):
        await who.open(f"/notices/{notice}")
        path = urlsplit(who.page.url).path
        if path.startswith(prefix):
            return path.removeprefix(prefix)
    raise AssertionError(f"no notice leads to {prefix}")


async def letter_begun(who: Visitor) -> str:
    """The name of a letter that somebody begins to write to whoever stands first."""
    await who.open("/letters/new")
    await who.page.click('main form[action="/letters/new"] button')
    await who.page.wait_for_url("**/letters/*/write")
    return who.page.url.split("/")[-2]


async def own_post_mended(who: Visitor) -> str:
    """The key of a post that somebody wrote, and corrects."""
    post = (await named(who, "/forum/mine", "/forum/posts/"))[-1]
    await who.open(f"/forum/posts/{post}/edit")
    await who.page.fill("main [name=text]", "Jeg spiser, som jeg plejer, bare mindre. Hvad gør I?")
    await who.page.click("main form button[type=submit]")
    await who.page.wait_for_url("**/forum/threads/*")
    return post
