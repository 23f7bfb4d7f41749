"""How an alert changes by what a rule reports of its condition. Pure; what it knows already is
passed over.
"""

from __future__ import annotations

from gateway.supervision.alerts.records import Alert, DayOver, Said, Seen, Turn

OPEN, ACKNOWLEDGED, CLEARED = "open", "acknowledged", "cleared"


def is_known(alert: Alert, said: Said) -> bool:
    """Whether an alert comes from that event, or a later one, already."""
    return 0 < said.event <= alert.event


def said_of(alert: Alert, said: Said) -> bool:
    """Change an alert by what a rule says of it; whether it has changed."""
    alert.event, change = max(alert.event, said.event), said.change
    if change.turn is Turn.ENDS:
        return cleared(alert, said.time_ns)
    came = alert.state == CLEARED or change.turn is Turn.COMES_AGAIN
    if not came and change.turn is Turn.BEGINS:
        return False
    if came:
        alert.times += 1
        alert.state, alert.cleared_ns = OPEN, None
        alert.acknowledged_by, alert.acknowledged_ns, alert.note = "", None, ""
    alert.zh, alert.en, alert.figures = change.zh, change.en, change.figures
    alert.changed_ns = said.time_ns
    return True


def cleared(alert: Alert, time_ns: int) -> bool:
    """An alert's condition is over; whether that is new."""
    if alert.state == CLEARED:
        return False
    alert.state, alert.cleared_ns, alert.changed_ns = CLEARED, time_ns, time_ns
    return True


def day_over(alert: Alert, end: DayOver) -> bool:
    """The day that an alert was about is over; whether that is new. An alert that changed later is
    of the next day: after a start, ends of days past are read again.
    """
    later = alert.event >= end.event or alert.changed_ns > end.time_ns
    if later or not cleared(alert, end.time_ns):
        return False
    alert.event = end.event
    return True


def seen(alert: Alert, by: Seen) -> bool:
    """Somebody has acknowledged an alert; whether it is the first who has."""
    if by.event <= alert.seen_event or by.raised_ns != alert.time_ns:
        return False
    alert.seen_event = by.event
    if alert.acknowledged_by:
        return False
    alert.acknowledged_by, alert.acknowledged_ns, alert.note = by.key, by.time_ns, by.note
    alert.changed_ns = by.time_ns
    if alert.state == OPEN:
        alert.state = ACKNOWLEDGED
    return True


def begun(number: int, said: Said) -> Alert:
    """The alert of a condition that comes for the first time."""
    change = said.change
    return Alert(
        number=number,
        about=change.about,
        date=said.date,
        time_ns=said.time_ns,
        changed_ns=said.time_ns,
        event=said.event,
        figures=change.figures,
        zh=change.zh,
        en=change.en,
        name=change.name,
    )
