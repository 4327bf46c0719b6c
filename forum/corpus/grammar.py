"""From a topic's lists to threads: who says what, in how many sentences, in which order. Pure and seeded."""

import re
from random import Random
from typing import Literal

import msgspec

from forum.corpus.topics import COMMON, Lists, Topic

_SLOT = re.compile(r"\{(\w+)\}")
Part = Literal["asks", "answers", "thanks", "professional"]


class Writing(msgspec.Struct, frozen=True):
    """One post: the part it plays, and its paragraphs."""

    part: Part
    paragraphs: tuple[str, ...]

    @property
    def source(self) -> str:
        """As it was typed."""
        return "\n\n".join(self.paragraphs)


class Thread(msgspec.Struct, frozen=True):
    """A title and what was written under it; the first post asks."""

    title: str
    posts: tuple[Writing, ...]


def thread(random: Random, topic: Topic, posts: int) -> Thread:
    """A thread of so many posts. The same `random` gives the same thread."""
    first = Writing("asks", _question(random, topic))
    return Thread(_title(random, topic), (first, *(_later(random, topic, n, posts) for n in range(1, posts))))


def _later(random: Random, topic: Topic, number: int, posts: int) -> Writing:
    chance = random.random()
    if chance < 0.12:
        return Writing("professional", _told(random, topic, ("pro_start", "pro", "pro", "pro_end")))
    if chance < 0.20 and number > 2:
        return Writing("thanks", _told(random, topic, ("thanks", *random.choices(("story", "more"), k=1))))
    middle = random.choices(
        ("reply", "more", "story", "question"), weights=(6, 3, 2, 1), k=random.randint(1, 4)
    )
    ending = ("reply_end",) if random.random() < 0.4 else ()
    return Writing("answers", _told(random, topic, ("reply_start", *middle, *ending)))


def _question(random: Random, topic: Topic) -> tuple[str, ...]:
    first = _told(
        random, topic, ("hello", "story", *random.choices(("story", "more"), k=random.randint(1, 3)))
    )
    return (*first, *_told(random, topic, ("more", "question")))


def told(random: Random, topic: Topic, kinds: tuple[str, ...], own: Lists = COMMON) -> tuple[str, ...]:
    """A sentence of each kind, none said twice."""
    return tuple(dict.fromkeys(say(random, topic, kind, own) for kind in kinds))


def _told(random: Random, topic: Topic, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """One paragraph."""
    return (" ".join(told(random, topic, kinds)),)


def _title(random: Random, topic: Topic) -> str:
    return say(random, topic, "title")


def say(random: Random, topic: Topic, kind: str, own: Lists = COMMON) -> str:
    """One of the kind: from the topic's lists, from `own`, or from those for all."""
    choices = topic.lists.get(kind) or own.get(kind) or COMMON[kind]
    return _SLOT.sub(lambda found: _slot(random, topic, found[1], own), random.choice(choices))


def _slot(random: Random, topic: Topic, name: str, own: Lists) -> str:
    """A slot written with a capital begins a sentence."""
    said = say(random, topic, name.lower(), own)
    return said[0].upper() + said[1:] if name[0].isupper() else said
