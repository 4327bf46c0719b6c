"""The jobs behind an alert: who is on duty is told at once, everybody when nobody has answered in time."""

from forum.moderation import telling
from forum.safety.actions import JOB
from forum.safety.models import Alert
from hub import db, jobs


@jobs.handler(JOB)
async def ring(payload: jobs.Payload) -> None:
    """Tell of an alert that nobody has answered; an answered one is over."""
    async with db.transaction():
        alert = await Alert.get_or_none(public_id=payload["alert"], answered_at=None)
        if alert is not None:
            path = f"/forum/moderation/posts/{alert.about}" if alert.about else alert.path
            await telling.alarm(path, everybody=bool(payload["everybody"]))
