"""Somebody falls ill in a hub as large as a nation, by its pages and over its tables: how long it takes.

A problem and its proposal are written into the tables of a hub of this run's own (SQLite, beside the data of
the demonstration). Who has most to do in the plan's first days falls ill, then the one in the middle, each
from now on for some weeks: whoever could step in is asked in one request, and the plan is mended in another.
The times are the server's.
"""

import datetime as dt
import json
import re
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

from load.forum import OURS, served, signed_in
from load.pages import form
from load.processes import HUB

PLANNER, HOME = "platform@demo.invalid", "/schedule/sick"
WEEKS = dt.timedelta(days=20)
"""The plan is moved by whole weeks to begin one to two weeks from now: so it is its first week or two."""
FIRST = dt.timedelta(days=6)
_TIMING = re.compile(r"total;dur=([\d.]+)")
_CALL, _UNCOVERED = re.compile(r"/schedule/calls/(\d+)/close"), re.compile(r'/schedule/demands/(\d+)"')
_SUGGESTED = re.compile(r'id="s(\d+)"')


def run(file: Path, proposal: Path) -> dict[str, Any]:
    """The worse of both illnesses, and each; `fill_s` is what making the hub's data took.

    Raises RuntimeError with what the hub said when its pages are not as they were.
    """
    ranked = busiest(json.loads(file.read_text())["demands"], json.loads(proposal.read_text())["assignments"])
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        data, began = ["--folder", folder], time.monotonic()
        fill = [HUB, "demo", "--no-serve", *data, "--plan", str(file), str(proposal)]
        subprocess.run(fill, check=True, stdout=subprocess.DEVNULL)
        took = time.monotonic() - began
        with served(data, {}) as (url, _), signed_in(url, PLANNER) as desk:
            found = [_fell_ill(desk, ranked[at]) for at in sorted({0, len(ranked) // 2})]
    worst = {name: max(each[name] for each in found) for name in ("ask_each_ms", "repair_s", "moved")}
    return {**worst, "fill_s": round(took, 1), "of": found}


def busiest(demands: list[dict[str, Any]], given: dict[str, str]) -> list[str]:
    """Who has something in the plan's first days, all of which the illness touches; the most comes first."""
    until = dt.datetime.fromisoformat(min(each["starts"] for each in demands)) + FIRST
    early = [each["id"] for each in demands if dt.datetime.fromisoformat(each["starts"]) < until]
    counts = Counter(given[name] for name in early if name in given)
    return sorted(counts, key=lambda name: (-counts[name], name))


def _fell_ill(desk: httpx.Client, name: str) -> dict[str, Any]:
    page = desk.get(HOME).text
    chosen = _found(rf'<option value="(\d+)"[^>]*>\s*{re.escape(name)}\b', page)
    until = str(dt.date(*time.localtime()[:3]) + WEEKS)
    sent = form(page, HOME) | {"person": chosen, "until": until}
    asked, _ = _post(desk, HOME, sent)
    page = desk.get(HOME).text
    report = _found(rf'id="r(\d+)">{re.escape(name)}<', page)
    section = page[page.index(f'id="r{report}"') :].partition("</section>")[0]
    lost = len(set(_CALL.findall(section)) | {f"d{each}" for each in _UNCOVERED.findall(section)})
    each_ms = round(asked / max(lost, 1), 1)
    figures = {"person": name, "lost": lost, "ask_ms": round(asked, 1), "ask_each_ms": each_ms}
    if not lost:
        return {**figures, "repair_s": 0.0, "moved": 0}
    mended, proposal = _post(desk, f"{HOME}/{report}/repair", form(page, HOME))
    suggested = set(_SUGGESTED.findall(desk.get(proposal).text))
    return {**figures, "repair_s": round(mended / 1000, 3), "moved": len(suggested) - lost}


def _post(desk: httpx.Client, path: str, sent: dict[str, str]) -> tuple[float, str]:
    """Milliseconds of the server, and where it leads."""
    answer = desk.post(path, data=sent, headers=OURS)
    timing = _TIMING.search(answer.headers.get("server-timing", ""))
    if answer.status_code != 303 or timing is None:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return float(timing[1]), answer.headers["location"]


def _found(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    if found is None:
        raise RuntimeError(f"nothing like {pattern} on {HOME}")
    return found[1]
