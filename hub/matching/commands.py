"""`hub schedule`: the matching engine for files, without a hub."""

import datetime as dt
import time
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.progress import Progress

from hub.matching import fewest_told, reading, runner, scoring, smptsp
from hub.matching import repair as mending
from hub.matching.explain import Substitute, substitutes
from hub.matching.jobs import Instance
from hub.matching.verdict import judge
from hub.matching.wire import Proposal

RANKED = 20
"""Substitutes told for each demand."""
MAX_BYTES = 50 * 1024 * 1024
HUB, SMPTSP = "hub", "smptsp"
FORMATS = click.Choice([HUB, SMPTSP])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

console = Console(highlight=False)
told = Console(stderr=True, highlight=False)


class Rearranged(msgspec.Struct, frozen=True):
    """What `repair --json` prints; the README says which seconds are which."""

    person: str
    demands: int
    lost: int
    substitutes: dict[str, list[Substitute]]
    moved: list[str]
    unfilled: list[str]
    faults: int
    seconds: dict[str, float]


@click.group()
def schedule() -> None:
    """Match people and work, and check a match."""


@schedule.command()
@click.argument("file", type=FILE)
@click.option("--format", "kind", type=FORMATS, default=HUB, show_default=True)
@click.option("--seconds", type=click.FloatRange(0.1, 86400), default=60.0, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed takes the same steps.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the assignment here.")
@click.option("--plain", is_flag=True, help="Do without the extra `exact`, even if it is installed.")
def solve(
    file: Path, kind: str, seconds: float, seed: int, as_json: bool, output: Path | None, plain: bool
) -> None:
    """Match the people and the work in FILE. Stops early when the answer is proven."""
    if kind == SMPTSP:
        _solve_fewest(file, seconds, seed, as_json, output)
        return
    with Progress(console=told, transient=True, disable=as_json) as bar:
        task = bar.add_task("Matching", total=seconds)

        def tell(part: str, gone: float, _points: float) -> None:
            bar.update(task, completed=gone, description=f"Matching ({part})")

        answer = runner.solve(_bytes(file, reading.MOST_BYTES), seconds, seed, tell, plain=plain)
    _tell(answer, as_json)
    if output is not None:  # last: a folder that cannot be written to does not lose what was found
        output.write_bytes(msgspec.json.encode(Proposal(assignments=answer.assignments)))


@schedule.command()
@click.argument("file", type=FILE)
@click.argument("solution", type=FILE)
@click.option("--format", "kind", type=FORMATS, default=HUB, show_default=True)
def check(file: Path, solution: Path, kind: str) -> None:
    """Judge the assignment in SOLUTION. Exit code 1 when it breaks a rule."""
    faults, holds = (_check_fewest if kind == SMPTSP else _check)(file, solution)
    for fault in faults:
        console.print(fault)
    if faults:
        raise click.exceptions.Exit(1)
    console.print(holds, soft_wrap=True)


@schedule.command()
@click.argument("file", type=FILE)
@click.argument("solution", type=FILE)
@click.option("--sick", "person", required=True, help="Who is ill: an id in FILE.")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day; else of the whole FILE.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="Last day; else of the whole FILE.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the repaired plan here."
)
def repair(
    file: Path,
    solution: Path,
    person: str,
    first: dt.datetime | None,
    last: dt.datetime | None,
    as_json: bool,
    output: Path | None,
) -> None:
    """Who steps in for somebody ill in SOLUTION, and the plan with few other assignments moved."""
    days = first.date() if first else dt.date.min, last.date() if last else dt.date.max
    if days[1] < days[0]:
        raise reading.refusal("ends_before_start", "--to")
    answer, plan = _repaired(file, solution, person, days)
    if output is not None:
        output.write_bytes(msgspec.json.encode(plan))
    if as_json:
        click.echo(msgspec.json.encode(answer))
        return
    console.print(
        f"{answer.lost - len(answer.unfilled)} of {answer.lost} demands filled again, "
        f"{len(answer.moved)} others moved. {answer.seconds['repair']} seconds."
    )
    for name in answer.unfilled:
        console.print(f"  {name}: nobody can")


def _repaired(
    file: Path, solution: Path, person: str, days: tuple[dt.date, dt.date]
) -> tuple[Rearranged, Proposal]:
    parts = _Parts()
    problem = reading.problem(_bytes(file, reading.MOST_BYTES))
    proposal = reading.proposal(_bytes(solution, reading.MOST_BYTES), problem)
    if person not in {each.id for each in problem.professionals}:
        raise reading.refusal("unknown_professional", "--sick")
    parts.over("reading")
    ill, left, lost = mending.without(problem, proposal, person, *days)
    plan = mending.begun(ill, left)
    numbers = [at for at, each in enumerate(ill.demands) if each.id in lost]
    parts.over("plan")
    ranked = {ill.demands[d].id: substitutes(plan, d)[:RANKED] for d in numbers}
    parts.over("substitutes")
    found = mending.repair(plan, numbers)
    parts.over("repair")
    after = Proposal(assignments=found.assignments)
    faults = len(scoring.judge(ill, after).faults)
    told = (len(ill.demands), len(lost), ranked, found.moved, found.unfilled, faults, parts.seconds)
    return Rearranged(person, *told), after


class _Parts:
    """How long each part took, one after the other."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = time.perf_counter()

    def over(self, name: str) -> None:
        """The part that went on since the last one is over."""
        now = time.perf_counter()
        self.seconds[name] = round(now - self._since, 4)
        self._since = now


def _check(file: Path, solution: Path) -> tuple[list[str], str]:
    problem = reading.problem(_bytes(file, reading.MOST_BYTES))
    proposal = reading.proposal(_bytes(solution, reading.MOST_BYTES), problem)
    verdict = scoring.judge(problem, proposal)
    faults = [f"{fault.demand}: {fault.person} breaks {fault.constraint}" for fault in verdict.faults]
    points = ", ".join(f"{name} {points:.1f}" for name, points in verdict.points.items())
    filled = f"{len(proposal.assignments)} of {len(problem.demands)} demands filled"
    return faults, f"It holds: {filled}, {verdict.total:.1f} points ({points})."


def _check_fewest(file: Path, solution: Path) -> tuple[list[str], str]:
    verdict = judge(_read(file), smptsp.parse_assignment(_text(solution)))
    return list(verdict.faults), f"It holds, with {verdict.workers} workers."


def _tell(answer: runner.Answer, as_json: bool) -> None:
    if as_json:
        click.echo(msgspec.json.encode(answer))
        return
    console.print(_told(answer))
    for each in answer.unfilled:
        console.print(f"  {each.demand}: {each.en}")


def _told(answer: runner.Answer) -> str:
    filled = f"{answer.filled} of {answer.demands} demands filled, {answer.points:.1f} points"
    if answer.status == "optimal":
        return f"{filled}, and no plan costs less. {answer.seconds} seconds."
    return f"{filled}; no plan costs less than {answer.bound:.1f}. {answer.seconds} seconds."


def _read(file: Path) -> Instance:
    return smptsp.parse(_text(file))


def _text(file: Path) -> str:
    return _bytes(file, MAX_BYTES).decode("ascii", "replace")


def _bytes(file: Path, most: int) -> bytes:
    with file.open("rb") as opened:
        data = opened.read(most + 1)
    if len(data) > most:
        raise smptsp.too_long()
    return data


def _solve_fewest(file: Path, seconds: float, seed: int, as_json: bool, output: Path | None) -> None:
    answer = fewest_told.solve(_read(file), seconds, seed)
    if as_json:
        click.echo(msgspec.json.encode(answer))
    else:
        console.print(fewest_told.in_words(answer), soft_wrap=True)
    if output is not None and answer.value is not None:
        output.write_text(smptsp.write(answer.assignment))
