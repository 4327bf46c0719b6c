"""What a run comes to: numbers, compared with budgets, as one readable page or one JSON object. Pure."""

import math
from dataclasses import asdict, dataclass, field
from typing import Any

PEOPLE_WORDS = {
    "sign in": "sign in",
    "open room": "open the room's page",
    "connect": "connect",
    "join": "join",
    "chat": "send a chat line",
    "hand": "raise a hand",
}


@dataclass(frozen=True)
class Step:
    """How one step went for everybody. Times in milliseconds."""

    name: str
    count: int
    failures: int
    median_ms: float
    p95_ms: float


@dataclass(frozen=True)
class Media:
    """What the audience received."""

    viewers: int
    connected: int
    first_packet_p95_ms: float
    packets: int
    lost_share: float
    gaps: int


@dataclass(frozen=True)
class Summary:
    """A whole run. `over` names each budget that did not hold; empty means the machine held."""

    plan: str
    audience: int
    seconds: float
    steps: list[Step]
    media: Media
    server_cpu: float | None
    """Cores used by the hub and its media workers together, averaged; None when it is not on this machine."""
    load_cpu: float
    over: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.over


def percentile(values: list[float], share: float) -> float:
    """The smallest value that at least `share` of all values do not exceed; 0 when there are none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def steps_of(rows: list[dict[str, Any]]) -> list[Step]:
    """Steps from locust's JSON rows, in the order a person takes them; rows of other names are left out."""
    found = {}
    for row in rows:
        times = [float(ms) for ms, count in row["response_times"].items() for _ in range(count)]
        found[row["name"]] = Step(
            row["name"],
            row["num_requests"],
            row["num_failures"],
            percentile(times, 0.5),
            percentile(times, 0.95),
        )
    return [found[name] for name in PEOPLE_WORDS if name in found]


def media_of(viewers: list[dict[str, Any]]) -> Media:
    """The audience's reception from what each viewer counted."""
    packets = sum(viewer["packets"] for viewer in viewers)
    lost = sum(viewer["lost"] for viewer in viewers)
    first = [v["first_packet_ms"] for v in viewers if v["first_packet_ms"] is not None]
    return Media(
        viewers=len(viewers),
        connected=sum(viewer["connected_ms"] is not None for viewer in viewers),
        first_packet_p95_ms=percentile(first, 0.95),
        packets=packets,
        lost_share=lost / (packets + lost) if packets + lost else 0.0,
        gaps=sum(viewer["gaps"] for viewer in viewers),
    )


def over_budget(steps: list[Step], media: Media, audience: int, budget: dict[str, float]) -> list[str]:
    """One sentence for each budget that did not hold. `budget` is a plan's table of budgets.toml."""
    said = []
    failures = sum(step.failures for step in steps)
    count = sum(step.count for step in steps)
    if count == 0 or failures / count > budget["failed_share"]:
        said.append(f"{failures} of {count} steps failed; {budget['failed_share']:.1%} may")
    for step in steps:
        limit = budget.get(step.name.replace(" ", "_") + "_p95_ms")
        if limit is not None and step.p95_ms > limit:
            said.append(
                f"{PEOPLE_WORDS[step.name]}: 95 % within {step.p95_ms:.0f} ms; {limit:.0f} ms allowed"
            )
    if media.connected < audience * budget["connected_share"]:
        said.append(f"{media.connected} of {audience} received media")
    if media.first_packet_p95_ms > budget["first_packet_p95_ms"]:
        said.append(
            f"first packet: 95 % within {media.first_packet_p95_ms:.0f} ms; "
            f"{budget['first_packet_p95_ms']:.0f} ms allowed"
        )
    if media.lost_share > budget["lost_share"]:
        said.append(f"{media.lost_share:.2%} of the packets were lost; {budget['lost_share']:.2%} may be")
    if media.gaps > audience * budget["gaps_per_viewer"]:
        said.append(f"{media.gaps} silences longer than a second")
    return said


def as_json(summary: Summary, machine: str, commit: str) -> dict[str, Any]:
    """The summary with where it was measured, for one line of JSON."""
    return {"machine": machine, "commit": commit, "holds": summary.holds, **asdict(summary)}


def as_text(summary: Summary, machine: str) -> str:
    """The page a load tester reads: the verdict first."""
    verdict = "This machine holds." if summary.holds else "This machine does NOT hold:"
    lines = [
        f"{summary.plan}, audience of {summary.audience}, {summary.seconds:.0f} s, {machine}",
        "",
        verdict,
    ]
    lines += [f"  - {sentence}" for sentence in summary.over]
    lines += ["", f"{'':26}{'count':>7}{'failed':>8}{'median':>9}{'95 %':>9}"]
    for step in summary.steps:
        lines.append(
            f"{PEOPLE_WORDS[step.name]:26}{step.count:>7}{step.failures:>8}"
            f"{step.median_ms:>6.0f} ms{step.p95_ms:>6.0f} ms"
        )
    media = summary.media
    lines += [
        "",
        f"Media: {media.connected} of {media.viewers} connected, 95 % had their first packet within "
        f"{media.first_packet_p95_ms:.0f} ms,",
        f"{media.packets} packets, {media.lost_share:.2%} lost, {media.gaps} silences longer than a second.",
        _cost(summary),
    ]
    return "\n".join(lines)


def _cost(summary: Summary) -> str:
    server = "elsewhere" if summary.server_cpu is None else f"{summary.server_cpu:.2f} cores"
    return f"Cost: hub and media {server}; this load generator {summary.load_cpu:.2f} cores."
