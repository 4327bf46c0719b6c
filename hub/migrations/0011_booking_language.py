"""Made by `hub migrate --make`; a step that an installation has taken is never edited."""

# ruff: noqa
from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("hub", "0010_removed_posts")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Booking",
            name="language",
            field=fields.CharField(max_length=2, null=True),
        ),
        ops.RunSQL("UPDATE booking SET language = ''", "SELECT 1"),
        ops.AlterField(
            model_name="Booking",
            name="language",
            field=fields.CharField(max_length=2, default=""),
        ),
        ops.AddField(
            model_name="BookingHold",
            name="language",
            field=fields.CharField(max_length=2, null=True),
        ),
        ops.RunSQL("UPDATE booking_hold SET language = ''", "SELECT 1"),
        ops.AlterField(
            model_name="BookingHold",
            name="language",
            field=fields.CharField(max_length=2, default=""),
        ),
        ops.AddField(
            model_name="WaitingFor",
            name="language",
            field=fields.CharField(max_length=2, null=True),
        ),
        ops.RunSQL("UPDATE booking_waiting SET language = ''", "SELECT 1"),
        ops.AlterField(
            model_name="WaitingFor",
            name="language",
            field=fields.CharField(max_length=2, default=""),
        ),
    ]
