"""Every page of the hub and who looks at it, for the tests that walk them all and for the pictures.

`{webinar}`, `{thread}` and the like stand for ids of the demo data (see `World.ids`). The room has states of
its own and is not in this list.
"""

from dataclasses import dataclass

from tests.doubles.world import (
    ADMINISTRATOR,
    CITIZEN,
    COORDINATOR,
    DIETICIAN,
    MODERATOR,
    PHYSIOTHERAPIST,
    PLATFORM,
    SECOND_DIETICIAN,
)

ANYBODY = ""


@dataclass(frozen=True)
class Shown:
    """A page as somebody sees it; `name` is unique and fits in a file name, `status` is what it answers."""

    name: str
    who: str
    path: str
    status: int = 200


PAGES = [
    Shown("front", ANYBODY, "/"),
    Shown("front-own", CITIZEN, "/"),
    Shown("session", ANYBODY, "/sessions/{webinar}"),
    Shown("session-own", CITIZEN, "/sessions/{webinar}"),
    Shown("check", ANYBODY, "/check"),
    Shown("check-session", CITIZEN, "/sessions/{webinar}/check"),
    Shown("login", ANYBODY, "/login"),
    Shown("password", ANYBODY, "/password"),
    Shown("password-link", ANYBODY, "/password/not-a-link", 404),
    Shown("join-link", ANYBODY, "/join/not-a-link", 404),
    Shown("missing", ANYBODY, "/nothing-here", 404),
    Shown("help", ANYBODY, "/help"),
    Shown("accessibility", ANYBODY, "/accessibility"),
    Shown("privacy", ANYBODY, "/privacy"),
    Shown("forum", ANYBODY, "/forum"),
    Shown("forum-own", CITIZEN, "/forum"),
    Shown("forum-topic", CITIZEN, "/forum/type-2-diabetes"),
    Shown("forum-thread", ANYBODY, "/forum/threads/{thread}"),
    Shown("forum-thread-own", CITIZEN, "/forum/threads/{thread}"),
    Shown("forum-thread-professional", PHYSIOTHERAPIST, "/forum/threads/{thread}"),
    Shown("forum-answer", CITIZEN, "/forum/threads/{thread}/answer"),
    Shown("forum-choose", CITIZEN, "/forum/new"),
    Shown("forum-new", CITIZEN, "/forum/type-2-diabetes/new"),
    Shown("forum-alias", CITIZEN, "/forum/type-2-diabetes/alias"),
    Shown("forum-mine", CITIZEN, "/forum/mine"),
    Shown("forum-search", ANYBODY, "/forum/search?q=blodsukker"),
    Shown("forum-post", CITIZEN, "/forum/posts/{own_post}"),
    Shown("forum-edit", CITIZEN, "/forum/posts/{own_post}/edit"),
    Shown("forum-history", CITIZEN, "/forum/posts/{own_post}/history"),
    Shown("forum-my-flags", CITIZEN, "/forum/moderation/flags"),
    Shown("moderation", MODERATOR, "/forum/moderation"),
    Shown("forum-flag", PHYSIOTHERAPIST, "/forum/posts/{post}/flag"),
    Shown("forum-why", CITIZEN, "/forum/moderation/why/{action}"),
    Shown("moderation-case", MODERATOR, "/forum/moderation/posts/{post}"),
    Shown("moderation-appeal", MODERATOR, "/forum/moderation/appeals/{appeal}"),
    Shown("moderation-thread", MODERATOR, "/forum/moderation/threads/{thread}"),
    Shown("topics", PLATFORM, "/admin/topics"),
    Shown("topics-own", COORDINATOR, "/admin/topics"),
    Shown("topic-new", COORDINATOR, "/admin/topics/new"),
    Shown("topic-kept", PLATFORM, "/admin/topics/type-2-diabetes"),
    Shown("moderation-rota", MODERATOR, "/forum/moderation/rota"),
    Shown("moderation-rota-planned", COORDINATOR, "/forum/moderation/rota"),
    Shown("moderation-words", PLATFORM, "/forum/moderation/words"),
    Shown("moderation-held-words", ADMINISTRATOR, "/forum/moderation/words?list=hold"),
    Shown("moderation-sanctions", MODERATOR, "/forum/moderation/sanctions"),
    Shown("moderation-names", MODERATOR, "/forum/moderation/names"),
    Shown("moderation-statistics", MODERATOR, "/forum/moderation/statistics"),
    Shown("me", CITIZEN, "/me"),
    Shown("me-professional", PHYSIOTHERAPIST, "/me"),
    Shown("me-log", CITIZEN, "/me/log"),
    Shown("desk", ADMINISTRATOR, "/admin"),
    Shown("desk-people", ADMINISTRATOR, "/admin/people"),
    Shown("desk-person-new", ADMINISTRATOR, "/admin/people/new"),
    Shown("desk-person", ADMINISTRATOR, "/admin/people/{person}"),
    Shown("desk-sessions", COORDINATOR, "/admin/sessions"),
    Shown("desk-session-new", COORDINATOR, "/admin/sessions/new"),
    Shown("desk-session", COORDINATOR, "/admin/sessions/{webinar}"),
    Shown("desk-session-edit", COORDINATOR, "/admin/sessions/{webinar}/edit"),
    Shown("schedule", COORDINATOR, "/schedule?week={plan_week}&day={plan_day}"),
    Shown("schedule-opened", COORDINATOR, "/schedule?week={plan_week}&by=course&open={demand}"),
    Shown("schedule-demands", COORDINATOR, "/schedule/demands"),
    Shown("desk-agreements", ADMINISTRATOR, "/admin/agreements"),
    Shown("desk-municipalities", PLATFORM, "/admin/municipalities"),
    Shown("desk-municipality", PLATFORM, "/admin/municipalities/{municipality}"),
    Shown("desk-closing-days", ADMINISTRATOR, "/admin/closing-days"),
    Shown("desk-closing-days-all", PLATFORM, "/admin/closing-days"),
    Shown("desk-log", ADMINISTRATOR, "/admin/audit"),
    Shown("letters-inbox", DIETICIAN, "/admin/letters"),
    Shown("letters-pool", DIETICIAN, "/admin/letters?tray=pool"),
    Shown("letters-letter", DIETICIAN, "/admin/letters/{letter}"),
    Shown("letters-invite", DIETICIAN, "/admin/letters/invite"),
    Shown("letters-templates", DIETICIAN, "/admin/letters/templates"),
    Shown("letters-absences", COORDINATOR, "/admin/letters/absences"),
    Shown("letters-late", COORDINATOR, "/admin/letters/late"),
    Shown("letters-figures", COORDINATOR, "/admin/letters/figures"),
    Shown("letters-figures-all", PLATFORM, "/admin/letters/figures?days=90"),
    Shown("letters-glass", ADMINISTRATOR, "/admin/letters/glass"),
    Shown("letters-functions", PLATFORM, "/admin/letters/functions"),
    Shown("letters-function-new", PLATFORM, "/admin/letters/functions/new"),
    Shown("letters-function", PLATFORM, "/admin/letters/functions/{function}"),
    Shown("letters-copy", SECOND_DIETICIAN, "/admin/letters/copies/{copy}"),
    Shown("letters-reassign", COORDINATOR, "/admin/letters/{own_letter}/reassign"),
    Shown("letters-own", CITIZEN, "/letters"),
    Shown("letters-choose", CITIZEN, "/letters/new"),
    Shown("letters-shown", CITIZEN, "/letters/{own_letter}"),
    Shown("letters-write", CITIZEN, "/letters/{draft}/write"),
    Shown("letters-write-more", CITIZEN, "/letters/{own_letter}/write"),
    Shown("notice", CITIZEN, "/notices/{notice}"),
    Shown("notices-stop", ANYBODY, "/notices/stop/{stop}"),
    Shown("notices", CITIZEN, "/me/notices"),
    Shown("notices-professional", DIETICIAN, "/me/notices"),
    Shown("own-data", CITIZEN, "/me/data"),
    Shown("desk-keeping", ADMINISTRATOR, "/admin/keeping"),
    Shown("ledger", COORDINATOR, "/ledger"),
    Shown("ledger-how", COORDINATOR, "/ledger/how"),
    Shown("ledger-statement", COORDINATOR, "/ledger/{own_place}"),
    Shown("ledger-entry", COORDINATOR, "/ledger/entries/{entry}"),
    Shown("answers", ANYBODY, "/answers"),
    Shown("answer", ANYBODY, "/answers/{answer}"),
]
