"""What a server logs: one line a message, whatever the texts in it contain, as text or as JSON.

A call may name what a message is about, as `log.info("...", extra={"peer": ..., "key": ...})`.
"""

from __future__ import annotations

import logging
import sys
import traceback
from datetime import UTC, datetime
from enum import StrEnum
from types import TracebackType

from engine.texts.visible import json_text, visible

FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"
INDENT = "  "  # before each line of a traceback, so that no text in one looks like a message
NAMED = ("peer", "key", "reason")  # what a message may be about


class LogForm(StrEnum):
    """How a server writes its log."""

    TEXT = "text"
    JSON = "json"  # one object a line


class OneLine(logging.Formatter):
    """Messages on one line, with escapes as `visible` makes them; a traceback indented below."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """The line of a record."""
        named = ", ".join(f"{name} {value}" for name, value in named_in(record).items())
        record.message = visible(f"{record.message} ({named})" if named else record.message)
        return super().formatMessage(record)

    def formatException(self, ei: object) -> str:  # noqa: N802
        """A traceback, line by line."""
        return _indented(super().formatException(ei))  # type: ignore[arg-type]


class OneObject(logging.Formatter):
    """Messages as JSON, one object a line: `time` in UTC, `level`, `room`, `module`, `message`,
    and where known `peer`, `key`, `reason`, and `fault`, a traceback.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        content = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "room": record.name.partition(".")[0],
            "module": record.name,
            "message": record.getMessage(),
            **named_in(record),
        }
        if record.exc_info:
            content["fault"] = self.formatException(record.exc_info)
        return json_text(content, None, ascii_only=True)


def named_in(record: logging.LogRecord) -> dict[str, str]:
    """What a message is about, as its call names it."""
    found = {name: getattr(record, name, None) for name in NAMED}
    return {name: str(value) for name, value in found.items() if value is not None}


def _indented(text: str) -> str:
    return "\n".join(INDENT + visible(line) for line in text.split("\n"))


def tell_fault(
    kind: type[BaseException],
    fault: BaseException,
    trace: TracebackType | None,
) -> None:
    """Print the traceback of a fault that nobody caught; for `sys.excepthook`."""
    text = "".join(traceback.format_exception(kind, fault, trace)).rstrip("\n")
    print(f"{kind.__name__}\n{_indented(text)}", file=sys.stderr, flush=True)


def show_faults_as_text() -> None:
    """For programs that set up no log: their warnings and faults that nobody caught."""
    sys.excepthook = tell_fault
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(OneLine("%(message)s"))


def log_to_stderr(form: LogForm = LogForm.TEXT) -> None:
    """Log from INFO on to stderr, of the WebSocket library only warnings; faults that nobody
    caught show in the same form.
    """
    handler = logging.StreamHandler(sys.stderr)
    if form is LogForm.JSON:
        handler.setFormatter(OneObject())
        sys.excepthook = _log_fault
    else:
        handler.setFormatter(OneLine(FORM))
        show_faults_as_text()
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("websockets").setLevel(logging.WARNING)


def _log_fault(
    kind: type[BaseException], fault: BaseException, trace: TracebackType | None
) -> None:
    logging.getLogger("fault").critical("%s", kind.__name__, exc_info=(kind, fault, trace))
