"""`hub schedule`: the matching engine for files, without a hub."""

import random
import time
from pathlib import Path

import click
import msgspec
from rich.console import Console

from hub.matching import smptsp
from hub.matching.fewest import Search
from hub.matching.jobs import Instance
from hub.matching.verdict import judge

STEPS_BETWEEN_LOOKS = 500
MAX_BYTES = 50 * 1024 * 1024
FORMATS = click.Choice(["smptsp"])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

console = Console(highlight=False)


class Answer(msgspec.Struct, frozen=True):
    """What `--json` prints; the README says what each means."""

    status: str
    value: int | None
    bound: int
    seconds: float
    assignment: list[int]


@click.group()
def schedule() -> None:
    """Match people and work, and check a match."""


@schedule.command()
@click.argument("file", type=FILE)
@click.option("--format", "kind", type=FORMATS, default="smptsp", show_default=True)
@click.option("--seconds", type=click.FloatRange(0.1, 86400), default=60.0, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed takes the same steps.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the assignment here.")
def solve(file: Path, kind: str, seconds: float, seed: int, as_json: bool, output: Path | None) -> None:
    """Find the fewest workers for the jobs in FILE. Stops early when the answer is proven."""
    answer = _solve(_read(file), seconds, seed)
    if output is not None and answer.value is not None:
        output.write_text(smptsp.write(answer.assignment))
    if as_json:
        click.echo(msgspec.json.encode(answer))
    else:
        console.print(_in_words(answer))


@schedule.command()
@click.argument("file", type=FILE)
@click.argument("solution", type=FILE)
@click.option("--format", "kind", type=FORMATS, default="smptsp", show_default=True)
def check(file: Path, solution: Path, kind: str) -> None:
    """Judge the assignment in SOLUTION. Exit code 1 when it breaks a rule."""
    verdict = judge(_read(file), smptsp.parse_assignment(_text(solution)))
    for fault in verdict.faults:
        console.print(fault)
    if verdict.faults:
        raise click.exceptions.Exit(1)
    console.print(f"It holds, with {verdict.workers} workers.")


def _read(file: Path) -> Instance:
    return smptsp.parse(_text(file))


def _text(file: Path) -> str:
    with file.open("rb") as opened:
        data = opened.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise smptsp.too_long()
    return data.decode("ascii", "replace")


def _solve(instance: Instance, seconds: float, seed: int) -> Answer:
    began = time.monotonic()
    search = Search(instance, random.Random(seed))  # noqa: S311 - a search, not a secret
    while not search.proven and not search.impossible and time.monotonic() - began < seconds:
        search.run(STEPS_BETWEEN_LOOKS)
    spent = round(time.monotonic() - began, 3)
    if search.best is None:
        status = "infeasible" if search.impossible else "unknown"
        return Answer(status, None, search.bound, spent, [])
    status = "optimal" if search.proven else "feasible"
    return Answer(status, search.workers, search.bound, spent, search.best)


def _in_words(answer: Answer) -> str:
    if answer.status == "infeasible":
        return "It cannot be done: there is a job that nobody is qualified for."
    if answer.value is None:
        return "No assignment was found in this time. Try more --seconds."
    if answer.status == "optimal":
        return f"{answer.value} workers, and nobody can do with fewer. {answer.seconds} seconds."
    return f"{answer.value} workers; {answer.bound} or more are needed. {answer.seconds} seconds."
