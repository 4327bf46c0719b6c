"""How writers are shown: the one place that decides what of a person leaves the debate.

An alias is shown by its name and public id and by nothing else. A citizen under their own name is shown by
the given name, without municipality; professionals and moderators by name, role and municipality.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from forum.debate.wire import AuthorShown
from hub import site
from hub.actor import Actor

ROLES = {"da": "Moderator", "en": "Moderator"}
PROFESSIONAL = {"da": "Fagperson", "en": "Professional"}
GONE = AuthorShown(name="", role="", municipality="", key="", kind="gone")


def author(actor: Actor, row: Mapping[str, Any], category_id: int) -> AuthorShown:
    """The writer of a row that has the columns of `posts(...)` or `threads(...)`."""
    if row["alias_id"] is not None:
        return AuthorShown(row["alias__name"], "", "", row["alias__public_id"], "alias")
    if row["author_id"] is None:
        return GONE
    key = face(category_id, row["author_id"])
    if row["part"] in ("professional", "moderator"):
        return AuthorShown(row["author__name"], role(actor, row), place(row), key, row["part"])
    return AuthorShown(given_name(row["author__name"]), "", "", key, "own")


def role(actor: Actor, row: Mapping[str, Any]) -> str:
    """The profession in the reader's language, or the word for a moderator."""
    if row["part"] == "moderator":
        return ROLES[actor.language]
    return row[f"profession__title_{actor.language}"] or PROFESSIONAL[actor.language]


def place(row: Mapping[str, Any]) -> str:
    """The municipality that employs a professional or moderator."""
    return row["municipality__name"] or ""


def seconder(actor: Actor, row: Mapping[str, Any], category_id: int) -> AuthorShown | None:
    """The professional who seconded."""
    if row["seconded_by_id"] is None:
        return None
    title = row[f"seconded_by__profession__title_{actor.language}"] or PROFESSIONAL[actor.language]
    return AuthorShown(
        row["seconded_by__name"],
        title,
        row["seconded_by__municipality__name"] or "",
        face(category_id, row["seconded_by_id"]),
        "professional",
    )


def given_name(name: str) -> str:
    """The first of somebody's names."""
    return name.split(" ")[0]


def face(category_id: int, person_id: int) -> str:
    """A random-looking key of a person in one category; two categories' keys cannot be put together."""
    told = f"forum face {category_id} {person_id}".encode()
    digest = hmac.new(site.facts().key, told, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:12]).decode()


_WRITER = (
    "author_id",
    "author__name",
    "alias_id",
    "alias__name",
    "alias__public_id",
    "part",
    "profession__title_da",
    "profession__title_en",
    "municipality__name",
)
POST = (
    *_WRITER,
    "id",
    "public_id",
    "number",
    "html",
    "state",
    "waits_for",
    "taken_by",
    "helpful_count",
    "version_count",
    "created_at",
    "edited_at",
    "seconded_by_id",
    "seconded_by__name",
    "seconded_by__municipality__name",
    "seconded_by__profession__title_da",
    "seconded_by__profession__title_en",
    "reply_to__public_id",
    "reply_to__number",
    "reply_to__thread_id",
    "thread_id",
)
THREAD = (
    *(name for name in _WRITER if not name.startswith(("profession", "municipality"))),
    "id",
    "public_id",
    "title",
    "category_id",
    "state",
    "locked",
    "pinned",
    "solved_by",
    "post_count",
    "last_number",
    "last_post_at",
    "author__profession__title_da",
    "author__profession__title_en",
    "author__municipality__name",
    "answered_by__title_da",
    "answered_by__title_en",
)
"""Columns that the views are made from."""


def thread_author(actor: Actor, row: Mapping[str, Any]) -> AuthorShown:
    """Who started a thread; staff with the role they have today."""
    told = {
        **row,
        "profession__title_da": row["author__profession__title_da"],
        "profession__title_en": row["author__profession__title_en"],
        "municipality__name": row["author__municipality__name"],
    }
    return author(actor, told, row["category_id"])
