"""What `load forum` reads from pages and headers."""

import httpx
import pytest

from load import forum, letterbox


def test_server_time_and_queries_are_read_from_the_header() -> None:
    answer = httpx.Response(200, headers={"Server-Timing": 'total;dur=12.34, queries;desc="7"'})
    assert forum._told(answer) == (12.34, 7)


def test_a_hub_that_tells_nothing_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="Server-Timing"):
        forum._told(httpx.Response(200))


def test_threads_and_the_next_page_are_found_in_a_page() -> None:
    page = '<a href="/forum/threads/abcdefgh-_ABCDEF">x</a><a class="b" href="?after=202603020800.abc">y</a>'
    assert forum._THREAD.findall(page) == ["/forum/threads/abcdefgh-_ABCDEF"]
    assert forum._NEXT.findall(page) == ["?after=202603020800.abc"]


def served(pages: int) -> httpx.Client:
    """A list of so many full pages and one that is not."""

    def answer(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params.get("after", "1"))
        link = f'<a href="/admin/letters?tray=mine&amp;after={number + 1}">' if number <= pages else ""
        return httpx.Response(200, text=link)

    return httpx.Client(transport=httpx.MockTransport(answer), base_url="http://hub.invalid")


@pytest.mark.parametrize(("full", "later"), [(2, 2), (7, 7), (1000, letterbox.DEEP)])
def test_the_later_page_of_a_list_is_its_last_full_one(full: int, later: int) -> None:
    found = letterbox.pages(served(full), {"inbox": "/admin/letters"})
    assert found == {"inbox": "/admin/letters", "inbox_later": f"/admin/letters?tray=mine&after={later}"}


@pytest.mark.parametrize("full", [0, 1])
def test_a_list_too_short_to_compare_is_said_to_be(full: int) -> None:
    with pytest.raises(RuntimeError):
        letterbox.pages(served(full), {"inbox": "/admin/letters"})
