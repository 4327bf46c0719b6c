"""Tortoise's executor of steps, without what it makes and nobody reads.

Before each operation the executor copies all models as they are, classes and queries included: with a hundred
tables four fifths of the time an empty database takes. Making a table never looks at that copy. Here the copy
remembers what the models are, and makes the classes when an operation asks for them.
"""

from functools import cached_property

from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps


class Executor(MigrationExecutor):
    """Takes steps forward on states whose copies are cheap."""

    async def _project_state(self, applied: set[MigrationKey], *, upto: MigrationKey | None = None) -> State:
        state = await super()._project_state(applied, upto=upto)
        return _Now(models=state.models, apps=state.apps)


class _Now(State):
    def clone(self) -> State:
        return _Before({key: model.clone() for key, model in self.models.items()}, self.apps)


class _Before(State):
    """The models as they were; `apps` are their classes, made when first asked for."""

    def __init__(self, models: dict[tuple[str, str], ModelState], source: StateApps) -> None:
        self.models = models
        self._source = source

    @cached_property
    def apps(self) -> StateApps:  # type: ignore[override]
        return self._source.clone(model_states=self.models)
