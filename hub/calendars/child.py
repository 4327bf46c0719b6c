"""The process in which one calendar is fetched and read: an order on stdin, times or a code on stdout.

Limits itself before it does anything, and the parent stops it after a while. Whatever happens here, the hub
goes on.
"""

import datetime as dt
import json
import resource
import sys
from typing import Any

from hub.calendars.fetching import Reach, Unreachable, fetch
from hub.calendars.spans import Unreadable, spans

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 20


def main() -> None:
    """Fetch and read what stdin asks for, and say how it went."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    order = json.loads(sys.stdin.buffer.read())
    try:
        told = _read(order)
    except (Unreachable, Unreadable) as refused:
        told = {"error": str(refused)}
    except (MemoryError, RecursionError):
        told = {"error": "feed_too_many"}
    sys.stdout.write(json.dumps(told))


def _read(order: dict[str, Any]) -> dict[str, Any]:
    reach = Reach(tuple(order["schemes"]), bool(order["private"]))
    fetched = fetch(order["url"], order["etag"], reach)
    if fetched.data is None:
        return {"unchanged": True}
    first, last = (dt.datetime.fromisoformat(order[name]) for name in ("first", "last"))
    found = spans(fetched.data, first, last)
    return {"etag": fetched.etag, "spans": [[one.isoformat() for one in span] for span in found]}


if __name__ == "__main__":
    main()
