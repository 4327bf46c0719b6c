"""Tables of the rota. No decisions here, but for one that no program may get wrong: nobody is booked twice.

Commitments of one person never overlap: the database refuses it, PostgreSQL by an exclusion constraint and
SQLite by triggers (RAW_TABLES). Ends are open: one may begin when another ends.
"""

from tortoise import fields
from tortoise.models import Model

from hub.accounts.models import Person


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
