"""The forum's topics for those who keep them: the list, and one as a form."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from forum.debate import actions, queries
from forum.debate.keepers import runs_all
from forum.debate.states import Approve, Audience
from forum.debate.wire import CategoryForm
from hub.accounts import queries as accounts
from hub.actor import Actor
from hub.errors import BadInput
from web import forms
from web.page import back_to
from web.pages.front import chosen
from web.render import render
from web.visitor import visitor_of

HOME = "/admin/topics"
Choice = TypeVar("Choice", Audience, Approve)


async def listing(request: Request) -> Response:
    """The topics one keeps, and those common to all."""
    return render(request, "topics/list.html", topics=await queries.categories_to_keep(_actor(request)))


async def new(request: Request) -> Response:
    """An empty form."""
    own = _actor(request).municipality_id
    start: dict[str, Any] = {"audience": "open", "approve": "first", "alias_allowed": "True"}
    start |= {"slow_seconds": "0", "position": "0", "municipality_ids": [own], "owner_id": own}
    return await _topic(request, forms.Shown(start))


async def show(request: Request) -> Response:
    """One topic as a form."""
    found = await queries.category_form(_actor(request), str(request.path_params["slug"]))
    return await _topic(request, forms.Shown(msgspec.to_builtins(found)))


async def _topic(request: Request, form: forms.Shown, status: int = 200) -> Response:
    actor = _actor(request)
    slug = str(request.path_params.get("slug", ""))
    if slug:
        form.values["slug"] = (await queries.category_form(actor, slug)).slug
    else:
        await queries.categories_to_keep(actor)  # for keepers alone
    places = [(one.id, one.name) for one in await accounts.municipalities(actor)]
    return render(
        request, "topics/form.html", status, form=form, slug=slug, places=places, platform=runs_all(actor)
    )


async def create(request: Request) -> Response:
    return await _save(request, actions.create_category)


async def edit(request: Request) -> Response:
    slug = str(request.path_params["slug"])

    async def save(actor: Actor, form: CategoryForm) -> None:
        await actions.edit_category(actor, slug, msgspec.structs.replace(form, slug=slug))

    return await _save(request, save)


async def _save(request: Request, save: Callable[[Actor, CategoryForm], Awaitable[Any]]) -> Response:
    sent, visitor = await forms.read(request), visitor_of(request)
    try:
        await save(visitor.actor, _form(sent))
    except BadInput as error:
        shown = forms.Shown.again(sent, error, visitor.language)
        shown.values["municipality_ids"] = forms.texts(sent, "municipality_ids")
        return await _topic(request, shown, 400)
    return back_to(HOME, "saved")


def _form(sent: FormData) -> CategoryForm:
    lines = ("slug", "title_da", "title_en", "about_da", "about_en", "course")
    ticks = ("alias_allowed", "second_professional", "professional_only", "closed")
    told: dict[str, Any] = {name: forms.text(sent, name) for name in lines}
    told |= {name: bool(forms.text(sent, name)) for name in ticks}
    return CategoryForm(
        audience=_one_of(Audience, sent, "audience"),
        approve=_one_of(Approve, sent, "approve"),
        slow_seconds=forms.number(sent, "slow_seconds") or 0,
        position=forms.number(sent, "position") or 0,
        municipality_ids=forms.numbers(sent, "municipality_ids"),
        owner_id=forms.number(sent, "owner_id"),
        **told,
    )


def _one_of(kinds: type[Choice], sent: FormData, name: str) -> Choice:
    found = chosen(kinds, forms.text(sent, name))
    if found is None:
        raise forms.missing(name)
    return found


def _actor(request: Request) -> Actor:
    return visitor_of(request).actor
