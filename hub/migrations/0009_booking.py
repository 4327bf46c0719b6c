"""Made by `hub migrate --make`; a step that an installation has taken is never edited."""

# ruff: noqa
from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("hub", "0008_closing_days")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Offer",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "municipality",
                    fields.ForeignKeyField(
                        "hub.Municipality",
                        source_field="municipality_id",
                        db_index=True,
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
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("minutes", fields.IntField()),
                ("title_da", fields.CharField(max_length=80)),
                ("title_en", fields.CharField(max_length=80)),
                ("active", fields.BooleanField(default=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "booking_offer", "app": "hub", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Booking",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "session",
                    fields.OneToOneField(
                        "hub.Session",
                        source_field="session_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="booking",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "offer",
                    fields.ForeignKeyField(
                        "hub.Offer",
                        source_field="offer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "citizen",
                    fields.ForeignKeyField(
                        "hub.Person",
                        source_field="citizen_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "booking", "app": "hub", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="BookingHold",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "citizen",
                    fields.OneToOneField(
                        "hub.Person",
                        source_field="citizen_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="booking_hold",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "offer",
                    fields.ForeignKeyField(
                        "hub.Offer",
                        source_field="offer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
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
                ("commitment", fields.IntField()),
                ("starts_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("moves", fields.IntField(null=True)),
            ],
            options={"table": "booking_hold", "app": "hub", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="WaitingFor",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "citizen",
                    fields.ForeignKeyField(
                        "hub.Person",
                        source_field="citizen_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "offer",
                    fields.ForeignKeyField(
                        "hub.Offer",
                        source_field="offer_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("until", fields.DateField()),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "booking_waiting",
                "app": "hub",
                "unique_together": (("citizen", "offer"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
    ]
