"""The review queue and one case of it: what waits, why, since when, and who is looking. Reads only.

A constant number of queries, however much there is in it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

import msgspec
from tortoise.expressions import Q

from forum.debate.models import Post
from forum.moderation import rules, writers
from forum.moderation.models import Appeal, Flag, Look
from forum.moderation.wire import Case, Queue, Reason, Told, Why
from forum.safety import matching
from forum.safety.keys import known
from forum.safety.models import Alert
from forum.safety.queries import in_force
from forum.safety.wire import Found, Rule
from hub import clock
from hub.actor import Actor, Role
from hub.errors import Missing

SHOWN = 40
READ = 400
EXCERPT = 600
RELATED = ("thread__category", "author", "alias")


class _Heap:
    """What was found of each kind, by the post it is about."""

    def __init__(self) -> None:
        self.alerts: dict[str, list[Alert]] = defaultdict(list)
        self.flags: dict[int, list[Flag]] = defaultdict(list)
        self.appeals: list[Appeal] = []
        self.posts: dict[int, Post] = {}
        self.looks: dict[str, Look] = {}
        self.rules: list[Rule] = []


async def queue(actor: Actor, why: Why | None = None) -> Queue:
    """What waits for a moderator, soonest due first; alerts before all else.

    A professional who is no moderator finds the answers that need a second professional.
    """
    wanted = _wanted(actor, why)
    heap = await _heap(wanted)
    cases = [case for case in await _cases(actor, heap) if wanted & set(case.whys)]
    cases.sort(key=lambda case: (Why.alert not in case.whys, case.due_at, case.key))
    return Queue(tuple(cases[:SHOWN]), len(cases) > SHOWN)


async def case_of(actor: Actor, post_id: str) -> tuple[Case, Post]:
    """One post as a case, also when nothing about it waits; Missing for who may not see it so."""
    post = await Post.get_or_none(public_id=known(post_id)).select_related(*RELATED)
    if post is None or not _may_open(actor, post):
        raise Missing
    heap = _Heap()
    heap.posts = {post.id: post}
    heap.rules = await in_force(None)
    for alert in await Alert.filter(about=post.public_id, answered_at=None):
        heap.alerts[alert.about].append(alert)
    heap.flags[post.id] = await Flag.filter(post_id=post.id, outcome="").order_by("id")
    heap.looks = await _looks([post.public_id])
    [case] = _post_cases(actor, heap)
    return case, post


def _may_open(actor: Actor, post: Post) -> bool:
    return rules.moderates(actor) or (seconds(actor) and post.waits_for == "second")


def seconds(actor: Actor) -> bool:
    """Professionals look at newcomers' answers."""
    return actor.known and actor.has(Role.professional)


def _wanted(actor: Actor, why: Why | None) -> set[Why]:
    if not rules.moderates(actor) and not seconds(actor):
        raise Missing
    seen = set(Why) if rules.moderates(actor) else {Why.second}
    return seen & {why} if why else seen


async def _heap(wanted: set[Why]) -> _Heap:
    heap = _Heap()
    if Why.alert in wanted:
        for alert in await Alert.filter(answered_at=None).exclude(about="").order_by("due_at").limit(READ):
            heap.alerts[alert.about].append(alert)
        heap.rules = await in_force(None)
    if Why.flags in wanted:
        for flag in await Flag.filter(outcome="").order_by("created_at", "id").limit(READ):
            heap.flags[flag.post_id].append(flag)
    if Why.appeal in wanted:
        open_ones = Appeal.filter(state="open").order_by("created_at", "id").limit(READ)
        heap.appeals = await open_ones.select_related("action")
    heap.posts = await _posts(heap, wanted)
    keys = [post.public_id for post in heap.posts.values()] + [appeal.public_id for appeal in heap.appeals]
    heap.looks = await _looks(keys)
    return heap


async def _posts(heap: _Heap, wanted: set[Why]) -> dict[int, Post]:
    waits = [name for why, name in ((Why.review, "review"), (Why.second, "second")) if why in wanted]
    waiting = Post.filter(state="waiting", waits_for__in=waits).order_by("created_at", "id").limit(READ)
    found = {post.id: post for post in await waiting.select_related(*RELATED)}
    appealed = [appeal.action.post_id for appeal in heap.appeals if appeal.action.post_id]
    named = Q(id__in=[*heap.flags, *appealed]) | Q(public_id__in=list(heap.alerts))
    if heap.flags or appealed or heap.alerts:
        found |= {post.id: post for post in await Post.filter(named).select_related(*RELATED)}
    return found


async def _looks(keys: list[str]) -> dict[str, Look]:
    since = clock.now() - rules.LOOKS_FOR
    rows = await Look.filter(key__in=keys, at__gt=since).select_related("person") if keys else []
    return {row.key: row for row in rows}


async def _cases(actor: Actor, heap: _Heap) -> list[Case]:
    return [case for case in _post_cases(actor, heap) if case.whys] + _appeal_cases(actor, heap)


def _post_cases(actor: Actor, heap: _Heap) -> Iterable[Case]:
    for post in heap.posts.values():
        alerts, flags = heap.alerts.get(post.public_id, []), heap.flags.get(post.id, [])
        clocks = dict(_clocks(post, alerts, flags))
        since = min((begun for begun, _ in clocks.values()), default=post.created_at)
        due = min((ends for _, ends in clocks.values()), default=since + rules.DUE[Why.review])
        case = _about(actor, heap, post, post.public_id)
        yield msgspec.structs.replace(
            case,
            whys=tuple(why for why in Why if why in clocks),
            since=since,
            due_at=due,
            marked=_marked(post.source, heap.rules if alerts or post.state == "waiting" else []),
            flags=_told(flags),
            flag_count=len(flags),
            guidance=alerts[0].guidance if alerts else "",
        )


def _clocks(
    post: Post, alerts: list[Alert], flags: list[Flag]
) -> Iterable[tuple[Why, tuple[dt.datetime, dt.datetime]]]:
    if alerts:
        yield Why.alert, (min(a.created_at for a in alerts), min(a.due_at for a in alerts))
    if flags:
        first = min(flag.created_at for flag in flags)
        yield Why.flags, (first, rules.flags_due(first, len(flags), {Reason(flag.reason) for flag in flags}))
    if post.state == "waiting":
        why = Why.second if post.waits_for == "second" else Why.review
        yield why, (post.created_at, post.created_at + rules.DUE[why])


def _appeal_cases(actor: Actor, heap: _Heap) -> list[Case]:
    found = [(appeal, heap.posts.get(appeal.action.post_id or 0)) for appeal in heap.appeals]
    return [
        msgspec.structs.replace(
            _about(actor, heap, post, appeal.public_id),
            whys=(Why.appeal,),
            since=appeal.created_at,
            due_at=appeal.created_at + rules.DUE[Why.appeal],
            marked=((appeal.words, False),),
            appeal=appeal.public_id,
        )
        for appeal, post in found
        if post is not None
    ]


def _about(actor: Actor, heap: _Heap, post: Post, key: str) -> Case:
    look, thread = heap.looks.get(key), post.thread
    mine = look is not None and look.person_id == actor.person_id
    category = thread.category
    return Case(
        key=key,
        whys=(),
        since=post.created_at,
        due_at=post.created_at,
        post=post.public_id,
        thread=thread.public_id,
        number=post.number,
        title=thread.title,
        category=category.slug,
        category_title=category.title_en if actor.language == "en" else category.title_da,
        writer=writers.shown(post),
        written_at=post.created_at.replace(second=0, microsecond=0),
        state=post.state,
        marked=(),
        flags=(),
        flag_count=0,
        guidance="",
        appeal="",
        looked_at_by=look.person.name if look and not mine else "",
        mine=mine,
    )


def _told(flags: list[Flag]) -> tuple[Told, ...]:
    groups: dict[tuple[Reason, bool], list[Flag]] = defaultdict(list)
    for flag in flags:
        groups[Reason(flag.reason), flag.professional].append(flag)
    return tuple(
        Told(reason, professional, len(rows), tuple(flag.words for flag in rows if flag.words))
        for (reason, professional), rows in groups.items()
    )


def _marked(source: str, lists: list[Rule]) -> tuple[tuple[str, bool], ...]:
    """The beginning of the text in stretches, what the lists found told apart."""
    text = source[:EXCERPT]
    stretches: list[tuple[str, bool]] = []
    at = 0
    for bite in sorted(matching.found(text, lists), key=_begin):
        if bite.start >= at:
            stretches += [(text[at : bite.start], False), (text[bite.start : bite.end], True)]
            at = bite.end
    stretches.append((text[at:] + ("…" if len(source) > EXCERPT else ""), False))
    return tuple(stretch for stretch in stretches if stretch[0])


def _begin(bite: Found) -> tuple[int, int]:
    return bite.start, -bite.end
