"""How often one person may do a thing. The rates are settings; what is counted is in this process's memory.

Strangers come under names without end, so a count is let go as soon as it is too old to matter.
"""

import datetime as dt
from collections import deque
from ipaddress import IPv6Address, ip_address

from limits import RateLimitItem, parse

from config.settings import Limits
from hub import clock
from hub.actor import Actor
from hub.errors import Refused

_rates: dict[str, RateLimitItem] = {}
_counted: dict[str, dict[str, deque[dt.datetime]]] = {}
"""Moments of use by rate and key; in each rate whoever was counted last stands last."""


def configure(settings: Limits) -> None:
    """Take the rates from the settings and forget what was counted."""
    _rates.clear()
    _counted.clear()
    for name in settings.__struct_fields__:
        _rates[name], _counted[name] = parse(getattr(settings, name)), {}


def hit(name: str, key: str) -> None:
    """Count one use of `name` by `key`; Refused("too_fast") above the rate. Unknown names are a bug."""
    if not _rates:
        return
    rate, now = _rates[name], clock.now()
    _forget(now)
    uses = _counted[name].pop(key, deque())
    _counted[name][key] = uses
    while uses and not now - _window(rate) < uses[0] <= now:  # the clock may have been set back
        uses.popleft()
    if len(uses) >= rate.amount:
        raise Refused(
            "too_fast",
            "Det gik lidt for hurtigt. Vent et øjeblik, og prøv igen.",
            "That was a little too fast. Wait a moment and try again.",
        )
    uses.append(now)


def counted() -> int:
    """How many counts are kept now."""
    return sum(map(len, _counted.values()))


def who(actor: Actor) -> str:
    """Whose uses are counted together: a person's, a link's, or those of all strangers of one network."""
    return actor.key if actor.known or actor.link_id is not None else network(actor.address)


def network(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 an IPv6 address is in; junk is one network."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        return network(str(parsed.ipv4_mapped)) if parsed.ipv4_mapped else str(parsed.exploded)[:19]
    return str(parsed)


def _window(rate: RateLimitItem) -> dt.timedelta:
    return dt.timedelta(seconds=rate.get_expiry())


def _forget(now: dt.datetime) -> None:
    """Let go, from those counted longest ago, what their rate does not look back at."""
    for name, counted in _counted.items():
        window = _window(_rates[name])
        while counted:
            key, uses = next(iter(counted.items()))
            if uses and now - window < uses[-1] <= now:
                break
            del counted[key]
