"""What workers tell is passed on to whoever wants to hear, whatever one of them does with it."""

from collections.abc import Callable

import pytest

from rtc.edges import Edges
from rtc.link import WorkerLink
from rtc.news import News
from rtc.spread import Place, Spread
from rtc.wire import Event, Layout, Overloaded, PeerLost, RoomLost, Speaker, ViewsLost, WorkerLost

SPOKEN = Speaker("r", "anna")


def link(name: str) -> WorkerLink:
    return WorkerLink(name, lambda *_: None)


@pytest.fixture
def home() -> WorkerLink:
    return link("home")


@pytest.fixture
def edge() -> WorkerLink:
    return link("edge")


@pytest.fixture
def place(home: WorkerLink, edge: WorkerLink) -> Place[WorkerLink]:
    """Of a room shown by two workers, with a viewer at each."""
    place = Place(home, Layout(1, 1, 0))
    place.edges[edge] = 1
    place.views = {"bo": home, "eva": edge}
    return place


@pytest.fixture
def news(place: Place[WorkerLink]) -> News:
    spread: Spread[WorkerLink] = Spread(200)
    spread.rooms["r"] = place
    return News(Edges(spread))


def hearing(news: News) -> tuple[list[Event], Callable[[], None]]:
    heard: list[Event] = []
    return heard, news.subscribe(heard.append)


def test_one_who_fails_keeps_nobody_else_from_hearing(
    news: News, home: WorkerLink, caplog: pytest.LogCaptureFixture
) -> None:
    news.subscribe(lambda event: 1 / 0)  # type: ignore[arg-type,return-value]
    heard, _ = hearing(news)
    news.heard(home, SPOKEN)
    assert heard == [SPOKEN]
    assert "a media event callback failed" in caplog.text


def test_whoever_ends_it_hears_no_more_even_while_others_are_told(news: News, home: WorkerLink) -> None:
    once: list[Event] = []

    def hear(event: Event) -> None:
        once.append(event)
        end()

    end = news.subscribe(hear)
    heard, _ = hearing(news)
    for _ in range(2):
        news.heard(home, SPOKEN)
    end()
    assert (once, heard) == ([SPOKEN], [SPOKEN, SPOKEN])


def test_overload_is_told_as_one_of_all_workers_of_a_room(
    news: News, home: WorkerLink, edge: WorkerLink
) -> None:
    heard, _ = hearing(news)
    news.heard(home, Overloaded("r", "pictures", 300))
    news.heard(edge, Overloaded("r", "layers", 200))
    assert heard == [Overloaded("r", "pictures", 300)]
    news.closed("r")
    news.heard(edge, Overloaded("r", "layers", 200))
    assert heard[1:] == [Overloaded("r", "layers", 200)]


def test_viewer_who_is_lost_has_its_place_no_more(
    news: News, home: WorkerLink, place: Place[WorkerLink]
) -> None:
    heard, _ = hearing(news)
    news.heard(home, PeerLost("r", "bo", "publish"))
    assert "bo" in place.views
    news.heard(home, PeerLost("r", "bo", "view"))
    assert "bo" not in place.views
    assert len(heard) == 2


async def test_lost_edge_costs_its_viewers_and_a_lost_home_the_room(
    news: News, home: WorkerLink, edge: WorkerLink
) -> None:
    heard, _ = hearing(news)
    news.lost(edge)
    assert heard == [WorkerLost([]), ViewsLost("r", ["eva"])]
    news.lost(home)
    assert heard[2:] == [WorkerLost(["r"])]


async def test_lost_worker_gives_up_nothing_any_more(news: News, home: WorkerLink, edge: WorkerLink) -> None:
    news.heard(home, Overloaded("r", "layers", 200))
    news.heard(edge, Overloaded("r", "pictures", 300))
    heard, _ = hearing(news)
    news.lost(edge)
    assert heard[-1] == Overloaded("r", "layers", 0)


async def test_room_that_met_a_bug_is_told_as_a_lost_worker_of_that_room(
    news: News, home: WorkerLink
) -> None:
    heard, _ = hearing(news)
    news.heard(home, RoomLost("r"))
    assert heard == [WorkerLost(["r"])]
