"""Mail reaches a real SMTP server with its calendar part, and the outbox folder in a demonstration."""

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator, Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import SMTP

from config.settings import Settings
from hub import notify
from hub.notify import Mail

MAIL = Mail(to="kirsten@demo.invalid", subject="Påmindelse", text="Mødet er i morgen. Æøå.")


class Inbox(Message):
    def __init__(self) -> None:
        super().__init__()
        self.mails: list[EmailMessage] = []

    def handle_message(self, message: Any) -> None:
        self.mails.append(email.message_from_bytes(bytes(message), policy=email.policy.default))


@pytest.fixture
async def smtp() -> AsyncIterator[tuple[Inbox, int]]:
    inbox = Inbox()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(inbox), "127.0.0.1", 0)
    yield inbox, server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()


async def test_smtp_carries_text_and_calendar(
    smtp: tuple[Inbox, int], make_settings: Callable[..., Settings]
) -> None:
    inbox, port = smtp
    notify.configure(make_settings(mail={"transport": "smtp", "port": port}))
    calendar = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    await notify.send(
        Mail(to=MAIL.to, subject=MAIL.subject, text=MAIL.text, calendar=calendar, method="REQUEST")
    )
    (mail,) = inbox.mails
    body = mail.get_body()
    (attached,) = mail.iter_attachments()
    assert mail["Subject"] == "Påmindelse"
    assert body is not None
    assert body.get_content().strip() == MAIL.text
    assert attached.get_content_type() == "text/calendar"
    assert attached.get_param("method") == "REQUEST"


async def test_folder_keeps_one_file_a_mail(settings: Settings) -> None:
    notify.configure(settings)
    await notify.send(MAIL)
    await notify.send(MAIL)
    files = sorted((settings.data.path / "outbox").iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]


async def test_a_mail_is_not_called_one_before_it_is_whole(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[Path]] = []
    rename = Path.rename

    def watched(part: Path, target: Path) -> Path:
        seen.append(list(part.parent.glob("*.eml")))
        return rename(part, target)

    monkeypatch.setattr(Path, "rename", watched)
    notify.configure(settings)
    await notify.send(MAIL)
    assert seen == [[]]


async def test_a_header_cannot_be_smuggled_in(settings: Settings) -> None:
    notify.configure(settings)
    with pytest.raises(ValueError, match="linefeed"):
        await notify.send(Mail(to="a@demo.invalid\nBcc: b@demo.invalid", subject="x", text="y"))
