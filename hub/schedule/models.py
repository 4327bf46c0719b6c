"""Tables of the schedule. No decisions here.

Who leads a session stands in `SessionHost`, and whose time is taken in `Commitment`; a demand says what the
session needs, who is to fill it, and what she answered.
"""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from hub.accounts.models import Competence, Person
from hub.ledger.asking import Asking, register
from hub.sessions.models import Session


class Demand(Model):
    """One role of one session. `competence` null: any. `team`: demands with the same word want one person.

    `person` is who was told (state asked or accepted); `pinned` is whom a planner chose: a search keeps it.
    """

    id = fields.IntField(primary_key=True)
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField(
        "hub.Session", related_name=False, db_index=True
    )
    role = fields.CharField(max_length=10)
    competence: fields.ForeignKeyNullableRelation[Competence] = fields.ForeignKeyField(
        "hub.Competence", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    level = fields.IntField(default=0)
    language = fields.CharField(max_length=2)
    weight = fields.FloatField(default=1.0)
    team = fields.CharField(max_length=40, default="")
    state = fields.CharField(max_length=10, default="open")
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, null=True, db_index=True, on_delete=fields.RESTRICT
    )
    pinned: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    asked_at = fields.DatetimeField(null=True)
    answered_at = fields.DatetimeField(null=True)

    session_id: int
    competence_id: int | None
    person_id: int | None
    pinned_id: int | None

    class Meta:
        table = "demand"


register(
    Asking(
        Demand,
        at="session__starts_at",
        competence="competence_id",
        session="session_id",
        person="person_id",
    )
)


class Declined(Model):
    """`person` is not to be proposed for the demand: she said no, or a planner said it (`forbidden`)."""

    id = fields.IntField(primary_key=True)
    demand: fields.ForeignKeyRelation[Demand] = fields.ForeignKeyField("hub.Demand", related_name=False)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, on_delete=fields.CASCADE
    )
    forbidden = fields.BooleanField(default=False)
    reason = fields.CharField(max_length=300, default="")
    made_at = fields.DatetimeField()

    demand_id: int
    person_id: int

    class Meta:
        table = "demand_declined"
        unique_together = (("demand", "person"),)


class Proposal(Model):
    """One search over the sessions of a period, and what came of it. `beat_at`: the search was alive then."""

    id = fields.IntField(primary_key=True)
    period_from = fields.DateField()
    period_to = fields.DateField()
    state = fields.CharField(max_length=10, default="searching")
    seed = fields.IntField(default=0)
    seconds = fields.IntField()
    part = fields.CharField(max_length=20, default="")
    gone = fields.FloatField(default=0.0)
    points = fields.FloatField(null=True)
    bound = fields.FloatField(null=True)
    by_constraint: Any = fields.JSONField(default=dict)
    weights: Any = fields.JSONField(default=dict)
    error = fields.CharField(max_length=40, default="")
    cancelled = fields.BooleanField(default=False)
    made_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    made_at = fields.DatetimeField(db_index=True)
    beat_at = fields.DatetimeField()

    made_by_id: int | None

    class Meta:
        table = "proposal"


class Suggestion(Model):
    """What a proposal says about one demand; `person` null: nobody. `why`: sentences of the search."""

    id = fields.IntField(primary_key=True)
    proposal: fields.ForeignKeyRelation[Proposal] = fields.ForeignKeyField("hub.Proposal", related_name=False)
    demand: fields.ForeignKeyRelation[Demand] = fields.ForeignKeyField(
        "hub.Demand", related_name=False, db_index=True
    )
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, null=True, on_delete=fields.CASCADE
    )
    by_hand = fields.BooleanField(default=False)
    published_at = fields.DatetimeField(null=True)
    why: Any = fields.JSONField(default=list)

    proposal_id: int
    demand_id: int
    person_id: int | None

    class Meta:
        table = "suggestion"
        unique_together = (("proposal", "demand"),)


class SickReport(Model):
    """Somebody cannot come in that time (wall time). That she is ill is said to planners only.

    When she was well sooner, `ended_at`, the time ends there and `expected_local` is the end it had first.
    When it is known beforehand from which day she is well, the time ends before that day, and nothing else.
    """

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, db_index=True, on_delete=fields.CASCADE
    )
    starts_local = fields.CharField(max_length=16)
    ends_local = fields.CharField(max_length=16)
    made_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    made_at = fields.DatetimeField(db_index=True)
    expected_local = fields.CharField(max_length=16, null=True)
    ended_at = fields.DatetimeField(null=True)
    ended_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, null=True, on_delete=fields.SET_NULL
    )

    person_id: int
    made_by_id: int | None
    ended_by_id: int | None

    class Meta:
        table = "sick_report"


class Call(Model):
    """A demand that several are asked to take over at once; `kind` sick or swap, `leaver` whose it was."""

    id = fields.IntField(primary_key=True)
    demand: fields.ForeignKeyRelation[Demand] = fields.ForeignKeyField(
        "hub.Demand", related_name=False, db_index=True
    )
    kind = fields.CharField(max_length=8)
    state = fields.CharField(max_length=8, default="open")
    leaver: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, on_delete=fields.CASCADE
    )
    report: fields.ForeignKeyNullableRelation[SickReport] = fields.ForeignKeyField(
        "hub.SickReport", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    taken_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    opened_at = fields.DatetimeField()
    over_at = fields.DatetimeField(null=True)

    demand_id: int
    leaver_id: int
    report_id: int | None
    taken_by_id: int | None

    class Meta:
        table = "substitute_call"


class Asked(Model):
    """Somebody a call went to, best first by `rank` (from 1); `refused_at`: she cannot. `why`: sentences."""

    id = fields.IntField(primary_key=True)
    call: fields.ForeignKeyRelation[Call] = fields.ForeignKeyField("hub.Call", related_name=False)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, db_index=True, on_delete=fields.CASCADE
    )
    rank = fields.IntField()
    points = fields.FloatField()
    why: Any = fields.JSONField(null=True)
    told_at = fields.DatetimeField()
    refused_at = fields.DatetimeField(null=True)

    call_id: int
    person_id: int

    class Meta:
        table = "substitute_asked"
        unique_together = (("call", "person"),)


class WeightSet(Model):
    """The partnership's weights from `made_at` on, until the next set; rows are only added."""

    id = fields.IntField(primary_key=True)
    weights: Any = fields.JSONField()
    reason = fields.CharField(max_length=300, default="")
    made_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    made_at = fields.DatetimeField()

    made_by_id: int | None

    class Meta:
        table = "schedule_weights"
