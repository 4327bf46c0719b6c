"""A letterbox full of invented letters, sealed as real ones are: `fill`, in any size.

`plan` says what is written when and what became of it, `people` who writes to whom, `rows` the tables' rows,
`filling` writes them in bulk. Nobody is reminded of an invented letter: it has no jobs.
"""

from forum.scale.letters.filling import fill
from forum.scale.letters.plan import LETTERS, Amount, beside

__all__ = ["LETTERS", "Amount", "beside", "fill"]
