"""A session as an iCalendar object (RFC 5545) and as an invitation (RFC 5546). Pure: nothing but text out.

Says when and where to click, never what it is about: title, course and description stay with us, since
mail and calendars are read by others. Times are wall time in Europe/Copenhagen with the zone's rules sent
along, so that both clock changes come out right; a time in autumn's doubled hour means the first (RFC 5545,
3.3.5).
"""

import datetime as dt
from typing import Literal

import msgspec
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]

ZONE = "Europe/Copenhagen"

# The rules of Directive 2000/84/EC: last Sunday of March and of October at 01:00 UTC.
_VTIMEZONE = f"""BEGIN:VTIMEZONE
TZID:{ZONE}
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
""".replace("\n", "\r\n")


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """What a calendar may know. Wall times are naive; `stamp` is an aware moment."""

    uid: str
    sequence: int
    starts_local: dt.datetime
    ends_local: dt.datetime
    stamp: dt.datetime
    site: str
    host: str
    url: str
    organizer: str
    language: str = "da"

    @property
    def summary(self) -> str:
        """The only words about it."""
        return f"Session at {self.site}" if self.language == "en" else f"Møde i {self.site}"


def ics(meeting: Meeting, method: Method, attendee: str = "") -> bytes:
    """The object in UTF-8; `attendee` is the address it is sent to, left out when it is published."""
    calendar = _calendar(method)
    calendar.add_component(_event(meeting, method, attendee))
    return bytes(calendar.to_ical())


def feed(meetings: list[Meeting]) -> bytes:
    """Many meetings as one calendar to subscribe to."""
    calendar = _calendar("PUBLISH")
    for meeting in meetings:
        calendar.add_component(_event(meeting, "PUBLISH", ""))
    return bytes(calendar.to_ical())


def _calendar(method: Method) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Det Digitale Sundhedscenter//DA")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(Timezone.from_ical(_VTIMEZONE))
    return calendar


def _event(meeting: Meeting, method: Method, attendee: str) -> Event:
    event = Event()
    event["uid"] = f"{meeting.uid}@{meeting.host}"
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.stamp.astimezone(dt.UTC))
    _wall(event, "dtstart", meeting.starts_local)
    _wall(event, "dtend", meeting.ends_local)
    event.add("summary", meeting.summary)
    event.add("url", meeting.url)
    event.add("location", meeting.url)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("organizer", _address(meeting.organizer, CN=meeting.site))
    if attendee:
        event.add("attendee", _address(attendee, PARTSTAT="ACCEPTED", RSVP="FALSE"))
    return event


def _wall(event: Event, name: str, wall: dt.datetime) -> None:
    event.add(name, wall, parameters={"TZID": ZONE})


def _address(mail: str, **parameters: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{mail}")
    for name, value in parameters.items():
        address.params[name] = vText(value)
    return address
