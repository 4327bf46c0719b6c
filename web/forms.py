"""Forms: forged ones refused, values kept, errors beside their fields.

Two independent guards against forgery: where the request comes from (Sec-Fetch-Site, Origin), and a token
that only our own pages can know. What a field may hold is decided in hub (BadInput names the field).
"""

import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartParser
from starlette.requests import Request

from config.settings import Settings
from hub.errors import BadInput, Refused
from web.visitor import Visitor, ensure_form_secret, visitor_of

TOKEN_FIELD = "token"  # noqa: S105 - the name of the field
TOKEN_HEADER = "x-form-token"  # noqa: S105
MAX_FIELDS = 300
MAX_FILES = 1
MAX_PART = 128 * 1024
MultiPartParser.spool_max_size = 64 * 1024 * 1024  # a file in a form never lies on a disk as it came


def token_for(visitor: Visitor) -> str:
    """The token of this visitor's forms: a digest, so that the page never holds the cookie itself."""
    return hashlib.blake2b(ensure_form_secret(visitor).encode(), person=b"hub form").hexdigest()[:32]


def forged() -> Refused:
    return Refused(
        "forged_form",
        "Formularen var for gammel. Gå tilbage, hent siden igen, og prøv en gang til.",
        "The form was too old. Go back, reload the page and try again.",
    )


def check_origin(request: Request, settings: Settings) -> None:
    """Raise Refused("forged_form") unless the browser says that one of our own pages sent this.

    Under our Referrer-Policy a form's Origin is "null" (Fetch standard, "append a request Origin header"), so
    "null" says nothing: newer browsers have Sec-Fetch-Site besides, older ones have the token alone.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is None and origin is None:
        raise forged()
    if site not in (None, "same-origin", "none"):
        raise forged()
    if origin not in (None, "null") and origin not in _own_origins(request, settings):
        raise forged()


def _own_origins(request: Request, settings: Settings) -> set[str]:
    own = {settings.site.origin}
    if not settings.site.https:  # a local trial is opened as localhost, 127.0.0.1 or by its name
        own.add(f"http://{request.headers.get('host', '')}")
    return own


async def check_token(request: Request) -> None:
    """Raise Refused("forged_form") unless form field or header carries the visitor's token."""
    sent = request.headers.get(TOKEN_HEADER)
    if sent is None:
        sent = text(await read(request), TOKEN_FIELD)
    visitor = visitor_of(request)
    if not visitor.secret or not hmac.compare_digest(sent.encode(), token_for(visitor).encode()):
        raise forged()


async def read(request: Request) -> FormData:
    """The form of the request, parsed once, with bounds on its parts."""
    return await request.form(max_files=MAX_FILES, max_fields=MAX_FIELDS, max_part_size=MAX_PART)


def text(form: FormData, name: str) -> str:
    """A text field, trimmed and with its lines as \\n; "" when absent."""
    value = form.get(name, "")
    return "" if isinstance(value, UploadFile) else value.strip().replace("\r\n", "\n")


def texts(form: FormData, name: str) -> list[str]:
    """All values of a field that may come several times (checkboxes)."""
    return [value for value in form.getlist(name) if isinstance(value, str) and value]


def number(form: FormData, name: str) -> int | None:
    """A whole number, None when empty. Raises BadInput when it is something else."""
    written = text(form, name)
    return _whole(written, name) if written else None


def numbers(form: FormData, name: str) -> tuple[int, ...]:
    """All values of a field of whole numbers. Raises BadInput when one is something else."""
    return tuple(_whole(written, name) for written in texts(form, name))


def day(form: FormData, name: str) -> dt.date | None:
    """A date as browsers send it (2026-11-24) or as Danes write it (24-11-2026, 24.11.2026, 24/11/2026)."""
    written = text(form, name)
    if not written:
        return None
    parts = re.split(r"[-./]", written)
    try:
        numbers = [int(part) for part in parts if part.isascii() and part.isdigit()]
        year, month, date = numbers if len(parts[0]) == 4 else reversed(numbers)
        if not 1900 <= year < 2200:  # room on both sides for counting days
            raise ValueError
        return dt.date(year, month, date)
    except (ValueError, OverflowError):
        raise BadInput(
            "not_a_date",
            name,
            "Skriv datoen som dag-måned-år, for eksempel 24-11-2026.",
            "Write the date as day-month-year, for example 24-11-2026.",
        ) from None


def hour(form: FormData, name: str) -> dt.time | None:
    """A time as browsers send it (19:00) or as Danes write it (19.00, 19)."""
    written = text(form, name)
    if not written:
        return None
    hours, _, minutes = re.sub(r"[.]", ":", written).partition(":")
    try:
        return dt.time(int(hours), int(minutes[:2] or 0))
    except (ValueError, OverflowError):
        raise BadInput(
            "not_a_time",
            name,
            "Skriv tiden som timer og minutter, for eksempel 19.00.",
            "Write the time as hours and minutes, for example 19:00.",
        ) from None


def _whole(written: str, name: str) -> int:
    if not written.isascii() or not written.isdigit() or len(written) > 9:
        raise BadInput("not_a_number", name, "Skriv et helt tal.", "Write a whole number.")
    return int(written)


class Shown:
    """A form as a template shows it: values as they were written, and the errors.

    `errors` maps the field's name to a sentence; the template's macros ask `form.value`, `form.error`.
    """

    def __init__(self, values: Mapping[str, Any], errors: Mapping[str, str] | None = None) -> None:
        self.values = dict(values)
        self.errors = dict(errors or {})

    @classmethod
    def again(cls, sent: FormData, error: BadInput, language: str) -> "Shown":
        """What was sent, with the sentence that says what is wrong."""
        names = {name for name in sent if name != TOKEN_FIELD}
        values = {
            name: sent.getlist(name) if len(sent.getlist(name)) > 1 else text(sent, name) for name in names
        }
        return cls(values, {error.field: error.say(language)})

    def value(self, name: str) -> str:
        """One value as text."""
        found = self.values.get(name)
        return "" if found is None else str(found)

    def holds(self, name: str, value: object) -> bool:
        """True if `value` is (among) what stands in the field; for radios, selects and checkboxes."""
        found = self.values.get(name)
        many = found if isinstance(found, (list, tuple, set, frozenset)) else [found]
        return str(value) in {str(one) for one in many if one is not None}

    def error(self, name: str) -> str:
        return self.errors.get(name, "")


def missing(name: str) -> BadInput:
    """The refusal of an empty field that must be filled in."""
    return BadInput("required", name, "Feltet skal udfyldes.", "This field must be filled in.")
