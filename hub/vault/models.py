"""The table of data keys. No decisions here, and no key that opens anything without the outer one."""

from tortoise import fields
from tortoise.models import Model


class DataKey(Model):
    """One data key of a municipality, wrapped; the one with the highest `number` seals, the others only open.

    `name` is what sealed bytes say: 8 random bytes in hex, never used again. `outer` names the outer key.
    Old ones stay: backups made before a rotation need them.
    """

    id = fields.IntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "hub.Municipality", related_name=False, on_delete=fields.RESTRICT
    )
    number = fields.IntField()
    name = fields.CharField(max_length=16, unique=True)
    wrapped = fields.BinaryField()
    outer = fields.CharField(max_length=16)
    created_at = fields.DatetimeField()

    municipality_id: int

    class Meta:
        table = "data_key"
        unique_together = (("municipality", "number"),)
