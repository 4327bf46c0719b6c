"""Made by `hub migrate --make`; a step that an installation has taken is never edited."""

# ruff: noqa
from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("hub", "0009_booking")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Post",
            name="taken_at",
            field=fields.DatetimeField(null=True, db_index=True, auto_now=False, auto_now_add=False),
        ),
        ops.RunSQL(
            "UPDATE forum_post SET taken_at = COALESCE(edited_at, created_at) WHERE state IN ('hidden', 'removed')",
            "SELECT 1",
        ),
        # A field that is added gets its index on SQLite only.
        ops.RunSQL(
            'CREATE INDEX IF NOT EXISTS "idx_forum_post_taken_at" ON "forum_post" ("taken_at")', "SELECT 1"
        ),
    ]
