"""Fixtures of the stories."""

from tests.doubles.world import demo_data, hub, media, world

__all__ = ["demo_data", "hub", "media", "world"]
