"""Fetching from an address somebody wrote: only outwards, only so far, only so much."""

import contextlib
import http.server
import threading
from collections.abc import Callable, Iterator

import pytest

from hub.calendars import fetching
from hub.calendars.fetching import PUBLIC, Fetched, Reach, Unreachable, fetch

HERE = Reach(("http",), private=True)
Answer = Callable[[http.server.BaseHTTPRequestHandler], None]


@contextlib.contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """A server on loopback that answers every GET in this way; its address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with contextlib.suppress(OSError):
                answer(self)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def reply(status: int, body: bytes = b"", **headers: str) -> Answer:
    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def test_bytes_and_tag_are_fetched_and_unchanged_ones_are_not() -> None:
    with serving(reply(200, b"hello", ETag='"1"')) as address:
        assert fetch(address, "", HERE) == Fetched(b"hello", '"1"')
    with serving(reply(304)) as address:
        assert fetch(address, '"1"', HERE) == Fetched(None, '"1"')


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (reply(404), "feed_refused"),
        (reply(302, Location="/again"), "feed_redirects"),
        (reply(302, Location="file:///etc/passwd"), "bad_address"),
        (reply(200, b"x" * (fetching.LARGEST + 1)), "feed_too_big"),
    ],
    ids=["not there", "in circles", "to a file", "too big"],
)
def test_answers_that_are_no_calendar_are_named(answer: Answer, code: str) -> None:
    with serving(answer) as address, pytest.raises(Unreachable) as caught:
        fetch(address, "", HERE)
    assert str(caught.value) == code


def test_an_endless_answer_is_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    def drip(handler: http.server.BaseHTTPRequestHandler) -> None:
        reply(200)(handler)
        while True:
            handler.wfile.write(b"x")

    monkeypatch.setattr(fetching, "SECONDS", 0.2)
    with serving(drip) as address, pytest.raises(Unreachable) as caught:
        fetch(address, "", HERE)
    assert str(caught.value) in ("feed_too_slow", "feed_too_big")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "[::1]",
        "[fd00::1]",
        "[fe80::1]",
        "[::ffff:127.0.0.1]",
        "[2002:7f00:1::]",
        "224.0.0.1",
    ],
)
def test_nothing_of_ours_can_be_reached(address: str) -> None:
    with pytest.raises(Unreachable) as caught:
        fetch(f"https://{address}:1/x", "", PUBLIC)
    assert str(caught.value) == "private_address"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https://",
        "https://a b/",
        "https://user:word@example.org/",
        "https://example.org:99999/",
        "https://example.org/\x00",
        "https://example.org/" + "x" * 2000,
        "",
    ],
    ids=["plain", "ftp", "no host", "space", "password", "port", "control", "long", "nothing"],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(Unreachable, match="bad_address"):
        fetching.address_of(url)


def test_webcal_is_https() -> None:
    assert fetching.address_of(" webcal://example.org/a.ics ") == "https://example.org/a.ics"
