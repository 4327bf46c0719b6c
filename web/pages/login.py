"""Signing in and out, a forgotten password, and the links that come by mail (invitation, new password)."""

from starlette.requests import Request
from starlette.responses import Response

from hub.accounts import actions, queries
from hub.errors import BadInput, Told
from web import forms, resume
from web.devices import device_name
from web.page import back_to, local_path
from web.render import render
from web.visitor import (
    LOGIN,
    Visitor,
    cookie_name,
    drop_cookies,
    remember_preferences,
    set_cookie,
    stranger,
    visitor_of,
)

Sent = forms.Shown


async def show(request: Request) -> Response:
    """The sign-in page; afterwards to ?next=, if that is one of ours."""
    if visitor_of(request).actor.known:
        return back_to(local_path(request.query_params.get("next", "/")))
    return _sign_in_page(request, Sent({"next": local_path(request.query_params.get("next", "/"))}))


def _sign_in_page(request: Request, form: Sent, status: int = 200) -> Response:
    return render(request, "login/sign_in.html", status, form=form)


async def submit(request: Request) -> Response:
    """Sign in with e-mail and password. Wrong address and wrong password are one answer."""
    sent = await forms.read(request)
    visitor = visitor_of(request)
    password = str(sent.get("password", ""))
    device = device_name(request.headers.get("user-agent", ""))
    try:
        token = await actions.sign_in(forms.text(sent, "email"), password, device, visitor.actor.address)
    except Told as error:
        values = {"email": forms.text(sent, "email"), "next": local_path(forms.text(sent, "next"))}
        values["kept"] = forms.text(sent, "kept")
        field = error.field if isinstance(error, BadInput) else "email"
        form = Sent(values, {field: error.say(visitor.language)})
        return _sign_in_page(request, form, 429 if error.code == "too_fast" else 400)
    then = local_path(forms.text(sent, "next"))
    return await _signed_in(request, token, then, forms.text(sent, "kept"))


async def _signed_in(request: Request, token: str, then: str, kept: str = "") -> Response:
    """A new cookie for a new sign-in; the page speaks from now on as this person has chosen."""
    settings = request.app.state.settings
    response = (await _given_back(request, token, kept) if kept else None) or back_to(then)
    drop_cookies(request, response, settings)
    set_cookie(response, settings, cookie_name(settings, LOGIN), token, settings.login.days * 24 * 3600)
    actor = await queries.actor_for_login(token)
    if actor is not None and actor.person_id is not None:
        person = await queries.person_for(actor, actor.person_id)
        remember_preferences(response, settings, person.language, person.text_size)
    return response


async def _given_back(request: Request, token: str, kept: str) -> Response | None:
    """What was written before the sign-in was over, for the one who wrote it."""
    actor, before = await queries.actor_for_login(token), visitor_of(request)
    found = resume.unseal(kept, actor, request.app.state.settings) if actor is not None else None
    if actor is None or found is None:
        return None
    request.state.visitor = Visitor(actor, actor.language, before.text, token)
    return render(request, "login/resume.html", kept=found, texts=resume.TEXTS)


async def sign_out(request: Request) -> Response:
    """End this sign-in and forget it in the browser."""
    actor = visitor_of(request).actor
    if actor.known:
        await actions.sign_out(actor)
    return signed_out(request, "signed_out")


def signed_out(request: Request, done: str) -> Response:
    """To the front page as a stranger, with nothing of the person left in the browser."""
    response = back_to("/", done)
    drop_cookies(request, response, request.app.state.settings)
    request.state.visitor = stranger(request)
    return response


async def forgotten(request: Request) -> Response:
    return render(request, "login/forgotten.html", form=Sent({}), sent=False)


async def ask(request: Request) -> Response:
    """Send a link for a new password; the answer is the same whether the address is known."""
    sent = await forms.read(request)
    visitor = visitor_of(request)
    try:
        await actions.ask_password_reset(forms.text(sent, "email"), visitor.actor.address)
    except BadInput as error:
        form = Sent.again(sent, error, visitor.language)
        return render(request, "login/forgotten.html", 400, form=form, sent=False)
    return render(request, "login/forgotten.html", form=Sent({}), sent=True)


async def new_password(request: Request) -> Response:
    """The page a link by mail leads to. Looking at it does not use the link up."""
    await queries.one_time_link(str(request.path_params["token"]))
    return render(request, "login/new_password.html", form=Sent({}))


async def use_link(request: Request) -> Response:
    """Choose a password by a link from a mail, and be signed in."""
    sent = await forms.read(request)
    visitor = visitor_of(request)
    try:
        if sent.get("password") != sent.get("again"):
            raise not_alike()
        device = device_name(request.headers.get("user-agent", ""))
        secret = str(request.path_params["token"])
        token = await actions.use_link(secret, str(sent.get("password", "")), device, visitor.actor.address)
    except BadInput as error:
        form = Sent({}, {error.field: error.say(visitor.language)})
        return render(request, "login/new_password.html", 400, form=form)
    return await _signed_in(request, token, "/me?done=password")


def not_alike() -> BadInput:
    """The two new passwords differ."""
    return BadInput(
        "not_alike", "again", "De to adgangskoder er ikke ens.", "The two passwords are not the same."
    )
