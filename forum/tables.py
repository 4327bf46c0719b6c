"""The modules that hold forum's tables, as the entry point `hub.models` asks for them."""

MODULES: list[str] = ["forum.safety.models"]
