"""Text that must never reach a log."""


class Private(str):
    """A string that prints REDACTED by repr and in an f-string; `reveal()` gives the text."""

    __slots__ = ()

    def reveal(self) -> str:
        return str.__str__(self)

    def __repr__(self) -> str:
        return "REDACTED"

    def __str__(self) -> str:
        return "REDACTED"

    def __format__(self, spec: str) -> str:
        return "REDACTED"
