"""Tables of notices. No decisions here, and nothing of what a notice is about but the path to it."""

from tortoise import fields
from tortoise.models import Model

from hub.accounts.models import Person


class Notice(Model):
    """That a person was told something. `mail` is once, daily or never as it was chosen, or sent.

    Links in mails lead to `public_id`, which opens `path` for that person only.
    """

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=22, unique=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("hub.Person", related_name=False)
    kind = fields.CharField(max_length=24)
    path = fields.CharField(max_length=200)
    mail = fields.CharField(max_length=5)
    push = fields.CharField(max_length=5)
    created_at = fields.DatetimeField(db_index=True)
    opened_at = fields.DatetimeField(null=True)

    person_id: int

    class Meta:
        table = "notice"
        indexes = (("person_id", "id"), ("person_id", "mail"))


class NoticeChoice(Model):
    """What a person has chosen for one group and way; no row: the default."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("hub.Person", related_name=False)
    group = fields.CharField(max_length=12)
    way = fields.CharField(max_length=4)
    pace = fields.CharField(max_length=5)

    person_id: int

    class Meta:
        table = "notice_choice"
        unique_together = (("person", "group", "way"),)


class NoticeStop(Model):
    """The random key in a person's unsubscribe links (RFC 8058): whoever has the mail may stop the mails."""

    id = fields.IntField(primary_key=True)
    person: fields.OneToOneRelation[Person] = fields.OneToOneField("hub.Person", related_name=False)
    key = fields.CharField(max_length=22, unique=True)

    person_id: int

    class Meta:
        table = "notice_stop"


class PushSubscription(Model):
    """A browser that takes pushes. `endpoint` is its push service's address, the keys are its own."""

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=22, unique=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, db_index=True
    )
    endpoint = fields.CharField(max_length=500, unique=True)
    p256dh = fields.CharField(max_length=100)
    auth = fields.CharField(max_length=40)
    device = fields.CharField(max_length=120)
    created_at = fields.DatetimeField()

    person_id: int

    class Meta:
        table = "notice_push_subscription"
