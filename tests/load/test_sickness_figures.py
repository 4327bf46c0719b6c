"""What `load matching` reads from the pages of an illness, and that it says so when they are others."""

from urllib.parse import parse_qs

import httpx
import pytest

from load import sickness

WHOSE = '<form method="post" action="/schedule/sick"><input type="hidden" name="whose" value="w"></form>'
BEFORE = f'{WHOSE}<option value="7">p1 (m01)</option><option value="8">p17 (m01)</option>'
AFTER = f"""{WHOSE}
<section><h2 id="r4">p17<</h2><a href="/schedule/demands/99"></a></section>
<section><h2 id="r5">p1<</h2>
<form action="/schedule/calls/1/close"></form><form action="/schedule/calls/2/close"></form>
<a href="/schedule/demands/30"></a></section>"""
PROPOSAL = '<li id="s30"></li><li id="s31"></li><li id="s32"></li><li id="s33"></li>'


class Desk:
    """A hub in which p1 loses three demands and a fourth is moved."""

    def __init__(self, timing: str = "total;dur=90.5", after: str = AFTER) -> None:
        self.sent: list[tuple[str, dict[str, list[str]]]] = []
        self._timing, self._after = timing, after

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if request.method == "POST":
            self.sent.append((path, parse_qs(request.content.decode())))
            return httpx.Response(
                303, headers={"Server-Timing": self._timing, "Location": "/schedule/proposals/3"}
            )
        page = PROPOSAL if path.startswith("/schedule/proposals") else self._after if self.sent else BEFORE
        return httpx.Response(200, text=page)

    def client(self) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(self), base_url="http://hub.invalid")


def test_an_illness_is_reported_and_mended_and_both_are_timed() -> None:
    desk = Desk()
    found = sickness._fell_ill(desk.client(), "p1")
    assert found == {
        "person": "p1",
        "lost": 3,
        "ask_ms": 90.5,
        "ask_each_ms": 30.2,
        "repair_s": 0.09,
        "moved": 1,
    }
    (reported, sent), (mended, _) = desk.sent
    assert (reported, sent["person"], sent["whose"]) == ("/schedule/sick", ["7"], ["w"])
    assert mended == "/schedule/sick/5/repair"


def test_whoever_has_most_to_do_in_the_first_days_comes_first() -> None:
    starts = {"a": "05", "b": "06", "c": "07", "d": "28", "e": "29", "f": "30", "g": "08"}
    demands = [{"id": name, "starts": f"2026-10-{day}T10:00:00"} for name, day in starts.items()]
    given = {"a": "p2", "b": "p1", "c": "p2", "d": "p3", "e": "p3", "f": "p3"}
    assert sickness.busiest(demands, given) == ["p2", "p1"]


def test_who_had_nothing_to_do_needs_no_repair() -> None:
    desk = Desk(after=f'{WHOSE}<section><h2 id="r5">p1<</h2></section>')
    assert sickness._fell_ill(desk.client(), "p1")["lost"] == 0
    assert len(desk.sent) == 1


@pytest.mark.parametrize(
    "desk", [Desk(timing=""), Desk(after="<p>Nobody</p>")], ids=["no time", "other page"]
)
def test_pages_that_are_others_are_an_error(desk: Desk) -> None:
    with pytest.raises(RuntimeError):
        sickness._fell_ill(desk.client(), "p1")


def test_somebody_the_page_does_not_name_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="p9"):
        sickness._fell_ill(Desk().client(), "p9")
