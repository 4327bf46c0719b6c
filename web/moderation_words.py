"""Words of the forum's safety: reasons, deeds, what waits and why, the word lists."""

from web.i18n import N_

REASONS = {
    "dangerous": N_("Kan være farligt"),
    "wrong_advice": N_("Forkert råd"),
    "rude": N_("Hård tone"),
    "private": N_("Private oplysninger"),
    "advertising": N_("Reklame"),
    "off_topic": N_("Hører ikke til her"),
    "other": N_("Andet"),
}

WHYS = {
    "alert": N_("Akut ord"),
    "flags": N_("Anmeldt"),
    "review": N_("Venter på godkendelse"),
    "second": N_("Venter på en anden fagperson"),
    "appeal": N_("Klage"),
}

# What a moderator presses.
DEEDS = {
    "hide": N_("Skjul indlægget"),
    "show": N_("Vis indlægget igen"),
    "keep": N_("Behold indlægget"),
    "edit": N_("Ret i indlægget"),
    "warn": N_("Giv en advarsel"),
    "pause": N_("Giv en pause"),
    "ban": N_("Udeluk"),
    "approve": N_("Vis indlægget"),
    "decline": N_("Afvis indlægget"),
    "second": N_("Stå inde for svaret"),
    "lock": N_("Lås tråden"),
    "unlock": N_("Lås tråden op"),
    "pin": N_("Sæt tråden øverst"),
    "unpin": N_("Tag tråden ned fra toppen"),
    "slow": N_("Sæt farten ned"),
    "move": N_("Flyt tråden"),
    "split": N_("Del tråden"),
    "merge": N_("Læg tråden ind i en anden"),
}

# What was done, as the list of earlier deeds tells moderators.
DONE_DEEDS = {
    "flags": N_("Skjult af tre anmeldelser"),
    "hide": N_("Skjult"),
    "show": N_("Vist igen"),
    "keep": N_("Beholdt"),
    "edit": N_("Rettet"),
    "warn": N_("Advarsel"),
    "pause": N_("Pause"),
    "ban": N_("Udelukket"),
    "lift": N_("Må skrive igen"),
    "approve": N_("Godkendt"),
    "decline": N_("Afvist"),
    "second": N_("En anden fagperson står inde for det"),
    "lock": N_("Tråden låst"),
    "unlock": N_("Tråden låst op"),
    "pin": N_("Sat øverst"),
    "unpin": N_("Taget ned fra toppen"),
    "slow": N_("Farten sat ned"),
    "move": N_("Flyttet"),
    "split": N_("Delt"),
    "merge": N_("Lagt sammen"),
}

# What the writer of a post is told that a moderator did.
TOLD = {
    "flags": N_("Dit indlæg er skjult, fordi tre har anmeldt det. En moderator ser på det."),
    "hide": N_("En moderator har skjult dit indlæg."),
    "show": N_("Dit indlæg er vist igen."),
    "keep": N_("En moderator har set på dit indlæg. Det er vist igen."),
    "edit": N_("En moderator har rettet i dit indlæg."),
    "warn": N_("En moderator beder dig om at skrive på en anden måde."),
    "pause": N_("Du kan ikke skrive her i en periode."),
    "ban": N_("Du kan ikke længere skrive her."),
    "approve": N_("Dit indlæg er nu at se."),
    "decline": N_("Dit indlæg blev ikke vist."),
    "second": N_("En anden fagperson står inde for dit svar. Det er nu at se."),
    "lock": N_("Din tråd er låst. Andre kan læse den, men ikke svare."),
    "unlock": N_("Din tråd er åben igen."),
    "move": N_("Din tråd er flyttet til et andet emne."),
    "split": N_("En del af din tråd er blevet sin egen tråd."),
    "merge": N_("Din tråd er lagt sammen med en anden."),
}

OUTCOMES = {
    "": N_("En moderator ser på det i dag."),
    "upheld": N_("En moderator har gjort noget ved det. Tak, fordi du sagde til."),
    "kept": N_("En moderator har set på det. Indlægget bliver stående. Tak, fordi du sagde til."),
    "baseless": N_("En moderator har set på det og fandt ikke noget galt."),
}

APPEALS = {
    "open": N_("En anden moderator ser på din klage."),
    "upheld": N_("En anden moderator har set på det. Det bliver, som det er."),
    "undone": N_("Du fik medhold. Det er lavet om."),
}

STATES = {
    "published": N_("Kan ses af alle"),
    "waiting": N_("Venter"),
    "hidden": N_("Skjult"),
    "removed": N_("Fjernet"),
}

WISHES = {
    "asked": N_("Venter på et ja fra en anden moderator"),
    "confirmed": N_("En anden moderator har sagt ja"),
    "declined": N_("En anden moderator har sagt nej"),
    "shown": N_("Navnet er vist én gang"),
    "expired": N_("Der gik for lang tid"),
}

WORD_KINDS = {"emergency": N_("Akutte ord"), "hold": N_("Ord, der skal ses på først")}
GUIDANCES = {
    "call_112": N_("Ring 112"),
    "lifeline": N_("Livslinien 70 201 201"),
    "doctor": N_("Læge eller lægevagt (1813)"),
}
LANGUAGES = {"da": N_("dansk"), "en": N_("engelsk")}
SPANS = {7: N_("7 dage"), 30: N_("30 dage"), 90: N_("90 dage"), 365: N_("Et år")}
PACES = {
    0: N_("Ingen pause"),
    60: N_("1 minut"),
    300: N_("5 minutter"),
    900: N_("15 minutter"),
    3600: N_("1 time"),
}
PAUSES = {1: N_("1 dag"), 3: N_("3 dage"), 7: N_("1 uge"), 30: N_("1 måned"), 90: N_("3 måneder")}

DONE = {
    "flagged": N_("Du har anmeldt indlægget. En moderator ser på det i dag."),
    "deed": N_("Det er gjort. De berørte får besked."),
    "appealed": N_("Din klage er sendt. En anden moderator ser på den."),
    "decided": N_("Klagen er afgjort. Borgeren får besked."),
    "wished": N_("En anden moderator skal nu sige ja eller nej."),
    "answered": N_("Dit svar er gemt."),
    "turn": N_("Vagten er din."),
    "turn_planned": N_("Vagten er givet. Moderatoren får besked."),
    "turn_dropped": N_("Vagten er givet tilbage."),
    "note": N_("Beskeden er gemt til den næste."),
    "word": N_("Listen er ændret."),
    "lifted": N_("Personen kan skrive igen."),
}

NOUNS = {
    "moderation": N_("Moderation"),
    "reveal": N_("Navn bag et dæknavn"),
    "identity": N_("Dit navn bag et dæknavn"),
    "duty": N_("Vagt"),
    "word_list": N_("Ordliste"),
}
VERBS = {
    "hide": N_("skjult"),
    "show": N_("vist igen"),
    "keep": N_("beholdt"),
    "warn": N_("advaret"),
    "pause": N_("sat på pause"),
    "ban": N_("udelukket"),
    "lift": N_("må skrive igen"),
    "approve": N_("godkendt"),
    "decline": N_("afvist"),
    "lock": N_("låst"),
    "unlock": N_("låst op"),
    "pin": N_("sat øverst"),
    "unpin": N_("taget ned"),
    "slow": N_("farten sat ned"),
    "split": N_("delt"),
    "merge": N_("lagt sammen"),
    "note": N_("note skrevet"),
    "decide": N_("klage afgjort"),
    "ask": N_("bedt om"),
    "grant": N_("sagt ja"),
    "refuse": N_("sagt nej"),
    "reveal": N_("vist for en moderator, med en andens ja"),
    "drop": N_("givet tilbage"),
    "plan": N_("givet en moderator"),
    "hand_over": N_("besked til den næste"),
    "switch_on": N_("slået til"),
    "switch_off": N_("slået fra"),
}
