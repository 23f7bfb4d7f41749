"""What an act of staff would cause, from the events of its dry run."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.events import EventArray, EventKind
from engine.rules.state import StateArray
from engine.rules.views import venue_status
from engine.units import format_date
from gateway.protocol.table.dry_runs import LIMITS_MAX
from gateway.reports.words import Codes

_COUNTED = {
    "orders": (EventKind.CANCELLED, EventKind.ORDER_LOWERED),
    "bids": (EventKind.BID_GONE,),
    "intents": (EventKind.INTENT_CLOSED, EventKind.INTENT_LOWERED, EventKind.DIALOGUE_CLOSED),
    "deals": (EventKind.DEAL_CANCELLED,),
    "trades": (EventKind.FILL, EventKind.TRADE_BUSTED),
}
_OF_ACCOUNTS = [kind for kinds in _COUNTED.values() for kind in kinds]


def consequences(events: EventArray, state: StateArray, codes: Codes) -> dict[str, Any]:
    """How much the events of an act concern, and the day of the state after it."""
    kinds = events["kind"]
    status = venue_status(state)
    return {
        "date": format_date(status["date"]),
        "phase": status["phase"],
        **{name: int(np.isin(kinds, each).sum()) for name, each in _COUNTED.items()},
        "accounts": _accounts(events[np.isin(kinds, _OF_ACCOUNTS)]),
        "limits": _limits(events[kinds == EventKind.INSTRUMENT_DAY][:LIMITS_MAX], codes),
    }


def _accounts(events: EventArray) -> int:
    """How many accounts events concern, on either side."""
    concerned = {*events["account"].tolist(), *events["maker_account"].tolist()}
    return len(concerned - {0})


def _limits(events: EventArray, codes: Codes) -> list[dict[str, Any]]:
    """Price limits as days of instruments begin with them."""
    columns = (events[name].tolist() for name in ("instrument", "price", "leaves", "value"))
    return [
        {"instrument": codes[number], "base": base, "lower": lower, "upper": upper}
        for number, base, lower, upper in zip(*columns, strict=True)
    ]
