"""What everybody meets of moderation: flagging a post, one's own flags, why something was done, appealing."""

from starlette.requests import Request
from starlette.responses import Response

from forum.debate import queries as debate
from forum.moderation import actions, queries
from hub.errors import BadInput, Missing
from web import forms, moderation_words
from web.page import back_to
from web.pages.moderation import HOME, translated
from web.render import render
from web.visitor import visitor_of


async def form(request: Request) -> Response:
    """The post and a form to flag it; nothing to do for what is one's own or cannot be read."""
    return await _form(request, forms.Shown({}))


async def _form(request: Request, shown: forms.Shown, status: int = 200) -> Response:
    link = await debate.post(visitor_of(request).actor, request.path_params["post"])
    if link.post.author is None or link.post.mine:
        raise Missing
    return render(
        request,
        "moderation/flag.html",
        status,
        form=shown,
        post=link.post.key,
        title=link.title,
        html=link.post.html,
        reasons=translated(request, moderation_words.REASONS),
    )


async def flag(request: Request) -> Response:
    """Send it, and back to the post."""
    sent, visitor = await forms.read(request), visitor_of(request)
    try:
        await actions.flag(
            visitor.actor, request.path_params["post"], forms.text(sent, "reason"), forms.text(sent, "words")
        )
    except BadInput as error:
        return await _form(request, forms.Shown.again(sent, error, visitor.language), 400)
    return back_to(f"{HOME}/flags", "flagged")


async def mine(request: Request) -> Response:
    """What one has flagged and what became of it."""
    return render(
        request, "moderation/my_flags.html", flags=await queries.my_flags(visitor_of(request).actor)
    )


async def why(request: Request) -> Response:
    """Why something was done with what one wrote, and a form to appeal."""
    return await _why(request, forms.Shown({}))


async def _why(request: Request, shown: forms.Shown, status: int = 200) -> Response:
    found = await queries.why(visitor_of(request).actor, request.path_params["action"])
    return render(request, "moderation/why.html", status, w=found, form=shown)


async def appeal(request: Request) -> Response:
    """Send the appeal."""
    sent, visitor = await forms.read(request), visitor_of(request)
    action = request.path_params["action"]
    try:
        await actions.appeal(visitor.actor, action, forms.text(sent, "words"))
    except BadInput as error:
        return await _why(request, forms.Shown.again(sent, error, visitor.language), 400)
    return back_to(f"{HOME}/why/{action}", "appealed")
