"""Tables of safety. No decisions here; public ids are random, since other users may see them."""

from tortoise import fields
from tortoise.models import Model

from hub.accounts.models import Municipality, Person


class Sanction(Model):
    """A writer's pause or ban, in one category or (null) in all; `until` null: until it is lifted.

    Nothing here says under which name the person wrote.
    """

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=24, unique=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, db_index=True
    )
    category_id = fields.IntField(null=True, db_index=True)
    kind = fields.CharField(max_length=8)
    until = fields.DatetimeField(null=True)
    reason = fields.CharField(max_length=500)
    given_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    given_at = fields.DatetimeField()
    lifted_at = fields.DatetimeField(null=True)

    person_id: int
    given_by_id: int | None

    class Meta:
        table = "sanction"


class WordList(Model):
    """A word or phrase that somebody added, or a standard one switched off (`standard`: its key).

    No municipality: the platform's own, in force for every writer.
    """

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=24, unique=True)
    municipality: fields.ForeignKeyNullableRelation[Municipality] = fields.ForeignKeyField(
        "hub.Municipality", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    language = fields.CharField(max_length=2)
    kind = fields.CharField(max_length=10)
    phrase = fields.CharField(max_length=160)
    unless = fields.CharField(max_length=400, default="")
    guidance = fields.CharField(max_length=16, default="")
    standard = fields.CharField(max_length=200, default="", db_index=True)
    created_at = fields.DatetimeField()

    municipality_id: int | None

    class Meta:
        table = "word_list"


class Alert(Model):
    """An emergency word was written: `about` names the post, `path` leads to it; `due_at` is the clock."""

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=24, unique=True)
    guidance = fields.CharField(max_length=16)
    path = fields.CharField(max_length=200)
    about = fields.CharField(max_length=24, default="", db_index=True)
    created_at = fields.DatetimeField()
    due_at = fields.DatetimeField()
    answered_at = fields.DatetimeField(null=True, db_index=True)
    answered_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, null=True, on_delete=fields.SET_NULL
    )

    answered_by_id: int | None

    class Meta:
        table = "alert"


class Duty(Model):
    """A moderator's turn on duty; `note` is what the next one is told. `planned_by`: who planned it for them,
    none when they took it themselves."""

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=24, unique=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("hub.Person", related_name=False)
    starts_at = fields.DatetimeField(db_index=True)
    ends_at = fields.DatetimeField(db_index=True)
    note = fields.CharField(max_length=1000, default="")
    note_at = fields.DatetimeField(null=True)
    planned_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, null=True, on_delete=fields.SET_NULL
    )

    person_id: int
    planned_by_id: int | None

    class Meta:
        table = "duty"
