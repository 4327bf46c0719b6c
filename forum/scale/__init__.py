"""A forum full of invented writing, for demonstrations and measurements: `fill`, in any size. `letters` too.

Words come from `forum.corpus`; rows are written in bulk, a few hundred threads in a transaction. A run that
was interrupted goes on where it stopped: what is in a batch follows from the seed and the batch's number.
"""

from forum.scale import letters
from forum.scale.filling import fill
from forum.scale.plan import DEMO, SCALE, Size

__all__ = ["DEMO", "SCALE", "Size", "fill", "letters"]
