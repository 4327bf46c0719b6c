"""Who wrote a post: the name that readers see, and, for what must reach the person, the person.

The person's id is used and forgotten here in moderation: it stands in no row beside a post, and in no view.
"""

from forum.debate import aliases
from forum.debate.models import Post, Thread
from forum.moderation.wire import Writer
from hub.actor import Actor


def shown(written: Post | Thread) -> Writer:
    """The writer as readers see one; `author` and `alias` must be loaded."""
    if written.alias_id is not None:
        return Writer(written.alias.name if written.alias else "", True, written.part)
    name = written.author.name if written.author_id and written.author else ""
    staff = written.part in ("professional", "moderator")
    return Writer(name if staff else name.split(" ")[0], False, written.part)


async def person_of(written: Post | Thread) -> int | None:
    """The person who wrote; None when their account is gone."""
    if written.alias_id is not None:
        return await aliases.person_behind(written.alias_id)
    return written.author_id


async def is_own(actor: Actor, written: Post | Thread) -> bool:
    """Whether the actor wrote it, under whatever name."""
    return actor.person_id is not None and await person_of(written) == actor.person_id
