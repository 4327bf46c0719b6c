"""Fuzz target: a matching problem. Only BadInput may escape, and what is read can be compiled and judged."""

import sys

import atheris

with atheris.instrument_imports(include=["hub.matching"]):
    from hub.errors import BadInput
    from hub.matching import reading
    from hub.matching.grid import Grid
    from hub.matching.plan import Plan
    from hub.matching.scoring import judge
    from hub.matching.wire import Proposal


def one_input(data: bytes) -> None:
    try:
        problem = reading.problem(data)
    except BadInput:
        return
    Plan(Grid(problem)).points()
    judge(problem, Proposal(assignments={}))


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
