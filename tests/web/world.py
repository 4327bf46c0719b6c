"""The world of the page tests: two municipalities, one person for each role, sessions of every visibility."""

import datetime as dt
import json
from dataclasses import dataclass, field

from forum.debate import actions as debate
from forum.debate.states import Audience
from forum.debate.wire import CategoryForm, ThreadForm
from forum.files import CleanFile
from forum.keeping import actions as keeping
from forum.keeping import queries as keeping_queries
from forum.letterbox import actions as letters
from forum.letterbox.models import Assignment, Function, Letter, LetterAttachment, LetterPublication
from forum.letterbox.sealing import seal
from forum.letterbox.wire import CopyForm, TemplateForm
from forum.notices import actions as notices
from forum.notices.kinds import Kind as Tidings
from forum.notices.mails import stop_key
from forum.notices.models import Notice
from hub import clock, db, jobs
from hub.accounts import actions as accounts
from hub.accounts import clean, passwords, tokens
from hub.accounts.actions import sign_ins
from hub.accounts.models import (
    Agreement,
    ClosingDay,
    Competence,
    Municipality,
    OneTimeLink,
    Person,
    PersonCompetence,
    PersonLanguage,
    RoleGrant,
)
from hub.accounts.wire import ClosingForm
from hub.actor import SYSTEM, Actor, Role
from hub.booking import offering
from hub.booking.wire import OfferForm
from hub.calendars import busy, personal
from hub.ledger.models import Entry
from hub.rooms.models import Slide, SlideDeck
from hub.rota import actions as rota
from hub.rota.models import Employment, RotaRule
from hub.rota.wire import EmploymentForm, ExceptionForm, RuleForm
from hub.sessions import actions, queries
from hub.sessions.kinds import Kind
from hub.sessions.wire import HostForm, Part, SessionForm, Visibility
from tests.web import forum_world

PASSWORD = "tre tilfaeldige ord"
PEOPLE = {
    "citizen": ("Kirsten Madsen", "kolding", Role.citizen),
    "other_citizen": ("Ove Vang", "varde", Role.citizen),
    "relative": ("Rikke Madsen", "kolding", Role.relative),
    "professional": ("Per Lindgaard", "kolding", Role.professional),
    "other_professional": ("Anne Holm", "varde", Role.professional),
    "moderator": ("Mona Dahl", "kolding", Role.moderator),
    "coordinator": ("Ole Bach", "kolding", Role.coordinator),
    "other_coordinator": ("Vera Plan", "varde", Role.coordinator),
    "administrator": ("Karen Leth", "kolding", Role.municipal_administrator),
    "other_administrator": ("Vagn Brix", "varde", Role.municipal_administrator),
    "platform": ("Pia Toft", "", Role.platform_administrator),
}


@dataclass
class World:
    """Everything by name. `tokens` are sign-ins, `sessions` ids: public, members, invited, draft, far; `keys`
    what stands in addresses of the forum."""

    people: dict[str, Actor] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    sessions: dict[str, int] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    threads: dict[str, str] = field(default_factory=dict)
    posts: dict[str, str] = field(default_factory=dict)
    competence: int = 0
    agreement: int = 0
    link: int = 0
    deck: int = 0
    reset: str = ""
    letters: dict[str, str] = field(default_factory=dict)
    file: str = ""
    notice: str = ""
    stop: str = ""
    copy: str = ""
    hold: int = 0
    entry: int = 0
    offer: int = 0
    closing_day: int = 0
    planning: dict[str, int] = field(default_factory=dict)
    rota: dict[str, int] = field(default_factory=dict)

    async def fill(self) -> None:
        for slug, name, accent in (("kolding", "Kolding", "havn"), ("varde", "Varde", "skov")):
            row = await Municipality.create(slug=slug, name=name, accent=accent, created_at=clock.now())
            self.places[slug] = row.id
        self.competence = await self._competence()
        today = clock.local(clock.now()).date()
        pact = await Agreement.create(
            giver_id=self.places["varde"], receiver_id=self.places["kolding"], valid_from=today
        )
        self.agreement = pact.id
        stored = await passwords.hashed(PASSWORD)
        for key, (name, place, role) in PEOPLE.items():
            await self._person(key, name, place, role, stored)
        await self._plan()

    async def add(self, key: str, name: str, place: str, role: Role) -> None:
        """One person more, signed in."""
        await self._person(key, name, place, role, await passwords.hashed(PASSWORD))

    async def _competence(self) -> int:
        row = await Competence.create(
            slug="fysioterapi",
            name_da="Fysioterapi",
            name_en="Physiotherapy",
            title_da="Fysioterapeut",
            title_en="Physiotherapist",
        )
        return row.id

    async def _person(self, key: str, name: str, place: str, role: Role, stored: str) -> None:
        row = await Person.create(
            municipality_id=self.places.get(place),
            name=name,
            name_key=clean.key(name),
            email=f"{key}@demo.invalid",
            password_hash=stored,
            profession_id=self.competence if role is Role.professional else None,
            created_at=clock.now(),
        )
        await RoleGrant.create(person=row, role=role.value)
        token, login_id = await sign_ins.begin(row.id, "Firefox, Linux", "")
        self.tokens[key] = token
        self.people[key] = Actor(
            person_id=row.id,
            municipality_id=row.municipality_id,
            roles=frozenset({role}),
            name=name,
            login_id=login_id,
        )

    async def _plan(self) -> None:
        self.sessions["public"] = await self.session("Frokost og blodsukker", hours=34)
        self.sessions["members"] = await self.session(
            "Kom i gang med at gå", hours=50, kind=Kind.group, visibility=Visibility.members
        )
        self.sessions["invited"] = await self.session(
            "Startsamtale", hours=58, kind=Kind.consultation, visibility=Visibility.invited
        )
        self.sessions["draft"] = await self.session("En kladde", hours=75, publish=False)
        self.links["guest"] = await actions.create_join_link(
            self.people["professional"], self.sessions["public"], "Tolk Tolksen", "interpreter"
        )

    async def topics(self) -> None:
        """Two topics of the forum, one for all and one for Kolding, each with a thread by the citizen."""
        if self.threads:
            return
        operator = Actor(roles=frozenset({Role.platform_administrator}))
        for slug, audience, places in (
            ("open-topic", Audience.open, ()),
            ("members-topic", Audience.members, (self.places["kolding"],)),
        ):
            form = CategoryForm(
                slug=slug, title_da="Emne", title_en="Topic", audience=audience, municipality_ids=places
            )
            await debate.create_category(operator, form)
            told = ThreadForm(title="Blodsukker om morgenen", text="Er der nogen, der kender det?")
            self.threads[slug] = (await debate.start_thread(self.people["citizen"], slug, told)).thread

    async def keep_topic(self) -> None:
        """A topic that is Kolding's own, made by its coordinator; nobody has written in it."""
        form = CategoryForm(
            slug="kept-topic", title_da="Eget", title_en="Own", municipality_ids=(self.places["kolding"],)
        )
        self.threads["kept-topic"] = await debate.create_category(self.people["coordinator"], form)

    async def furnish(self) -> None:
        """What only some tests need: a seat taken, a deck of slides, a link to a new password, a forum."""
        await forum_world.furnish(self)
        await self.topics()
        await self.keep_topic()
        await self._close()
        await self._write()
        await self.lend_hours()
        await self.offer_talks()
        await self.write_rota()
        await actions.sign_up(self.people["citizen"], self.sessions["public"])
        [link] = await queries.join_links_for(self.people["professional"], self.sessions["public"])
        self.link = link.id
        deck = await SlideDeck.create(
            session_id=self.sessions["public"], title="Frokost", pages=1, created_at=clock.now()
        )
        await Slide.create(deck_id=deck.id, number=1, alt="", file="nothing.webp")
        self.deck = deck.id
        self.reset, stored = tokens.new()
        await OneTimeLink.create(
            person_id=self.people["citizen"].person_id,
            purpose="password_reset",
            token_hash=stored,
            created_at=clock.now(),
            expires_at=clock.now() + dt.timedelta(hours=1),
        )

    async def lend_hours(self) -> None:
        """Varde's professional has led an hour for Kolding: an entry in the ledger."""
        row = await Entry.create(
            giver_id=self.places["varde"],
            receiver_id=self.places["kolding"],
            agreement_id=self.agreement,
            session_id=self.sessions["public"],
            person_id=self.people["other_professional"].person_id,
            minutes=60,
            held_on=clock.local(clock.now()).date(),
            kind="held",
            made_at=clock.now(),
        )
        self.entry = row.id

    async def offer_talks(self) -> None:
        """Kolding's citizens may book its physiotherapist, who works on Tuesdays from 9 to 11."""
        form = OfferForm(self.competence, 30, "Samtale med en fysioterapeut", "Talk with a physiotherapist")
        self.offer = await offering.make_offer(self.people["coordinator"], form)
        person_id, day = self._id("professional"), dt.date(2026, 1, 1)
        await PersonCompetence.get_or_create(person_id=person_id, competence_id=self.competence)
        limits = {"weekly_minutes": 2220, "daily_limit": 480, "weekly_limit": 2220}
        await Employment.create(person_id=person_id, valid_from=day, **limits)
        await RotaRule.create(person_id=person_id, weekday=2, starts="09:00", ends="11:00", valid_from=day)

    async def write_rota(self) -> None:
        """Of the professional's rota: hours, an absence, an employment, a calendar elsewhere, and her own."""
        per, planner = self.people["professional"], self.people["coordinator"]
        me, day = self._id("professional"), dt.date(2026, 3, 2)
        rule = RuleForm(weekday=1, starts="08:00", ends="16:00", valid_from=day)
        away = ExceptionForm(
            starts_local=dt.datetime(2026, 4, 7), ends_local=dt.datetime(2026, 4, 8), kind="away"
        )
        job = EmploymentForm(
            weekly_minutes=1110, valid_from=dt.date(2019, 1, 1), valid_to=dt.date(2019, 12, 31)
        )
        self.rota = {
            "rota_hours": await rota.add_rule(per, me, rule),
            "rota_exception": await rota.add_exception(per, me, away),
            "rota_employment": await rota.employ(planner, me, job),
            "rota_feed": await busy.add_feed(per, "https://calendar.invalid/per.ics"),
        }
        self.keys["secret"] = await personal.make(per)

    async def furnish_writing(self) -> None:
        """Letters of the citizen's: `letter` answered, with file and copy; `draft_letter`; a notice."""
        citizen, professional = self.people["citizen"], self.people["professional"]
        await PersonCompetence.get_or_create(person_id=professional.person_id, competence_id=self.competence)
        await PersonLanguage.create(person_id=professional.person_id, code="da")
        function = await Function.create(
            slug="fysioterapi", competence_id=self.competence, title_da="En fysioterapeut", title_en="Physio"
        )
        letter = await letters.start(citizen, function.slug)
        await letters.save_draft(citizen, letter, "Må jeg løbe med ondt i knæet?", "Mit knæ")
        await letters.attach(
            citizen, letter, CleanFile(name="knæ.webp", kind="image/webp", data=b"a picture")
        )
        await letters.send(citizen, letter)
        await letters.answer(professional, letter, "Ja, men begynd langsomt.")
        self.file = (await LetterAttachment.get()).public_id
        self.letters = {"letter": letter, "draft_letter": await letters.start(citizen, function.slug)}
        await self._copy(await Letter.get(public_id=letter))
        async with db.transaction():
            await notices.tell([citizen.person_id or 0], Tidings.mention, "/me")
            self.stop = f"{await stop_key(citizen.person_id or 0)}.forum"
        self.copy = await keeping.ask_for_copy(citizen)
        await jobs.run_due()
        await keeping.place_hold(self.people["administrator"], "relative@demo.invalid", "Sag 12/2026")
        self.hold = (await keeping_queries.holds(self.people["administrator"]))[0].id
        self.notice = (await Notice.get(kind="mention")).public_id

    async def _copy(self, letter: Letter) -> None:
        words = json.dumps({"title": "Et knæ", "question": "Må man løbe?", "answer": "Ja, langsomt."})
        await LetterPublication.create(
            public_id="a-copy",
            letter_id=letter.id,
            state="proposed",
            language="da",
            sealed=await seal(letter, "copy:a-copy", words),
            proposed_by_id=self.people["professional"].person_id,
            proposed_at=clock.now(),
        )

    async def _close(self) -> None:
        """Kolding's town hall is closed on a day."""
        day = dt.date(2026, 5, 15)
        await accounts.close_on(
            self.people["coordinator"],
            ClosingForm(first=day, last=day, municipality_id=self.places["kolding"]),
        )
        self.closing_day = (await ClosingDay.get()).id

    async def _write(self) -> None:
        """Two topics, `open` and Kolding's `members`, each with the citizen's thread."""
        for slug, audience, places in (
            ("open", Audience.open, ()),
            ("members", Audience.members, (self.places["kolding"],)),
        ):
            told = CategoryForm(
                slug=slug, title_da=slug, title_en=slug, audience=audience, municipality_ids=places
            )
            await debate.create_category(SYSTEM, told)
            form = ThreadForm(title="Om at gå en tur", text="Hvem vil med?")
            posted = await debate.start_thread(self.people["citizen"], slug, form)
            self.threads[slug], self.posts[slug] = posted.thread, posted.post

    async def write_letters(self) -> None:
        """Kolding's citizen has written: `asked`, `pool`, `waiting`, `answered`; and what belongs to them.

        Kolding's professional has all but `pool`; Varde's, lent to Kolding, is the second reader.
        """
        await PersonCompetence.get_or_create(
            person_id=self._id("professional"), competence_id=self.competence
        )
        to = {
            "competence_id": self.competence,
            "title_da": "En fysioterapeut",
            "title_en": "A physiotherapist",
        }
        await Function.create(slug="fys", **to)
        self.letters["function"] = "fys"
        for name in ("pool", "waiting", "answered", "asked", "copy", "answer"):
            self.letters[name] = await self._letter()
        await PersonCompetence.create(person_id=self._id("other_professional"), competence_id=self.competence)
        file = await LetterAttachment.get(message__letter__public_id=self.letters["asked"])
        self.letters["asked_file"] = file.public_id
        row = await Letter.get(public_id=self.letters["pool"])
        await Assignment.filter(letter_id=row.id).delete()
        await Letter.filter(id=row.id).update(professional_id=None, state="sent")
        per, anne = self.people["professional"], self.people["other_professional"]
        await letters.answer(per, self.letters["waiting"], "Det går over.", second_reader=True)
        await letters.answer(per, self.letters["answered"], "Det går over.")
        await self._publish(per, anne)
        template = TemplateForm(title="Hilsen", text="Kære {navn}")
        self.letters["template"] = await letters.save_template(per, template)
        day = dt.date(2026, 6, 1)
        self.letters["absence"] = await letters.be_absent(per, per.person_id or 0, day, day)

    async def _letter(self) -> str:
        citizen = self.people["citizen"]
        name = await letters.start(citizen, "fys")
        await letters.save_draft(citizen, name, "Må jeg cykle med et hævet knæ?", "Ondt i knæet")
        await letters.attach(citizen, name, CleanFile(name="knæ.webp", kind="image/webp", data=b"a picture"))
        await letters.send(citizen, name)
        return name

    async def _publish(self, per: Actor, anne: Actor) -> None:
        """A copy that waits for its second reader (`copy`), and a public answer (`answer`)."""
        copy = CopyForm(title="Hævet knæ", question="Må man cykle?", answer="Ja, roligt.")
        for name in ("answer", "copy"):
            letter = self.letters[name]
            await letters.answer(per, letter, "Det går over.")
            await letters.propose_publication(per, letter, copy)
            row = await LetterPublication.get(letter__public_id=letter)
            self.letters[name] = row.public_id
            if name == "answer":
                await letters.consent(self.people["citizen"], letter, True)
                await letters.approve_publication(anne, row.public_id)

    def _id(self, who: str) -> int:
        return self.people[who].person_id or 0

    async def session(
        self,
        title: str,
        hours: float,
        kind: Kind = Kind.webinar,
        visibility: Visibility = Visibility.public,
        capacity: int | None = None,
        publish: bool = True,
        description: str = "Vi viser fem frokoster, der holder dit blodsukker roligt.",
    ) -> int:
        """A session of Kolding led by its professional and Varde's; offered in both municipalities."""
        starts = clock.local(clock.now()) + dt.timedelta(hours=hours)
        planner = self.people["coordinator"]
        hosts = (
            HostForm(self.people["professional"].person_id or 0, Part.host),
            HostForm(self.people["other_professional"].person_id or 0, Part.co_host),
        )
        session_id = await actions.create(
            planner,
            SessionForm(
                kind=kind,
                title=title,
                starts_local=starts,
                ends_local=starts + dt.timedelta(hours=1),
                description=description,
                course="Type 2-diabetes",
                capacity=capacity,
                visibility=visibility,
                municipality_ids=(self.places["kolding"],),
                hosts=hosts,
            ),
        )
        if publish:
            await actions.publish(planner, session_id)
        return session_id
