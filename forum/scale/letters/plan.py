"""What will be written, when, and what became of it. Pure: the same amount gives the same letters."""

import base64
import datetime as dt
from random import Random

import msgspec

from forum.letterbox.states import State

DAYS = 700
"""Younger than letters are kept where a municipality has chosen nothing."""
DRAFTS_KEPT = dt.timedelta(days=150)
"""The same for what was never sent."""


class Amount(msgspec.Struct, frozen=True):
    """How many letters. The last `open` of them wait for an answer, some of them for anybody's.

    The demonstration's citizen has written `own` of them, in a small letterbox as in a large one.
    """

    letters: int
    open: int = 400
    own: int = 48
    batch: int = 250
    seed: int = 1

    @property
    def citizens(self) -> int:
        """How many people have written them, about eight letters each."""
        return max(20, self.letters // 8)


LETTERS = Amount(letters=50_000)
FEWEST = 1_000
"""So many fill the first pages of every list, which a measurement compares."""


def beside(threads: int) -> Amount:
    """The letters that go with a forum of so many threads."""
    return msgspec.structs.replace(LETTERS, letters=max(FEWEST, threads // 2))


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A letter to write. `chance` is a number that chooses people; `keys` begin with the letter's own.

    sent, answered and ended: how it went on, None for what has not happened.
    """

    number: int
    state: State
    texts: int
    chance: int
    own: bool
    keys: tuple[str, ...]
    begun: dt.datetime
    moments: tuple[dt.datetime, ...]
    ended: dt.datetime | None

    @property
    def key(self) -> str:
        """The letter's public id."""
        return self.keys[0]


def batches(amount: Amount) -> int:
    """How many batches there are."""
    return -(-amount.letters // amount.batch)


def first_key(amount: Amount, batch: int) -> str:
    """The key of a batch's first letter: whether it is there tells whether the batch was written."""
    return _key(_random(amount, batch))


def batch_of(amount: Amount, batch: int, now: dt.datetime) -> list[Planned]:
    """Every letter of a batch, the oldest first; the last of all were sent shortly before `now`."""
    random = _random(amount, batch)
    first = batch * amount.batch
    return [
        _planned(random, amount, number, now)
        for number in range(first, min(first + amount.batch, amount.letters))
    ]


def _random(amount: Amount, batch: int) -> Random:
    return Random(f"letters:{amount.seed}:{batch}")


def _planned(random: Random, amount: Amount, number: int, now: dt.datetime) -> Planned:
    keys = tuple(_key(random) for _ in range(KEYS))
    age = _age(random, amount, number)
    state = _state(random, age, number >= amount.letters - amount.open)
    texts = _texts(random, state)
    moments = _moments(random, now - age, texts, now)
    over = state in (State.closed, State.withdrawn)
    ended = moments[-1] + (now - moments[-1]) * random.uniform(0.01, 0.2) if over else None
    return Planned(
        number=number,
        state=state,
        texts=texts,
        chance=random.randrange(10**6),
        own=_is_own(amount, number),
        keys=keys,
        begun=moments[0] - dt.timedelta(minutes=random.randint(3, 90)),
        moments=moments,
        ended=ended.replace(microsecond=0) if ended else None,
    )


KEYS = 8
"""A letter's public id, five messages', the assignment's and the reading's."""


def _is_own(amount: Amount, number: int) -> bool:
    """Spread evenly over all that is written."""
    return number * amount.own // amount.letters != (number - 1) * amount.own // amount.letters


def _age(random: Random, amount: Amount, number: int) -> dt.timedelta:
    """Open ones are at most four days old, the others older, evenly."""
    done = amount.letters - amount.open
    if number >= done:
        return dt.timedelta(hours=96 * (1 - (number - done) / amount.open) + random.uniform(0.5, 3))
    return dt.timedelta(days=5 + (DAYS - 5) * (1 - number / done), hours=random.uniform(0, 20))


def _state(random: Random, age: dt.timedelta, is_open: bool) -> State:
    if is_open:
        return random.choices((State.assigned, State.follow_up, State.sent), weights=(16, 3, 1))[0]
    weights = (30, 64, 3, 3) if age < DRAFTS_KEPT else (15, 82, 3, 0)
    return random.choices((State.answered, State.closed, State.withdrawn, State.draft), weights)[0]


def _texts(random: Random, state: State) -> int:
    """An odd number of texts ends with the citizen's."""
    if state in (State.answered, State.closed):
        return random.choices((2, 4), weights=(4, 1))[0]
    return 3 if state is State.follow_up else 1


def _moments(random: Random, start: dt.datetime, texts: int, now: dt.datetime) -> tuple[dt.datetime, ...]:
    """Answers come within a few days, never after `now`."""
    gaps = [0.0] + [random.uniform(2, 70) for _ in range(texts - 1)]
    room = (now - start).total_seconds() / 3600 * 0.8
    squeeze = min(1.0, room / (sum(gaps) or 1))
    moment, found = start, []
    for gap in gaps:
        moment += dt.timedelta(hours=gap * squeeze)
        found.append(moment.replace(microsecond=0))
    return tuple(found)


def _key(random: Random) -> str:
    return base64.urlsafe_b64encode(random.randbytes(12)).decode()
