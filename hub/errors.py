"""The error kinds and their fates. `web.errors` alone maps them to pages and socket replies.

Refused: may not, or not now. Missing: not there, or not yours (they answer alike). BadInput: what was sent
cannot be read. Anything else is a bug: it is logged and ends its room, not the server.
Texts are written for the person who reads them; codes are stable and may be said on the telephone.
"""

from typing import Literal

Language = Literal["da", "en"]


class Told(Exception):
    """Base of the errors that are told to a person. Its text is the code: no log gets private words."""

    def __init__(self, code: str, da: str, en: str) -> None:
        super().__init__(code)
        self.code = code
        self._words = {"da": da, "en": en}

    def say(self, language: str) -> str:
        """One plain sentence in Danish unless English is asked for."""
        return self._words["en" if language == "en" else "da"]


class Refused(Told):
    """The request is understood and not carried out."""


class Missing(Told):
    """Nothing there for this actor: unknown and not-yours sound the same."""

    def __init__(
        self,
        code: str = "missing",
        da: str = "Vi kan ikke finde det. Du har ikke gjort noget forkert.",
        en: str = "We cannot find it. You have done nothing wrong.",
    ) -> None:
        super().__init__(code, da, en)


class BadInput(Told):
    """A field cannot be used as it was sent. `field` names it as the form or message does."""

    def __init__(self, code: str, field: str, da: str, en: str) -> None:
        super().__init__(code, da, en)
        self.field = field
