"""Who one is: signing in, oneself, and at the desk people, agreements and municipalities."""

from starlette.routing import BaseRoute

from web.page import page
from web.pages import closing, desk, login, me, partners, people

PERSON = "/admin/people/{id:int}"
PLACE = "/admin/municipalities/{id:int}"

ROUTES: list[BaseRoute] = [
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
    page("/admin/closing-days", closing.show, verb=("closing_day", "list"), login=True),
    page("/admin/closing-days", closing.close, method="POST", verb=("closing_day", "create"), login=True),
    page(
        "/admin/closing-days/{id:int}/remove",
        closing.reopen,
        method="POST",
        verb=("closing_day", "delete"),
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
]
