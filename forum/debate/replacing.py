"""Giving a post another text. For actions and steering."""

from forum.debate.models import Post, PostVersion
from forum.debate.states import By
from hub import clock


async def replace(post: Post, source: str, html: str, by: By) -> None:
    """In a transaction: the post gets another text; the one it had is kept as a version."""
    now = clock.now()
    post.version_count += 1
    await PostVersion.create(
        post_id=post.id,
        number=post.version_count,
        source=post.source,
        html=post.html,
        edited_by=by.value,
        replaced_at=now,
    )
    post.source, post.html, post.edited_at = source, html, now
    await post.save(update_fields=["source", "html", "edited_at", "version_count"])
