"""Session descriptions as a headless browser reads and answers them; nothing is negotiated beyond that."""

import re

KEPT_LINES = re.compile(r"a=(mid|rtpmap|fmtp|rtcp-fb):")


def attributes(sdp: str, name: str) -> list[str]:
    """The values of `a=name:` lines, in order."""
    return re.findall(rf"^a={name}:(.*?)\r?$", sdp, re.MULTILINE)


def answer_sdp(
    offer: str, ufrag: str, password: str, algorithm: str, fingerprint: str, candidate: str = ""
) -> str:
    """An answer that takes every m-line of the offer as it is (RFC 9429, section 5.3.1)."""
    session, *media = re.split(r"(?=^m=)", offer, flags=re.MULTILINE)
    lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0"]
    lines += [line for line in session.splitlines() if line.startswith(("a=group:", "a=msid-semantic:"))]
    for section in media:
        first, *rest = section.splitlines()
        lines += [re.sub(r"^(m=\w+) \d+", r"\1 9", first), "c=IN IP4 0.0.0.0"]
        lines += [line for line in rest if KEPT_LINES.match(line)]
        lines += [f"a=ice-ufrag:{ufrag}", f"a=ice-pwd:{password}", f"a=fingerprint:{algorithm} {fingerprint}"]
        lines += ["a=setup:active", "a=rtcp-mux", "a=recvonly"]
        lines += [f"a=candidate:{candidate}", "a=end-of-candidates"] if candidate else []
    return "\r\n".join(lines) + "\r\n"


def publishing_offer(ufrag: str, password: str, fingerprint: str, ssrcs: dict[str, int]) -> str:
    """An offer of Opus 111 (mid 0) and VP8 96 (mid 1) with the SSRCs of "audio" and "video"."""
    lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0 1"]
    codecs = (("audio", 111, "opus/48000/2"), ("video", 96, "VP8/90000"))
    for mid, (kind, payload_type, codec) in enumerate(codecs):
        lines += [
            f"m={kind} 9 UDP/TLS/RTP/SAVPF {payload_type}",
            "c=IN IP4 0.0.0.0",
            f"a=mid:{mid}",
            "a=sendonly",
            "a=rtcp-mux",
            f"a=rtpmap:{payload_type} {codec}",
            f"a=ssrc:{ssrcs[kind]} cname:load",
            f"a=ice-ufrag:{ufrag}",
            f"a=ice-pwd:{password}",
            f"a=fingerprint:sha-256 {fingerprint}",
            "a=setup:actpass",
        ]
        if kind == "video":
            lines += ["a=rtcp-fb:96 nack", "a=rtcp-fb:96 nack pli", "a=rtcp-fb:96 goog-remb"]
    return "\r\n".join(lines) + "\r\n"
