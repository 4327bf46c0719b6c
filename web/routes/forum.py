"""The forum: reading and writing, for people and programs.

`TOPICS` match any one word after /forum, so they come after every other address that begins alike.
"""

from starlette.routing import BaseRoute

from web.page import page
from web.pages import forum, forum_news, thread, topics

TOPIC = "/forum/{slug}"
THREAD = "/forum/threads/{thread}"
POST = "/forum/posts/{post}"

ROUTES: list[BaseRoute] = [
    # The forum, for programs
    page("/forum/ticket", forum_news.ticket, method="POST", verb=("forum", "read"), guard="origin"),
    page("/forum/{slug}/feed.atom", forum_news.feed, verb=("forum", "read")),
    # The forum
    page("/forum", forum.overview, verb=("forum", "read")),
    page("/forum/search", forum.search, verb=("forum", "read")),
    page("/forum/new", forum.choose, verb=("forum_thread", "start"), login=True),
    page("/forum/mine", forum.mine, verb=("forum_post", "list_own"), login=True),
    page(THREAD, thread.show, verb=("forum_thread", "see")),
    page(f"{THREAD}/answer", thread.answer, verb=("forum_post", "write"), login=True),
    page(f"{THREAD}/reply", thread.reply, method="POST", verb=("forum_post", "write"), login=True),
    page(f"{THREAD}/draft", thread.draft, method="POST", verb=("forum_draft", "keep"), login=True),
    page(f"{THREAD}/follow", thread.follow, method="POST", verb=("forum_thread", "follow"), login=True),
    page(f"{THREAD}/solved", thread.solve, method="POST", verb=("forum_thread", "solve"), login=True),
    page(POST, thread.permalink, verb=("forum_post", "see")),
    page(f"{POST}/edit", thread.edit_form, verb=("forum_post", "edit"), login=True),
    page(f"{POST}/edit", thread.edit, method="POST", verb=("forum_post", "edit"), login=True),
    page(f"{POST}/history", thread.history, verb=("forum_post", "versions")),
    page(f"{POST}/remove", thread.remove, method="POST", verb=("forum_post", "remove"), login=True),
    page(f"{POST}/helpful", thread.helpful, method="POST", verb=("forum_post", "helpful"), login=True),
    page(f"{POST}/second", thread.second, method="POST", verb=("forum_post", "second"), login=True),
    # The topics, for those who keep them
    page("/admin/topics", topics.listing, verb=("forum_category", "list"), login=True),
    page("/admin/topics/new", topics.new, verb=("forum_category", "create"), login=True),
    page("/admin/topics/new", topics.create, method="POST", verb=("forum_category", "create"), login=True),
    page("/admin/topics/{slug}", topics.show, verb=("forum_category", "edit"), login=True),
    page("/admin/topics/{slug}", topics.edit, method="POST", verb=("forum_category", "edit"), login=True),
]

TOPICS: list[BaseRoute] = [
    page(TOPIC, forum.category, verb=("forum", "read")),
    page(f"{TOPIC}/new", forum.new, verb=("forum_thread", "start"), login=True),
    page(f"{TOPIC}/new", forum.create, method="POST", verb=("forum_thread", "start"), login=True),
    page(f"{TOPIC}/draft", forum.draft, method="POST", verb=("forum_draft", "keep"), login=True),
    page(f"{TOPIC}/follow", forum.follow, method="POST", verb=("forum", "follow"), login=True),
    page(f"{TOPIC}/alias", forum.alias, verb=("forum_alias", "take"), login=True),
    page(f"{TOPIC}/alias", forum.take_alias, method="POST", verb=("forum_alias", "take"), login=True),
]
