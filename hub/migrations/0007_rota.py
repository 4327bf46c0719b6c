"""Made by `hub migrate --make`; a step that an installation has taken is never edited."""

# ruff: noqa
from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("hub", "0006_commitments")]

    initial = False

    operations = [
        ops.CreateModel(
            name="BusyFeed",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "hub.Person",
                        source_field="person_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "municipality",
                    fields.ForeignKeyField(
                        "hub.Municipality",
                        source_field="municipality_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("url", fields.BinaryField()),
                ("host", fields.CharField(max_length=120)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("fetched_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("etag", fields.CharField(default="", max_length=200)),
                ("last_error", fields.CharField(default="", max_length=30)),
            ],
            options={"table": "busy_feed", "app": "hub", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="BusySpan",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "feed",
                    fields.ForeignKeyField(
                        "hub.BusyFeed",
                        source_field="feed_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("starts_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ends_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "busy_span",
                "app": "hub",
                "indexes": [Index(fields=["feed_id", "ends_at"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.OneToOneField(
                        "hub.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("read_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={"table": "calendar_feed", "app": "hub", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Employment",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "hub.Person",
                        source_field="person_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("weekly_minutes", fields.IntField()),
                ("share", fields.IntField(default=100)),
                ("daily_limit", fields.IntField()),
                ("weekly_limit", fields.IntField()),
                ("valid_from", fields.DateField()),
                ("valid_to", fields.DateField(null=True)),
            ],
            options={"table": "employment", "app": "hub", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RotaException",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "hub.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("starts_local", fields.CharField(max_length=16)),
                ("ends_local", fields.CharField(max_length=16)),
                ("kind", fields.CharField(max_length=10)),
            ],
            options={
                "table": "rota_exception",
                "app": "hub",
                "indexes": [Index(fields=["person_id", "ends_local"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RotaRule",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "hub.Person",
                        source_field="person_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("weekday", fields.IntField()),
                ("starts", fields.CharField(max_length=5)),
                ("ends", fields.CharField(max_length=5)),
                ("weeks", fields.CharField(default="every", max_length=5)),
                ("valid_from", fields.DateField()),
                ("valid_to", fields.DateField(null=True)),
            ],
            options={"table": "rota_rule", "app": "hub", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Agreement",
            name="cap_minutes",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="Agreement",
            name="weight",
            field=fields.FloatField(null=True),
        ),
        ops.RunSQL("UPDATE agreement SET weight = 1.0", "SELECT 1"),
        ops.AlterField(
            model_name="Agreement",
            name="weight",
            field=fields.FloatField(default=1.0),
        ),
        ops.AddField(
            model_name="PersonCompetence",
            name="level",
            field=fields.IntField(null=True),
        ),
        ops.RunSQL("UPDATE person_competence SET level = 1", "SELECT 1"),
        ops.AlterField(
            model_name="PersonCompetence",
            name="level",
            field=fields.IntField(default=1),
        ),
        ops.AddField(
            model_name="PersonCompetence",
            name="valid_from",
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name="PersonCompetence",
            name="valid_to",
            field=fields.DateField(null=True),
        ),
    ]
