"""Who writes in an invented forum: citizens with aliases, and professionals. Made by hub's own means."""

import datetime as dt
from random import Random

import msgspec

from forum.debate import actions, aliases
from forum.debate.models import Category
from forum.debate.wire import CategoryForm
from forum.scale.plan import Size, topic_of
from hub import db
from hub.accounts import clean
from hub.accounts.models import Competence, Municipality, Person, RoleGrant
from hub.actor import SYSTEM, Role
from hub.errors import BadInput
from hub.sessions.sign_ups.aliases import suggestion

FIRST = (
    "Inger Poul Karen Jens Kirsten Hans Birthe Erik Lis Anna Niels Ruth Peter Else Knud Grethe Svend Hanne"
    " Bent Lone Kaj Tove Finn Jytte Arne Bodil Leif Ulla Carl Ellen Preben Aase Verner Gerda Børge Rita Egon"
)
LAST = (
    "Madsen Holm Krogh Lund Vang Bech Skov Toft Dahl Friis Juhl Bruun Kjær Storm Winther Lauridsen Boel Ravn"
)


class Voice(msgspec.Struct, frozen=True):
    """Somebody who writes in one category: a person under their name, or an alias."""

    author_id: int | None
    alias_id: int | None
    profession_id: int | None = None
    municipality_id: int | None = None


class Cast(msgspec.Struct, frozen=True):
    """The categories in the plan's order, and who writes in each."""

    categories: tuple[Category, ...]
    citizens: tuple[tuple[Voice, ...], ...]
    professionals: tuple[tuple[Voice, ...], ...]


async def cast(size: Size, now: dt.datetime) -> Cast:
    """Make what is missing of categories, people and aliases; what is there is used."""
    categories = tuple([await _category(size, number) for number in range(size.topics)])
    people = await _citizens(size, now)
    staff = await _professionals()
    return Cast(
        categories,
        tuple([await _voices(row, people, size) for row in categories]),
        tuple(staff for _ in categories),
    )


async def _category(size: Size, number: int) -> Category:
    topic = topic_of(size, number)
    found = await Category.get_or_none(slug=topic.slug)
    if found is not None:
        return found
    names = {name: getattr(topic, name) for name in ("title_da", "title_en", "about_da", "about_en")}
    await actions.create_category(SYSTEM, CategoryForm(slug=topic.slug, position=number, **names))
    return await Category.get(slug=topic.slug)


async def _citizens(size: Size, now: dt.datetime) -> list[int]:
    """People invented for the forum; they cannot sign in."""
    first, last = FIRST.split(), LAST.split()
    places = await Municipality.all().order_by("id")
    there = await Person.filter(email__startswith="forum-").count()
    random = Random(f"people:{size.seed}:{there}")
    async with db.transaction():
        for number in range(there, size.citizens):
            name = f"{random.choice(first)} {random.choice(last)}"
            row = await Person.create(
                municipality_id=places[number % len(places)].id,
                name=name,
                name_key=clean.key(name),
                email=f"forum-{number}@demo.invalid",
                created_at=now,
            )
            await RoleGrant.create(person_id=row.id, role=Role.citizen.value)
    rows = await Person.filter(email__startswith="forum-").order_by("id").values("id")
    return [row["id"] for row in rows]


async def _professionals() -> tuple[Voice, ...]:
    rows = await Person.exclude(profession_id=None).order_by("id").limit(60)
    if not rows:
        raise RuntimeError("Somebody must be a professional: make people first")
    known = await Competence.all().count()
    return tuple(Voice(row.id, None, row.profession_id, row.municipality_id) for row in rows if known)


async def _voices(category: Category, people: list[int], size: Size) -> tuple[Voice, ...]:
    """Three of four write under an alias."""
    random = Random(f"aliases:{size.seed}:{category.slug}")
    voices = []
    async with db.transaction():
        await db.lock_row(Category, category.id)
        for number, person_id in enumerate(people):
            if number % 4 == 3:
                voices.append(Voice(person_id, None))
            else:
                voices.append(Voice(None, await _alias(random, person_id, category.id)))
    return tuple(voices)


async def _alias(random: Random, person_id: int, category_id: int) -> int:
    own = await aliases.own(person_id, category_id)
    while own is None:
        try:
            own = await aliases.take(person_id, category_id, suggestion(random, 400))
        except BadInput:  # somebody has the name, so another
            continue
    return int(own.id)
