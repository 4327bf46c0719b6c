"""Public answers, for everybody: edited copies whose citizens have said yes."""

import json
from typing import Any

from tortoise.expressions import Q

from forum.letterbox.models import LetterPublication
from forum.letterbox.states import Published
from forum.letterbox.wire import AnswerCard, AnswerPage
from hub.actor import Actor
from hub.errors import Missing

PAGE = 20


async def answers(actor: Actor, after: str | None = None) -> AnswerPage:
    """Public answers, newest first. Two queries at most."""
    found = _public()
    last = await _public().get_or_none(public_id=after[:16]) if after else None
    if last is not None:
        earlier = Q(published_at__lt=last.published_at)
        found = found.filter(earlier | Q(published_at=last.published_at, id__lt=last.id))
    rows = await found.order_by("-published_at", "-id").limit(PAGE + 1).values(*_columns(actor))
    cards = tuple(_card(actor, row) for row in rows[:PAGE])
    return AnswerPage(answers=cards, next=cards[-1].public_id if len(rows) > PAGE else None)


async def public_answer(actor: Actor, public_id: str) -> AnswerCard:
    """One public answer, or Missing; one taken back is missing."""
    rows = await _public().filter(public_id=public_id[:16]).values(*_columns(actor))
    if not rows:
        raise Missing
    return _card(actor, rows[0])


def _public() -> Any:
    return LetterPublication.filter(state=Published.published.value)


def _columns(actor: Actor) -> tuple[str, ...]:
    return ("public_id", "shown", "published_at", "proposed_by__municipality__name", _title(actor))


def _title(actor: Actor) -> str:
    return f"proposed_by__profession__title_{'en' if actor.language == 'en' else 'da'}"


def _card(actor: Actor, row: dict[str, Any]) -> AnswerCard:
    told = json.loads(row["shown"])
    by = [part for part in (row[_title(actor)], row["proposed_by__municipality__name"]) if part]
    return AnswerCard(
        public_id=row["public_id"],
        title=told["title"],
        question=told["question"],
        answer=told["answer"],
        answered_by=" · ".join(by),
        published_at=row["published_at"],
    )
