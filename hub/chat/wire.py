"""A message as readers see it."""

import msgspec

TEXT_LONGEST = 2000
CLIENT_ID_LONGEST = 40
PAGE = 200


class Message(msgspec.Struct, frozen=True):
    """One line. `name` is an alias for citizens; `title` has profession and municipality of professionals.

    `text` is empty when `removed`. `mine` is true for the seat that wrote it; on the bus it is always false.
    `at` is ISO 8601, UTC.
    """

    seq: int
    seat: str
    name: str
    part: str
    title: str
    municipality: str
    text: str
    at: str
    removed: bool
    mine: bool
