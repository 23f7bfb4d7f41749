"""Which credits may offset which year on which day, as the dated law says."""

from __future__ import annotations

from engine.units import format_date
from settlement_bridge.errors import Refusal
from settlement_bridge.law import OffsetKind
from settlement_bridge.law.in_force import Law


def unknown(law: Law, year: int, day: int) -> Refusal | None:
    """The refusal of a year and day for which no credits count, or None."""
    if law.offset_kinds(year, day):
        return None
    message = f"no rule takes credits for {year} on {format_date(day) or 'no day'}"
    return Refusal("offset_kinds_unknown", "year", year, None, message)


def not_taken(law: Law, year: int, day: int, registered: int) -> Refusal | None:
    """The refusal of credits registered on a day that do not count for a year, or None."""
    if law.takes_credit(year, day, registered):
        return None
    allowed = "; ".join(_words(kind) for kind in law.offset_kinds(year, day)) or "none"
    what = f"credits registered on {format_date(registered)}"
    message = f"{what} do not count for {year} on {format_date(day)}; allowed: {allowed}"
    return Refusal("credits_not_eligible", "instrument", what, allowed, message)


def _words(kind: OffsetKind) -> str:
    """What a row of the law takes."""
    first, last = format_date(kind.registered_from), format_date(kind.registered_to)
    since, until = f" from {first}" if first else "", f" to {last}" if last else ""
    return f"credits registered{since}{until}" if since or until else "any credits"
