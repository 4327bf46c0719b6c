"""The whole URL map on one screen. Every line carries the noun and verb that the permission matrix checks."""

from starlette.routing import BaseRoute, Mount

from web.page import page
from web.pages import (
    about,
    check,
    desk,
    front,
    guests,
    health,
    live,
    login,
    me,
    partners,
    people,
    planning,
    planning_form,
    sessions,
    slides,
    static,
)

S = "/sessions/{id:int}"
PERSON = "/admin/people/{id:int}"
PLACE = "/admin/municipalities/{id:int}"
PLAN = "/admin/sessions/{id:int}"

ROUTES: list[BaseRoute] = [
    # Finding and taking part
    page("/", front.show, verb=("session", "list")),
    page(S, sessions.show, verb=("session", "see")),
    page(f"{S}/calendar.ics", sessions.calendar, verb=("session", "see")),
    page(f"{S}/signup", sessions.sign_up, method="POST", verb=("sign_up", "take"), login=True),
    page(f"{S}/withdraw", sessions.withdraw, method="POST", verb=("sign_up", "withdraw")),
    page("/join/{token}", guests.join, verb=("join_link", "use")),
    # The live room and the device check
    page(f"{S}/live", live.room, verb=("room", "join")),
    page(f"{S}/ticket", live.ticket, method="POST", verb=("room", "join")),
    page(f"{S}/slides/{{deck:int}}/{{number:int}}", live.slide, verb=("room", "view")),
    page(f"{S}/check", check.show, verb=("session", "see")),
    page(f"{S}/check", check.save, method="POST", verb=("sign_up", "check_device")),
    page("/check", check.show_any, verb=("page", "read")),
    page("/check/ticket", check.ticket, method="POST", verb=("page", "read")),
    # Signing in
    page("/login", login.show, verb=("login", "begin")),
    page("/login", login.submit, method="POST", verb=("login", "begin")),
    page("/logout", login.sign_out, method="POST", verb=("login", "end")),
    page("/password", login.forgotten, verb=("password", "reset")),
    page("/password", login.ask, method="POST", verb=("password", "reset")),
    page("/password/{token}", login.new_password, verb=("password", "reset")),
    page("/password/{token}", login.use_link, method="POST", verb=("password", "reset")),
    # Oneself
    page("/me", me.show, verb=("person", "view_self"), login=True),
    page("/me/log", desk.own_log, verb=("audit", "list_own"), login=True),
    page("/me/preferences", me.preferences, method="POST", verb=("preferences", "set"), login=True),
    page("/me/password", me.change_password, method="POST", verb=("password", "change"), login=True),
    page("/me/logins/{id:int}/revoke", me.revoke_login, method="POST", verb=("login", "end"), login=True),
    page("/me/logout-everywhere", me.sign_out_everywhere, method="POST", verb=("login", "end"), login=True),
    page("/preferences", me.preferences, method="POST", verb=("preferences", "set"), guard="origin"),
    # The desk
    page("/admin", desk.overview, verb=("desk", "see"), login=True),
    page("/admin/audit", desk.log, verb=("audit", "list"), login=True),
    page("/admin/people", people.listing, verb=("person", "list"), login=True),
    page("/admin/people/new", people.new, verb=("person", "create"), login=True),
    page("/admin/people/new", people.create, method="POST", verb=("person", "create"), login=True),
    page(PERSON, people.show, verb=("person", "view"), login=True),
    page(PERSON, people.edit, method="POST", verb=("person", "edit"), login=True),
    page(f"{PERSON}/invite", people.invite, method="POST", verb=("person", "invite"), login=True),
    page(f"{PERSON}/deactivate", people.deactivate, method="POST", verb=("person", "deactivate"), login=True),
    page(f"{PERSON}/reactivate", people.reactivate, method="POST", verb=("person", "deactivate"), login=True),
    page("/admin/agreements", partners.agreements, verb=("agreement", "list"), login=True),
    page(
        "/admin/agreements",
        partners.create_agreement,
        method="POST",
        verb=("agreement", "create"),
        login=True,
    ),
    page(
        "/admin/agreements/{id:int}/end",
        partners.end_agreement,
        method="POST",
        verb=("agreement", "end"),
        login=True,
    ),
    page("/admin/municipalities", partners.municipalities, verb=("municipality", "edit"), login=True),
    page(
        "/admin/municipalities",
        partners.create_municipality,
        method="POST",
        verb=("municipality", "create"),
        login=True,
    ),
    page(PLACE, partners.municipality, verb=("municipality", "edit"), login=True),
    page(PLACE, partners.edit_municipality, method="POST", verb=("municipality", "edit"), login=True),
    # Planning
    page("/admin/sessions", planning.listing, verb=("session", "plan"), login=True),
    page("/admin/sessions/new", planning_form.new, verb=("session", "plan"), login=True),
    page("/admin/sessions/new", planning_form.create, method="POST", verb=("session", "plan"), login=True),
    page(PLAN, planning.show, verb=("session", "desk"), login=True),
    page(f"{PLAN}/edit", planning_form.edit_form, verb=("session", "edit"), login=True),
    page(f"{PLAN}/edit", planning_form.edit, method="POST", verb=("session", "edit"), login=True),
    page(f"{PLAN}/publish", planning.publish, method="POST", verb=("session", "publish"), login=True),
    page(f"{PLAN}/move", planning.move, method="POST", verb=("session", "move"), login=True),
    page(f"{PLAN}/cancel", planning.cancel, method="POST", verb=("session", "cancel"), login=True),
    page(f"{PLAN}/state", planning.step, method="POST", verb=("session", "step"), login=True),
    page(f"{PLAN}/enrol", planning.enrol, method="POST", verb=("sign_up", "enrol"), login=True),
    page(f"{PLAN}/links", guests.create_link, method="POST", verb=("join_link", "create"), login=True),
    page(
        f"{PLAN}/links/{{link:int}}/revoke",
        guests.revoke_link,
        method="POST",
        verb=("join_link", "revoke"),
        login=True,
    ),
    page(f"{PLAN}/slides", slides.add, method="POST", verb=("slide_deck", "add"), login=True),
    # About
    page("/help", about.help_page, verb=("page", "read")),
    page("/accessibility", about.accessibility, verb=("page", "read")),
    page("/privacy", about.privacy, verb=("page", "read")),
    # Machines
    page("/livez", health.alive, verb=("health", "read")),
    page("/readyz", health.ready, verb=("health", "read")),
    page("/metrics", health.metrics, verb=("health", "read")),
    page("/csp-report", health.csp_report, method="POST", verb=("health", "report"), guard="none"),
    Mount("/static", static.Static(), name="static"),
]
