"""What accounts know of the installation: its address, name and telephone, and how long links live.

Set once by whoever starts the process; no settings are read elsewhere in accounts.
"""

import datetime as dt

import msgspec

from config.settings import Settings


class SiteFacts(msgspec.Struct, frozen=True):
    """`origin` has no slash at its end."""

    origin: str
    name: str
    phone: str
    login: dt.timedelta
    invitation: dt.timedelta
    reset: dt.timedelta


_facts: SiteFacts | None = None


def configure(settings: Settings) -> None:
    """Take what is needed from the settings."""
    global _facts
    _facts = SiteFacts(
        origin=settings.site.origin.rstrip("/"),
        name=settings.site.name,
        phone=settings.site.phone,
        login=dt.timedelta(days=settings.login.days),
        invitation=dt.timedelta(hours=settings.login.invitation_hours),
        reset=dt.timedelta(hours=settings.login.reset_hours),
    )


def facts() -> SiteFacts:
    """The installation as configured; not being configured is a bug."""
    if _facts is None:
        raise RuntimeError("hub.accounts.site is not configured")
    return _facts
