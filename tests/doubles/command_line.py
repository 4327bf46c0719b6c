"""A command as the operator gives it: its settings come from the environment."""

import pytest

from config.settings import Settings


def at_the_command_line(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands find the database of `settings`."""
    monkeypatch.setenv("HUB_DATA__FOLDER", str(settings.data.path))
    monkeypatch.setenv("HUB_DATABASE__URL", settings.database.url)
