"""The forum from above: topics, a topic's threads, starting one, searching, and what is one's own."""

import datetime as dt

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from forum import text
from forum.debate import actions, paths, queries
from forum.debate.wire import CategoryPage, Posted, ThreadForm
from forum.moderation import queries as moderation
from forum.safety import queries as safety
from hub import clock
from hub.errors import BadInput, Refused
from web import forms
from web.page import back_to, local_path
from web.render import render
from web.visitor import visitor_of

FOLLOWED = {"follow": "followed", "mute": "muted"}
SINCE_DAYS = {"week": 7, "month": 31, "year": 366}


async def overview(request: Request) -> Response:
    """Every topic one may read, and what was written last."""
    actor = visitor_of(request).actor
    return render(
        request,
        "forum/overview.html",
        topics=await queries.categories(actor),
        latest=await queries.latest(actor),
        form=forms.Shown({}),
    )


async def category(request: Request) -> Response:
    """A topic and a page of its threads."""
    after = request.query_params.get("after")
    page = await queries.category(visitor_of(request).actor, request.path_params["slug"], after)
    return render(request, "forum/category.html", c=page, first=after is None, form=forms.Shown({}))


async def choose(request: Request) -> Response:
    """The topics, to start a thread in one of them."""
    return render(request, "forum/choose.html", topics=await queries.categories(visitor_of(request).actor))


async def new(request: Request) -> Response:
    """An empty form, or the draft one left."""
    page = await _writable(request)
    draft = page.draft
    values = {"title": draft.title, "text": draft.text} if draft else {}
    return await _new(request, page, forms.Shown({"as": "alias" if page.alias else "own"} | values))


async def _new(
    request: Request, page: CategoryPage, form: forms.Shown, status: int = 200, **more: object
) -> Response:
    return render(request, "forum/new.html", status, c=page, form=form, **({"preview": None} | more))


async def _writable(request: Request) -> CategoryPage:
    page = await queries.category(visitor_of(request).actor, request.path_params["slug"])
    if not page.can["start"]:
        raise Refused(
            "not_allowed",
            "Du kan læse her, men ikke starte en tråd.",
            "You can read here, but not start a thread.",
        )
    return page


async def create(request: Request) -> Response:
    """Look at it first (with threads that are like it), keep it as a draft, or publish it."""
    actor, page, sent = visitor_of(request).actor, await _writable(request), await forms.read(request)
    form = ThreadForm(
        title=forms.text(sent, "title"),
        text=forms.text(sent, "text"),
        alias=forms.text(sent, "as") == "alias",
    )
    try:
        if forms.text(sent, "step") == "draft":
            await actions.save_draft(actor, f"category:{page.slug}", form.text, form.title)
            return back_to("/forum/mine", "draft_saved")
        if forms.text(sent, "step") != "send":
            return await _looked_at(request, page, form)
        posted = await actions.start_thread(actor, page.slug, form)
    except BadInput as error:
        shown = forms.Shown.again(sent, error, visitor_of(request).language)
        return await _new(request, page, shown, 400)
    return after_posting(posted)


async def _looked_at(request: Request, page: CategoryPage, form: ThreadForm) -> Response:
    """The form again with what it will look like. The text is kept as a draft meanwhile."""
    actor = visitor_of(request).actor
    await actions.save_draft(actor, f"category:{page.slug}", form.text, form.title)
    verdict = await safety.judge(f"{form.title}\n\n{form.text}", actor.municipality_id)
    return await _new(
        request,
        page,
        forms.Shown({"title": form.title, "text": form.text, "as": "alias" if form.alias else "own"}),
        preview=text.render(form.text),
        similar=await queries.similar(actor, form.title),
        emergency=verdict.emergency,
    )


def after_posting(posted: Posted) -> Response:
    """To the post with what became of it; after an emergency word to whom to call, which comes before all."""
    done = {"review": "post_waits", "second": "post_waits_second"}.get(posted.waits_for.value, "post_sent")
    at = f"at={posted.number}&" if posted.number else ""
    emergency = f"&help={posted.emergency}" if posted.emergency else ""
    post = f"#post-{posted.number}" if posted.number else "#waiting"
    place = "#guidance" if posted.emergency else post
    return RedirectResponse(f"{paths.thread(posted.thread)}?{at}done={done}{emergency}{place}", 303)


async def draft(request: Request) -> Response:
    """Keep what is being written in a topic; answers a script in JSON."""
    return await keep_draft(request, f"category:{request.path_params['slug']}")


async def keep_draft(request: Request, place: str) -> Response:
    """Keep a draft and say at once whether its words ask for help now."""
    actor, sent = visitor_of(request).actor, await forms.read(request)
    title, words = forms.text(sent, "title"), forms.text(sent, "text")
    await actions.save_draft(actor, place, words, title)
    verdict = await safety.judge(f"{title}\n\n{words}"[: text.LONGEST], actor.municipality_id)
    like = await queries.similar(actor, title) if title and place.startswith("category:") else []
    answer = {
        "saved": True,
        "emergency": verdict.emergency,
        "similar": [{"title": hit.title, "href": paths.post(hit.key)} for hit in like],
    }
    return Response(msgspec.json.encode(answer), media_type="application/json")


async def follow(request: Request) -> Response:
    """Follow a topic, mute it, or neither."""
    slug = request.path_params["slug"]
    way = forms.text(await forms.read(request), "way")
    await keep_up(request, way, category=slug)
    return back_to(paths.category(slug), FOLLOWED.get(way, "unfollowed"))


async def keep_up(request: Request, way: str, *, thread: str = "", category: str = "") -> None:
    """Do what the buttons "follow", "mute" and "none" say."""
    act = {"follow": actions.follow, "mute": actions.mute}.get(way, actions.unfollow)
    await act(visitor_of(request).actor, thread=thread, category=category)


async def alias(request: Request) -> Response:
    """What an alias is, the one one has, and names to choose from."""
    return await _alias(request, forms.Shown({}))


async def _alias(request: Request, form: forms.Shown, status: int = 200) -> Response:
    actor, slug = visitor_of(request).actor, request.path_params["slug"]
    page = await queries.category(actor, slug)
    names = await queries.alias_suggestions(actor, slug)
    back = local_path(request.query_params.get("next", ""), paths.category(slug))
    return render(request, "forum/alias.html", status, c=page, names=names, form=form, back=back)


async def take_alias(request: Request) -> Response:
    """Take the name that was chosen or written."""
    sent, slug = await forms.read(request), request.path_params["slug"]
    name = forms.text(sent, "own") or forms.text(sent, "name")
    try:
        if not name:
            raise forms.missing("own")
        await actions.take_alias(visitor_of(request).actor, slug, name)
    except BadInput as error:
        shown = forms.Shown.again(sent, error, visitor_of(request).language)
        shown.errors = {"own": error.say(visitor_of(request).language)}
        return await _alias(request, shown, 400)
    return back_to(local_path(forms.text(sent, "back"), paths.category(slug)), "alias_taken")


async def mine(request: Request) -> Response:
    """What one has begun and what one has written."""
    actor, after = visitor_of(request).actor, request.query_params.get("after")
    found = await queries.my_posts(actor, after)
    hidden = [post.key for post in found.posts if post.state not in ("published", "waiting")]
    return render(
        request,
        "forum/mine.html",
        drafts=await queries.drafts(actor) if after is None else (),
        mine=found,
        whys=await moderation.whys(actor, hidden),
    )


async def search(request: Request) -> Response:
    """What is found for the words and filters in the address."""
    actor, asked = visitor_of(request).actor, request.query_params
    words, topic, since = asked.get("q", "")[:300], asked.get("topic", ""), asked.get("since", "")
    found = await queries.find(
        actor,
        words,
        category=topic or None,
        professional_only=bool(asked.get("pro")),
        since=clock.now() - dt.timedelta(days=SINCE_DAYS[since]) if since in SINCE_DAYS else None,
        after=asked.get("after"),
    )
    topics = await queries.categories(actor)
    form = forms.Shown({"q": words, "topic": topic, "since": since, "pro": asked.get("pro", "")})
    return render(
        request,
        "forum/search.html",
        found=found,
        topics=topics,
        names={topic.slug: topic.title for topic in topics},
        form=form,
    )
