"""Fixed answers: the municipality's own, and what becomes of their merge words."""

import datetime as dt

from babel.dates import format_date

from forum.letterbox.merge import filled
from forum.letterbox.models import Letter, LetterTemplate
from forum.letterbox.queries.parts import people
from forum.letterbox.reasons import Who
from forum.letterbox.rules import Place, keeps_templates, not_allowed
from forum.letterbox.wire import TemplateView
from hub import clock
from hub.accounts.models import Municipality
from hub.actor import Actor


async def templates(actor: Actor) -> list[TemplateView]:
    """The fixed answers of `actor`'s municipality, by title."""
    if not keeps_templates(actor, Place(actor.municipality_id)):
        raise not_allowed()
    rows = await LetterTemplate.filter(owner_id=actor.municipality_id).order_by("title", "id")
    return [
        TemplateView(public_id=row.public_id, title=row.title, text=row.text, language=row.language)
        for row in rows
    ]


async def filled_for(actor: Actor, letter: Letter, template: LetterTemplate) -> str:
    """The template's text for this letter, written by `actor`."""
    known = await people([letter.citizen_id, actor.person_id], template.language)
    citizen = known[letter.citizen_id]
    writer = known.get(actor.person_id or 0, Who("", "", ""))
    home = await Municipality.get(id=letter.municipality_id)
    own = await Municipality.get(id=template.owner_id)
    values = {
        "navn": citizen.name.split()[0] if citizen.name.split() else "",
        "fagperson": writer.name,
        "titel": writer.title,
        "kommune": writer.municipality,
        "hjemkommune": home.name,
        "telefon": own.phone,
        "dato": _today(template.language),
    }
    return filled(template.text, values)


def _today(language: str) -> str:
    day: dt.date = clock.local(clock.now()).date()
    return format_date(day, "d. MMMM y" if language != "en" else "d MMMM y", locale=language)
