"""The gate of an instrument is shut by whatever an order must be asked about, and open again when
that is gone.
"""

from __future__ import annotations

import pytest

from engine.commands import AccountLimit, CommandKind, Parameter, Phase, Side
from engine.events import Reason
from engine.rules.check import check
from tests.engine.desk import ALICE, BOB, CEA25, Desk, trading_desk

Turn = tuple[CommandKind, dict[str, int]]
# What shuts the gate, what opens it again.
TURNS: list[tuple[Turn, Turn]] = [
    ((CommandKind.HALT, {}), (CommandKind.RESUME, {})),
    ((CommandKind.HALT, {"instrument": CEA25}), (CommandKind.RESUME, {"instrument": CEA25})),
    (
        (CommandKind.SET_PHASE, {"phase": Phase.LUNCH}),
        (CommandKind.SET_PHASE, {"phase": Phase.AFTERNOON}),
    ),
    *(
        (
            (
                CommandKind.SET_PARAMETER,
                {"instrument": CEA25, "parameter": parameter, "value": value},
            ),
            (
                CommandKind.SET_PARAMETER,
                {"instrument": CEA25, "parameter": parameter, "value": before},
            ),
        )
        for parameter, value, before in (
            (Parameter.TICK, 5, 1),
            (Parameter.LOT, 10, 1),
            (Parameter.TRADING_FEE_PPM, 30, 0),
            (Parameter.MAXIMUM_HOLDING, 10**6, 0),
        )
    ),
    (
        (CommandKind.SET_DEFAULT_LIMIT, {"parameter": AccountLimit.OPEN_ORDERS, "value": 10}),
        (CommandKind.SET_DEFAULT_LIMIT, {"parameter": AccountLimit.OPEN_ORDERS, "value": 0}),
    ),
    (
        (CommandKind.KILL_OPERATOR, {"account": ALICE, "value": 7}),
        (CommandKind.RELEASE_OPERATOR, {"account": ALICE, "value": 7}),
    ),
]


def gate(desk: Desk) -> int:
    return int(desk.state["instruments"][0][CEA25]["ordinary"])


@pytest.mark.parametrize(("shut", "opened"), TURNS, ids=lambda turn: turn[0].name)
def test_a_gate_is_shut_and_opened_again(shut: Turn, opened: Turn) -> None:
    desk = trading_desk()
    for (kind, fields), stands in ((shut, 0), (opened, 1)):
        assert gate(desk) == 1 - stands
        assert desk.refused(kind, **fields) == Reason.NONE
        assert gate(desk) == stands
        assert check(desk.state) == []


def test_a_wrong_gate_is_found() -> None:
    desk = trading_desk()
    desk.state["instruments"][0][CEA25]["ordinary"] = 0
    assert check(desk.state) == [f"gates: that of instrument {CEA25} is wrong"]


def test_an_order_is_answered_the_same_whether_the_gate_is_open_or_shut() -> None:
    """With the gate shut by hand every order is asked one by one, which must come out the same."""
    answers = []
    for wide_open in (True, False):
        desk = trading_desk()
        desk.state["instruments"][0][CEA25]["ordinary"] = wide_open
        said = [
            desk.order(ALICE, Side.SELL, 10, 7800),
            desk.order(BOB, Side.BUY, 4, 7900),
            desk.order(BOB, Side.BUY, 9, 7800),
        ]
        said += [
            desk.order(BOB, Side.BUY, quantity, price)
            for quantity, price in ((0, 7800), (10, 9999), (99_999, 7800))
        ]
        answers.append(
            (
                said,
                desk.state["accounts"].tobytes(),
                desk.state["holdings"].tobytes(),
                desk.state["orders"].tobytes(),
            )
        )
    assert answers[0] == answers[1]
