"""Templates to pages: one Jinja environment for each language, and the address of static files.

What a page shows is decided in `web.pages`; words of the domain come from `web.words`.
"""

import datetime as dt
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from hub import clock
from web import dates, moderation_words, whose, words
from web.forms import token_for
from web.i18n import Catalogue, catalogue
from web.menu import current, has_desk, has_letters, letter_ways, main_menu
from web.visitor import visitor_of

HERE = Path(__file__).parent
STATIC = HERE / "static"
OWN_ICONS = "hub-icons.svg"


@cache
def static_version() -> str:
    """Hash over all static files: one for the tree, so that relative imports between modules hold."""
    digest = hashlib.sha256()
    for file in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        digest.update(str(file.relative_to(STATIC)).encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


@cache
def icon(name: str, file: str = "vendor/dkfds/img/all-svg-icons.svg") -> Markup:
    """A sign of the design system, or of our own `file`. Pages show dozens, so each is written once."""
    shape = Markup('<use href="{}#{}"></use>').format(static_url(file), name)
    kind = "hub-icon" if file == OWN_ICONS else "icon-svg hub-icon"
    return Markup('<svg class="{}" focusable="false" aria-hidden="true">{}</svg>').format(kind, shape)


def static_url(path: str) -> str:
    """Address of a file under web/static that may be kept for a year: its version is in the path."""
    return f"/static/{static_version()}/{path}"


@cache
def environment(language: str) -> Environment:
    """The templates in one language; undefined names are bugs, everything is escaped."""
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    texts = catalogue(language)
    env.install_gettext_callables(texts.gettext, texts.ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        lang=language,
        static_url=static_url,
        icon_of=icon,
        hub_icon_of=lambda name: icon(name, OWN_ICONS),
        words=words,
        mod=moderation_words,
        has_desk=has_desk,
        has_letters=has_letters,
        menu_of=main_menu,
        current_of=current,
        letter_ways=letter_ways,
    )
    env.filters.update(
        day=lambda date: dates.day(_date(date), _today(), language),
        near=lambda date: dates.near(_date(date), _today(), language),
        at=lambda moment: dates.at(_wall(moment), _today(), language),
        short=lambda moment: dates.short(_wall(moment), _today(), language),
        clock=lambda moment: dates.clock(moment, language),
        hour=lambda moment: dates.clock(_wall(moment), language),
        hours=lambda minutes: dates.hours(minutes, language),
        weekday=lambda date: dates.weekday(_date(date), language),
        last_day=lambda ends: (ends - dt.timedelta(minutes=1)).date(),
        week=lambda date: f"{date:%G-W%V}",
        points=lambda number: dates.decimal(number, language),
        share=lambda number: dates.decimal(100 * number, language) + " %",
        column=lambda date: dates.column(_date(date), language),
        month=lambda date: dates.month(_date(date), _today(), language),
        initials=words.initials,
        pair=lambda text: (text, text),
        translated_pairs=lambda pairs: [(key, texts.gettext(text)) for key, text in pairs],
        stamp_day=lambda date: f"{dates.weekday(_date(date), language)} {_date(date):%d-%m-%Y}",
        stamp=lambda moment: f"{_wall(moment):%d-%m-%Y %H.%M}",
        translated=lambda table: [(key, texts.gettext(text)) for key, text in table.items()],
    )
    env.globals["deed"] = lambda noun, verb: _deed(texts, noun, verb)
    env.globals["whole"] = lambda starts, ends: dates.whole(starts, ends, _today(), language)
    env.globals["span"] = lambda starts, ends: dates.span(starts, ends, language)
    return env


def _deed(texts: Catalogue, noun: str, verb: str) -> str:
    """A line of the log in words; what has no words yet is shown as it is written."""
    return f"{texts.gettext(words.NOUNS.get(noun, noun))}: {texts.gettext(words.VERBS.get(verb, verb))}"


def _today() -> dt.date:
    return clock.local(clock.now()).date()


def _wall(moment: dt.datetime) -> dt.datetime:
    return clock.local(moment) if moment.tzinfo else moment


def _date(moment: dt.date) -> dt.date:
    return _wall(moment).date() if isinstance(moment, dt.datetime) else moment


def _whose(request: Request) -> str:
    """The mark of the reader's own forms; "" for who has no sign-in."""
    visitor = visitor_of(request)
    person = visitor.actor.person_id
    if person is None or visitor.actor.login_id is None:
        return ""
    return whose.mark(request.app.state.settings, person, visitor.secret)


def render(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page for this request's visitor. Every template finds what is named here."""
    visitor = visitor_of(request)
    text = (
        environment(visitor.language)
        .get_template(template)
        .render(
            visitor=visitor,
            actor=visitor.actor,
            site=request.app.state.settings.site,
            path=request.url.path,
            done=words.DONE.get(request.query_params.get("done", ""), ""),
            token=cache(lambda: token_for(visitor)),
            whose=cache(lambda: _whose(request)),
            **context,
        )
    )
    return HTMLResponse(text, status)
