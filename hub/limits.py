"""How often one person may do a thing. The rates are settings; the storage is this process's memory."""

from limits import parse
from limits.limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from config.settings import Limits
from hub.errors import Refused

_storage = MemoryStorage()
_limiter = MovingWindowRateLimiter(_storage)
_rates: dict[str, RateLimitItem] = {}


def configure(settings: Limits) -> None:
    """Take the rates from the settings and forget what was counted."""
    _rates.clear()
    for name in settings.__struct_fields__:
        _rates[name] = parse(getattr(settings, name))
    _storage.reset()


def hit(name: str, key: str) -> None:
    """Count one use of `name` by `key`; Refused("too_fast") above the rate. Unknown names are a bug."""
    if not _rates:
        return
    if not _limiter.hit(_rates[name], name, key):
        raise Refused(
            "too_fast",
            "Det gik lidt for hurtigt. Vent et øjeblik, og prøv igen.",
            "That was a little too fast. Wait a moment and try again.",
        )
