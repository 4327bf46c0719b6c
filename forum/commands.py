"""`hub forum`: looking after what people write. Registered by the entry point `hub.commands`."""

import asyncio

import click
import msgspec
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from config.settings import Settings, load
from forum.debate import actions, queries
from forum.debate import filing as posts
from forum.debate.states import Approve, Audience
from forum.debate.wire import CategoryForm
from forum.letterbox import filing as answers
from forum.search.index import forget_all
from hub import db
from hub.accounts import queries as accounts
from hub.accounts.commands import run
from hub.actor import SYSTEM
from hub.errors import BadInput

console = Console(highlight=False)


@click.group()
def forum() -> None:
    """Look after the forum."""


@forum.command()
def reindex() -> None:
    """Build the search anew from what is published.

    The server may run meanwhile; the search finds little at first and all at the end, and what is hidden
    meanwhile stays hidden. Run it again if it was interrupted.
    """
    console.print(f"{asyncio.run(_reindexed(load()))} documents can be found.")


async def _reindexed(settings: Settings) -> int:
    await db.connect(settings)
    try:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            total = await posts.published().count() + await answers.published().count()
            task = progress.add_task("Filing", total=total)
            await forget_all()
            filed = 0
            for file_anew in (posts.file_anew, answers.file_anew):
                last, number = await file_anew(0)
                while last:
                    filed += number
                    progress.update(task, advance=number)
                    last, number = await file_anew(last)
            return filed
    finally:
        await db.close()


@forum.group()
def category() -> None:
    """The topics people write about."""


@category.command("list")
def list_categories() -> None:
    """List the topics in their order."""
    table = Table("Name", "Title", "Kept by", "Who reads", "For", "Threads", "State")
    for row in run(lambda: queries.categories_to_keep(SYSTEM)):
        places = ", ".join(row.municipalities) or "all"
        cells = (row.title, row.owner or "platform", row.audience, places)
        state = "closed" if row.closed else "open"
        table.add_row(row.slug, *map(escape, cells), str(row.thread_count), state)
    console.print(table)


@category.command("make")
@click.argument("name")
@click.option("--title", required=True, help="In Danish.")
@click.option("--title-en", required=True, help="In English.")
@click.option(
    "--audience",
    type=click.Choice([one.value for one in Audience]),
    default=Audience.open.value,
    show_default=True,
)
@click.option("--course", default="", help="For the audience course: the name of the sessions' course.")
@click.option(
    "--approve",
    type=click.Choice([one.value for one in Approve]),
    default=Approve.first.value,
    show_default=True,
    help="Whose posts a moderator reads first.",
)
@click.option("--municipality", "places", multiple=True, help="Short name; may be given several times.")
@click.option("--owner", default="", help="Short name of the municipality that keeps it; else the platform.")
@click.option("--professional-only", is_flag=True, help="Citizens read along.")
@click.option("--no-alias", is_flag=True, help="Everybody writes under their own name.")
def make_category(
    name: str,
    title: str,
    title_en: str,
    audience: str,
    course: str,
    approve: str,
    places: tuple[str, ...],
    owner: str,
    professional_only: bool,
    no_alias: bool,
) -> None:
    """Make a topic. NAME stands in its address: a to z, digits and hyphens."""

    async def make() -> str:
        ids = {one.slug: one.id for one in await accounts.municipalities(SYSTEM)}
        unknown = [place for place in (*places, *([owner] if owner else [])) if place not in ids]
        if unknown:
            raise BadInput("bad_municipality", "municipality", "Ukendt kommune.", "No such municipality.")
        form = CategoryForm(
            slug=name,
            title_da=title,
            title_en=title_en,
            audience=Audience(audience),
            course=course,
            approve=Approve(approve),
            municipality_ids=tuple(ids[place] for place in places),
            owner_id=ids.get(owner),
            professional_only=professional_only,
            alias_allowed=not no_alias,
        )
        return await actions.create_category(SYSTEM, form)

    console.print(f"Topic {run(make)} is open.")


@category.command("close")
@click.argument("name")
def close_category(name: str) -> None:
    """Close a topic: it can be read, and nobody writes in it."""
    _set_closed(name, True)


@category.command("reopen")
@click.argument("name")
def reopen_category(name: str) -> None:
    """Let people write in a topic again."""
    _set_closed(name, False)


def _set_closed(name: str, closed: bool) -> None:
    async def change() -> None:
        form = await queries.category_form(SYSTEM, name)
        await actions.edit_category(SYSTEM, name, msgspec.structs.replace(form, closed=closed))

    run(change)
    console.print(f"Topic {name} is {'closed' if closed else 'open'}.")
