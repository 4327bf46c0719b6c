"""An invented partnership to plan for: professionals, agreements, courses and what they need."""

from hub.schedule.demo.filed import fill as fill_filed
from hub.schedule.demo.invented import LITTLE, QUARTER, Size
from hub.schedule.demo.writing import fill, first_monday

__all__ = ["LITTLE", "QUARTER", "Size", "fill", "fill_filed", "first_monday"]
