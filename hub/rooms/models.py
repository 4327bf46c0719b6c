"""What of a live room outlasts sockets and restarts. Connections and media live in memory (`live`)."""

from tortoise import fields
from tortoise.models import Model


class Seat(Model):
    """One person's (or one link's) place in one session; towards others it is its random `public_id`."""

    id = fields.IntField(primary_key=True)
    session: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "hub.Session", related_name="seats", on_delete=fields.CASCADE
    )
    session_id: int
    person: fields.ForeignKeyNullableRelation[Model] = fields.ForeignKeyField(
        "hub.Person", related_name="seats", null=True, on_delete=fields.CASCADE
    )
    person_id: int | None
    link: fields.ForeignKeyNullableRelation[Model] = fields.ForeignKeyField(
        "hub.JoinLink", related_name="seats", null=True, on_delete=fields.CASCADE
    )
    link_id: int | None
    public_id = fields.CharField(max_length=16, unique=True)
    name_shown = fields.CharField(max_length=120)
    title = fields.CharField(max_length=120, default="")
    municipality = fields.CharField(max_length=80, default="")
    alias = fields.CharField(max_length=60)
    part = fields.CharField(max_length=12)
    role = fields.CharField(max_length=16, default="")
    signed_up = fields.BooleanField(default=False)
    device_checked = fields.BooleanField(default=False)
    came_at = fields.DatetimeField()
    admitted_at = fields.DatetimeField(null=True)
    removed_at = fields.DatetimeField(null=True)
    on_stage = fields.BooleanField(default=False)
    hand_raised_at = fields.DatetimeField(null=True)
    muted_microphone = fields.BooleanField(default=False)
    muted_camera = fields.BooleanField(default=False)
    last_seen_at = fields.DatetimeField()

    class Meta:
        table = "seat"
        unique_together = (("session", "person"), ("session", "link"))


class Attendance(Model):
    """One stretch of time in which a seat had a connection and was admitted."""

    id = fields.IntField(primary_key=True)
    seat: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField(
        "hub.Seat", related_name="attendance", on_delete=fields.CASCADE
    )
    seat_id: int
    joined_at = fields.DatetimeField()
    left_at = fields.DatetimeField(null=True)

    class Meta:
        table = "attendance"


class Poll(Model):
    """A question with fixed answers; draft, open, closed or shown."""

    id = fields.IntField(primary_key=True)
    session: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "hub.Session", related_name="polls", on_delete=fields.CASCADE
    )
    session_id: int
    question = fields.CharField(max_length=300)
    options: fields.Field[list[str]] = fields.JSONField()
    state = fields.CharField(max_length=8, default="draft")
    created_at = fields.DatetimeField()

    class Meta:
        table = "poll"


class PollVote(Model):
    """The one vote of a seat; only sums of these are ever told."""

    id = fields.IntField(primary_key=True)
    poll: fields.ForeignKeyRelation[Poll] = fields.ForeignKeyField(
        "hub.Poll", related_name="votes", on_delete=fields.CASCADE
    )
    poll_id: int
    seat: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField(
        "hub.Seat", related_name="votes", on_delete=fields.CASCADE
    )
    seat_id: int
    option = fields.SmallIntField()

    class Meta:
        table = "poll_vote"
        unique_together = (("poll", "seat"),)


class SlideDeck(Model):
    """Pages rendered once from one uploaded PDF."""

    id = fields.IntField(primary_key=True)
    session: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "hub.Session", related_name="decks", on_delete=fields.CASCADE
    )
    session_id: int
    title = fields.CharField(max_length=200)
    pages = fields.SmallIntField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "slide_deck"


class Slide(Model):
    """One page: its picture's random file name under the slides folder, and its text."""

    id = fields.IntField(primary_key=True)
    deck: fields.ForeignKeyRelation[SlideDeck] = fields.ForeignKeyField(
        "hub.SlideDeck", related_name="slides", on_delete=fields.CASCADE
    )
    deck_id: int
    number = fields.SmallIntField()
    alt = fields.TextField()
    file = fields.CharField(max_length=60)

    class Meta:
        table = "slide"
        unique_together = (("deck", "number"),)


class RoomState(Model):
    """What everybody looks at, kept over a restart: slide and poll on show; and when the doors opened."""

    id = fields.IntField(primary_key=True)
    session: fields.OneToOneRelation[Model] = fields.OneToOneField(
        "hub.Session", related_name="room", on_delete=fields.CASCADE
    )
    session_id: int
    deck: fields.ForeignKeyNullableRelation[SlideDeck] = fields.ForeignKeyField(
        "hub.SlideDeck", related_name="on_show", null=True, on_delete=fields.SET_NULL
    )
    deck_id: int | None
    slide = fields.SmallIntField(default=0)
    poll: fields.ForeignKeyNullableRelation[Poll] = fields.ForeignKeyField(
        "hub.Poll", related_name="on_show", null=True, on_delete=fields.SET_NULL
    )
    poll_id: int | None
    opened_at = fields.DatetimeField(null=True)

    class Meta:
        table = "room_state"
