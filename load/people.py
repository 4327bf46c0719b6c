"""Who takes part in a plan on a hub of our own: citizens made through its pages, as an administrator would.

Each is created, invited by mail (read from the hub's outbox folder) and chooses a password.
"""

import csv
import email
import email.policy
import re
import time
from pathlib import Path

import requests

from load import pages
from load.processes import PASSWORD

ADMINISTRATOR = "kommune@demo.invalid"
PATIENCE = 60


class Browser:
    """Pages and forms with one cookie jar."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.jar = requests.Session()
        self.jar.headers["Origin"] = url

    def get(self, path: str) -> str:
        """A page's HTML. Raises RuntimeError with path and status when it is refused."""
        return self._checked(self.jar.get(self.url + path, timeout=30)).text

    def send(self, at: str, action: str, **fields: str) -> requests.Response:
        """Fill the form on page `at` that goes to `action`, and send it."""
        filled = {**pages.form(self.get(at), action), **fields}
        return self._checked(self.jar.post(self.url + action, data=filled, timeout=30))

    def sign_in(self, who: str, password: str = PASSWORD) -> None:
        """Raises RuntimeError when the hub does not know them."""
        answer = self.send("/login", "/login", email=who, password=password)
        if answer.url.endswith("/login"):
            raise RuntimeError(f"{who} could not sign in")

    def _checked(self, answer: requests.Response) -> requests.Response:
        if answer.status_code >= 400:
            raise RuntimeError(f"{answer.request.method} {answer.url} was answered {answer.status_code}")
        return answer


def first_webinar(url: str, host: str) -> int:
    """The first session on the host's own page that is a webinar the host may enter."""
    browser = Browser(url)
    browser.sign_in(host)
    for session in pages.session_links(browser.get("/me") + browser.get("/")):
        page = browser.get(f"/sessions/{session}")
        if f'href="/sessions/{session}/live"' in page and "Webinar" in page:
            return session
    raise LookupError("no webinar that the host may enter")


def invent(url: str, folder: Path, count: int, listed: Path) -> None:
    """Make `count` citizens and write them to `listed`, a CSV file of e-mail and password."""
    office = Browser(url)
    office.sign_in(ADMINISTRATOR)
    names = [f"audience{number}@demo.invalid" for number in range(count)]
    for number, name in enumerate(names):
        made = office.send(
            "/admin/people/new", "/admin/people/new", name=f"Borger {number}", email=name, roles="citizen"
        )
        person = made.url.partition("?")[0].removeprefix(url)
        office.send(person, f"{person}/invite")
    links = _links(folder / "outbox", set(names))
    for name in names:
        path = links[name]
        Browser(url).send(path, path, password=PASSWORD, again=PASSWORD)
    with listed.open("w", newline="") as file:
        csv.writer(file).writerows((name, PASSWORD) for name in names)


def _links(outbox: Path, wanted: set[str]) -> dict[str, str]:
    """The invitation's path for each address, once all mails are there."""
    links: dict[str, str] = {}
    deadline = time.monotonic() + PATIENCE
    while wanted - set(links):
        if time.monotonic() > deadline:
            raise RuntimeError(f"{len(wanted - set(links))} invitations did not arrive")
        time.sleep(0.2)
        for file in outbox.glob("*.eml"):
            mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            body = mail.get_body(("plain",))
            found = re.search(r"/password/[\w.~-]+", body.get_content() if body else "")
            if found:
                links[str(mail["To"])] = found[0]
    return links
