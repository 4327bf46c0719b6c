"""The one error a parser of outside bytes may raise; it holds no outside text."""


class Malformed(ValueError):
    """Bytes or text from outside that do not follow their format. Fate: drop and count, or `bad_sdp`."""
