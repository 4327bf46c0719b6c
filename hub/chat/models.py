"""Messages, kept with their number; a removed one keeps its number and loses its text to readers."""

from tortoise import fields
from tortoise.models import Model


class ChatMessage(Model):
    """One message of one seat. `seq` counts from 1 without gaps in each session."""

    id = fields.IntField(primary_key=True)
    session: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "hub.Session", related_name="chat", on_delete=fields.CASCADE
    )
    session_id: int
    seq = fields.IntField()
    seat: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "hub.Seat", related_name="messages", on_delete=fields.CASCADE
    )
    seat_id: int
    text = fields.TextField()
    client_id = fields.CharField(max_length=64)
    created_at = fields.DatetimeField()
    removed_at = fields.DatetimeField(null=True)
    removed_by = fields.CharField(max_length=40, default="")

    class Meta:
        table = "chat_message"
        unique_together = (("session", "seq"), ("seat", "client_id"))


class ChatTail(Model):
    """The last number given in a session; its one row is what writers queue up for."""

    id = fields.IntField(primary_key=True)
    session: fields.OneToOneRelation[Model] = fields.OneToOneField(
        "hub.Session", related_name="chat_tail", on_delete=fields.CASCADE
    )
    session_id: int
    seq = fields.IntField(default=0)

    class Meta:
        table = "chat_tail"
