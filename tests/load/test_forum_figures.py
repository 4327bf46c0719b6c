"""What `load forum` reads from pages and headers."""

import httpx
import pytest

from load import forum


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
