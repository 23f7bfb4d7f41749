"""The records of guards, and of what some orders say beside their terms."""

from __future__ import annotations

from engine.rules.state.aligned import gapless

GUARDS_MAX = 8_192  # at one time
ACCOUNT_GUARDS_MAX = 256  # of one account

GUARD = gapless(
    [
        ("number", "<i8"),  # 0: the place is free
        ("fires_ns", "<i8"),  # of a timer; 0: a session's
        ("account", "<i4"),
        ("operator", "<u4"),  # the key that asked for it
        ("scope", "u1"),  # Scope
    ]
)
GUARDS = gapless(
    [
        ("counter", "<i8"),  # number of the last one
        ("used", "<i8"),  # places ever used
        ("places", GUARD, (GUARDS_MAX,)),
    ]
)

# Beside an order that has a mark for it; what is in its place otherwise is an earlier order's.
ORDER_WISHES = gapless(
    [
        ("expires_ns", "<i8"),  # when it is withdrawn; 0: with the day
        ("guard", "<i8"),  # number of the guard of its session, 0: none
    ]
)
