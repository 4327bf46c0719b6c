"""Tables of booking. No decisions here; that nobody is booked twice is `hub.rota.commitments`' matter."""

from tortoise import fields
from tortoise.models import Model

from hub.accounts.models import Competence, Municipality, Person
from hub.ledger.asking import Asking, register
from hub.sessions.models import Session


class Offer(Model):
    """What the citizens of a municipality may book: so many minutes with somebody who has the competence."""

    id = fields.IntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "hub.Municipality", related_name=False, db_index=True, on_delete=fields.RESTRICT
    )
    competence: fields.ForeignKeyRelation[Competence] = fields.ForeignKeyField(
        "hub.Competence", related_name=False, on_delete=fields.RESTRICT
    )
    minutes = fields.IntField()
    title_da = fields.CharField(max_length=80)
    title_en = fields.CharField(max_length=80)
    active = fields.BooleanField(default=True)
    created_at = fields.DatetimeField()

    municipality_id: int
    competence_id: int

    class Meta:
        table = "booking_offer"


class BookingHold(Model):
    """The one time a citizen holds while making up their mind. `moves`: the booked session that it moves.

    `language` here and below: what the citizen wants to speak (ISO 639-1), "" when it is all the same.
    """

    id = fields.IntField(primary_key=True)
    citizen: fields.OneToOneRelation[Person] = fields.OneToOneField(
        "hub.Person", related_name="booking_hold", on_delete=fields.CASCADE
    )
    offer: fields.ForeignKeyRelation[Offer] = fields.ForeignKeyField("hub.Offer", related_name=False)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, on_delete=fields.RESTRICT
    )
    commitment = fields.IntField()
    starts_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    moves = fields.IntField(null=True)
    language = fields.CharField(max_length=2, default="")

    citizen_id: int
    offer_id: int
    person_id: int

    class Meta:
        table = "booking_hold"


class Booking(Model):
    """A consultation that a citizen booked; whether it still stands is the session's state."""

    id = fields.IntField(primary_key=True)
    session: fields.OneToOneRelation[Session] = fields.OneToOneField(
        "hub.Session", related_name="booking", on_delete=fields.RESTRICT
    )
    offer: fields.ForeignKeyRelation[Offer] = fields.ForeignKeyField(
        "hub.Offer", related_name=False, on_delete=fields.RESTRICT
    )
    citizen: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "hub.Person", related_name=False, db_index=True, on_delete=fields.RESTRICT
    )
    language = fields.CharField(max_length=2, default="")
    created_at = fields.DatetimeField()

    session_id: int
    offer_id: int
    citizen_id: int

    class Meta:
        table = "booking"


register(Asking(Booking, at="session__starts_at", competence="offer__competence_id", session="session_id"))
register(
    Asking(
        BookingHold,
        at="starts_at",
        competence="offer__competence_id",
        commitment="commitment",
        receiver="offer__municipality_id",
    )
)


class WaitingFor(Model):
    """A citizen who wants the first time that becomes free, up to and with the day `until`."""

    id = fields.IntField(primary_key=True)
    citizen: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("hub.Person", related_name=False)
    offer: fields.ForeignKeyRelation[Offer] = fields.ForeignKeyField(
        "hub.Offer", related_name=False, db_index=True
    )
    until = fields.DateField()
    language = fields.CharField(max_length=2, default="")
    created_at = fields.DatetimeField()

    citizen_id: int
    offer_id: int

    class Meta:
        table = "booking_waiting"
        unique_together = (("citizen", "offer"),)
