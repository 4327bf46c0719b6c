"""Tables of the search. Whatever is found by is in `search_words`, which no ORM can describe: see RAW_TABLES.

On SQLite it is an FTS5 table without content of its own (`detail=none`: each document is a bag of terms), on
PostgreSQL a row with a tsvector. Both hold the very same terms; `forum.search.terms` says which.
"""

from tortoise import fields
from tortoise.models import Model


class SearchScope(Model):
    """Who may find the documents in it; one row per category, so that a change of audience is one change."""

    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=60, unique=True)
    audience = fields.CharField(max_length=90)
    everywhere = fields.BooleanField(default=True)

    class Meta:
        table = "search_scope"


class SearchPlace(Model):
    """A municipality whose people may find what is in the scope; asked when the scope is not `everywhere`."""

    id = fields.IntField(primary_key=True)
    scope: fields.ForeignKeyRelation[SearchScope] = fields.ForeignKeyField(
        "hub.SearchScope", related_name=False
    )
    municipality_id = fields.IntField()

    scope_id: int

    class Meta:
        table = "search_place"
        unique_together = (("scope", "municipality_id"),)


class SearchEntry(Model):
    """A document as a list of hits shows it. `analysis`: the version of the stems it was filed under."""

    id = fields.BigIntField(primary_key=True)
    kind = fields.CharField(max_length=8)
    key = fields.CharField(max_length=16)
    title = fields.CharField(max_length=140)
    text = fields.TextField()
    scope: fields.ForeignKeyRelation[SearchScope] = fields.ForeignKeyField(
        "hub.SearchScope", related_name=False, on_delete=fields.RESTRICT
    )
    professional = fields.BooleanField(default=False)
    at = fields.DatetimeField()
    analysis = fields.IntField()

    scope_id: int

    class Meta:
        table = "search_entry"
        unique_together = (("key", "kind"),)
        indexes = (("at",),)


RAW_TABLES = {
    "sqlite": (
        "CREATE VIRTUAL TABLE IF NOT EXISTS search_words USING fts5("
        "words, content='', columnsize=0, detail=none, tokenize=\"ascii tokenchars '_-'\")",
    ),
    "postgres": (
        "CREATE TABLE IF NOT EXISTS search_words ("
        "entry_id BIGINT PRIMARY KEY REFERENCES search_entry (id) ON DELETE CASCADE, "
        "words TSVECTOR NOT NULL)",
        "CREATE INDEX IF NOT EXISTS search_words_gin ON search_words USING GIN (words)",
    ),
}
"""Read by `hub.db`: made after the steps of a migration, and by tests."""
