"""What the crafts know of the installation: its address, name and telephone, how long links live, its key.

Set once by whoever starts the process; the crafts read no settings elsewhere.
"""

import datetime as dt

import msgspec

from config.settings import Settings


class SiteFacts(msgspec.Struct, frozen=True, kw_only=True):
    """`key` signs links and is printed nowhere; `origin` has no slash at its end."""

    key: bytes
    origin: str
    host: str
    name: str
    phone: str
    phone_hours_da: str
    phone_hours_en: str
    sender: str
    login: dt.timedelta
    invitation: dt.timedelta
    reset: dt.timedelta

    def __repr__(self) -> str:
        return f"SiteFacts(origin={self.origin!r})"


_facts: SiteFacts | None = None


def configure(settings: Settings) -> None:
    """Take what is needed from the settings."""
    global _facts
    _facts = SiteFacts(
        key=settings.secret(),
        origin=settings.site.origin.rstrip("/"),
        host=settings.site.hostname,
        name=settings.site.name,
        phone=settings.site.phone,
        phone_hours_da=settings.site.phone_hours_da,
        phone_hours_en=settings.site.phone_hours_en,
        sender=settings.mail.sender,
        login=dt.timedelta(days=settings.login.days),
        invitation=dt.timedelta(hours=settings.login.invitation_hours),
        reset=dt.timedelta(hours=settings.login.reset_hours),
    )


def facts() -> SiteFacts:
    """The installation as configured; not being configured is a bug."""
    if _facts is None:
        raise RuntimeError("hub.site is not configured")
    return _facts
