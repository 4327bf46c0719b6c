"""Words of the domain as people read them: kinds, roles, states, what was just done. Danish.

Templates translate what they show: `{{ _(words.KINDS[session.kind]) }}`.
"""

from web.i18n import N_

KINDS = {"webinar": N_("Webinar"), "group": N_("Hold"), "consultation": N_("Samtale")}

TIMES = {"day": N_("Om dagen"), "evening_weekend": N_("Aften og weekend")}

ROLES = {
    "citizen": N_("Borger"),
    "relative": N_("Pårørende"),
    "professional": N_("Fagperson"),
    "moderator": N_("Moderator"),
    "coordinator": N_("Planlægger"),
    "municipal_administrator": N_("Administrator i kommunen"),
    "platform_administrator": N_("Administrator af platformen"),
    "guest": N_("Gæst"),
}

LINK_ROLES = {
    "guest": N_("Gæst"),
    "interpreter": N_("Tolk"),
    "relative": N_("Pårørende"),
    "reminder": N_("Påmindelse"),
}

PARTS = {"host": N_("Leder mødet"), "co_host": N_("Leder med"), "panellist": N_("Oplægsholder")}

STATES = {
    "draft": N_("Kladde"),
    "published": N_("Offentliggjort"),
    "practice": N_("Øver"),
    "open": N_("Døren er åben"),
    "live": N_("I gang"),
    "ended": N_("Slut"),
    "cancelled": N_("Aflyst"),
}

SIGN_UP_STATES = {
    "signed_up": N_("Tilmeldt"),
    "waiting": N_("På venteliste"),
    "withdrawn": N_("Meldt fra"),
}

VISIBILITIES = {
    "public": N_("Alle, også uden at logge ind"),
    "members": N_("Borgere i de kommuner, der er med"),
    "invited": N_("Kun dem, der er inviteret"),
}

TEXT_SIZES = {"normal": N_("Normal tekst"), "stor": N_("Stor tekst"), "stoerst": N_("Størst tekst")}

LANGUAGE_NAMES = {
    "da": N_("dansk"),
    "en": N_("engelsk"),
    "de": N_("tysk"),
    "ar": N_("arabisk"),
    "tr": N_("tyrkisk"),
    "uk": N_("ukrainsk"),
    "pl": N_("polsk"),
    "so": N_("somali"),
    "fa": N_("farsi"),
}

# What a host does to bring a session into a state.
STEPS = {
    "practice": N_("Øv før mødet"),
    "published": N_("Luk øvelsen"),
    "open": N_("Åbn døren"),
    "live": N_("Begynd mødet"),
    "ended": N_("Slut mødet"),
}

REPEATS = {"": N_("Kun denne gang"), "weekly": N_("Hver uge"), "fortnightly": N_("Hver anden uge")}

# Keys of ?done=, shown once on the page after a form. Only these, so an address cannot put words on our page.
DONE = {
    "saved": N_("Det er gemt."),
    "signed_up": N_("Du er tilmeldt."),
    "waiting": N_("Du er på ventelisten."),
    "withdrawn": N_("Du er meldt fra."),
    "signed_out": N_("Du er logget ud."),
    "signed_out_everywhere": N_("Du er logget ud alle andre steder."),
    "password": N_("Din adgangskode er ændret."),
    "revoked": N_("Enheden er logget ud."),
    "created": N_("Det er oprettet."),
    "invited": N_("Invitationen er sendt."),
    "deactivated": N_("Personen er lukket ude."),
    "reactivated": N_("Personen har adgang igen."),
    "enrolled": N_("Borgeren har fået en plads."),
    "published": N_("Mødet er offentliggjort."),
    "moved": N_("Mødet er flyttet. De tilmeldte får besked."),
    "cancelled": N_("Mødet er aflyst. De tilmeldte får besked."),
    "link": N_("Linket er klar."),
    "link_revoked": N_("Linket virker ikke længere."),
    "slides": N_("Lysbillederne er klar."),
    "state": N_("Mødet har skiftet tilstand."),
    "ended": N_("Aftalen er afsluttet."),
}

NOUNS = {
    "agreement": N_("Aftale"),
    "audit": N_("Log"),
    "competence": N_("Kompetence"),
    "join_link": N_("Personligt link"),
    "login": N_("Adgang"),
    "municipality": N_("Kommune"),
    "password": N_("Adgangskode"),
    "person": N_("Person"),
    "preferences": N_("Sprog og tekst"),
    "session": N_("Møde"),
    "sign_up": N_("Tilmelding"),
}

VERBS = {
    "cancel": N_("aflyst"),
    "change": N_("ændret"),
    "check_device": N_("enhed testet"),
    "create": N_("oprettet"),
    "deactivate": N_("lukket ude"),
    "edit": N_("ændret"),
    "end": N_("afsluttet"),
    "enrol": N_("tilmeldt af andre"),
    "invite": N_("inviteret"),
    "move": N_("flyttet"),
    "publish": N_("offentliggjort"),
    "reactivate": N_("lukket ind igen"),
    "revoke": N_("trukket tilbage"),
    "set": N_("ændret"),
    "sign_in": N_("logget ind"),
    "sign_up": N_("tilmeldt"),
    "withdraw": N_("meldt fra"),
}


def initials(name: str) -> str:
    """Two letters that stand for a name: first and last word's."""
    parts = [part for part in name.split() if part[0].isalpha()]
    return (parts[0][0] + (parts[-1][0] if len(parts) > 1 else "")).upper() if parts else "?"
