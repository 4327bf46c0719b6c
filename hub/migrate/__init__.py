"""Bringing the tables up to date, and making the next step when the models changed.

`runner` takes the steps of hub.migrations on either database; `guard` keeps an SQLite file safe meanwhile.
"""

from hub.migrate.guard import MigrationFailed
from hub.migrate.runner import changed_models, drop_old_backups, migrate, pending, write_step

__all__ = ["MigrationFailed", "changed_models", "drop_old_backups", "migrate", "pending", "write_step"]
