"""Slides: a deck is rendered once when it is uploaded; showing a page tells everybody at once."""

import asyncio

from hub import audit, clock
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import Missing, Refused
from hub.rooms import changes as ch
from hub.rooms import registry
from hub.rooms.live import LiveRoom
from hub.rooms.models import RoomState, Slide, SlideDeck
from hub.rooms.rules import demand_slides
from hub.rooms.seating import slide_now
from hub.rooms.slides import Page, discard, render
from hub.rooms.wire import DeckInfo
from hub.sessions.standing import find, standing_in
from hub.sessions.wire import line

TITLE_LONGEST = 120
DECKS_AT_MOST = 20


async def add_deck(actor: Actor, session_id: int, pdf: bytes, title: str) -> int:
    """Render and keep the pages of a PDF; the deck's id. From the room or from the planning pages.

    BadInput: "bad_pdf", "too_large", "too_many_pages". Takes seconds: another process draws.
    """
    name = line(title, "title", TITLE_LONGEST)
    async with deed(actor, "add", "slide_deck"):
        await _check_may_add(actor, session_id)
    folder = registry.here().settings.data.path / "slides"
    pages = await render(pdf, folder)
    try:
        return await registry.run(session_id, lambda live: _keep(actor, live, name, pages))
    except BaseException:
        await asyncio.to_thread(discard, folder, pages)
        raise


async def show_slide(actor: Actor, session_id: int, deck: int, number: int) -> None:
    """Turn everybody to one page. Missing if there is no such page here."""

    async def unit(live: LiveRoom) -> None:
        live.demand(actor, "slides")
        slide = await slide_now(deck, number) if deck in live.room.decks and type(number) is int else None
        if slide is None:
            raise Missing
        await RoomState.update_or_create(defaults={"deck_id": deck, "slide": number}, session_id=live.id)
        live.apply(ch.SlideShown(slide))

    await registry.run(session_id, unit)


async def hide_slides(actor: Actor, session_id: int) -> None:
    """Take the slides away."""

    async def unit(live: LiveRoom) -> None:
        live.demand(actor, "slides")
        await RoomState.filter(session_id=live.id).update(deck_id=None)
        live.apply(ch.SlideShown(None))

    await registry.run(session_id, unit)


async def _check_may_add(actor: Actor, session_id: int) -> None:
    session = await find(session_id)
    demand_slides(actor, await standing_in(actor, session))
    if await SlideDeck.filter(session_id=session_id).count() >= DECKS_AT_MOST:
        raise Refused(
            "too_many_decks", "Mødet har allerede mange sæt slides.", "There are many decks already."
        )


async def _keep(actor: Actor, live: LiveRoom, title: str, pages: list[Page]) -> int:
    async with deed(actor, "add", "slide_deck"):
        await _check_may_add(actor, live.id)
        deck = await SlideDeck.create(
            session_id=live.id, title=title, pages=len(pages), created_at=clock.now()
        )
        rows = [Slide(deck_id=deck.id, number=n, alt=p.alt, file=p.file) for n, p in enumerate(pages, 1)]
        await Slide.bulk_create(rows)
        await audit.write(actor, "add", "slide_deck", deck.id)
    live.apply(ch.DeckAdded(DeckInfo(deck.id, title, len(pages))))
    return deck.id
