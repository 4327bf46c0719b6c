"""Where viewers are placed, and what is known to be lost with a worker."""

from rtc.spread import WORTH_AN_EDGE, Place, Spread
from rtc.wire import Layout

LAYOUT = Layout(1, 1, 0)
WORKERS = ["a", "b", "c"]


def spread(after: int = 10) -> Spread[str]:
    made: Spread[str] = Spread(after)
    made.rooms["r"] = Place("a", LAYOUT)
    return made


def view(made: Spread[str], count: int, room: str = "r", prefix: str = "p") -> list[str]:
    """Place viewers one after another, as `Edges` does; where each went."""
    where = []
    for number in range(count):
        chosen = made.choose(room, f"{prefix}{number}", WORKERS)
        made.rooms[room].views[f"{prefix}{number}"] = chosen
        if chosen != made.rooms[room].home:
            made.rooms[room].edges.setdefault(chosen, len(made.rooms[room].edges) + 1)
        where.append(chosen)
    return where


def test_few_viewers_stay_at_home() -> None:
    assert view(spread(), 10) == ["a"] * 10


def test_many_viewers_are_shared_by_all_workers() -> None:
    made = spread(after=30)
    where = view(made, 600)
    assert {worker: where.count(worker) for worker in WORKERS} == {"a": 200, "b": 200, "c": 200}


def test_edge_is_not_opened_for_a_handful() -> None:
    made = spread(after=10)
    assert set(view(made, WORTH_AN_EDGE - 1)) == {"a"}
    assert made.rooms["r"].edges == {}


def test_zero_means_that_nobody_helps() -> None:
    assert set(view(spread(after=0), 100)) == {"a"}


def test_worker_full_of_another_rooms_viewers_is_not_chosen() -> None:
    made = spread(after=30)
    made.rooms["other"] = Place("b", LAYOUT)
    made.rooms["other"].views.update((f"o{number}", "b") for number in range(500))
    assert "b" not in view(made, 300)


def test_peer_that_views_again_is_not_counted_twice() -> None:
    made = spread(after=10)
    view(made, 10)
    assert made.choose("r", "p3", WORKERS) == "a"


def test_new_room_begins_where_least_is_going_on() -> None:
    made = spread()
    made.rooms["other"] = Place("b", LAYOUT)
    assert made.least_busy(WORKERS) == "c"
    made.rooms["r"].views["p"] = "c"
    assert made.least_busy(["b", "c"]) == "b"


def test_lost_worker_takes_its_rooms_and_the_viewers_others_had_there() -> None:
    made = spread(after=30)
    made.rooms["other"] = Place("b", LAYOUT)
    view(made, 120)
    on_b = [peer for peer, where in made.rooms["r"].views.items() if where == "b"]
    assert made.lost("b") == (["other"], {"r": on_b})
    assert list(made.rooms) == ["r"]
    assert list(made.rooms["r"].edges) == ["c"]
    assert set(made.rooms["r"].views.values()) == {"a", "c"}
