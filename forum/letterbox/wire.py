"""What goes in and out of the letterbox: limits, forms, frozen views. No tables, no permissions.

Views carry public ids only. Aware datetimes are moments; texts are plain, as they were written.
"""

import datetime as dt
from typing import Any

import msgspec

from forum.letterbox.reasons import Who
from forum.letterbox.states import Published, State

SUBJECT_LONGEST = 120
TEXT_LONGEST = 20_000
REASON_LONGEST = 300
NOTE_LONGEST = 2_000
WORDS_SHORTEST = 10
FILES_MOST = 5
TITLE_LONGEST = 80
ABOUT_LONGEST = 300
TEMPLATE_LONGEST = 4_000
WORKDAYS_MOST = 20


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the forms."""


class FunctionForm(Form, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A function as administrators keep it. `members` are ids of professionals, for a team."""

    title_da: str
    title_en: str
    about_da: str = ""
    about_en: str = ""
    competence_id: int | None = None
    answer_workdays: int = 3
    pooled: bool = False
    open: bool = True
    municipality_ids: tuple[int, ...] = ()
    members: tuple[int, ...] = ()


class TemplateForm(Form, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fixed answer."""

    title: str
    text: str
    language: str = "da"


class CopyForm(Form, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The edited, anonymous copy of a question and its answer."""

    title: str
    question: str
    answer: str


class View(msgspec.Struct, frozen=True, kw_only=True):
    """Base of the views."""


class FunctionView(View, frozen=True, kw_only=True):
    """Whom one can write to. `answer_workdays`: within how many working days there is an answer."""

    slug: str
    title: str
    about: str
    answer_workdays: int


class FunctionAdminView(FunctionView, frozen=True, kw_only=True):
    """A function for those who keep it."""

    form: FunctionForm
    owner: str
    may_edit: bool
    waiting: int


class FileView(View, frozen=True, kw_only=True):
    """An attachment in a list; `size` in bytes."""

    public_id: str
    name: str
    kind: str
    size: int


class MessageView(View, frozen=True, kw_only=True):
    """One contribution. `mine`: the reader wrote it. `kind` is letter, answer or invitation."""

    public_id: str
    number: int | None
    kind: str
    author: Who
    mine: bool
    text: str
    at: dt.datetime
    files: tuple[FileView, ...] = ()


class EventView(View, frozen=True, kw_only=True):
    """Something that happened to the letter, in a sentence for its citizen; `words` are a person's own."""

    at: dt.datetime
    sentence: str
    words: str = ""


class ReadingView(View, frozen=True, kw_only=True):
    """Who has read the letter. `reason` is assignment, second_reader or break_glass."""

    reader: Who
    reason: str
    words: str
    at: dt.datetime
    times: int = 1


class TalkView(View, frozen=True, kw_only=True):
    """A consultation offered in the letter. `movable`: its citizen may choose another time for it."""

    session_id: int
    starts_at: dt.datetime
    cancelled: bool
    over: bool
    movable: bool


class TimesOfDay(View, frozen=True, kw_only=True):
    """Free times of one day: each a moment and its Danish wall time."""

    day: dt.date
    times: tuple[tuple[dt.datetime, dt.datetime], ...]


class OfferedTimes(View, frozen=True, kw_only=True):
    """Times to choose among for a talk of so many minutes with `name`; `more`: there are more than these.

    `moves`: the session that is to be moved, and `now` when it begins; both None for a new talk.
    """

    name: str
    minutes: int
    moves: int | None
    now: dt.datetime | None
    days: tuple[TimesOfDay, ...]
    more: bool


class CopyView(View, frozen=True, kw_only=True):
    """An anonymous copy and how far it is. `waits_for` is consent, second_reader or nothing."""

    public_id: str
    state: Published
    title: str
    question: str
    answer: str
    consented: bool
    approved: bool


class LetterRow(View, frozen=True, kw_only=True):
    """A letter in its citizen's list. `turn` is ours, hers or over; `news`: there is an answer to be read."""

    public_id: str
    subject: str
    function: str
    state: State
    turn: str
    due_at: dt.datetime | None
    changed_at: dt.datetime
    professional: Who | None
    news: bool


class LetterRows(View, frozen=True, kw_only=True):
    """Some letters; `next` is the `after` of the rest."""

    letters: tuple[LetterRow, ...]
    next: str | None


class LetterView(View, frozen=True, kw_only=True):
    """A letter as its citizen reads it. `draft` is what she has begun and not sent."""

    public_id: str
    subject: str
    function: FunctionView
    state: State
    turn: str
    origin: str
    sent_at: dt.datetime | None
    due_at: dt.datetime | None
    answered_at: dt.datetime | None
    closed_at: dt.datetime | None
    late: bool
    professional: Who | None
    municipality: str
    messages: tuple[MessageView, ...]
    draft: MessageView | None
    events: tuple[EventView, ...]
    readings: tuple[ReadingView, ...]
    talks: tuple[TalkView, ...]
    copy: CopyView | None
    can: dict[str, bool]


class InboxRow(View, frozen=True, kw_only=True):
    """A letter in a professional's inbox.

    `subject` is empty until this professional has opened the letter: seeing it is reading. `workdays` is how
    many working days are left, 0 is today, negative is late. `for_whom`: whose letter it was before, if that
    person is away.
    """

    public_id: str
    subject: str
    citizen: str
    municipality: str
    function: str
    state: State
    due_at: dt.datetime
    workdays: int
    late: bool
    for_whom: str = ""


class InboxPage(View, frozen=True, kw_only=True):
    """One tray of the inbox. `mine` and `pool` count those trays, `late` those of mine that are late."""

    rows: tuple[InboxRow, ...]
    next: str | None
    mine: int
    pool: int
    late: int
    to_read: tuple["ReviewRow", ...]


class ReviewRow(View, frozen=True, kw_only=True):
    """What a second reader is asked to read: `kind` is answer or publication."""

    public_id: str
    kind: str
    asked_by: str
    function: str


class NoteView(View, frozen=True, kw_only=True):
    """A note between colleagues."""

    author: Who
    text: str
    at: dt.datetime


class Company(View, frozen=True, kw_only=True):
    """Somebody else at the same letter within the last minutes; `writes`: has an answer begun."""

    who: Who
    writes: bool
    at: dt.datetime


class Nearby(View, frozen=True, kw_only=True):
    """Who else is at a letter, and the number of its last message."""

    public_id: str
    company: tuple[Company, ...]
    last: int


class DeskView(View, frozen=True, kw_only=True):
    """A letter as a professional reads it. `draft` is the answer begun; `waiting` one for a second reader."""

    public_id: str
    subject: str
    citizen: str
    municipality: str
    function: FunctionView
    language: str
    state: State
    origin: str
    sent_at: dt.datetime | None
    due_at: dt.datetime | None
    answered_at: dt.datetime | None
    workdays: int
    late: bool
    professional: Who | None
    assigned_at: dt.datetime | None
    chosen: str
    passed_on: str
    last: int
    messages: tuple[MessageView, ...]
    draft: MessageView | None
    waiting: MessageView | None
    notes: tuple[NoteView, ...]
    company: tuple[Company, ...]
    talks: tuple[TalkView, ...]
    times_offered: bool
    copy: CopyView | None
    can: dict[str, bool]


class ColleagueView(View, frozen=True, kw_only=True):
    """A professional one can give a letter to, best first; `why` is a sentence."""

    key: str
    who: Who
    why: str


class TemplateView(View, frozen=True, kw_only=True):
    """A fixed answer; `unknown` names merge words that are not ours (none, once it is saved)."""

    public_id: str
    title: str
    text: str
    language: str


class AbsenceView(View, frozen=True, kw_only=True):
    """Days, both included, on which somebody answers no letters."""

    public_id: str
    who: Who
    starts: dt.date
    ends: dt.date | None


class OverdueRow(View, frozen=True, kw_only=True):
    """A letter that is late, for the coordinator of the citizen's municipality: who and when, not what."""

    public_id: str
    function: str
    due_at: dt.datetime
    workdays: int
    professional: Who | None


class GlassRow(View, frozen=True, kw_only=True):
    """A letter opened without being assigned, for the citizen's municipality's administrator."""

    reader: Who
    at: dt.datetime
    words: str


class AnswerCard(View, frozen=True, kw_only=True):
    """A published question and answer. The professional stands behind it with title and municipality."""

    public_id: str
    title: str
    question: str
    answer: str
    answered_by: str
    published_at: dt.datetime


class AnswerPage(View, frozen=True, kw_only=True):
    """Some public answers, newest first; `next` is the `after` of the rest."""

    answers: tuple[AnswerCard, ...]
    next: str | None


class Counted(View, frozen=True, kw_only=True):
    """One letter as far as numbers go: what it is counted under, and how it went. It waits while an answer
    is owed, to a follow-up too; `days` are working days to the first answer."""

    function: str
    municipality: str
    answered: bool
    in_time: bool
    waits: bool
    overdue: bool
    days: int | None


class FigureRow(View, frozen=True, kw_only=True):
    """A line of figures; what is None is too small to be told. `waiting` and of them `overdue` are now."""

    name: str
    sent: int | None
    answered: int | None
    in_time: int | None
    waiting: int | None
    overdue: int | None
    median_workdays: int | None


class FiguresPage(View, frozen=True, kw_only=True):
    """The letters of a period, all together and line by line; `municipalities` are whose professionals have
    them, for the platform (`everybody`) whose citizens wrote them. Deleted letters do not count."""

    days: int
    everybody: bool
    total: FigureRow
    functions: tuple[FigureRow, ...]
    municipalities: tuple[FigureRow, ...]


class Opened(View, frozen=True, kw_only=True):
    """An attachment with its bytes."""

    name: str
    kind: str
    data: bytes


def told(struct: msgspec.Struct) -> dict[str, Any]:
    """A struct as plain values."""
    found: dict[str, Any] = msgspec.to_builtins(struct)
    return found
