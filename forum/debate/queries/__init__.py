"""What there is to read, always as the actor may see it. Reads only."""

from forum.debate.queries.categories import categories, category, latest
from forum.debate.queries.feeds import feed
from forum.debate.queries.finding import find, reach, similar
from forum.debate.queries.keeping import categories_to_keep, category_form
from forum.debate.queries.own import alias_suggestions, drafts, my_posts, unread
from forum.debate.queries.posts import post, quotation, source, versions
from forum.debate.queries.threads import thread
from forum.debate.queries.watching import last_number, who_sees

__all__ = [
    "alias_suggestions",
    "categories",
    "categories_to_keep",
    "category",
    "category_form",
    "drafts",
    "feed",
    "find",
    "last_number",
    "latest",
    "my_posts",
    "post",
    "quotation",
    "reach",
    "similar",
    "source",
    "thread",
    "unread",
    "versions",
    "who_sees",
]
