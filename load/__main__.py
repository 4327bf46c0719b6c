"""`python -m load`: what the load generator can be asked for; about media in `media_commands`."""

import contextlib
import json
from pathlib import Path

import click
from rich.console import Console

from load import machine, media_commands, report
from load.processes import NotReady

errors = Console(stderr=True)


@click.group()
def main() -> None:
    """Load and benchmarks of the hub, from outside it. Every command finishes by itself."""


for command in media_commands.COMMANDS:
    main.add_command(command)


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
