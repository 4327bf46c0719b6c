"""Web push (RFC 8030, 8291, 8292) by pywebpush, as jobs: a fixed sentence and a path, encrypted for one.

Works where the extra `push` is installed. Addresses come from browsers, so only known push services are
written to, and no redirect is followed. A subscription that the service calls gone is deleted.
"""

import asyncio
import base64
import binascii
import fnmatch
import importlib.util
import re
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from config.settings import Settings
from forum.notices.kinds import ALWAYS, Kind, sentence
from forum.notices.models import Notice, PushSubscription
from hub import clock, jobs
from hub.accounts.models import Person
from hub.errors import BadInput
from hub.site import facts

MOST = 10
"""Browsers of one person; the oldest makes room."""
LASTS = 4 * 3600
TIMEOUT = 20
GONE = (404, 410)

_HOST = re.compile(r"[a-zA-Z0-9.-]+(:[0-9]{1,5})?")

_settings: Settings | None = None


class PushFailed(Exception):
    """The push service did not take it; it is tried again."""


def configure(settings: Settings) -> None:
    """Say where the key lies and which services are known."""
    global _settings
    _settings = settings


def available() -> bool:
    """Whether this installation can push."""
    return _settings is not None and importlib.util.find_spec("pywebpush") is not None


def public_key() -> str:
    """The applicationServerKey browsers subscribe with: the VAPID key's point, base64url; "" without push."""
    return _told(_key().public_key()) if available() else ""


def check(endpoint: str, p256dh: str, auth: str) -> None:
    """BadInput("bad_subscription") unless the address is a known service's and the keys are keys."""
    if len(endpoint) > 500 or not endpoint.isascii() or not _known(endpoint):
        raise _bad()
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decoded(p256dh, 65))
        _decoded(auth, 16)
    except ValueError:
        raise _bad() from None


async def at_once(notices: list[Notice]) -> None:
    """A push of each notice to each browser of its person, as jobs in the open transaction."""
    people = {notice.person_id for notice in notices}
    subscriptions = await PushSubscription.filter(person_id__in=people)
    for notice in notices:
        for row in subscriptions:
            if row.person_id == notice.person_id:
                await jobs.add("notice_push", {"notice": notice.id, "subscription": row.id}, clock.now())


@jobs.handler("notice_push")
async def _push_job(payload: jobs.Payload) -> None:
    row = await PushSubscription.get_or_none(id=payload["subscription"])
    notice = await Notice.get_or_none(id=payload["notice"], opened_at=None)
    if row is None or notice is None or row.person_id != notice.person_id or not available():
        return
    person = await Person.get(id=row.person_id)
    if not person.active or not _known(row.endpoint):
        return
    status = await asyncio.to_thread(_send, row, _text(notice, person.language), Kind(notice.kind) in ALWAYS)
    if status in GONE:
        await PushSubscription.filter(id=row.id).delete()
    elif status >= 300:
        raise PushFailed(str(status))


def _text(notice: Notice, language: str) -> str:
    told = {
        "title": facts().name,
        "body": sentence(Kind(notice.kind), language),
        "path": f"/notices/{notice.public_id}",
    }
    return msgspec.json.encode(told).decode()


def _send(row: PushSubscription, text: str, urgent: bool) -> int:
    """The push service's answer; raises what the network raises."""
    import requests
    from py_vapid import Vapid
    from pywebpush import WebPusher

    parts = urlsplit(row.endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "sub": f"mailto:{facts().sender}",
        "exp": int(clock.now().timestamp()) + 12 * 3600,
    }
    with requests.Session() as session:
        session.max_redirects = 0
        session.trust_env = False
        keys = {"p256dh": row.p256dh, "auth": row.auth}
        pusher = WebPusher({"endpoint": row.endpoint, "keys": keys}, requests_session=session)
        headers = {**Vapid(_key()).sign(claims), "Urgency": "high" if urgent else "normal"}
        response = pusher.send(text, headers, ttl=LASTS, content_encoding="aes128gcm", timeout=TIMEOUT)
    return int(response.status_code)


def _known(endpoint: str) -> bool:
    parts = urlsplit(endpoint)
    if not _HOST.fullmatch(parts.netloc):  # "@", "\\" and brackets mean different things to different readers
        return False
    found = f"{parts.scheme}://{parts.netloc}".lower()
    return any(fnmatch.fnmatchcase(found, service) for service in _configured().push.services)


def _key() -> ec.EllipticCurvePrivateKey:
    """The installation's VAPID key, made once and kept with the data, for its owner only."""
    file = _configured().data.path / "vapid.pem"
    if not file.exists():
        _make(file)
    key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("vapid.pem holds another kind of key")
    return key


def _make(file: Path) -> None:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    part.parent.mkdir(parents=True, exist_ok=True)
    part.touch(0o600)
    part.write_bytes(pem)
    part.replace(file)


def _told(key: ec.EllipticCurvePublicKey) -> str:
    point = key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def _decoded(text: str, length: int) -> bytes:
    try:
        found = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        raise _bad() from None
    if len(found) != length:
        raise _bad()
    return found


def _configured() -> Settings:
    if _settings is None:
        raise RuntimeError("forum.notices.push is not configured")
    return _settings


def _bad() -> BadInput:
    return BadInput(
        "bad_subscription",
        "subscription",
        "Din browser kan ikke få beskeder fra os. Du kan få dem på mail.",
        "Your browser cannot get notices from us. You can have them by e-mail.",
    )
