"""About the site, and what machines ask."""

from starlette.routing import BaseRoute

from web.page import page
from web.pages import about, health

ROUTES: list[BaseRoute] = [
    # About
    page("/help", about.help_page, verb=("page", "read")),
    page("/accessibility", about.accessibility, verb=("page", "read")),
    page("/privacy", about.privacy, verb=("page", "read")),
    # Machines
    page("/livez", health.alive, verb=("health", "read")),
    page("/readyz", health.ready, verb=("health", "read")),
    page("/metrics", health.metrics, verb=("health", "read")),
    page("/csp-report", health.csp_report, method="POST", verb=("health", "report"), guard="none"),
]
