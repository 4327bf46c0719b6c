"""Sessions: finding them and taking part, the live room, the device check, planning."""

from starlette.routing import BaseRoute

from web.page import page
from web.pages import check, front, guests, live, planning, planning_form, sessions, slides

S = "/sessions/{id:int}"
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
]
