"""The record of how a halt ends."""

from __future__ import annotations

from engine.rules.state.aligned import gapless

# Of the venue (place 0) and of each instrument.
HALT_END = gapless(
    [
        ("date", "<i4"),  # yyyymmdd; 0: no end is known
        ("until_hhmm", "<i4"),
        ("call_minutes", "<i8"),  # 0: no call follows
        ("call_ns", "<i8"),  # when its call began; 0: none runs
    ]
)
