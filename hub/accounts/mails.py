"""The mails of accounts: a link and when it ends, in the receiver's language. Nothing about health."""

import datetime as dt

from hub import site
from hub.notify import Mail

_SUBJECT = {
    ("invitation", "da"): "Din adgang til {name}",
    ("invitation", "en"): "Your access to {name}",
    ("password_reset", "da"): "Ny adgangskode til {name}",
    ("password_reset", "en"): "New password for {name}",
}
_TEXT = {
    ("invitation", "da"): """Hej

Der er oprettet en adgang til dig i {name}.
Åbn linket, og vælg en adgangskode:

{link}

Linket virker én gang og i {lasts}.
Har du brug for hjælp, så ring på {phone}.

{name}
""",
    ("invitation", "en"): """Hello

An account has been made for you at {name}.
Open the link and choose a password:

{link}

The link works once, and for {lasts}.
If you need help, call us on {phone}.

{name}
""",
    ("password_reset", "da"): """Hej

Åbn linket for at vælge en ny adgangskode til {name}:

{link}

Linket virker én gang og i {lasts}.
Har du ikke bedt om det, skal du ikke gøre noget. Din adgangskode er den samme som før.
Har du brug for hjælp, så ring på {phone}.

{name}
""",
    ("password_reset", "en"): """Hello

Open the link to choose a new password for {name}:

{link}

The link works once, and for {lasts}.
If you did not ask for it, do nothing. Your password is the same as before.
If you need help, call us on {phone}.

{name}
""",
}


def link(to: str, language: str, purpose: str, token: str, lasts: dt.timedelta) -> Mail:
    """The mail with a link to /password/<token>."""
    facts, known = site.facts(), "en" if language == "en" else "da"
    words = {
        "name": facts.name,
        "phone": facts.phone,
        "link": f"{facts.origin}/password/{token}",
        "lasts": _duration(lasts, known),
    }
    return Mail(
        to=to,
        subject=_SUBJECT[purpose, known].format(**words),
        text=_TEXT[purpose, known].format(**words),
    )


def _duration(lasts: dt.timedelta, language: str) -> str:
    hours = max(1, round(lasts.total_seconds() / 3600))
    days, rest = divmod(hours, 24)
    if days and not rest:
        return _amount(days, ("dag", "dage") if language == "da" else ("day", "days"))
    return _amount(hours, ("time", "timer") if language == "da" else ("hour", "hours"))


def _amount(number: int, words: tuple[str, str]) -> str:
    return f"{number} {words[0] if number == 1 else words[1]}"
