"""The table of personal feeds. The secret in a feed's address is stored as a hash only."""

from tortoise import fields
from tortoise.models import Model

from hub.accounts.models import Person


class CalendarFeed(Model):
    """Somebody's own calendar at a secret address. Making another takes this one's place."""

    id = fields.IntField(primary_key=True)
    person: fields.OneToOneRelation[Person] = fields.OneToOneField(
        "hub.Person", related_name=False, on_delete=fields.CASCADE
    )
    token_hash = fields.CharField(max_length=64, unique=True)
    created_at = fields.DatetimeField()
    read_at = fields.DatetimeField(null=True)

    person_id: int

    class Meta:
        table = "calendar_feed"
