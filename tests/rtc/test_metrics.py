"""The Prometheus page: parses, adds up over rooms, and has no series that somebody outside could make."""

from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from rtc import metrics

ROOM = {"viewers": 3, "publishers": 1}
WORKER = {
    "connections": 5,
    "counters": {"stranger": 7},
    "totals": {"received": 100, "sent": 300},
    "dropped": {"paused": 2},
    "ages": [[0.25, 5], [1.0, 2], [60000.0, 1]],
    "rooms": {"secret-room": ROOM, "other": ROOM},
}


def samples(page: bytes) -> dict[tuple[str, str, str], float]:
    """(name, worker, reason) -> value."""
    return {
        (sample.name, sample.labels.get("worker", ""), sample.labels.get("reason", "")): sample.value
        for family in text_string_to_metric_families(page.decode())
        for sample in family.samples
    }


def test_rooms_are_added_up_by_worker() -> None:
    found = samples(metrics.exposition({"/b.sock": {**WORKER, "rooms": {}}, "/a.sock": WORKER}))
    assert found["media_viewers", "0", ""] == 6
    assert found["media_viewers", "1", ""] == 0
    assert found["media_rooms", "0", ""] == 2
    assert found["media_sent_total", "0", ""] == 300
    assert found["media_lost_total", "0", ""] == 0
    assert found["media_dropped_datagrams_total", "0", "stranger"] == 7
    assert found["media_dropped_packets_total", "0", "paused"] == 2


def test_ages_are_a_histogram_in_seconds() -> None:
    page = metrics.exposition({"/a.sock": WORKER}).decode()
    found = [line for line in page.splitlines() if line.startswith("media_age_seconds")]
    assert found == [
        'media_age_seconds_bucket{le="0.00025",worker="0"} 5.0',
        'media_age_seconds_bucket{le="0.001",worker="0"} 7.0',
        'media_age_seconds_bucket{le="+Inf",worker="0"} 8.0',
    ]


def test_no_name_of_a_room_or_socket_is_told() -> None:
    page = metrics.exposition({"/run/a.sock": WORKER})
    assert b"secret-room" not in page
    assert b"a.sock" not in page


async def test_page_of_a_real_worker_has_every_figure(studio: Any) -> None:
    await studio.publisher("anna")
    viewer = await studio.viewer("bo")
    await viewer.wait_frames("c0", 5)
    found = samples(metrics.exposition(await studio.control.stats()))
    assert found["media_connections", "0", ""] == 2
    assert found["media_received_total", "0", ""] >= 5
    assert {name for name, _, _ in found} >= {f"media_{name}_total" for name in metrics.COUNTS}


def test_lost_probe_is_no_number_and_one_that_was_never_sent_no_sample() -> None:
    workers = {"/a": {**WORKER, "probe": 0.004}, "/b": {**WORKER, "probe": None}, "/c": WORKER}
    lines = metrics.exposition(workers).decode().splitlines()
    found = [line for line in lines if line.startswith("media_probe_seconds")]
    assert found == [
        'media_probe_seconds{worker="0"} 0.004',
        'media_probe_seconds{worker="1"} NaN',
    ]
