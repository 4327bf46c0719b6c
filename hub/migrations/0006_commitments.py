"""Made by `hub migrate --make`; a step that an installation has taken is never edited."""

# ruff: noqa
from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

# Sessions that are coming take the time of those who lead them. Of two that overlap only the first planned
# does: the other stays as it is until somebody edits, moves or publishes it.
COMMITTED = """
INSERT INTO commitment (person_id, starts_at, ends_at, purpose, session_id)
SELECT h.person_id, s.starts_at, s.ends_at, 'session', s.id
FROM session_host h JOIN session s ON s.id = h.session_id
WHERE s.state IN ('published', 'practice', 'open', 'live') AND NOT EXISTS (
    SELECT 1 FROM session_host h2 JOIN session s2 ON s2.id = h2.session_id
    WHERE h2.person_id = h.person_id AND s2.id < s.id
        AND s2.state IN ('published', 'practice', 'open', 'live')
        AND s2.starts_at < s.ends_at AND s2.ends_at > s.starts_at
)
"""


class Migration(migrations.Migration):
    dependencies = [("hub", "0005_ledger")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Commitment",
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
                ("starts_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ends_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("purpose", fields.CharField(max_length=8)),
                ("session_id", fields.IntField(null=True, db_index=True)),
                ("expires_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "commitment",
                "app": "hub",
                "indexes": [Index(fields=["person_id", "ends_at"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.RunSQL(COMMITTED, ops.RunSQL.noop),
    ]
