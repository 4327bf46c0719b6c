"""`hub forum`: looking after what people write. Registered by the entry point `hub.commands`."""

import asyncio

import click
from rich.console import Console
from rich.progress import Progress

from config.settings import Settings, load
from forum.debate import filing as posts
from forum.letterbox import filing as answers
from forum.search.index import file_many, forget_all
from hub import db

console = Console(highlight=False)


@click.group()
def forum() -> None:
    """Look after the forum."""


@forum.command()
def reindex() -> None:
    """Build the search anew from what is published.

    The server may run meanwhile; the search finds little at first and all at the end. Run it again if it
    was interrupted.
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
            for everything in (posts.everything(), answers.everything()):
                async for batch in everything:
                    filed += await file_many(batch)
                    progress.update(task, advance=len(batch))
            return filed
    finally:
        await db.close()
