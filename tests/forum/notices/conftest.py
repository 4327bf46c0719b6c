"""People to be told, and a real SMTP server that shows what they get."""

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator, Callable
from email.message import EmailMessage
from typing import Any

import msgspec
import pytest
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import SMTP

from config.settings import Settings
from forum.notices import push
from hub import clock, notify, site
from hub.accounts import clean
from hub.accounts.models import Person, RoleGrant
from hub.actor import Actor, Role


class Inbox(Message):
    """Every mail the server was handed."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[EmailMessage] = []

    def handle_message(self, message: Any) -> None:
        self.mails.append(email.message_from_bytes(bytes(message), policy=email.policy.default))

    def texts(self) -> list[str]:
        return [str(mail.get_content()) for mail in self.mails]


@pytest.fixture
async def inbox(database: Settings, make_settings: Callable[..., Settings]) -> AsyncIterator[Inbox]:
    """The SMTP server that this test's hub hands its mails to."""
    box = Inbox()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(box), "127.0.0.1", 0)
    mail = msgspec.structs.replace(
        database.mail, transport="smtp", port=server.sockets[0].getsockname()[1], host="127.0.0.1"
    )
    settings = msgspec.structs.replace(database, mail=mail)
    notify.configure(settings)
    site.configure(settings)
    push.configure(settings)
    yield box
    server.close()
    await server.wait_closed()


async def person(name: str, *roles: Role, language: str = "da", email: str | None = "") -> Actor:
    """Somebody with an account, as one who has signed in."""
    row = await Person.create(
        name=name,
        name_key=clean.key(name),
        email=f"{clean.slug(name)}@demo.invalid" if email == "" else email,
        language=language,
        created_at=clock.now(),
    )
    for role in roles:
        await RoleGrant.create(person=row, role=role.value)
    return Actor(
        person_id=row.id,
        roles=frozenset(roles),
        name=name,
        language="en" if language == "en" else "da",
    )


@pytest.fixture
async def citizen(frozen_clock: object, inbox: Inbox) -> Actor:
    return await person("Kirsten Borg", Role.citizen)
