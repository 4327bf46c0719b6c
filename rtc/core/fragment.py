"""SDP fragments of trickled candidates and ICE restarts (RFC 8840 section 9), as WHIP and WHEP send them.

Candidates are checked and then passed over: an ICE-lite server needs none, it answers whoever knows its
password (RFC 8445 section 2.5).
"""

from __future__ import annotations

from dataclasses import dataclass

from rtc.core.attributes import ice_chars
from rtc.core.malformed import Malformed

MAX_TEXT, MAX_LINES, MAX_CANDIDATE = 16 * 1024, 256, 512


@dataclass(slots=True, frozen=True)
class Fragment:
    """The credentials of the sender's ICE session ("" when not named), and how many candidates it tells."""

    ufrag: str
    password: str
    candidates: int
    ended: bool


def parse(text: str) -> Fragment:
    """Parse a fragment. Raises Malformed."""
    lines = text.replace("\r\n", "\n").split("\n")
    if len(text) > MAX_TEXT or len(lines) > MAX_LINES:
        raise Malformed("fragment too long")
    values = {"ice-ufrag": "", "ice-pwd": ""}
    candidates, ended = 0, False
    for line in filter(None, lines):
        if line[:2] not in ("a=", "m="):
            raise Malformed("fragment line")
        name, _, value = line[2:].partition(":")
        if name in values:
            values[name] = ice_chars(value)
        elif name == "candidate":
            _check_candidate(value)
            candidates += 1
        ended = ended or name == "end-of-candidates"
    if not candidates and not ended and not values["ice-ufrag"]:
        raise Malformed("empty fragment")
    return Fragment(values["ice-ufrag"], values["ice-pwd"], candidates, ended)


def write(ufrag: str, password: str, candidates: list[str]) -> str:
    """The server's fragment after an ICE restart; `candidates` are whole a-lines."""
    lines = [f"a=ice-ufrag:{ufrag}", f"a=ice-pwd:{password}", "m=audio 9 UDP/TLS/RTP/SAVPF 0", *candidates]
    return "\r\n".join(lines) + "\r\n"


def _check_candidate(value: str) -> None:
    """`foundation component transport priority address port typ ...` (RFC 8839 section 5.1)."""
    parts = value.split()
    if len(value) > MAX_CANDIDATE or len(parts) < 8 or parts[6] != "typ":
        raise Malformed("candidate")
