"""Tables of the debate. No decisions here; whom an alias belongs to is in `holders`, not here.

Whoever wrote is either `author` (under their own name) or `alias`, never both: no row here connects a person
with an alias. Both are empty when the writer's account is gone. Public ids are what others see; row numbers
never leave the queries. Counts are kept with what they count, under the locks of `counting`.
"""

from tortoise import fields
from tortoise.models import Model

from hub.accounts.models import Competence, Municipality, Person


class Category(Model):
    """A topic to write about. `course` is the name of the sessions' course when `audience` is "course".

    `owner` is the municipality that keeps it, none: the platform. `professional_only`: citizens read along.
    `thread_count` and `post_count` count what is published; `last_post_at` is to the minute.
    """

    id = fields.IntField(primary_key=True)
    slug = fields.CharField(max_length=40, unique=True)
    title_da = fields.CharField(max_length=80)
    title_en = fields.CharField(max_length=80)
    about_da = fields.CharField(max_length=300, default="")
    about_en = fields.CharField(max_length=300, default="")
    audience = fields.CharField(max_length=8, default="open")
    course = fields.CharField(max_length=80, default="")
    alias_allowed = fields.BooleanField(default=True)
    approve = fields.CharField(max_length=8, default="none")
    slow_seconds = fields.IntField(default=0)
    second_professional = fields.BooleanField(default=False)
    professional_only = fields.BooleanField(default=False)
    owner: fields.ForeignKeyNullableRelation[Municipality] = fields.ForeignKeyField(
        "hub.Municipality", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    position = fields.IntField(default=0)
    closed = fields.BooleanField(default=False)
    thread_count = fields.IntField(default=0)
    post_count = fields.IntField(default=0)
    last_post_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()

    owner_id: int | None

    class Meta:
        table = "forum_category"


class CategoryMunicipality(Model):
    """A municipality the category is for; a category without any is for all partners."""

    id = fields.IntField(primary_key=True)
    category: fields.ForeignKeyRelation[Category] = fields.ForeignKeyField("hub.Category", related_name=False)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "hub.Municipality", related_name=False, on_delete=fields.RESTRICT
    )

    category_id: int
    municipality_id: int

    class Meta:
        table = "forum_category_municipality"
        unique_together = (("category", "municipality"),)


class Alias(Model):
    """A name to write under in one category. Whose it is, stands in `holders` alone."""

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=16, unique=True)
    category: fields.ForeignKeyRelation[Category] = fields.ForeignKeyField("hub.Category", related_name=False)
    name = fields.CharField(max_length=40)
    skeleton = fields.CharField(max_length=60)

    category_id: int

    class Meta:
        table = "forum_alias"
        unique_together = (("category", "skeleton"),)


class Thread(Model):
    """A question and what was written to it. Index 1 is the page of a category, index 2 the forum's front.

    `last_post_at` is to the minute; `last_number` the highest number given; `answered_by` the profession of
    the latest professional's answer; `solved_by` a post's public id; `merged_into` a thread's.
    """

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=16, unique=True)
    category: fields.ForeignKeyRelation[Category] = fields.ForeignKeyField(
        "hub.Category", related_name=False, on_delete=fields.RESTRICT
    )
    title = fields.CharField(max_length=140)
    author: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    alias: fields.ForeignKeyNullableRelation[Alias] = fields.ForeignKeyField(
        "hub.Alias", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    part = fields.CharField(max_length=12, default="citizen")
    state = fields.CharField(max_length=9, default="published")
    locked = fields.BooleanField(default=False)
    pinned = fields.BooleanField(default=False)
    solved_by = fields.CharField(max_length=16, default="")
    merged_into = fields.CharField(max_length=16, default="")
    answered_by: fields.ForeignKeyNullableRelation[Competence] = fields.ForeignKeyField(
        "hub.Competence", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    slow_seconds = fields.IntField(default=0)
    created_at = fields.DatetimeField()
    last_post_at = fields.DatetimeField()
    post_count = fields.IntField(default=0)
    last_number = fields.IntField(default=0)

    category_id: int
    author_id: int | None
    alias_id: int | None
    answered_by_id: int | None

    class Meta:
        table = "forum_thread"
        indexes = (
            ("category_id", "state", "pinned", "last_post_at", "public_id"),
            ("state", "last_post_at"),
            ("author_id", "id"),
            ("alias_id", "id"),
        )


class Post(Model):
    """One contribution. It has a number from the moment it is published; before that `number` is empty.

    `part` is the part the writer has: citizen, relative, professional or moderator. `profession` and
    `municipality` are those of a professional (or moderator) when it was written. `waits_for` is "review" or
    "second" while `state` is waiting; `taken_by` is "writer" or "moderator" when it is hidden or removed,
    `taken_at` when that was.

    No index begins with `state`: nearly every row has the same, and a planner without figures would take it.
    """

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=16, unique=True)
    thread: fields.ForeignKeyRelation[Thread] = fields.ForeignKeyField("hub.Thread", related_name=False)
    number = fields.IntField(null=True)
    author: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    alias: fields.ForeignKeyNullableRelation[Alias] = fields.ForeignKeyField(
        "hub.Alias", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    part = fields.CharField(max_length=12, default="citizen")
    profession: fields.ForeignKeyNullableRelation[Competence] = fields.ForeignKeyField(
        "hub.Competence", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    municipality: fields.ForeignKeyNullableRelation[Municipality] = fields.ForeignKeyField(
        "hub.Municipality", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    source = fields.TextField()
    html = fields.TextField()
    state = fields.CharField(max_length=9, default="published")
    waits_for = fields.CharField(max_length=6, default="")
    taken_by = fields.CharField(max_length=9, default="")
    seconded_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    reply_to: fields.ForeignKeyNullableRelation["Post"] = fields.ForeignKeyField(
        "hub.Post", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    helpful_count = fields.IntField(default=0)
    version_count = fields.IntField(default=0)
    created_at = fields.DatetimeField()
    edited_at = fields.DatetimeField(null=True)
    taken_at = fields.DatetimeField(null=True, db_index=True)

    thread_id: int
    author_id: int | None
    alias_id: int | None
    profession_id: int | None
    municipality_id: int | None
    seconded_by_id: int | None
    reply_to_id: int | None

    class Meta:
        table = "forum_post"
        unique_together = (("thread", "number"),)
        indexes = (("waits_for", "created_at"), ("author_id", "id"), ("alias_id", "id"), ("reply_to_id",))


class PostVersion(Model):
    """A text that stood in a post before it was edited; `edited_by` is "writer" or "moderator"."""

    id = fields.IntField(primary_key=True)
    post: fields.ForeignKeyRelation[Post] = fields.ForeignKeyField("hub.Post", related_name=False)
    number = fields.IntField()
    source = fields.TextField()
    html = fields.TextField()
    edited_by = fields.CharField(max_length=9)
    replaced_at = fields.DatetimeField()

    post_id: int

    class Meta:
        table = "forum_post_version"
        unique_together = (("post", "number"),)


class Draft(Model):
    """A text somebody has begun; `place` is "category:SLUG" or "thread:PUBLICID"."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("hub.Person", related_name=False)
    place = fields.CharField(max_length=60)
    title = fields.CharField(max_length=140, default="")
    text = fields.TextField()
    updated_at = fields.DatetimeField()

    person_id: int

    class Meta:
        table = "forum_draft"
        unique_together = (("person", "place"),)


class ReadPosition(Model):
    """How far somebody has read a thread."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("hub.Person", related_name=False)
    thread: fields.ForeignKeyRelation[Thread] = fields.ForeignKeyField("hub.Thread", related_name=False)
    number = fields.IntField(default=0)

    person_id: int
    thread_id: int

    class Meta:
        table = "forum_read_position"
        unique_together = (("person", "thread"),)
        indexes = (("thread_id",),)


class Following(Model):
    """A thread or a category somebody follows or has muted; `way` is "follow" or "mute"."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("hub.Person", related_name=False)
    thread: fields.ForeignKeyNullableRelation[Thread] = fields.ForeignKeyField(
        "hub.Thread", related_name=False, null=True
    )
    category: fields.ForeignKeyNullableRelation[Category] = fields.ForeignKeyField(
        "hub.Category", related_name=False, null=True
    )
    way = fields.CharField(max_length=6)

    person_id: int
    thread_id: int | None
    category_id: int | None

    class Meta:
        table = "forum_following"
        unique_together = (("person", "thread"), ("person", "category"))
        indexes = (("thread_id",), ("category_id",))


class Helpful(Model):
    """Somebody found a post helpful. Nobody but its writer is told how many did."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("hub.Person", related_name=False)
    post: fields.ForeignKeyRelation[Post] = fields.ForeignKeyField("hub.Post", related_name=False)

    person_id: int
    post_id: int

    class Meta:
        table = "forum_helpful"
        unique_together = (("person", "post"),)
        indexes = (("post_id",),)


class Note(Model):
    """What moderators and professionals tell each other at a thread."""

    id = fields.IntField(primary_key=True)
    thread: fields.ForeignKeyRelation[Thread] = fields.ForeignKeyField(
        "hub.Thread", related_name=False, db_index=True
    )
    author: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    text = fields.TextField()
    created_at = fields.DatetimeField()

    thread_id: int
    author_id: int | None

    class Meta:
        table = "forum_note"
