"""What sessions know of the installation: the key of signed links, the public address, name and telephone.

Set once by whoever starts the process; no settings are read elsewhere in sessions.
"""

import msgspec

from config.settings import Settings


class SiteFacts(msgspec.Struct, frozen=True):
    """`key` signs links and is printed nowhere; `origin` has no slash at its end."""

    key: bytes
    origin: str
    name: str
    phone: str
    phone_hours_da: str
    phone_hours_en: str
    sender: str
    host: str

    def __repr__(self) -> str:
        return f"SiteFacts(origin={self.origin!r})"


_facts: SiteFacts | None = None


def configure(settings: Settings) -> None:
    """Take what is needed from the settings."""
    global _facts
    _facts = SiteFacts(
        key=settings.secret(),
        origin=settings.site.origin.rstrip("/"),
        name=settings.site.name,
        phone=settings.site.phone,
        phone_hours_da=settings.site.phone_hours_da,
        phone_hours_en=settings.site.phone_hours_en,
        sender=settings.mail.sender,
        host=settings.site.hostname,
    )


def facts() -> SiteFacts:
    """The installation as configured; not being configured is a bug."""
    if _facts is None:
        raise RuntimeError("hub.sessions.site is not configured")
    return _facts
