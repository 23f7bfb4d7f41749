"""Faults of a server's own: what escapes from the work on one request is logged and answered.

An exception that no rule foresaw is logged with its traceback the first time, once for each place
that raises it; after that in one line, at every doubling of its count, so that nobody can fill the
log by asking again. The one who asked is answered `internal_error`.
"""

from __future__ import annotations

import logging
import traceback

from gateway.protocol.errors import InternalError

PLACES_MAX = 1_024  # places remembered; those after them are logged without a traceback


class FaultLog:
    """Counts faults by the place that raised them, and logs them."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._counts: dict[tuple[str, str, int], int] = {}

    def note(self, fault: Exception, doing: str) -> InternalError:
        """Log a fault that happened while `doing` something; the error to answer with."""
        place = _place_of(fault)
        count = self._counts.get(place, 0) + 1
        if count > 1 or len(self._counts) < PLACES_MAX:
            self._counts[place] = count
        if count == 1 and place in self._counts:
            self._log.error("fault in %s", doing, exc_info=fault)
        elif count & (count - 1) == 0:
            self._log.error("fault in %s: %s at %s:%d, number %d", doing, *place, count)
        return InternalError(f"a fault of the server in {doing}; the server has logged it")


def _place_of(fault: Exception) -> tuple[str, str, int]:
    """Type of the fault, file and line that raised it."""
    frames = traceback.extract_tb(fault.__traceback__)
    last = frames[-1] if frames else None
    file, line = (last.filename, last.lineno or 0) if last else ("", 0)
    return type(fault).__name__, file, line
