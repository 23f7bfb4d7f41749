"""What a server logs: one line a message, whatever the texts in it contain."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType

from engine.texts.visible import visible

FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"
INDENT = "  "  # before each line of a traceback, so that no text in one looks like a message


class OneLine(logging.Formatter):
    """Messages on one line, with escapes as `visible` makes them; a traceback indented below."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """The line of a record."""
        record.message = visible(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: object) -> str:  # noqa: N802
        """A traceback, line by line."""
        return _indented(super().formatException(ei))  # type: ignore[arg-type]


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


def log_to_stderr() -> None:
    """Log from INFO on to stderr, of the WebSocket library only warnings; faults show as text."""
    show_faults_as_text()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine(FORM))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("websockets").setLevel(logging.WARNING)
