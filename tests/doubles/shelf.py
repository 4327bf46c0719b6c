"""A table with a sealed column and one relation, for the tests of rotation."""

from tortoise import fields
from tortoise.models import Model

from hub.vault import SealedColumn


class Shelf(Model):
    """Whose municipality the sheets on it belong to."""

    id = fields.IntField(primary_key=True)
    municipality_id = fields.IntField()

    class Meta:
        table = "shelf"


class Sheet(Model):
    """One sealed text; null where nothing was written yet."""

    id = fields.IntField(primary_key=True)
    shelf: fields.ForeignKeyRelation[Shelf] = fields.ForeignKeyField("hub.Shelf", related_name=False)
    text = fields.BinaryField(null=True)

    class Meta:
        table = "sheet"


COLUMN = SealedColumn(
    Sheet, "text", lambda sheet: (sheet.shelf.municipality_id, f"sheet:{sheet.id}"), ("shelf",)
)
