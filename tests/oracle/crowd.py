"""What the exchange and the bridge do, in order and out of order; and the crowd as a whole."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from engine.commands import (
    OVERRIDE,
    CommandKind,
    Method,
    Parameter,
    Phase,
    ResaleScope,
    SelfTrade,
    Side,
    TotalsKind,
    VenueRule,
    used_fields,
)
from engine.units import CASH_MAX_FEN, PRICE_MAX, UNITS_MAX
from tests.oracle import approvers, bidders, supervision, wording
from tests.oracle.approvers import Approvers
from tests.oracle.bidders import Bidders
from tests.oracle.choices import INSTRUMENTS, STRANGE
from tests.oracle.negotiators import Negotiators
from tests.oracle.numbering import key_command
from tests.oracle.parameters import AT_MARKET
from tests.oracle.supervision import Supervision
from tests.oracle.themes import EVERYTHING, Theme
from tests.oracle.twin import Twin

DATES = (
    20260105,
    20260106,
    20260107,
    20260108,
    20260109,
    20260112,
    20260113,
    20261231,
    20270104,
    20270105,
    20270106,
    20270107,
)
NO_KINDS = sorted({0, 5, 19, 29, 39, 49, 55, 63, 69, 99, 65_535} - set(CommandKind))
HALTING = (CommandKind.HALT, CommandKind.BEGIN_CALL, CommandKind.RESUME)
FAR = 20300104  # where nobody means to go
TRADING_PHASES = (Phase.MORNING, Phase.AFTERNOON)
STEPS: tuple[tuple[int, str], ...] = (
    (500, "new_order"),
    (90, "cancel"),
    (90, "replace"),
    (12, "directed_take"),
    (8, "mass_cancel"),
    (6, "open_guard"),
    (5, "end_guard"),
    (5, "cancel_after"),
    (8, "expire_order"),
    (0, "open_every_guard"),
    (25, "transfer"),
    (6, "suspend_or_restore"),
    (8, "halt_or_resume"),
    (8, "set_parameter"),
    (5, "fees_by_date"),
    *supervision.STEPS,
    (10, "wait"),
    (3, "price_weights"),
    (2, "key_numbers"),
    (3, "open_totals"),
    (3, "open_account"),
    (2, "list_instrument"),
    (200, "at_the_desk"),
    (0, "open_dialogue"),
    (3, "suspend_desk"),
    (30, "next_phase"),
    (6, "wrong_day_command"),
    (8, "bust_trade"),
    (0, "take_back_day"),
    (3, "garbage"),
    *bidders.STEPS,
    *wording.STEPS,
    *approvers.STEPS,
)


class Crowd(Supervision, Bidders, Negotiators, Approvers):
    """Sends commands to a twin: everything the venue allows and much that it refuses."""

    def __init__(self, random: Random, twin: Twin, theme: Theme = EVERYTHING) -> None:
        super().__init__(random, twin, theme)
        weights = {
            name: weight for usual, name in STEPS if (weight := theme.weights.get(name, usual))
        }
        self.weights = list(weights.values())
        self.steps: list[Callable[[], None]] = [getattr(self, name) for name in weights]

    def open_venue(self) -> None:
        """Accounts with cash and units, instruments, and a day that trades."""
        send = self.twin.send
        if self.theme.market:
            send(CommandKind.SET_VENUE_RULE, parameter=VenueRule.MARKET, value=self.theme.market)
        if self.random.random() < 0.5:
            send(**key_command(self.random.getrandbits(96)))
        for account in self.accounts:
            send(CommandKind.OPEN_ACCOUNT, account=account, text=f"member {account}".encode())
            send(
                CommandKind.CASH_IN,
                account=account,
                amount_fen=self.random.choice((10**6, 10**8, 10**10)),
                reference=self.journal(),
            )
        for instrument in INSTRUMENTS:
            price = self.random.choice((1, 48, 997, 4800, 7850, 10050))
            send(
                CommandKind.LIST_INSTRUMENT,
                instrument=instrument,
                price=price,
                text=f"CEA2{instrument}".encode(),
                value=self.theme.market,
            )
            for _ in range(self.random.randrange(3)):
                self.set_parameter(instrument)
            self.small_auctions(instrument)
            for parameter, value in (
                (AT_MARKET, self.rarely(1, (0,), 4)),
                (Parameter.LOCKS, self.rarely(1, (0,), 6)),
                (Parameter.BLOCK_QUANTITY_MIN, self.random.choice((1, 10, 40))),
                (Parameter.BLOCK_HOURS, self.random.choice((2, 3, 3))),
                *self.theme.parameters.items(),
            ):
                send(
                    CommandKind.SET_PARAMETER,
                    instrument=instrument,
                    parameter=parameter,
                    value=value,
                )
            for account in self.accounts:
                quantity = self.random.choice((50, 1000, 100_000))
                send(
                    CommandKind.UNITS_IN,
                    account=account,
                    instrument=instrument,
                    quantity=quantity,
                    reference=self.journal(),
                )
        send(CommandKind.START_DAY, date=DATES[0])
        send(CommandKind.SET_PHASE, phase=Phase.MORNING)

    def act(self) -> None:
        """One step of the crowd; phases without trading are soon over, and so are suspensions and
        halts.
        """
        # in the opening call orders have to gather
        stay = 12 if self.venue.phase == Phase.PRE_OPEN else 4
        if self.venue.phase not in TRADING_PHASES and self.random.randrange(stay) == 0:
            self.next_phase()
            return
        due, self.due_back = self.due_back, []
        for send_back in due:
            send_back()
        if self.random.randrange(12) == 0:
            self.set_free()
        self.random.choices(self.steps, self.weights)[0]()

    def transfer(self) -> None:
        kind = self.random.choice(
            (CommandKind.CASH_IN, CommandKind.CASH_OUT, CommandKind.UNITS_IN, CommandKind.UNITS_OUT)
        )
        account = self.account()
        known = self.venue.accounts.get(account)
        instrument = self.instrument()
        holding = self.venue.holdings.get((account, instrument))
        cash = self.random.randint(1, max(1, known.cash)) if known else 5
        units = self.random.randint(1, max(1, holding.total())) if holding else 5
        amounts = {"amount_fen": self.rarely(min(cash, 10**8), (*STRANGE, CASH_MAX_FEN, cash), 15)}
        if kind in (CommandKind.UNITS_IN, CommandKind.UNITS_OUT):
            amounts = {
                "instrument": instrument,
                "quantity": self.rarely(min(units, 1000), (*STRANGE, UNITS_MAX, units), 15),
            }
        reference = self.rarely(self.journal(), (self.reference - 1, 0, -1), 20)
        follows = self.rarely(
            0, (self.venue.last_reference, self.venue.last_reference, self.reference - 1, -1), 4
        )
        self.twin.send(kind, account=account, reference=reference, value=follows, **amounts)

    def suspend_or_restore(self) -> None:
        account = self.account()
        kinds = (CommandKind.SUSPEND_ACCOUNT, CommandKind.RESTORE_ACCOUNT)
        kind = self.rarely(kinds[0], kinds, 3)
        date = self.venue.date
        until = self.rarely(0, (date + 1, date + 1, date, 20_270_106, 20_260_230), 2)
        dated = {"date": until} if kind == CommandKind.SUSPEND_ACCOUNT else {}
        self.twin.send(kind, account=account, **dated)
        if account in self.venue.accounts and self.random.randrange(12):
            self.due_back.append(lambda: self.restore(account))

    def restore(self, account: int) -> None:
        self.twin.send(CommandKind.RESTORE_ACCOUNT, account=account)

    def halt_or_resume(self) -> None:
        instrument = self.rarely(0, (self.instrument(),), 2)
        kind = self.rarely(CommandKind.HALT, HALTING, 3)
        end = self.end_of_halt() if kind == CommandKind.HALT else {}
        self.twin.send(kind, instrument=instrument, **end)
        if kind == CommandKind.HALT and self.random.randrange(2):
            self.twin.send(CommandKind.BEGIN_CALL, instrument=instrument)
            self.due_back.append(lambda: self.call_on(instrument))
        elif self.random.randrange(12):
            self.due_back.append(lambda: self.resume(instrument))

    def call_on(self, instrument: int) -> None:
        """A call gathers orders for a while."""
        if self.random.randrange(8):
            self.due_back.append(lambda: self.call_on(instrument))
        else:
            self.resume(instrument)

    def end_of_halt(self) -> dict[str, int]:
        """Mostly one that the venue takes, now and then none, or a wrong one."""
        date = self.rarely(max(self.venue.date, DATES[0]), (0, 0, 20260230, 20251231), 3)
        end = {"date": date, "price": self.rarely(1045, (0, -1, 1060, 2400), 5)}
        return end | {"quantity": self.rarely(5, (0, 1, 60, 61, -1), 3)}

    def resume(self, instrument: int) -> None:
        self.twin.send(CommandKind.RESUME, instrument=instrument)

    def set_parameter(self, instrument: int | None = None) -> None:
        parameter = self.rarely(self.random.choice(list(Parameter)), (61, 63, 64, 2**32 - 1), 20)
        usual: tuple[int, ...] = {
            Parameter.BAND_BP: (1000, 1000, 3000, 0, 10_000),
            Parameter.TICK: (1, 1, 1, 2, 5),
            Parameter.LOT: (1, 1, 1, 5),
            Parameter.QUANTITY_MIN: (1, 1, 2),
            Parameter.QUANTITY_MAX: (99_999, 99_999, 50),
            Parameter.RESALE_DAYS: (0, 1, 1, 2, 5, 7),
            Parameter.OPPOSITE_DAYS: (0, 0, 1, 2, 5),
            Parameter.OPPOSITE_SCOPE: tuple(ResaleScope),
            Parameter.TIME_ORDER: (0, 0, 1),
            Parameter.AUCTIONS_CLOSED: (0, 0, 1),
            Parameter.LEVELS: (0, 1, 2, 5, 5, 5),
            Parameter.SELF_TRADE: tuple(SelfTrade),
            Parameter.TRADING_FEE_PPM: (0, 0, 300, 100_000, 333_333),
            Parameter.TRADING_FEE_MIN_FEN: (0, 0, 500),
            Parameter.SETTLEMENT_FEE_PPM: (0, 77, 100_000),
            Parameter.SETTLEMENT_FEE_MIN_FEN: (0, 0, 7),
            Parameter.AUCTION_QUANTITY_MIN: (10, 10, 50),
            Parameter.AUCTION_CAP_BP: (1000, 1000, 0, 10_000),
            Parameter.AUCTION_DISCOUNT_BP: (1000, 1000, 0, 10_000),
            Parameter.AUCTION_BID_MIN: (1, 5),
            Parameter.AUCTION_BIDS_MAX: (2, 8, 8, 100),
            Parameter.AUCTION_TO_SELL: (1, 1, 0),
            Parameter.AUCTION_VOID_IF_SHORT: (0, 0, 1),
            Parameter.OPENING_CALL: (0, 1, 1),
            AT_MARKET: (0, 1, 1),
            Parameter.LOCKS: (0, 1),
            Parameter.MAXIMUM_HOLDING: (0, 0, 60, 1200, 101_000),
            Parameter.LARGE_HOLDER_BP: (0, 8000, 9500, 3333),
            Parameter.BLOCK_BAND_BP: (3000, 3000, 1000, 10_000),
            Parameter.BLOCK_QUANTITY_MIN: (1, 10, 40),
            Parameter.BLOCK_QUANTITY_MAX: (1_000_000_000, 1_000_000_000, 120),
            Parameter.BLOCK_HOURS: (2, 3, 3, 3, 1, 0),
            Parameter.BLOCK_PARTS: (0, 1, 1),
            Parameter.BLOCK_LIVE: (0, 1),
        }.get(parameter, (1,))
        known = isinstance(parameter, Parameter)
        least, most = (parameter.least, parameter.most) if known else (0, 0)
        value = self.rarely(
            self.random.choice(usual), (least, most, least - 1, most + 1, 2**62, -(2**63)), 25
        )
        self.twin.send(
            CommandKind.SET_PARAMETER,
            instrument=instrument or self.instrument(),
            parameter=parameter,
            value=value,
        )

    def price_weights(self) -> None:
        instruments = self.random.sample((*INSTRUMENTS, 3), self.random.randint(1, 3))
        numerators = [self.random.randint(1, 3) for _ in instruments]
        padding = [0] * (14 - len(instruments))
        self.twin.send(
            CommandKind.SET_PRICE_WEIGHTS,
            date=self.rarely(self.venue.date, (20271231, 20260110, 20260229, 0, -1), 2),
            value=self.rarely(sum(numerators), (0, -1, 4, 2**62), 4),
            weight_instruments=[*instruments, *padding],
            weight_numerators=[*numerators, *padding],
        )

    def open_totals(self) -> None:
        self.twin.send(
            CommandKind.OPEN_TOTALS,
            instrument=self.rarely(0, (self.instrument(),), 2),
            parameter=self.random.choice((0, *TotalsKind, 3)),
            value=self.rarely(self.random.choice((0, *Method)), (1, 30, -1, 2**62), 10),
            quantity=self.rarely(1000, STRANGE, 5),
            amount_fen=self.rarely(5_000_000, STRANGE, 5),
            price=self.rarely(0, (4800, -1, PRICE_MAX + 1), 3),
        )

    def key_numbers(self) -> None:
        """Too late, or of the wrong size, more often than not."""
        key = self.random.choice((self.random.getrandbits(96), 0, 2**96, 2**48))
        self.twin.send(**key_command(key))

    def open_account(self) -> None:
        self.twin.send(
            CommandKind.OPEN_ACCOUNT,
            account=self.random.choice((1, 0, -1, 20, 63, 64)),
            text=b"late",
        )

    def list_instrument(self) -> None:
        number = self.random.choice((1, 0, -1, 6, 7, 8))
        self.twin.send(
            CommandKind.LIST_INSTRUMENT,
            instrument=number,
            price=self.rarely(5000, (0, -1, PRICE_MAX, PRICE_MAX + 1), 3),
            text=f"N{number}".encode(),
            value=self.rarely(self.theme.market, (0, 1, 2, -1), 4),
        )

    def next_phase(self) -> None:
        """Move the day on; trading phases last longer than the others."""
        if self.venue.phase in TRADING_PHASES and self.random.randrange(4):
            return
        if self.venue.phase in (Phase.NO_DAY, Phase.ENDED):
            self.next_day()
        elif self.venue.phase == Phase.CLOSED:
            self.twin.send(CommandKind.END_DAY)
            self.settle()
        else:
            self.twin.send(CommandKind.SET_PHASE, phase=self.venue.phase + self.rarely(1, (2,), 5))

    def settle(self) -> None:
        """Clearing and settlement of the oldest open day, sometimes with a failed trade, sometimes
        not at all.
        """
        open_days = [day for day in self.venue.days if day.ended and not day.settled]
        if len(open_days) <= self.theme.settles_after or self.random.randrange(3) == 0:
            return
        day = open_days[0]
        figures = {
            "value": day.totals.count,
            "quantity": day.totals.quantity,
            "amount_fen": day.totals.amount,
            "tape_hash": day.tape_hash,
        }
        if self.random.randrange(4) == 0:
            wrong = self.random.choice(list(figures))
            self.twin.send(
                CommandKind.CLEARING_RESULT, date=day.date, **{**figures, wrong: figures[wrong] + 1}
            )
        self.twin.send(CommandKind.CLEARING_RESULT, date=day.date, **figures)
        if self.random.randrange(3) == 0:
            self.fail_trade(day.date)
        self.twin.send(
            CommandKind.SETTLEMENT_DONE,
            date=day.date,
            value=self.rarely(day.failed, (day.failed + 1, -1), 6),
        )

    def fail_trade(self, date: int) -> None:
        trades = [trade for trade in self.twin.trades if trade["date"] == date]
        if not trades:
            return
        trade = self.random.choice(trades)
        buyer_is_taker = trade["side"] == Side.BUY
        self.twin.send(
            CommandKind.TRADE_FAILED,
            date=date,
            order_id=trade["number"],
            value=self.rarely(trade["method"], (0, 20, 21, 30, -10), 10),
            account=trade["account"] if buyer_is_taker else trade["maker_account"],
            counterparty=trade["maker_account"] if buyer_is_taker else trade["account"],
            instrument=trade["instrument"],
            price=trade["price"],
            quantity=trade["quantity"],
        )

    def bust_trade(self) -> None:
        """Mostly one of the last trades, which may be undone already or be of another day."""
        trades = self.twin.trades[-12:]
        trade = self.random.choice(trades) if trades else {"number": 1, "method": Method.LISTED}
        self.twin.send(
            CommandKind.BUST_TRADE,
            order_id=self.rarely(trade["number"], (trade["number"] + 40, *STRANGE), 12),
            value=self.rarely(trade["method"], (0, 20, 21, 30, -10), 12),
        )

    def next_day(self) -> None:
        later = [date for date in DATES if date > self.venue.date]
        if "take_back_day" in self.theme.weights and self.random.randrange(2):
            self.twin.send(CommandKind.START_DAY, date=FAR)
            self.twin.send(CommandKind.TAKE_BACK_DAY, date=FAR, text=b"mistyped")
        if not later:
            later = [self.venue.date + 1]
        self.twin.send(CommandKind.START_DAY, date=later[0])
        if self.venue.phase != Phase.PRE_OPEN:
            if self.random.randrange(4) == 0:
                self.shrink_bands()
            elif self.random.randrange(2):
                self.settle()
            else:
                self.twin.send(CommandKind.START_DAY, date=later[0], flags=OVERRIDE)
        else:
            self.set_right()
            if "take_back_day" in self.theme.weights and self.random.randrange(3) == 0:
                self.take_back_day()

    def set_right(self) -> None:
        """With a new day the exchange lets trade what it has stopped, so that long streams do not
        end in refusals.
        """
        for number in [
            number for number, account in self.venue.accounts.items() if account.suspended
        ]:
            self.restore(number)
        for number in [0, *self.venue.instruments]:
            if self.venue.halted if number == 0 else self.venue.instruments[number].halted:
                self.resume(number)
        for number, instrument in self.venue.instruments.items():
            if instrument.parameters[Parameter.TICK] > 1:
                self.twin.send(
                    CommandKind.SET_PARAMETER, instrument=number, parameter=Parameter.TICK, value=1
                )

    def take_back_day(self) -> None:
        """Before the first trade the venue agrees, afterwards it refuses."""
        date = self.rarely(self.venue.date, (0, 20260105, -1), 8)
        self.twin.send(CommandKind.TAKE_BACK_DAY, date=date, text=b"started by mistake")

    def shrink_bands(self) -> None:
        """A listing at a very high price fills the ladders; with its band closed the day can
        start.
        """
        for number in self.venue.instruments:
            self.twin.send(
                CommandKind.SET_PARAMETER, instrument=number, parameter=Parameter.BAND_BP, value=100
            )

    def fees_by_date(self) -> None:
        """For days to come, mostly; now and then taken back."""
        date = self.rarely(self.random.choice(DATES), (0, FAR, 20260230, self.venue.date), 6)
        instrument = self.rarely(self.instrument(), (0, 0, 7, -1), 3)
        if self.random.randrange(3) == 0:
            self.twin.send(CommandKind.WITHDRAW_FEES, instrument=instrument, date=date)
            return
        ppm = self.rarely(self.random.choice((0, 0, 6_000)), (100_000, 100_001, -1), 8)
        fen = self.rarely(self.random.choice((0, 0, 500)), (1_000_000, 1_000_001, -1), 8)
        self.twin.send(
            CommandKind.SET_FEES,
            instrument=instrument,
            date=date,
            quantity=ppm,
            amount_fen=fen,
            value=self.rarely(0, (300, -1), 3),
            reference=self.rarely(0, (7, -1), 3),
        )

    def wrong_day_command(self) -> None:
        """Commands of the day's order at any moment."""
        kind = self.random.choice(
            (
                CommandKind.START_DAY,
                CommandKind.SET_PHASE,
                CommandKind.END_DAY,
                CommandKind.CLEARING_RESULT,
                CommandKind.SETTLEMENT_DONE,
                CommandKind.TRADE_FAILED,
            )
        )
        if kind == CommandKind.SET_PHASE:
            phase = self.random.choice((0, 1, 6, 7, 255))
            self.twin.send(kind, phase=phase)
            return
        if kind == CommandKind.END_DAY and self.venue.phase == Phase.CLOSED:
            return
        days = (*(day.date for day in self.venue.days[-9:]), 0, 20260230, 20260105, -1)
        fields = {
            "date": self.random.choice(days),
            "value": self.random.choice((0, 1, 5)),
            "quantity": self.random.choice((0, 10)),
            "price": self.random.choice((0, 100)),
            "account": self.account(),
            "counterparty": self.account(),
            "instrument": self.instrument(),
            "order_id": self.random.choice((0, -1)),
        }
        used = used_fields(kind)
        self.twin.send(kind, **{name: value for name, value in fields.items() if name in used})

    def garbage(self) -> None:
        """Kinds and versions that do not exist."""
        self.twin.send(
            self.random.choice(NO_KINDS),
            version=self.random.choice((1, 0, 2, 255)),
            account=self.account(),
            order_id=self.random.choice((0, 5)) if not self.twin.engine_number else 0,
            price=2**62,
        )
