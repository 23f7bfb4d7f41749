"""What the parameters of kernels are.

A kernel is typed when it is compiled, from the records and integers that it is called with; as
plain Python the same function takes records whose fields are attributes. No one Python type says
both, so each of these names is `Any` with a meaning.
"""

from __future__ import annotations

from typing import Any, TypeAlias

State: TypeAlias = Any  # the venue's state, a record of `rules.state.state_type`
Outbox: TypeAlias = Any  # where events go, a record of `rules.outbox`
Command: TypeAlias = Any  # a record of COMMAND
Acknowledgement: TypeAlias = Any  # a record of EVENT: the first that a command causes
Order: TypeAlias = Any  # a record of the table of orders
Holding: TypeAlias = Any  # a record of the table of holdings
Slot: TypeAlias = Any  # int64: a place in a table, 0 is none
Ticks: TypeAlias = Any  # int64: a price in 0.01 CNY
Tonnes: TypeAlias = Any  # int64: a quantity
Fen: TypeAlias = Any  # int64: money in 0.01 CNY
SideNumber: TypeAlias = Any  # a value of `commands.Side`
ReasonNumber: TypeAlias = Any  # a value of `events.Reason`
