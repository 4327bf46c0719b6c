"""Reading the schedule. The actor comes first in each query; rows never leave, only views do."""

from hub.schedule.queries.board import board
from hub.schedule.queries.demands import demand_for, demands_for, demands_of

__all__ = ["board", "demand_for", "demands_for", "demands_of"]
