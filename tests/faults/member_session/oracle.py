"""What must be true of a member's books when its line is whole and nobody acts: everything that was
acknowledged, once, and the same figures as the venue's.

It knows what the member's socket brought, and asks the venue over the member's socket alone.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from dataclasses import dataclass
from typing import Any

from gateway.client import Place, Report, Session
from gateway.client.trackers import Orders
from tests.faults.member_session.ledger import Ledger, held_up, now_ns
from tests.faults.proof import check_reports

HEARD_WAIT_S = 20.0
# from the time at which an order has to go until the batch that is being decided has been
LATE_NS = 250_000_000
ARMINGS_LOOKED_AT = 50  # before a fill
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


async def ask(session: Session, reports: list[Report]) -> VenueSays:
    """Everything that the venue knows of the account today, of one moment; `session` resumes
    earlier reports, of which `reports` are those that were read before.
    """
    place, after = None, await _balances(session)
    while place != (place := _place(after)):
        balances = after
        orders: list[Any] = await session.open_orders()
        fills: list[Any] = await session.fills()
        after = await _balances(session)
    while place.number > 1 and session.next_report < place:
        reports.append(await anext(session.reports()))
    return VenueSays(place, balances, orders, fills, reports)


async def _balances(session: Session) -> Row:
    return dict(await session.operations.balances())


def _place(balances: Row) -> Place:
    return Place(balances["report_date"], balances["next_report"])


async def check(ledger: Ledger, session: Session) -> None:
    """Raises AssertionError, or TimeoutError when reports are missing."""
    says = await _of_one_moment(ledger, session)
    check_numbers(ledger)
    check_answers(ledger)
    check_trades(ledger, says)
    check_own_figures(ledger, says)
    check_quantities(ledger)
    check_replaces(ledger)
    check_age(ledger)
    check_repeated(ledger, says)


async def _of_one_moment(ledger: Ledger, session: Session) -> VenueSays:
    """What the venue says when the member has heard just that far: an order may expire, or a timer
    run out, while it is asked.
    """
    reports: list[Report] = []
    while True:
        says = await ask(session, reports)
        if says.place.number > 1:
            await ledger.heard_until(says.place, HEARD_WAIT_S)
        if ledger.orders.numbered.place <= says.place:
            return says


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


def check_quantities(ledger: Ledger) -> None:
    """No order trades beyond its quantity, or beyond the total that a replace has named last."""
    filled, most = Counter[int](), dict[int, int]()
    for report in (each for day in ledger.reports.values() for each in day):
        kind = report["report"]
        if kind == "entered":
            most[report["order"]] = report["quantity"]
        elif kind == "replaced":
            order = report["order"]
            most[order] = filled[order] + report["leaves"]
            total = ledger.sent[report["client_request_id"]].get("total", most[order])
            assert total == most[order] or not report["leaves"], report
            assert total <= most[order], report
        elif kind == "fill":
            filled[report["order"]] += report["quantity"]
            assert filled[report["order"]] <= most[report["order"]], report


def check_replaces(ledger: Ledger) -> None:
    """A replace that was acknowledged was made once, one that was refused was not, one without an
    answer at most once.
    """
    reports = [*ledger.all_reports("replaced"), *ledger.all_reports("cancelled")]
    made = Counter(each.get("client_request_id") for each in reports)
    for request, reply in ledger.answers:
        if request["op"] == "replace":
            assert made[request["client_request_id"]] == int(reply.ok), (request, reply)
    assert all(count == 1 for name, count in made.items() if name is not None)


def check_age(ledger: Ledger) -> None:
    """No quote entered the book after the time until which it was meant; none traded after the time
    at which it expires, after the timer of its key has run out, or when its session was lost.
    """
    entered_ns: dict[str | None, int] = {}
    for each in ledger.all_reports("entered"):
        entered_ns[each["client_order_id"]] = each["time_ns"]
        assert each["time_ns"] <= _sent(ledger, each)["valid_until_ns"], each
    times_ns = sorted({each["time_ns"] for day in ledger.reports.values() for each in day})
    made_up = held_up(ledger.stops, times_ns)
    for each in ledger.all_reports("fill"):
        made_up_ns = made_up.get(each["time_ns"], each["time_ns"])
        _check_fill(ledger, each, made_up_ns, entered_ns[each["client_order_id"]])
    now = now_ns()
    names = [str(each.client_order_id) for each in ledger.orders.open()]
    gone_ns = {name: ledger.gone_ns(name, entered_ns[name]) for name in names}
    assert [name for name, by_ns in gone_ns.items() if (by_ns or now) < now] == []


def _check_fill(ledger: Ledger, fill: Report, made_up_ns: int, entered_ns: int) -> None:
    time_ns = made_up_ns - LATE_NS
    assert time_ns <= _sent(ledger, fill).get("expires_ns", time_ns), fill
    if str(fill["client_order_id"]).partition("-")[0] in ledger.timed:
        assert time_ns <= _timer_ends_ns(ledger, fill["time_ns"]), fill
    gone_ns = ledger.gone_ns(str(fill["client_order_id"]), entered_ns)
    assert time_ns <= (gone_ns or time_ns), fill


def _timer_ends_ns(ledger: Ledger, time_ns: int) -> int:
    """When the last timer that may have been set by a time runs out at the latest."""
    count = bisect(ledger.armings, time_ns, key=lambda each: each.sent_ns)
    return max(each.ends_ns for each in ledger.armings[max(0, count - ARMINGS_LOOKED_AT) : count])


def _sent(ledger: Ledger, report: Report) -> Row:
    return ledger.sent[str(report["client_order_id"])]
