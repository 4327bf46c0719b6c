"""How long the tests that draw at random go on: briefly with every change, as long as one likes at night.

HUB_TESTS_TIMES=20 gives every such test of forum and letterbox twenty times its examples, and chance that
differs from night to night. A failing example is printed with what repeats it.
"""

import os

TIMES = max(1, int(os.environ.get("HUB_TESTS_TIMES", "1")))
"""How many times the usual number of examples."""


def many(examples: int) -> int:
    """So many examples by day, more at night."""
    return examples * TIMES


def seconds(limit: int) -> int:
    """A test's time limit, in proportion."""
    return limit * TIMES
