"""The oracle: one command in, its events out, and the sums that must always hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.commands import COMMAND_VERSION, CommandKind, Phase, Side
from engine.events import EventKind, Reason
from tests.oracle import (
    approvals,
    auction,
    bidding,
    block,
    busting,
    clearing,
    days,
    fee_schedule,
    guards,
    halts,
    kills,
    ledger,
    limits,
    numbering,
    parameters,
    registers,
    taking_back,
    texts,
    trading,
)
from tests.oracle.records import Command, Event, Limits, Refused, Venue, echo, read_command

MODULES = (
    approvals,
    auction,
    bidding,
    block,
    busting,
    clearing,
    days,
    fee_schedule,
    guards,
    halts,
    kills,
    limits,
    numbering,
    parameters,
    registers,
    taking_back,
    texts,
    trading,
)
# The rule of a command is the function of its name.
RULES: dict[int, Callable[[Venue, Command], None]] = {
    kind: getattr(module, kind.name.lower())
    for kind in CommandKind
    for module in MODULES
    if hasattr(module, kind.name.lower())
}


def held_in_auctions(venue: Venue, account: int) -> int:
    """Fen that an account's auctions and bids hold."""
    own = [auction.locked_cash for auction in venue.auctions.values() if auction.account == account]
    return sum(own) + sum(bid.locked_cash for _, bid in bidding.bids_of(venue, account))


def frozen_in_auctions(venue: Venue, account: int, instrument: int) -> int:
    """Tonnes of a holding that an account's auctions and bids hold."""
    auctions = [auction for auction in venue.auctions.values() if auction.instrument == instrument]
    own = sum(auction.frozen for auction in auctions if auction.account == account)
    selling = [auction for auction in auctions if auction.bid_side == Side.SELL]
    return own + sum(
        bid.quantity for auction in selling for bid in auction.bids if bid.account == account
    )


class Oracle:
    """An obvious exchange of plain Python objects."""

    def __init__(self, limits: Limits) -> None:
        self.venue = Venue(limits)
        self.event_sequence = 0

    def apply(self, record: Any) -> list[Event]:
        """Apply one stamped COMMAND record; return its events as dicts of the EVENT fields that are
        not zero.
        """
        return self.obey(read_command(record))

    def obey(self, command: Command) -> list[Event]:
        """The same for a command whose fields have been read."""
        self.venue.events = []
        known = command.version == COMMAND_VERSION
        try:
            if known:
                approvals.let_pass(self.venue, command)
            rule = RULES.get(command.kind) if known else None
            if rule is None:
                raise Refused(Reason.COMMAND_UNKNOWN)
            rule(self.venue, command)
            texts.say_texts(self.venue, command)
        except Refused as refusal:
            assert not self.venue.events, "a refused command must say nothing else"
            is_text = command.kind == CommandKind.TEXT
            said = texts.without_piece(command) if is_text else echo(command)
            self.venue.say(EventKind.REFUSED, **{**said, **refusal.fields})
        return [self._stamp(command, event) for event in self.venue.events]

    def _stamp(self, command: Command, event: Event) -> Event:
        self.event_sequence += 1
        stamped = {
            "sequence": self.event_sequence,
            "command": command.sequence,
            "time_ns": command.time_ns,
            **event,
        }
        return {name: value for name, value in stamped.items() if value}

    def conservation(self) -> list[str]:
        """Cash and units that appeared or disappeared, a sentence each."""
        return ledger.conservation(self.venue)

    def check(self) -> list[str]:
        """Everything else that must hold after every command, a sentence for each that does not."""
        return [*self._check_books(), *self._check_locks(), *self._check_signs()]

    def _check_books(self) -> list[str]:
        problems, resting = [], 0
        for number, instrument in self.venue.instruments.items():
            best_buy, best_sell = (instrument.book.best(side) for side in Side)
            if (
                self.venue.phase != Phase.PRE_OPEN
                and not self.venue.in_halt_call(instrument)
                and best_buy
                and best_sell
                and best_buy.price >= best_sell.price
            ):
                problems.append(
                    f"instrument {number}: crossed, {best_buy.price} against {best_sell.price}"
                )
            for side in Side:
                for order in instrument.book.orders(side):
                    resting += 1
                    if order.leaves <= 0 or self.venue.orders.get(order.number) is not order:
                        problems.append(
                            f"order {order.number}: rests with {order.leaves} t, or is not known"
                        )
        if resting != len(self.venue.orders):
            problems.append(f"{resting} orders rest, {len(self.venue.orders)} are known")
        return problems

    def _check_locks(self) -> list[str]:
        problems = []
        at_desk = self.venue.held_at_desk()
        for account in self.venue.accounts.values():
            own = [order for order in self.venue.orders.values() if order.account == account.number]
            held = sum(order.locked_cash for order in own) + held_in_auctions(
                self.venue, account.number
            )
            held += sum(cash for number, _, _, cash, _ in at_desk if number == account.number)
            if held != account.locked:
                problems.append(
                    f"account {account.number}: {account.locked} fen locked, its orders and blocks"
                    f" hold {held}"
                )
        for (account, instrument), holding in self.venue.holdings.items():
            held = (
                0
                if self.venue.instruments[instrument].without_locks
                else sum(
                    order.leaves
                    for order in self.venue.orders.values()
                    if (order.account, order.instrument, order.side)
                    == (account, instrument, Side.SELL)
                )
            )
            held += frozen_in_auctions(self.venue, account, instrument)
            held += sum(
                units for *owner, _, units in at_desk if owner == [account, instrument, Side.SELL]
            )
            if held != holding.locked:
                problems.append(
                    f"holding {account}/{instrument}: {holding.locked} t locked, orders and blocks"
                    f" hold {held}"
                )
        return problems

    def _check_signs(self) -> list[str]:
        problems = [
            f"account {account.number}: cash {account.cash}, locked {account.locked}"
            for account in self.venue.accounts.values()
            if account.locked < 0
        ]
        problems += [
            f"holding {key}: available {holding.available}, locked {holding.locked}, bought"
            f" {holding.bought}"
            for key, holding in self.venue.holdings.items()
            if not self.venue.instruments[key[1]].without_locks
            and min(holding.available, holding.locked, *holding.bought.values(), 0) < 0
        ]
        return problems
