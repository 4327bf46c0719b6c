"""Whom one can write to."""

from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from forum.letterbox.candidates import reach_of
from forum.letterbox.models import Function, FunctionMunicipality
from forum.letterbox.rules import is_professional, writes_letters
from forum.letterbox.wire import FunctionView
from hub.actor import Actor
from hub.errors import Missing


async def functions(actor: Actor) -> list[FunctionView]:
    """The functions open to `actor`'s municipality, in their order. Empty for who writes no letters."""
    if not writes_letters(actor):
        return []
    rows = await _open(actor).order_by("position", "id")
    return [shown(row, actor.language) for row in rows]


async def functions_of(actor: Actor) -> list[FunctionView]:
    """The functions `actor`, a professional, answers for: what a citizen can be invited to write to."""
    if not is_professional(actor):
        return []
    reach = await reach_of(actor)
    places = [reach.municipality_id, *reach.lent]
    rows = await Function.filter(open=True).order_by("position", "id")
    mine = [row for row in rows if any(reach.answers(row, place) for place in places)]
    return [shown(row, actor.language) for row in mine]


async def open_to(actor: Actor, slug: str) -> Function:
    """One function open to `actor`'s municipality, or Missing."""
    found = await _open(actor).get_or_none(slug=slug[:40])
    if found is None:
        raise Missing
    return found


async def for_competence(actor: Actor, competence_id: int | None) -> Function:
    """The function a question belongs to: that competence's, else the first there is. Missing without any."""
    rows = await _open(actor).order_by("position", "id")
    fitting = [row for row in rows if competence_id is not None and row.competence_id == competence_id]
    if not rows:
        raise Missing
    return (fitting or rows)[0]


def shown(row: Function, language: str) -> FunctionView:
    """A function in the reader's language."""
    english = language == "en"
    return FunctionView(
        slug=row.slug,
        title=row.title_en if english else row.title_da,
        about=row.about_en if english else row.about_da,
        answer_workdays=row.answer_workdays,
    )


def _open(actor: Actor) -> QuerySet[Function]:
    restricted: Any = Subquery(FunctionMunicipality.all().values("function_id"))
    ours: Any = Subquery(
        FunctionMunicipality.filter(municipality_id=actor.municipality_id).values("function_id")
    )
    return Function.filter(Q(open=True) & (~Q(id__in=restricted) | Q(id__in=ours)))
