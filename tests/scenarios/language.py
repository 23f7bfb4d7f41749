"""The lines a scenario is written in, each a pattern and what it does on the stage.

    Alice has 1000.00 and 50 CEA25      the registry brings cash and units; opens a new account
    the market is credits               the venue's first command; allowances without it
    CEA25 is listed at 78.50            with the next day; also `in credits`
    CEA25 has lot 5                     a parameter of the instrument, by its name in the engine
    CEA25 takes market orders           also `takes no market orders`
    day 2026-01-05                      start of the day; `over all` overrides an unsettled one
    2026-01-05 is taken back            the start of the day is undone
    phase morning | end of day          phases are pre_open, morning, lunch, afternoon, closed
    open 2026-01-05                     a day and its morning at once
    A1: Alice sells 10 CEA25 at 78.50   an order, named A1; also `ioc`, `fok`, `taking B1`,
                                        `valid for -1 s`, `by operator 7` (the key that signed on)
    A1: Alice sells 10 CEA25 at market  `at market 78.50` gives a price that it must not have
    Alice cancels A1                    also `exchange cancels A1`, `Alice cancels all`,
                                        `... all CEA25 buys`
    Alice changes A1 to 5 at 78.50      the new open quantity and price; `to a total of 9 at`: with
                                        what has traded; `expecting 7`: only if 7 t are open
    exchange halts CEA25 | venue        `until 2026-01-05 10:45, then 5 min of call`; also resumes,
                                        `calls`: begins that call, suspends Alice, restores Alice
    Alice pays in 10.00                 also pays out, moves in 5 CEA25, moves out 5 CEA25; `again`:
                                        same journal number; `behind 7`: only if transfer 7 was last
    cleared                             the registry confirms its figures; `with count + 1`
    exchange busts trade 3              it is undone; also `block trade 3`
    trade 3 fails                       it could not be delivered; `block trade 1 fails`
    settled                             `settled with 1 failed`; of another day: a date
    Q1: Alice applies to sell 100000 CEA25, pay as bid, lots of 500
                                        an auction; all terms: tests/scenarios/auctions.py
    Q1 is in session                    accepted, announced for today and opened at once
    B1: Bob bids 1000 in Q1 at 79.00    also `Bob changes bid B1 to 500 at 79.00`,
                                        `Bob withdraws bid B1`
    exchange closes Q1                  also accepts, refuses, opens, `announces Q1 for 2026-01-05`
    book CEA25: 78.40 x 5 | 78.50 x 6   what rests there now
    Alice cash: available 9.00, ...     what the account holds; `Alice CEA25: available 5, ...`
    limits CEA25: base 78.50, ...
    CEA25 totals year 10 for 785.00     what was traded before; `cumulative` likewise, `venue` for
                                        all together, `by block`
    weights 2026-01-05: CEA25 1/2, ...

The lines about limits and kills are in supervision.py, those about guards in guards.py. Every
statement may give its outcomes after an arrow, with semicolons between them; without an arrow it
must be accepted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import zip_longest
from typing import Any

from engine.commands import (
    MARKET,
    OVERRIDE,
    TOTAL,
    CommandKind,
    Market,
    Method,
    Parameter,
    Phase,
    Side,
    TimeInForce,
    TotalsKind,
    VenueRule,
)
from engine.commands.parameters import PARAMETERS
from engine.events import EventKind
from engine.rules.approval_views import market_of
from engine.units import parse_date, parse_hundredths
from tests.oracle.parameters import AT_MARKET
from tests.oracle.records import Event
from tests.scenarios.stage import Stage

Action = Callable[..., "list[Event] | str"]
PATTERNS: list[tuple[re.Pattern[str], Action]] = []
PRICE = r"(?P<price>-?[\d.]+)"
QUANTITY = r"(?P<quantity>-?\d+)"
HALTS = {"halts": CommandKind.HALT, "resumes": CommandKind.RESUME, "calls": CommandKind.BEGIN_CALL}
UNKNOWN_PARAMETER = PARAMETERS  # its places end before this number


def line(pattern: str) -> Callable[[Action], Action]:
    """Register what a form of line does."""

    def register(action: Action) -> Action:
        PATTERNS.append((re.compile(pattern), action))
        return action

    return register


def perform(stage: Stage, statement: str) -> list[Event] | str:
    """Do what one statement says. Raises ValueError when no pattern fits."""
    for pattern, action in PATTERNS:
        if match := pattern.fullmatch(statement):
            return action(
                stage,
                **{name: text for name, text in match.groupdict().items() if text is not None},
            )
    raise ValueError(f"no form of line fits {statement!r}")


def cash(text: str) -> int:
    """An amount or price in fen or ticks."""
    return parse_hundredths(text)


@line(r"(?P<name>\w+) has (?P<amount>[\d.]+)(?P<units>( and \d+ \w+)*)")
def has(stage: Stage, name: str, amount: str, units: str = "") -> list[Event]:
    account = stage.member(name)
    said = stage.transfer(CommandKind.CASH_IN, account=account, amount_fen=cash(amount))
    for quantity, code in re.findall(r"and (\d+) (\w+)", units):
        said += stage.transfer(
            CommandKind.UNITS_IN,
            account=account,
            instrument=stage.instrument(code),
            quantity=int(quantity),
        )[1:]
    return said


@line(rf"(?P<code>\w+) is listed at {PRICE}(?P<number> as number -?\d+)?( in (?P<market>\w+))?")
def listed(stage: Stage, code: str, price: str, number: str = "", market: str = "") -> list[Event]:
    chosen = int(number.split()[-1]) if number else len(stage.instruments) + 1
    said = stage.send(
        CommandKind.LIST_INSTRUMENT,
        instrument=chosen,
        price=cash(price),
        text=code.encode(),
        value=Market[market.upper()] if market else market_of(stage.twin.state),
    )
    if said[0]["kind"] == EventKind.ACCEPTED:
        stage.instruments[code] = chosen
    return said


@line(r"the market is (?P<market>\w+)")
def market(stage: Stage, market: str) -> list[Event]:
    rule = {"parameter": VenueRule.MARKET, "value": Market[market.upper()]}
    return stage.send(CommandKind.SET_VENUE_RULE, **rule)


@line(r"(?P<code>\w+) takes (?P<no>no )?market orders")
def at_market(stage: Stage, code: str, no: str = "") -> list[Event]:
    return parameter(stage, code, AT_MARKET.name, "0" if no else "1")


@line(r"(?P<code>\w+) has (?P<parameter>[a-z_]+) (?P<value>-?\d+)")
def parameter(stage: Stage, code: str, parameter: str, value: str) -> list[Event]:
    name = parameter.upper()
    number = Parameter[name] if name in Parameter.__members__ else UNKNOWN_PARAMETER
    return stage.send(
        CommandKind.SET_PARAMETER,
        instrument=stage.instrument(code),
        parameter=number,
        value=int(value),
    )


def date_of(text: str) -> int:
    """A date, or a number that is none."""
    return int(text) if text.isdigit() else parse_date(text)


@line(r"day (?P<date>[\d-]+)(?P<over> over all)?")
def day(stage: Stage, date: str, over: str = "") -> list[Event]:
    return stage.send(CommandKind.START_DAY, date=date_of(date), flags=OVERRIDE if over else 0)


@line(r"(?P<date>[\d-]+) is taken back")
def take_back(stage: Stage, date: str) -> list[Event]:
    return stage.send(CommandKind.TAKE_BACK_DAY, date=date_of(date), text=b"mistyped")


@line(r"phase (?P<phase>\w+)")
def phase(stage: Stage, phase: str) -> list[Event]:
    name = phase.upper()
    return stage.send(CommandKind.SET_PHASE, phase=Phase[name] if name in Phase.__members__ else 9)


@line(r"open (?P<date>[\d-]+)(?P<over> over all)?")
def open_day(stage: Stage, date: str, over: str = "") -> list[Event]:
    said = day(stage, date, over)
    return [*said, *phase(stage, "morning")[1:]]


@line(r"end of day")
def end(stage: Stage) -> list[Event]:
    return stage.send(CommandKind.END_DAY)


@line(
    rf"((?P<label>\w+): )?(?P<name>\w+) (?P<verb>buys|sells) {QUANTITY} (?P<code>\w+) at"
    rf" (?P<market>market)?( ?{PRICE})?"
    r"( (?P<force>day|ioc|fok))?( taking (?P<target>\w+))?( valid for (?P<seconds>-?\d+) s)?"
    r"( for (?P<life>\d+) s)?( by operator (?P<operator>\d+))?( under (?P<guard>\w+))?"
)
def order(
    stage: Stage, name: str, verb: str, quantity: str, code: str, **options: str
) -> list[Event]:
    seconds = options.get("seconds")
    said = stage.send(
        CommandKind.NEW_ORDER,
        account=stage.members.get(name, 60),
        instrument=stage.instrument(code),
        side=Side.BUY if verb == "buys" else Side.SELL,
        quantity=int(quantity),
        price=cash(options.get("price", "0")),
        flags=MARKET if "market" in options else 0,
        time_in_force=TimeInForce[options.get("force", "day").upper()],
        order_id=stage.order(options["target"]) if "target" in options else 0,
        valid_until_ns=stage.twin.time_ns + int(seconds) * 10**9 if seconds else 0,
        operator=int(options.get("operator", "0")),
        value=stage.twin.time_ns + int(options["life"]) * 10**9 if "life" in options else 0,
        parameter=stage.guards[options["guard"]] if "guard" in options else 0,
    )
    if "label" in options and said[0]["kind"] == EventKind.ACCEPTED:
        stage.orders[options["label"]] = said[0]["order_id"]
    return said


@line(r"(?P<name>\w+) cancels all(?P<code> (?!buys|sells)\w+)?( (?P<side>buys|sells))?")
def cancel_all(stage: Stage, name: str, code: str = "", side: str = "") -> list[Event]:
    chosen = {"": 0, "buys": Side.BUY, "sells": Side.SELL}[side]
    instrument = stage.instrument(code.strip()) if code else 0
    account = 0 if name == "exchange" else stage.members.get(name, 60)
    return stage.send(CommandKind.MASS_CANCEL, account=account, instrument=instrument, side=chosen)


@line(r"(?P<name>\w+) cancels (?P<label>\w+)")
def cancel(stage: Stage, name: str, label: str) -> list[Event]:
    account = 0 if name == "exchange" else stage.members.get(name, 60)
    return stage.send(CommandKind.CANCEL, account=account, order_id=stage.order(label))


@line(
    rf"(?P<name>\w+) changes (?P<label>\w+) to (?P<total>a total of )?{QUANTITY} at {PRICE}"
    r"( by operator (?P<operator>\d+))?( under (?P<guard>\w+))?( expecting (?P<leaves>\d+))?"
)
def change(
    stage: Stage,
    name: str,
    label: str,
    quantity: str,
    price: str,
    operator: str = "0",
    guard: str = "",
    total: str = "",
    leaves: str = "0",
) -> list[Event]:
    return stage.send(
        CommandKind.REPLACE,
        account=stage.members.get(name, 60),
        order_id=stage.order(label),
        quantity=int(quantity),
        price=cash(price),
        operator=int(operator),
        parameter=stage.guards.get(guard, 0),
        flags=TOTAL if total else 0,
        reference=int(leaves),
    )


@line(
    r"exchange (?P<verb>halts|resumes|calls) (?P<code>\w+)( until (?P<date>[\d-]+)"
    r" (?P<time>-?[\d:]+)(, then (?P<minutes>-?\d+) min of call)?)?"
)
def halt(
    stage: Stage, verb: str, code: str, date: str = "", time: str = "", minutes: str = ""
) -> list[Event]:
    number = 0 if code == "venue" else stage.instrument(code)
    end = {"date": date_of(date), "price": int(time.replace(":", ""))} if date else {}
    return stage.send(HALTS[verb], instrument=number, quantity=int(minutes or 0), **end)


@line(r"exchange (?P<verb>suspends|restores) (?P<name>\w+)")
def suspend(stage: Stage, verb: str, name: str) -> list[Event]:
    kind = CommandKind.SUSPEND_ACCOUNT if verb == "suspends" else CommandKind.RESTORE_ACCOUNT
    return stage.send(kind, account=stage.members.get(name, 60))


@line(r"exchange opens account (?P<number>-?\d+)")
def open_account(stage: Stage, number: str) -> list[Event]:
    return stage.send(CommandKind.OPEN_ACCOUNT, account=int(number), text=b"opened")


@line(
    r"(?P<name>\w+) pays (?P<way>in|out) (?P<amount>-?[\d.]+)(?P<again> again)?( behind"
    r" (?P<behind>\d+))?"
)
def pay(
    stage: Stage, name: str, way: str, amount: str, again: str = "", behind: str = "0"
) -> list[Event]:
    kind = CommandKind.CASH_IN if way == "in" else CommandKind.CASH_OUT
    what = {
        "account": stage.members.get(name, 60),
        "amount_fen": cash(amount),
        "value": int(behind),
    }
    return stage.transfer(kind, bool(again), **what)


@line(rf"(?P<name>\w+) moves (?P<way>in|out) {QUANTITY} (?P<code>\w+)(?P<again> again)?")
def move(
    stage: Stage, name: str, way: str, quantity: str, code: str, again: str = ""
) -> list[Event]:
    kind = CommandKind.UNITS_IN if way == "in" else CommandKind.UNITS_OUT
    account = stage.members.get(name, 60)
    return stage.transfer(
        kind,
        bool(again),
        account=account,
        instrument=stage.instrument(code),
        quantity=int(quantity),
    )


def ended_day(stage: Stage, date: str) -> Any:
    """The day that a settlement line means: the named one, or the last that has ended."""
    days = [day for day in stage.twin.oracle.venue.days if not date or day.date == date_of(date)]
    return days[-1]


@line(r"cleared(?P<date> [\d-]+)?( with (?P<what>count|quantity|amount|hash) \+ 1)?")
def cleared(stage: Stage, date: str = "", what: str = "") -> list[Event]:
    day = ended_day(stage, date.strip())
    return stage.send(
        CommandKind.CLEARING_RESULT,
        date=day.date,
        value=day.totals.count + (what == "count"),
        quantity=day.totals.quantity + (what == "quantity"),
        amount_fen=day.totals.amount + (what == "amount"),
        tape_hash=day.tape_hash + (what == "hash"),
    )


@line(
    r"(?P<method>|listed |block |auction |method \d+ )trade (?P<number>\d+) fails(?P<date> [\d-]+)?"
)
def fails(stage: Stage, method: str, number: str, date: str = "") -> list[Event]:
    chosen = method_of(method)
    named = [
        trade
        for trade in stage.twin.trades
        if (trade["method"], trade["number"]) == (chosen, int(number))
    ]
    trade = (named or stage.twin.trades[-1:])[0]
    parties = (trade["account"], trade["maker_account"])
    buyer, seller = parties if trade["side"] == Side.BUY else parties[::-1]
    return stage.send(
        CommandKind.TRADE_FAILED,
        date=ended_day(stage, date.strip()).date,
        order_id=int(number),
        value=chosen,
        account=buyer,
        counterparty=seller,
        instrument=trade["instrument"],
        price=trade["price"],
        quantity=trade["quantity"],
    )


def method_of(words: str) -> int:
    """A trading method by its name or number; none is listed."""
    if number := re.fullmatch(r"method (\d+) ", words):
        return int(number[1])
    return Method[words.strip().upper()] if words else Method.LISTED


@line(r"exchange busts (?P<method>|listed |block |auction |method \d+ )trade (?P<number>\d+)")
def bust(stage: Stage, method: str, number: str) -> list[Event]:
    return stage.send(CommandKind.BUST_TRADE, order_id=int(number), value=method_of(method))


@line(r"settled(?P<date> [\d-]+)?( with (?P<failed>\d+) failed)?")
def settled(stage: Stage, date: str = "", failed: str = "0") -> list[Event]:
    number = date_of(date.strip()) if date else ended_day(stage, "").date
    return stage.send(CommandKind.SETTLEMENT_DONE, date=number, value=int(failed))


@line(
    rf"(?P<code>\w+) totals (?P<kind>day|year|cumulative) {QUANTITY} for"
    r" (?P<amount>-?[\d.]+)(?P<method> by \w+)?"
)
def totals(
    stage: Stage, code: str, kind: str, quantity: str, amount: str, method: str = ""
) -> list[Event]:
    return stage.send(
        CommandKind.OPEN_TOTALS,
        instrument=0 if code == "venue" else stage.instrument(code),
        parameter=TotalsKind[kind.upper()],
        value=Method[method.split()[1].upper()] if method else 0,
        quantity=int(quantity),
        amount_fen=cash(amount),
    )


@line(r"weights (?P<date>[\d-]+): (?P<weights>.*)")
def weights(stage: Stage, date: str, weights: str) -> list[Event]:
    pairs = re.findall(r"(\w+) (\d+)/(\d+)", weights)
    padding = [0] * (14 - len(pairs))
    return stage.send(
        CommandKind.SET_PRICE_WEIGHTS,
        date=date_of(date),
        value=int(pairs[0][2]),
        weight_instruments=[*(stage.instrument(code) for code, _, _ in pairs), *padding],
        weight_numerators=[*(int(numerator) for _, numerator, _ in pairs), *padding],
    )


@line(r"book (?P<code>\w+): (?P<wanted>.*)")
def book(stage: Stage, code: str, wanted: str) -> str:
    return compare(wanted, stage.depth(code))


@line(r"limits (?P<code>\w+): (?P<wanted>.*)")
def limits(stage: Stage, code: str, wanted: str) -> str:
    return compare(wanted, stage.limits(code))


@line(r"(?P<name>\w+) (?P<what>\w+): (?P<wanted>.*\d)")
def balance(stage: Stage, name: str, what: str, wanted: str) -> str:
    return compare(wanted, stage.account(name, what))


def compare(wanted: str, found: str) -> str:
    """Empty when the venue has what the line says, else both."""
    tidy = " ".join(wanted.split())
    return "" if tidy == found else f"the line says {tidy!r}, the venue has {found!r}"


def judge(stage: Stage, outcomes: list[str], said: list[Event]) -> str:
    """Empty when the engine's answer is what the line says, else both."""
    found = stage.answer(said)
    for want, have in zip_longest(outcomes, found):
        short = have.split(" (")[0] if have and "(" not in (want or "") else have
        if want != short:
            return f"the line says {outcomes}, the engine {found}"
    return ""
