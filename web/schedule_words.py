"""Words of the scheduler: roles, states, what was just done. Danish; templates translate what they show."""

from web.i18n import N_

ROLES = {"host": N_("Vært"), "co_host": N_("Medvært"), "moderator": N_("Moderator")}

LACKS = {
    "host": N_("Mangler vært"),
    "co_host": N_("Mangler medvært"),
    "moderator": N_("Mangler moderator"),
}

BY = {"professional": N_("Fagperson"), "municipality": N_("Kommune"), "course": N_("Forløb")}

DEMANDS = {"open": N_("Ingen endnu"), "asked": N_("Spurgt"), "accepted": N_("Har sagt ja")}

PROPOSALS = {
    "searching": N_("Vi regner"),
    "ready": N_("Klar til at blive set igennem"),
    "published": N_("Offentliggjort"),
    "discarded": N_("Kasseret"),
    "failed": N_("Lykkedes ikke"),
}

CALLS = {"open": N_("Vi spørger"), "taken": N_("Taget"), "closed": N_("Lukket")}

WEIGHTS = {
    "unfilled": N_("Møder uden fagperson"),
    "continuity": N_("Samme person hele vejen"),
    "home": N_("Borgerens egen kommune"),
    "wish": N_("Fagpersonens ønsker"),
    "load": N_("Jævn arbejdsbyrde"),
    "balance": N_("Balance mellem kommuner"),
    "change": N_("Færrest ændringer"),
}

LEVELS = {
    "0": N_("Alle niveauer"),
    "1": N_("Mindst niveau 1"),
    "2": N_("Mindst niveau 2"),
    "3": N_("Mindst niveau 3"),
    "4": N_("Mindst niveau 4"),
    "5": N_("Niveau 5"),
}

TRIES = {
    "available": N_("personen også kunne arbejde på det tidspunkt?"),
    "give": N_("personen fik opgaven?"),
    "forbid": N_("personen ikke måtte få den?"),
}

IMPORTANCE = {
    "spare": N_("Mødet kan undvære det"),
    "plain": N_("Almindeligt"),
    "much": N_("Vigtigt"),
    "must": N_("Må ikke mangle"),
}

DONE = {
    "need_added": N_("Det er gemt. Det næste forslag leder efter en fagperson."),
    "need_removed": N_("Det er fjernet. Havde nogen opgaven, har de fået besked."),
}
