"""Prometheus text exposition of workers' figures (the extra `metrics`): summed over rooms, without any name.

Labels are a worker's number and the reasons our own code counts by, so nobody outside can make new series.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
COUNTS = {
    "received": "RTP packets from publishers",
    "lost": "RTP packets of publishers that never came",
    "sent": "RTP and RTCP packets to viewers",
    "failed": "Packets to viewers that libsrtp or the kernel refused",
    "resent": "RTP packets sent again on a viewer's request",
    "malformed": "Packets of participants that do not parse",
    "freezes": "Times a viewer's picture stood still, as browsers told",
    "frozen_ms": "Milliseconds viewers' pictures stood still, as browsers told",
    "concealed_ms": "Milliseconds of sound viewers' browsers made up",
}
PRESENT = {"viewers": "Peers that view", "publishers": "Peers that publish"}


def exposition(workers: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The page for what `MediaControl.stats()` returned; workers are numbered in the order of their names."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Workers([workers[name] for name in sorted(workers)]))
    return generate_latest(registry)


class _Workers(Collector):
    def __init__(self, workers: list[Mapping[str, Any]]) -> None:
        self._workers = [(str(number), figures) for number, figures in enumerate(workers)]

    def collect(self) -> Iterable[Metric]:
        yield self._gauge("connections", "Connections, connecting or open", lambda one: one["connections"])
        yield self._gauge("rooms", "Open rooms", lambda one: len(one["rooms"]))
        for name, says in PRESENT.items():
            yield self._gauge(name, says, lambda one, name=name: sum(r[name] for r in one["rooms"].values()))
        for name, says in COUNTS.items():
            counted = CounterMetricFamily(f"media_{name}", says, labels=["worker"])
            for number, figures in self._workers:
                counted.add_metric([number], figures["totals"].get(name, 0))
            yield counted
        yield self._probes()
        yield self._ages()
        yield self._reasons("dropped_datagrams", "Datagrams that were not taken", "counters")
        yield self._reasons("dropped_packets", "Packets of publishers not forwarded", "dropped")

    def _gauge(self, name: str, says: str, read: Any) -> Metric:
        gauge = GaugeMetricFamily(f"media_{name}", says, labels=["worker"])
        for number, figures in self._workers:
            gauge.add_metric([number], read(figures))
        return gauge

    def _probes(self) -> Metric:
        says = "Seconds a packet took through the worker, NaN when it did not come back"
        gauge = GaugeMetricFamily("media_probe_seconds", says, labels=["worker"])
        for number, figures in self._workers:
            if "probe" in figures:
                gauge.add_metric([number], math.nan if figures["probe"] is None else figures["probe"])
        return gauge

    def _ages(self) -> Metric:
        """`ages` are [[up to ms, packets], ...], the last bound open; Prometheus wants them added up."""
        ages = HistogramMetricFamily("media_age_seconds", "From arrival to the last send", labels=["worker"])
        for number, figures in self._workers:
            buckets, total = [], 0
            for bound, count in figures.get("ages", []):
                total += count
                buckets.append((str(bound / 1000), total))
            ages.add_metric([number], [*buckets[:-1], ("+Inf", total)], None)
        return ages

    def _reasons(self, name: str, says: str, key: str) -> Metric:
        counted = CounterMetricFamily(f"media_{name}", says, labels=["worker", "reason"])
        for number, figures in self._workers:
            for reason, count in sorted(figures[key].items()):
                counted.add_metric([number, reason], count)
        return counted
