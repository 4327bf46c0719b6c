"""Tables of the letterbox. No decisions here.

Whatever a citizen or a professional wrote is sealed by hub.vault under the home municipality's key: subjects,
texts, files, notes, reasons. A `public_id` is the only name that leaves the database; numbers of rows do not.
"""

from collections.abc import Callable
from typing import Any

from tortoise import fields
from tortoise.models import Model

from hub.accounts.models import Competence, Municipality, Person
from hub.rota import elsewhere
from hub.sessions.models import Session
from hub.vault import SealedColumn, register

PUBLIC = 16


def _person(**options: Any) -> Any:
    return fields.ForeignKeyField("hub.Person", related_name=False, on_delete=fields.RESTRICT, **options)


def _letter() -> Any:
    return fields.ForeignKeyField("hub.Letter", related_name=False, on_delete=fields.CASCADE)


class Function(Model):
    """Whom a citizen can write to: all who have a competence, or (`competence` null) the members of a team.

    `owner` null: common to all partners. `pooled`: letters wait to be taken instead of being assigned.
    """

    id = fields.IntField(primary_key=True)
    slug = fields.CharField(max_length=40, unique=True)
    owner: fields.ForeignKeyNullableRelation[Municipality] = fields.ForeignKeyField(
        "hub.Municipality", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    competence: fields.ForeignKeyNullableRelation[Competence] = fields.ForeignKeyField(
        "hub.Competence", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    title_da = fields.CharField(max_length=80)
    title_en = fields.CharField(max_length=80)
    about_da = fields.CharField(max_length=300, default="")
    about_en = fields.CharField(max_length=300, default="")
    answer_workdays = fields.IntField(default=3)
    pooled = fields.BooleanField(default=False)
    open = fields.BooleanField(default=True)
    position = fields.IntField(default=0)

    owner_id: int | None
    competence_id: int | None

    class Meta:
        table = "letter_function"


class FunctionMunicipality(Model):
    """A municipality whose citizens may write to the function; none at all means all partners'."""

    id = fields.IntField(primary_key=True)
    function: fields.ForeignKeyRelation[Function] = fields.ForeignKeyField("hub.Function", related_name=False)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "hub.Municipality", related_name=False, on_delete=fields.RESTRICT
    )

    function_id: int
    municipality_id: int

    class Meta:
        table = "letter_function_municipality"
        unique_together = (("function", "municipality"),)


class TeamMember(Model):
    """A professional who answers for a team."""

    id = fields.IntField(primary_key=True)
    function: fields.ForeignKeyRelation[Function] = fields.ForeignKeyField("hub.Function", related_name=False)
    person: fields.ForeignKeyRelation[Person] = _person()

    function_id: int
    person_id: int

    class Meta:
        table = "letter_team_member"
        unique_together = (("function", "person"),)


class Letter(Model):
    """A correspondence. `professional` is whose turn it is to answer, or who answered last.

    `municipality` is the citizen's home when it was sent: the data controller, whose key seals everything.
    """

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=PUBLIC, unique=True)
    citizen: fields.ForeignKeyRelation[Person] = _person(db_index=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "hub.Municipality", related_name=False, on_delete=fields.RESTRICT
    )
    function: fields.ForeignKeyRelation[Function] = fields.ForeignKeyField(
        "hub.Function", related_name=False, on_delete=fields.RESTRICT
    )
    professional: fields.ForeignKeyNullableRelation[Person] = _person(null=True)
    language = fields.CharField(max_length=2)
    state = fields.CharField(max_length=10)
    subject = fields.BinaryField()
    origin = fields.CharField(max_length=16)
    session: fields.ForeignKeyNullableRelation[Session] = fields.ForeignKeyField(
        "hub.Session", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    invited_by: fields.ForeignKeyNullableRelation[Person] = _person(null=True)
    created_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)
    due_at = fields.DatetimeField(null=True)
    answered_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    changed_at = fields.DatetimeField()
    late = fields.BooleanField(default=False)

    citizen_id: int
    municipality_id: int
    function_id: int
    professional_id: int | None
    session_id: int | None
    invited_by_id: int | None

    class Meta:
        table = "letter"
        indexes = (
            ("professional_id", "state", "due_at"),
            ("professional_id", "answered_at"),
            ("function_id", "professional_id", "state", "due_at"),
            ("citizen_id", "changed_at"),
            ("municipality_id", "state", "due_at"),
        )


class LetterMessage(Model):
    """One contribution. `kind` is letter, answer or invitation; `state` draft, waiting or sent.

    `number` counts what was sent, from 1 in each letter; drafts and what waits for a second reader have none.
    """

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=PUBLIC, unique=True)
    letter: fields.ForeignKeyRelation[Letter] = _letter()
    number = fields.IntField(null=True)
    author: fields.ForeignKeyRelation[Person] = _person()
    second_reader: fields.ForeignKeyNullableRelation[Person] = _person(null=True, db_index=True)
    kind = fields.CharField(max_length=10)
    state = fields.CharField(max_length=8)
    sealed = fields.BinaryField()
    changed_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)

    letter_id: int
    author_id: int
    second_reader_id: int | None

    class Meta:
        table = "letter_message"
        unique_together = (("letter", "number"),)


class LetterAttachment(Model):
    """A file made harmless by forum.files; name and bytes are sealed. `size` in bytes, unsealed."""

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=PUBLIC, unique=True)
    message: fields.ForeignKeyRelation[LetterMessage] = fields.ForeignKeyField(
        "hub.LetterMessage", related_name=False, db_index=True
    )
    name = fields.BinaryField()
    sealed = fields.BinaryField()
    kind = fields.CharField(max_length=40)
    size = fields.IntField()
    added_at = fields.DatetimeField()

    message_id: int

    class Meta:
        table = "letter_attachment"


class Assignment(Model):
    """Who had the letter from when to when. `why` is a code of letterbox.reasons; `words` are sealed.

    `given` lists, separated by spaces, what spoke for the professional when routing chose. `ended` is such a
    code too, or "done"; `left`: nobody had the letter afterwards; `ended_words` are sealed. While
    `talk_offered_at` is set the citizen may choose a time with the professional.
    """

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=PUBLIC, unique=True)
    letter: fields.ForeignKeyRelation[Letter] = _letter()
    professional: fields.ForeignKeyRelation[Person] = _person()
    from_at = fields.DatetimeField()
    to_at = fields.DatetimeField(null=True)
    why = fields.CharField(max_length=16)
    given = fields.CharField(max_length=120, default="")
    ended = fields.CharField(max_length=16, default="")
    left = fields.BooleanField(default=False)
    talk_offered_at = fields.DatetimeField(null=True)
    words = fields.BinaryField(null=True)
    ended_words = fields.BinaryField(null=True)

    letter_id: int
    professional_id: int

    class Meta:
        table = "letter_assignment"
        indexes = (("letter_id", "from_at"), ("professional_id", "letter_id"))


class InternalNote(Model):
    """What professionals tell each other about a letter; the citizen does not see it on the page."""

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=PUBLIC, unique=True)
    letter: fields.ForeignKeyRelation[Letter] = _letter()
    author: fields.ForeignKeyRelation[Person] = _person()
    sealed = fields.BinaryField()
    written_at = fields.DatetimeField()

    letter_id: int
    author_id: int

    class Meta:
        table = "letter_note"


class Reading(Model):
    """That a professional read the letter. `reason` is assignment, second_reader or break_glass."""

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=PUBLIC, unique=True)
    letter: fields.ForeignKeyRelation[Letter] = _letter()
    reader: fields.ForeignKeyRelation[Person] = _person()
    reason = fields.CharField(max_length=13)
    words = fields.BinaryField(null=True)
    read_at = fields.DatetimeField()

    letter_id: int
    reader_id: int

    class Meta:
        table = "letter_reading"
        indexes = (("letter_id", "reader_id"), ("reader_id", "read_at"))


class LetterTemplate(Model):
    """A fixed answer a municipality's professionals share. Holds nothing of anybody's letter."""

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=PUBLIC, unique=True)
    owner: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "hub.Municipality", related_name=False, on_delete=fields.RESTRICT
    )
    language = fields.CharField(max_length=2, default="da")
    title = fields.CharField(max_length=80)
    text = fields.TextField()

    owner_id: int

    class Meta:
        table = "letter_template"


class Talk(Model):
    """A consultation offered in a letter."""

    id = fields.IntField(primary_key=True)
    letter: fields.ForeignKeyRelation[Letter] = _letter()
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField(
        "hub.Session", related_name=False, unique=True
    )
    offered_by: fields.ForeignKeyRelation[Person] = _person()
    offered_at = fields.DatetimeField()

    letter_id: int
    session_id: int
    offered_by_id: int

    class Meta:
        table = "letter_talk"


class LetterPublication(Model):
    """An edited, anonymous copy of question and answer. Sealed until it is public, and again afterwards.

    `shown` holds title, question and answer as JSON while everybody may read them, else it is empty.
    """

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=PUBLIC, unique=True)
    letter: fields.OneToOneRelation[Letter] = fields.OneToOneField(
        "hub.Letter", related_name=False, on_delete=fields.CASCADE
    )
    state = fields.CharField(max_length=10)
    language = fields.CharField(max_length=2)
    sealed = fields.BinaryField()
    shown = fields.TextField(default="")
    proposed_by: fields.ForeignKeyRelation[Person] = _person()
    proposed_at = fields.DatetimeField()
    consent_at = fields.DatetimeField(null=True)
    second_reader: fields.ForeignKeyNullableRelation[Person] = _person(null=True, db_index=True)
    approved_at = fields.DatetimeField(null=True)
    published_at = fields.DatetimeField(null=True, db_index=True)
    withdrawn_at = fields.DatetimeField(null=True)

    letter_id: int
    proposed_by_id: int
    second_reader_id: int | None

    class Meta:
        table = "letter_publication"


class Absence(Model):
    """Days (both included) on which a professional answers no letters; `ends` null: until further notice."""

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=PUBLIC, unique=True)
    person: fields.ForeignKeyRelation[Person] = _person(db_index=True)
    starts = fields.DateField()
    ends = fields.DateField(null=True)

    person_id: int

    class Meta:
        table = "letter_absence"


elsewhere.register(elsewhere.Away(Absence, person="person_id", first="starts", last="ends"))


def about(letter: Letter, place: str) -> str:
    """What a sealed text is bound to: its letter and its place there."""
    return f"letter:{letter.public_id}:{place}"


def _bound(place: str) -> Callable[[Any], tuple[int, str]]:
    """Of a row that belongs to a letter; `{}` in `place` stands for the row's own name."""
    return lambda row: (row.letter.municipality_id, about(row.letter, place.format(row.public_id)))


def _bound_file(place: str) -> Callable[[Any], tuple[int, str]]:
    def bound(row: Any) -> tuple[int, str]:
        letter = row.message.letter
        return letter.municipality_id, about(letter, place.format(row.public_id))

    return bound


_AT = ("letter",)
register(SealedColumn(Letter, "subject", lambda row: (row.municipality_id, about(row, "subject"))))
register(SealedColumn(LetterMessage, "sealed", _bound("message:{}"), _AT))
register(SealedColumn(InternalNote, "sealed", _bound("note:{}"), _AT))
register(SealedColumn(Reading, "words", _bound("reading:{}"), _AT))
register(SealedColumn(LetterPublication, "sealed", _bound("copy:{}"), _AT))
register(SealedColumn(Assignment, "words", _bound("assignment:{}"), _AT))
register(SealedColumn(Assignment, "ended_words", _bound("assignment-end:{}"), _AT))
register(SealedColumn(LetterAttachment, "name", _bound_file("file-name:{}"), ("message__letter",)))
register(SealedColumn(LetterAttachment, "sealed", _bound_file("file:{}"), ("message__letter",)))
