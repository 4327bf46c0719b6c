"""Beginning and ending the live rooms of a process."""

from collections.abc import Callable

from config.settings import Settings
from hub import bus
from hub.rooms import registry
from hub.rooms.actions import check, doors
from hub.rooms.media import Media

_unsubscribe: Callable[[], None] | None = None


def start(settings: Settings, media: Media | None) -> None:
    """Keep live rooms here, and follow what pages do to sessions. Without `media`: no picture or sound."""
    global _unsubscribe
    registry.start(settings, media)
    _unsubscribe = bus.subscribe("session.", _session_changed)


async def stop() -> None:
    """Tell everybody to come back, and end all rooms."""
    global _unsubscribe
    if _unsubscribe is not None:
        _unsubscribe()
        _unsubscribe = None
    check.forget()
    await registry.stop()


def _session_changed(topic: str, message: bus.Message) -> None:
    session_id = message.get("session")
    here = registry.here()
    if isinstance(session_id, int) and session_id in here.rooms:
        here.later(doors.refresh(session_id))
