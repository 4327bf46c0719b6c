"""Where log lines go and how they look: one line each on standard error, JSON when asked."""

import json
import logging
import sys

from config.settings import Log


class JsonLine(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and the traceback of an exception."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure(settings: Log) -> None:
    """Set up the root logger; libraries that log what people write are kept at warnings."""
    handler = logging.StreamHandler(sys.stderr)
    text = logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S")
    handler.setFormatter(JsonLine() if settings.json else text)
    logging.basicConfig(level=settings.level, handlers=[handler], force=True)
    for name in ("tortoise", "socketio", "engineio", "aiosqlite", "asyncio", "PIL", "aiortc", "aioice"):
        logging.getLogger(name).setLevel(logging.WARNING)
