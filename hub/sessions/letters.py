"""The words of the letters, in Danish and English. Pure, and told nothing of what the session is about."""

import datetime as dt

from babel.dates import format_datetime, format_time

from hub.sessions.calendar import Meeting
from hub.site import SiteFacts

_SUBJECTS = {
    "confirmation": ("Du er tilmeldt", "You are signed up"),
    "seat": ("Du har fået en plads", "You have a seat"),
    "queued": ("Du er på venteliste", "You are on the waiting list"),
    "moved": ("Dit møde er flyttet", "Your session has been moved"),
    "cancelled": ("Dit møde er aflyst", "Your session is cancelled"),
    "withdrawn": ("Du er meldt fra", "You have cancelled your seat"),
    "reminder": ("Påmindelse om dit møde", "Reminder of your session"),
}

_OPENINGS = {
    "confirmation": ("Du er tilmeldt et møde {when}.", "You are signed up for a session on {when}."),
    "seat": (
        "Der blev en plads ledig. Nu er du tilmeldt mødet {when}.",
        "A seat became free. You are now signed up for the session on {when}.",
    ),
    "queued": (
        "Mødet {when} er fuldt. Du er på ventelisten. Vi skriver, hvis du får en plads.",
        "The session on {when} is full. You are on the waiting list. We write if you get a seat.",
    ),
    "moved": ("Dit møde har fået en ny tid: {when}.", "Your session has a new time: {when}."),
    "cancelled": (
        "Dit møde {when} er desværre aflyst.",
        "We are sorry: your session on {when} is cancelled.",
    ),
    "withdrawn": (
        "Du er ikke længere tilmeldt mødet {when}.",
        "You no longer have a seat in the session on {when}.",
    ),
    "reminder": ("Husk dit møde {when}.", "Remember your session on {when}."),
}

_WAYS = {
    "join": (
        "Tryk her, når du skal med:\n{url}\n\nLinket er personligt. Del det ikke med andre.",
        "Press here to take part:\n{url}\n\nThe link is personal. Do not share it.",
    ),
    "page": ("Se mødet her:\n{url}", "See the session here:\n{url}"),
    "over": ("Du kan slette det fra din kalender.", "You can remove it from your calendar."),
}

_HELP = (
    "Driller det? Ring til os på {phone}, {hours}.\n\nVenlig hilsen\n{site}",
    "Trouble? Call us on {phone}, {hours}.\n\nKind regards\n{site}",
)


def text_of(letter: str, meeting: Meeting, site: SiteFacts) -> tuple[str, str]:
    """Subject and text of a letter; the meeting's url is the personal link of who has a seat."""
    en = int(meeting.language == "en")
    subject = _SUBJECTS[letter][en]
    opening = _OPENINGS[letter][en].format(
        when=when(meeting.starts_local, meeting.ends_local, meeting.language)
    )
    way = _WAYS[_way(letter, meeting)][en].format(url=meeting.url)
    hours = site.phone_hours_en if en else site.phone_hours_da
    closing = _HELP[en].format(phone=site.phone, hours=hours, site=site.name)
    return subject, f"{opening}\n\n{way}\n\n{closing}\n"


def when(starts: dt.datetime, ends: dt.datetime, language: str) -> str:
    """Weekday first: "tirsdag d. 24. november 2026 kl. 19.00 til 20.00". Naive wall times."""
    if language == "en":
        day = format_datetime(starts, "EEEE d MMMM y 'at' HH:mm", locale="en_GB")
        return f"{day} to {format_time(ends, 'HH:mm', locale='en_GB')} (Danish time)"
    day = format_datetime(starts, "EEEE 'd.' d. MMMM y 'kl.' HH.mm", locale="da")
    return f"{day} til {format_time(ends, 'HH.mm', locale='da')}"


def _way(letter: str, meeting: Meeting) -> str:
    if letter in ("cancelled", "withdrawn"):
        return "over"
    return "join" if "/join/" in meeting.url else "page"
