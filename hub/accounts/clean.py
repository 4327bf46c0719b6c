"""What people type about people, cleaned; or refused with a stable code. Pure.

Text is NFC. Names lose invisible direction controls, so that no name can turn the line it stands in.
"""

import re
import unicodedata

from hub.actor import Role
from hub.errors import BadInput

ACCENTS = ("fjord", "havn", "skov", "tegl", "lyng")
LANGUAGES = ("da", "en")
TEXT_SIZES = ("normal", "stor", "stoerst")

_INVISIBLE = (0x061C, 0x200B, 0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_DIRECTION = dict.fromkeys(_INVISIBLE)
_UNUSABLE = {"Cc", "Cs", "Cn", "Co", "Zl", "Zp"}
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def line(text: str, field: str, maximum: int, minimum: int = 1) -> str:
    """One line of text: trimmed, spaces collapsed, `minimum` to `maximum` characters.

    Raises BadInput: control_characters, too_long, missing_text.
    """
    if len(text) > 4 * maximum:
        raise _too_long(field, maximum)
    text = unicodedata.normalize("NFC", text.translate(_DIRECTION)).strip()
    if any(unicodedata.category(letter) in _UNUSABLE for letter in text):
        raise BadInput(
            "control_characters",
            field,
            "Teksten indeholder tegn, som ikke kan bruges.",
            "The text has characters that cannot be used.",
        )
    text = " ".join(text.split())
    if len(text) > maximum:
        raise _too_long(field, maximum)
    if len(text) < minimum:
        raise BadInput("missing_text", field, "Feltet skal udfyldes.", "This must be filled in.")
    return text


def name(text: str, field: str = "name", maximum: int = 120) -> str:
    """The name of a person or a place."""
    return line(text, field, maximum)


def key(text: str) -> str:
    """What a name is searched and sorted by."""
    return unicodedata.normalize("NFC", text.casefold())[:250]


def email(text: str, field: str = "email") -> str | None:
    """An address as RFC 5321 section 4.1.2 has it without quoted parts, in lower case, the domain in IDNA.

    Empty text is None. Raises BadInput("bad_email").
    """
    text = unicodedata.normalize("NFC", text[:1000]).strip().lower()
    if not text:
        return None
    local, _, domain = text.rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        domain = ""
    labels = domain.split(".")
    good = len(local) <= 64 and _LOCAL.fullmatch(local) and len(labels) > 1
    if not good or not all(map(_LABEL.fullmatch, labels)) or len(local) + len(domain) > 253:
        raise BadInput(
            "bad_email",
            field,
            "Det ligner ikke en e-mailadresse. Den skal se ud som navn@eksempel.dk.",
            "That does not look like an e-mail address. It should look like name@example.dk.",
        )
    return f"{local}@{domain}"


def phone(text: str, field: str = "phone") -> str:
    """A telephone number as people write one, 3 to 15 digits (ITU-T E.164); empty stays empty."""
    text = " ".join(text[:100].split())
    digits = sum(letter in "0123456789" for letter in text)
    if text and (not re.fullmatch(r"\+?[0-9 ()\-]+", text) or not 3 <= digits <= 15 or len(text) > 20):
        raise BadInput(
            "bad_phone",
            field,
            "Det ligner ikke et telefonnummer.",
            "That does not look like a telephone number.",
        )
    return text


def slug(text: str, field: str = "slug") -> str:
    """A short name for addresses and commands, made from any text: a-z, 0-9 and hyphens, at most 40."""
    plain = unicodedata.normalize("NFKD", text[:200].lower().translate(_LETTERS))
    made = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")[:40].strip("-")
    if not made:
        raise BadInput("missing_text", field, "Feltet skal udfyldes.", "This must be filled in.")
    return made


def choice(text: str, field: str, allowed: tuple[str, ...]) -> str:
    """One of `allowed`."""
    if text not in allowed:
        raise BadInput("unknown_choice", field, "Vælg en af mulighederne.", "Choose one of the options.")
    return text


def language_codes(codes: tuple[str, ...], field: str = "languages") -> tuple[str, ...]:
    """ISO 639-1 codes, at most 10, without doubles, sorted."""
    found = {code.strip().lower() for code in codes}
    if len(found) > 10 or not all(re.fullmatch("[a-z]{2}", code) for code in found):
        raise BadInput(
            "unknown_language",
            field,
            "Skriv sprog med to bogstaver, for eksempel da.",
            "Write languages with two letters, for example da.",
        )
    return tuple(sorted(found))


def roles(values: tuple[str, ...], field: str = "roles") -> frozenset[Role]:
    """Roles a person can hold: guest and anonymous are states of not being known."""
    held = {role.value for role in Role} - {Role.guest.value, Role.anonymous.value}
    if not values or not set(values) <= held:
        raise BadInput("unknown_role", field, "Vælg mindst én rolle.", "Choose at least one role.")
    return frozenset(Role(value) for value in values)


def device(text: str) -> str:
    """A browser's description of itself, shortened; junk is dropped, since people never typed it."""
    return "".join(letter for letter in text[:400] if letter.isprintable()).strip()[:120]


def search(text: str) -> str:
    """Words to look for; junk is dropped."""
    return key("".join(letter for letter in text[:100] if letter.isprintable()).strip())


def _too_long(field: str, maximum: int) -> BadInput:
    return BadInput(
        "too_long",
        field,
        f"Teksten er for lang. Der er plads til {maximum} tegn.",
        f"The text is too long. There is room for {maximum} characters.",
    )
