"""Words that scripts show: key to Danish text, translated when a page is rendered. Templates word the rest.

A page hands its table to its scripts in `data-texts`; `{name}` is filled in there. Keys ending in _one and
_many are chosen by number.
"""

from web.i18n import N_, catalogue

ROOM = {
    # Everywhere
    "close": N_("Luk"),
    "undo": N_("Fortryd"),
    "you": N_("Dig"),
    "you_named": N_("Du"),
    "try_again": N_("Det lykkedes ikke. Prøv igen."),
    "code": N_("Kode, hvis du ringer: {code}"),
    # The bar
    "more": N_("Mere"),
    "leave": N_("Forlad"),
    "end_for_all": N_("Slut for alle"),
    "chat": N_("Chat"),
    "chat_unread_one": N_("Chat ({n} ny)"),
    "chat_unread_many": N_("Chat ({n} nye)"),
    "write_in_chat": N_("Skriv i chatten"),
    "write_unread_one": N_("Skriv i chatten ({n} ny)"),
    "write_unread_many": N_("Skriv i chatten ({n} nye)"),
    "turn_microphone_on": N_("Slå min mikrofon til"),
    "turn_microphone_off": N_("Slå min mikrofon fra"),
    "turn_camera_on": N_("Tænd mit kamera"),
    "turn_camera_off": N_("Sluk mit kamera"),
    "share_screen": N_("Del skærm"),
    "stop_screen": N_("Stop med at dele"),
    "raise_hand": N_("Ræk hånden op"),
    "lower_hand": N_("Tag hånden ned"),
    "no_thanks": N_("Nej tak, ikke nu"),
    "give_floor_back": N_("Jeg er færdig"),
    "sound": N_("Lyd"),
    "send_heart": N_("Send et hjerte"),
    "show_all_alike": N_("Vis alle lige store"),
    "show_speaker_large": N_("Vis taleren stort"),
    "larger_text": N_("Større tekst"),
    "normal_text": N_("Normal tekst"),
    "keys": N_("Genveje"),
    "keys_help": N_("Hold alle tre taster nede på én gang."),
    # The stage
    "speaks": N_("Nu taler {name}"),
    "you_speak": N_("Du taler nu"),
    "speaking_now": N_("Taler nu"),
    "microphone_is_on": N_("Mikrofon tændt"),
    "microphone_is_off": N_("Mikrofon slukket"),
    "microphone_is_off_sentence": N_("Din mikrofon er slukket."),
    "screen_of": N_("{name} deler skærm"),
    "sound_only": N_("Kun lyd"),
    "hand_is_up": N_("Hånden oppe"),
    "comes_back": N_("Forbinder igen"),
    "slide_alt": N_("Lysbillede {n} af {pages}: {text}"),
    "slide_of": N_("Lysbillede {n} af {pages}"),
    "ends_at": N_("Slutter kl. {clock}"),
    "here_one": N_("{n} er med"),
    "here_many": N_("{n} er med"),
    "you_lead": N_("Du leder mødet"),
    "practice_sign": N_("Øvelokale: Borgerne er ikke med."),
    "session_is_live": N_("Mødet er begyndt."),
    "you_have_the_floor": N_("Du har ordet, {name}. Ingen hører dig, før du trykker."),
    "you_have_the_floor_title": N_("Du har ordet, {name}"),
    "place_in_queue": N_("Nr. {n} i køen"),
    "react_thumb_one": N_("{n} tommel op"),
    "react_thumb_many": N_("{n} tommelfingre op"),
    "react_heart_one": N_("{n} hjerte"),
    "react_heart_many": N_("{n} hjerter"),
    "react_clap_one": N_("{n} klapper"),
    "react_clap_many": N_("{n} klapper"),
    "react_smile_one": N_("{n} smil"),
    "react_smile_many": N_("{n} smil"),
    # The chat
    "at_clock": N_("kl. {clock}"),
    "sending": N_("Sendes"),
    "sent": N_("Din besked er sendt."),
    "not_sent": N_("Beskeden blev ikke sendt. Prøv igen."),
    "write_first": N_("Skriv din besked, før du sender."),
    "line_removed": N_("Beskeden er fjernet."),
    "remove_line": N_("Fjern"),
    "remove_line_of": N_(" beskeden fra {name}"),
    "new_line_from": N_("Ny besked fra {name}"),
    "new_lines_one": N_("{n} ny besked i chatten"),
    "new_lines_many": N_("{n} nye beskeder i chatten"),
    # Own devices
    "microphone_now_on": N_("Din mikrofon er tændt."),
    "microphone_now_off": N_("Din mikrofon er slukket."),
    "camera_now_on": N_("Dit kamera er tændt."),
    "camera_now_off": N_("Dit kamera er slukket."),
    "screen_now_on": N_("Du deler din skærm."),
    "screen_now_off": N_("Du deler ikke længere din skærm."),
    "microphone_off_by_host": N_("Værten har slukket din mikrofon. Du kan selv tænde den igen."),
    "camera_off_by_host": N_("Værten har slukket dit kamera. Du kan selv tænde det igen."),
    "ask_title_microphone": N_("Må vi bruge din mikrofon?"),
    "ask_title_camera": N_("Må vi bruge dit kamera?"),
    "ask_text_microphone": N_(
        "Din browser spørger om lov til at bruge mikrofonen. Det ser sådan ud. Tryk på Tillad."
    ),
    "ask_text_camera": N_(
        "Din browser spørger om lov til at bruge kameraet. Det ser sådan ud. Tryk på Tillad."
    ),
    "picture_label": N_("Tegning af browserens spørgsmål. Knappen Tillad er fremhævet."),
    "picture_wants": N_("{site} vil"),
    "picture_microphone": N_("bruge din mikrofon"),
    "picture_camera": N_("bruge dit kamera"),
    "picture_block": N_("Bloker"),
    "picture_allow": N_("Tillad"),
    "trouble_title_microphone": N_("Vi kan ikke høre dig endnu"),
    "trouble_title_camera": N_("Vi kan ikke se dig endnu"),
    "trouble_title_screen": N_("Din skærm bliver ikke delt"),
    "trouble_refused_microphone": N_("Din browser har ikke fået lov til at bruge mikrofonen."),
    "trouble_refused_camera": N_("Din browser har ikke fået lov til at bruge kameraet."),
    "trouble_refused_screen": N_("Din browser har ikke fået lov til at vise skærmen."),
    "trouble_none_microphone": N_("Vi kan ikke finde en mikrofon på din enhed. Er den sat til?"),
    "trouble_none_camera": N_("Vi kan ikke finde et kamera på din enhed. Er det sat til?"),
    "trouble_none_screen": N_("Din enhed kan ikke dele skærmen."),
    "trouble_busy_microphone": N_("Et andet program bruger mikrofonen. Luk det, og prøv igen."),
    "trouble_busy_camera": N_("Et andet program bruger kameraet. Luk det, og prøv igen."),
    "trouble_busy_screen": N_("Skærmen kan ikke deles lige nu. Prøv igen."),
    "trouble_how": N_(
        "Tryk på tegnet til venstre for adressen øverst i browseren. Vælg Tillad, og prøv igen."
    ),
    "trouble_without": N_("Du kan godt være med uden. Du kan lytte og skrive."),
    "sound_help": N_("Kan du ikke høre noget? Skru op, og tryk på prøvelyden."),
    "hear_test": N_("Hør en prøvelyd"),
    "choose_speaker": N_("Hvor lyden kommer ud"),
    "choose_microphone": N_("Mikrofon"),
    "choose_camera": N_("Kamera"),
    "your_level": N_("Så højt taler du"),
    # The host's lists
    "number": N_("Nummer "),
    "give_floor": N_("Giv ordet"),
    "to_name": N_(" til {name}"),
    "lower": N_("Sænk"),
    "hand_of": N_(" hånden for {name}"),
    "raised_hand": N_("{name} rækker hånden op"),
    "raised_hands_one": N_("{n} ny hånd er oppe"),
    "raised_hands_many": N_("{n} nye hænder er oppe"),
    "just_now": N_("lige nu"),
    "minutes": N_("{n} min."),
    "let_in": N_("Luk ind"),
    "waits_one": N_("{n} person er i venteværelset"),
    "waits_many": N_("{n} personer er i venteværelset"),
    "is_signed_up": N_("Tilmeldt"),
    "not_signed_up": N_("Ikke tilmeldt"),
    "part_host": N_("vært"),
    "part_co_host": N_("medvært"),
    "part_panellist": N_("oplægsholder"),
    "part_guest": N_("gæst"),
    "part_audience": N_("borger"),
    "is_removed": N_("lukket ude"),
    "is_away": N_("forbinder igen"),
    "not_tested": N_("har ikke testet sin enhed"),
    "roster_promote": N_("Giv ordet"),
    "roster_mute": N_("Sluk mikrofon"),
    "roster_demote": N_("Tag ordet"),
    "roster_remove": N_("Luk ude"),
    "roster_restore": N_("Luk ind igen"),
    "roster_whose": N_(": {name}"),
    "removed_person": N_("{name} er lukket ud af mødet."),
    # The session's steps
    "doors_published_title": N_("Mødet er ikke åbent endnu"),
    "doors_published_text": N_("Gå i øvelokalet for at prøve, eller åbn døren for alle."),
    "doors_practice_title": N_("I er i øvelokalet"),
    "doors_practice_text": N_("Borgerne kan ikke se eller høre jer endnu."),
    "doors_open_title": N_("Døren er åben"),
    "doors_open_text": N_("Borgerne kommer ind nu. Begynd, når I er klar."),
    "doors_to_practice": N_("Gå i øvelokalet"),
    "doors_to_published": N_("Luk øvelokalet"),
    "doors_to_open": N_("Åbn døren"),
    "doors_to_live": N_("Begynd mødet"),
    "ends_soon": N_("Mødet slutter for alle om 10 sekunder."),
    # Polls
    "poll_opened": N_("Ny afstemning: {question}"),
    "poll_shown": N_("Resultatet af afstemningen er klar."),
    "poll_secret": N_("Ingen kan se, hvad du svarer."),
    "poll_answered": N_("Dit svar er gemt. Du kan ændre det, til afstemningen lukker."),
    "poll_draft": N_("Ikke åbnet endnu"),
    "poll_option": N_("Svar {n}"),
    "poll_to_open": N_("Åbn afstemningen"),
    "poll_to_closed": N_("Luk afstemningen"),
    "poll_to_shown": N_("Vis resultatet for alle"),
    "poll_to_done": N_("Tag afstemningen væk"),
    "answers_one": N_("{n} svar"),
    "answers_many": N_("{n} svar"),
    # The waiting room
    "door_early": N_("Klokken er {now}. {name} åbner døren kl. {time}."),
    "door_late": N_("Klokken er {now}. Mødet er lidt forsinket. Vi begynder snart."),
    "door_host": N_("Klokken er {now}. {name} lukker dig snart ind."),
    "door_early_nobody": N_("Klokken er {now}. Døren åbner kl. {time}."),
    "door_late_nobody": N_("Klokken er {now}. Mødet er lidt forsinket. Vi begynder snart."),
    "door_host_nobody": N_("Klokken er {now}. Værten lukker dig snart ind."),
    "you_are_in": N_("Du er lukket ind."),
    # The connection
    "connection_went": N_("Forbindelsen forsvandt. Vi forbinder dig igen."),
    "try_again_in_one": N_("Vi prøver igen om {n} sekund."),
    "try_again_in_many": N_("Vi prøver igen om {n} sekunder."),
    "trying_now": N_("Vi prøver nu."),
    "you_are_back": N_("Du er tilbage."),
    "seat_kept": N_("Din plads er gemt."),
    "link_low_title": N_("Din forbindelse er lidt svag."),
    "link_low_text": N_("Billedet er mindre skarpt nu."),
    "link_lowest_title": N_("Din forbindelse er svag."),
    "link_lowest_text": N_("Vi viser et lille billede, så du stadig kan høre."),
    "link_slides_title": N_("Din forbindelse er svag."),
    "link_slides_text": N_("Vi har slukket billedet, så du stadig kan høre."),
    "link_sound_title": N_("Din forbindelse er meget svag."),
    "link_sound_text": N_("Du får kun lyd nu."),
    "link_worst_title": N_("Din forbindelse er meget svag."),
    "link_worst_text": N_("Lyden kan også hakke."),
    "link_own_lowest_title": N_("Du sparer på billedet."),
    "link_own_lowest_text": N_("Du ser et lille billede, til du vælger om."),
    "link_own_slides_title": N_("Du har valgt lyd og lysbilleder."),
    "link_own_slides_text": N_("Billedet er slukket, til du vælger om."),
    "link_own_sound_title": N_("Du har valgt kun lyd."),
    "link_own_sound_text": N_("Billedet er slukket, til du vælger om."),
    "link_picture_back_title": N_("Din forbindelse er god igen."),
    "link_picture_back_text": N_("Billedet er tilbage."),
    "link_sharp_again_title": N_("Din forbindelse er god igen."),
    "link_sharp_again_text": N_("Billedet er skarpt igen."),
    "strain_layers": N_(
        "Vores server har travlt, så billederne er mindre skarpe for alle. Lyden er, som den skal være."
    ),
    "strain_pictures": N_(
        "Vores server har travlt, så ingen kan se billeder lige nu. Lyden er, som den skal være."
    ),
    "link_lost_title": N_("Billede og lyd kommer igen om lidt."),
    "link_lost_text": N_("Fejlen er hos os. Du skal ikke gøre noget."),
    "save_picture": N_("Spar på billedet"),
    "sound_is_enough": N_("Kun lyd"),
    "stay_with_slides": N_("Bliv ved lyd og lysbilleder"),
    "stay_with_sound": N_("Bliv ved kun lyd"),
    "show_picture": N_("Vis billedet igen"),
    "show_sharp": N_("Vis billedet skarpt igen"),
    "picture_choice": N_("Vælg billede"),
    "picture_help": N_(
        "Er din forbindelse svag, kan du nøjes med et lille billede eller kun lyd. Andre mærker det ikke."
    ),
    "picture_full": N_("Bedste billede"),
    "quality_good": N_("Din forbindelse er god"),
    "quality_weak": N_("Din forbindelse er lidt svag. Billedet kan hakke."),
    "quality_bad": N_("Din forbindelse er svag. Lyd og billede kan hakke."),
    # The end
    "end_ended_title": N_("Mødet er slut"),
    "end_ended_text": N_("Tak, fordi du var med."),
    "end_cancelled_title": N_("Mødet er aflyst"),
    "end_cancelled_text": N_("Du får besked, hvis der kommer et nyt tidspunkt."),
    "end_removed_title": N_("Du er ikke længere med i mødet"),
    "end_removed_text": N_("Værten har lukket dig ud. Ring til os, hvis det er en fejl."),
    "end_taken_over_title": N_("Du er med på en anden enhed"),
    "end_taken_over_text": N_("Mødet er åbnet et andet sted. Vil du hellere være med her?"),
    "end_left_title": N_("Du har forladt mødet"),
    "end_left_text": N_("Din plads er stadig din. Du kan komme tilbage, så længe mødet er i gang."),
    "end_signed_out_title": N_("Du har været væk længe"),
    "end_signed_out_text": N_("Log ind igen, så kommer du tilbage til din plads."),
    "end_not_signed_up_title": N_("Du er ikke tilmeldt"),
    "end_not_signed_up_text": N_("Tilmeld dig først, så har du en plads."),
    "end_link_expired_title": N_("Linket er for gammelt"),
    "end_link_expired_text": N_("Ring til os, så hjælper vi dig ind."),
    "end_refused_title": N_("Du kan ikke komme ind lige nu"),
    "end_refused_text": N_("Prøv igen om lidt, eller ring til os."),
    "sign_in": N_("Log ind"),
    "come_in_again": N_("Gå ind igen"),
}

CHECK = {
    # Steps
    "step_sound": N_("Lyd"),
    "step_microphone": N_("Mikrofon"),
    "step_camera": N_("Kamera"),
    "step_network": N_("Internet"),
    "missing": N_("Kommer bagefter"),
    "turn": N_("Nu"),
    "skipped": N_("Sprunget over"),
    "sound_ok": N_("Du kan høre os"),
    "sound_failed": N_("Du kan ikke høre os endnu"),
    "microphone_ok": N_("Vi kan høre dig"),
    "microphone_failed": N_("Vi kan ikke høre dig endnu"),
    "camera_ok": N_("Dit kamera virker"),
    "camera_failed": N_("Vi kan ikke se dig endnu"),
    "network_ok": N_("Din forbindelse er god"),
    "network_failed": N_("Vi kan ikke sende lyd og billede til dig"),
    "network_busy": N_("Vi prøver din forbindelse. Det tager få sekunder."),
    "speak_now": N_("Sig noget. Linjen skal bevæge sig."),
    "not_saved": N_("Testen blev ikke gemt. Prøv igen."),
    "all_works": N_("Alt virker"),
    "nearly_all": N_("Du kan være med"),
}

SHARED = ("picture_", "trouble_", "ask_", "close", "try_again", "your_level", "hear_test", "choose_")


BOARD = {
    "has_it": N_("Har den nu"),
    "looking": N_("Vi ser, hvem der kan."),
    "lifted": N_("Du flytter {title}. Slip den på den, der skal have den."),
    "cannot": N_("{name} kan ikke: {why}"),
    "sent": N_("Vi giver den til {name}."),
    "let_go": N_("Mødet er ikke flyttet."),
}


def board_texts(language: str) -> dict[str, str]:
    """The words of moving things on the week board."""
    return _translated(BOARD, language)


def room_texts(language: str) -> dict[str, str]:
    """The words of the room."""
    return _translated(ROOM, language)


def check_texts(language: str) -> dict[str, str]:
    """The words of the device check: its own and those it shares with the room."""
    shared = {key: text for key, text in ROOM.items() if key.startswith(SHARED)}
    return _translated(shared | CHECK, language)


def _translated(texts: dict[str, str], language: str) -> dict[str, str]:
    translate = catalogue(language).gettext
    return {key: translate(text) for key, text in texts.items()}
