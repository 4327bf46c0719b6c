"""One post by its permalink, and the texts that stood in it before."""

from forum import text
from forum.debate import aliases, paths, shown
from forum.debate.models import Helpful, Post, PostVersion
from forum.debate.queries.views import post_view
from forum.debate.standing import load_post
from forum.debate.states import By
from forum.debate.wire import Permalink, VersionView, minute
from hub.actor import Actor


async def post(actor: Actor, key: str) -> Permalink:
    """A post and where it stands now, also after its thread was split or merged."""
    row, piece = await load_post(actor, key)
    own = await aliases.own_ids(actor.person_id)
    [found] = await Post.filter(id=row.id).values(*shown.POST)
    said = actor.known and await Helpful.filter(person_id=actor.person_id, post_id=row.id).exists()
    view = post_view(actor, found, row.thread, piece.place, own, {row.id} if said else set())
    thread = row.thread
    return Permalink(thread=thread.public_id, title=thread.title, slug=thread.category.slug, post=view)


async def source(actor: Actor, key: str) -> str:
    """The text of a post one may edit, as it was written."""
    row, _ = await load_post(actor, key, "edit")
    return row.source


async def quotation(actor: Actor, key: str) -> str:
    """The beginning of an answer to the post: what it says, as a quote."""
    row, piece = await load_post(actor, key, "read")
    [found] = await Post.filter(id=row.id).values(*shown.POST)
    author = shown.author(actor, found, piece.place.category_id)
    return text.quote(author.name, row.source, paths.post(row.public_id))


async def versions(actor: Actor, key: str) -> tuple[VersionView, ...]:
    """The texts that stood in the post, the oldest first."""
    row, _ = await load_post(actor, key, "versions")
    found = await PostVersion.filter(post_id=row.id).order_by("number")
    return tuple(VersionView(v.number, v.html, By(v.edited_by), minute(v.replaced_at)) for v in found)
