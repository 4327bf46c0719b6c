"""Whose alias it is: the one table that connects a person with an alias. Only `aliases` may import it.

An import contract says so. A database with roles can give this table to a role of its own.
"""

from tortoise import fields
from tortoise.models import Model

from forum.debate.models import Alias, Category
from hub.accounts.models import Person


class AliasHolder(Model):
    """A person's alias in a category: at most one."""

    id = fields.IntField(primary_key=True)
    alias: fields.OneToOneRelation[Alias] = fields.OneToOneField("hub.Alias", related_name=False)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("hub.Person", related_name=False)
    category: fields.ForeignKeyRelation[Category] = fields.ForeignKeyField("hub.Category", related_name=False)

    alias_id: int
    person_id: int
    category_id: int

    class Meta:
        table = "forum_alias_holder"
        unique_together = (("person", "category"),)
