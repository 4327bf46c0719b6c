"""ICE credentials of one connection (RFC 8445 section 5.3): ours, the former at a restart, the peer's.

They also say whether a later description is of the same RTCPeerConnection. Who asks with which of them, and
how a check is answered, lives in `udp`.
"""

from __future__ import annotations

import secrets


class Credentials:
    """`session` and `version` are those of the o= line of our descriptions. `former` is the user fragment and
    password of before a restart, which hold until a check comes with the new ones."""

    def __init__(self) -> None:
        self.ufrag, self.password_text = _made()
        self.former: tuple[str, bytes] | None = None
        self.session, self.version = secrets.randbits(62), 1
        self._peer: tuple[str, str] = ("", "")

    @property
    def password(self) -> bytes:
        return self.password_text.encode()

    def password_of(self, ufrag: str) -> bytes:
        """The password that belongs to a user fragment of ours."""
        return self.former[1] if self.former is not None and ufrag == self.former[0] else self.password

    def renew(self) -> None:
        """ICE restarts (RFC 8445 section 9): new ones, the present become the former."""
        self.former = (self.ufrag, self.password)
        self.ufrag, self.password_text = _made()
        self.version += 1

    def forget_former(self) -> str | None:
        """The peer uses the new ones; the user fragment that holds no more, if there was one."""
        former, self.former = self.former, None
        return None if former is None else former[0]

    def are_met_by(self, ufrag: str, session: str) -> bool:
        """Whether a later description is of the peer that was heard: by its ICE user, or after an ICE restart
        by the session of its o= line (RFC 8829 section 5.2.2). A new RTCPeerConnection has neither."""
        return ufrag == self._peer[0] or (session != "" and session == self._peer[1])

    def restarted_by(self, ufrag: str) -> bool:
        """Whether a description with this ICE user is an ICE restart of the peer's."""
        return self._peer[0] not in ("", ufrag)

    def hear(self, ufrag: str, session: str) -> None:
        """The peer's description has this ICE user and session."""
        self.version += self._peer != ("", "")
        self._peer = (ufrag, session)


def _made() -> tuple[str, str]:
    return secrets.token_hex(4), secrets.token_hex(16)
