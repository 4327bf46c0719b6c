"""Announcements reach who listens, one by one, and never before they are true."""

import pytest

from config.settings import Settings
from hub import bus, db


def test_one_listeners_bug_does_not_keep_it_from_the_next(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[str] = []

    def broken(topic: str, message: bus.Message) -> None:
        raise RuntimeError("Kirsten Madsen")

    unsubscribe = [
        bus.subscribe("t.", broken),
        bus.subscribe("t.", lambda topic, message: heard.append(topic)),
    ]
    bus.publish("t.1", {})
    for end in unsubscribe:
        end()
    bus.publish("t.2", {})

    assert heard == ["t.1"]
    assert [record.getMessage() for record in caplog.records] == ["A listener to t failed"]


async def test_nothing_is_announced_inside_a_transaction(sqlite_database: Settings) -> None:
    async with db.transaction():
        with pytest.raises(RuntimeError, match="inside a transaction"):
            bus.publish("t.1", {})
