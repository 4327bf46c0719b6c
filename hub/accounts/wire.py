"""What accounts takes in and gives out: forms as they were sent, views as they may be seen. No tables.

Times are aware datetimes in UTC. Forms hold text as typed; `fields` cleans it and refuses what it must.
"""

import datetime as dt

import msgspec


class Skill(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """More about a competence somebody has: its level (0 to 5), and the days it holds between, if any."""

    competence_id: int
    level: int = 1
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


class PersonForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person as an administrator writes one. Empty e-mail: an account that only personal links reach.

    `roles` are values of hub.actor.Role, `profession_id` and `competences` ids of competences,
    `languages` ISO 639-1 codes the person can lead a session in. `skills` say more of some competences;
    of the others what is written down stays.
    """

    name: str
    municipality_id: int | None = None
    email: str = ""
    phone: str = ""
    language: str = "da"
    profession_id: int | None = None
    roles: tuple[str, ...] = ()
    competences: tuple[int, ...] = ()
    skills: tuple[Skill, ...] = ()
    languages: tuple[str, ...] = ()


class MunicipalityForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A partner municipality; an empty slug is made from the name."""

    name: str
    slug: str = ""
    accent: str = "fjord"
    phone: str = ""
    acute_phone: str = ""
    active: bool = True


class AgreementForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Giver's professionals serve receiver; no competence means all; days are inclusive.

    `cap_minutes` is the most it gives in a calendar month, None: no limit; an hour counts `weight` times.
    """

    giver_id: int
    receiver_id: int
    competence_id: int | None = None
    valid_from: dt.date
    valid_to: dt.date | None = None
    cap_minutes: int | None = None
    weight: float = 1.0


class CompetenceForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A competence in both languages; an empty slug is made from the Danish name."""

    name_da: str
    name_en: str
    title_da: str
    title_en: str
    slug: str = ""


class MunicipalityView(msgspec.Struct, frozen=True, kw_only=True):
    """A municipality."""

    id: int
    slug: str
    name: str
    accent: str
    phone: str
    acute_phone: str
    active: bool


class CompetenceView(msgspec.Struct, frozen=True, kw_only=True):
    """A competence; `name` and `title` are in the reader's language."""

    id: int
    slug: str
    name: str
    title: str
    name_da: str
    name_en: str
    title_da: str
    title_en: str


class ClosingForm(msgspec.Struct, frozen=True, kw_only=True):
    """Days from `first` to `last` (both included) on which an office is closed; no municipality: all."""

    first: dt.date
    last: dt.date
    name: str = ""
    municipality_id: int | None = None


class ClosingDayView(msgspec.Struct, frozen=True, kw_only=True):
    """One closing day; `municipality` is "" when it is everybody's."""

    id: int
    day: dt.date
    name: str
    municipality: str
    may_delete: bool


class AgreementView(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement; `state` is coming, current or ended."""

    id: int
    giver_id: int
    giver: str
    receiver_id: int
    receiver: str
    competence_id: int | None
    competence: str
    valid_from: dt.date
    valid_to: dt.date | None
    cap_minutes: int | None
    weight: float
    state: str
    can: dict[str, bool]


class PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    """A person in a list."""

    id: int
    name: str
    email: str
    municipality_id: int | None
    municipality: str
    roles: tuple[str, ...]
    title: str
    active: bool
    has_password: bool


class PersonPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of people; pages count from 1."""

    people: tuple[PersonRow, ...]
    page: int
    pages: int
    total: int


class PersonView(msgspec.Struct, frozen=True, kw_only=True):
    """A person, and what the reader may do with them (`can`: verb -> bool)."""

    id: int
    name: str
    email: str
    phone: str
    municipality_id: int | None
    municipality: str
    language: str
    text_size: str
    profession_id: int | None
    title: str
    roles: tuple[str, ...]
    competences: tuple[CompetenceView, ...]
    skills: tuple[Skill, ...]
    languages: tuple[str, ...]
    active: bool
    has_password: bool
    invited_until: dt.datetime | None
    created_at: dt.datetime
    can: dict[str, bool]


class ProfessionalView(msgspec.Struct, frozen=True, kw_only=True):
    """A professional who may be chosen; `own` is true for those of the reader's municipality."""

    id: int
    name: str
    title: str
    municipality_id: int
    municipality: str
    competences: tuple[str, ...]
    languages: tuple[str, ...]
    own: bool


class LoginView(msgspec.Struct, frozen=True, kw_only=True):
    """One of the reader's own sign-ins."""

    id: int
    device: str
    created_at: dt.datetime
    seen_at: dt.datetime
    current: bool


class AuditLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the log of deeds: who (a name, or the actor's key), what, to which thing, how it went."""

    id: int
    at: dt.datetime
    who: str
    municipality: str
    verb: str
    noun: str
    object_id: str
    subject: str
    outcome: str
    reason: str


class AuditPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the log, newest first; pages count from 1."""

    lines: tuple[AuditLine, ...]
    page: int
    pages: int
    total: int


class LinkView(msgspec.Struct, frozen=True, kw_only=True):
    """What an unused link by mail is for: invitation or password_reset, and whose it is."""

    purpose: str
    name: str
    language: str


def form_of(person: PersonView) -> PersonForm:
    """The form that would leave the person as they are."""
    return PersonForm(
        name=person.name,
        municipality_id=person.municipality_id,
        email=person.email,
        phone=person.phone,
        language=person.language,
        profession_id=person.profession_id,
        roles=person.roles,
        competences=tuple(competence.id for competence in person.competences),
        skills=person.skills,
        languages=person.languages,
    )
