"""Who should have a letter: those who can, best first, each with what speaks for them. Pure and repeatable.

Hard rules leave people out: no competence (or no place in the team), no agreement, absent, already tried.
Among the others, in this order: whom the citizen was invited by, who speaks her language, who has answered
her before, who has fewest open letters (in her own municipality two fewer are counted), and at last a draw
that depends on letter and person alone.
"""

import hashlib
from collections.abc import Iterable

import msgspec

from forum.letterbox.reasons import Given

HOME_BONUS = 2
"""How many letters fewer a professional of the citizen's own municipality is counted to have."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be answered. `competence_id` None: by the members of a team. `asked` invited the citizen."""

    key: str
    municipality_id: int
    competence_id: int | None
    language: str
    asked: int | None = None
    excluded: frozenset[int] = frozenset()


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A professional who might answer.

    `lent` are the competences in which an agreement in force lends this person to the citizen's municipality
    (None among them: in all). `load` counts open letters, `before` answers to this citizen.
    """

    person_id: int
    municipality_id: int
    competences: frozenset[int]
    languages: frozenset[str]
    lent: frozenset[int | None] = frozenset()
    in_team: bool = False
    absent: bool = False
    load: int = 0
    before: int = 0


class Match(msgspec.Struct, frozen=True):
    """A professional who can answer, and what speaks for that."""

    person_id: int
    given: tuple[Given, ...]


def can_answer(case: Case, one: Candidate) -> bool:
    """The hard rules, all of them."""
    able = one.in_team if case.competence_id is None else case.competence_id in one.competences
    return able and is_covered(case, one) and not one.absent and one.person_id not in case.excluded


def is_covered(case: Case, one: Candidate) -> bool:
    """Of the citizen's own municipality, or lent to it: in all, in the competence asked for, or for a team in
    any of the person's own."""
    if one.municipality_id == case.municipality_id or None in one.lent:
        return True
    wanted = one.competences if case.competence_id is None else {case.competence_id}
    return not one.lent.isdisjoint(wanted)


def speaks(case: Case, one: Candidate) -> bool:
    """Whoever has told of no language speaks Danish."""
    return case.language in (one.languages or {"da"})


def ranked(case: Case, candidates: Iterable[Candidate]) -> list[Match]:
    """Those who can answer, best first."""
    able = [one for one in candidates if can_answer(case, one)]
    able.sort(key=lambda one: _order(case, one))
    fewest = min((one.load for one in able), default=0)
    return [Match(one.person_id, _given(case, one, fewest)) for one in able]


def _order(case: Case, one: Candidate) -> tuple[bool, bool, bool, int, str]:
    home = one.municipality_id == case.municipality_id
    return (
        one.person_id != case.asked,
        not speaks(case, one),
        not one.before,
        one.load - HOME_BONUS * home,
        _draw(case.key, one.person_id),
    )


def _draw(key: str, person_id: int) -> str:
    """The same for the same letter and person, and otherwise without pattern: nobody is always first."""
    return hashlib.sha256(f"{key}:{person_id}".encode()).hexdigest()


def _given(case: Case, one: Candidate, fewest: int) -> tuple[Given, ...]:
    home = one.municipality_id == case.municipality_id
    speaks_it = case.language != "da" and speaks(case, one)
    told = (
        (Given.asked_for, one.person_id == case.asked),
        (Given.answered_before, bool(one.before)),
        (Given.language, speaks_it),
        (Given.team if case.competence_id is None else Given.competence, True),
        (Given.home if home else Given.agreement, True),
        (Given.fewest, one.load == fewest),
    )
    return tuple(reason for reason, true in told if true)
