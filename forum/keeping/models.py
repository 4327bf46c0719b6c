"""Tables of keeping. No decisions here. Copies lie sealed in the data folder, not in the database."""

from tortoise import fields
from tortoise.models import Model

from hub.accounts.models import Municipality, Person


class Retention(Model):
    """For how many days a municipality keeps things of a kind after they are over; no row: the default."""

    id = fields.IntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "hub.Municipality", related_name=False
    )
    kind = fields.CharField(max_length=16)
    days = fields.IntField()

    municipality_id: int

    class Meta:
        table = "keeping_retention"
        unique_together = (("municipality", "kind"),)


class Hold(Model):
    """Nothing of this citizen's letters is deleted until it is lifted: a case needs them."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, db_index=True
    )
    reason = fields.CharField(max_length=200)
    placed_at = fields.DatetimeField()
    lifted_at = fields.DatetimeField(null=True)

    person_id: int

    class Meta:
        table = "keeping_hold"


class PersonalCopy(Model):
    """A copy of everything of one person's: asked for, being made (`done` of `total`), or ready."""

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=22, unique=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, db_index=True
    )
    asked_at = fields.DatetimeField()
    done = fields.IntField(default=0)
    total = fields.IntField(default=1)
    size = fields.IntField(default=0)
    ready_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField(null=True)

    person_id: int

    class Meta:
        table = "keeping_copy"
