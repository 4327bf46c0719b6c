"""One's own notices: what there is, how often we write, and stopping it from a mail without signing in."""

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response

from forum.notices import actions, queries
from forum.notices.kinds import PACES, Group, Pace, Way
from hub.errors import BadInput
from web import forms
from web.devices import device_name
from web.page import back_to
from web.render import STATIC, render
from web.visitor import visitor_of


async def show(request: Request) -> Response:
    """The latest notices and the choices."""
    return await _shown(request, forms.Shown({}))


async def _shown(request: Request, form: forms.Shown, status: int = 200) -> Response:
    actor = visitor_of(request).actor
    return render(
        request,
        "notices/show.html",
        status,
        form=form,
        latest=await queries.latest(actor),
        choices=await queries.choices(actor),
        browsers=await queries.browsers(actor),
        push_key=queries.push_key(),
        paces={way.value: [pace.value for pace in PACES[way]] for way in Way},
    )


async def choose(request: Request) -> Response:
    """Keep how often we write."""
    sent = await forms.read(request)
    visitor = visitor_of(request)
    try:
        await actions.choose(visitor.actor, _choices(sent.items()))
    except BadInput as error:
        return await _shown(request, forms.Shown({}, {error.field: error.say(visitor.language)}), 400)
    return back_to("/me/notices", "saved")


def _choices(sent: object) -> dict[tuple[Group, Way], Pace]:
    """Fields are called group-way; what is none of ours is refused."""
    found: dict[tuple[Group, Way], Pace] = {}
    try:
        for name, value in sent:  # type: ignore[attr-defined]
            if name != forms.TOKEN_FIELD:
                group, _, way = str(name).partition("-")
                found[Group(group), Way(way)] = Pace(value)
    except ValueError:
        raise BadInput(
            "bad_choice", "pace", "Vælg en af mulighederne.", "Choose one of the options."
        ) from None
    return found


async def read_all(request: Request) -> Response:
    """All has been seen."""
    await actions.read_all(visitor_of(request).actor)
    return back_to("/me/notices", "saved")


async def follow(request: Request) -> Response:
    """From a mail, a push or the list: to where it leads."""
    path = await actions.open_notice(visitor_of(request).actor, str(request.path_params["id"]))
    return RedirectResponse(path, 303)


async def ask_to_stop(request: Request) -> Response:
    """The page behind a mail's unsubscribe link; looking at it changes nothing."""
    token = str(request.path_params["token"])
    group = await queries.stopped_group(token)
    return render(request, "notices/stop.html", group=group, stop=token, stopped=False)


async def stop(request: Request) -> Response:
    """No more such mails, by one POST without cookies (RFC 8058)."""
    token = str(request.path_params["token"])
    group = await queries.stopped_group(token)
    await actions.stop(token)
    return render(request, "notices/stop.html", group=group, stop=token, stopped=True)


async def subscribe(request: Request) -> Response:
    """A browser wants pushes; sent by static/notices/subscribe.js."""
    visitor, sent = visitor_of(request), await forms.read(request)
    endpoint, p256dh, auth = (forms.text(sent, name) for name in ("endpoint", "p256dh", "auth"))
    try:
        device = device_name(request.headers.get("user-agent", ""))
        await actions.subscribe(visitor.actor, endpoint, p256dh, auth, device)
    except BadInput as error:
        return JSONResponse({"code": error.code, "message": error.say(visitor.language)}, 400)
    return Response(status_code=204)


async def unsubscribe(request: Request) -> Response:
    """No more pushes to one of one's browsers."""
    await actions.unsubscribe(visitor_of(request).actor, str(request.path_params["id"]))
    return back_to("/me/notices", "saved")


async def worker(request: Request) -> Response:
    """The service worker, at an address that stays: browsers keep it by its address."""
    file = STATIC / "notices" / "worker.js"
    return FileResponse(file, media_type="text/javascript", headers={"Cache-Control": "no-cache"})
