"""What must hold of parameters in every state: ranges, nothing that waits in vain, flags."""

from __future__ import annotations

import numpy as np

from engine.commands import Parameter
from engine.rules.state import StateArray
from engine.rules.tables import used

FEES = [
    Parameter.TRADING_FEE_PPM,
    Parameter.TRADING_FEE_MIN_FEN,
    Parameter.SETTLEMENT_FEE_PPM,
    Parameter.SETTLEMENT_FEE_MIN_FEN,
]
SUMS = [Parameter.MAXIMUM_HOLDING, Parameter.OPPOSITE_DAYS]
LEAST = np.array([each.least for each in Parameter])
MOST = np.array([each.most for each in Parameter])
BOUNDS = (
    (Parameter.QUANTITY_MIN, Parameter.QUANTITY_MAX),
    (Parameter.BLOCK_QUANTITY_MIN, Parameter.BLOCK_QUANTITY_MAX),
)


def check_parameters(state: StateArray) -> list[str]:
    """Everything about parameters that does not hold, a sentence each."""
    instruments = used(state, "instruments")
    pending = used(state, "instruments", "instrument_details")["pending"]
    listed = np.flatnonzero(instruments["listed"])
    values, waiting = instruments["parameters"], pending > 0
    coming = np.where(waiting, pending - 1, values)
    problems = [
        *_named(
            listed[_out_of_range(values[listed]) | _out_of_range(coming[listed])],
            "a parameter is out of its range",
        ),
        *_named(
            listed[(waiting & (coming == values))[listed].any(axis=1)],
            "a value waits that is in force",
        ),
        *_named(
            listed[_nothing_left(values[listed]) | _nothing_left(coming[listed])],
            "no quantity lies between its bounds",
        ),
    ]
    flags = {
        "fees": (values[:, FEES] != 0).any(axis=1),
        "unlocked": values[:, Parameter.LOCKS] == 0,
        "limited": (values[:, SUMS] != 0).any(axis=1),
    }
    for name, wanted in flags.items():
        wrong = (instruments[name] != 0) != wanted
        problems += _named(listed[wrong[listed]], f"its flag {name} is not what its parameters say")
    return problems


def _out_of_range(values: np.ndarray) -> np.ndarray:
    known = values[:, list(Parameter)]
    return np.asarray(((known < LEAST) | (known > MOST)).any(axis=1))


def _nothing_left(values: np.ndarray) -> np.ndarray:
    lot = np.maximum(values[:, Parameter.LOT], 1)
    wrong: np.ndarray = np.zeros(len(values), bool)
    for least, most in BOUNDS:
        np.logical_or(wrong, values[:, most] // lot * lot < values[:, least], out=wrong)
    return wrong


def _named(numbers: np.ndarray, sentence: str) -> list[str]:
    return [f"parameters: instrument {number}: {sentence}" for number in numbers]
