"""Who is sent a branch: a set with a version, and its last changes, so that a copy can follow cheaply."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

REMEMBERED = 256


class Watchers:
    """Peers in the order they came. `version` goes up by one with each change."""

    def __init__(self) -> None:
        self.version = 0
        self._peers: dict[str, None] = {}
        self._changes: deque[tuple[str, bool]] = deque(maxlen=REMEMBERED)

    def __iter__(self) -> Iterator[str]:
        return iter(self._peers)

    def __len__(self) -> int:
        return len(self._peers)

    def __contains__(self, peer: object) -> bool:
        return peer in self._peers

    def add(self, peer: str) -> None:
        """Adding twice changes nothing."""
        if peer not in self._peers:
            self._peers[peer] = None
            self._note(peer, True)

    def discard(self, peer: str) -> None:
        """Removing twice changes nothing."""
        if peer in self._peers:
            del self._peers[peer]
            self._note(peer, False)

    def since(self, version: int) -> list[tuple[str, bool]] | None:
        """What changed since a version, oldest first: (peer, came). None when that is forgotten."""
        count = self.version - version
        if not 0 <= count <= len(self._changes):
            return None
        return [self._changes[i] for i in range(len(self._changes) - count, len(self._changes))]

    def _note(self, peer: str, came: bool) -> None:
        self._changes.append((peer, came))
        self.version += 1
