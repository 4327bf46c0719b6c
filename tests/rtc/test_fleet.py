"""Which workers can be asked, which may be given something to do, and whether all are well."""

import pytest

from rtc import fleet as fleet_module
from rtc.fleet import Fleet
from rtc.link import MediaRefused


@pytest.fixture
async def fleet() -> Fleet:
    """Three workers, of which two are connected and one of those is being emptied."""
    fleet = Fleet(["a", "b", "c"], lambda *_: None)
    for name in "ab":
        fleet.behind(name).ready.set()
    fleet.draining.add(fleet.behind("b"))
    return fleet


async def test_worker_that_is_emptied_can_be_asked_but_gets_nothing_to_do(fleet: Fleet) -> None:
    assert [link.path for link in fleet.ready()] == ["a", "b"]
    assert [link.path for link in fleet.connected()] == ["a"]
    assert await fleet.available() == fleet.connected()


async def test_whoever_needs_a_worker_is_refused_when_none_comes_back_in_time(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet.behind("a").ready.clear()
    with pytest.raises(MediaRefused) as only_an_emptied_one:
        await fleet.available()
    assert only_an_emptied_one.value.code == "worker_lost"
    fleet.behind("b").ready.clear()
    monkeypatch.setattr(fleet_module, "COMMAND_TIMEOUT", 0.01)
    with pytest.raises(MediaRefused):
        await fleet.available()


@pytest.mark.parametrize(
    ("probes", "healthy"), [({}, None), ({"a": 0.01, "b": 0.02}, True), ({"a": 0.01, "b": None}, False)]
)
async def test_fleet_is_well_when_a_packet_went_through_every_worker(
    fleet: Fleet, probes: dict[str, float | None], healthy: bool | None
) -> None:
    fleet.probes = probes
    assert fleet.healthy is healthy
