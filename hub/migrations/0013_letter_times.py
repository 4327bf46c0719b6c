"""Made by `hub migrate --make`; a step that an installation has taken is never edited."""

# ruff: noqa
from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("hub", "0012_well_again")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Assignment",
            name="talk_offered_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
    ]
