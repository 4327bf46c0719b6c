"""The fewest workers for fixed jobs, by guided ejection search.

After Nagata and Bräysy, "A powerful route minimization heuristic for the vehicle routing problem with time
windows", Operations Research Letters 37 (2009): take a worker away, put her jobs into a pool, and settle the
pool one job at a time. A job that fits nowhere throws out the jobs that have been easiest to place so far,
and its own penalty grows, so that the search learns which jobs are hard. Random moves that cost nothing keep
it from going in circles; letting two workers exchange the rest of their day, or a spared one step in for
another, is what reaches the bound where every worker counts.

Sets of jobs are bits of one integer: "who clashes" is one `and`. Deterministic for a seed: progress is
counted in steps, never in seconds. The bound is `most_at_once`, which is often reached.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Protocol

from hub.matching.jobs import Instance, most_at_once

NOBODY = -1
SHAKES, EXCHANGES = 5, 10
PATIENCE, IMPATIENCE = 60_000, 1.4


class Chance(Protocol):
    """What is used of a seeded `random.Random`; whoever starts the search owns the seed."""

    def random(self) -> float: ...
    def choice(self, among: list[int], /) -> int: ...


class Search:
    """Call `run` until `proven`, `impossible`, or no time is left; `best` is the assignment so far."""

    def __init__(self, instance: Instance, chance: Chance) -> None:
        self.bound = most_at_once(instance.jobs)
        self.best: list[int] | None = None
        self.workers = 0
        self.steps = 0
        self._chance = chance
        self._clashes = _clashes(instance)
        self._able: list[list[int]] = [[] for _ in instance.jobs]
        for worker, jobs in enumerate(instance.qualified):
            for job in jobs:
                self._able[job].append(worker)
        self.impossible = [job for job, able in enumerate(self._able) if not able]
        self._fit = [sum(1 << job for job in jobs) for jobs in instance.qualified]
        self._active = set(range(len(instance.qualified)))
        self._held = [0] * len(instance.qualified)
        self._worker_of = [NOBODY] * len(instance.jobs)
        self._penalty = [1] * len(instance.jobs)
        self._from = _from_each_start(instance)
        self._pool: list[int] = []
        self._patience = float(PATIENCE)
        self._tried = 0
        if not self.impossible:
            self._begin(instance)

    @property
    def proven(self) -> bool:
        """Nobody can do with fewer."""
        return self.best is not None and self.workers <= self.bound

    def run(self, steps: int) -> None:
        """Take up to `steps` steps."""
        for _ in range(steps):
            if self.impossible or self.proven:
                return
            if not self._pool:
                self._keep()
            elif self._tried > self._patience and self.best is not None:
                self._give_up()
            else:
                self._settle_one()

    def _begin(self, instance: Instance) -> None:
        """Jobs in order of their start, each to somebody who already has work if one is free."""
        for job in sorted(range(len(instance.jobs)), key=lambda j: (instance.jobs[j].start, j)):
            free = [worker for worker in self._able[job] if not self._held[worker] & self._clashes[job]]
            busy = [worker for worker in free if self._held[worker]]
            if free:
                self._give(job, self._chance.choice(busy or free))
            else:
                self._pool.append(job)

    def _keep(self) -> None:
        """Everything is settled: remember it, then try with one worker fewer."""
        self._active = {worker for worker in self._active if self._held[worker]}
        self.best, self.workers = self._worker_of[:], len(self._active)
        self._patience, self._tried = float(PATIENCE), 0
        if not self.proven:
            self._dismiss()

    def _give_up(self) -> None:
        """This worker could not be spared within reason: go back, spare another, and try for longer."""
        assert self.best is not None  # noqa: S101 - the caller looked
        self._held = [0] * len(self._held)
        self._pool = []
        for job, worker in enumerate(self.best):
            self._give(job, worker)
        self._active = set(self.best)
        self._penalty = [1 + penalty // 2 for penalty in self._penalty]
        self._patience, self._tried = self._patience * IMPATIENCE, 0
        self._dismiss()

    def _dismiss(self) -> None:
        """Take away a worker with few jobs."""
        chance = self._chance.random
        worker = min(sorted(self._active), key=lambda w: self._held[w].bit_count() + 2 * chance())
        self._active.discard(worker)
        for job in list(_bits(self._held[worker])):
            self._take(job)

    def _settle_one(self) -> None:
        """Place one job of the pool where it throws out the least."""
        self.steps += 1
        self._tried += 1
        pool, chance = self._pool, self._chance
        at = len(pool) - 1 if chance.random() < 0.9 else int(chance.random() * len(pool))
        pool[at], pool[-1] = pool[-1], pool[at]
        job = pool.pop()
        worker = self._cheapest(job)
        if worker is None:
            pool.insert(0, job)
            if self.best is not None:
                self._tried = int(self._patience) + 1
            return
        thrown = self._held[worker] & self._clashes[job]
        if thrown:
            self._penalty[job] += 1
            for other in list(_bits(thrown)):
                self._take(other)
        self._give(job, worker)
        if thrown:
            self._shake()

    def _cheapest(self, job: int) -> int | None:
        """One of the workers for whom the job throws out the smallest sum of penalties."""
        held, active, penalty, clashes = self._held, self._active, self._penalty, self._clashes[job]
        least: int | None = None
        found: list[int] = []
        for worker in self._able[job]:
            if worker not in active:
                continue
            thrown, cost = held[worker] & clashes, 0
            while thrown and (least is None or cost <= least):
                lowest = thrown & -thrown
                cost += penalty[lowest.bit_length() - 1]
                thrown ^= lowest
            if least is None or cost < least:
                least, found = cost, [worker]
            elif cost == least:
                found.append(worker)
        return self._chance.choice(found) if found else None

    def _shake(self) -> None:
        """Move a few jobs to others who are free for them, and let a few pairs exchange work."""
        chance, clashes, held = self._chance, self._clashes, self._held
        for _ in range(SHAKES):
            job = int(chance.random() * len(clashes))
            worker = self._worker_of[job]
            other = self._able[job][int(chance.random() * len(self._able[job]))]
            if worker != NOBODY and other in self._active and not held[other] & clashes[job]:
                held[worker] ^= 1 << job
                self._give(job, other)

        for _ in range(EXCHANGES):
            one, other = int(chance.random() * len(held)), int(chance.random() * len(held))
            self._exchange(one, other, int(chance.random() * len(self._from)))

    def _exchange(self, one: int, other: int, instant: int) -> None:
        """Two workers change places from an instant on, when each may do what the other leaves.

        One of them may be a worker who was spared: then all the work changes hands, and they change roles.
        """
        held, from_instant = self._held, self._from[instant]
        goes, comes = held[one] & from_instant, held[other] & from_instant
        stays, rests = held[one] ^ goes, held[other] ^ comes
        if goes & ~self._fit[other] or comes & ~self._fit[one] or goes == comes:
            return
        if not self._apart(comes, stays) or not self._apart(goes, rests):
            return
        if not self._hold_roles(one, stays | comes, other, rests | goes):
            return
        held[one], held[other] = stays | comes, rests | goes
        for job in _bits(comes):
            self._worker_of[job] = one
        for job in _bits(goes):
            self._worker_of[job] = other

    def _apart(self, jobs: int, others: int) -> bool:
        return not any(self._clashes[job] & others for job in _bits(jobs))

    def _hold_roles(self, one: int, work: int, other: int, other_work: int) -> bool:
        """Whether the number of active workers stays as it is; a spared one may step in for another."""
        active = self._active
        if one in active and other in active:
            return True
        if one not in active and other not in active:
            return False
        spared, worker, left = (one, other, other_work) if other in active else (other, one, work)
        if left:
            return False
        active.add(spared)
        active.discard(worker)
        return True

    def _give(self, job: int, worker: int) -> None:
        self._held[worker] |= 1 << job
        self._worker_of[job] = worker

    def _take(self, job: int) -> None:
        """Take a job from its worker and put it into the pool."""
        self._held[self._worker_of[job]] ^= 1 << job
        self._worker_of[job] = NOBODY
        self._pool.append(job)


def _clashes(instance: Instance) -> list[int]:
    """For each job the others under way at some instant of it: started before its end, not over by then."""
    jobs = instance.jobs
    by_start = sorted(range(len(jobs)), key=lambda j: jobs[j].start)
    by_end = sorted(range(len(jobs)), key=lambda j: jobs[j].end)
    starts, ends = [jobs[j].start for j in by_start], [jobs[j].end for j in by_end]
    begun = [0, *accumulate((1 << j for j in by_start), int.__or__)]
    over = [0, *accumulate((1 << j for j in by_end), int.__or__)]
    return [
        begun[bisect_left(starts, job.end)] & ~over[bisect_right(ends, job.start)] & ~(1 << index)
        for index, job in enumerate(jobs)
    ]


def _from_each_start(instance: Instance) -> list[int]:
    """The jobs that begin at or after each instant when one begins, from all of them to few."""
    by_start = sorted(range(len(instance.jobs)), key=lambda j: -instance.jobs[j].start)
    return list(accumulate((1 << job for job in by_start), int.__or__))[::-1]


def _bits(value: int) -> Iterator[int]:
    while value:
        lowest = value & -value
        yield lowest.bit_length() - 1
        value ^= lowest
