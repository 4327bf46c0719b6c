"""What a session description says (RFC 8866), as far as anything here asks. `sdp` and `answers` read
it; what is written are lines (`describe`, `accepting`, `player`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from rtc.core.malformed import Malformed

Fingerprints = frozenset[tuple[str, str]]
"""Certificates as (digest, "AB:CD")."""


@dataclass(slots=True)
class Codec:
    """One payload type of an m-line; `name` is in lower case, `feedback` holds rtcp-fb values, `parameters`
    what its fmtp says (names in lower case, values are checked tokens)."""

    payload_type: int
    name: str
    clock_rate: int
    channels: int
    feedback: list[str] = field(default_factory=list)
    parameters: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Transport:
    """Attributes that may stand once for the session or in each m-line.

    While `inherited`, the fingerprints are the session's, whose place an m-line's own take.
    """

    ufrag: str = ""
    password: str = ""
    fingerprints: Fingerprints = frozenset()
    setup: str = ""
    inherited: bool = False

    @property
    def strongest(self) -> Fingerprints:
        """The fingerprints of the strongest digest: one of them must be the certificate's (RFC 8122 section
        5); those of weaker ones are for others."""
        longest = max((len(value) for _, value in self.fingerprints), default=0)
        return frozenset(one for one in self.fingerprints if len(one[1]) == longest)

    def within(self) -> Transport:
        """The session's, as each m-line begins with it."""
        return replace(self, inherited=True)


@dataclass(slots=True)
class Media:
    """One m-line. `ssrcs` are in the order named; `repairs` tells which of them only repeats which (FID),
    `layers` those of one simulcast (SIM), lowest first. `rids` are what it sends in the order of a=simulcast.
    """

    kind: str
    port: int
    protocol: str
    formats: list[str]
    transport: Transport
    mid: str = ""
    direction: str = "sendrecv"
    codecs: dict[int, Codec] = field(default_factory=dict)
    extensions: dict[str, int] = field(default_factory=dict)
    ssrcs: list[int] = field(default_factory=list)
    repairs: dict[int, int] = field(default_factory=dict)
    layers: list[int] = field(default_factory=list)
    offered_rids: list[str] = field(default_factory=list)
    simulcast: list[str] = field(default_factory=list)

    @property
    def primary_ssrcs(self) -> list[int]:
        return [ssrc for ssrc in self.ssrcs if ssrc not in self.repairs.values()]

    @property
    def rids(self) -> list[str]:
        return [rid for rid in self.simulcast if rid in self.offered_rids]

    def repair_of(self, codec: Codec) -> Codec | None:
        """The retransmission payload type of a codec (RFC 4588 section 8.1)."""
        apt = str(codec.payload_type)
        rtx = (one for one in self.codecs.values() if one.name == "rtx")
        return next((one for one in rtx if one.parameters.get("apt") == apt), None)

    def codec(self, name: str) -> Codec | None:
        """The first codec of that name in the sender's order of preference."""
        return next((codec for codec in self.codecs.values() if codec.name == name), None)


@dataclass(slots=True)
class Description:
    """A whole offer or answer; `bundle` holds the mids of the BUNDLE group."""

    media: list[Media] = field(default_factory=list)
    session: str = ""
    bundle: list[str] = field(default_factory=list)
    extensions_mixed: bool = False

    @property
    def codec_names(self) -> frozenset[str]:
        """The codecs of all m-lines in use."""
        used = (media for media in self.media if media.port)
        return frozenset(codec.name for media in used for codec in media.codecs.values())

    def transport(self) -> Transport:
        """The transport of the first m-line in use: with BUNDLE it carries all. Raises Malformed."""
        for media in self.media:
            if media.port or media.mid in self.bundle:
                if not media.transport.fingerprints or not media.transport.ufrag:
                    raise Malformed("no fingerprint or ICE user in the description")
                return media.transport
        raise Malformed("no m-line in use")
