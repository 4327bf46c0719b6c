"""Tables of people and partners. No decisions here.

Text is stored as `fields` cleans it: an e-mail address is trimmed and in lower case, so that the unique
column means "one account per address". Tokens are stored as hashes only.
"""

from tortoise import fields
from tortoise.models import Model


class Municipality(Model):
    """A partner municipality: the tenant every person and session belongs to."""

    id = fields.IntField(primary_key=True)
    slug = fields.CharField(max_length=40, unique=True)
    name = fields.CharField(max_length=80)
    accent = fields.CharField(max_length=16, default="fjord")
    phone = fields.CharField(max_length=20, default="")
    acute_phone = fields.CharField(max_length=20, default="")
    active = fields.BooleanField(default=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "municipality"


class Competence(Model):
    """What a professional may be matched for (`name`), and how such a person is presented (`title`)."""

    id = fields.IntField(primary_key=True)
    slug = fields.CharField(max_length=40, unique=True)
    name_da = fields.CharField(max_length=80)
    name_en = fields.CharField(max_length=80)
    title_da = fields.CharField(max_length=80)
    title_en = fields.CharField(max_length=80)

    class Meta:
        table = "competence"


class Agreement(Model):
    """`giver` lets its professionals serve `receiver`, in one competence or (null) in all.

    `cap_minutes` is what it gives at most in a calendar month (null: no limit); an hour counts `weight` times
    when the schedule weighs whom to ask.
    """

    id = fields.IntField(primary_key=True)
    giver: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "hub.Municipality", related_name="gives", on_delete=fields.RESTRICT
    )
    receiver: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "hub.Municipality", related_name="receives", on_delete=fields.RESTRICT
    )
    competence: fields.ForeignKeyNullableRelation[Competence] = fields.ForeignKeyField(
        "hub.Competence", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)
    cap_minutes = fields.IntField(null=True)
    weight = fields.FloatField(default=1.0)

    giver_id: int
    receiver_id: int
    competence_id: int | None

    class Meta:
        table = "agreement"
        indexes = (("receiver_id", "giver_id"),)


class ClosingDay(Model):
    """A day on which a municipality's offices are closed though the law has them open; no municipality: all.

    Public holidays and the days every municipality is closed are no rows: `hub.workdays` knows them.
    """

    id = fields.IntField(primary_key=True)
    municipality: fields.ForeignKeyNullableRelation[Municipality] = fields.ForeignKeyField(
        "hub.Municipality", related_name=False, null=True, db_index=True
    )
    day = fields.DateField()
    name = fields.CharField(max_length=80, default="")

    municipality_id: int | None

    class Meta:
        table = "closing_day"
        unique_together = (("municipality", "day"),)


class Person(Model):
    """Somebody with an account. Only platform administrators may be without a municipality.

    `name_key` is the name without case, to search and sort by: SQLite knows only A to Z.
    """

    id = fields.IntField(primary_key=True)
    municipality: fields.ForeignKeyNullableRelation[Municipality] = fields.ForeignKeyField(
        "hub.Municipality", related_name="people", null=True, db_index=True, on_delete=fields.RESTRICT
    )
    name = fields.CharField(max_length=120)
    name_key = fields.CharField(max_length=250, db_index=True)
    email = fields.CharField(max_length=254, null=True, unique=True)
    phone = fields.CharField(max_length=20, default="")
    password_hash = fields.CharField(max_length=255, default="")
    language = fields.CharField(max_length=2, default="da")
    text_size = fields.CharField(max_length=10, default="normal")
    profession: fields.ForeignKeyNullableRelation[Competence] = fields.ForeignKeyField(
        "hub.Competence", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    active = fields.BooleanField(default=True)
    created_at = fields.DatetimeField()

    municipality_id: int | None
    profession_id: int | None
    roles: fields.ReverseRelation["RoleGrant"]
    competences: fields.ReverseRelation["PersonCompetence"]
    languages: fields.ReverseRelation["PersonLanguage"]

    class Meta:
        table = "person"


class RoleGrant(Model):
    """A role somebody holds; `role` is a value of hub.actor.Role."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("hub.Person", related_name="roles")
    role = fields.CharField(max_length=32)

    person_id: int

    class Meta:
        table = "role_grant"
        unique_together = (("person", "role"),)


class PersonCompetence(Model):
    """A competence somebody has, from and to those days if they are set (inclusive).

    `level` runs from 0 (learning) over 1 (works alone) to 5 (teaches others).
    """

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name="competences"
    )
    competence: fields.ForeignKeyRelation[Competence] = fields.ForeignKeyField(
        "hub.Competence", related_name=False, on_delete=fields.RESTRICT
    )
    level = fields.IntField(default=1)
    valid_from = fields.DateField(null=True)
    valid_to = fields.DateField(null=True)

    person_id: int
    competence_id: int

    class Meta:
        table = "person_competence"
        unique_together = (("person", "competence"),)


class PersonLanguage(Model):
    """A language somebody can lead a session in; ISO 639-1."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("hub.Person", related_name="languages")
    code = fields.CharField(max_length=2)

    person_id: int

    class Meta:
        table = "person_language"
        unique_together = (("person", "code"),)


class LoginSession(Model):
    """One sign-in on one device. The cookie holds the token; here is its hash.

    `network_key` is a hash of person and network: where this person is no stranger (see actions.login).
    """

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name="logins", db_index=True
    )
    token_hash = fields.CharField(max_length=64, unique=True)
    device = fields.CharField(max_length=120, default="")
    network_key = fields.CharField(max_length=64, default="")
    created_at = fields.DatetimeField()
    seen_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)

    person_id: int

    class Meta:
        table = "login_session"


class OneTimeLink(Model):
    """A link by mail that works once; `purpose` is invitation or password_reset."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name="one_time_links", db_index=True
    )
    purpose = fields.CharField(max_length=16)
    token_hash = fields.CharField(max_length=64, unique=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    person_id: int

    class Meta:
        table = "one_time_link"
