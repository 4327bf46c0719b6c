"""The hub's pages as an outsider sees them: forms, links and tickets found in the HTML. No network here."""

import re
from html.parser import HTMLParser


class _Form(HTMLParser):
    """Collects the fields of every form, with the values a browser would send untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((found.get("action", ""), {}))
        elif not self.forms:
            return
        elif tag == "input":
            self._input(found)
        elif tag == "select":
            self.select = found.get("name", "")
        elif tag == "option" and ("selected" in found or self.select not in self.forms[-1][1]):
            self.forms[-1][1][self.select] = found.get("value", "")

    def _input(self, found: dict[str, str]) -> None:
        chosen = "checked" in found or found.get("type") not in ("radio", "checkbox")
        if chosen and "name" in found:
            self.forms[-1][1][found["name"]] = found.get("value", "")


def form(html: str, action: str) -> dict[str, str]:
    """The fields of the first form that is sent to `action`. Raises LookupError when there is none."""
    parser = _Form()
    parser.feed(html)
    for target, fields in parser.forms:
        if target.split("?")[0] == action:
            return fields
    raise LookupError(f"no form for {action} on the page")


def session_links(html: str) -> list[int]:
    """The ids of the sessions a page links to, in its order, each once."""
    return list(dict.fromkeys(int(found) for found in re.findall(r'href="/sessions/(\d+)"', html)))


def ticket(html: str) -> str:
    """The ticket a room's page carries. Raises LookupError when the page holds none."""
    found = re.search(r'data-ticket="([^"]+)"', html)
    if not found:
        raise LookupError("no ticket on the page: not signed in, or not let in")
    return found[1]
