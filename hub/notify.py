"""Mail to people. Says that something is there and links to it; never what it is about.

Transports: `smtp`, or `folder` (each mail an .eml file, for demonstrations and tests of the text).
"""

import asyncio
import datetime as dt
import secrets
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Literal

import aiosmtplib
import msgspec

from config.settings import Settings
from hub import clock, jobs

_settings: Settings | None = None


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """One letter: `text` is plain UTF-8; `calendar` an iCalendar object sent with its METHOD (RFC 6047).

    `unsubscribe`: an address that stops such mails by one POST without signing in (RFC 8058).
    """

    to: str
    subject: str
    text: str
    calendar: str = ""
    method: Literal["", "REQUEST", "CANCEL"] = ""
    unsubscribe: str = ""


def configure(settings: Settings) -> None:
    """Say where mails go."""
    global _settings
    _settings = settings


async def later(mail: Mail, run_at: dt.datetime | None = None, key: str | None = None) -> None:
    """Send as a job, in the open transaction; at once unless `run_at` (aware datetime) is given."""
    await jobs.add("mail", msgspec.to_builtins(mail), run_at or clock.now(), key)


@jobs.handler("mail")
async def _send_job(payload: jobs.Payload) -> None:
    await send(msgspec.convert(payload, Mail))


async def send(mail: Mail) -> None:
    """Hand the mail over now; raises what the transport raises."""
    if _settings is None:
        raise RuntimeError("notify is not configured")
    message = _compose(mail, _settings)
    if _settings.mail.transport == "folder":
        await asyncio.to_thread(_write, _settings.data.path / "outbox", message)
        return
    options = _settings.mail
    await aiosmtplib.send(
        message,
        hostname=options.host,
        port=options.port,
        username=options.username or None,
        password=options.password or None,
        start_tls=options.starttls,
        timeout=30,
    )


def _compose(mail: Mail, settings: Settings) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"{settings.site.name} <{settings.mail.sender}>"
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = formatdate(clock.now().timestamp())
    message["Message-ID"] = make_msgid(domain=settings.mail.sender.partition("@")[2] or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text)
    if mail.calendar:
        message.add_attachment(
            mail.calendar.encode(),
            maintype="text",
            subtype="calendar",
            filename="invite.ics",
            params={"method": mail.method, "charset": "utf-8"},
        )
    return message


def _write(folder: Path, message: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    stamp = clock.now().strftime("%Y%m%dT%H%M%S")
    name = f"{stamp}-{secrets.token_hex(4)}.eml"
    part = folder / f".{name}.part"
    part.write_bytes(bytes(message))
    part.rename(folder / name)
