"""What stands around the letters: functions, fixed answers, absences, anonymous copies to read."""

from collections.abc import Awaitable, Callable

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from forum.letterbox import actions, merge, queries
from forum.letterbox.wire import FunctionForm, TemplateForm, told
from hub.accounts import queries as accounts
from hub.actor import Actor
from hub.errors import BadInput, Missing
from web import forms
from web.page import back_to
from web.render import render
from web.visitor import visitor_of

Show = Callable[[Request, forms.Shown, int], Awaitable[Response]]


async def templates(request: Request) -> Response:
    """The municipality's fixed answers, and a form for one more; ?edit= opens one."""
    found = await queries.templates(visitor_of(request).actor)
    wanted = request.query_params.get("edit", "")
    chosen = next((one for one in found if one.public_id == wanted), None)
    values = {"title": chosen.title, "text": chosen.text, "language": chosen.language} if chosen else {}
    return await _templates(request, forms.Shown({"language": "da", **values, "id": wanted}), 200)


async def _templates(request: Request, form: forms.Shown, status: int) -> Response:
    found = await queries.templates(visitor_of(request).actor)
    english = visitor_of(request).language == "en"
    said = [(f"{{{word}}}", means[english]) for word, means in merge.WORDS.items()]
    return render(request, "letterbox/templates.html", status, templates=found, form=form, merge_words=said)


async def save_template(request: Request) -> Response:
    sent = await forms.read(request)
    form = TemplateForm(
        title=forms.text(sent, "title"), text=forms.text(sent, "text"), language=forms.text(sent, "language")
    )
    return await _done(
        request,
        sent,
        actions.save_template(visitor_of(request).actor, form, forms.text(sent, "id") or None),
        _templates,
        "/admin/letters/templates",
    )


async def delete_template(request: Request) -> Response:
    await actions.delete_template(visitor_of(request).actor, str(request.path_params["id"]))
    return back_to("/admin/letters/templates", "deleted")


async def absences(request: Request) -> Response:
    """Who answers no letters on which days."""
    return await _absences(request, forms.Shown({}), 200)


async def _absences(request: Request, form: forms.Shown, status: int) -> Response:
    actor = visitor_of(request).actor
    staff = await queries.staff(actor)
    return render(
        request,
        "letterbox/absences.html",
        status,
        absences=await queries.absences(actor),
        staff=staff,
        form=form,
    )


async def be_absent(request: Request) -> Response:
    sent = await forms.read(request)
    visitor = visitor_of(request)
    try:
        starts = forms.day(sent, "starts")
        if starts is None:
            raise forms.missing("starts")
        person = forms.number(sent, "person") or visitor.actor.person_id or 0
        ends = forms.day(sent, "ends")
        await actions.be_absent(visitor.actor, person, starts, ends)
    except BadInput as error:
        return await _absences(request, forms.Shown.again(sent, error, visitor.language), 400)
    return back_to("/admin/letters/absences", "saved")


async def end_absence(request: Request) -> Response:
    await actions.end_absence(visitor_of(request).actor, str(request.path_params["id"]))
    return back_to("/admin/letters/absences", "deleted")


async def functions(request: Request) -> Response:
    """Whom citizens can write to."""
    found = await queries.functions_for_admin(visitor_of(request).actor)
    return render(request, "letterbox/functions.html", functions=found)


async def new_function(request: Request) -> Response:
    """An empty form."""
    start = {"answer_workdays": "3", "open": "1"}
    return await _function(request, forms.Shown(start), 200)


async def function(request: Request) -> Response:
    """One function as a form."""
    slug = str(request.path_params["id"])
    found = await queries.functions_for_admin(visitor_of(request).actor)
    one = next((each for each in found if each.slug == slug and each.may_edit), None)
    if one is None:
        raise Missing
    return await _function(request, forms.Shown(told(one.form)), 200)


async def _function(request: Request, form: forms.Shown, status: int) -> Response:
    actor = visitor_of(request).actor
    await queries.functions_for_admin(actor)  # for administrators alone
    return render(
        request,
        "letterbox/function.html",
        status,
        form=form,
        slug=request.path_params.get("id", ""),
        competences=[(one.id, one.name) for one in await accounts.competences(actor)],
        municipalities=[(one.id, one.name) for one in await accounts.municipalities(actor)],
        staff=await queries.team_choices(actor),
    )


async def create_function(request: Request) -> Response:
    sent = await forms.read(request)
    return await _save_function(request, sent, actions.create_function)


async def edit_function(request: Request) -> Response:
    sent = await forms.read(request)
    slug = str(request.path_params["id"])

    async def save(actor: Actor, form: FunctionForm) -> None:
        await actions.edit_function(actor, slug, form)

    return await _save_function(request, sent, save)


async def _save_function(
    request: Request, sent: FormData, save: Callable[[Actor, FunctionForm], Awaitable[object]]
) -> Response:
    visitor = visitor_of(request)
    try:
        await save(visitor.actor, _function_form(sent))
    except BadInput as error:
        shown = forms.Shown.again(sent, error, visitor.language)
        for name in ("municipality_ids", "members"):
            shown.values[name] = forms.texts(sent, name)
        return await _function(request, shown, 400)
    return back_to("/admin/letters/functions", "saved")


def _function_form(sent: FormData) -> FunctionForm:
    return FunctionForm(
        title_da=forms.text(sent, "title_da"),
        title_en=forms.text(sent, "title_en"),
        about_da=forms.text(sent, "about_da"),
        about_en=forms.text(sent, "about_en"),
        competence_id=forms.number(sent, "competence_id"),
        answer_workdays=forms.number(sent, "answer_workdays") or 0,
        pooled=bool(forms.text(sent, "pooled")),
        open=bool(forms.text(sent, "open")),
        municipality_ids=forms.numbers(sent, "municipality_ids"),
        members=forms.numbers(sent, "members"),
    )


async def copy(request: Request) -> Response:
    """An anonymous copy, for the second reader who was asked."""
    view = await actions.open_copy(visitor_of(request).actor, str(request.path_params["id"]))
    return render(request, "letterbox/copy.html", copy=view)


async def settle_copy(request: Request) -> Response:
    sent = await forms.read(request)
    yes = forms.text(sent, "yes") == "1"
    await actions.approve_publication(visitor_of(request).actor, str(request.path_params["id"]), yes)
    return back_to("/admin/letters", "copy_approved" if yes else "copy_refused")


async def _done(
    request: Request, sent: FormData, deed: Awaitable[object], again: Show, path: str
) -> Response:
    try:
        await deed
    except BadInput as error:
        return await again(request, forms.Shown.again(sent, error, visitor_of(request).language), 400)
    return back_to(path, "saved")
