"""Which menus a visitor is shown: only what exists, and only what they may use."""

from forum.debate.keepers import keeps_some
from forum.letterbox import rules as letters
from forum.letterbox.rules import writes_letters
from forum.moderation.rules import moderates, plans_turns
from forum.safety.rules import reads_words
from hub.accounts.rules import may
from hub.actor import Actor, Role
from hub.booking import rules as booking
from hub.ledger import rules as ledger
from hub.schedule import rules as schedule
from hub.sessions.rules import plans_somewhere
from web.i18n import N_


def has_desk(actor: Actor) -> bool:
    """True for those who have a desk; what they may do there is decided page by page."""
    return actor.known and (plans_somewhere(actor) or may(actor, "list", "person") or moderates(actor))


def has_letters(actor: Actor) -> bool:
    """True for those who may write letters."""
    return writes_letters(actor)


ALONE = ("/", "/admin")
"""Addresses that are current only where one stands at them: all others begin alike."""


def current(path: str, entries: list[tuple[str, str]]) -> str:
    """The address in a menu that `path` is at or under; the longest when there are several, "" for none."""
    hrefs = [href for href, _ in entries]
    around = [one for one in hrefs if path == one or (one not in ALONE and path.startswith(f"{one}/"))]
    return max(around, key=len, default="")


def main_menu(actor: Actor, desk: bool) -> list[tuple[str, str]]:
    """The menu on every page: staff's at the `desk`, everybody's elsewhere."""
    if desk:
        return desk_menu(actor)
    entries = [
        ("/", N_("Kommende møder"), True),
        ("/book", N_("Book en samtale"), booking.may(actor, "book", actor.municipality_id)),
        ("/letters", N_("Brevkasse"), has_letters(actor)),
        ("/forum", N_("Debat"), True),
        ("/me", N_("Min side"), actor.known),
        ("/admin", N_("Administration"), has_desk(actor)),
        ("/help", N_("Hjælp"), True),
    ]
    return [(href, text) for href, text, shown in entries if shown]


def desk_menu(actor: Actor) -> list[tuple[str, str]]:
    """The menu on staff's pages: address and Danish name."""
    entries = [
        ("/admin", N_("Overblik"), True),
        ("/admin/sessions", N_("Møder"), plans_somewhere(actor)),
        ("/my-work", N_("Mine opgaver"), schedule.may(actor, "list", "assignment")),
        ("/schedule", N_("Planlægning"), schedule.may(actor, "see", "board")),
        ("/admin/offers", N_("Samtaler"), booking.may(actor, "offer", actor.municipality_id)),
        ("/ledger", N_("Timeregnskab"), ledger.may(actor, "see", "ledger")),
        ("/rota", N_("Vagtplan"), actor.has(Role.professional)),
        ("/forum", N_("Debat"), True),
        ("/admin/letters", N_("Breve"), bool(letter_ways(actor))),
        ("/admin/people", N_("Personer"), may(actor, "list", "person")),
        ("/admin/agreements", N_("Aftaler"), may(actor, "list", "agreement")),
        ("/admin/closing-days", N_("Lukkedage"), may(actor, "list", "closing_day")),
        ("/admin/municipalities", N_("Kommuner"), may(actor, "create", "municipality")),
        ("/admin/topics", N_("Emner"), keeps_some(actor)),
        ("/forum/moderation", N_("Moderation"), moderates(actor)),
        ("/forum/moderation/rota", N_("Vagter"), plans_turns(actor) and not moderates(actor)),
        ("/forum/moderation/words", N_("Ordlister"), reads_words(actor) and not moderates(actor)),
        ("/admin/keeping", N_("Opbevaring"), actor.has(Role.municipal_administrator)),
        ("/admin/audit", N_("Log"), may(actor, "list", "audit")),
    ]
    return [(href, text) for href, text, shown in entries if shown]


_DESK_GROUPS = (
    (N_("Møder og vagter"), "/admin/sessions /my-work /schedule /admin/offers /ledger /rota"),
    (N_("Debat og breve"), "/forum /admin/letters /admin/topics"),
    (N_("Moderation"), "/forum/moderation /forum/moderation/rota /forum/moderation/words"),
    (N_("Kommune og mennesker"), "/admin/people /admin/agreements /admin/closing-days /admin/municipalities"),
    (N_("Data og log"), "/admin/keeping /admin/audit"),
)


def desk_groups(actor: Actor) -> list[tuple[str, list[tuple[str, str]]]]:
    """The desk's menu under short headings, for its front page; a heading without entries is left out."""
    entries = dict(desk_menu(actor))
    groups = [
        (heading, [(href, entries[href]) for href in hrefs.split() if href in entries])
        for heading, hrefs in _DESK_GROUPS
    ]
    return [(heading, within) for heading, within in groups if within]


def letter_ways(actor: Actor) -> list[tuple[str, str]]:
    """The ways between the letterbox's pages for staff: address and Danish name."""
    professional, overseer = letters.is_professional(actor), letters.oversees(actor)
    entries = [
        ("/admin/letters", N_("Indbakke"), professional),
        ("/admin/letters/invite", N_("Inviter en borger"), professional),
        ("/admin/letters/late", N_("Mangler svar"), overseer and actor.has(Role.coordinator)),
        ("/admin/letters/glass", N_("Åbnet uden opgave"), overseer and letters.administers(actor)),
        ("/admin/letters/figures", N_("Tal"), overseer or letters.oversees_all(actor)),
        ("/admin/letters/functions", N_("Hvem man kan skrive til"), letters.administers(actor)),
        ("/admin/letters/templates", N_("Faste svar"), professional or overseer),
        ("/admin/letters/absences", N_("Fravær"), professional or overseer),
    ]
    return [(href, text) for href, text, shown in entries if shown]
