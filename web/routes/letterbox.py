"""The letterbox: one's own letters, the desk of those who answer and coordinate, public answers."""

from starlette.routing import BaseRoute

from web.page import page
from web.pages import keeping, letters
from web.pages.letterbox import answers, around, inbox, letter

MINE = "/letters/{id}"
DESK = "/admin/letters"
LETTER = f"{DESK}/{{id}}"

ROUTES: list[BaseRoute] = [
    # One's own letters
    page("/letters", letters.listing, verb=("letter", "see_own"), login=True),
    page("/letters/new", letters.choose, verb=("letter", "start"), login=True),
    page("/letters/new", letters.start, method="POST", verb=("letter", "start"), login=True),
    page(MINE, letters.show, verb=("letter", "see_own"), login=True),
    page(f"{MINE}/write", letters.write, verb=("letter", "write"), login=True),
    page(f"{MINE}/write", letters.save, method="POST", verb=("letter", "write"), login=True),
    page(f"{MINE}/draft", letters.keep, method="POST", verb=("letter", "keep_draft"), login=True),
    page(f"{MINE}/withdraw", letters.withdraw, method="POST", verb=("letter", "withdraw"), login=True),
    page(f"{MINE}/talk", letters.choose_talk, method="POST", verb=("letter", "choose_time"), login=True),
    page(f"{MINE}/close", letters.close, method="POST", verb=("letter", "close"), login=True),
    page(f"{MINE}/consent", letters.consent, method="POST", verb=("letter", "consent"), login=True),
    page(f"{MINE}/unpublish", letters.unpublish, method="POST", verb=("letter", "consent"), login=True),
    page(f"{MINE}/files/{{file}}", letters.file, verb=("letter", "see_own"), login=True),
    page(f"{MINE}/delete", keeping.delete_letter, method="POST", verb=("letter", "delete"), login=True),
    # The letterbox, for those who answer and those who see to it that somebody does
    page(DESK, inbox.show, verb=("letter", "inbox"), login=True),
    page(f"{DESK}/late", inbox.late, verb=("letter", "coordinate"), login=True),
    page(f"{DESK}/figures", inbox.figures, verb=("letter", "count"), login=True),
    page(f"{DESK}/glass", inbox.glass, verb=("letter", "see_broken_glass"), login=True),
    page(f"{DESK}/invite", inbox.invite, verb=("letter", "invite"), login=True),
    page(f"{DESK}/invite", inbox.send_invitation, method="POST", verb=("letter", "invite"), login=True),
    page(f"{DESK}/templates", around.templates, verb=("letter_template", "list"), login=True),
    page(
        f"{DESK}/templates",
        around.save_template,
        method="POST",
        verb=("letter_template", "save"),
        login=True,
    ),
    page(
        f"{DESK}/templates/{{id}}/delete",
        around.delete_template,
        method="POST",
        verb=("letter_template", "delete"),
        login=True,
    ),
    page(f"{DESK}/absences", around.absences, verb=("letter_absence", "list"), login=True),
    page(f"{DESK}/absences", around.be_absent, method="POST", verb=("letter_absence", "create"), login=True),
    page(
        f"{DESK}/absences/{{id}}/end",
        around.end_absence,
        method="POST",
        verb=("letter_absence", "delete"),
        login=True,
    ),
    page(f"{DESK}/functions", around.functions, verb=("letter_function", "list"), login=True),
    page(f"{DESK}/functions/new", around.new_function, verb=("letter_function", "create"), login=True),
    page(
        f"{DESK}/functions/new",
        around.create_function,
        method="POST",
        verb=("letter_function", "create"),
        login=True,
    ),
    page(f"{DESK}/functions/{{id}}", around.function, verb=("letter_function", "edit"), login=True),
    page(
        f"{DESK}/functions/{{id}}",
        around.edit_function,
        method="POST",
        verb=("letter_function", "edit"),
        login=True,
    ),
    page(f"{DESK}/copies/{{id}}", around.copy, verb=("publication", "read"), login=True),
    page(
        f"{DESK}/copies/{{id}}",
        around.settle_copy,
        method="POST",
        verb=("publication", "approve"),
        login=True,
    ),
    page(LETTER, letter.show, verb=("letter", "read"), login=True),
    page(f"{LETTER}/files/{{file}}", letter.file, verb=("letter", "read"), login=True),
    page(f"{LETTER}/glass", letter.break_glass, method="POST", verb=("letter", "break_glass"), login=True),
    page(f"{LETTER}/take", letter.take, method="POST", verb=("letter", "take"), login=True),
    page(f"{LETTER}/answer", letter.answer, method="POST", verb=("letter", "answer"), login=True),
    page(f"{LETTER}/draft", letter.keep, method="POST", verb=("letter", "answer"), login=True),
    page(f"{LETTER}/company", letter.company, verb=("letter", "read"), login=True),
    page(f"{LETTER}/approve", letter.approve, method="POST", verb=("letter", "second_read"), login=True),
    page(
        f"{LETTER}/return",
        letter.give_answer_back,
        method="POST",
        verb=("letter", "second_read"),
        login=True,
    ),
    page(
        f"{LETTER}/take-back", letter.take_answer_back, method="POST", verb=("letter", "answer"), login=True
    ),
    page(f"{LETTER}/hand-over", letter.hand_over, method="POST", verb=("letter", "hand_over"), login=True),
    page(f"{LETTER}/reassign", inbox.reassign, verb=("letter", "coordinate"), login=True),
    page(f"{LETTER}/reassign", inbox.give_on, method="POST", verb=("letter", "coordinate"), login=True),
    page(f"{LETTER}/give-back", letter.give_back, method="POST", verb=("letter", "give_back"), login=True),
    page(f"{LETTER}/note", letter.note, method="POST", verb=("letter", "note"), login=True),
    page(f"{LETTER}/times", letter.times, method="POST", verb=("letter", "offer_talk"), login=True),
    page(f"{LETTER}/talk", letter.talk, method="POST", verb=("letter", "offer_talk"), login=True),
    page(f"{LETTER}/publication", letter.propose, method="POST", verb=("letter", "propose"), login=True),
    page("/answers", answers.listing, verb=("answer", "list")),
    page("/answers/{id}", answers.show, verb=("answer", "see")),
]
