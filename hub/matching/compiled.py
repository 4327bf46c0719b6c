"""Functions turned into machine code (numba), and the shapes of their arrays: for `swift` and `prices`.

Only files that the extra `exact` brings to life import this one; nothing here is needed for an answer.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
Bits = npt.NDArray[np.uint8]
F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compiled when it is first called, and kept on the disk for the next time."""
    fast: F = numba.njit(cache=True)(function)
    return fast
