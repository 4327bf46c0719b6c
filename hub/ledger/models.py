"""Tables of the hours ledger. Rows are only ever added: both databases refuse to change or delete one."""

from tortoise import fields
from tortoise.models import Model

from hub.accounts.models import Agreement, Competence, Municipality, Person
from hub.sessions.models import Session


class Entry(Model):
    """`giver` lent `receiver` somebody for `minutes`. A correction goes the way that mends `corrects`.

    `agreement` is the one that covered it on the day; null: none did, and the hours were given all the same.
    """

    id = fields.IntField(primary_key=True)
    giver: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "hub.Municipality", related_name=False, on_delete=fields.RESTRICT
    )
    receiver: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "hub.Municipality", related_name=False, on_delete=fields.RESTRICT
    )
    agreement: fields.ForeignKeyNullableRelation[Agreement] = fields.ForeignKeyField(
        "hub.Agreement", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    competence: fields.ForeignKeyNullableRelation[Competence] = fields.ForeignKeyField(
        "hub.Competence", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField(
        "hub.Session", related_name=False, on_delete=fields.RESTRICT
    )
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, on_delete=fields.RESTRICT
    )
    minutes = fields.IntField()
    held_on = fields.DateField(db_index=True)
    kind = fields.CharField(max_length=10)
    corrects: fields.ForeignKeyNullableRelation["Entry"] = fields.ForeignKeyField(
        "hub.Entry", related_name="corrections", null=True, on_delete=fields.RESTRICT
    )
    reason = fields.CharField(max_length=300, default="")
    made_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    made_at = fields.DatetimeField()

    giver_id: int
    receiver_id: int
    agreement_id: int | None
    competence_id: int | None
    session_id: int
    person_id: int
    corrects_id: int | None
    made_by_id: int | None

    class Meta:
        table = "ledger_entry"
        indexes = (("giver_id", "held_on"), ("receiver_id", "held_on"), ("corrects_id",))


class Counted(Model):
    """A session whose hours are in the ledger; there can be only one row, so nothing is counted twice."""

    id = fields.IntField(primary_key=True)
    session: fields.OneToOneRelation[Session] = fields.OneToOneField(
        "hub.Session", related_name="counted", on_delete=fields.RESTRICT
    )
    counted_at = fields.DatetimeField()

    session_id: int

    class Meta:
        table = "ledger_counted"


_SQLITE_KEPT = """CREATE TRIGGER IF NOT EXISTS ledger_entry_{verb} BEFORE {VERB} ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'an entry of the ledger is never changed'); END"""

RAW_TABLES = {
    "sqlite": (
        _SQLITE_KEPT.format(verb="update", VERB="UPDATE"),
        _SQLITE_KEPT.format(verb="delete", VERB="DELETE"),
        """CREATE TRIGGER IF NOT EXISTS ledger_entry_sound BEFORE INSERT ON ledger_entry
WHEN NEW.minutes <= 0 OR NEW.giver_id = NEW.receiver_id
BEGIN SELECT RAISE(ABORT, 'an entry has minutes and two sides'); END""",
    ),
    "postgres": (
        """CREATE OR REPLACE FUNCTION ledger_entry_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an entry of the ledger is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$""",
        """CREATE OR REPLACE FUNCTION ledger_entry_sound() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.minutes <= 0 OR NEW.giver_id = NEW.receiver_id THEN
    RAISE EXCEPTION 'an entry has minutes and two sides' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$""",
        """CREATE OR REPLACE TRIGGER ledger_entry_kept BEFORE UPDATE OR DELETE ON ledger_entry
FOR EACH ROW EXECUTE FUNCTION ledger_entry_kept()""",
        """CREATE OR REPLACE TRIGGER ledger_entry_emptied BEFORE TRUNCATE ON ledger_entry
FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_kept()""",
        """CREATE OR REPLACE TRIGGER ledger_entry_sound BEFORE INSERT ON ledger_entry
FOR EACH ROW EXECUTE FUNCTION ledger_entry_sound()""",
    ),
}
"""Read by `hub.db`: made after the steps of a migration, and by tests."""
