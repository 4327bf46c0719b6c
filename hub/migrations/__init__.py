"""The steps of the database schema, in order: taken by `hub migrate`, written by `hub migrate --make`."""

MAY_LOSE_ROWS: frozenset[str] = frozenset()
"""Tables that a step empties or drops on purpose; anywhere else a lost row undoes the migration."""
