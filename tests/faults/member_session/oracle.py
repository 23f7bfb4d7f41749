"""What must be true of a member's books when its line is whole and nobody acts: everything that was
acknowledged, once, and the same figures as the venue's.

It knows what the member's socket brought, and asks the venue over the member's socket alone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from gateway.client import Place, Report, Session
from gateway.client.trackers import Orders
from tests.faults.member_session.ledger import Ledger
from tests.faults.proof import check_reports

HEARD_WAIT_S = 20.0
Row = dict[str, Any]


@dataclass(frozen=True)
class VenueSays:
    """The venue's own figures of the account, as of one place in its reports; these again, of the
    day before and of today.
    """

    place: Place
    balances: Row
    open_orders: list[Row]
    fills: list[Row]
    reports: list[Report]


async def ask(session: Session) -> VenueSays:
    """Everything that the venue knows of the account today; `session` resumes earlier reports."""
    balances: Row = dict(await session.operations.balances())
    place = Place(balances["report_date"], balances["next_report"])
    orders: list[Any] = await session.open_orders()
    fills: list[Any] = await session.fills()
    reports: list[Report] = []
    while place.number > 1 and session.next_report < place:
        reports.append(await anext(session.reports()))
    return VenueSays(place, balances, orders, fills, reports)


async def check(ledger: Ledger, session: Session) -> None:
    """Raises AssertionError, or TimeoutError when reports are missing."""
    says = await ask(session)
    await ledger.heard_until(says.place, HEARD_WAIT_S)
    check_numbers(ledger)
    check_answers(ledger)
    check_trades(ledger, says)
    check_own_figures(ledger, says)
    check_age(ledger)
    check_repeated(ledger, says)


def check_numbers(ledger: Ledger) -> None:
    """The reports of each day are numbered from 1 without holes, in order."""
    for date, reports in ledger.reports.items():
        numbers = [each["number"] for each in reports]
        assert numbers == list(range(1, len(numbers) + 1)), date


def check_answers(ledger: Ledger) -> None:
    """An order that was acknowledged was entered once, as the reply says; one that was refused was
    not; one without an answer at most once.
    """
    entered = {each["client_order_id"]: each for each in ledger.all_reports("entered")}
    counts = Counter(each["client_order_id"] for each in ledger.all_reports("entered"))
    assert [name for name, count in counts.items() if count > 1] == []
    assert set(entered) <= set(ledger.sent)
    for request, reply in ledger.answers:
        if request["op"] != "new_order":
            continue
        name = request["client_order_id"]
        assert (name in entered) == reply.ok, (request, reply)
        if reply.ok:
            known = ("order", reply["order"]), ("price", request["price"])
            assert all(entered[name][field] == value for field, value in known), (request, reply)


def check_trades(ledger: Ledger, says: VenueSays) -> None:
    """Each trade of each order was heard once, never beyond what was ordered; those of today are
    the venue's.
    """
    fills = ledger.all_reports("fill")
    trades = Counter((each["report_date"], each["trade"], each["order"]) for each in fills)
    assert [trade for trade, count in trades.items() if count > 1] == []
    names = ("number", "order", "trade", "price", "quantity", "leaves")
    today = [each for each in fills if each["report_date"] == says.place.date]
    assert [[each[name] for name in names] for each in today] == [
        [each[name] for name in names] for each in says.fills
    ]


def check_repeated(ledger: Ledger, says: VenueSays) -> None:
    """The venue repeats the reports of yesterday and today as they were heard."""
    repeated = {each["report_date"] for each in says.reports} | {says.place.date}
    for date in repeated:
        again = [each for each in says.reports if each["report_date"] == date]
        assert len(again) == len(ledger.reports[date]), date
        check_reports(ledger.reports[date], again)


def check_own_figures(ledger: Ledger, says: VenueSays) -> None:
    """Open orders, cash and units as the trackers have them are those of the venue."""
    names = ("order", "client_order_id", "instrument", "side", "price", "leaves")
    assert _open(ledger.orders) == {
        each["order"]: tuple(each[name] for name in names) for each in says.open_orders
    }
    balances = says.balances
    cash_fen = balances["cash_available_fen"] + balances["cash_locked_fen"]
    assert ledger.holdings.cash_fen == cash_fen
    units = {
        row["instrument"]: row["available"] + row["locked"] + row["bought"]
        for row in balances["holdings"]
    }
    assert ledger.holdings.units == units


def _open(orders: Orders) -> dict[int, tuple[Any, ...]]:
    return {
        each.order: (
            *(each.order, each.client_order_id, each.instrument),
            *(each.side, each.price, each.leaves),
        )
        for each in orders.open()
    }


def check_age(ledger: Ledger) -> None:
    """No quote entered the book after the time until which it was meant."""
    late = [
        each
        for each in ledger.all_reports("entered")
        if each["time_ns"] > ledger.sent[str(each["client_order_id"])]["valid_until_ns"]
    ]
    assert late == []
