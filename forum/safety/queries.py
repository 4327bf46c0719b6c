"""Who may write, what the lists say of a text, who is on duty. Reads only."""

import datetime as dt

from tortoise.expressions import Q

from forum.safety import matching
from forum.safety.defaults import STANDARD
from forum.safety.models import Duty, Sanction, WordList
from forum.safety.rules import demand_reader, keeps_words
from forum.safety.wire import DutyView, Found, Guidance, Rule, Standing, Verdict, WordKind, WordView
from hub import clock
from hub.actor import Actor

URGENCY = list(Guidance)


async def standing(person_id: int, category_id: int | None) -> Standing:
    """Whether the person may write in the category now; the sanction that lasts longest says why not."""
    here = Q(category_id=None) | Q(category_id=category_id)
    lasting = Q(until=None) | Q(until__gt=clock.now())
    rows = await Sanction.filter(here, lasting, person_id=person_id, lifted_at=None)
    if not rows:
        return Standing()
    worst = max(rows, key=lambda row: (row.until is None, row.until or row.given_at))
    return Standing(may_write=False, until=worst.until, reason=worst.reason)


async def judge(text: str, municipality_id: int | None = None) -> Verdict:
    """What the platform's lists, and those of the writer's municipality, say of `text`."""
    bites = await bitten(text, municipality_id)
    told = {bite.rule.guidance for bite in bites if bite.rule.kind is WordKind.emergency}
    urgent = next((guidance.value for guidance in URGENCY if guidance in told), None)
    return Verdict(hold=any(bite.rule.kind is WordKind.hold for bite in bites), emergency=urgent)


async def bitten(text: str, municipality_id: int | None = None) -> list[Found]:
    """Every entry in force that bites, and where in the text."""
    return matching.found(text, await in_force(municipality_id))


async def in_force(municipality_id: int | None) -> list[Rule]:
    """Standard entries not switched off, what the platform added, what the municipality added."""
    where = Q(municipality_id=None)
    if municipality_id is not None:
        where |= Q(municipality_id=municipality_id)
    rows = await WordList.filter(where)
    off = {row.standard for row in rows if row.standard and row.municipality_id is None}
    return [rule for rule in STANDARD if rule.key not in off] + [
        _rule(row) for row in rows if not row.standard
    ]


async def on_duty(now: dt.datetime) -> list[int]:
    """Ids of the persons on duty at `now`."""
    rows = await Duty.filter(starts_at__lte=now, ends_at__gt=now).order_by("starts_at", "id")
    return list(dict.fromkeys(row.person_id for row in rows))


async def words(actor: Actor, kind: WordKind) -> list[WordView]:
    """The list of one kind as its reader sees it: standard first, then what was added."""
    demand_reader(actor)
    rows = await WordList.filter(kind=kind.value).select_related("municipality").order_by("phrase", "id")
    off = {row.standard for row in rows if row.standard}
    platform = keeps_words(actor, None)
    standard = [_standard(rule, rule.key not in off, platform) for rule in STANDARD if rule.kind is kind]
    return standard + [_added(actor, row) for row in rows if not row.standard]


def _standard(rule: Rule, on: bool, may_change: bool) -> WordView:
    return WordView(
        key=rule.key,
        phrase=rule.phrase,
        language=rule.language,
        kind=rule.kind,
        guidance=rule.guidance,
        unless=rule.unless,
        municipality="",
        standard=True,
        on=on,
        may_change=may_change,
    )


def _added(actor: Actor, row: WordList) -> WordView:
    rule = _rule(row)
    return WordView(
        key=row.public_id,
        phrase=rule.phrase,
        language=rule.language,
        kind=rule.kind,
        guidance=rule.guidance,
        unless=rule.unless,
        municipality=row.municipality.name if row.municipality_id and row.municipality else "",
        standard=False,
        on=True,
        may_change=keeps_words(actor, row.municipality_id),
    )


def _rule(row: WordList) -> Rule:
    return Rule(
        phrase=row.phrase,
        language=row.language,
        kind=WordKind(row.kind),
        guidance=Guidance(row.guidance) if row.guidance else None,
        unless=tuple(part.strip() for part in row.unless.split(",") if part.strip()),
    )


async def turns(actor: Actor, since: dt.datetime, until: dt.datetime) -> list[DutyView]:
    """Turns on duty that touch the time from `since` to `until`, in order."""
    found = Duty.filter(ends_at__gt=since, starts_at__lt=until).order_by("starts_at", "id")
    return [duty_view(actor, row) for row in await found.select_related("person__municipality").limit(500)]


async def last_note(actor: Actor) -> DutyView | None:
    """The last note that was handed over, if it is from this week."""
    since = clock.now() - dt.timedelta(days=7)
    rows = Duty.filter(note_at__gte=since).exclude(note="").order_by("-note_at", "-id")
    row = await rows.select_related("person__municipality").first()
    return duty_view(actor, row) if row else None


def duty_view(actor: Actor, row: Duty) -> DutyView:
    """A turn, its person and municipality loaded, as `actor` sees it."""
    person = row.person
    return DutyView(
        public_id=row.public_id,
        name=person.name,
        municipality=person.municipality.name if person.municipality else "",
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        note=row.note,
        note_at=row.note_at,
        mine=row.person_id == actor.person_id,
        planned=row.planned_by_id is not None,
    )
