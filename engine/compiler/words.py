"""What the parameters and results of kernels are.

A kernel is typed when it is compiled, from the records and integers that it is called with; as
plain Python the same function takes records whose fields are attributes. No one Python type says
both, so each of these names is `Any` with a meaning.
"""

from __future__ import annotations

from typing import Any, TypeAlias

# Arrays of records, as Python hands them to an entry.
States: TypeAlias = Any  # one state
Outboxes: TypeAlias = Any  # one outbox
Commands: TypeAlias = Any  # a batch of commands
Events: TypeAlias = Any  # the events of a batch
Numbers: TypeAlias = Any  # int64 each

# Records.
State: TypeAlias = Any  # the venue's state, a record of `rules.state.state_type`
Outbox: TypeAlias = Any  # where events go, a record of `rules.state.outbox_type`
Command: TypeAlias = Any  # a record of COMMAND
Event: TypeAlias = Any  # a record of EVENT
Acknowledgement: TypeAlias = Any  # a record of EVENT: the first that a command causes
EventWords: TypeAlias = Any  # an event as 64-bit words
Account: TypeAlias = Any  # a record of the table of accounts; those below likewise
Instrument: TypeAlias = Any
Holding: TypeAlias = Any
Order: TypeAlias = Any
OrderDetail: TypeAlias = Any
OrderTerms: TypeAlias = Any  # account, instrument and side: an order, or the command that enters it
Auction: TypeAlias = Any
Bid: TypeAlias = Any
Intent: TypeAlias = Any
Dialogue: TypeAlias = Any
NoteWords: TypeAlias = Any  # a note at the block desk as 64-bit words
Total: TypeAlias = Any  # count, quantity and amount of trades
Totals: TypeAlias = Any  # a total for every method and kind
Kill: TypeAlias = Any  # an operator that is under a kill
Guard: TypeAlias = Any  # what withdraws orders when a session is lost, or at a time
Held: TypeAlias = Any  # an act that awaits approval
Kills: TypeAlias = Any  # a list of kills
Trade: TypeAlias = Any  # a trade of the running day
Piece: TypeAlias = Any  # 120 bytes of a text
Names: TypeAlias = Any  # legal names of an account or an instrument

# Numbers that name something.
Slot: TypeAlias = Any  # int64: a place in a table, 0 is none
Place: TypeAlias = Any  # int64: an index of an array, -1 is none
LevelKey: TypeAlias = Any  # int64: a price as its distance from the worst of its side
AccountNumber: TypeAlias = Any
InstrumentNumber: TypeAlias = Any
OperatorNumber: TypeAlias = Any  # of the key that signed on
Number: TypeAlias = Any  # int64: of an order, bid, trade, event or the like
SideNumber: TypeAlias = Any  # a value of `commands.Side`
ForceNumber: TypeAlias = Any  # a value of `commands.TimeInForce`
PhaseNumber: TypeAlias = Any  # a value of `commands.Phase`
MethodNumber: TypeAlias = Any  # a value of `commands.Method`
KindNumber: TypeAlias = Any  # a value of `commands.CommandKind`
AreaNumber: TypeAlias = Any  # of the kernel that decides a command
TotalsNumber: TypeAlias = Any  # a value of `commands.TotalsKind`
ParameterNumber: TypeAlias = Any  # a value of `commands.Parameter` or `commands.AccountLimit`
HaltNumber: TypeAlias = Any  # a value of `commands.HaltState`
StateNumber: TypeAlias = Any  # a value of `commands.AuctionState`
MarketNumber: TypeAlias = Any  # a value of `commands.Market`
RuleNumber: TypeAlias = Any  # a value of `commands.VenueRule`
EndNumber: TypeAlias = Any  # a value of `commands.HeldEnd`
ScopeNumber: TypeAlias = Any  # a value of `commands.Scope`
EventNumber: TypeAlias = Any  # a value of `events.EventKind`
ReasonNumber: TypeAlias = Any  # a value of `events.Reason`
Speaker: TypeAlias = Any  # POSTER or RESPONDER of a dialogue

# Amounts.
Ticks: TypeAlias = Any  # int64: a price in 0.01 CNY
Tonnes: TypeAlias = Any  # int64: a quantity
Fen: TypeAlias = Any  # int64: money in 0.01 CNY
Ppm: TypeAlias = Any  # int64: a rate in parts per million
BasisPoints: TypeAlias = Any  # int64: a share in hundredths of a percent
Count: TypeAlias = Any  # int64
Value: TypeAlias = Any  # int64: of a parameter or limit
Flags: TypeAlias = Any  # bits
Word: TypeAlias = Any  # int64: fields packed together
Nanoseconds: TypeAlias = Any  # int64
Milliseconds: TypeAlias = Any  # int64
Date: TypeAlias = Any  # yyyymmdd
Days: TypeAlias = Any  # trading days; as an ordinal, the number of trading days begun so far
Clock: TypeAlias = Any  # hhmm
Text: TypeAlias = Any  # bytes of a fixed length
Truth: TypeAlias = Any  # a bool, or 0 and 1
