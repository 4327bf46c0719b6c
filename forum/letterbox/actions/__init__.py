"""Everything that changes something in the letterbox, and the opening of letters, which leaves a row."""

from forum.letterbox.actions.answering import answer, approve_answer, return_answer, take_answer_back
from forum.letterbox.actions.choosing import (
    choose_time,
    give_talk_back,
    move_time,
    offer_times,
    take_times_back,
)
from forum.letterbox.actions.desk import give_back, hand_over, insert_template, note, save_answer, take
from forum.letterbox.actions.inviting import from_question, invite
from forum.letterbox.actions.keeping import (
    be_absent,
    create_function,
    delete_template,
    edit_function,
    end_absence,
    save_template,
)
from forum.letterbox.actions.publishing import (
    approve_publication,
    consent,
    open_copy,
    propose_publication,
    unpublish,
)
from forum.letterbox.actions.reading import open_file, open_letter
from forum.letterbox.actions.talks import offer_talk, suggested
from forum.letterbox.actions.watching import cover
from forum.letterbox.actions.writing import (
    attach,
    close,
    detach,
    follow_up,
    save_draft,
    send,
    start,
    withdraw,
)

__all__ = [
    "answer",
    "approve_answer",
    "approve_publication",
    "attach",
    "be_absent",
    "choose_time",
    "close",
    "consent",
    "cover",
    "create_function",
    "delete_template",
    "detach",
    "edit_function",
    "end_absence",
    "follow_up",
    "from_question",
    "give_back",
    "give_talk_back",
    "hand_over",
    "insert_template",
    "invite",
    "move_time",
    "note",
    "offer_talk",
    "offer_times",
    "open_copy",
    "open_file",
    "open_letter",
    "propose_publication",
    "return_answer",
    "save_answer",
    "save_draft",
    "save_template",
    "send",
    "start",
    "suggested",
    "take",
    "take_answer_back",
    "take_times_back",
    "unpublish",
    "withdraw",
]
