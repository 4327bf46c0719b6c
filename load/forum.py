"""The forum and the letterbox by HTTP: how long a page takes the server, and how often it asks its database.

Two hubs of this run's own, one after the other: a small forum (1,000 posts) and a large one. Server time and
queries are what the server says in Server-Timing; nothing here knows how it works inside. Every number is of
pages that a citizen opens by different addresses, taken in a shuffled order after a few to warm up; of lists
of letters, a citizen's and a professional's, the first page and a later one.
"""

import contextlib
import functools
import os
import random
import re
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx

from load import letterbox
from load.pages import form
from load.processes import HUB, PASSWORD, WIDE, free_port, started
from load.report import percentile
from load.stores import Store, store

SMALL = 100
"""Threads of the small forum: about 1,000 posts, and 1,000 letters."""
CITIZEN, DIETICIAN = "borger@demo.invalid", "diaetist@demo.invalid"
WORDS = (
    "blodsukker",
    "kursus",
    "gåtur",
    "blodsukkermåling",
    "søvnløs",
    "højt blodsukker om morgenen",
    "rygestop",
    "sensor",
    "åndenød trappe",
    "medicin",
    "hjertebanken nat",
    "kostvejledning",
    "metformin træthed",
    "xylofon",
    "far",
)
_TIMING = re.compile(r'total;dur=([\d.]+), queries;desc="(\d+)"')
_THREAD = re.compile(r'href="(/forum/threads/[\w-]{16})"')
_NEXT = re.compile(r'href="(\?after=[^"#]+)"')
Sample = tuple[float, int]


def run(
    folder: Path | None, threads: int, rounds: int, seed: int, server: str | None = None
) -> dict[str, Any]:
    """Figures of both forums, and the ratio of each median.

    folder: a large forum made before, or to be kept. server: of PostgreSQL, instead of SQLite.
    """
    with tempfile.TemporaryDirectory(prefix="load-") as made:
        few = _measured(store(Path(made) / "small", server, "hub_small"), SMALL, rounds, seed)
        many = _measured(store(folder or Path(made) / "large", server, "hub_large"), threads, rounds, seed)
    pages = {
        name: {**figures, "ratio": round(figures["p50_ms"] / few["pages"][name]["p50_ms"], 2)}
        for name, figures in many["pages"].items()
        if name in few["pages"]
    }
    return {"small": few, "large": {**many, "pages": pages}}


def _measured(place: Store, threads: int, rounds: int, seed: int) -> dict[str, Any]:
    options = ["--folder", str(place.folder)]
    if not place.filled:
        made = [HUB, "demo", "--no-serve", *options, "--forum-threads", str(threads)]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, env=os.environ | place.env)
    with (
        served(options, place.env) as (url, _),
        signed_in(url, CITIZEN) as client,
        signed_in(url, DIETICIAN) as desk,
    ):
        visit = Visit(client, random.Random(seed))
        visit.look_around(rounds)
        kinds: dict[str, Callable[[int], Sample]] = {
            "thread": visit.thread,
            "category": visit.category,
            "search": visit.search,
            "post": visit.post,
        }
        for who, lists in ((client, letterbox.OWN), (desk, letterbox.DESK)):
            for name, path in letterbox.pages(who, lists).items():
                kinds[name] = functools.partial(_always, who, path)
        return {
            "database_mb": place.megabytes(),
            "pages": {name: _figures(ask, rounds) for name, ask in kinds.items()},
        }


def _figures(ask: Callable[[int], Sample], rounds: int) -> dict[str, Any]:
    for number in range(5):
        ask(number)
    samples = [ask(number) for number in range(5, rounds + 5)]
    times = [milliseconds for milliseconds, _ in samples]
    queries = {count for _, count in samples}
    return {
        "p50_ms": round(percentile(times, 0.5), 2),
        "p95_ms": round(percentile(times, 0.95), 2),
        "queries": max(queries),
        "queries_least": min(queries),
    }


class Visit:
    """A citizen who reads, searches and writes."""

    def __init__(self, client: httpx.Client, chance: random.Random) -> None:
        self.client, self.chance = client, chance
        self.threads: list[str] = []
        self.categories: list[str] = []

    def look_around(self, wanted: int) -> None:
        """Find threads and pages of topics to open later, from every topic."""
        topics = re.findall(r'class="hub-category" href="(/forum/[\w-]+)"', self.client.get("/forum").text)
        for topic in topics:
            path = topic
            for _ in range(max(2, wanted // len(topics) // 8)):
                page = self.client.get(path).text
                self.categories.append(path)
                self.threads += dict.fromkeys(_THREAD.findall(page))
                later = _NEXT.search(page)
                if later is None:
                    break
                path = topic + later[1].replace("&amp;", "&")
        self.chance.shuffle(self.threads)
        self.chance.shuffle(self.categories)

    def thread(self, number: int) -> Sample:
        return self.get(self.threads[number % len(self.threads)])

    def category(self, number: int) -> Sample:
        return self.get(self.categories[number % len(self.categories)])

    def search(self, number: int) -> Sample:
        return self.get("/forum/search", q=WORDS[number % len(WORDS)])

    def post(self, number: int) -> Sample:
        """Answer in a thread; what is measured is the writing alone."""
        path = self.threads[-1 - number % len(self.threads)]
        page = self.client.get(path).text
        sent = form(page, f"{path}/reply") | {
            "text": f"Det kender jeg godt, nummer {number}.",
            "step": "send",
        }
        answer = self.client.post(f"{path}/reply", data=sent | {"as": "own"}, headers=OURS)
        if answer.status_code != 303:
            raise RuntimeError(f"An answer was not taken: {answer.status_code}")
        return _told(answer)

    def get(self, path: str, **asked: str) -> Sample:
        return _asked(self.client, path, **asked)


def _asked(client: httpx.Client, path: str, **asked: str) -> Sample:
    answer = client.get(path, params=asked or None)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}")
    return _told(answer)


def _always(client: httpx.Client, path: str, number: int) -> Sample:
    """The same page whatever the number."""
    return _asked(client, path)


OURS = {"Sec-Fetch-Site": "same-origin"}


def _told(answer: httpx.Response) -> Sample:
    found = _TIMING.search(answer.headers.get("server-timing", ""))
    if found is None:
        raise RuntimeError("The hub tells no Server-Timing")
    return float(found[1]), int(found[2])


@contextlib.contextmanager
def signed_in(url: str, email: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=60) as client:
        sent = form(client.get("/login").text, "/login") | {"email": email, "password": PASSWORD}
        if client.post("/login", data=sent, headers=OURS).status_code != 303:
            raise RuntimeError(f"{email} of the demonstration cannot sign in")
        yield client


@contextlib.contextmanager
def served(options: list[str], more: dict[str, str]) -> Iterator[tuple[str, int]]:
    port, media = free_port(), free_port(socket.SOCK_DGRAM)
    url = f"http://127.0.0.1:{port}"
    env = {
        "HUB_SITE__ORIGIN": url,
        "HUB_SERVER__TIMING": "true",
        "HUB_MEDIA__PORT": str(media),
        "HUB_MEDIA__WORKERS": "1",
        "HUB_LOG__LEVEL": "WARNING",
        **{f"HUB_LIMITS__{name}": WIDE for name in ("FORM", "POST", "LOGIN_ACCOUNT", "LOGIN_ADDRESS")},
    }
    command = [HUB, "serve", "--port", str(port), *options]
    with started(command, "Ready at", os.environ | env | more, patience=300) as (pid, _):
        yield url, pid
