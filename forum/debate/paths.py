"""Where things of the debate stand in the address line. Pure; the pages serve these paths."""

FORUM = "/forum"
_PAGES = ("threads", "posts", "search", "new", "mine", "drafts", "moderation", "alias", "preview", "latest")
RESERVED = frozenset({*_PAGES, "ticket", "answers"})
"""Words that no category may have as its slug: pages, and where the search keeps the letterbox's answers."""


def category(slug: str) -> str:
    """The page of a category."""
    return f"{FORUM}/{slug}"


def feed(slug: str) -> str:
    """The Atom feed of an open category."""
    return f"{FORUM}/{slug}/feed.atom"


def thread(public_id: str) -> str:
    """The first page of a thread."""
    return f"{FORUM}/threads/{public_id}"


def post(public_id: str) -> str:
    """The permalink of a post: leads to its place in its thread, wherever that was moved."""
    return f"{FORUM}/posts/{public_id}"
