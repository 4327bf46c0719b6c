"""What people do and notice in the live room, by the names on the screen's own elements."""

from pathlib import Path

from tests.doubles.browsers import Visitor

JOINED = 'html[data-room-state="joined"]'
WAITING = 'html[data-room-state="waiting"]'
OTHERS = "#grid figure[data-source=camera]:not(.is-me) video"

MOVES = """
selector => {
  const video = [...document.querySelectorAll(selector)].find(one => one.videoWidth && !one.hidden);
  const number = window.frameNumber(video);
  if (number === null) return false;
  window.frameBefore ??= number;
  return number !== window.frameBefore;
}
"""
SOUND = """
async () => {
  let energy = 0;
  for (const connection of window.connections)
    for (const one of (await connection.getStats()).values())
      if (one.type === 'inbound-rtp' && one.kind === 'audio') energy += one.totalAudioEnergy ?? 0;
  return energy;
}
"""


CARRIES = """
async level => {
  const loaded = performance.getEntriesByType('resource').map(one => one.name);
  const { state } = await import(loaded.find(one => one.endsWith('/room/early.js')));
  window.numbered = (window.numbered ?? 1e6) + 1;
  state.apply({ n: window.numbered, section: 'me', value: { ...state.me, link: level } });
}
"""


async def connection_carries(who: Visitor, level: str) -> None:
    """As if the server had told how much reaches this page: full, low, lowest or sound."""
    await who.page.evaluate(CARRIES, level)


STRAINED = CARRIES.replace(
    "section: 'me', value: { ...state.me, link: level }", "section: 'strain', value: level"
)


async def server_gives_up(who: Visitor, what: str) -> None:
    """As if the server had told a page what it gives up at overload: nothing, layers or pictures."""
    await who.page.evaluate(STRAINED, what)


async def enter(who: Visitor, session: int, arrives: str = JOINED) -> None:
    """Open the room by its address and wait until it shows where one is."""
    await who.open(f"/sessions/{session}/live")
    await who.page.wait_for_selector(arrives)


async def go_in(who: Visitor, session: int, arrives: str = JOINED) -> None:
    """From the session's page through "Gå ind", as a person does."""
    await who.open(f"/sessions/{session}")
    await who.page.click(f'a[href="/sessions/{session}/live"]')
    await who.page.wait_for_selector(arrives)


async def sign_up(who: Visitor, session: int) -> None:
    """Sign up on the session's page; nothing when that is done already."""
    await who.open(f"/sessions/{session}")
    button = who.page.locator(f'form[action="/sessions/{session}/signup"] button[type=submit]')
    if await button.count():
        async with who.page.expect_navigation():
            await button.click()


async def step_to(host: Visitor, state: str) -> None:
    """Press the host's button that leads to `state` and wait until it has been done."""
    button = host.page.locator(f'#doors-steps [data-to="{state}"]')
    await button.click()
    await button.wait_for(state="hidden")


async def step_up(host: Visitor, state: str) -> None:
    """Press through the states until `state`, from wherever the session is."""
    for step in ("practice", "open", "live"):
        if await host.page.locator(f'#doors-steps [data-to="{step}"]').is_visible():
            await step_to(host, step)
        if step == state:
            return


async def turn_on(who: Visitor, *sources: str) -> None:
    """Switch on camera, microphone or both."""
    for source in sources:
        await who.page.click(f"#control-{source}")
        await who.page.wait_for_selector(f"#control-{source}.is-on")


async def picture_moves(who: Visitor, seconds: float = 20) -> None:
    """Wait until two different frame numbers were read from somebody else's picture."""
    await who.page.evaluate("window.frameBefore = undefined")
    await who.page.wait_for_function(MOVES, arg=OTHERS, timeout=seconds * 1000)


async def hears(who: Visitor, seconds: float = 20) -> None:
    """Wait until sound with energy in it has been decoded after this moment."""
    before = await who.page.evaluate(SOUND)
    louder = f"async () => (await ({SOUND})()) > {before} + 0.0005"
    await who.page.wait_for_function(louder, timeout=seconds * 1000, polling=200)


async def say(who: Visitor, text: str) -> None:
    """Write a line in the chat and send it."""
    if not await who.page.locator("#chat-text").is_visible():
        await who.page.click("#control-write, #control-chat")
    await who.page.fill("#chat-text", text)
    await who.page.click("#chat-send")


async def reads(who: Visitor, text: str) -> None:
    """Wait until a line of chat with exactly this text, from whomever, is in the list."""
    line = who.page.locator("#chat-lines li:not(.is-pending) p.room-said").get_by_text(text, exact=True)
    await line.first.wait_for(state="attached")


async def own_seat(who: Visitor) -> str:
    """The seat one's own tile carries; one must be on stage."""
    seat = await who.page.locator("#grid figure.is-me").get_attribute("data-seat")
    assert seat
    return seat


async def bring_slides(host: Visitor, session: int, file: Path) -> None:
    """Upload a PDF on the session's page of the desk."""
    await host.open(f"/admin/sessions/{session}")
    await host.page.fill("input[name=deck_title]", "Motion i hverdagen")
    await host.page.set_input_files("input[name=file]", file)
    async with host.page.expect_navigation():
        await host.page.click('form[action$="/slides"] button[type=submit]')


async def ask_poll(host: Visitor, question: str, *options: str) -> None:
    """Make a poll of two options and open it."""
    if not await host.page.locator("#poll-ask").is_visible():
        await host.page.click("#card-polls summary")
    await host.page.fill("#poll-ask", question)
    for number, option in enumerate(options, 1):
        await host.page.fill(f"#poll-option-{number}", option)
    await host.page.click("#poll-save")
    await host.page.click("#polls-list [data-poll-to=open]")
    await host.page.wait_for_selector("#polls-list [data-poll-to=closed]")
