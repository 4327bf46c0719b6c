"""A forum to write in: three municipalities, an open category, one for members, one for a course."""

import pytest

from config.settings import Settings
from forum.debate import actions
from forum.debate.models import Category
from forum.debate.states import Audience
from forum.debate.wire import CategoryForm, Posted, PostForm, ThreadForm
from hub import clock, site
from hub.accounts import clean
from hub.accounts.models import Competence, Municipality, Person, RoleGrant
from hub.actor import Actor, Role

PLATFORM = Actor(name="drift", roles=frozenset({Role.platform_administrator}))


class Forum:
    """Kolding, Varde and Svendborg. `open` is for all, `members` for Kolding, `course` for who takes it."""

    kolding: Municipality
    varde: Municipality
    svendborg: Municipality
    diet: Competence
    kirsten: Actor
    ove: Actor
    sara: Actor
    anne: Actor
    ida: Actor
    mette: Actor

    async def fill(self) -> None:
        now = clock.now()
        self.kolding = await Municipality.create(slug="kolding", name="Kolding", created_at=now)
        self.varde = await Municipality.create(slug="varde", name="Varde", created_at=now)
        self.svendborg = await Municipality.create(slug="svendborg", name="Svendborg", created_at=now)
        self.diet = await Competence.create(
            slug="diet", title_da="Diætist", title_en="Dietician", name_da="Kost", name_en="Diet"
        )
        self.kirsten = await self.person(self.kolding, "Kirsten Borg")
        self.ove = await self.person(self.varde, "Ove Vang")
        self.sara = await self.person(self.svendborg, "Sara Fjern")
        self.anne = await self.person(self.varde, "Anne Holm", Role.professional)
        self.ida = await self.person(self.kolding, "Ida Bech", Role.professional)
        self.mette = await self.person(self.svendborg, "Mette Krogh", Role.moderator)
        await self.category("open")
        await self.category("members", audience=Audience.members, municipality_ids=(self.kolding.id,))
        await self.category("course", audience=Audience.course, course="Lev livet")

    async def category(self, slug: str, **changes: object) -> None:
        """A category called after its slug."""
        form = {"slug": slug, "title_da": slug.capitalize(), "title_en": slug.capitalize(), **changes}
        await actions.create_category(PLATFORM, CategoryForm(**form))

    async def change(self, slug: str, **columns: object) -> None:
        """Set columns of a category."""
        await Category.filter(slug=slug).update(**columns)

    async def person(self, municipality: Municipality, name: str, role: Role = Role.citizen) -> Actor:
        """A person, as the actor they are when signed in."""
        row = await Person.create(
            municipality=municipality,
            name=name,
            name_key=clean.key(name),
            email=f"{name.lower().replace(' ', '.')}@demo.invalid",
            profession=self.diet if role is Role.professional else None,
            created_at=clock.now(),
        )
        await RoleGrant.create(person=row, role=role.value)
        return Actor(
            person_id=row.id,
            municipality_id=municipality.id,
            roles=frozenset({role}),
            name=name,
            login_id=row.id,
        )


async def started(
    actor: Actor, slug: str = "open", title: str = "Højt blodsukker om morgenen", **form: object
) -> Posted:
    """A thread by `actor`."""
    told = {"text": "Er der nogen, der kender det?", **form}
    return await actions.start_thread(actor, slug, ThreadForm(title=title, **told))


async def answered(actor: Actor, thread: str, text: str = "Ja, det kender jeg.", **form: object) -> Posted:
    """An answer by `actor`."""
    return await actions.reply(actor, thread, PostForm(text=text, **form))


async def _filled(settings: Settings) -> Forum:
    site.configure(settings)
    forum = Forum()
    await forum.fill()
    return forum


@pytest.fixture
async def forum(frozen_clock: object, database: Settings) -> Forum:
    """The forum, once on each kind of database."""
    return await _filled(database)
