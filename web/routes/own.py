"""What is kept of somebody: their data, how long it is kept, and the notices they get."""

from starlette.routing import BaseRoute

from web.page import page
from web.pages import keeping, notices

ROUTES: list[BaseRoute] = [
    # One's own data, and a municipality's periods
    page("/me/data", keeping.show, verb=("copy", "see"), login=True),
    page("/me/data/copies/{id}", keeping.fetch, verb=("copy", "fetch"), login=True),
    page("/me/data/copies", keeping.ask, method="POST", verb=("copy", "ask"), login=True),
    page("/me/data/delete", keeping.delete_written, method="POST", verb=("written", "delete"), login=True),
    page("/admin/keeping", keeping.periods, verb=("retention", "see"), login=True),
    page("/admin/keeping", keeping.set_periods, method="POST", verb=("retention", "set"), login=True),
    page(
        "/admin/keeping/holds/{id:int}/lift",
        keeping.lift_hold,
        method="POST",
        verb=("hold", "lift"),
        login=True,
    ),
    # Notices
    page("/me/notices", notices.show, verb=("notice", "list"), login=True),
    page("/me/notices", notices.choose, method="POST", verb=("notice", "choose"), login=True),
    page("/me/notices/read", notices.read_all, method="POST", verb=("notice", "list"), login=True),
    page("/me/notices/browsers", notices.subscribe, method="POST", verb=("notice", "choose"), login=True),
    page(
        "/me/notices/browsers/{id}/remove",
        notices.unsubscribe,
        method="POST",
        verb=("notice", "choose"),
        login=True,
    ),
    page("/notices/stop/{token}", notices.ask_to_stop, verb=("notice", "stop")),
    page("/notices/stop/{token}", notices.stop, method="POST", verb=("notice", "stop"), guard="none"),
    page("/notices/{id}", notices.follow, verb=("notice", "list"), login=True),
    page("/push-worker.js", notices.worker, verb=("page", "read")),
]
