"""The process in which one file is opened: bytes in on stdin, a line of JSON and the clean bytes out.

Limits itself before it reads a byte. Whatever happens here, the hub goes on.
"""

import json
import resource
import sys

from forum.files.unclean import LARGEST, Unclean

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 8


def main() -> None:
    """Clean what stdin holds and tell the kind, or why it is refused."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read(LARGEST + 1)
    try:
        told, clean = _cleaned(data)
    except Unclean as refused:
        told, clean = {"error": str(refused)}, b""
    except MemoryError:
        told, clean = {"error": "file_unreadable"}, b""
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + clean)


def _cleaned(data: bytes) -> tuple[dict[str, str | int], bytes]:
    if data.startswith(b"%PDF-"):
        from forum.files import papers

        clean, pages = papers.check(data)
        return {"kind": papers.KIND, "pages": pages}, clean
    from forum.files import pictures

    clean, width, height = pictures.redraw(data)
    return {"kind": pictures.KIND, "width": width, "height": height}, clean


if __name__ == "__main__":
    main()
