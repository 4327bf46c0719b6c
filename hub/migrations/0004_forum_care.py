"""Made by `hub migrate --make`; a step that an installation has taken is never edited."""

# ruff: noqa
from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("hub", "0003_schedule")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Category",
            name="owner",
            field=fields.ForeignKeyField(
                "hub.Municipality",
                source_field="owner_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name=False,
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddField(
            model_name="Category",
            name="professional_only",
            field=fields.BooleanField(null=True),
        ),
        ops.RunSQL("UPDATE forum_category SET professional_only = FALSE", "SELECT 1"),
        ops.AlterField(
            model_name="Category",
            name="professional_only",
            field=fields.BooleanField(default=False),
        ),
    ]
