"""Reading from the tables what routing wants to know: a fixed number of queries however many there are."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

import msgspec
from tortoise.functions import Count

from forum.letterbox import routing
from forum.letterbox.absences import Days, is_away
from forum.letterbox.models import Absence, Function, Letter, LetterMessage, TeamMember
from forum.letterbox.states import Sending, State
from hub import clock
from hub.accounts.models import Agreement, Person, PersonCompetence
from hub.accounts.queries import reach
from hub.actor import Actor

LOADED = [State.assigned.value, State.follow_up.value]


class Reach(msgspec.Struct, frozen=True):
    """What a professional can be given: competences, teams, and whom the municipality lends them to."""

    municipality_id: int
    competences: frozenset[int]
    teams: frozenset[int]
    lent: dict[int, frozenset[int | None]]

    def serves(self, municipality_id: int) -> bool:
        """Whether this professional works for that municipality in anything."""
        if municipality_id == self.municipality_id:
            return True
        lent = self.lent.get(municipality_id, frozenset())
        return None in lent or not lent.isdisjoint(self.competences)

    def answers(self, function: Function, municipality_id: int) -> bool:
        """Whether this professional may answer that municipality's letters to `function`."""
        one = routing.Candidate(
            person_id=0,
            municipality_id=self.municipality_id,
            competences=self.competences,
            languages=frozenset(),
            lent=self.lent.get(municipality_id, frozenset()),
            in_team=function.id in self.teams,
        )
        return routing.can_answer(_bare_case(function, municipality_id), one)


async def reach_of(actor: Actor) -> Reach:
    """What `actor`, a professional, can be given today. Three queries."""
    competences = await PersonCompetence.filter(person_id=actor.person_id).values("competence_id")
    teams = await TeamMember.filter(person_id=actor.person_id).values("function_id")
    lent: dict[int, set[int | None]] = defaultdict(set)
    for pact in await Agreement.filter(reach.current(), giver_id=actor.municipality_id, giver__active=True):
        lent[pact.receiver_id].add(pact.competence_id)
    return Reach(
        actor.municipality_id or 0,
        frozenset(row["competence_id"] for row in competences),
        frozenset(row["function_id"] for row in teams),
        {receiver: frozenset(what) for receiver, what in lent.items()},
    )


async def ranking(letter: Letter, excluded: Iterable[int] = ()) -> list[routing.Match]:
    """Everybody who can answer the letter today, best first."""
    function = await Function.get(id=letter.function_id)
    case = routing.Case(
        key=letter.public_id,
        municipality_id=letter.municipality_id,
        competence_id=function.competence_id,
        language=letter.language,
        asked=letter.invited_by_id,
        excluded=frozenset(excluded) | {letter.citizen_id},
    )
    return routing.ranked(case, await _candidates(letter, function))


async def _candidates(letter: Letter, function: Function) -> list[routing.Candidate]:
    home = letter.municipality_id
    found = Person.filter(await reach.professionals_of(home, function.competence_id)).distinct()
    members = await _members(function)
    if function.competence_id is None:
        found = found.filter(id__in=list(members))
    people = await found.prefetch_related("competences", "languages")
    ids = [person.id for person in people]
    away = await _away(ids, letter)
    load, before = await _load(ids), await _before(ids, letter.citizen_id)
    lent = await _lent(home)
    return [
        routing.Candidate(
            person_id=person.id,
            municipality_id=person.municipality_id or 0,
            competences=frozenset(link.competence_id for link in person.competences),
            languages=frozenset(language.code for language in person.languages),
            lent=lent.get(person.municipality_id or 0, frozenset()),
            in_team=person.id in members,
            absent=person.id in away,
            load=load.get(person.id, 0),
            before=before.get(person.id, 0),
        )
        for person in people
    ]


async def _members(function: Function) -> set[int]:
    rows = await TeamMember.filter(function_id=function.id).values("person_id")
    return {row["person_id"] for row in rows}


async def _lent(home: int) -> dict[int, frozenset[int | None]]:
    found: dict[int, set[int | None]] = defaultdict(set)
    for offer in await reach.offers_to(home):
        found[offer.giver_id].add(offer.competence_id)
    return {giver: frozenset(what) for giver, what in found.items()}


async def _load(ids: list[int]) -> dict[int, int]:
    rows = Letter.filter(professional_id__in=ids, state__in=LOADED).annotate(n=Count("id"))
    found = await rows.group_by("professional_id").values("professional_id", "n")
    return {row["professional_id"]: row["n"] for row in found}


async def _before(ids: list[int], citizen_id: int) -> dict[int, int]:
    """Answers to this citizen, in any of her letters."""
    sent = LetterMessage.filter(author_id__in=ids, kind="answer", state=Sending.sent.value)
    rows = sent.filter(letter__citizen_id=citizen_id).annotate(n=Count("id"))
    return {row["author_id"]: row["n"] for row in await rows.group_by("author_id").values("author_id", "n")}


async def away(letter: Letter, person_id: int) -> bool:
    """Whether this person has no working day left before the letter's deadline."""
    return person_id in await _away([person_id], letter)


async def _away(ids: list[int], letter: Letter) -> set[int]:
    today = reach.today()
    due = clock.local(letter.due_at).date() if letter.due_at else today
    days = await days_away(ids, today)
    return {person_id for person_id, absences in days.items() if is_away(absences, today, due)}


async def days_away(ids: list[int], today: dt.date) -> dict[int, list[Days]]:
    """Absences of these people that are not over, by person."""
    found: dict[int, list[Days]] = defaultdict(list)
    for row in await Absence.filter(person_id__in=ids):
        if row.ends is None or row.ends >= today:
            found[row.person_id].append((row.starts, row.ends))
    return found


def _bare_case(function: Function, municipality_id: int) -> routing.Case:
    return routing.Case(
        key="", municipality_id=municipality_id, competence_id=function.competence_id, language="da"
    )
