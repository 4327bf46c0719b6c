"""Taking an alias, and the one way from an alias to a person."""

from forum.debate.holders import AliasHolder

__all__ = ["AliasHolder"]
