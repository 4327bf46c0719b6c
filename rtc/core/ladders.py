"""What a room has to show, as ladders: one for all viewers who want the same; and what each step costs."""

from __future__ import annotations

from collections.abc import Mapping

from rtc.core.allocate import OTHER, SCREEN, SPEAKER, Ladder, Want
from rtc.core.link import SOUND_RATE, Link
from rtc.core.shown import Picture, Shown

MAX_LADDERS = 256


class Ladders:
    """`version` grows when ladders become others; `sound` is the rate of all sounds, bits per second."""

    def __init__(self) -> None:
        self.version = 0
        self.sound = 0.0
        self._pictures: dict[str, Picture] = {}
        self._ladders: dict[object, Ladder] = {}
        self._rates: dict[tuple[int, int], float] = {}

    def show(self, pictures: Mapping[str, Shown], speaker: str | None, sounds: int) -> None:
        """What the room has to show now, by mid, and how many sounds; to be told once a second."""
        changed = self._pictures.keys() != pictures.keys()
        for mid, shown in pictures.items():
            picture = self._pictures.get(mid)
            if picture is None or picture.owner != shown.owner or picture.feed is not shown.feed:
                picture, changed = Picture(mid, shown), True
                self._pictures[mid] = picture
            rank = SCREEN if mid.startswith("s") else SPEAKER if shown.owner == speaker else OTHER
            changed |= picture.rank != rank
            picture.rank = rank
            changed |= picture.measured(shown.layers)
        for mid in self._pictures.keys() - pictures.keys():
            del self._pictures[mid]
        self._rates.clear()
        changed |= self.sound != sounds * SOUND_RATE
        self.sound = sounds * SOUND_RATE
        if changed:
            self._ladders.clear()
            self.version += 1

    def climb(self, link: Link) -> None:
        """Take the ladder of what there is now; the place is kept when the steps are the same."""
        own = tuple(mid for mid, picture in self._pictures.items() if picture.owner == link.peer)
        key = link.key(own)
        ladder = self._ladders.get(key)
        if ladder is None:
            if len(self._ladders) >= MAX_LADDERS:
                self._ladders.clear()
            wants = [
                Want(picture.mid, picture.rank, picture.layers, link.tiles.get(picture.mid))
                for picture in self._pictures.values()
                if picture.owner != link.peer
            ]
            ladder = self._ladders[key] = Ladder(wants, link.limit)
        if link.ladder is None or not link.ladder.is_like(ladder):
            link.steps = None
        link.ladder, link.version = ladder, self.version

    def rate(self, ladder: Ladder, steps: int) -> float:
        """What is really sent to those on this step, sound included."""
        pictures = self._pictures
        chosen = ladder.choices(steps).items()
        return self.sound + sum(pictures[mid].rate(choice) for mid, choice in chosen if mid in pictures)

    def sending(self, ladder: Ladder, steps: int) -> float:
        """As `rate`, worked out once a second for all on the same step."""
        key = (id(ladder), steps)
        if key not in self._rates:
            self._rates[key] = self.rate(ladder, steps)
        return self._rates[key]
