"""Tables of the rota. No decisions here, but for one that no program may get wrong: nobody is booked twice.

Commitments of one person never overlap: the database refuses it, PostgreSQL by an exclusion constraint and
SQLite by triggers (RAW_TABLES). Ends are open: one may begin when another ends.
"""

from tortoise import fields
from tortoise.models import Model

from hub.accounts.models import Municipality, Person
from hub.vault import SealedColumn, register


class Employment(Model):
    """Contracted hours from a day to a day (inclusive, null: no end). `share` is the percentage of them that
    is the partnership's; the limits are for what the schedule gives in one day and one week."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, db_index=True, on_delete=fields.CASCADE
    )
    weekly_minutes = fields.IntField()
    share = fields.IntField(default=100)
    daily_limit = fields.IntField()
    weekly_limit = fields.IntField()
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)

    person_id: int

    class Meta:
        table = "employment"


class RotaRule(Model):
    """At work on `weekday` (1 Monday to 7 Sunday) from `starts` to `ends` ("HH:MM", wall time).

    `weeks` is every, even or odd: by the number of the week in ISO 8601, as Danish calendars print it.
    """

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, db_index=True, on_delete=fields.CASCADE
    )
    weekday = fields.IntField()
    starts = fields.CharField(max_length=5)
    ends = fields.CharField(max_length=5)
    weeks = fields.CharField(max_length=5, default="every")
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)

    person_id: int

    class Meta:
        table = "rota_rule"


class RotaException(Model):
    """A stretch that differs from the rules: `kind` is extra, away, sick or rather_not. ISO 8601 wall time to
    the minute. There is no room for a reason: that would be about somebody's health or family."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, on_delete=fields.CASCADE
    )
    starts_local = fields.CharField(max_length=16)
    ends_local = fields.CharField(max_length=16)
    kind = fields.CharField(max_length=10)

    person_id: int

    class Meta:
        table = "rota_exception"
        indexes = (("person", "ends_local"),)


class BusyFeed(Model):
    """A calendar elsewhere that says when somebody is busy. Its address opens that calendar: it is sealed."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, db_index=True, on_delete=fields.CASCADE
    )
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "hub.Municipality", related_name=False, on_delete=fields.RESTRICT
    )
    url = fields.BinaryField()
    host = fields.CharField(max_length=120)
    created_at = fields.DatetimeField()
    fetched_at = fields.DatetimeField(null=True)
    etag = fields.CharField(max_length=200, default="")
    last_error = fields.CharField(max_length=30, default="")

    person_id: int
    municipality_id: int

    class Meta:
        table = "busy_feed"


class BusySpan(Model):
    """A stretch in which a calendar elsewhere says busy. What for is not kept."""

    id = fields.IntField(primary_key=True)
    feed: fields.ForeignKeyRelation[BusyFeed] = fields.ForeignKeyField(
        "hub.BusyFeed", related_name=False, on_delete=fields.CASCADE
    )
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()

    feed_id: int

    class Meta:
        table = "busy_span"
        indexes = (("feed", "ends_at"),)


def about_feed(person_id: int) -> str:
    """What the address of a feed is sealed with, beside its municipality."""
    return f"busy-feed:{person_id}"


register(SealedColumn(BusyFeed, "url", lambda row: (row.municipality_id, about_feed(row.person_id))))


class Commitment(Model):
    """A stretch of time that is taken. `purpose` is session (`session_id` names it) or hold, which stands
    until `expires_at` at most."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, on_delete=fields.CASCADE
    )
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    purpose = fields.CharField(max_length=8)
    session_id = fields.IntField(null=True, db_index=True)
    expires_at = fields.DatetimeField(null=True)

    person_id: int

    class Meta:
        table = "commitment"
        indexes = (("person", "ends_at"),)


# A range of one whole number stands for the person, so that PostgreSQL needs no extension to compare it.
_NEVER_TWICE = """
DO $$ BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM pg_constraint
        WHERE conname = 'commitment_never_twice' AND conrelid = 'commitment'::regclass
    ) THEN
        ALTER TABLE commitment
            ADD CONSTRAINT commitment_forwards CHECK (starts_at < ends_at),
            ADD CONSTRAINT commitment_never_twice EXCLUDE USING gist (
                int4range(person_id, person_id, '[]') WITH &&,
                tstzrange(starts_at, ends_at) WITH &&
            );
    END IF;
END $$
"""
_TRIGGER = """
CREATE TRIGGER IF NOT EXISTS commitment_{name} BEFORE {verb} ON commitment
BEGIN
    SELECT RAISE(ABORT, 'commitment_forwards') WHERE NEW.starts_at >= NEW.ends_at;
    SELECT RAISE(ABORT, 'commitment_never_twice') WHERE EXISTS (
        SELECT 1 FROM commitment
        WHERE person_id = NEW.person_id AND ends_at > NEW.starts_at AND starts_at < NEW.ends_at
            AND id IS NOT {itself}
    );
END
"""
RAW_TABLES = {
    "postgres": (_NEVER_TWICE,),
    "sqlite": (
        _TRIGGER.format(name="insert", verb="INSERT", itself="NULL"),
        _TRIGGER.format(name="update", verb="UPDATE", itself="OLD.id"),
    ),
}
