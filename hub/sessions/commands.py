"""`hub session`: what an operator does with sessions without a browser, as the system itself."""

import datetime as dt
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from config.settings import load
from hub import site
from hub.accounts import queries as accounts
from hub.accounts.commands import run as opened
from hub.actor import SYSTEM
from hub.errors import BadInput
from hub.sessions import actions, queries
from hub.sessions.kinds import Kind
from hub.sessions.states import State
from hub.sessions.wire import HostForm, LinkRole, Part, SessionCard, SessionForm, SessionView, Visibility

T = TypeVar("T")
KINDS = click.Choice([kind.value for kind in Kind])
STATES = click.Choice([state.value for state in State])
SEEN_BY = click.Choice([seen.value for seen in Visibility])
ROLES = click.Choice([role.value for role in LinkRole if role is not LinkRole.reminder])
WALL = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])

console = Console(highlight=False)


def run(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Carry out `work` with the settings' database open."""
    site.configure(load())
    return opened(work)


@click.group()
def session() -> None:
    """Webinars, group sessions and consultations."""


@session.command("list")
@click.option("--state", type=STATES, help="Only those in this state.")
@click.option("--search", default="", help="Part of a title.")
def list_sessions(state: str | None, search: str) -> None:
    """List sessions, the latest start first."""
    table = Table("Id", "Starts", "Kind", "State", "Seats free", "Waiting", "Municipality", "Title")
    for card in run(lambda: _everything(State(state) if state else None, search)):
        seats = f"{card.free_seats} of {card.capacity}"
        cells = (_wall(card.starts_local), card.kind, card.state, seats, str(card.waiting))
        table.add_row(str(card.id), *cells, escape(card.municipality), escape(card.title))
    console.print(table)


@session.command()
@click.argument("session_id", type=int)
def show(session_id: int) -> None:
    """Show one session. Who signed up is not told: that is health data."""
    view = run(lambda: queries.session_for(SYSTEM, session_id))
    table = Table.grid(padding=(0, 2))
    for name, value in _facts(view):
        table.add_row(name, escape(value))
    console.print(table)


@session.command()
@click.option("--title", required=True)
@click.option("--kind", type=KINDS, default=Kind.webinar.value, show_default=True)
@click.option("--starts", type=WALL, required=True, help="Danish local time, for example 2026-11-24T19:00.")
@click.option("--minutes", type=click.IntRange(1, 480), default=60, show_default=True, help="How long.")
@click.option("--municipality", required=True, help="Short name of the one that plans it.")
@click.option("--offered-by", multiple=True, help="Short names of others that offer it to their citizens.")
@click.option("--host", "hosts", multiple=True, help="E-mail of who leads; further ones are co-hosts.")
@click.option("--capacity", type=int, help="Seats; the kind's usual number if not given.")
@click.option("--visibility", type=SEEN_BY, default=Visibility.public.value, show_default=True)
@click.option("--language", type=click.Choice(["da", "en"]), default="da", show_default=True)
@click.option("--course", default="", help="Label that people filter by.")
@click.option("--description", default="")
@click.option("--publish", is_flag=True, help="Show it at once instead of leaving a draft.")
def create(publish: bool, **given: Any) -> None:
    """Plan a session, and print its number."""

    async def work() -> int:
        made = await actions.create(SYSTEM, await _form(**given))
        if publish:
            await actions.publish(SYSTEM, made)
        return made

    made = run(work)
    console.print(f"Session {made} is {'published' if publish else 'a draft'}.")


@session.command("publish")
@click.argument("session_id", type=int)
def publish_session(session_id: int) -> None:
    """Show a draft to those it is for."""
    run(lambda: actions.publish(SYSTEM, session_id))
    console.print(f"Session {session_id} is published.")


@session.command()
@click.argument("session_id", type=int)
@click.option("--reason", required=True, help="For the log only; letters do not tell it.")
def cancel(session_id: int, reason: str) -> None:
    """Call a session off; everyone with a seat is told by mail."""
    run(lambda: actions.cancel(SYSTEM, session_id, reason))
    console.print(f"Session {session_id} is cancelled.")


@session.command("join-link")
@click.argument("session_id", type=int)
@click.option("--name", required=True, help="Of the guest, as others will see it.")
@click.option("--role", type=ROLES, default=LinkRole.guest.value, show_default=True)
def join_link(session_id: int, name: str, role: str) -> None:
    """Print a personal link for somebody without an account. It is shown this once."""
    token = run(lambda: actions.create_join_link(SYSTEM, session_id, name, role))
    console.print(f"{site.facts().origin}/join/{token}", soft_wrap=True)


async def _everything(state: State | None, search: str) -> list[SessionCard]:
    first = await queries.sessions_for_admin(SYSTEM, state, search)
    rest = [await queries.sessions_for_admin(SYSTEM, state, search, n) for n in range(2, first.pages + 1)]
    return [card for page in (first, *rest) for card in page.cards]


async def _form(
    *,
    kind: str,
    visibility: str,
    starts: dt.datetime,
    minutes: int,
    municipality: str,
    offered_by: tuple[str, ...],
    hosts: tuple[str, ...],
    **rest: Any,
) -> SessionForm:
    parts = [Part.host, *[Part.co_host] * len(hosts)]
    leaders = [HostForm(await _person_id(email), part) for email, part in zip(hosts, parts, strict=False)]
    return SessionForm(
        kind=Kind(kind),
        visibility=Visibility(visibility),
        starts_local=starts,
        ends_local=starts + dt.timedelta(minutes=minutes),
        municipality_id=await _municipality_id(municipality),
        municipality_ids=tuple([await _municipality_id(slug) for slug in offered_by]),
        hosts=tuple(leaders),
        **rest,
    )


async def _municipality_id(slug: str) -> int:
    for row in await accounts.municipalities(SYSTEM):
        if row.slug == slug:
            return row.id
    raise BadInput(
        "unknown_municipality",
        "municipality",
        "Ingen kommune har det kortnavn.",
        "No municipality has that short name.",
    )


async def _person_id(email: str) -> int:
    for row in (await accounts.people_for(SYSTEM, email)).people:
        if row.email == email.strip().lower():
            return row.id
    raise BadInput("unknown_host", "host", "Ingen har den adresse.", "Nobody has that address.")


def _facts(view: SessionView) -> list[tuple[str, str]]:
    return [
        ("Title", view.title),
        ("Kind", view.kind),
        ("State", view.state),
        ("Starts", f"{_wall(view.starts_local)} Danish time"),
        ("Ends", f"{_wall(view.ends_local)} Danish time"),
        ("Language", view.language),
        ("Course", view.course),
        ("Seen by", view.visibility),
        ("Seats", f"{view.capacity - view.free_seats} of {view.capacity} taken, {view.waiting} waiting"),
        ("Led by", ", ".join(f"{h.name} ({h.municipality}, {h.part})" for h in view.hosts)),
        ("Planned by", view.municipality),
        ("Offered by", ", ".join(m.name for m in view.municipalities)),
        ("Series", view.series.title if view.series else ""),
        ("Description", view.description),
    ]


def _wall(wall: dt.datetime) -> str:
    return wall.strftime("%Y-%m-%d %H:%M")
