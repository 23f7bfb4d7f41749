"""What must hold of the fee schedule in every state: order, ranges, what is in force."""

from __future__ import annotations

import numpy as np

from engine.commands import Parameter, Phase
from engine.rules.state import FEE_RATES, StateArray
from engine.rules.tables import used
from engine.units import FEE_ROWS_MAX

_RATES = [Parameter(Parameter.TRADING_FEE_PPM + index) for index in range(FEE_RATES)]
_MOST = np.array([each.most for each in _RATES])


def check_fee_schedule(state: StateArray) -> list[str]:
    """Rows in order, each once, those of the day in force and no others."""
    schedule, venue = state["fee_schedule"][0], state["venue"][0]
    count = int(schedule["used"])
    if not 0 <= count <= FEE_ROWS_MAX:
        return [f"fees: {count} rows"]
    rows = schedule["rows"][:count]
    keys = list(zip(rows["date"].tolist(), rows["instrument"].tolist(), strict=True))
    running = venue["phase"] not in (Phase.NO_DAY, Phase.ENDED)
    due = (rows["date"] <= venue["date"]) & running
    kept = used(state, "instruments", "fees_before")["kept"].any()
    wrong = {
        "rows are not in order": keys != sorted(set(keys)),
        "a rate is out of its range": ((rows["rates"] < 0) | (rows["rates"] > _MOST)).any(),
        "what is in force is not what is due": (due != (rows["in_force"] != 0)).any(),
        "a row of a past day waits": (~due & (rows["date"] <= venue["date"])).any(),
        "rates are kept of a day that has none": kept and not due.any(),
        "an unused row is not empty": any(schedule["rows"][count:].tobytes()),
    }
    return [f"fees: {sentence}" for sentence, holds in wrong.items() if holds]
