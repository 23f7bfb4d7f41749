"""What the process of alerts posts, and what staff asks of it."""

from __future__ import annotations

from gateway.floor.asked import Fields, Floor
from gateway.protocol.session import Session


def begin_alerts(floor: Floor, _fields: Fields, _session: Session) -> Fields:
    """Forget all alerts: they are posted anew."""
    floor.alerts.begin()
    return {}


def post_alerts(floor: Floor, fields: Fields, _session: Session) -> Fields:
    """Take in alerts."""
    floor.alerts.take_in(fields["alerts"])
    return {"last": floor.alerts.last}


def alerts(floor: Floor, fields: Fields, _session: Session) -> Fields:
    """Alerts that have changed after a number."""
    rows, following = floor.alerts.after(fields.get("after", 0))
    return {"alerts": rows, "last": floor.alerts.last, "next": following}
