"""What one can be told: kinds, the groups in which one chooses, ways, paces, and the fixed sentences."""

from enum import StrEnum


class Kind(StrEnum):
    letter_answered = "letter_answered"
    letter_handed_over = "letter_handed_over"
    letter_published = "letter_published"
    invitation_to_write = "invitation_to_write"
    talk_offered = "talk_offered"
    reading_break_glass = "reading_break_glass"
    letter_assigned = "letter_assigned"
    letter_due = "letter_due"
    letter_overdue = "letter_overdue"
    letter_to_read = "letter_to_read"
    talk_chosen = "talk_chosen"
    talk_changed = "talk_changed"
    thread_reply = "thread_reply"
    mention = "mention"
    post_approved = "post_approved"
    post_declined = "post_declined"
    moderation_action = "moderation_action"
    flag_outcome = "flag_outcome"
    appeal_outcome = "appeal_outcome"
    review_waiting = "review_waiting"
    emergency_alert = "emergency_alert"
    duty_planned = "duty_planned"
    duty_changed = "duty_changed"


class Group(StrEnum):
    """What one chooses for as a whole."""

    letters = "letters"
    letter_work = "letter_work"
    forum = "forum"
    moderation = "moderation"
    duty = "duty"


class Way(StrEnum):
    mail = "mail"
    push = "push"


class Pace(StrEnum):
    """How often. A push is sent at once or never."""

    once = "once"
    daily = "daily"
    never = "never"


MEMBERS: dict[Group, tuple[Kind, ...]] = {
    Group.letters: (
        Kind.letter_answered,
        Kind.letter_handed_over,
        Kind.letter_published,
        Kind.invitation_to_write,
        Kind.talk_offered,
        Kind.reading_break_glass,
    ),
    Group.letter_work: (
        Kind.letter_assigned,
        Kind.letter_due,
        Kind.letter_overdue,
        Kind.letter_to_read,
        Kind.talk_chosen,
        Kind.talk_changed,
    ),
    Group.forum: (Kind.thread_reply, Kind.mention),
    Group.moderation: (
        Kind.post_approved,
        Kind.post_declined,
        Kind.moderation_action,
        Kind.flag_outcome,
        Kind.appeal_outcome,
    ),
    Group.duty: (Kind.review_waiting, Kind.emergency_alert, Kind.duty_planned, Kind.duty_changed),
}
GROUP_OF = {kind: group for group, kinds in MEMBERS.items() for kind in kinds}

PACES: dict[Way, tuple[Pace, ...]] = {
    Way.mail: (Pace.once, Pace.daily, Pace.never),
    Way.push: (Pace.once, Pace.never),
}
DEFAULTS: dict[tuple[Group, Way], Pace] = {
    (Group.letters, Way.mail): Pace.once,
    (Group.letter_work, Way.mail): Pace.once,
    (Group.forum, Way.mail): Pace.daily,
    (Group.moderation, Way.mail): Pace.once,
    (Group.duty, Way.mail): Pace.once,
    **{(group, Way.push): Pace.once for group in Group},
}
"""What holds for whoever has chosen nothing. Push needs a subscription anyway."""

ALWAYS = frozenset({Kind.emergency_alert})
"""Sent at once whatever was chosen: somebody may be in danger."""

SENTENCES: dict[Kind, tuple[str, str]] = {
    Kind.letter_answered: ("Der er svar på et brev.", "A letter has been answered."),
    Kind.letter_handed_over: (
        "En anden fagperson har fået dit brev.",
        "Another professional has your letter.",
    ),
    Kind.letter_published: (
        "Der er nyt om at vise et brev for andre.",
        "There is news about showing a letter to others.",
    ),
    Kind.invitation_to_write: (
        "En fagperson vil gerne høre fra dig.",
        "A professional would like to hear from you.",
    ),
    Kind.talk_offered: ("Du kan vælge en tid til en samtale.", "You can choose a time for a talk."),
    Kind.reading_break_glass: (
        "Et brev er læst af en, der ikke havde det som opgave.",
        "A letter was read by somebody it was not assigned to.",
    ),
    Kind.letter_assigned: ("Du har fået et brev at svare på.", "You have a letter to answer."),
    Kind.letter_due: ("Et brev skal snart have svar.", "A letter is soon due for an answer."),
    Kind.letter_overdue: ("Et brev har ikke fået svar til tiden.", "A letter was not answered in time."),
    Kind.letter_to_read: (
        "En kollega beder dig læse et svar, før det sendes.",
        "A colleague asks you to read an answer before it is sent.",
    ),
    Kind.talk_chosen: (
        "Der er valgt en tid til en samtale med dig.",
        "A time has been chosen for a talk with you.",
    ),
    Kind.talk_changed: (
        "En samtale med dig er flyttet eller aflyst.",
        "A talk with you has been moved or cancelled.",
    ),
    Kind.thread_reply: ("Der er nyt i en tråd, du følger.", "There is something new in a thread you follow."),
    Kind.mention: ("Nogen har nævnt dig i en tråd.", "Somebody mentioned you in a thread."),
    Kind.post_approved: ("Dit indlæg er nu at se.", "Your post can now be seen."),
    Kind.post_declined: ("Dit indlæg blev ikke vist. Se hvorfor.", "Your post was not shown. See why."),
    Kind.moderation_action: ("En moderator har skrevet til dig.", "A moderator has written to you."),
    Kind.flag_outcome: (
        "En moderator har set på det, du anmeldte.",
        "A moderator has looked at what you reported.",
    ),
    Kind.appeal_outcome: ("Der er svar på din klage.", "Your appeal has been answered."),
    Kind.review_waiting: ("Indlæg venter på en moderator.", "Posts are waiting for a moderator."),
    Kind.emergency_alert: (
        "Nogen kan have brug for hjælp nu. Åbn, og læs.",
        "Somebody may need help now. Open and read.",
    ),
    Kind.duty_planned: (
        "Du har fået en vagt i debatten.",
        "You have been given a turn on duty in the forum.",
    ),
    Kind.duty_changed: (
        "En vagt i debatten er taget af eller givet tilbage.",
        "A turn on duty in the forum was taken off or given back.",
    ),
}
"""Danish and English. Everything a mail, a digest or a push says about what happened."""


def sentence(kind: Kind, language: str) -> str:
    """The fixed sentence."""
    return SENTENCES[kind][language == "en"]
