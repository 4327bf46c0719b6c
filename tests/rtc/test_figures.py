"""Whose figures stand where: of each worker, of a room wherever it is shown, of a participant at both."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rtc import wire
from rtc.figures import Figures
from rtc.fleet import Fleet
from rtc.link import MediaRefused, WorkerLink
from rtc.spread import Place, Spread
from tests.doubles.control_socket import ControlSocket


class Worker(ControlSocket):
    """It has only figures, {(room, peer): figures}."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, self._counted)
        self.counts: dict[tuple[str | None, str | None], dict[str, object]] = {}

    def _counted(self, command: wire.Command) -> wire.Result:
        assert isinstance(command, wire.GetStats)
        counted = self.counts.get((command.room, command.peer))
        return wire.Done() if counted is None else wire.Counted(counted)


@pytest.fixture
async def workers(tmp_path: Path) -> AsyncIterator[list[Worker]]:
    """Two of them, `home` and `edge`."""
    workers = [Worker(tmp_path / name) for name in ("home", "edge")]
    for one in workers:
        await one.open()
    yield workers
    for one in workers:
        one.close()


@pytest.fixture
async def fleet(workers: list[Worker]) -> AsyncIterator[Fleet]:
    fleet = Fleet([one.path for one in workers], lambda *_: None)
    await fleet.connect(5.0)
    yield fleet
    await fleet.close()


@pytest.fixture
def place(fleet: Fleet) -> Place[WorkerLink]:
    """Of a room shown by both, with a viewer at each and one who only publishes."""
    home, edge = fleet.links
    return Place(home, wire.Layout(1, 1, 0), {edge: 1}, {"bo": home, "eva": edge})


@pytest.fixture
def figures(fleet: Fleet, place: Place[WorkerLink]) -> Figures:
    spread: Spread[WorkerLink] = Spread(200)
    spread.rooms["r"] = place
    return Figures(fleet, spread)


async def test_participant_at_an_edge_has_its_views_from_there_and_the_rest_from_home(
    figures: Figures, workers: list[Worker]
) -> None:
    home, edge = workers
    for peer in ("eva", "bo", "anna"):
        home.counts["r", peer] = {"sends": f"{peer} at home", "views": {"level": "none of it"}}
        edge.counts["r", peer] = {"sends": {}, "views": {"level": "full"}}
    assert await figures.of("r", "eva") == {"sends": "eva at home", "views": {"level": "full"}}
    assert (len(home.asked), len(edge.asked)) == (1, 1)
    for peer in ("bo", "anna"):
        assert await figures.of("r", peer) == home.counts["r", peer]
    assert (len(home.asked), len(edge.asked)) == (3, 1)


async def test_participant_of_whom_the_edge_knows_nothing_views_nothing(
    figures: Figures, workers: list[Worker]
) -> None:
    workers[0].counts["r", "eva"] = {"sends": {}, "views": {"level": "full"}}
    assert await figures.of("r", "eva") == {"sends": {}, "views": {}}


async def test_room_tells_of_its_edges_only_when_there_are_any(
    figures: Figures, workers: list[Worker], place: Place[WorkerLink]
) -> None:
    home, edge = workers
    home.counts["r", None], edge.counts["r", None] = {"views": 3}, {"views": 5}
    assert await figures.of("r", None) == {"views": 3, "edges": {edge.path: {"views": 5}}}
    place.edges.clear()
    assert await figures.of("r", None) == {"views": 3}


async def test_figures_of_a_room_that_is_not_open_are_refused(figures: Figures) -> None:
    for peer in (None, "bo"):
        with pytest.raises(MediaRefused) as refused:
            await figures.of("other", peer)
        assert refused.value.code == "no_room"


async def test_worker_has_a_probe_only_where_it_was_probed_and_null_says_that_it_was_lost(
    figures: Figures, workers: list[Worker], fleet: Fleet
) -> None:
    home, edge = workers
    home.counts[None, None], edge.counts[None, None] = {"loop": 1}, {"loop": 2}
    assert await figures.of_workers() == {home.path: {"loop": 1}, edge.path: {"loop": 2}}
    fleet.probes = {home.path: None, "gone": 0.5}
    assert await figures.of_workers() == {home.path: {"loop": 1, "probe": None}, edge.path: {"loop": 2}}
    fleet.probes = {home.path: 0.0, edge.path: 0.25}
    assert await figures.of_workers() == {
        home.path: {"loop": 1, "probe": 0.0},
        edge.path: {"loop": 2, "probe": 0.25},
    }


async def test_worker_that_is_emptied_is_asked_and_one_that_is_gone_is_not(
    figures: Figures, workers: list[Worker], fleet: Fleet
) -> None:
    home = workers[0]
    home.counts[None, None] = {"loop": 1}
    fleet.draining.add(fleet.links[0])
    await fleet.links[1].stop()
    assert await figures.of_workers() == {home.path: {"loop": 1}}
