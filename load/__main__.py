"""`python -m load`: what the load generator can be asked for."""

import contextlib
import json
from pathlib import Path

import click
from rich.console import Console

from load import machine, report
from load.processes import NotReady

errors = Console(stderr=True)


@click.group()
def main() -> None:
    """Load and benchmarks of the hub, from outside it. Every command finishes by itself."""


@main.group()
def plan() -> None:
    """Run a plan with many people and say whether the machine holds."""


@plan.command()
@click.option("--audience", type=click.IntRange(1, 5000), default=50, show_default=True)
@click.option("--minutes", type=click.FloatRange(0.1, 120), default=1.0, show_default=True)
@click.option("--url", help="An installation's address; without it a hub of its own is started here.")
@click.option("--session", type=int, help="With --url: the webinar, already open or live.")
@click.option(
    "--people",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="With --url: citizens to sign in as, a CSV file of e-mail and password.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of the page.")
def webinar(
    audience: int, minutes: float, url: str | None, session: int | None, people: Path | None, as_json: bool
) -> None:
    """A webinar: everybody signs in, joins, watches, chats and raises a hand."""
    from load.plans import Target, own_target
    from load.plans import webinar as run

    if url and not (session and people):
        raise click.UsageError("--url needs --session and --people as well.")
    with contextlib.ExitStack() as stack, errors.status("Running the webinar"):
        try:
            if url and session and people:
                target = Target(url.rstrip("/"), session, people, None)
            else:
                target = stack.enter_context(own_target(audience))
            summary = run(target, audience, minutes)
        except (NotReady, RuntimeError, LookupError, OSError) as error:
            raise click.ClickException(str(error)) from error
    where = machine.describe()
    if as_json:
        click.echo(json.dumps(report.as_json(summary, where, machine.commit())))
    else:
        click.echo(report.as_text(summary, where))
    if not summary.holds:
        raise SystemExit(1)


@main.command()
@click.option("--joins", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a sentence.")
def firstframe(joins: int, as_json: bool) -> None:
    """Time from the click on the way in to the first decoded frame, in a real Chromium."""
    import asyncio

    from playwright.async_api import Error as BrowserError

    from load.firstframe import measure

    with errors.status("Joining"):
        try:
            times = asyncio.run(measure(joins))
        except (NotReady, BrowserError, RuntimeError, LookupError, OSError) as error:
            raise click.ClickException(str(error)) from error
    result = {
        "machine": machine.describe(),
        "commit": machine.commit(),
        "joins": len(times),
        "median_ms": round(report.percentile(times, 0.5)),
        "p95_ms": round(report.percentile(times, 0.95)),
        "times_ms": [round(each) for each in times],
    }
    if as_json:
        click.echo(json.dumps(result))
    else:
        click.echo(
            f"From the click to the first decoded frame: median {result['median_ms']} ms, "
            f"95 % within {result['p95_ms']} ms ({joins} joins; {result['machine']})"
        )


@main.command()
@click.option("--viewers", type=click.IntRange(1, 5000), default=500, show_default=True)
@click.option("--seconds", type=click.FloatRange(1, 600), default=15.0, show_default=True)
@click.option("--workers", type=click.IntRange(1, 16), default=1, show_default=True)
@click.option("--peer", type=click.Choice(["janus"]), help="Measure this one in the same run as well.")
@click.option("--peer-viewers", type=click.IntRange(1, 1000), default=100, show_default=True)
@click.option(
    "--dump",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An rtpdump file to publish (Opus 111, VP8 96) instead of the picture made here.",
)
@click.option("--floor/--no-floor", default=True, help="Measure the bare loop before and after.")
@click.option("--single", is_flag=True, help="Let the worker hand the kernel each packet by itself.")
@click.option("--apart", "kinds_apart", is_flag=True, help="Then pictures alone, and sound alone.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a sentence.")
def media(
    viewers: int,
    seconds: float,
    workers: int,
    peer: str | None,
    peer_viewers: int,
    dump: Path | None,
    floor: bool,
    single: bool,
    kinds_apart: bool,
    as_json: bool,
) -> None:
    """Processor time of a media worker for a packet to a viewer, and how long packets stay in it."""
    from load import apart, share
    from load.media import Wanted, measure

    wanted = Wanted(viewers, seconds, workers, peer or "", peer_viewers, dump, floor, single)
    with errors.status("Forwarding"):
        try:
            shared = workers > 1
            result = share.measure(viewers, seconds, workers, dump) if shared else measure(wanted)
            if kinds_apart and not shared:
                result.update(apart.measure(wanted))
        except (NotReady, OSError, ValueError) as error:
            raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(result))
        return
    for name, value in result.items():
        click.echo(f"{name:22} {value}")


@main.command()
@click.option("--joins", type=click.IntRange(1, 2000), default=500, show_default=True)
@click.option("--into", type=click.IntRange(0, 2000), default=500, show_default=True)
@click.option("--workers", type=click.IntRange(1, 16), help="Default: as many as a node starts here.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a page.")
def join(joins: int, into: int, workers: int | None, as_json: bool) -> None:
    """Processor time of a join, and what many joins at once do to those who are watching."""
    from load.join import measure, usual_workers

    with errors.status("Joining"):
        try:
            result = measure(joins, into, workers or usual_workers())
        except (NotReady, OSError, ValueError) as error:
            raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(result))
        return
    for name, value in result.items():
        click.echo(f"{name:26} {value}")


@main.command()
@click.option(
    "--case", "chosen", multiple=True, help="Only cases whose name begins with this; may be repeated."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of what is lost and delayed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def badnet(chosen: tuple[str, ...], seed: int, as_json: bool) -> None:
    """The same call in bad networks, through a media worker and directly. Needs root."""
    from playwright.async_api import Error as BrowserError

    from load.badnet import measure
    from load.netem import NoNamespaces

    with errors.status("Calling"):
        try:
            result = measure(list(chosen), seed)
        except (NoNamespaces, NotReady, BrowserError, RuntimeError, OSError) as error:
            raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(result))
        return
    for case in result["cases"]:
        click.echo(f"{case['impairment']}: {'no worse' if case['no_worse'] else 'WORSE'} than direct")
        for way in ("ours", "direct"):
            click.echo(f"  {way:7} {case[way]}")


@main.command()
@click.option("--minutes", type=click.FloatRange(0.1, 1440), default=20.0, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a page.")
def soak(minutes: float, as_json: bool) -> None:
    """A media worker for a long time with people coming and going: memory, open files and tasks stay flat."""
    from load.soak import measure

    with errors.status("Coming and going"):
        try:
            result = measure(minutes)
        except (NotReady, OSError, ValueError) as error:
            raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(result))
    else:
        for name, value in result.items():
            click.echo(f"{name:16} {value}")
    if not result["flat"]:
        raise SystemExit(1)


@main.command()
@click.option("--size", "sizes", type=click.Choice(["small", "region", "nation"]), multiple=True)
@click.option("--seconds", type=click.FloatRange(1, 3600), default=60.0, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option(
    "--instances",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of public instances (*.dat, smptsp): each is solved too, in as many seconds.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of sentences.")
def matching(sizes: tuple[str, ...], seconds: float, seed: int, folder: Path | None, as_json: bool) -> None:
    """How soon and how well the shared scheduler matches partnerships made up from a seed."""
    from load import instances
    from load.matching import growth, run, sentence

    found, public = [], None
    for size in sizes or ("small", "region", "nation"):
        with errors.status(f"Matching: {size}"):
            try:
                found.append(run(size, seconds, seed))
            except RuntimeError as error:
                raise click.ClickException(str(error)) from error
    if folder is not None:
        with errors.status("Public instances"):
            try:
                public = instances.run(folder, seconds)
            except RuntimeError as error:
                raise click.ClickException(str(error)) from error
    if as_json:
        figures = {
            "sizes": found,
            "growth_per_session": growth(found),
            "instances": instances.ABSENT if public is None else public,
        }
        click.echo(json.dumps({"machine": machine.describe(), "commit": machine.commit(), **figures}))
        return
    for each in found:
        click.echo(sentence(each))
    for one in public or ():
        click.echo(instances.sentence(one))
    if public is None:
        click.echo(f"Public instances: {instances.ABSENT}")


@main.command()
@click.option("--threads", type=click.IntRange(100, 1_000_000), default=100_000, show_default=True)
@click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), help="A large forum, there or to be made."
)
@click.option("--postgres", metavar="URL", help="A PostgreSQL server (asyncpg://...), instead of SQLite.")
@click.option("--rounds", type=click.IntRange(20, 5000), default=200, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of sentences.")
def forum(
    threads: int, folder: Path | None, postgres: str | None, rounds: int, seed: int, as_json: bool
) -> None:
    """Server time and queries of the forum's pages, in a large forum and in one of 1,000 posts."""
    import httpx

    from load.forum import run

    with errors.status("Asking for pages"):
        try:
            found = run(folder, threads, rounds, seed, postgres)
        except (NotReady, RuntimeError, LookupError, OSError, httpx.HTTPError) as error:
            raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps({"machine": machine.describe(), "commit": machine.commit(), **found}))
        return
    for name, page in found["large"]["pages"].items():
        click.echo(
            f"{name}: median {page['p50_ms']} ms, p95 {page['p95_ms']} ms, {page['queries']} queries, "
            f"{page['ratio']} times the small forum's median"
        )


if __name__ == "__main__":
    main()
