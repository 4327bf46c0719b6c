"""The words of letters to professionals, in both languages. Pure, and told nothing of what it is about."""

from typing import Literal

from hub.sessions.calendar import Meeting
from hub.sessions.letters import when
from hub.site import SiteFacts

Letter = Literal["asked", "planned", "moved", "freed", "called_off", "call", "covered", "spared"]

_SUBJECTS = {
    "asked": ("Du er sat på et møde", "You are to lead a session"),
    "planned": ("Du er sat på et møde", "You are to lead a session"),
    "moved": ("Dit møde er flyttet", "Your session has been moved"),
    "called_off": ("Dit møde er aflyst", "Your session is cancelled"),
    "freed": ("Du er ikke længere på et møde", "You no longer lead a session"),
    "call": ("Kan du tage et møde?", "Can you take a session?"),
    "covered": ("Dit møde er overtaget", "Your session has been taken over"),
    "spared": ("Vi har ikke brug for dig alligevel", "You are not needed after all"),
}
_TEXTS = {
    "asked": (
        "Du er sat på et møde {when}.\n\nSvar ja eller nej her:\n{url}",
        "You are to lead a session on {when}.\n\nSay yes or no here:\n{url}",
    ),
    "planned": (
        "Du er sat på et møde {when}.\n\nSe mødet her:\n{url}",
        "You are to lead a session on {when}.\n\nSee the session here:\n{url}",
    ),
    "moved": (
        "Dit møde er flyttet. Det er nu {when}.\n\nSe mødet her:\n{url}",
        "Your session has been moved. It is now on {when}.\n\nSee the session here:\n{url}",
    ),
    "called_off": (
        "Mødet {when} er aflyst. Du skal ikke gøre noget.",
        "The session on {when} is cancelled. You need not do anything.",
    ),
    "freed": (
        "Du er ikke længere sat på mødet {when}. Du skal ikke gøre noget.",
        "You no longer lead the session on {when}. You need not do anything.",
    ),
    "call": (
        "Et møde {when} mangler en fagperson. Vi spørger flere på én gang. "
        "Den første, der siger ja, får det.\n\nSe mødet, og svar her:\n{url}",
        "A session on {when} needs a professional. We ask several at once. "
        "The first to say yes has it.\n\nSee the session and answer here:\n{url}",
    ),
    "spared": (
        "Vi spurgte, om du kunne tage et møde {when}. Det er ikke nødvendigt længere. "
        "Du skal ikke gøre noget.",
        "We asked whether you could take a session on {when}. It is no longer needed. "
        "You need not do anything.",
    ),
    "covered": (
        "En kollega har overtaget dit møde {when}. Du skal ikke gøre noget.",
        "A colleague has taken over your session on {when}. You need not do anything.",
    ),
}
_CLOSING = ("Venlig hilsen\n{site}", "Kind regards\n{site}")


def text_of(letter: Letter, meeting: Meeting, site: SiteFacts) -> tuple[str, str]:
    """Subject and text; the meeting's url is where to answer."""
    en = int(meeting.language == "en")
    told = when(meeting.starts_local, meeting.ends_local, meeting.language)
    text = _TEXTS[letter][en].format(when=told, url=meeting.url)
    return _SUBJECTS[letter][en], f"{text}\n\n{_CLOSING[en].format(site=site.name)}\n"
