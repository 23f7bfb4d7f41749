"""The records of rules of the venue, and of acts that await approval."""

from __future__ import annotations

from engine.commands import VENUE_RULES
from engine.rules.state.aligned import gapless

AWAITING_MAX = 64  # acts that await approval at one time

HELD = gapless(
    [
        ("number", "<i8"),  # 0: the place is free
        ("expires_ns", "<i8"),
        ("event", "<i8"),  # number of the event that accepted its HOLD_ACT
        ("operator", "<u4"),  # the key that asked it
        ("kind", "<u4"),  # CommandKind of the act
    ]
)
APPROVALS = gapless(
    [
        ("counter", "<i8"),  # number of the last one
        # the last APPROVE_ACT: the commands that go with it lie after `begun`, up to `until`
        ("begun", "<i8"),
        ("until", "<i8"),
        ("kind", "<u4"),  # of the act that it has approved, 0: it was refused
        ("places", HELD, (AWAITING_MAX,)),
    ]
)

# A rule is its value and one more; 0: the default.
RULES = gapless([("values", "<i8", (VENUE_RULES,))])
