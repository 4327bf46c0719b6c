"""What will be written, when and by whom. Pure and seeded: the same size gives the same forum."""

import base64
import datetime as dt
from random import Random

import msgspec

from forum.corpus import TOPICS, Thread, Topic, thread

YEARS = 3


class Size(msgspec.Struct, frozen=True):
    """How much to invent. `posts` is the mean of a thread; every `long_every`th thread has `longest`."""

    threads: int
    topics: int = len(TOPICS)
    citizens: int = 400
    posts: float = 10.0
    long_every: int = 1000
    longest: int = 500
    days: int = YEARS * 365
    batch: int = 250
    seed: int = 1


DEMO = Size(threads=30, topics=5, citizens=12, posts=6, long_every=30, longest=64, days=40, batch=30)
SCALE = Size(threads=100_000)


class Planned(msgspec.Struct, frozen=True):
    """A thread to write: its place in the run, topic, words, key, and its posts' moments."""

    number: int
    topic: int
    words: Thread
    key: str
    post_keys: tuple[str, ...]
    moments: tuple[dt.datetime, ...]
    voices: tuple[int, ...]
    """For each post a number that chooses the writer; the one who asks has the first."""


def batches(size: Size) -> int:
    """How many batches there are."""
    return -(-size.threads // size.batch)


def first_key(size: Size, batch: int) -> str:
    """The key of a batch's first thread: whether it is there tells whether the batch was written."""
    return _key(Random(f"{size.seed}:{batch}"))


def batch_of(size: Size, batch: int, now: dt.datetime) -> list[Planned]:
    """Every thread of a batch, the oldest first; the last of all was begun shortly before `now`."""
    random = Random(f"{size.seed}:{batch}")
    first = batch * size.batch
    numbers = range(first, min(first + size.batch, size.threads))
    return [_planned(random, size, number, now) for number in numbers]


def _planned(random: Random, size: Size, number: int, now: dt.datetime) -> Planned:
    key = _key(random)
    topics = TOPICS[: size.topics]
    topic = random.choices(range(len(topics)), weights=[topic.weight for topic in topics])[0]
    posts = _how_many(random, size, number)
    words = thread(random, topics[topic], posts)
    age = dt.timedelta(days=size.days * (1 - number / size.threads), hours=random.uniform(1, 20))
    return Planned(
        number=number,
        topic=topic,
        words=words,
        key=key,
        post_keys=tuple(_key(random) for _ in range(posts)),
        moments=_moments(random, now - age, posts, now),
        voices=_voices(random, words),
    )


def _how_many(random: Random, size: Size, number: int) -> int:
    if number % size.long_every == size.long_every // 2:
        return size.longest
    extra = size.posts - 1 - size.longest / size.long_every
    return 1 + min(int(random.expovariate(1 / (extra + 0.5))), size.longest) if extra > 0 else 1


def _moments(random: Random, start: dt.datetime, posts: int, now: dt.datetime) -> tuple[dt.datetime, ...]:
    """Answers come within minutes or days, never after now."""
    gaps = [0.0] + [random.expovariate(1 / 5) for _ in range(posts - 1)]
    room = (now - start).total_seconds() / 3600 * 0.9
    squeeze = min(1.0, room / (sum(gaps) or 1))
    moment, found = start, []
    for gap in gaps:
        moment += dt.timedelta(hours=gap * squeeze)
        found.append(moment.replace(microsecond=0))
    return tuple(found)


def _voices(random: Random, words: Thread) -> tuple[int, ...]:
    asks = random.randrange(10**6)
    return tuple(asks if post.part in ("asks", "thanks") else random.randrange(10**6) for post in words.posts)


def _key(random: Random) -> str:
    return base64.urlsafe_b64encode(random.randbytes(12)).decode()


def topic_of(size: Size, number: int) -> Topic:
    """A topic by its number in the plan."""
    return TOPICS[: size.topics][number]
