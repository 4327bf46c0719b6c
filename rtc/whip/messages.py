"""What WHIP and WHEP endpoints are asked and answer, apart from any HTTP server; the table of statuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType

SDP = "application/sdp"
FRAGMENT = "application/trickle-ice-sdpfrag"
RETRY_SECONDS = "2"

# What became of a request -> what HTTP calls it (RFC 9725 and draft-ietf-wish-whep, section 4 of both)
STATUS: Mapping[str, HTTPStatus] = MappingProxyType(
    {
        "created": HTTPStatus.CREATED,
        "restarted": HTTPStatus.OK,
        "trickled": HTTPStatus.NO_CONTENT,
        "ended": HTTPStatus.OK,
        "options": HTTPStatus.NO_CONTENT,
        "bad_sdp": HTTPStatus.BAD_REQUEST,
        "no_token": HTTPStatus.UNAUTHORIZED,
        "not_allowed": HTTPStatus.FORBIDDEN,
        "no_room": HTTPStatus.NOT_FOUND,
        "no_session": HTTPStatus.NOT_FOUND,
        "unknown_peer": HTTPStatus.NOT_FOUND,
        "method": HTTPStatus.METHOD_NOT_ALLOWED,
        "no_free_slot": HTTPStatus.CONFLICT,
        "other_ice_session": HTTPStatus.PRECONDITION_FAILED,
        "too_long": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "content_type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "no_if_match": HTTPStatus.PRECONDITION_REQUIRED,
        "busy": HTTPStatus.SERVICE_UNAVAILABLE,
        "worker_lost": HTTPStatus.SERVICE_UNAVAILABLE,
    }
)


@dataclass(slots=True, frozen=True)
class Request:
    """One HTTP request; names of `headers` are in lower case."""

    method: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def token(self) -> str | None:
        """The bearer token (RFC 6750 section 2.1), None without one."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() or None if scheme.lower() == "bearer" else None


@dataclass(slots=True, frozen=True)
class Response:
    """One HTTP response."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def outcome(
    what: str, headers: Mapping[str, str] | None = None, body: str = "", *, why: str = ""
) -> Response:
    """The response for a row of the table; errors say their name in the body, and `why` for whoever set up
    the program that asks."""
    status = STATUS.get(what, HTTPStatus.INTERNAL_SERVER_ERROR)
    told = dict(headers or {})
    if status >= HTTPStatus.BAD_REQUEST:
        told["content-type"], body = "text/plain; charset=utf-8", f"{what}: {why}\n" if why else what + "\n"
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        told["retry-after"] = RETRY_SECONDS
    if status == HTTPStatus.UNAUTHORIZED:
        told["www-authenticate"] = "Bearer"
    return Response(int(status), told, body.encode())
