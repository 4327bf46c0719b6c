"""The figures of a room and of a participant, as PROTOCOL.md lists them; named after webrtc-stats (W3C).

Read from what the parts of a room keep anyway, so nothing here runs per packet. Rates are bits per second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rtc.core.branch import Branch
from rtc.core.encoding import SPATIAL_NAMES, Encoding
from rtc.core.link import Link
from rtc.core.publisher import Publisher
from rtc.core.rewrite import ALL_LAYERS
from rtc.core.rtcp import ReportBlock, round_trip
from rtc.core.scene import Scene
from rtc.core.viewer import Viewer

Figures = dict[str, Any]
OF_VIEWERS = ("resent", "freezes", "frozen_ms", "concealed_ms")


@dataclass(slots=True, frozen=True)
class Reception:
    """How one slot reaches a viewer, by its last report; `round_trip` in seconds, None when unknown."""

    fraction_lost: float
    lost: int
    jitter: float
    round_trip: float | None


def reception(block: ReportBlock, clock_rate: int, now: float) -> Reception:
    """A report block read against our clock (RFC 3550 section 6.4.1: last SR and the delay since it)."""
    return Reception(block.fraction_lost / 256, block.lost, block.jitter / clock_rate, round_trip(block, now))


def of_room(scene: Scene, now: float) -> Figures:
    """Totals of a room and what each slot carries."""
    return {
        "viewers": len(scene.viewers),
        "slots": {
            slot.mid: {
                "peer": slot.owner,
                "packets": slot.packets,
                "octets": slot.octets,
                "branches": [{**_layer(branch), "viewers": len(branch.viewers)} for branch in slot.branches],
            }
            for slot in scene.slots.values()
        },
        **_totals(scene),
        "dropped": dict(scene.dropped),
    }


def load(scene: Scene, now: float) -> float:
    """What a room's pictures come to on the way out, bits per second to all its viewers."""
    shown = (slot for slot in scene.slots.values() if slot.video and slot.owner is not None)
    return sum(len(branch.viewers) * _rate(branch, now) for slot in shown for branch in slot.branches)


def of_peer(scene: Scene, peer: str, link: Link | None, now: float) -> Figures:
    """What one participant sends and is sent, and what its link is thought to carry."""
    publisher, viewer = scene.publishers.get(peer), scene.viewers.get(peer)
    sends = (
        {}
        if publisher is None
        else {
            source: {
                "mid": feed.slot.mid if feed.slot else None,
                "paused": (peer, source) in scene.paused,
                "encodings": {rid: _arriving(one, now) for rid, one in feed.encodings.items()},
            }
            for source, feed in publisher.feeds.items()
        }
    )
    return {"sends": sends, "views": {} if viewer is None else _viewing(scene, viewer, link)}


def _layer(branch: Branch) -> Figures:
    """Which encoding, and up to which layers of it; None where all are sent."""
    return {
        "rid": branch.encoding.rid if branch.encoding else None,
        "temporal": branch.temporal if branch.temporal < ALL_LAYERS else None,
        "spatial": branch.spatial if branch.spatial < ALL_LAYERS else None,
    }


def _arriving(encoding: Encoding, now: float) -> Figures:
    return {
        "active": encoding.active(now),
        "packets": encoding.received,
        "lost": encoding.lost,
        "jitter": encoding.jitter,
        "rate": sum(encoding.meter.rates(now)),
        "width": encoding.width,
        "height": encoding.height,
    }


def _viewing(scene: Scene, viewer: Viewer, link: Link | None) -> Figures:
    views = {}
    for slot in scene.slots.values():
        branch, report = slot.branch_of(viewer.peer), viewer.reports.get(slot.name.ssrc)
        if branch is None or slot.owner is None:
            continue
        heard = None if report is None else reception(report[0], slot.name.clock_rate, report[1])
        views[slot.mid] = {
            **_layer(branch),
            "fraction_lost": heard.fraction_lost if heard else None,
            "lost": max(0, heard.lost - slot.views[viewer.peer].skipped) if heard else None,
            "jitter": heard.jitter if heard else None,
            "round_trip": heard.round_trip if heard else None,
        }
    return {
        "slots": views,
        "redundancy": viewer.hearing.depth if "red" in viewer.takes else 0,
        "level": link.level if link else None,
        "available_rate": link.estimate.bps if link else None,
        "resent": viewer.resent,
        "freezes": viewer.freezes,
        "frozen_ms": viewer.frozen_ms,
        "concealed_ms": viewer.concealed_ms,
    }


def retire_publisher(scene: Scene, publisher: Publisher) -> None:
    """The publisher goes: what was counted of it stays in the room's totals."""
    for feed in publisher.feeds.values():
        for encoding in feed.encodings.values():
            scene.past["received"] += encoding.total_received
            scene.past["lost"] += encoding.total_lost


def retire_viewer(scene: Scene, viewer: Viewer) -> None:
    """The viewer goes: what was counted of it stays in the room's totals."""
    for name in OF_VIEWERS:
        scene.past[name] += getattr(viewer, name)


def _rate(branch: Branch, now: float) -> float:
    """Of what one viewer of a branch is sent; a little before the first measurement."""
    layers = branch.encoding.layers(now) if branch.encoding is not None else []
    sent = (
        layer.bps
        for layer in layers
        if layer.temporal <= branch.temporal and _spatial(layer.rid) <= branch.spatial
    )
    return max(sent, default=1.0)


def _spatial(rid: str) -> int:
    return SPATIAL_NAMES.index(rid) if rid in SPATIAL_NAMES else 0


def _totals(scene: Scene) -> dict[str, int]:
    """Of who is here and who was: these only grow while the room is open."""
    feeds = (feed for publisher in scene.publishers.values() for feed in publisher.feeds.values())
    encodings = [encoding for feed in feeds for encoding in feed.encodings.values()]
    totals = {
        "received": sum(encoding.total_received for encoding in encodings),
        "lost": sum(encoding.total_lost for encoding in encodings),
    }
    for name in OF_VIEWERS:
        totals[name] = sum(getattr(viewer, name) for viewer in scene.viewers.values())
    return {name: count + scene.past[name] for name, count in totals.items()}
