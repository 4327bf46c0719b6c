"""Tables of moderation. No decisions here.

No row here connects a person with an alias: a deed names the post, and who wrote it is asked of the debate
when it is needed. Public ids are random; row numbers never leave the queries.
"""

from tortoise import fields
from tortoise.models import Model

from forum.debate.models import Post, Thread
from hub.accounts.models import Municipality, Person


class Flag(Model):
    """Somebody asks a moderator to look at a post; `outcome` is empty until one has."""

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=16, unique=True)
    post: fields.ForeignKeyRelation[Post] = fields.ForeignKeyField("hub.Post", related_name=False)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("hub.Person", related_name=False)
    reason = fields.CharField(max_length=16)
    words = fields.CharField(max_length=300, default="")
    professional = fields.BooleanField(default=False)
    counts = fields.BooleanField(default=True)
    created_at = fields.DatetimeField()
    outcome = fields.CharField(max_length=10, default="", db_index=True)
    decided_at = fields.DatetimeField(null=True)

    post_id: int
    person_id: int

    class Meta:
        table = "forum_flag"
        unique_together = (("post", "person"),)
        indexes = (("person_id", "created_at"),)


class Action(Model):
    """What was done with a post or thread, and what its writer was told. No `moderator`: the rule of flags.

    `waited` is how many seconds it took since somebody asked; empty when nobody had.
    """

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=16, unique=True)
    kind = fields.CharField(max_length=10, db_index=True)
    post: fields.ForeignKeyNullableRelation[Post] = fields.ForeignKeyField(
        "hub.Post", related_name=False, null=True
    )
    thread: fields.ForeignKeyRelation[Thread] = fields.ForeignKeyField("hub.Thread", related_name=False)
    moderator: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    municipality: fields.ForeignKeyNullableRelation[Municipality] = fields.ForeignKeyField(
        "hub.Municipality", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    reason = fields.CharField(max_length=16, default="")
    words = fields.CharField(max_length=500, default="")
    until = fields.DatetimeField(null=True)
    everywhere = fields.BooleanField(default=False)
    lifted_at = fields.DatetimeField(null=True)
    waited = fields.IntField(null=True)
    created_at = fields.DatetimeField(db_index=True)

    post_id: int | None
    thread_id: int
    moderator_id: int | None
    municipality_id: int | None

    class Meta:
        table = "forum_action"
        indexes = (("post_id",), ("thread_id",))


class Appeal(Model):
    """A writer asks for a second look at a deed; one for each. Whose it is follows from the post."""

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=16, unique=True)
    action: fields.OneToOneRelation[Action] = fields.OneToOneField("hub.Action", related_name=False)
    words = fields.CharField(max_length=1000)
    state = fields.CharField(max_length=10, default="open", db_index=True)
    created_at = fields.DatetimeField()
    answer = fields.CharField(max_length=500, default="")
    decided_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    decided_at = fields.DatetimeField(null=True)

    action_id: int
    decided_by_id: int | None

    class Meta:
        table = "forum_appeal"


class Look(Model):
    """Who has a case open, so that two do not do the same work. `key` is the post's public id."""

    id = fields.IntField(primary_key=True)
    key = fields.CharField(max_length=24, unique=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("hub.Person", related_name=False)
    at = fields.DatetimeField()

    person_id: int

    class Meta:
        table = "forum_look"


class Reveal(Model):
    """A name behind an alias is asked for by one and granted by another; the name itself is never here."""

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=16, unique=True)
    post: fields.ForeignKeyRelation[Post] = fields.ForeignKeyField("hub.Post", related_name=False)
    reason = fields.CharField(max_length=500)
    state = fields.CharField(max_length=10, default="asked", db_index=True)
    asked_by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("hub.Person", related_name=False)
    asked_login = fields.IntField(null=True)
    asked_at = fields.DatetimeField()
    decided_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    decided_at = fields.DatetimeField(null=True)
    shown_at = fields.DatetimeField(null=True)

    post_id: int
    asked_by_id: int
    decided_by_id: int | None

    class Meta:
        table = "forum_reveal"
