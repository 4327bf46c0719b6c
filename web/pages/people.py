"""People, for those who administer them: list with search, new, edit, invite, shut out."""

from typing import Any

import msgspec
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from hub.accounts import actions, queries
from hub.accounts.rules import GRANTABLE, Grant, may
from hub.accounts.wire import PersonForm, PersonView, Skill
from hub.actor import Actor, Role
from hub.errors import BadInput, Missing
from web import forms, words
from web.menu import has_desk
from web.page import back_to
from web.pages.front import page_number
from web.render import render
from web.visitor import visitor_of


async def listing(request: Request) -> Response:
    """Those the reader keeps or plans with; ?search= is part of a name or an address."""
    actor = visitor_of(request).actor
    search = request.query_params.get("search", "")[:120]
    page = await queries.people_for(actor, search, page_number(request))
    return render(request, "admin/people.html", page=page, search=search, may_create=_may_create(actor))


def _may_create(actor: Actor) -> bool:
    return may(actor, "list", "person") and bool(_grantable(actor, actor.municipality_id))


def _grantable(actor: Actor, municipality_id: int | None) -> list[str]:
    """Roles the actor can give somebody of that municipality, in the order of the enumeration."""
    roles = [role for role in Role if role in GRANTABLE]
    return [role.value for role in roles if may(actor, "grant", "role", Grant(role, municipality_id))]


async def new(request: Request) -> Response:
    """An empty form; whoever cannot give a single role has nothing to do here."""
    actor = visitor_of(request).actor
    if not _may_create(actor):
        await queries.person_for(actor, 0)  # answers as for somebody who is not there
    start = {"municipality_id": actor.municipality_id, "roles": ["citizen"], "language": "da"}
    return await _form(request, forms.Shown(start), None)


async def _form(
    request: Request, form: forms.Shown, person: PersonView | None, status: int = 200
) -> Response:
    actor = visitor_of(request).actor
    place = person.municipality_id if person else actor.municipality_id
    return render(
        request,
        "admin/person.html",
        status,
        form=form,
        person=person,
        roles=_roles_shown(actor, place, person),
        competences=[(one.id, one.name) for one in await queries.competences(actor)],
        municipalities=await _places(actor),
    )


def _roles_shown(actor: Actor, place: int | None, person: PersonView | None) -> list[tuple[str, str]]:
    held = person.roles if person else ()
    wanted = _grantable(actor, place)
    return [(role, words.ROLES[role]) for role in words.ROLES if role in wanted or role in held]


async def _places(actor: Actor) -> list[tuple[int, str]]:
    """Municipalities a person can be put in: one's own, or all for the platform's administrators."""
    found = await queries.municipalities(actor)
    everywhere = may(actor, "create", "municipality")
    return [(one.id, one.name) for one in found if everywhere or one.id == actor.municipality_id]


async def create(request: Request) -> Response:
    """Make the person; an invitation is sent from their page afterwards."""
    sent = await forms.read(request)
    visitor = visitor_of(request)
    try:
        person_id = await actions.create_person(visitor.actor, _person_form(sent, ()))
    except BadInput as error:
        return await _form(request, _again(sent, error, visitor.language), None, 400)
    return back_to(f"/admin/people/{person_id}", "created")


async def show(request: Request) -> Response:
    """One person, as a form where the reader may edit and as facts where not. Others have /me."""
    if not has_desk(visitor_of(request).actor):
        raise Missing
    person = await queries.person_for(visitor_of(request).actor, int(request.path_params["id"]))
    return await _form(request, forms.Shown(_values(person)), person)


async def edit(request: Request) -> Response:
    sent = await forms.read(request)
    visitor = visitor_of(request)
    person_id = int(request.path_params["id"])
    person = await queries.person_for(visitor.actor, person_id)
    try:
        await actions.edit_person(visitor.actor, person_id, _person_form(sent, person.skills))
    except BadInput as error:
        return await _form(request, _again(sent, error, visitor.language), person, 400)
    return back_to(f"/admin/people/{person_id}", "saved")


async def invite(request: Request) -> Response:
    """Send the link with which the person chooses a password."""
    person_id = int(request.path_params["id"])
    await actions.invite(visitor_of(request).actor, person_id)
    return back_to(f"/admin/people/{person_id}", "invited")


async def deactivate(request: Request) -> Response:
    """Shut the person out; every sign-in of theirs ends."""
    person_id = int(request.path_params["id"])
    await actions.deactivate_person(visitor_of(request).actor, person_id)
    return back_to(f"/admin/people/{person_id}", "deactivated")


async def reactivate(request: Request) -> Response:
    """Let somebody in again who was shut out."""
    person_id = int(request.path_params["id"])
    await actions.reactivate_person(visitor_of(request).actor, person_id)
    return back_to(f"/admin/people/{person_id}", "reactivated")


def _values(person: PersonView) -> dict[str, Any]:
    return {
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "municipality_id": person.municipality_id,
        "language": person.language,
        "profession_id": person.profession_id,
        "roles": person.roles,
        "competences": [one.id for one in person.competences],
        "languages": person.languages,
        **{name: value for skill in person.skills for name, value in _of_skill(skill).items()},
    }


def _of_skill(skill: Skill) -> dict[str, Any]:
    key = skill.competence_id
    return {
        f"level-{key}": skill.level,
        f"from-{key}": skill.valid_from or "",
        f"until-{key}": skill.valid_to or "",
    }


def _again(sent: FormData, error: BadInput, language: str) -> forms.Shown:
    shown = forms.Shown.again(sent, error, language)
    for name in ("roles", "competences", "languages"):
        shown.values[name] = forms.texts(sent, name)
    return shown


def _person_form(sent: FormData, skills: tuple[Skill, ...]) -> PersonForm:
    return PersonForm(
        name=forms.text(sent, "name"),
        municipality_id=forms.number(sent, "municipality_id"),
        email=forms.text(sent, "email"),
        phone=forms.text(sent, "phone"),
        language=forms.text(sent, "language") or "da",
        profession_id=forms.number(sent, "profession_id"),
        roles=tuple(forms.texts(sent, "roles")),
        competences=forms.numbers(sent, "competences"),
        skills=tuple(_levelled(sent, skill) for skill in skills),
        languages=tuple(forms.texts(sent, "languages")),
    )


def _levelled(sent: FormData, skill: Skill) -> Skill:
    """The competence at the level and between the days that were sent, or as it is."""
    key = skill.competence_id
    level = forms.number(sent, f"level-{key}")
    if level is None:
        return skill
    since, until = forms.day(sent, f"from-{key}"), forms.day(sent, f"until-{key}")
    return msgspec.structs.replace(skill, level=level, valid_from=since, valid_to=until)
