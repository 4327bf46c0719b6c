"""What somebody had written when their sign-in was over: given back once they are signed in again.

Nothing is stored here. The form is sealed (AES-256-GCM) into the sign-in page that answers it, in the very
tab it came from; whoever signs in there within the hour is shown it and presses the button anew. Whose it is,
its own mark says, else the cookie; nobody else is given it (where neither tells, whoever signs in there
is). Files are not kept.

The same when somebody signed in meanwhile in another tab: its writer is given the form back at once, anybody
else is shown nothing of it, and may sign in as its writer.
"""

import base64
import binascii
import datetime as dt
import hashlib
import secrets

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from config.settings import Settings
from hub import clock
from hub.accounts import queries
from hub.actor import Actor
from web import forms, whose
from web.visitor import LOGIN, cookie_name, visitor_of

_OURS = (forms.TOKEN_FIELD, whose.FIELD)
LASTS = dt.timedelta(hours=1)
LARGEST = 160 * 1024
_BODY = 256 * 1024
_NONCE = 12
_ABOUT = b"form of a sign-in that was over"

WRITES = frozenset(
    {
        ("forum_thread", "start"),
        ("forum_post", "write"),
        ("forum_post", "edit"),
        ("flag", "create"),
        ("appeal", "create"),
        ("moderation", "act"),
        ("moderation", "note"),
        ("moderation", "decide"),
        ("duty", "hand_over"),
        ("letter", "write"),
        ("letter", "answer"),
        ("letter", "second_read"),
        ("letter", "note"),
        ("letter", "invite"),
        ("letter", "propose"),
        ("letter_template", "save"),
    }
)
"""What is worth keeping: the verbs of pages on which people write at length."""

TEXTS = frozenset(
    {"title", "subject", "text", "words", "note", "question", "answer", "remark", "name_reason"}
)
"""Fields shown again as something to read and mend; all others go along unseen."""


class Kept(msgspec.Struct, frozen=True):
    """A form and where it goes. `person_id`: whose it is, None when nobody can tell."""

    path: str
    fields: list[tuple[str, str]]
    files: bool
    person_id: int | None
    until: dt.datetime


async def seal(request: Request, verb: tuple[str, str], settings: Settings) -> str:
    """The form of `request` as a sign-in page may hold it; "" when there is nothing to keep."""
    if verb not in WRITES or forms.TOKEN_HEADER in request.headers:
        return ""
    if not visitor_of(request).actor.known:
        return await _sealed(request, settings)
    sent = await forms.read(request)
    return await _sealed(request, settings) if writer(sent, settings) is not None else ""


def writer(sent: FormData, settings: Settings) -> int | None:
    """Whom the page that sent this form was made for, if it says so."""
    return whose.owner(settings, forms.text(sent, whose.FIELD))


async def _sealed(request: Request, settings: Settings) -> str:
    owner = await queries.person_of_login(request.cookies.get(cookie_name(settings, LOGIN), ""))
    size = request.headers.get("content-length", "")
    if owner is None and not (size.isascii() and size.isdigit() and int(size[:12]) <= _BODY):
        return ""
    sent = await forms.read(request)
    owner = writer(sent, settings) or owner
    kept = Kept(request.url.path, _fields(sent), _has_files(sent), owner, clock.now() + LASTS)
    plain = msgspec.json.encode(kept)
    if not kept.fields or len(plain) > LARGEST:
        return ""
    nonce = secrets.token_bytes(_NONCE)
    return base64.urlsafe_b64encode(nonce + _key(settings).encrypt(nonce, plain, _ABOUT)).decode()


def unseal(sealed: str, actor: Actor, settings: Settings) -> Kept | None:
    """The form, for whoever has signed in now; None if it is another's, too old or not ours."""
    try:
        raw = base64.urlsafe_b64decode(sealed.encode())
        plain = _key(settings).decrypt(raw[:_NONCE], raw[_NONCE:], _ABOUT)
        kept = msgspec.json.decode(plain, type=Kept)
    except (InvalidTag, ValueError, binascii.Error, msgspec.MsgspecError):
        return None
    if kept.until <= clock.now() or kept.person_id not in (None, actor.person_id):
        return None
    return kept


def _key(settings: Settings) -> AESGCM:
    return AESGCM(hashlib.blake2b(settings.secret(), digest_size=32, person=b"hub-kept-form").digest())


def _fields(sent: FormData) -> list[tuple[str, str]]:
    told = [(name, value) for name, value in sent.multi_items() if isinstance(value, str)]
    return [(name, value.replace("\r\n", "\n")) for name, value in told if name not in _OURS]


def _has_files(sent: FormData) -> bool:
    return any(isinstance(value, UploadFile) and value.filename for _, value in sent.multi_items())
