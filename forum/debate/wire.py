"""What goes in and out of the debate: forms with their limits, and frozen views. No tables, no permissions.

Moments are aware, UTC and to the minute, so that they tell no more than the page. Keys and ids are random
strings; a post's `number` is its place in the thread. Who wrote is only ever an `AuthorShown`.
"""

import datetime as dt
from typing import Literal

import msgspec

from forum import text
from forum.debate.states import Approve, Audience, By, State, WaitsFor, Way
from hub.errors import BadInput

TITLE_SHORTEST = 5
TITLE_LONGEST = 120
NOTE_LONGEST = 2_000
PAGE = 20
THREADS = 25

Part = Literal["citizen", "relative", "professional", "moderator"]


class ThreadForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new thread. `alias`: under the alias one has in the category."""

    title: str
    text: str
    alias: bool = False


class PostForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer; `reply_to` is the public id of the post it answers, if one."""

    text: str
    alias: bool = False
    reply_to: str = ""


class CategoryForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A category as its keepers plan it; no `municipality_ids`: for all partners. `owner_id` is the
    municipality that keeps it, None the platform; municipal keepers own what they make themselves."""

    slug: str
    title_da: str
    title_en: str
    about_da: str = ""
    about_en: str = ""
    audience: Audience = Audience.open
    course: str = ""
    alias_allowed: bool = True
    approve: Approve = Approve.none
    slow_seconds: int = 0
    second_professional: bool = False
    position: int = 0
    closed: bool = False
    municipality_ids: tuple[int, ...] = ()
    professional_only: bool = False
    owner_id: int | None = None


class CategoryAdminRow(msgspec.Struct, frozen=True, kw_only=True):
    """A category as its keepers see it in their list; `owner` is "" for the platform's."""

    slug: str
    title: str
    owner: str
    audience: Audience
    closed: bool
    professional_only: bool
    approve: Approve
    position: int
    thread_count: int
    municipalities: tuple[str, ...]
    may_edit: bool


class AuthorShown(msgspec.Struct, frozen=True):
    """A writer as all see them. `role` is the profession or "Moderator" in the reader's language, else "".

    `key` is the alias's public id, or a random id of the person in this category alone; "" when the account
    is gone. `kind` says which: a page draws an alias with a dashed edge.
    """

    name: str
    role: str
    municipality: str
    key: str
    kind: Literal["alias", "own", "professional", "moderator", "gone"]


class AliasName(msgspec.Struct, frozen=True):
    """One's own alias."""

    key: str
    name: str


class AliasView(AliasName, frozen=True):
    """The same where one may change it; `fixed` once something has been written under it."""

    fixed: bool


class CategoryRow(msgspec.Struct, frozen=True, kw_only=True):
    """A category in the list. `unread`: followed threads in it with something new; 0 for strangers."""

    slug: str
    title: str
    about: str
    audience: Audience
    closed: bool
    thread_count: int
    post_count: int
    last_post_at: dt.datetime | None
    unread: int
    following: Way | None


class ThreadRow(msgspec.Struct, frozen=True, kw_only=True):
    """A thread in a list. `post_count` counts the first post too; `unread` is None where nothing was read.

    `answered_by` is the profession of the latest professional who answered, in the reader's language.
    """

    key: str
    title: str
    slug: str
    category: str
    author: AuthorShown
    state: State
    post_count: int
    last_post_at: dt.datetime
    answered_by: str
    solved: bool
    pinned: bool
    locked: bool
    unread: int | None
    mine: bool


class DraftView(msgspec.Struct, frozen=True):
    """A text one has begun; `place` is "category:SLUG" or "thread:KEY", `path` leads to where it goes on."""

    place: str
    path: str
    title: str
    text: str
    updated_at: dt.datetime


class CategoryPage(msgspec.Struct, frozen=True, kw_only=True):
    """A category and a page of its threads. `pinned` and `held` (waiting or hidden, only the actor's own, or
    all for moderators) come with the first page only. `next` is what `after` wants, None on the last page."""

    slug: str
    title: str
    about: str
    audience: Audience
    closed: bool
    alias_allowed: bool
    professional_only: bool
    approve: Approve
    slow_seconds: int
    thread_count: int
    pinned: tuple[ThreadRow, ...]
    threads: tuple[ThreadRow, ...]
    held: tuple[ThreadRow, ...]
    next: str | None
    alias: AliasView | None
    draft: DraftView | None
    following: Way | None
    can: dict[str, bool]


class ReplyRef(msgspec.Struct, frozen=True):
    """The post that was answered; no number while it waits."""

    key: str
    number: int | None


class PostView(msgspec.Struct, frozen=True, kw_only=True):
    """A post as the actor may see it: without `author` and `html` where only its place is left.

    `seconded_by` is the professional who seconded a newcomer's answer. `helpful` says whether the actor found
    it helpful; `helpful_count` is told to its writer alone. `edited_at` is empty until it is edited.
    """

    key: str
    number: int | None
    author: AuthorShown | None
    html: str
    state: State
    waits_for: WaitsFor
    taken_by: By
    part: Part
    mine: bool
    at: dt.datetime
    edited_at: dt.datetime | None
    versions: int
    reply_to: ReplyRef | None
    seconded_by: AuthorShown | None
    helpful: bool
    helpful_count: int | None
    solves: bool
    can: dict[str, bool]


class NoteView(msgspec.Struct, frozen=True):
    """What a moderator or professional told the others."""

    author: str
    text: str
    at: dt.datetime


class ThreadPage(msgspec.Struct, frozen=True, kw_only=True):
    """A thread and a page of its posts. `before` and `next` are numbers for the arguments of those names.

    `waiting` are posts without a number yet, on the last page: one's own, those a professional may second,
    all for moderators. `solved` is the answer that helped, on the first page where it stands on a later one.
    `read` is the number one had read to before. `merged_into` names the thread that took
    this one's posts.
    """

    key: str
    title: str
    slug: str
    category: str
    audience: Audience
    state: State
    locked: bool
    pinned: bool
    solved_by: str
    merged_into: str
    post_count: int
    last_number: int
    posts: tuple[PostView, ...]
    waiting: tuple[PostView, ...]
    solved: PostView | None
    before: int | None
    next: int | None
    read: int
    slow_seconds: int
    alias: AliasName | None
    alias_allowed: bool
    draft: DraftView | None
    following: Way | None
    notes: tuple[NoteView, ...]
    mine: bool
    can: dict[str, bool]


class Permalink(msgspec.Struct, frozen=True):
    """Where a post stands now; `title` and `slug` are its thread's and category's."""

    thread: str
    title: str
    slug: str
    post: PostView


class VersionView(msgspec.Struct, frozen=True):
    """A text that stood in the post until `until`."""

    number: int
    html: str
    edited_by: By
    until: dt.datetime


class MyPost(msgspec.Struct, frozen=True):
    """Something one wrote; `alias` is the name it stands under, "" for one's own."""

    key: str
    thread: str
    title: str
    slug: str
    number: int | None
    excerpt: str
    alias: str
    state: State
    waits_for: WaitsFor
    at: dt.datetime


class MyPosts(msgspec.Struct, frozen=True):
    """A page of one's own posts, the newest first; `next` is what `after` wants."""

    posts: tuple[MyPost, ...]
    next: str | None


class FeedEntry(msgspec.Struct, frozen=True):
    """A thread in the feed, with its first post."""

    key: str
    title: str
    author: str
    html: str
    published: dt.datetime
    updated: dt.datetime


class Feed(msgspec.Struct, frozen=True):
    """An open category's newest threads; `updated` is the latest of them, or when the category was made."""

    slug: str
    title: str
    about: str
    updated: dt.datetime
    entries: tuple[FeedEntry, ...]


class Posted(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a text. No `number` while it waits; `emergency` is a value of safety's Guidance, to be
    shown to the writer at once, or None."""

    thread: str
    post: str
    number: int | None
    state: State
    waits_for: WaitsFor
    emergency: str | None


def title(wanted: str) -> str:
    """A thread's title, cleaned: one line of 5 to 120 characters, or BadInput on `title`."""
    if len(wanted) > 10 * TITLE_LONGEST:
        raise _long_title()
    shown = " ".join(text.neutral(wanted).split())
    if len(shown) > TITLE_LONGEST:
        raise _long_title()
    if sum(c.isalnum() for c in shown) < TITLE_SHORTEST:
        raise BadInput(
            "title_too_short",
            "title",
            "Skriv en overskrift, så andre kan se, hvad det handler om.",
            "Write a title, so that others can see what it is about.",
        )
    return shown


def source(wanted: str) -> str:
    """A post's Markdown, cleaned; BadInput on `text` if it is empty, too long or too nested."""
    text.limits.check(wanted)
    kept = text.neutral(wanted).strip()
    if not kept:
        raise BadInput("required", "text", "Skriv noget først.", "Write something first.")
    return kept


def minute(moment: dt.datetime) -> dt.datetime:
    """The minute `moment` lies in: what others see of a time."""
    return moment.replace(second=0, microsecond=0)


def _long_title() -> BadInput:
    return BadInput(
        "too_long",
        "title",
        f"Overskriften er for lang. Der er plads til {TITLE_LONGEST} tegn.",
        f"The title is too long. There is room for {TITLE_LONGEST} characters.",
    )
