"""Reading the schedule. The actor comes first in each query; rows never leave, only views do."""

from hub.schedule.queries.board import board
from hub.schedule.queries.demands import demand_for, demands_for, demands_of, may_ask
from hub.schedule.queries.marks import marks
from hub.schedule.queries.mine import call_for, my_assignments, sick_for, sick_reports
from hub.schedule.queries.proposals import (
    proposal_card,
    proposal_for,
    proposals,
    suggestion_for,
    suggestion_of,
)
from hub.schedule.queries.substitutes import candidates
from hub.schedule.queries.trying import what_if
from hub.schedule.queries.weighing import compare, preview, weights, why_not

__all__ = [
    "board",
    "call_for",
    "candidates",
    "compare",
    "demand_for",
    "demands_for",
    "demands_of",
    "marks",
    "may_ask",
    "my_assignments",
    "preview",
    "proposal_card",
    "proposal_for",
    "proposals",
    "sick_for",
    "sick_reports",
    "suggestion_for",
    "suggestion_of",
    "weights",
    "what_if",
    "why_not",
]
