"""The `hub` command: its settings, its tables, and everything registered below and above it.

Exit codes: 0 done, 1 refused or failed, 2 bad usage or settings. Commands of crafts above hub are registered
by the entry point group `hub.commands`, and loaded when they are asked for.
"""

import asyncio
import os
import sqlite3
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from tortoise.exceptions import BaseORMException

from config.settings import Settings, SettingsError, load
from hub import migrate as steps
from hub.accounts import commands as accounts
from hub.booking import commands as booking
from hub.errors import BadInput, Told
from hub.matching import commands as matching
from hub.sessions import commands as sessions
from hub.vault import commands as vault

HIDDEN = {
    ("site", "secret"),
    ("mail", "password"),
    ("media", "turn_secret"),
    ("database", "url"),
    ("vault", "key"),
    ("vault", "old_keys"),
}
GROUP = "hub.commands"

console = Console(highlight=False)
told = Console(stderr=True, highlight=False)


class Stop(click.ClickException):
    """An end in plain words, with its exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.exit_code = code  # type: ignore[misc]  # click reads it from the instance


class Hub(click.Group):
    """A group that says errors in words and finds the commands of other crafts."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Ours and theirs, by name."""
        return sorted({*super().list_commands(ctx), *_registered()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Ours, or theirs if they can be loaded."""
        own = super().get_command(ctx, cmd_name)
        if own is not None or cmd_name not in _registered():
            return own
        return _loaded(_registered()[cmd_name])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, but a misspelt name is compared with the other crafts' commands too."""
        near = get_close_matches(args[0], self.list_commands(ctx))
        if near and self.get_command(ctx, args[0]) is None and not ctx.resilient_parsing:
            names = " or ".join(f"'{name}'" for name in near)
            raise click.UsageError(f"No such command '{args[0]}'. Did you mean {names}?", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what it raises for people is said to them."""
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            raise Stop(str(error), 2) from error
        except BadInput as error:
            raise Stop(f"{error.field}: {error.say('en')} ({error.code})", 2) from error
        except Told as error:
            raise Stop(f"{error.say('en')} ({error.code})", 1) from error
        except steps.MigrationFailed as error:
            raise Stop(f"{error}. The data is as it was before.", 1) from error
        except (BaseORMException, sqlite3.Error, OSError) as error:
            raise Stop(_cannot(error), 1) from error


def _cannot(error: Exception) -> str:
    """Which of file and database cannot be used, and why, in a sentence."""
    if isinstance(error, OSError) and error.filename:
        return f"The file or folder {error.filename} cannot be used: {error.strerror}."
    if isinstance(error, ConnectionError):
        return f"The database does not answer: {error}. Does it run? `hub config check` shows what is set."
    return f"The database or a file cannot be used: {error}. Try `hub config check`."


@click.group(cls=Hub, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="sundhedshub", prog_name="hub")
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False),
    help="A settings file (TOML); HUB_CONFIG does the same.",
)
def main(config: str | None) -> None:
    """The Digital Health Centre: serve it, look after it, try it out."""
    if config:
        os.environ["HUB_CONFIG"] = config


@main.command()
@click.option("--check", "only_check", is_flag=True, help="Take no step; exit with 1 if any is waiting.")
@click.option("--make", is_flag=True, help="For developers: write the step that the models ask for.")
def migrate(only_check: bool, make: bool) -> None:
    """Bring the tables up to date.

    On SQLite a backup is made first, and copied back if anything goes wrong; stop the server meanwhile. It is
    kept beside the database for database.backup_days and deleted by the night's work after that.
    """
    if make:
        _make_step()
    elif only_check:
        _check_steps(load())
    else:
        _take_steps(load())


def _take_steps(settings: Settings) -> None:
    with Progress(console=told, transient=True) as progress:
        task = progress.add_task("Looking at the tables", total=None)

        def tell(done: int, total: int, name: str) -> None:
            progress.update(task, completed=done, total=total, description=name)

        taken = asyncio.run(steps.migrate(settings, tell))
    said = f"Steps taken: {', '.join(taken)}" if taken else "The tables are up to date."
    console.print(said, soft_wrap=True)


def _check_steps(settings: Settings) -> None:
    waiting = asyncio.run(steps.pending(settings))
    if waiting:
        raise Stop(f"Steps waiting: {', '.join(waiting)}", 1)
    console.print("The tables are up to date.")


def _make_step() -> None:
    made = asyncio.run(steps.write_step())
    console.print("\n".join(map(str, made)) if made else "Models and steps agree.")


@main.group()
def config() -> None:
    """Show and check the settings."""


@config.command()
def show() -> None:
    """Show every setting as it is in force; secrets are hidden."""
    for section, values in msgspec.to_builtins(load()).items():
        console.print(f"[bold]{escape(f'[{section}]')}[/bold]")
        for key, value in values.items():
            hidden = (section, key) in HIDDEN and value
            text = "(set, hidden)" if hidden else msgspec.json.encode(value).decode()
            console.print(f"{key} = {text}", markup=False, soft_wrap=True)
        console.print()


@config.command()
def check() -> None:
    """Try what the settings name: folder, certificate, database, tables. Exit code 2 if one is wrong."""
    settings = load()
    wrong = [*_folder(settings), *_certificate(settings), *asyncio.run(_database(settings))]
    for line in wrong:
        told.print(f"[red]wrong[/red] {escape(line)}", soft_wrap=True)
    if wrong:
        raise Stop("The settings cannot be used as they are.", 2)
    console.print("[green]The settings can be used.[/green]")


def _folder(settings: Settings) -> list[str]:
    folder = settings.data.path
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return []
    return [f"data.folder: {folder} cannot be written to"]


def _certificate(settings: Settings) -> list[str]:
    server = settings.server
    named = {"certificate": server.certificate, "private_key": server.private_key}
    if bool(server.certificate) != bool(server.private_key):
        return ["server.certificate and server.private_key go together"]
    return [
        f"server.{key}: {path} cannot be read"
        for key, path in named.items()
        if path and not os.access(path, os.R_OK)
    ]


async def _database(settings: Settings) -> list[str]:
    try:
        waiting = await steps.pending(settings)
    except Exception as error:  # whatever a driver raises is what the operator wants to read
        return [f"database.url: {type(error).__name__}: {error}"]
    return [f"database: run `hub migrate`, steps waiting: {', '.join(waiting)}"] if waiting else []


def _registered() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def _loaded(point: EntryPoint) -> click.Command:
    """The command, or one of the same name that says why it cannot be loaded."""
    try:
        command = point.load()
    except ImportError as error:
        reason = f"`hub {point.name}` cannot be loaded: {error}"

        @click.command(point.name, help=reason)
        def broken() -> None:
            raise Stop(reason, 1)

        return broken
    if not isinstance(command, click.Command):
        raise TypeError(f"The entry point {point.name} is no command")
    return command


main.add_command(accounts.user)
main.add_command(accounts.municipality)
main.add_command(booking.booking)
main.add_command(matching.schedule)
main.add_command(sessions.session)
main.add_command(vault.vault)
