"""Made by `hub migrate --make`; a step that an installation has taken is never edited."""

# ruff: noqa
from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("hub", "0004_forum_care")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Counted",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "session",
                    fields.OneToOneField(
                        "hub.Session",
                        source_field="session_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="counted",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("counted_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "ledger_counted", "app": "hub", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Entry",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "giver",
                    fields.ForeignKeyField(
                        "hub.Municipality",
                        source_field="giver_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "receiver",
                    fields.ForeignKeyField(
                        "hub.Municipality",
                        source_field="receiver_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "agreement",
                    fields.ForeignKeyField(
                        "hub.Agreement",
                        source_field="agreement_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "competence",
                    fields.ForeignKeyField(
                        "hub.Competence",
                        source_field="competence_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "session",
                    fields.ForeignKeyField(
                        "hub.Session",
                        source_field="session_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "hub.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("minutes", fields.IntField()),
                ("held_on", fields.DateField(db_index=True)),
                ("kind", fields.CharField(max_length=10)),
                (
                    "corrects",
                    fields.ForeignKeyField(
                        "hub.Entry",
                        source_field="corrects_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="corrections",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("reason", fields.CharField(default="", max_length=300)),
                (
                    "made_by",
                    fields.ForeignKeyField(
                        "hub.Person",
                        source_field="made_by_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "ledger_entry",
                "app": "hub",
                "indexes": [
                    Index(fields=["giver_id", "held_on"]),
                    Index(fields=["receiver_id", "held_on"]),
                    Index(fields=["corrects_id"]),
                ],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
    ]
