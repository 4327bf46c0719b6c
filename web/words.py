"""Words of the domain as people read them: kinds, roles, states, what was just done. Danish.

Templates translate what they show: `{{ _(words.KINDS[session.kind]) }}`.
"""

from web import moderation_words, schedule_words
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

STRETCHES = {
    "work": N_("På arbejde"),
    "extra": N_("Ekstra arbejde"),
    "away": N_("Fravær"),
    "sick": N_("Syg"),
    "rather_not": N_("Helst ikke møder"),
    "elsewhere": N_("Fravær, meldt i brevkassen"),
    "busy": N_("Optaget i en anden kalender"),
    "session": N_("Møde"),
    "hold": N_("Reserveret til en borger"),
}
EXCEPTIONS_FOR_OTHERS = {kind: STRETCHES[kind] for kind in ("away", "sick", "extra")}
EXCEPTIONS = EXCEPTIONS_FOR_OTHERS | {"rather_not": STRETCHES["rather_not"]}
WEEKDAYS = {
    "1": N_("Mandag"),
    "2": N_("Tirsdag"),
    "3": N_("Onsdag"),
    "4": N_("Torsdag"),
    "5": N_("Fredag"),
    "6": N_("Lørdag"),
    "7": N_("Søndag"),
}
LEVELS = [(level, str(level)) for level in range(6)]
WEEKS = {"every": N_("Alle uger"), "even": N_("Lige uger"), "odd": N_("Ulige uger")}
FEEDS = {
    "private_address": N_("Adressen ligger på et lukket net, som vi ikke må læse fra."),
    "feed_unreachable": N_("Vi kan ikke få fat i kalenderen."),
    "feed_refused": N_("Kalenderen vil ikke vises for os. Er adressen den hemmelige?"),
    "feed_redirects": N_("Adressen sender os for mange gange videre."),
    "feed_too_big": N_("Kalenderen er for stor. Vi læser højst 5 MB."),
    "feed_too_slow": N_("Kalenderen var for længe om at svare."),
    "feed_too_many": N_("Der er flere gentagelser i kalenderen, end vi læser."),
    "not_a_calendar": N_("Der ligger ingen kalender på adressen."),
    "bad_address": N_("Adressen kan ikke bruges."),
}
REPEATS = {"": N_("Kun denne gang"), "weekly": N_("Hver uge"), "fortnightly": N_("Hver anden uge")}

# Keys of ?done=, shown once on the page after a form. Only these, so an address cannot put words on our page.
DONE = {
    "saved": N_("Det er gemt."),
    "plan_published": N_("Det er offentliggjort. Fagpersonerne har fået besked."),
    "plan_published_in_part": N_(
        "Noget kunne ikke offentliggøres, fordi andet er ændret. Se, hvad der er tilbage."
    ),
    "plan_discarded": N_("Forslaget er kasseret."),
    "none_chosen": N_("Sæt først kryds ved det, du vil offentliggøre."),
    "plan_given": N_("Opgaven er givet. Fagpersonen har fået besked."),
    "plan_taken_back": N_("Ingen har opgaven nu."),
    "plan_changed": N_("Forslaget er ændret. Ingen har fået besked endnu."),
    "plan_pinned": N_("Det er låst fast. Næste forslag rører det ikke."),
    "plan_unpinned": N_("Det er låst op."),
    "plan_forbidden": N_("Næste forslag vælger en anden."),
    "plan_asked": N_("Alle, der kan, er spurgt."),
    "plan_sick": N_("Alle, der kan, er spurgt. Vi viser her, hvem der siger ja."),
    "plan_well": N_("Sygdommen er slut. De møder, ingen havde taget, er tilbage, hvor de var."),
    "plan_well_later": N_("Det er gemt. De møder fra den dag, ingen havde taget, er tilbage, hvor de var."),
    "plan_mended": N_("Her er et forslag. Ingen får besked, før du offentliggør det."),
    "plan_closed": N_("Vi spørger ikke flere."),
    "work_accepted": N_("Tak. Mødet er dit."),
    "work_declined": N_("Tak for svaret. Planlæggerne finder en anden."),
    "work_offered": N_("Vi spørger dem, der kan. Mødet er dit, til en anden siger ja."),
    "work_taken": N_("Tak. Du var den første, og mødet er dit."),
    "work_refused": N_("Tak for svaret."),
    "work_ill": N_("God bedring. Vi finder afløsere til dine møder."),
    "signed_up": N_("Du er tilmeldt."),
    "waiting": N_("Du er på ventelisten."),
    "withdrawn": N_("Du er meldt fra."),
    "signed_out": N_("Du er logget ud."),
    "signed_out_everywhere": N_("Du er logget ud alle steder."),
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
    "closed_on": N_("Der er holdt lukket de dage."),
    "closed_before": N_("De dage var lukket i forvejen."),
    "draft": N_("Din kladde er gemt."),
    "draft_deleted": N_("Kladden er slettet."),
    "letter_sent": N_("Dit brev er sendt."),
    "letter_back": N_("Du har trukket brevet tilbage."),
    "letter_deleted": N_("Brevet er slettet."),
    "copy_asked": N_("Vi samler din kopi. Det tager som regel under et minut."),
    "not_ticked": N_("Sæt kryds først, hvis du vil slette alt."),
    "written_deleted": N_("Alt, hvad du har skrevet, er slettet."),
    "written_deleted_but": N_("Det er slettet, men ikke de breve, der venter på svar."),
    "letter_closed": N_("Brevet er afsluttet."),
    "consent_yes": N_("Tak. Vi viser det, når en kollega har læst det igennem."),
    "consent_no": N_("Det er i orden. Ingen andre får det at se."),
    "consent_back": N_("Ingen andre kan læse det mere."),
    "post_sent": N_("Dit indlæg er sendt."),
    "post_waits": N_("Tak. En moderator læser dit indlæg, før andre kan se det."),
    "post_waits_second": N_("Tak. En anden fagperson læser dit svar, før borgerne kan se det."),
    "post_removed": N_("Dit indlæg er fjernet."),
    "draft_saved": N_("Din kladde er gemt."),
    "alias_taken": N_("Du har fået dit dæknavn."),
    "followed": N_("Du får besked, når der sker noget nyt."),
    "muted": N_("Du får ingen besked herfra."),
    "unfollowed": N_("Du følger ikke længere med her."),
    "solved": N_("Det er gemt. Tak, det hjælper andre."),
    "helped": N_("Tak. Kun den, der skrev det, får det at vide."),
    "seconded": N_("Svaret er sendt. Du står inde for det."),
    "deleted": N_("Det er slettet."),
    "letter_taken": N_("Brevet er dit."),
    "letter_answered": N_("Svaret er sendt."),
    "letter_second": N_("En kollega læser svaret, før det sendes."),
    "letter_returned": N_("Svaret er sendt tilbage til den, der skrev det."),
    "letter_handed_over": N_("Brevet er givet videre. Borgeren kan se hvorfor."),
    "letter_given_back": N_("Brevet er givet tilbage. Borgeren kan se hvorfor."),
    "letter_talk": N_("Samtalen er oprettet, og borgeren har fået besked."),
    "letter_times": N_("Borgeren har fået besked og kan vælge en tid."),
    "letter_times_back": N_("Tilbuddet om en samtale er trukket tilbage."),
    "letter_proposed": N_("Borgeren og en kollega bliver spurgt."),
    "letter_invited": N_("Borgeren er inviteret til at skrive."),
    "copy_approved": N_("Du har sagt ja til det offentlige svar."),
    "talk_booked": N_("Samtalen er booket. Vi har sendt dig en mail."),
    "talk_moved": N_("Samtalen er flyttet. Vi har sendt dig en mail."),
    "time_let_go": N_("Tiden er givet fri."),
    "waits_for_time": N_("Du får den første ledige tid. Vi skriver til dig."),
    "waits_no_more": N_("Du venter ikke længere på en tid."),
    "ledger_corrected": N_("Rettelsen er gemt som en ny postering."),
    "copy_refused": N_("Du har sagt nej til det offentlige svar."),
}

AUDIENCES = {
    "open": N_("Alle, også uden at logge ind"),
    "members": N_("Borgere i emnets kommuner, når de er logget ind"),
    "course": N_("Kun dem, der er med i forløbet"),
}

APPROVES = {
    "none": N_("Nej, alt vises med det samme"),
    "first": N_("En borgers første indlæg læses først"),
    "all": N_("Alle borgeres indlæg læses først"),
}

LETTER_TRAYS = {"mine": N_("Til mig"), "pool": N_("Ingen har dem endnu"), "answered": N_("Besvaret")}

LETTER_STATES = {
    "draft": N_("Kladde"),
    "sent": N_("Sendt"),
    "assigned": N_("Tildelt"),
    "answered": N_("Besvaret"),
    "follow_up": N_("Skrevet igen"),
    "closed": N_("Afsluttet"),
    "withdrawn": N_("Trukket tilbage"),
}

READING_REASONS = {
    "assignment": N_("skulle svare på brevet"),
    "second_reader": N_("læste svaret, før det blev sendt"),
    "break_glass": N_("åbnede brevet uden at have fået det"),
}

COPY_STATES = {
    "proposed": N_("Venter på borgeren og en kollega"),
    "published": N_("Offentligt"),
    "declined": N_("Afvist"),
    "withdrawn": N_("Trukket tilbage af borgeren"),
}

# Nouns and verbs of the log of deeds.
NOUNS = {
    "agreement": N_("Aftale"),
    "audit": N_("Log"),
    "booking": N_("Booket samtale"),
    "booking_offer": N_("Samtale, der kan bookes"),
    "chat_message": N_("Besked i chatten"),
    "closing_day": N_("Lukkedag"),
    "competence": N_("Kompetence"),
    "demo": N_("Prøvedata"),
    "forum_category": N_("Emne i debatten"),
    "join_link": N_("Personligt link"),
    "ledger_entry": N_("Postering i timeregnskabet"),
    "letter": N_("Brev"),
    "letter_absence": N_("Fravær"),
    "letter_function": N_("Funktion i brevkassen"),
    "letter_template": N_("Fast svar"),
    "login": N_("Log ind"),
    "municipality": N_("Kommune"),
    "password": N_("Adgangskode"),
    "person": N_("Person"),
    "poll": N_("Afstemning"),
    "preferences": N_("Sprog og tekst"),
    "seat": N_("Plads i rummet"),
    "session": N_("Møde"),
    "sign_up": N_("Tilmelding"),
    "slide_deck": N_("Lysbilleder"),
}

VERBS = {
    "absence": N_("overtaget ved fravær"),
    "add": N_("lagt op"),
    "admit": N_("lukket ind"),
    "answer": N_("besvaret"),
    "approve_answer": N_("svar godkendt"),
    "approve_publication": N_("offentligt svar godkendt"),
    "ask_reset": N_("ny bedt om"),
    "ask_second_reader": N_("kollega bedt om at læse med"),
    "cancel": N_("aflyst"),
    "change": N_("ændret"),
    "check_device": N_("enhed testet"),
    "close": N_("afsluttet"),
    "closed": N_("lukket"),
    "consent": N_("samtykke givet"),
    "coordinator": N_("givet til en anden af kommunen"),
    "confirm": N_("booket"),
    "correct": N_("rettet"),
    "create": N_("oprettet"),
    "deactivate": N_("lukket ude"),
    "decline": N_("sagt nej til offentligt svar"),
    "delete": N_("slettet"),
    "demote": N_("ordet taget tilbage"),
    "doors": N_("dørene skiftet"),
    "edit": N_("ændret"),
    "end": N_("afsluttet"),
    "end_all": N_("afsluttet alle steder"),
    "enrol": N_("tilmeldt af andre"),
    "enter": N_("gået ind"),
    "fill": N_("plads fra ventelisten"),
    "follow_up": N_("skrevet igen"),
    "given_back": N_("givet tilbage"),
    "hold": N_("tid holdt"),
    "let_go": N_("tid givet fri"),
    "stop_waiting": N_("venter ikke længere"),
    "wait": N_("venter på en tid"),
    "handed_over": N_("givet videre"),
    "invite": N_("inviteret"),
    "join": N_("gået ind"),
    "late": N_("frist overskredet"),
    "left_absence": N_("frigivet ved fravær"),
    "left_coordinator": N_("venter på en fagperson"),
    "left_given_back": N_("givet tilbage"),
    "left_handed_over": N_("givet videre"),
    "left_routing": N_("venter på en fagperson"),
    "left_unable": N_("venter på en fagperson"),
    "lower_hand": N_("hånden taget ned"),
    "move": N_("flyttet"),
    "mute": N_("lyd slået fra"),
    "note": N_("note skrevet"),
    "offer_talk": N_("samtale tilbudt"),
    "offer_times": N_("samtale tilbudt med tider at vælge imellem"),
    "take_times_back": N_("tilbud om samtale trukket tilbage"),
    "choose_time": N_("tid til samtale valgt"),
    "move_time": N_("samtale flyttet til en anden tid"),
    "open": N_("åbnet"),
    "promote": N_("fået ordet"),
    "propose_publication": N_("offentligt svar foreslået"),
    "publish": N_("offentliggjort"),
    "reactivate": N_("lukket ind igen"),
    "read": N_("læst"),
    "refuse_publication": N_("offentligt svar afvist"),
    "remove": N_("fjernet"),
    "restore": N_("lukket ind igen"),
    "return_answer": N_("svar sendt retur"),
    "revoke": N_("trukket tilbage"),
    "routing": N_("tildelt"),
    "save": N_("gemt"),
    "send": N_("sendt"),
    "set": N_("ændret"),
    "shown": N_("vist"),
    "sign_in": N_("logget ind"),
    "sign_out": N_("logget ud"),
    "step": N_("skiftet tilstand"),
    "step_ended": N_("sluttet"),
    "step_live": N_("begyndt"),
    "step_open": N_("døren åbnet"),
    "step_practice": N_("øvelse begyndt"),
    "step_published": N_("øvelse lukket"),
    "take": N_("tilmeldt"),
    "take_answer_back": N_("svar taget tilbage"),
    "took": N_("taget"),
    "unable": N_("overtaget"),
    "unpublish": N_("offentligt svar trukket tilbage"),
    "use_link": N_("valgt med link"),
    "withdraw": N_("meldt fra"),
}

DONE |= moderation_words.DONE | schedule_words.DONE
NOUNS |= moderation_words.NOUNS
VERBS |= {verb: word for verb, word in moderation_words.VERBS.items() if verb not in VERBS}


def initials(name: str) -> str:
    """Two letters that stand for a name: first and last word's."""
    parts = [part for part in name.split() if part[0].isalpha()]
    return (parts[0][0] + (parts[-1][0] if len(parts) > 1 else "")).upper() if parts else "?"
