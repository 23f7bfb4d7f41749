"""The gate of an instrument: one mark in place of a dozen checks that hardly ever refuse an order.

`ordinary` says that orders are taken now (phase, opening, halts), every price and quantity inside
the bounds will do (tick and lot of 1), and an order costs nothing beside its locks (no fees, no
limits, no operator under a kill). All of this changes only by commands of the house, after which
the gates are set anew. An order that meets a closed gate is asked everything one by one
(engine/rules/order_checks.py), which also finds the reason when it is refused.
"""

from __future__ import annotations

from engine.commands import CommandKind, Parameter, Phase
from engine.compiler.jit import compiled
from engine.compiler.words import Instrument, KindNumber, State, Truth


@compiled
def moves_gates(kind: KindNumber) -> Truth:
    """Whether a command of the house may change a gate: any but those that open accounts, move cash
    and units, and are about guards.
    """
    return kind != CommandKind.OPEN_ACCOUNT and not (
        CommandKind.CASH_IN <= kind <= CommandKind.EXPIRE_ORDER
    )


@compiled
def gate_of(state: State, instrument: Instrument) -> Truth:
    """1 when nothing but its own terms can refuse an order, else 0."""
    venue, parameters = state.venue, instrument.parameters
    trading = venue.phase == Phase.MORNING or venue.phase == Phase.AFTERNOON
    taken = (
        trading
        and instrument.listed
        and instrument.open
        and not venue.halted
        and not instrument.halted
    )
    if not taken or venue.limited or instrument.limited or venue.operators_killed != 0:
        return 0
    if instrument.fees:
        return 0
    return 1 if parameters[Parameter.TICK] == 1 and parameters[Parameter.LOT] == 1 else 0


@compiled
def set_gates(state: State) -> None:
    """Set the gates of all instruments anew."""
    for number in range(1, state.venue.instruments_used + 1):
        state.instruments[number].ordinary = gate_of(state, state.instruments[number])
