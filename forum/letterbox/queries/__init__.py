"""Reading in the letterbox: one's own letters, the inbox, what coordinators see, what is public."""

from forum.letterbox.queries.desk import colleagues, inbox, may_break_glass
from forum.letterbox.queries.figures import figures
from forum.letterbox.queries.functions import functions, functions_of
from forum.letterbox.queries.nearby import nearby, still_here, who_reads
from forum.letterbox.queries.oversight import (
    absences,
    functions_for_admin,
    glass,
    late,
    staff,
    team_choices,
)
from forum.letterbox.queries.own import my_file, my_letter, my_letters
from forum.letterbox.queries.published import answers, public_answer
from forum.letterbox.queries.session import letter_of_session, way_to_move
from forum.letterbox.queries.templates import templates
from forum.letterbox.queries.times import at, offered_times

__all__ = [
    "absences",
    "answers",
    "at",
    "colleagues",
    "figures",
    "functions",
    "functions_for_admin",
    "functions_of",
    "glass",
    "inbox",
    "late",
    "letter_of_session",
    "may_break_glass",
    "my_file",
    "my_letter",
    "my_letters",
    "nearby",
    "offered_times",
    "public_answer",
    "staff",
    "still_here",
    "team_choices",
    "templates",
    "way_to_move",
    "who_reads",
]
