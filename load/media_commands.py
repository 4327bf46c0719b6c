"""What `python -m load` can be asked about media: what workers bear, and what reaches a browser."""

import json
from collections.abc import Mapping
from pathlib import Path

import click
from rich.console import Console

from load import machine, report
from load.processes import NotReady

errors = Console(stderr=True)


@click.command()
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


@click.command()
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
    _tell(result, 22, as_json=as_json)


@click.command()
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
    _tell(result, 26, as_json=as_json)


@click.command()
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


@click.command()
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
    _tell(result, 16, as_json=as_json)
    if not result["flat"]:
        raise SystemExit(1)


def _tell(result: Mapping[str, object], width: int, *, as_json: bool) -> None:
    """The figures as one JSON object, or a line for each with a column of names."""
    if as_json:
        click.echo(json.dumps(result))
        return
    for name, value in result.items():
        click.echo(f"{name:{width}} {value}")


COMMANDS = (firstframe, media, join, badnet, soak)
