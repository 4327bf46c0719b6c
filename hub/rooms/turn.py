"""ICE servers for one seat. TURN credentials end by themselves, as coturn's `use-auth-secret` reads them.

Form (draft-uberti-behave-turn-rest-00): user name `<unix expiry>:<name>`, password base64(HMAC-SHA1(secret,
user name)). The name is the random seat id: the TURN server learns nobody's name.
"""

import base64
import datetime as dt
import hashlib
import hmac
from typing import Any

from config.settings import Settings


def ice_servers(seat: str, settings: Settings, now: dt.datetime) -> list[dict[str, Any]]:
    """RTCConfiguration.iceServers of a browser; empty when neither STUN nor TURN is configured."""
    media = settings.media
    servers: list[dict[str, Any]] = []
    if media.stun_urls:
        servers.append({"urls": list(media.stun_urls)})
    if media.turn_urls and media.turn_secret:
        user = f"{int(now.timestamp()) + media.turn_seconds}:{seat}"
        mac = hmac.new(media.turn_secret.encode(), user.encode(), hashlib.sha1).digest()
        servers.append(
            {"urls": list(media.turn_urls), "username": user, "credential": base64.b64encode(mac).decode()}
        )
    return servers
