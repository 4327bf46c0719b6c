"""What people write: Markdown to clean HTML, excerpts, mentions, quotes, look-alike names. Pure."""

from forum.text.characters import neutral
from forum.text.markdown import LONGEST, NESTING, excerpt, render
from forum.text.mentioning import mentions
from forum.text.quoting import quote
from forum.text.skeletons import skeleton

__all__ = ["LONGEST", "NESTING", "excerpt", "mentions", "neutral", "quote", "render", "skeleton"]
