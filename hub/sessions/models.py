"""Tables of sessions. No decisions here.

A session's time is stored three ways: local wall time and zone as they were promised to people, and the
moments they stand for, which is what is compared and sorted by.
"""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from hub.accounts.models import Municipality, Person


class Series(Model):
    """Sessions planned in one go."""

    id = fields.IntField(primary_key=True)
    title = fields.CharField(max_length=120)
    rule = fields.TextField(default="")
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "hub.Municipality", related_name=False, on_delete=fields.RESTRICT
    )
    created_at = fields.DatetimeField()

    municipality_id: int

    class Meta:
        table = "session_series"


class Session(Model):
    """One meeting at one time. `starts_local` and `ends_local` are ISO 8601 wall time to the minute.

    `title_key` is the title without case, to search by: SQLite knows only A to Z.
    """

    id = fields.IntField(primary_key=True)
    uid = fields.CharField(max_length=32, unique=True)
    kind = fields.CharField(max_length=20)
    language = fields.CharField(max_length=2)
    title = fields.CharField(max_length=120)
    title_key = fields.CharField(max_length=250)
    description = fields.TextField(default="")
    course = fields.CharField(max_length=80, default="", db_index=True)
    state = fields.CharField(max_length=12, default="draft", db_index=True)
    starts_local = fields.CharField(max_length=16)
    ends_local = fields.CharField(max_length=16)
    zone = fields.CharField(max_length=40, default="Europe/Copenhagen")
    starts_at = fields.DatetimeField(db_index=True)
    ends_at = fields.DatetimeField(db_index=True)
    off_hours = fields.BooleanField(default=False)
    capacity = fields.IntField()
    visibility = fields.CharField(max_length=8, default="public")
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "hub.Municipality", related_name=False, on_delete=fields.RESTRICT
    )
    series: fields.ForeignKeyNullableRelation[Series] = fields.ForeignKeyField(
        "hub.Series", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    ics_sequence = fields.IntField(default=0)
    created_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    created_at = fields.DatetimeField()

    municipality_id: int
    series_id: int | None
    created_by_id: int | None

    class Meta:
        table = "session"


class SessionMunicipality(Model):
    """A municipality that offers the session to its citizens."""

    id = fields.IntField(primary_key=True)
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField("hub.Session", related_name=False)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "hub.Municipality", related_name=False, on_delete=fields.RESTRICT
    )

    session_id: int
    municipality_id: int

    class Meta:
        table = "session_municipality"
        unique_together = (("session", "municipality"),)


class SessionHost(Model):
    """A person who leads or speaks; `part` is host, co_host or panellist."""

    id = fields.IntField(primary_key=True)
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField("hub.Session", related_name=False)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, on_delete=fields.RESTRICT
    )
    part = fields.CharField(max_length=10)

    session_id: int
    person_id: int

    class Meta:
        table = "session_host"
        unique_together = (("session", "person"),)


class SignUp(Model):
    """A person's seat or place in the queue. `order_key` rises in the order people came, per session."""

    id = fields.IntField(primary_key=True)
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField("hub.Session", related_name=False)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, on_delete=fields.RESTRICT
    )
    state = fields.CharField(max_length=10)
    order_key = fields.IntField()
    alias = fields.CharField(max_length=40)
    alias_key = fields.CharField(max_length=40)
    device_check_at = fields.DatetimeField(null=True)
    device_check: Any = fields.JSONField(null=True)
    created_at = fields.DatetimeField()

    session_id: int
    person_id: int

    class Meta:
        table = "sign_up"
        unique_together = (("session", "person"), ("session", "alias_key"), ("session", "order_key"))


class JoinLink(Model):
    """A personal way into one session. The link people hold is `uid` and a signature over it."""

    id = fields.IntField(primary_key=True)
    uid = fields.CharField(max_length=24, unique=True)
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField("hub.Session", related_name=False)
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, null=True, on_delete=fields.CASCADE
    )
    name = fields.CharField(max_length=80)
    role = fields.CharField(max_length=12)
    created_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)
    device_check_at = fields.DatetimeField(null=True)

    session_id: int
    person_id: int | None
    created_by_id: int | None

    class Meta:
        table = "join_link"
        indexes = (("session", "person"),)
