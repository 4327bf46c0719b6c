"""A thread: its posts page by page, answering, and what one does with a post."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from forum import text
from forum.debate import actions, paths, queries
from forum.debate.wire import Permalink, PostForm, ThreadPage
from forum.moderation import queries as moderation
from forum.safety import queries as safety
from hub.errors import BadInput, Refused
from web import forms
from web.page import back_to
from web.pages.forum import FOLLOWED, after_posting, keep_draft, keep_up
from web.render import render
from web.visitor import visitor_of


async def show(request: Request) -> Response:
    """A page of the thread; whoever signed in has read as far as it shows."""
    asked = request.query_params
    numbers = {name: _number(asked[name]) for name in ("after", "before", "at") if name in asked}
    page = await queries.thread(
        visitor_of(request).actor, request.path_params["thread"], **numbers, last="last" in asked
    )
    if page.merged_into:
        return RedirectResponse(paths.thread(page.merged_into), 303)
    await actions.mark_page_read(visitor_of(request).actor, page)
    return await _shown(request, page, _empty(page))


def _number(written: str) -> int:
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        raise BadInput("bad_page", "after", "Siden findes ikke. Begynd forfra.", "No such page. Begin again.")
    return int(written)


def _empty(page: ThreadPage) -> forms.Shown:
    """The answer as it was left: one's draft, and the alias where one has one."""
    return forms.Shown(
        {
            "text": page.draft.text if page.draft else "",
            "as": "alias" if page.alias else "own",
            "reply_to": "",
        }
    )


async def _shown(
    request: Request, page: ThreadPage, form: forms.Shown, status: int = 200, **more: object
) -> Response:
    """The thread with its form, and the way to why a post of one's own is hidden."""
    hidden = [post.key for post in page.posts if post.mine and post.state == "hidden"]
    whys = await moderation.whys(visitor_of(request).actor, hidden)
    found = {"preview": None, "emergency": request.query_params.get("help", ""), "whys": whys} | more
    return render(request, "forum/thread.html", status, t=page, form=form, **found)


async def answer(request: Request) -> Response:
    """The form alone, quoting a post: how one quotes without scripts."""
    actor = visitor_of(request).actor
    page = await queries.thread(actor, request.path_params["thread"], last=True)
    if not page.can["reply"]:
        raise Refused("not_allowed", "Du kan ikke svare her.", "You cannot answer here.")
    form = _empty(page)
    quoted = request.query_params.get("quote", "")
    if quoted:
        said = await queries.quotation(actor, quoted)
        form.values |= {"text": f"{form.value('text')}\n\n{said}".lstrip(), "reply_to": quoted}
    return render(request, "forum/answer.html", t=page, form=form, preview=None, emergency="")


async def reply(request: Request) -> Response:
    """Look at the answer first, keep it, or send it."""
    visitor, sent = visitor_of(request), await forms.read(request)
    key = request.path_params["thread"]
    page = await queries.thread(visitor.actor, key, last=True)
    form = PostForm(
        text=forms.text(sent, "text"),
        alias=forms.text(sent, "as") == "alias",
        reply_to=forms.text(sent, "reply_to"),
    )
    try:
        if forms.text(sent, "step") in ("draft", "preview"):
            await actions.save_draft(visitor.actor, f"thread:{key}", form.text)
        if forms.text(sent, "step") == "draft":
            return back_to("/forum/mine", "draft_saved")
        if forms.text(sent, "step") == "preview":
            return await _looked_at(request, page, form)
        posted = await actions.reply(visitor.actor, key, form)
    except BadInput as error:
        shown = forms.Shown.again(sent, error, visitor.language)
        return render(request, "forum/answer.html", 400, t=page, form=shown, preview=None, emergency="")
    return after_posting(posted)


async def _looked_at(request: Request, page: ThreadPage, form: PostForm) -> Response:
    verdict = await safety.judge(form.text, visitor_of(request).actor.municipality_id)
    values = {"text": form.text, "as": "alias" if form.alias else "own", "reply_to": form.reply_to}
    return render(
        request,
        "forum/answer.html",
        t=page,
        form=forms.Shown(values),
        preview=text.render(form.text),
        emergency=verdict.emergency,
    )


async def draft(request: Request) -> Response:
    """Keep what is being written in the thread; answers a script in JSON."""
    return await keep_draft(request, f"thread:{request.path_params['thread']}")


async def follow(request: Request) -> Response:
    """Follow the thread, mute it, or neither."""
    key = request.path_params["thread"]
    way = forms.text(await forms.read(request), "way")
    await keep_up(request, way, thread=key)
    return back_to(paths.thread(key), FOLLOWED.get(way, "unfollowed"))


async def solve(request: Request) -> Response:
    """Mark a post as the answer, or take the mark away (empty `post`)."""
    key = request.path_params["thread"]
    post = forms.text(await forms.read(request), "post")
    await actions.mark_solved(visitor_of(request).actor, key, post or None)
    return back_to(paths.thread(key), "solved")


async def permalink(request: Request) -> Response:
    """To where the post stands now."""
    link = await queries.post(visitor_of(request).actor, request.path_params["post"])
    return _to(link)


def _to(link: Permalink, done: str = "") -> Response:
    said = f"&done={done}" if done else ""
    if link.post.number is None:
        return RedirectResponse(f"{paths.thread(link.thread)}?last=1{said}#waiting", 303)
    return RedirectResponse(
        f"{paths.thread(link.thread)}?at={link.post.number}{said}#post-{link.post.number}", 303
    )


async def helpful(request: Request) -> Response:
    """Say that a post helped, or take it back. Only its writer is told."""
    actor, key = visitor_of(request).actor, request.path_params["post"]
    on = forms.text(await forms.read(request), "on") != "no"
    await actions.helpful(actor, key, on)
    return _to(await queries.post(actor, key), "helped" if on else "")


async def second(request: Request) -> Response:
    """Stand by a newcomer's answer."""
    actor, key = visitor_of(request).actor, request.path_params["post"]
    await actions.second(actor, key)
    return _to(await queries.post(actor, key), "seconded")


async def remove(request: Request) -> Response:
    """Take one's own post back."""
    actor, key = visitor_of(request).actor, request.path_params["post"]
    link = await queries.post(actor, key)
    await actions.remove(actor, key)
    place = paths.category(link.slug) if link.post.number in (None, 1) else paths.thread(link.thread)
    return back_to(place, "post_removed")


async def edit_form(request: Request) -> Response:
    """The text of one's own post, to be mended."""
    actor, key = visitor_of(request).actor, request.path_params["post"]
    source = await queries.source(actor, key)
    return await _edit(request, forms.Shown({"text": source}))


async def _edit(request: Request, form: forms.Shown, status: int = 200) -> Response:
    link = await queries.post(visitor_of(request).actor, request.path_params["post"])
    return render(request, "forum/edit.html", status, link=link, form=form)


async def edit(request: Request) -> Response:
    """Keep the new text; the old one can still be seen."""
    visitor, sent = visitor_of(request), await forms.read(request)
    try:
        posted = await actions.edit(visitor.actor, request.path_params["post"], forms.text(sent, "text"))
    except BadInput as error:
        return await _edit(request, forms.Shown.again(sent, error, visitor.language), 400)
    return after_posting(posted)


async def history(request: Request) -> Response:
    """The texts that stood in the post before."""
    actor, key = visitor_of(request).actor, request.path_params["post"]
    link = await queries.post(actor, key)
    return render(request, "forum/history.html", link=link, versions=await queries.versions(actor, key))
