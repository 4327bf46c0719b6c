"""Writing the schedule. Each action: load, may they, legal move, write with its audit row, announce."""

from hub.schedule.actions.choosing import allow, change_by_hand, forbid, pin, unpin
from hub.schedule.actions.covering import close_call, offer_swap, refuse_call, take_call
from hub.schedule.actions.demands import add_demand, edit_demand, remove_demand
from hub.schedule.actions.following import follow
from hub.schedule.actions.publishing import answer, assign, discard, publish
from hub.schedule.actions.recovery import end_sickness
from hub.schedule.actions.repairing import propose_repair
from hub.schedule.actions.searching import cancel_search, finished, propose
from hub.schedule.actions.settling import set_weights
from hub.schedule.actions.sickness import report_sick

__all__ = [
    "add_demand",
    "allow",
    "answer",
    "assign",
    "cancel_search",
    "change_by_hand",
    "close_call",
    "discard",
    "edit_demand",
    "end_sickness",
    "finished",
    "follow",
    "forbid",
    "offer_swap",
    "pin",
    "propose",
    "propose_repair",
    "publish",
    "refuse_call",
    "remove_demand",
    "report_sick",
    "set_weights",
    "take_call",
    "unpin",
]
