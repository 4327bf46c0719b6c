"""`hub serve` and `hub demo`: the commands that need pages. Registered by the entry point `hub.commands`."""

import asyncio
import datetime as dt
import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

import forum.letterbox.demo
import forum.moderation.demo
import hub.accounts.demo
import hub.booking.demo
import hub.ledger.demo
import hub.schedule.demo
import hub.sessions.demo
from config import logs
from config.settings import Settings, SettingsError, load
from forum import scale
from hub import clock, db, vault
from hub.matching import reading, scoring, wire
from hub.matching.constraints import HARD
from hub.migrate import migrate
from hub.schedule.demo import LITTLE, QUARTER, Size
from rtc.own_address import LOOPBACK, own_addresses
from web.app import create_app
from web.server import AlreadyRunning, PortTaken, check_ports, only_server
from web.server import serve as serve_app

console = Console(highlight=False)
DEMO_AGE = dt.timedelta(hours=12)


def _settings(config: str | None, sections: dict[str, dict[str, object]]) -> Settings:
    chosen = {
        name: {key: value for key, value in values.items() if value is not None}
        for name, values in sections.items()
    }
    try:
        return load(config, overrides=chosen)
    except SettingsError as error:
        raise click.UsageError(str(error)) from error


def _run(settings: Settings, told: str) -> None:
    app = create_app(settings)

    def ready() -> None:
        console.print(told)
        console.file.flush()

    try:
        with only_server(settings):
            check_ports(settings)
            asyncio.run(_check_vault(settings))
            asyncio.run(serve_app(app, settings, ready=ready, moving=app.moving))
    except AlreadyRunning as error:
        raise click.ClickException(
            f"Another hub serves from {error}. Stop it first, or use PostgreSQL for several."
        ) from error
    except PortTaken as error:
        raise click.ClickException(str(error)) from error


async def _check_vault(settings: Settings) -> None:
    """Say in plain words, before the server starts, that the outer key is missing."""
    vault.configure(settings)
    await db.connect(settings)
    try:
        await vault.check()
    finally:
        await db.close()


@click.command()
@click.option("--config", type=click.Path(dir_okay=False), help="A settings file (TOML).")
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--folder", type=click.Path(file_okay=False), help="Data folder.")
@click.option(
    "--migrate/--no-migrate", "wants_migration", default=True, help="Bring the tables up to date first."
)
def serve(
    config: str | None, host: str | None, port: int | None, folder: str | None, wants_migration: bool
) -> None:
    """Serve pages, signalling and media until stopped."""
    settings = _settings(config, {"server": {"host": host, "port": port}, "data": {"folder": folder}})
    logs.configure(settings.log)
    if wants_migration:
        asyncio.run(migrate(settings))
    _run(settings, f"Ready at {settings.site.origin}")


@click.command()
@click.option("--config", type=click.Path(dir_okay=False), help="A settings file (TOML).")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on."
)
@click.option("--folder", type=click.Path(file_okay=False), default="var/demo", show_default=True)
@click.option("--fresh", is_flag=True, help="Make the demonstration data anew even if it is from today.")
@click.option("--no-serve", is_flag=True, help="Only make the data.")
@click.option("--quarter", is_flag=True, help="A quarter to plan: 200 sessions, 60 professionals.")
@click.option("--forum-scale", is_flag=True, help="A million posts and 50,000 letters; takes minutes.")
@click.option("--forum-threads", type=click.IntRange(1, 1_000_000), help="As --forum-scale, in its size.")
@click.option(
    "--plan",
    nargs=2,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A problem and a proposal of `hub schedule solve`: written into the tables beside the rest.",
)
def demo(
    config: str | None,
    port: int,
    folder: str,
    fresh: bool,
    no_serve: bool,
    quarter: bool,
    forum_scale: bool,
    forum_threads: int | None,
    plan: tuple[Path, Path] | None,
) -> None:
    """Start a hub with invented people and sessions, for trying it out on this machine."""
    settings = _settings(
        config,
        {
            "server": {"host": "127.0.0.1", "port": port},
            "site": {"origin": f"http://127.0.0.1:{port}"},
            "data": {"folder": folder},
            "log": {"level": "WARNING"},
        },
    )
    settings = _heard_here(settings)
    logs.configure(settings.log)
    problem, proposal = _filed(plan) if plan else (None, None)
    threads = forum_threads or (scale.SCALE.threads if forum_scale else 0)
    if fresh or _is_old(settings.data.path, DEMO_AGE if not threads else None):
        shutil.rmtree(settings.data.path, ignore_errors=True)
    asyncio.run(_fill(settings, QUARTER if quarter else LITTLE))
    if threads:
        asyncio.run(_fill_forum(settings, threads))
    if problem is not None and proposal is not None:
        asyncio.run(_fill_filed(settings, problem, proposal))
    _print_logins(settings)
    if not no_serve:
        logging.getLogger("hub").setLevel(logging.INFO)
        _run(settings, f"\n[bold]Ready at {settings.site.origin}[/bold]   (Ctrl+C stops it)")


def _heard_here(settings: Settings) -> Settings:
    """Media where any browser on this machine reaches it, unless the settings say where."""
    if settings.media.addresses != (LOOPBACK,):
        return settings
    media = msgspec.structs.replace(settings.media, addresses=own_addresses())
    return msgspec.structs.replace(settings, media=media)


def _is_old(folder: Path, age: dt.timedelta | None) -> bool:
    """Whether the data is to be made anew: not finished, or older than `age`. A big forum is kept."""
    made = folder / "demo-made"
    if not made.exists():
        return True
    return age is not None and clock.now() - dt.datetime.fromtimestamp(made.stat().st_mtime, dt.UTC) > age


async def _fill(settings: Settings, size: Size) -> None:
    made = settings.data.path / "demo-made"
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Making the tables", total=5)
        await migrate(settings)
        progress.update(task, advance=1, description="Inventing people")
        if made.exists():
            return
        await db.connect(settings)
        vault.configure(settings)
        try:
            people = await hub.accounts.demo.fill(clock.now())
            progress.update(task, advance=1, description="Planning sessions")
            await hub.sessions.demo.fill(people, clock.now())
            await hub.ledger.demo.fill(clock.now())
            progress.update(task, advance=1, description="Writing in the forum")
            await scale.fill(scale.DEMO, clock.now())
            await forum.letterbox.demo.fill(people, clock.now())
            await forum.moderation.demo.fill(people, clock.now())
            progress.update(task, advance=1, description="Gathering a partnership")
            await hub.schedule.demo.fill(people, clock.now(), size)
            await hub.booking.demo.fill(people, clock.now())
            progress.update(task, advance=1)
        finally:
            await db.close()
    made.touch()


async def _fill_forum(settings: Settings, threads: int) -> None:
    """Interrupted, it goes on when it is asked for again."""
    size = msgspec.structs.replace(scale.SCALE, threads=threads, seed=2)
    amount = scale.letters.beside(threads)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:

        def telling(what: str) -> Callable[[int, int], None]:
            task = progress.add_task(what, total=None)
            return lambda done, total: progress.update(task, completed=done, total=total)

        await db.connect(settings)
        vault.configure(settings)
        try:
            await scale.fill(size, _made_at(settings), telling("Threads in the forum"))
            await scale.letters.fill(amount, _made_at(settings), telling("Letters"))
        finally:
            await db.close()


def _filed(plan: tuple[Path, Path]) -> tuple[wire.Problem, wire.Proposal]:
    """What the files say; BadInput or a usage error for what is not a plan that holds."""
    problem = reading.problem(plan[0].read_bytes())
    proposal = reading.proposal(plan[1].read_bytes(), problem)
    said = {each.name: each.en for each in HARD}
    for fault in scoring.judge(problem, proposal).faults:
        raise click.UsageError(f"{fault.demand}, {fault.person}: {said[fault.constraint]}")
    return problem, proposal


async def _fill_filed(settings: Settings, problem: wire.Problem, proposal: wire.Proposal) -> None:
    """Once in each folder."""
    made = settings.data.path / "demo-planned"
    if made.exists():
        return
    await db.connect(settings)
    vault.configure(settings)
    try:
        with console.status("Writing the plan into the tables"):
            await hub.schedule.demo.fill_filed(problem, proposal, clock.now())
    finally:
        await db.close()
    made.touch()


def _made_at(settings: Settings) -> dt.datetime:
    """When the data was made: the invented forum ends there, however often it is gone on with."""
    return dt.datetime.fromtimestamp((settings.data.path / "demo-made").stat().st_mtime, dt.UTC)


def _print_logins(settings: Settings) -> None:
    logins = hub.accounts.demo.LOGINS
    wide = max(len(login.email) for login in logins)
    console.print(f"\nSign in with the password [bold]{hub.accounts.demo.PASSWORD}[/bold] as one of\n")
    for login in logins:
        console.print(f"  {login.email:<{wide}}  {login.role}: {login.who}", soft_wrap=True)
    console.print(
        "\nThe first webinar begins in a few minutes. Open it in one browser as fys@demo.invalid, who leads,"
        "\nand in another as borger@demo.invalid, who has a seat.",
        soft_wrap=True,
    )
    console.print(f"Mails are written to {settings.data.path / 'outbox'}", soft_wrap=True)
