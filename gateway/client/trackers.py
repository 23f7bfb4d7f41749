"""What a member's program keeps of its own: orders and holdings, folded from its reports.

    orders, holdings = Orders(), Holdings()
    holdings.begin(await session.operations.balances())
    async for report in session.reports():  # with today=True or from a place kept earlier
        orders.apply(report)
        holdings.apply(report)

`orders.follow(session.reports())` is the same as a task beside the program's own work. Both take
reports in any number of sessions: one that was applied before changes nothing. They are
plain records without a connection, so a program may keep them over a reconnect.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from gateway.client.streams import Place
from gateway.protocol.errors import GatewayError

if TYPE_CHECKING:
    from gateway.client.typed import (
        AccountReport,
        AwardReport,
        BalancesReply,
        CancelledReport,
        EnteredReport,
        FillReport,
        LoweredReport,
        ReplacedReport,
        Report,
        TradeCancelReport,
        TradeReport,
    )

    Changed = CancelledReport | FillReport | LoweredReport | ReplacedReport | TradeCancelReport
    Traded = AwardReport | FillReport | TradeCancelReport | TradeReport

BEFORE_ALL = Place("", 0)


class ReportSkipped(GatewayError):
    """A report is missing between two that were applied: read them again from `place`."""

    code = "report_skipped"

    def __init__(self, place: Place, got: Place) -> None:
        super().__init__(f"report {place} is missing before {got}", field="number", value=got)
        self.place = place


class Numbered:
    """The place of the last report that was applied."""

    def __init__(self) -> None:
        self._last = BEFORE_ALL

    @property
    def place(self) -> Place:
        """The next report, fit for `connect(..., resume=)`."""
        return Place(self._last.date, self._last.number + 1)

    def begin_at(self, place: Place) -> None:
        """Reports before this place are known."""
        self._last = Place(place.date, place.number - 1)

    def is_new(self, report: Report) -> bool:
        """Whether a report is the next one; False for one that was applied before.

        Raises ReportSkipped for a later one.
        """
        place = Place(report["report_date"], report["number"])
        if place <= self._last:
            return False
        if self._last != BEFORE_ALL and place not in (self.place, Place(place.date, 1)):
            raise ReportSkipped(self.place, place)
        self._last = place
        return True


@dataclass(slots=True)
class Order:
    """One own order. Price in 0.01 CNY, None at the market; quantities in tonnes, money in fen."""

    order: int
    client_order_id: str | None
    instrument: str
    side: Literal["buy", "sell"]
    price: int | None
    quantity: int
    leaves: int
    filled: int = 0
    amount_fen: int = 0
    fees_fen: int = 0
    status: Literal["open", "filled", "cancelled"] = "open"
    reason: str = ""  # why it was cancelled
    request: str | None = None  # client request id of its last replace or cancel
    expires_ns: int | None = None  # when it is withdrawn; None: with the day

    @property
    def average_price(self) -> float | None:
        """Mean price of its fills, 0.01 CNY; None without any."""
        return self.amount_fen / self.filled if self.filled else None


class Orders:
    """Own orders of the day by number and client order id."""

    def __init__(self) -> None:
        self.numbered = Numbered()
        self._date = ""
        self._orders: dict[int, Order] = {}
        self._named: dict[str, Order] = {}

    def __len__(self) -> int:
        return len(self._orders)

    def __iter__(self) -> Iterator[Order]:
        return iter(self._orders.values())

    def __getitem__(self, which: int | str) -> Order:
        """An order by its number, or by its client order id. Raises KeyError."""
        return self._orders[which] if isinstance(which, int) else self._named[which]

    def get(self, which: int | str) -> Order | None:
        """An order, None where there is none of today."""
        return self._orders.get(which) if isinstance(which, int) else self._named.get(which)

    def open(self, instrument: str | None = None, side: str | None = None) -> list[Order]:
        """Orders that rest, of one instrument or side if named."""
        return [
            each
            for each in self
            if each.status == "open"
            and instrument in (None, each.instrument)
            and side in (None, each.side)
        ]

    async def follow(self, reports: AsyncIterable[Report]) -> None:
        """Take in reports for as long as they come. Raises what they raise, and ReportSkipped."""
        async for report in reports:
            self.apply(report)

    def apply(self, report: Report) -> Order | None:
        """Take in a report; the order that it changes, None where it changes none.

        A new day begins without orders: none outlives its day. Raises ReportSkipped.
        """
        if not self.numbered.is_new(report):
            return None
        if report["report_date"] != self._date:
            self._date = report["report_date"]
            self._orders, self._named = {}, {}
        if report["report"] == "entered":
            return self._enter(report)
        if (
            report["report"] == "fill"
            or report["report"] == "replaced"
            or report["report"] == "cancelled"
            or report["report"] == "lowered"
            or (report["report"] == "trade_cancel" and report["order"] is not None)
        ):
            order = self._orders.get(report["order"] or 0)
            return None if order is None else _changed(order, report)
        return None

    def _enter(self, report: EnteredReport) -> Order:
        order = Order(
            report["order"],
            report["client_order_id"],
            report["instrument"],
            report["side"],
            report["price"],
            report["quantity"],
            report["quantity"],
            expires_ns=report.get("expires_ns"),
        )
        self._orders[order.order] = order
        if order.client_order_id is not None:
            self._named[order.client_order_id] = order
        return order


def _changed(order: Order, report: Changed) -> Order:
    if report["report"] == "fill":
        order.leaves = report["leaves"]
        order.filled += report["quantity"]
        order.amount_fen += report["amount_fen"]
        order.fees_fen += report["trading_fee_fen"] + report["settlement_fee_fen"]
        order.status = "open" if order.leaves else "filled"
    elif report["report"] == "replaced":
        order.request = report.get("client_request_id")
        order.price, order.leaves = report["price"], report["leaves"]
        order.quantity = order.filled + order.leaves
    elif report["report"] == "lowered":
        order.leaves = report["leaves"]
        order.quantity -= report["quantity"]
    elif report["report"] == "trade_cancel":
        _undo(order, report)
    else:
        order.leaves, order.status, order.reason = 0, "cancelled", report["reason"]
        order.request = report.get("client_request_id", order.request)
    return order


def _undo(order: Order, report: TradeCancelReport) -> None:
    """A fill of it was undone: it is not open again."""
    order.quantity -= report["quantity"]
    order.filled -= report["quantity"]
    order.amount_fen -= report["amount_fen"]
    order.fees_fen -= report["trading_fee_fen"] + report["settlement_fee_fen"]
    if order.status == "filled" and not order.filled:
        order.status, order.reason = "cancelled", "trade_busted"


@dataclass(slots=True)
class Holdings:
    """Own cash and units, with all that is locked or not sellable yet.

    `cash_fen` in fen, `units` in tonnes by instrument.
    """

    cash_fen: int = 0
    units: dict[str, int] = field(default_factory=dict)
    numbered: Numbered = field(default_factory=Numbered)

    def begin(self, balances: BalancesReply) -> None:
        """Start from what the venue says; its reports before are in it."""
        self.cash_fen = balances["cash_available_fen"] + balances["cash_locked_fen"]
        self.units = {
            row["instrument"]: row["available"] + row["locked"] + row["bought"]
            for row in balances["holdings"]
        }
        self.numbered.begin_at(Place(balances["report_date"], balances["next_report"]))

    def apply(self, report: Report) -> bool:
        """Take in a report; whether it has changed cash or units. Raises ReportSkipped."""
        if not self.numbered.is_new(report):
            return False
        if report["report"] == "fill" or report["report"] == "trade" or report["report"] == "award":
            self._trade(report, 1)
            return True
        if report["report"] == "trade_cancel":
            self._trade(report, -1)
            return True
        return report["report"] == "account" and self._account(report)

    def _trade(self, report: Traded, done: int) -> None:
        """done: 1, and -1 of one that is undone."""
        sign = done if report["side"] == "buy" else -done
        fees = report["trading_fee_fen"] + report["settlement_fee_fen"]
        self._move(report["instrument"], sign * report["quantity"])
        self.cash_fen -= sign * report["amount_fen"] + done * fees

    def _account(self, report: AccountReport) -> bool:
        change, sign = report["change"], 0
        if change in ("cash_in", "units_in"):
            sign = 1
        elif change in ("cash_out", "units_out"):
            sign = -1
        elif change == "trade_failed":
            sign = 1 if report["side"] == "buy" else -1
            self._move(report["instrument"], -sign * report["quantity"])
            self.cash_fen += sign * report["amount_fen"]
            return True
        self.cash_fen += sign * report.get("amount_fen", 0)
        if sign and "instrument" in report:
            self._move(report["instrument"], sign * report["quantity"])
        return sign != 0

    def _move(self, instrument: str, quantity: int) -> None:
        self.units[instrument] = self.units.get(instrument, 0) + quantity
