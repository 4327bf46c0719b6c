"""Finding posts and published letters in Danish. See README.md; `index` writes, `queries` reads."""

from forum.search.index import index, remove, set_scope
from forum.search.queries import find, similar
from forum.search.wire import Document, Hit, Hits, Reach, Scope

__all__ = ["Document", "Hit", "Hits", "Reach", "Scope", "find", "index", "remove", "set_scope", "similar"]
