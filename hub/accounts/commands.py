"""`hub user` and `hub municipality`: what an operator does without a browser, as the system itself."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import click
import msgspec
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from config.settings import load
from hub import db, site, vault
from hub.accounts import actions, clean, queries, wire
from hub.actor import SYSTEM, Role
from hub.errors import BadInput, Missing

T = TypeVar("T")
ROLES = click.Choice(sorted(role.value for role in Role if role not in (Role.guest, Role.anonymous)))

console = Console(highlight=False)


def run(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Carry out `work` with the database of the settings open."""

    async def opened() -> T:
        settings = load()
        site.configure(settings)
        vault.configure(settings)
        await db.connect(settings)
        try:
            return await work()
        finally:
            await db.close()

    return asyncio.run(opened())


@click.group()
def user() -> None:
    """People with accounts."""


@user.command("add")
@click.option("--name", required=True, help="First and last name.")
@click.option("--email", default="", help="Where they sign in and get mails.")
@click.option("--municipality", default="", help="Short name of the municipality, for example kolding.")
@click.option("--role", "roles", type=ROLES, multiple=True, required=True, help="May be given several times.")
@click.option(
    "--language",
    type=click.Choice(clean.LANGUAGES),
    default="da",
    show_default=True,
    help="Of the pages and mails they get.",
)
def add_user(name: str, email: str, municipality: str, roles: tuple[str, ...], language: str) -> None:
    """Make a person, and print a link by which they choose a password."""

    async def work() -> tuple[int, str]:
        form = wire.PersonForm(
            name=name,
            email=email,
            municipality_id=await _municipality_id(municipality),
            roles=roles,
            language=language,
        )
        made = await actions.create_person(SYSTEM, form)
        return made, await actions.invite(SYSTEM, made)

    made, token = run(work)
    console.print(f"Person {made} can come in by:\n{_link(token)}", soft_wrap=True)


@user.command("list")
@click.option("--search", default="", help="Part of a name or an e-mail address.")
def list_users(search: str) -> None:
    """List people by name."""
    table = Table("Id", "Name", "E-mail", "Municipality", "Roles", "State")
    for row in run(lambda: _everybody(search)):
        state = "closed" if not row.active else "ready" if row.has_password else "no password"
        cells = (row.name, row.email, row.municipality, ", ".join(row.roles), state)
        table.add_row(str(row.id), *map(escape, cells))
    _show(table)


@user.command("role")
@click.argument("email")
@click.argument("role", type=ROLES)
@click.option("--remove", is_flag=True, help="Take the role away instead of giving it.")
def change_role(email: str, role: str, remove: bool) -> None:
    """Give a person a role, or take it away."""

    async def work() -> tuple[str, ...]:
        person = await _person(email)
        roles = tuple(sorted({*person.roles} - {role} if remove else {*person.roles, role}))
        form = msgspec.structs.replace(wire.form_of(person), roles=roles)
        await actions.edit_person(SYSTEM, person.id, form)
        return roles

    console.print(f"{escape(email)}: {', '.join(run(work))}")


@user.command("reset-link")
@click.argument("email")
def reset_link(email: str) -> None:
    """Print a link that works once, by which the person chooses a new password. No mail is sent."""

    async def work() -> str:
        return await actions.invite(SYSTEM, (await _person(email)).id, mail=False)

    console.print(_link(run(work)), soft_wrap=True)


@click.group()
def municipality() -> None:
    """Partner municipalities."""


@municipality.command("add")
@click.option("--name", required=True, help="As people see it, for example Ærø.")
@click.option("--slug", default="", help="Short name for commands; made from the name if not given.")
@click.option(
    "--accent",
    type=click.Choice(clean.ACCENTS),
    default="fjord",
    show_default=True,
    help="The colour of its pages.",
)
@click.option("--phone", default="", help="Where citizens can get a human.")
@click.option("--acute-phone", default="", help="What to call when it is urgent.")
def add_municipality(name: str, slug: str, accent: str, phone: str, acute_phone: str) -> None:
    """Make a partner municipality."""
    form = wire.MunicipalityForm(name=name, slug=slug, accent=accent, phone=phone, acute_phone=acute_phone)
    made = run(lambda: actions.create_municipality(SYSTEM, form))
    console.print(f"Municipality {made} is made.")


@municipality.command("list")
def list_municipalities() -> None:
    """List municipalities by name."""
    table = Table("Id", "Short name", "Name", "Accent", "Telephone", "State")
    for row in run(lambda: queries.municipalities(SYSTEM)):
        cells = (row.slug, row.name, row.accent, row.phone, "partner" if row.active else "left")
        table.add_row(str(row.id), *map(escape, cells))
    _show(table)


def _show(table: Table) -> None:
    """Print a table; into a file or a pipe it is never narrower than its words."""
    Console(highlight=False, width=None if sys.stdout.isatty() else 240).print(table)


async def _everybody(search: str) -> list[wire.PersonRow]:
    first = await queries.people_for(SYSTEM, search)
    rest = [await queries.people_for(SYSTEM, search, page) for page in range(2, first.pages + 1)]
    return [row for page in (first, *rest) for row in page.people]


async def _person(email: str) -> wire.PersonView:
    wanted = clean.email(email)
    for row in await _everybody(wanted or ""):
        if wanted and row.email == wanted:
            return await queries.person_for(SYSTEM, row.id)
    raise Missing("no_such_person", "Ingen har den adresse.", "Nobody has that address.")


async def _municipality_id(slug: str) -> int | None:
    if not slug:
        return None
    for row in await queries.municipalities(SYSTEM):
        if row.slug == slug:
            return row.id
    raise BadInput(
        "unknown_municipality",
        "municipality",
        "Ingen kommune har det kortnavn.",
        "No municipality has that short name.",
    )


def _link(token: str) -> str:
    return f"{site.facts().origin}/password/{token}"
