"""Every route, asked by everybody, against the table in permissions.toml; the event table likewise."""

import datetime as dt
import sqlite3
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from config.settings import Limits, Settings
from hub import limits
from hub.actor import ANONYMOUS
from hub.matching.wire import Weights
from tests.web.conftest import Browser
from tests.web.schedule_world import planned
from tests.web.world import PEOPLE, World
from web.forms import token_for
from web.page import Page
from web.routes import ROUTES
from web.visitor import Visitor

TABLE = tomllib.loads(Path(__file__).with_name("permissions.toml").read_text("utf-8"))
WHO = ["stranger", "guest", *PEOPLE]
Asked = tuple[str, str, str]


def names(text: str) -> set[str]:
    """The people a line of the table names, groups opened."""
    found: set[str] = set()
    for word in text.split():
        found |= names(TABLE["groups"][word]) if word in TABLE["groups"] else {word}
    return found


def pages() -> Iterator[tuple[str, Page]]:
    for route in ROUTES:
        if isinstance(route, Page):
            method = "POST" if "POST" in (route.methods or ()) else "GET"
            yield f"{method} {route.path}", route


def test_the_table_has_exactly_the_routes_there_are() -> None:
    assert set(TABLE["routes"]) == {name for name, _ in pages()}


def test_everything_served_is_a_page_of_the_map_or_a_static_file() -> None:
    assert [str(getattr(route, "path", route)) for route in ROUTES if not isinstance(route, Page)] == [
        "/static"
    ]


def test_every_name_in_the_table_is_somebody() -> None:
    said = {person for line in TABLE["routes"].values() for text in line.values() for person in names(text)}
    assert said == set(WHO)


class Walk:
    """Asks every route as everybody, each time of the same world: what a form changed is put back."""

    def __init__(self, world: World, browser: Callable[..., Browser], settings: Settings) -> None:
        self.world = world
        self.browser = browser
        self.file = settings.data.path / "hub.db"
        self.kept = sqlite3.connect(":memory:")
        self._copy(self.kept)

    def _copy(self, to: sqlite3.Connection) -> None:
        with sqlite3.connect(self.file) as source:
            source.backup(to)

    def restore(self) -> None:
        with sqlite3.connect(self.file) as live:
            self.kept.backup(live)

    def visitor(self, who: str) -> Browser:
        if who == "guest":
            one = self.browser()
            name = f"hub-link-{self.world.sessions['public']}"
            one.client.cookies.set(name, self.world.links["guest"], domain="127.0.0.1")
            return one
        return self.browser("" if who == "stranger" else who)

    async def ask(self, name: str, thing: str, who: str) -> httpx.Response:
        method, pattern = name.split()
        path = self.address(pattern, thing)
        visitor = self.visitor(who)
        if method == "GET":
            return await visitor.get(path)
        secret = self._secret(who, thing)
        visitor.client.cookies.set("hub-form", secret, domain="127.0.0.1")
        visitor.token = token_for(Visitor(ANONYMOUS, "da", "normal", secret))
        data, files = self.form(pattern, thing)
        answer = await visitor.post(path, data, files=files) if files else await visitor.post(path, data)
        self.restore()
        return answer

    def _secret(self, who: str, thing: str) -> str:
        """What the page binds this visitor's form token to; a link counts on its own session's pages."""
        if who == "guest" and thing == "public":
            return self.world.links["guest"]
        return self.world.tokens.get(who, "a stranger's form cookie")

    def address(self, pattern: str, thing: str) -> str:
        world = self.world
        number = {
            **world.sessions,
            **world.places,
            **world.rota,
            "professional": world.people["professional"].person_id,
            "citizen": world.people["citizen"].person_id,
            "other_professional": world.people["other_professional"].person_id,
            "pact": world.agreement,
            "hold": world.hold,
            "closing_day": world.closing_day,
            **world.planning,
        }.get(thing)
        if pattern.startswith("/me/logins"):
            number = world.people[thing].login_id
        path = pattern.replace("{id:int}", str(number)).replace("{link:int}", str(world.link))
        path = path.replace("{place:int}", str(number)).replace("{entry:int}", str(world.entry))
        path = path.replace("{offer:int}", str(world.offer))
        named = {"copy": world.copy, "notice": world.notice} | world.letters
        if path.startswith("/me"):
            named["copy"] = world.copy
        path = path.replace("{id}", named.get(thing, "nothing"))
        if path.startswith("/admin"):
            path = path.replace("{file}", world.letters.get("asked_file", ""))
        path = path.replace("{file}", world.file).replace("/stop/{token}", f"/stop/{world.stop}")
        if thing in world.threads:
            path = path.replace("{slug}", thing).replace("{thread}", world.threads[thing])
            path = path.replace("{post}", world.posts.get(thing, ""))
        for name, key in world.keys.items():
            path = path.replace(f"{{{name}}}", key)
        path = path.replace("{deck:int}", str(world.deck)).replace("{number:int}", "1")
        return path.replace("{token}", world.links["guest"] if "join" in path else world.reset)

    def form(self, pattern: str, thing: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """A form the page would take from somebody who may."""
        day = dt.date(2026, 3, 12).isoformat()
        when = {"date": day, "starts": "10:00", "ends": "11:00"}
        session = {"kind": "webinar", "title": "Nyt", "visibility": "public", **when}
        kolding = str(self.world.places["kolding"])
        person = {"name": "Ny Person", "municipality_id": kolding, "roles": "citizen", "language": "da"}
        if thing == "other_professional":
            person |= {"municipality_id": str(self.world.places["varde"]), "roles": "professional"}
        giver = {"giver_id": str(self.world.places["varde"]), "receiver_id": kolding, "valid_from": day}
        topic = {"title_da": "Nyt", "title_en": "New", "audience": "open", "approve": "none"}
        topic["municipality_ids"] = kolding
        forms: dict[str, dict[str, Any]] = {
            "/admin/people/new": person,
            "/admin/people/{id:int}": person,
            "/admin/agreements": giver,
            "/admin/municipalities": {"name": "Svendborg", "accent": "tegl"},
            "/admin/municipalities/{id:int}": {"name": "Kolding", "accent": "tegl", "active": "1"},
            "/admin/sessions/new": session | {"municipality_id": kolding},
            "/admin/sessions/{id:int}/edit": session,
            "/admin/sessions/{id:int}/move": when,
            "/admin/sessions/{id:int}/cancel": {"reason": "Sygdom"},
            "/admin/sessions/{id:int}/state": {"to": "open"},
            "/admin/sessions/{id:int}/enrol": {"email": "citizen@demo.invalid"},
            "/admin/sessions/{id:int}/links": {"name": "Tolk", "role": "interpreter"},
            **_letter_forms(self.world, day),
            **_schedule_forms(self.world),
            **_rota_forms(day),
            "/sessions/{id:int}/check": {
                "camera": "ok",
                "microphone": "ok",
                "speaker": "ok",
                "network": "ok",
            },
            "/forum/posts/{post}/flag": {"reason": "rude"},
            "/forum/moderation/why/{action}": {"words": "Det er forkert."},
            "/forum/moderation/bulk": {"kind": "hide", "reason": "rude", "posts": self.world.keys["post"]},
            "/forum/moderation/posts/{post}": {"kind": "hide", "reason": "rude"},
            "/forum/moderation/posts/{post}/name": {"name_reason": "Der er fare for liv i tråden."},
            "/forum/moderation/threads/{thread}": {"kind": "lock", "reason": "rude"},
            "/forum/moderation/threads/{thread}/notes": {"note": "Hold øje."},
            "/forum/moderation/appeals/{appeal}": {"undone": "1", "answer": "Det er lavet om."},
            "/forum/moderation/names/{reveal}": {"granted": "1"},
            "/forum/moderation/rota": {"date": day, "starts": "10:00", "ends": "12:00"},
            "/forum/moderation/rota/{duty}/note": {"note": "Hold øje."},
            "/forum/moderation/words": {
                "list": "hold",
                "phrase": "bitcoin",
                "language": "da",
                "municipality_id": kolding,
            },
            "/forum/moderation/words/remove": {"list": "hold", "key": self.world.keys["word"]},
            "/forum/moderation/words/switch": {"list": "hold", "key": "hold:da:idiot*"},
            "/admin/closing-days": {"first": "2026-05-15"},
            "/admin/topics/new": topic | {"slug": "nyt-emne"},
            "/admin/topics/{slug}": topic,
            "/forum/{slug}/new": {"title": "Om mad", "text": "Hej", "step": "send"},
            "/forum/{slug}/alias": {"own": "Strandskade"},
            "/forum/threads/{thread}/reply": {"text": "Hej", "step": "send"},
            "/forum/posts/{post}/edit": {"text": "Hej igen"},
            "/me/password": {"old": "x", "password": "y", "again": "y"},
            "/password/{token}": {"password": "y", "again": "y"},
            "/preferences": {"language": "da"},
            "/me/preferences": {"language": "da"},
            "/book/{offer:int}/hold": {"at": "2026-03-03T08:00:00+00:00"},
            "/book/{offer:int}/wait": {"until": "2026-03-20"},
            "/admin/offers": {
                "competence_id": str(self.world.competence),
                "minutes": "30",
                "title_da": "Ny",
                "title_en": "New",
            },
            "/ledger/entries/{entry:int}": {"minutes": "30", "reason": "Hun gik tidligere"},
            "/admin/keeping": {"letters": "365", "drafts": "90", "posts": "30", "forum_drafts": "90"},
            "/letters/new": {"function": "fysioterapi"},
            "/letters/{id}/write": {"text": "Mere", "do": "save"},
            "/letters/{id}/consent": {"answer": "yes"},
        }
        files = {"file": ("a.pdf", b"%PDF-1.4 nothing", "application/pdf")} if "slides" in pattern else {}
        return forms.get(pattern, {}), files


def _rota_forms(day: str) -> dict[str, dict[str, Any]]:
    """What the pages of the rota and of calendars would send."""
    job = {"weekly_minutes": "37", "share": "50", "daily_limit": "8", "weekly_limit": "37"}
    hours = {"weekday": "3", "starts": "08:00", "ends": "16:00", "weeks": "every", "valid_from": day}
    return {
        "/rota/{id:int}/hours": hours,
        "/rota/{id:int}/exceptions": {"kind": "away", "starts_local": day},
        "/rota/{id:int}/employments": job | {"job_from": "2020-01-01", "job_to": "2020-02-01"},
        "/me/calendar/feeds": {"url": "https://calendar.invalid/anne.ics"},
    }


def _letter_forms(world: World, day: str) -> dict[str, dict[str, Any]]:
    """What the letterbox's pages would send."""
    own = "/admin/letters/{id}"
    function = {"title_da": "Team", "title_en": "Team", "answer_workdays": "3", "open": "1"}
    function["competence_id"] = str(world.competence)
    absent = {"person": str(world.people["professional"].person_id), "starts": day, "ends": day}
    letter = {"subject": "Dit knæ", "text": "Hvordan går det?"}
    return {
        "/admin/letters/templates": {"title": "Hilsen", "text": "Kære {navn}", "language": "da"},
        "/admin/letters/absences": absent,
        "/admin/letters/functions/new": function,
        "/admin/letters/functions/{id}": function,
        "/admin/letters/copies/{id}": {"yes": "1"},
        "/admin/letters/invite": {"email": "citizen@demo.invalid", "function": "fys", **letter},
        f"{own}/glass": {"words": "Borgeren er faldet om hos os"},
        f"{own}/answer": {"text": "Det går over.", "do": "send"},
        f"{own}/return": {"remark": "Skriv lidt mere."},
        f"{own}/hand-over": {"reason": "Jeg har ferie"},
        f"{own}/reassign": {"reason": "Det haster"},
        f"{own}/give-back": {"back_reason": "Jeg har ferie"},
        f"{own}/note": {"note": "Ring til lægen"},
        f"{own}/publication": {"title": "Knæ", "question": "Må man?", "answer": "Ja."},
    }


def _schedule_forms(world: World) -> dict[str, dict[str, Any]]:
    """What the scheduler's pages would send; the proposal's period is refused, so none is searched."""
    whom = {"person": str(world.people["professional"].person_id)}
    one = "/schedule/demands/{id:int}"
    weights = dict.fromkeys(Weights.__struct_fields__, "1")
    return {
        **{f"{one}/{verb}": whom for verb in ("give", "pin", "forbid")},
        **{path: {"role": "host"} for path in (f"{one}/edit", "/admin/sessions/{id:int}/demands/new")},
        f"{one}/publish": {"proposal": str(world.planning["plan"])},
        "/schedule/proposals": {"first": "2026-03-12", "last": "2026-03-02"},
        "/schedule/proposals/{id:int}/publish": {"all": "1"},
        "/schedule/settings": weights | {"do": "save", "reason": "Vi prøver"},
        "/schedule/sick": whom | {"days": "1"},
    }


def wide() -> None:
    """No limits of speed here: refusals of rights are to be seen."""
    limits.configure(Limits(**dict.fromkeys(Limits.__struct_fields__, "99999/minute")))


def verdict(answer: httpx.Response) -> str:
    """allowed, hidden, login; a form refused for its content was allowed. not asked, broken: never wanted."""
    if answer.status_code == 404:
        return "hidden"
    if answer.status_code == 303 and answer.headers["location"].startswith("/login"):
        return "login"
    if answer.status_code == 401 and 'name="kept"' in answer.text:
        return "login"
    if answer.status_code == 429 or "forged_form" in answer.text:
        return f"not asked ({answer.status_code})"
    return f"broken ({answer.status_code})" if answer.status_code >= 500 else "allowed"


@pytest.mark.timeout(300)
async def test_everybody_finds_what_the_table_says_and_nothing_else(
    world: World, browser: Callable[..., Browser], sqlite_database: Settings
) -> None:
    await world.furnish()
    await world.furnish_writing()
    await world.write_letters()
    world.planning = await planned(world)
    wide()
    folder = sqlite_database.data.path / "slides"
    folder.mkdir()
    (folder / "nothing.webp").write_bytes(b"a picture")
    walk = Walk(world, browser, sqlite_database)
    differences: list[str] = []
    for name, route in pages():
        for thing, text in TABLE["routes"][name].items():
            for who in WHO:
                found = verdict(await walk.ask(name, thing, who))
                asks = route.login or "/live" in name
                otherwise = "login" if asks and who in ("stranger", "guest") else "hidden"
                wanted = "allowed" if who in names(text) else otherwise
                if found != wanted:
                    differences.append(f"{name} [{thing}] {who}: {found}, not {wanted}")
    assert "\n".join(differences) == ""
