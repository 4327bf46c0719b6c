"""The modules that hold forum's tables, as the entry point `hub.models` asks for them."""

MODULES: list[str] = [
    "forum.debate.models",
    "forum.debate.holders",
    "forum.moderation.models",
    "forum.notices.models",
    "forum.keeping.models",
    "forum.letterbox.models",
    "forum.safety.models",
    "forum.search.models",
]
