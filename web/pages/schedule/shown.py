"""What every page of the scheduler shows: its own menu, its words; and where a form leads back to."""

import re
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from hub import clock
from hub.actor import Actor
from hub.schedule.rules import may
from web import forms, schedule_words
from web.i18n import N_, catalogue
from web.page import local_path
from web.render import render
from web.visitor import visitor_of

HOME = "/schedule"
DONE = re.compile(r"(?<=[?&])done=[a-z_]*&?")


def menu(actor: Actor) -> list[tuple[str, str]]:
    """The scheduler's own menu: what this reader may open."""
    entries = [
        ("", N_("Uge"), may(actor, "see", "board")),
        ("proposals", N_("Forslag"), may(actor, "see", "proposal")),
        ("demands", N_("Opgaver"), may(actor, "list", "demand")),
        ("sick", N_("Sygdom"), may(actor, "list", "sickness")),
        ("settings", N_("Vægte"), may(actor, "see", "weights")),
    ]
    return [(key, text) for key, text, shown in entries if shown]


def show(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """A page of the scheduler; `here` is its own address, for forms that come back to it."""
    query = f"?{request.url.query}" if request.url.query else ""
    common = {
        "menu": menu(visitor_of(request).actor),
        "plan": schedule_words,
        "now": clock.now(),
        "here": f"{request.url.path}{query}",
    }
    return render(request, f"schedule/{template}", status, **{**common, **context})


def words_of(request: Request, table: dict[str, str]) -> list[tuple[str, str]]:
    """A table of words as choices in the reader's language."""
    texts = catalogue(visitor_of(request).language)
    return [(key, texts.gettext(text)) for key, text in table.items()]


def said(request: Request, text: str) -> str:
    """One text in the reader's language."""
    return catalogue(visitor_of(request).language).gettext(text)


def back(sent: FormData, done: str, otherwise: str = HOME) -> Response:
    """To the page the form stood on, with what was done said there."""
    path, _, anchor = local_path(forms.text(sent, "back") or otherwise, otherwise).partition("#")
    kept = DONE.sub("", path).rstrip("?&")
    return RedirectResponse(
        f"{kept}{'&' if '?' in kept else '?'}done={done}{'#' if anchor else ''}{anchor}", 303
    )
