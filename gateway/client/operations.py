"""The gateway's operations, a method each.

Written by `python -m gateway.protocol.methods`; not to be edited.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from gateway.client.typed import (
        AcceptAuctionReply,
        AcceptIntentReply,
        AccountLimitsReply,
        AccountsReply,
        AcknowledgeAlertReply,
        ActsReply,
        AlertsReply,
        AnchorReply,
        AnnounceAuctionReply,
        AnnouncementsReply,
        AnnounceReply,
        AppliedReply,
        ApplyAuctionReply,
        ApprovalsReply,
        ApproveActReply,
        AuctionsReply,
        BalancesReply,
        BeginAlertsReply,
        BeginCallReply,
        BeginCasesReply,
        BeginRiskAlertsReply,
        BidsReply,
        BustPreviewReply,
        BustTradeReply,
        CalendarReply,
        CancelAfterReply,
        CancelAuctionReply,
        CancelDealReply,
        CancelReply,
        CaseActReply,
        CaseEventsReply,
        CaseReply,
        CasesReply,
        CashInReply,
        CashOutReply,
        ChangeBidReply,
        ClearingResultReply,
        CloseAuctionReply,
        ConfirmTermsReply,
        CounterOfferReply,
        DaysReply,
        DealsReply,
        DialoguesReply,
        EndDayReply,
        FeeIncomeReply,
        FeesReply,
        FillsReply,
        FollowReply,
        HaltReply,
        InstrumentsReply,
        IntentsReply,
        KeyChangesReply,
        KillReply,
        LastRelationReply,
        LeaveDialogueReply,
        LimitsReply,
        ListInstrumentReply,
        MassCancelReply,
        NewOrderReply,
        OpenAccountReply,
        OpenAuctionReply,
        OpenDialogueReply,
        OpenOrdersReply,
        OpenTotalsReply,
        OrderReply,
        OrdersReply,
        ParametersReply,
        PlaceBidReply,
        PostAlertsReply,
        PostCasesReply,
        PostIntentReply,
        RefuseActReply,
        RefuseAuctionReply,
        RelateReply,
        ReleaseReply,
        ReplaceReply,
        ReportsReply,
        RestoreReply,
        ResumeDeskReply,
        ResumeReply,
        ResumeReportsReply,
        RiskAlertReply,
        RiskAlertsReply,
        ScheduleReply,
        SendNoteReply,
        SessionsReply,
        SetAccountLimitReply,
        SetAccountNamesReply,
        SetDefaultLimitReply,
        SetFeesReply,
        SetInstrumentNamesReply,
        SetParameterReply,
        SetPhaseReply,
        SetPriceWeightsReply,
        SettlementDoneReply,
        SetVenueRuleReply,
        StartDayReply,
        StatusReply,
        SupervisionReply,
        SuspendDeskReply,
        SuspendReply,
        TakeBackDayReply,
        TimeReply,
        TradeFailedReply,
        TransfersReply,
        UnitsInReply,
        UnitsOutReply,
        UnsettledReply,
        UsageReply,
        VenueRulesReply,
        WithdrawActReply,
        WithdrawBidReply,
        WithdrawFeesReply,
        WithdrawIntentReply,
    )

Side = Literal["buy", "sell"]
OrderType = Literal["limit", "market"]
TimeInForce = Literal["day", "ioc", "fok"]
Scope = Literal["key", "account"]
Limit = Literal["open_orders", "order_rate", "order_value", "day_turnover", "maximum_holding"]
LimitSetDefaultLimit = Literal[
    "open_orders", "order_rate", "order_value", "day_turnover", "rate_window"
]
Relation = Literal["owner", "controller", "officer", "concert", "account"]
Act = Literal["assign", "note", "measure", "answer", "lift", "close"]
Measure = Literal["none", "reminder", "inquiry", "pledge", "restriction"]
Parameter = Literal[
    "band_bp",
    "tick",
    "lot",
    "quantity_min",
    "quantity_max",
    "resale_days",
    "levels",
    "self_trade",
    "trading_fee_ppm",
    "trading_fee_min_fen",
    "settlement_fee_ppm",
    "settlement_fee_min_fen",
    "maximum_holding",
    "large_holder_bp",
    "opposite_days",
    "opposite_scope",
    "time_order",
    "auctions_closed",
    "auction_quantity_min",
    "auction_cap_bp",
    "auction_discount_bp",
    "auction_bid_min",
    "auction_bids_max",
    "auction_to_sell",
    "auction_void_if_short",
    "block_band_bp",
    "block_quantity_min",
    "block_quantity_max",
    "block_hours",
    "block_parts",
    "block_live",
    "depth_20",
    "depth_orders",
    "opening_call",
    "market_orders",
    "locks",
]
Kind = Literal["year", "cumulative"]
Method = Literal["listed", "block", "auction"]
Phase = Literal["pre_open", "morning", "lunch", "afternoon", "closed"]
Rule = Literal["second_approval", "approval_term"]


class Operations:
    """Every operation by its name; each returns the fields of its reply.

    Each raises RequestRefused, ConnectionLost, ReplyMissing.
    """

    def __init__(self, request: Callable[..., Awaitable[Any]]) -> None:
        self._request = request

    async def status(self, *, after: int | None = None) -> StatusReply:
        """The venue's day and phase, its schedule, and every instrument with its parameters, 500 a
        page.

        after: `next` of the page before.
        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: StatusReply = await self._request("status", **_given(after=after))
        return reply

    async def time(self) -> TimeReply:
        """The venue's time and phase.

        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: TimeReply = await self._request("time")
        return reply

    async def calendar(self, *, from_: str | None = None, to: str | None = None) -> CalendarReply:
        """The trading days (交易日) of up to a year, and the hours of a day.

        from_: without it the venue's day.
        to: a year later at most.
        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: CalendarReply = await self._request("calendar", **_given(from_=from_, to=to))
        return reply

    async def schedule(self, *, steps: int | None = None) -> ScheduleReply:
        """What the schedule will do next (日程), and what it waits for besides the clock.

        steps: how many; 20 without it.
        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: ScheduleReply = await self._request("schedule", **_given(steps=steps))
        return reply

    async def usage(self) -> UsageReply:
        """What this session, its key, account and address may ask, and what of it is used now.

        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: UsageReply = await self._request("usage")
        return reply

    async def sessions(self, *, after: int | None = None) -> SessionsReply:
        """Who is logged on, in order of the log-ons, 500 a page.

        after: `next` of the page before.
        Roles: exchange.
        """
        reply: SessionsReply = await self._request("sessions", **_given(after=after))
        return reply

    async def new_order(
        self,
        *,
        instrument: str,
        side: Side,
        quantity: int,
        price: int | None = None,
        order_type: OrderType | None = None,
        time_in_force: TimeInForce | None = None,
        client_order_id: str | None = None,
        take: int | None = None,
        valid_until_ns: int | None = None,
        expires_ns: int | None = None,
    ) -> NewOrderReply:
        """Enter an order.

        price: limit price, 0.01 CNY a tonne.
        quantity: quantity, tonnes.
        order_type: limit when left out.
        time_in_force: day when left out.
        client_order_id: the client's own name of the order, unique for account and day.
        take: order number at the best opposite price.
        valid_until_ns: refused as `expired` when it is decided later; ns since 1970.
        expires_ns: what rests then is withdrawn; without it at the close; ns since 1970.
        Roles: member.
        """
        reply: NewOrderReply = await self._request(
            "new_order",
            instrument=instrument,
            side=side,
            quantity=quantity,
            **_given(
                price=price,
                order_type=order_type,
                time_in_force=time_in_force,
                client_order_id=client_order_id,
                take=take,
                valid_until_ns=valid_until_ns,
                expires_ns=expires_ns,
            ),
        )
        return reply

    async def cancel(
        self,
        *,
        order: int | None = None,
        client_order_id: str | None = None,
        client_request_id: str | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> CancelReply:
        """Take an open order out of the book.

        order: the exchange's number; or `client_order_id`.
        client_request_id: the client's own id of the request, unique for account and day among
            all client ids.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: member, exchange.
        """
        reply: CancelReply = await self._request(
            "cancel",
            **_given(
                order=order,
                client_order_id=client_order_id,
                client_request_id=client_request_id,
                reason=reason,
                dry_run=dry_run,
            ),
        )
        return reply

    async def replace(
        self,
        *,
        price: int,
        order: int | None = None,
        client_order_id: str | None = None,
        quantity: int | None = None,
        total: int | None = None,
        expected_leaves: int | None = None,
        client_request_id: str | None = None,
        valid_until_ns: int | None = None,
    ) -> ReplaceReply:
        """Give an open order another price and another open quantity or total.

        order: the exchange's number; or `client_order_id`.
        price: limit price, 0.01 CNY a tonne.
        quantity: the new open quantity; or `total`.
        total: the new quantity with what has traded, as FIX OrderQty; traded already, the order
            ends.
        expected_leaves: refused as `leaves_differ` when another quantity is open.
        client_request_id: the client's own id of the request, unique for account and day among
            all client ids.
        valid_until_ns: refused as `expired` when it is decided later; ns since 1970.
        Roles: member.
        """
        reply: ReplaceReply = await self._request(
            "replace",
            price=price,
            **_given(
                order=order,
                client_order_id=client_order_id,
                quantity=quantity,
                total=total,
                expected_leaves=expected_leaves,
                client_request_id=client_request_id,
                valid_until_ns=valid_until_ns,
            ),
        )
        return reply

    async def mass_cancel(
        self,
        *,
        instrument: str | None = None,
        side: Side | None = None,
        operator: int | None = None,
        account: int | None = None,
        everyone: bool | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> MassCancelReply:
        """Cancel an account's open orders, or everyone's, or those of an instrument, side or key.

        side: without it both sides.
        operator: number of a key of the account: orders it entered or replaced last.
        account: whose account.
        everyone: true instead of `account`: of every account; needs `reason`.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: member, exchange.
        """
        reply: MassCancelReply = await self._request(
            "mass_cancel",
            **_given(
                instrument=instrument,
                side=side,
                operator=operator,
                account=account,
                everyone=everyone,
                reason=reason,
                dry_run=dry_run,
            ),
        )
        return reply

    async def cancel_after(self, *, after_ms: int, scope: Scope | None = None) -> CancelAfterReply:
        """Set the key's timer: when it runs out, open orders are cancelled. Set it again in time.

        after_ms: 0 takes the timer away.
        scope: whose orders, key when left out.
        Roles: member.
        """
        reply: CancelAfterReply = await self._request(
            "cancel_after", after_ms=after_ms, **_given(scope=scope)
        )
        return reply

    async def open_orders(
        self, *, instrument: str | None = None, after: int | None = None, account: int | None = None
    ) -> OpenOrdersReply:
        """The open orders of an account, in order of their numbers.

        instrument: without it every instrument.
        after: `next` of the page before.
        account: whose account.
        Roles: member, viewer, exchange.
        """
        reply: OpenOrdersReply = await self._request(
            "open_orders", **_given(instrument=instrument, after=after, account=account)
        )
        return reply

    async def balances(self, *, account: int | None = None) -> BalancesReply:
        """Cash and holdings of an account.

        account: whose account.
        Roles: member, viewer, exchange, bridge.
        """
        reply: BalancesReply = await self._request("balances", **_given(account=account))
        return reply

    async def resume_reports(self, *, report_date: str, from_: int) -> ResumeReportsReply:
        """Have the reports sent again from a number on; refused as at log-on.

        Roles: member, viewer.
        """
        reply: ResumeReportsReply = await self._request(
            "resume_reports", report_date=report_date, from_=from_
        )
        return reply

    async def reports(
        self, *, date: str | None = None, after: int | None = None, account: int | None = None
    ) -> ReportsReply:
        """The reports of an account on a day, in the order of their numbers.

        date: a day of the last 30; without it the running one.
        after: `next` of the page before.
        account: whose account.
        Roles: member, viewer, exchange.
        """
        reply: ReportsReply = await self._request(
            "reports", **_given(date=date, after=after, account=account)
        )
        return reply

    async def fills(
        self,
        *,
        instrument: str | None = None,
        after: int | None = None,
        date: str | None = None,
        account: int | None = None,
    ) -> FillsReply:
        """The trades of an account on a day: reports `fill`, `trade` (blocks), `award` (auctions),
        and `trade_cancel` of those that were undone.

        instrument: without it every instrument.
        after: `next` of the page before.
        date: a day of the last 30; without it the running one.
        account: whose account.
        Roles: member, viewer, exchange.
        """
        reply: FillsReply = await self._request(
            "fills", **_given(instrument=instrument, after=after, date=date, account=account)
        )
        return reply

    async def orders(
        self,
        *,
        instrument: str | None = None,
        after: int | None = None,
        date: str | None = None,
        account: int | None = None,
    ) -> OrdersReply:
        """The orders of an account on a day, open and finished, in the order of their numbers.

        instrument: without it every instrument.
        after: `next` of the page before.
        date: a day of the last 30; without it the running one.
        account: whose account.
        Roles: member, viewer, exchange.
        """
        reply: OrdersReply = await self._request(
            "orders", **_given(instrument=instrument, after=after, date=date, account=account)
        )
        return reply

    async def order(
        self,
        *,
        order: int | None = None,
        client_order_id: str | None = None,
        date: str | None = None,
        account: int | None = None,
    ) -> OrderReply:
        """One order of a day by either id; that there is none is an answer.

        order: the exchange's number; or `client_order_id`.
        date: a day of the last 30; without it the running one.
        account: whose account.
        Roles: member, viewer, exchange.
        """
        reply: OrderReply = await self._request(
            "order",
            **_given(order=order, client_order_id=client_order_id, date=date, account=account),
        )
        return reply

    async def limits(self, *, after: int | None = None) -> LimitsReply:
        """How far every instrument is from its price limits (涨跌停), 500 a page.

        after: `next` of the page before.
        Roles: exchange.
        """
        reply: LimitsReply = await self._request("limits", **_given(after=after))
        return reply

    async def accounts(self, *, after: int | None = None) -> AccountsReply:
        """Every account with its cash, in order of their numbers.

        after: `next` of the page before.
        Roles: exchange, bridge.
        """
        reply: AccountsReply = await self._request("accounts", **_given(after=after))
        return reply

    async def account_limits(
        self, *, account: int | None = None, after: int | None = None
    ) -> AccountLimitsReply:
        """The limits of an account and what is used of them; without an account the exchange gets
        all, 50 a page.

        account: whose account.
        after: `next` of the page before.
        Roles: member, viewer, exchange.
        """
        reply: AccountLimitsReply = await self._request(
            "account_limits", **_given(account=account, after=after)
        )
        return reply

    async def supervision(self) -> SupervisionReply:
        """The limits by default, halts, who is suspended or under a kill, large holders (大户), and
        who holds more than the maximum.

        Roles: exchange.
        """
        reply: SupervisionReply = await self._request("supervision")
        return reply

    async def kill(
        self,
        *,
        operator: int | None = None,
        refuse_log_on: bool | None = None,
        account: int | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> KillReply:
        """Withdraw everything of an account, or of one of its keys, and refuse new orders.

        operator: number of a key; without it the account.
        refuse_log_on: keep the keys out as well.
        account: whose account.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: member, exchange.
        """
        reply: KillReply = await self._request(
            "kill",
            **_given(
                operator=operator,
                refuse_log_on=refuse_log_on,
                account=account,
                reason=reason,
                dry_run=dry_run,
            ),
        )
        return reply

    async def release(
        self,
        *,
        operator: int | None = None,
        account: int | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> ReleaseReply:
        """End a kill.

        operator: number of a key; without it the account.
        account: whose account.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: member, exchange.
        """
        reply: ReleaseReply = await self._request(
            "release", **_given(operator=operator, account=account, reason=reason, dry_run=dry_run)
        )
        return reply

    async def set_account_limit(
        self,
        *,
        account: int,
        limit: Limit,
        value: int,
        instrument: str | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> SetAccountLimitReply:
        """Give an account a limit of its own.

        account: whose account.
        value: 0: none, −1: the default again.
        instrument: of `maximum_holding`.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: SetAccountLimitReply = await self._request(
            "set_account_limit",
            account=account,
            limit=limit,
            value=value,
            **_given(instrument=instrument, reason=reason, dry_run=dry_run),
        )
        return reply

    async def set_default_limit(
        self,
        *,
        limit: LimitSetDefaultLimit,
        value: int,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> SetDefaultLimitReply:
        """Set the limit of every account that has none of its own.

        value: 0: none.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: SetDefaultLimitReply = await self._request(
            "set_default_limit", limit=limit, value=value, **_given(reason=reason, dry_run=dry_run)
        )
        return reply

    async def open_account(
        self,
        *,
        account: int,
        name: str,
        name_zh: str | None = None,
        name_en: str | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> OpenAccountReply:
        """Open a trading account.

        account: its number.
        name_zh: legal name in Chinese.
        name_en: legal name in English.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: OpenAccountReply = await self._request(
            "open_account",
            account=account,
            name=name,
            **_given(name_zh=name_zh, name_en=name_en, reason=reason, dry_run=dry_run),
        )
        return reply

    async def set_account_names(
        self,
        *,
        account: int,
        name_zh: str | None = None,
        name_en: str | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> SetAccountNamesReply:
        """Set the legal names of an account; one that is left out stays as it is.

        account: whose account.
        name_zh: legal name in Chinese.
        name_en: legal name in English.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: SetAccountNamesReply = await self._request(
            "set_account_names",
            account=account,
            **_given(name_zh=name_zh, name_en=name_en, reason=reason, dry_run=dry_run),
        )
        return reply

    async def suspend(
        self,
        *,
        account: int,
        until: str | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> SuspendReply:
        """Suspend an account: its orders and bids are withdrawn, and it enters no new ones.

        account: whose account.
        until: it ends when this day starts.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: SuspendReply = await self._request(
            "suspend", account=account, **_given(until=until, reason=reason, dry_run=dry_run)
        )
        return reply

    async def restore(
        self, *, account: int, reason: str | None = None, dry_run: bool | None = None
    ) -> RestoreReply:
        """End the suspension of an account.

        account: whose account.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: RestoreReply = await self._request(
            "restore", account=account, **_given(reason=reason, dry_run=dry_run)
        )
        return reply

    async def relate(
        self,
        *,
        reference: int,
        entity: int,
        relation: Relation,
        first: str,
        follows: int | None = None,
        last: str | None = None,
        other: int | None = None,
        party: str | None = None,
    ) -> RelateReply:
        """Take in a relation of an entity, as the registry has it; one with the same entity,
        relation and party replaces the one before.

        reference: the registry's number of it, greater than the last.
        entity: number of the entity.
        relation: what the party is to it.
        first: first day.
        follows: `reference` of the relation before it.
        last: last day; without it open.
        other: number of the party, where it is an entity or account.
        party: its name, where it is none.
        Roles: bridge.
        """
        reply: RelateReply = await self._request(
            "relate",
            reference=reference,
            entity=entity,
            relation=relation,
            first=first,
            **_given(follows=follows, last=last, other=other, party=party),
        )
        return reply

    async def last_relation(self) -> LastRelationReply:
        """The number of the last relation that was taken in.

        Roles: bridge, exchange.
        """
        reply: LastRelationReply = await self._request("last_relation")
        return reply

    async def case_act(
        self,
        *,
        case_number: int,
        act: Act,
        case_note: str,
        measure: Measure | None = None,
        day: str | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> CaseActReply:
        """Do something with a case of surveillance; journalled with the key that does it.

        case_number: its number.
        act: what is done.
        case_note: whom it is assigned to, or why.
        measure: which is taken, or it is closed with.
        day: until when an answer is due, or a restriction holds.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: CaseActReply = await self._request(
            "case_act",
            case_number=case_number,
            act=act,
            case_note=case_note,
            **_given(measure=measure, day=day, reason=reason, dry_run=dry_run),
        )
        return reply

    async def begin_cases(self) -> BeginCasesReply:
        """Forget all cases: those kept are posted anew.

        Roles: feed.
        """
        reply: BeginCasesReply = await self._request("begin_cases")
        return reply

    async def post_cases(self, *, cases: list[dict[str, Any]]) -> PostCasesReply:
        """Post a case to the staff, a new one or a changed one, in order of the changes; a change
        posted before is passed over.

        cases: one.
        Roles: feed.
        """
        reply: PostCasesReply = await self._request("post_cases", cases=cases)
        return reply

    async def cases(self, *, after: int | None = None) -> CasesReply:
        """The cases of surveillance that have changed after a number, each as it is now, in order
        of their changes; the 500 that changed last are kept.

        after: 0 when left out.
        Roles: exchange, feed.
        """
        reply: CasesReply = await self._request("cases", **_given(after=after))
        return reply

    async def case(self, *, case_number: int) -> CaseReply:
        """One case with the newest lines of its history, and the names of its accounts.

        case_number: its number.
        Roles: exchange.
        """
        reply: CaseReply = await self._request("case", case_number=case_number)
        return reply

    async def case_events(self, *, case_number: int, after: int | None = None) -> CaseEventsReply:
        """The evidence of a case: events of the log, by their numbers.

        case_number: its number.
        after: 0 when left out.
        Roles: exchange.
        """
        reply: CaseEventsReply = await self._request(
            "case_events", case_number=case_number, **_given(after=after)
        )
        return reply

    async def list_instrument(
        self,
        *,
        instrument: str,
        number: int,
        base_price: int,
        parameters: dict[str, int] | None = None,
        name_zh: str | None = None,
        name_en: str | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> ListInstrumentReply:
        """List an instrument of this venue's market, with its first base price.

        instrument: allowances: `CEA`, or `CEA` and two digits of its year; credits: number of
            the project and year of production, as `A210001-22`.
        number: never used again.
        base_price: 0.01 CNY a tonne.
        parameters: others than the default.
        name_zh: legal name in Chinese.
        name_en: legal name in English.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: ListInstrumentReply = await self._request(
            "list_instrument",
            instrument=instrument,
            number=number,
            base_price=base_price,
            **_given(
                parameters=parameters,
                name_zh=name_zh,
                name_en=name_en,
                reason=reason,
                dry_run=dry_run,
            ),
        )
        return reply

    async def set_instrument_names(
        self,
        *,
        instrument: str,
        name_zh: str | None = None,
        name_en: str | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> SetInstrumentNamesReply:
        """Set the legal names of an instrument; one that is left out stays as it is.

        name_zh: legal name in Chinese.
        name_en: legal name in English.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: SetInstrumentNamesReply = await self._request(
            "set_instrument_names",
            instrument=instrument,
            **_given(name_zh=name_zh, name_en=name_en, reason=reason, dry_run=dry_run),
        )
        return reply

    async def set_parameter(
        self,
        *,
        instrument: str,
        parameter: Parameter,
        value: int,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> SetParameterReply:
        """Set a parameter of an instrument.

        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: SetParameterReply = await self._request(
            "set_parameter",
            instrument=instrument,
            parameter=parameter,
            value=value,
            **_given(reason=reason, dry_run=dry_run),
        )
        return reply

    async def parameters(self, *, instrument: str) -> ParametersReply:
        """Every parameter of an instrument, and what waits for the next day or a date.

        Roles: member, viewer, exchange.
        """
        reply: ParametersReply = await self._request("parameters", instrument=instrument)
        return reply

    async def instruments(
        self, *, instrument: str | None = None, after: int | None = None
    ) -> InstrumentsReply:
        """The rules of every instrument or of one: prices, parameters, and those that wait.

        instrument: without it every instrument.
        after: `next` of the page before.
        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: InstrumentsReply = await self._request(
            "instruments", **_given(instrument=instrument, after=after)
        )
        return reply

    async def set_price_weights(
        self,
        *,
        from_date: str,
        weights: dict[str, list[int]],
        confirm: bool | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> SetPriceWeightsReply:
        """Set the weights of the composite price from a day on; they add up to 1.

        from_date: the running day before its first trade.
        weights: instruments that are open.
        confirm: do it although it is out of schedule.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: SetPriceWeightsReply = await self._request(
            "set_price_weights",
            from_date=from_date,
            weights=weights,
            **_given(confirm=confirm, reason=reason, dry_run=dry_run),
        )
        return reply

    async def open_totals(
        self,
        *,
        kind: Kind,
        quantity: int,
        amount_fen: int,
        instrument: str | None = None,
        composite_close: int | None = None,
        method: Method | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> OpenTotalsReply:
        """Enter the totals that a venue begins with.

        kind: `year` or `cumulative`.
        instrument: without it the venue's.
        composite_close: of the venue only.
        method: listed when left out.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: OpenTotalsReply = await self._request(
            "open_totals",
            kind=kind,
            quantity=quantity,
            amount_fen=amount_fen,
            **_given(
                instrument=instrument,
                composite_close=composite_close,
                method=method,
                reason=reason,
                dry_run=dry_run,
            ),
        )
        return reply

    async def set_fees(
        self,
        *,
        from_date: str,
        instrument: str | None = None,
        trading_fee_ppm: int | None = None,
        trading_fee_min_fen: int | None = None,
        settlement_fee_ppm: int | None = None,
        settlement_fee_min_fen: int | None = None,
        confirm: bool | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> SetFeesReply:
        """Set the fees of each side from a day on; again for the same day: others.

        from_date: the first day, which has not started.
        instrument: without it every instrument.
        trading_fee_ppm: Trading fee of an order's amount, 0 without it.
        trading_fee_min_fen: Smallest trading fee, 0 without it.
        settlement_fee_ppm: Settlement fee of an order's amount, 0 without it.
        settlement_fee_min_fen: Smallest settlement fee, 0 without it.
        confirm: do it although it is out of schedule.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: SetFeesReply = await self._request(
            "set_fees",
            from_date=from_date,
            **_given(
                instrument=instrument,
                trading_fee_ppm=trading_fee_ppm,
                trading_fee_min_fen=trading_fee_min_fen,
                settlement_fee_ppm=settlement_fee_ppm,
                settlement_fee_min_fen=settlement_fee_min_fen,
                confirm=confirm,
                reason=reason,
                dry_run=dry_run,
            ),
        )
        return reply

    async def withdraw_fees(
        self,
        *,
        from_date: str,
        instrument: str | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> WithdrawFeesReply:
        """Take back fees of a day that has not started.

        from_date: the first day, which has not started.
        instrument: without it every instrument.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: WithdrawFeesReply = await self._request(
            "withdraw_fees",
            from_date=from_date,
            **_given(instrument=instrument, reason=reason, dry_run=dry_run),
        )
        return reply

    async def fees(self, *, after: int | None = None) -> FeesReply:
        """The fees in force of every instrument, 500 a page, and on the last those by date.

        after: `next` of the page before.
        Roles: member, viewer, exchange.
        """
        reply: FeesReply = await self._request("fees", **_given(after=after))
        return reply

    async def start_day(
        self,
        *,
        date: str,
        override: bool | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> StartDayReply:
        """Start a trading day: it fixes base prices and price limits.

        override: start it although the last day is not settled.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: StartDayReply = await self._request(
            "start_day", date=date, **_given(override=override, reason=reason, dry_run=dry_run)
        )
        return reply

    async def take_back_day(
        self,
        *,
        date: str,
        confirm: bool | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> TakeBackDayReply:
        """Undo the running day, which has no trades and no open deals.

        date: of the running day.
        confirm: do it although it is out of schedule.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: TakeBackDayReply = await self._request(
            "take_back_day", date=date, **_given(confirm=confirm, reason=reason, dry_run=dry_run)
        )
        return reply

    async def set_phase(
        self,
        *,
        phase: Phase,
        confirm: bool | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> SetPhaseReply:
        """Move the day to a later phase.

        phase: phases only move forward; `closed` withdraws what rests.
        confirm: do it although it is out of schedule.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: SetPhaseReply = await self._request(
            "set_phase", phase=phase, **_given(confirm=confirm, reason=reason, dry_run=dry_run)
        )
        return reply

    async def end_day(
        self, *, confirm: bool | None = None, reason: str | None = None, dry_run: bool | None = None
    ) -> EndDayReply:
        """End the day: it fixes the closes and the figures to be cleared.

        confirm: do it although it is out of schedule.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: EndDayReply = await self._request(
            "end_day", **_given(confirm=confirm, reason=reason, dry_run=dry_run)
        )
        return reply

    async def bust_preview(self, *, trade: int, method: Method | None = None) -> BustPreviewReply:
        """What undoing a trade would move, and why it would be refused.

        trade: its number, of the running day.
        method: listed when left out.
        Roles: exchange.
        """
        reply: BustPreviewReply = await self._request(
            "bust_preview", trade=trade, **_given(method=method)
        )
        return reply

    async def bust_trade(
        self,
        *,
        trade: int,
        method: Method | None = None,
        confirm: bool | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> BustTradeReply:
        """Undo a trade of the running day: both sides get back what they gave. Refused with what
        both have where units or cash are no longer there.

        trade: its number, of the running day.
        method: listed when left out.
        confirm: do it although it is out of schedule.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: BustTradeReply = await self._request(
            "bust_trade",
            trade=trade,
            **_given(method=method, confirm=confirm, reason=reason, dry_run=dry_run),
        )
        return reply

    async def halt(
        self,
        *,
        instrument: str | None = None,
        until: str | None = None,
        date: str | None = None,
        call_minutes: int | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> HaltReply:
        """Halt trading (停牌): cancels are taken, orders are not; with a time it ends by itself.

        instrument: without it the venue.
        until: HH:MM in Shanghai, when it ends.
        date: of that; without it the day that runs, or the next one.
        call_minutes: of the call that follows.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: HaltReply = await self._request(
            "halt",
            **_given(
                instrument=instrument,
                until=until,
                date=date,
                call_minutes=call_minutes,
                reason=reason,
                dry_run=dry_run,
            ),
        )
        return reply

    async def begin_call(
        self,
        *,
        instrument: str | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> BeginCallReply:
        """Begin the call (集合竞价) that ends a halt: orders are taken, and trade when it ends.

        instrument: without it the venue.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: BeginCallReply = await self._request(
            "begin_call", **_given(instrument=instrument, reason=reason, dry_run=dry_run)
        )
        return reply

    async def resume(
        self,
        *,
        instrument: str | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> ResumeReply:
        """End a halt (复牌), or its call, which trades.

        instrument: without it the venue.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: ResumeReply = await self._request(
            "resume", **_given(instrument=instrument, reason=reason, dry_run=dry_run)
        )
        return reply

    async def cash_in(
        self, *, account: int, reference: int, amount_fen: int, follows: int | None = None
    ) -> CashInReply:
        """Bring cash into an account.

        account: whose account.
        reference: the registry's journal number.
        follows: `reference` of the transfer before it.
        Roles: bridge.
        """
        reply: CashInReply = await self._request(
            "cash_in",
            account=account,
            reference=reference,
            amount_fen=amount_fen,
            **_given(follows=follows),
        )
        return reply

    async def cash_out(
        self, *, account: int, reference: int, amount_fen: int, follows: int | None = None
    ) -> CashOutReply:
        """Take cash out of an account.

        account: whose account.
        reference: the registry's journal number.
        follows: `reference` of the transfer before it.
        Roles: bridge.
        """
        reply: CashOutReply = await self._request(
            "cash_out",
            account=account,
            reference=reference,
            amount_fen=amount_fen,
            **_given(follows=follows),
        )
        return reply

    async def units_in(
        self,
        *,
        account: int,
        reference: int,
        instrument: str,
        quantity: int,
        follows: int | None = None,
    ) -> UnitsInReply:
        """Bring units into an account.

        account: whose account.
        reference: the registry's journal number.
        follows: `reference` of the transfer before it.
        quantity: tonnes.
        Roles: bridge.
        """
        reply: UnitsInReply = await self._request(
            "units_in",
            account=account,
            reference=reference,
            instrument=instrument,
            quantity=quantity,
            **_given(follows=follows),
        )
        return reply

    async def units_out(
        self,
        *,
        account: int,
        reference: int,
        instrument: str,
        quantity: int,
        follows: int | None = None,
    ) -> UnitsOutReply:
        """Take units out of an account.

        account: whose account.
        reference: the registry's journal number.
        follows: `reference` of the transfer before it.
        quantity: tonnes.
        Roles: bridge.
        """
        reply: UnitsOutReply = await self._request(
            "units_out",
            account=account,
            reference=reference,
            instrument=instrument,
            quantity=quantity,
            **_given(follows=follows),
        )
        return reply

    async def clearing_result(
        self, *, date: str, count: int, tape_hash: str, quantity: int, amount_fen: int
    ) -> ClearingResultReply:
        """Say the figures of a day as cleared; the engine compares them with its own.

        count: trades.
        Roles: bridge.
        """
        reply: ClearingResultReply = await self._request(
            "clearing_result",
            date=date,
            count=count,
            tape_hash=tape_hash,
            quantity=quantity,
            amount_fen=amount_fen,
        )
        return reply

    async def trade_failed(
        self,
        *,
        date: str,
        trade: int,
        instrument: str,
        price: int,
        quantity: int,
        buyer: int,
        seller: int,
        method: Method | None = None,
    ) -> TradeFailedReply:
        """Name a trade that could not be settled; of a method in order of their numbers.

        trade: its number.
        price: limit price, 0.01 CNY a tonne.
        quantity: quantity, tonnes.
        method: listed when left out.
        Roles: bridge.
        """
        reply: TradeFailedReply = await self._request(
            "trade_failed",
            date=date,
            trade=trade,
            instrument=instrument,
            price=price,
            quantity=quantity,
            buyer=buyer,
            seller=seller,
            **_given(method=method),
        )
        return reply

    async def settlement_done(
        self, *, date: str, failed: int, anchor: str | None = None
    ) -> SettlementDoneReply:
        """Say that a day is settled.

        failed: trades that failed.
        anchor: the head of the registry's hash chain.
        Roles: bridge.
        """
        reply: SettlementDoneReply = await self._request(
            "settlement_done", date=date, failed=failed, **_given(anchor=anchor)
        )
        return reply

    async def begin_risk_alerts(self) -> BeginRiskAlertsReply:
        """Forget all alerts: those in force are sent from the first on.

        Roles: bridge.
        """
        reply: BeginRiskAlertsReply = await self._request("begin_risk_alerts")
        return reply

    async def risk_alert(
        self,
        *,
        number: int,
        date: str,
        entity: int,
        name: str,
        accounts: list[int],
        year: int,
        kind: str,
        days_left: int,
        shortfall: int,
        outstanding: int,
        available: int,
        offered: int,
    ) -> RiskAlertReply:
        """Send an alert of compliance risk (履约风险预警); one sent before is passed over.

        number: the registry's number of it.
        shortfall: 0: lifted.
        Roles: bridge.
        """
        reply: RiskAlertReply = await self._request(
            "risk_alert",
            number=number,
            date=date,
            entity=entity,
            name=name,
            accounts=accounts,
            year=year,
            kind=kind,
            days_left=days_left,
            shortfall=shortfall,
            outstanding=outstanding,
            available=available,
            offered=offered,
        )
        return reply

    async def risk_alerts(self, *, after: int | None = None) -> RiskAlertsReply:
        """The newest alert of each entity, year and kind after a number, in order.

        after: 0 when left out.
        Roles: bridge, exchange.
        """
        reply: RiskAlertsReply = await self._request("risk_alerts", **_given(after=after))
        return reply

    async def auctions(self) -> AuctionsReply:
        """The auctions announced or over today, a member's own from the application on; what is not
        known yet is null.

        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: AuctionsReply = await self._request("auctions")
        return reply

    async def bids(self, *, after: int | None = None) -> BidsReply:
        """The account's own bids in open auctions, oldest first.

        Roles: member, viewer.
        """
        reply: BidsReply = await self._request("bids", **_given(after=after))
        return reply

    async def apply_auction(
        self,
        *,
        instrument: str,
        quantity: int,
        side: Side | None = None,
        lot: int | None = None,
        smallest_bid: int | None = None,
        pay_as_bid: bool | None = None,
        discounted: bool | None = None,
        void_if_short: bool | None = None,
        tie_by_lot: bool | None = None,
    ) -> ApplyAuctionReply:
        """Apply for an auction (申请).

        quantity: quantity, tonnes.
        side: what the applicant does, sell when left out.
        lot: quantity step of bids.
        smallest_bid: tonnes.
        pay_as_bid: each winner pays its own price.
        discounted: the reserve lies below the previous close.
        void_if_short: nothing is sold unless bids cover all.
        tie_by_lot: equal winning bids come in drawn order.
        Roles: member.
        """
        reply: ApplyAuctionReply = await self._request(
            "apply_auction",
            instrument=instrument,
            quantity=quantity,
            **_given(
                side=side,
                lot=lot,
                smallest_bid=smallest_bid,
                pay_as_bid=pay_as_bid,
                discounted=discounted,
                void_if_short=void_if_short,
                tie_by_lot=tie_by_lot,
            ),
        )
        return reply

    async def accept_auction(
        self, *, auction: int, reason: str | None = None, dry_run: bool | None = None
    ) -> AcceptAuctionReply:
        """Accept an application: what is offered is frozen.

        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: AcceptAuctionReply = await self._request(
            "accept_auction", auction=auction, **_given(reason=reason, dry_run=dry_run)
        )
        return reply

    async def refuse_auction(
        self, *, auction: int, reason: str | None = None, dry_run: bool | None = None
    ) -> RefuseAuctionReply:
        """Refuse an application.

        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: RefuseAuctionReply = await self._request(
            "refuse_auction", auction=auction, **_given(reason=reason, dry_run=dry_run)
        )
        return reply

    async def announce_auction(
        self,
        *,
        auction: int,
        date: str,
        opens: str,
        closes: str,
        confirm: bool | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> AnnounceAuctionReply:
        """Announce the day and the hours of an auction (公告).

        opens: HH:MM.
        closes: HH:MM.
        confirm: do it although it is out of schedule.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: AnnounceAuctionReply = await self._request(
            "announce_auction",
            auction=auction,
            date=date,
            opens=opens,
            closes=closes,
            **_given(confirm=confirm, reason=reason, dry_run=dry_run),
        )
        return reply

    async def open_auction(
        self, *, auction: int, reason: str | None = None, dry_run: bool | None = None
    ) -> OpenAuctionReply:
        """Open the session of an auction: it fixes the prices.

        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: OpenAuctionReply = await self._request(
            "open_auction", auction=auction, **_given(reason=reason, dry_run=dry_run)
        )
        return reply

    async def close_auction(
        self,
        *,
        auction: int,
        seed: str | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> CloseAuctionReply:
        """Close the session of an auction: bids are served by price, then time or lot.

        seed: of the lot; without it the venue draws one.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: CloseAuctionReply = await self._request(
            "close_auction", auction=auction, **_given(seed=seed, reason=reason, dry_run=dry_run)
        )
        return reply

    async def cancel_auction(
        self, *, auction: int, reason: str | None = None, dry_run: bool | None = None
    ) -> CancelAuctionReply:
        """Cancel an auction: the applicant before the notice, the exchange before the closing.

        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: member, exchange.
        """
        reply: CancelAuctionReply = await self._request(
            "cancel_auction", auction=auction, **_given(reason=reason, dry_run=dry_run)
        )
        return reply

    async def place_bid(
        self, *, auction: int, price: int, quantity: int, valid_until_ns: int | None = None
    ) -> PlaceBidReply:
        """Place a sealed bid in an open auction (报价).

        price: limit price, 0.01 CNY a tonne.
        quantity: quantity, tonnes.
        valid_until_ns: refused as `expired` when it is decided later; ns since 1970.
        Roles: member.
        """
        reply: PlaceBidReply = await self._request(
            "place_bid",
            auction=auction,
            price=price,
            quantity=quantity,
            **_given(valid_until_ns=valid_until_ns),
        )
        return reply

    async def change_bid(
        self, *, bid: int, price: int, quantity: int, valid_until_ns: int | None = None
    ) -> ChangeBidReply:
        """Give a bid another price and quantity; it keeps its place only when lowered.

        price: limit price, 0.01 CNY a tonne.
        quantity: quantity, tonnes.
        valid_until_ns: refused as `expired` when it is decided later; ns since 1970.
        Roles: member.
        """
        reply: ChangeBidReply = await self._request(
            "change_bid",
            bid=bid,
            price=price,
            quantity=quantity,
            **_given(valid_until_ns=valid_until_ns),
        )
        return reply

    async def withdraw_bid(
        self, *, bid: int, reason: str | None = None, dry_run: bool | None = None
    ) -> WithdrawBidReply:
        """Take a bid of an open auction back.

        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: member, exchange.
        """
        reply: WithdrawBidReply = await self._request(
            "withdraw_bid", bid=bid, **_given(reason=reason, dry_run=dry_run)
        )
        return reply

    async def post_intent(
        self,
        *,
        instrument: str,
        side: Side,
        price: int,
        quantity: int,
        counterparty: int | None = None,
        in_parts: bool | None = None,
        invitation: bool | None = None,
        hidden: bool | None = None,
        note: str | None = None,
        valid_until_ns: int | None = None,
    ) -> PostIntentReply:
        """Post an intent, firm unless it is an invitation: what it needs is locked.

        price: limit price, 0.01 CNY a tonne.
        quantity: quantity, tonnes.
        counterparty: who alone may see it.
        in_parts: it may be dealt in parts, false when left out.
        invitation: no firm offer, false when left out.
        hidden: without the own name shown, false when left out.
        note: to the other side.
        valid_until_ns: refused as `expired` when it is decided later; ns since 1970.
        Roles: member.
        """
        reply: PostIntentReply = await self._request(
            "post_intent",
            instrument=instrument,
            side=side,
            price=price,
            quantity=quantity,
            **_given(
                counterparty=counterparty,
                in_parts=in_parts,
                invitation=invitation,
                hidden=hidden,
                note=note,
                valid_until_ns=valid_until_ns,
            ),
        )
        return reply

    async def withdraw_intent(
        self, *, intent: int, reason: str | None = None, dry_run: bool | None = None
    ) -> WithdrawIntentReply:
        """Withdraw an intent; its dialogues end.

        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: member, exchange.
        """
        reply: WithdrawIntentReply = await self._request(
            "withdraw_intent", intent=intent, **_given(reason=reason, dry_run=dry_run)
        )
        return reply

    async def accept_intent(
        self, *, intent: int, quantity: int, valid_until_ns: int | None = None
    ) -> AcceptIntentReply:
        """Accept a firm intent at its price: a deal.

        quantity: quantity, tonnes.
        valid_until_ns: refused as `expired` when it is decided later; ns since 1970.
        Roles: member.
        """
        reply: AcceptIntentReply = await self._request(
            "accept_intent",
            intent=intent,
            quantity=quantity,
            **_given(valid_until_ns=valid_until_ns),
        )
        return reply

    async def open_dialogue(
        self,
        *,
        intent: int,
        price: int,
        quantity: int,
        valid_until_ns: int | None = None,
        hidden: bool | None = None,
        note: str | None = None,
    ) -> OpenDialogueReply:
        """Answer an intent with an offer of one's own.

        price: limit price, 0.01 CNY a tonne.
        quantity: quantity, tonnes.
        valid_until_ns: refused as `expired` when it is decided later; ns since 1970.
        hidden: without the own name shown, false when left out.
        note: to the other side.
        Roles: member.
        """
        reply: OpenDialogueReply = await self._request(
            "open_dialogue",
            intent=intent,
            price=price,
            quantity=quantity,
            **_given(valid_until_ns=valid_until_ns, hidden=hidden, note=note),
        )
        return reply

    async def counter_offer(
        self,
        *,
        dialogue: int,
        price: int,
        quantity: int,
        valid_until_ns: int | None = None,
        note: str | None = None,
    ) -> CounterOfferReply:
        """Make another offer in a dialogue; it undoes every confirmation.

        price: limit price, 0.01 CNY a tonne.
        quantity: quantity, tonnes.
        valid_until_ns: refused as `expired` when it is decided later; ns since 1970.
        note: to the other side.
        Roles: member.
        """
        reply: CounterOfferReply = await self._request(
            "counter_offer",
            dialogue=dialogue,
            price=price,
            quantity=quantity,
            **_given(valid_until_ns=valid_until_ns, note=note),
        )
        return reply

    async def send_note(self, *, dialogue: int, note: str) -> SendNoteReply:
        """Send the other side of a dialogue a note.

        note: to the other side.
        Roles: member.
        """
        reply: SendNoteReply = await self._request("send_note", dialogue=dialogue, note=note)
        return reply

    async def confirm_terms(
        self, *, dialogue: int, price: int, quantity: int, valid_until_ns: int | None = None
    ) -> ConfirmTermsReply:
        """Confirm the terms of a dialogue by naming them; a deal once both sides have.

        price: limit price, 0.01 CNY a tonne.
        quantity: quantity, tonnes.
        valid_until_ns: refused as `expired` when it is decided later; ns since 1970.
        Roles: member.
        """
        reply: ConfirmTermsReply = await self._request(
            "confirm_terms",
            dialogue=dialogue,
            price=price,
            quantity=quantity,
            **_given(valid_until_ns=valid_until_ns),
        )
        return reply

    async def leave_dialogue(
        self, *, dialogue: int, reason: str | None = None, dry_run: bool | None = None
    ) -> LeaveDialogueReply:
        """Leave a dialogue: it ends.

        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: member, exchange.
        """
        reply: LeaveDialogueReply = await self._request(
            "leave_dialogue", dialogue=dialogue, **_given(reason=reason, dry_run=dry_run)
        )
        return reply

    async def intents(
        self, *, instrument: str | None = None, after: int | None = None
    ) -> IntentsReply:
        """The open intents that this key may see, oldest first.

        instrument: without it every instrument.
        after: `next` of the page before.
        Roles: member, viewer, exchange.
        """
        reply: IntentsReply = await self._request(
            "intents", **_given(instrument=instrument, after=after)
        )
        return reply

    async def dialogues(self, *, after: int | None = None) -> DialoguesReply:
        """The account's open dialogues, to the exchange all.

        Roles: member, viewer, exchange.
        """
        reply: DialoguesReply = await self._request("dialogues", **_given(after=after))
        return reply

    async def deals(self, *, after: int | None = None) -> DealsReply:
        """The account's deals that wait for the close, to the exchange all.

        Roles: member, viewer, exchange.
        """
        reply: DealsReply = await self._request("deals", **_given(after=after))
        return reply

    async def cancel_deal(
        self, *, deal: int, reason: str | None = None, dry_run: bool | None = None
    ) -> CancelDealReply:
        """Cancel a deal before the close; what it holds is given back.

        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: CancelDealReply = await self._request(
            "cancel_deal", deal=deal, **_given(reason=reason, dry_run=dry_run)
        )
        return reply

    async def suspend_desk(
        self,
        *,
        instrument: str | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> SuspendDeskReply:
        """Suspend the block desk: nothing but withdrawing and leaving is taken.

        instrument: without it the whole block desk.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: SuspendDeskReply = await self._request(
            "suspend_desk", **_given(instrument=instrument, reason=reason, dry_run=dry_run)
        )
        return reply

    async def resume_desk(
        self,
        *,
        instrument: str | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> ResumeDeskReply:
        """End a suspension of the block desk.

        instrument: without it the whole block desk.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: ResumeDeskReply = await self._request(
            "resume_desk", **_given(instrument=instrument, reason=reason, dry_run=dry_run)
        )
        return reply

    async def announce(
        self,
        *,
        title_zh: str | None = None,
        title_en: str | None = None,
        text_zh: str | None = None,
        text_en: str | None = None,
        reason: str | None = None,
        dry_run: bool | None = None,
    ) -> AnnounceReply:
        """Publish an announcement (公告): a title or a text in one language at least.

        title_zh: in Chinese.
        title_en: in English.
        text_zh: in Chinese; its lines are parted by line feeds.
        text_en: in English; its lines are parted by line feeds.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: AnnounceReply = await self._request(
            "announce",
            **_given(
                title_zh=title_zh,
                title_en=title_en,
                text_zh=text_zh,
                text_en=text_en,
                reason=reason,
                dry_run=dry_run,
            ),
        )
        return reply

    async def announcements(self, *, after: int | None = None) -> AnnouncementsReply:
        """The last 256 announcements, oldest first, 20 a page.

        after: `next` of the page before.
        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: AnnouncementsReply = await self._request("announcements", **_given(after=after))
        return reply

    async def venue_rules(self) -> VenueRulesReply:
        """The rules of the whole venue and their values.

        Roles: member, viewer, exchange.
        """
        reply: VenueRulesReply = await self._request("venue_rules")
        return reply

    async def set_venue_rule(
        self, *, rule: Rule, value: int, reason: str | None = None, dry_run: bool | None = None
    ) -> SetVenueRuleReply:
        """Set a rule of the venue; it is in force at once.

        rule: which one.
        value: of its range.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: SetVenueRuleReply = await self._request(
            "set_venue_rule", rule=rule, value=value, **_given(reason=reason, dry_run=dry_run)
        )
        return reply

    async def approvals(self) -> ApprovalsReply:
        """All acts that await approval, and which of them this key may approve.

        Roles: exchange.
        """
        reply: ApprovalsReply = await self._request("approvals")
        return reply

    async def approve_act(
        self, *, number: int, reason: str | None = None, dry_run: bool | None = None
    ) -> ApproveActReply:
        """Approve an act that another key has asked: it is done now, or refused and ended.

        number: of the act.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: ApproveActReply = await self._request(
            "approve_act", number=number, **_given(reason=reason, dry_run=dry_run)
        )
        return reply

    async def refuse_act(
        self, *, number: int, reason: str | None = None, dry_run: bool | None = None
    ) -> RefuseActReply:
        """End an act that awaits approval, which another key has asked; with a reason.

        number: of the act.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: RefuseActReply = await self._request(
            "refuse_act", number=number, **_given(reason=reason, dry_run=dry_run)
        )
        return reply

    async def withdraw_act(
        self, *, number: int, reason: str | None = None, dry_run: bool | None = None
    ) -> WithdrawActReply:
        """Withdraw an act that this key has asked and that awaits approval.

        number: of the act.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: WithdrawActReply = await self._request(
            "withdraw_act", number=number, **_given(reason=reason, dry_run=dry_run)
        )
        return reply

    async def begin_alerts(self) -> BeginAlertsReply:
        """Forget all alerts to the staff: those kept are posted from the first on.

        Roles: feed.
        """
        reply: BeginAlertsReply = await self._request("begin_alerts")
        return reply

    async def post_alerts(self, *, alerts: list[dict[str, Any]]) -> PostAlertsReply:
        """Post alerts to the staff, new ones and changed ones, in order of their changes; a change
        posted before is passed over.

        Roles: feed.
        """
        reply: PostAlertsReply = await self._request("post_alerts", alerts=alerts)
        return reply

    async def alerts(self, *, after: int | None = None) -> AlertsReply:
        """The alerts to the staff that have changed after a number, each as it is now, in order of
        their changes; the 2,000 newest are kept.

        after: 0 when left out.
        Roles: exchange, feed.
        """
        reply: AlertsReply = await self._request("alerts", **_given(after=after))
        return reply

    async def acknowledge_alert(
        self, *, alert: int, reason: str | None = None, dry_run: bool | None = None
    ) -> AcknowledgeAlertReply:
        """Say that an alert was seen; the reason is the note that is kept with it.

        alert: its number.
        reason: why, journalled with the act.
        dry_run: answer what it would do, and change nothing.
        Roles: exchange.
        """
        reply: AcknowledgeAlertReply = await self._request(
            "acknowledge_alert", alert=alert, **_given(reason=reason, dry_run=dry_run)
        )
        return reply

    async def transfers(self, *, cash: bool | None = None) -> TransfersReply:
        """How far transfers are applied; in a credits venue those of cash have other numbers.

        cash: of cash, false when left out.
        Roles: bridge.
        """
        reply: TransfersReply = await self._request("transfers", **_given(cash=cash))
        return reply

    async def fee_income(self) -> FeeIncomeReply:
        """All fees ever taken.

        Roles: bridge, exchange.
        """
        reply: FeeIncomeReply = await self._request("fee_income")
        return reply

    async def unsettled(self) -> UnsettledReply:
        """The ended days that are not settled, oldest first, with the figures to be cleared.

        Roles: bridge, exchange.
        """
        reply: UnsettledReply = await self._request("unsettled")
        return reply

    async def days(self) -> DaysReply:
        """The last eight trading days, oldest first.

        Roles: bridge, exchange.
        """
        reply: DaysReply = await self._request("days")
        return reply

    async def anchor(self, *, position: int | None = None, link: str | None = None) -> AnchorReply:
        """The registry's last anchor, also one of a refused `settlement_done`; and the last batch
        of the command log, by which the registry finds out whether this log goes on from there.

        position: of a batch that was the last one.
        link: its link of the log's hash chain.
        Roles: bridge, exchange.
        """
        reply: AnchorReply = await self._request("anchor", **_given(position=position, link=link))
        return reply

    async def applied(self, *, from_: int) -> AppliedReply:
        """What the exchange has applied for the bridge, in order: up to 500 of the next 16,384
        events. The failed trades of a day follow its `first_event`.

        from_: event number.
        Roles: bridge, exchange.
        """
        reply: AppliedReply = await self._request("applied", from_=from_)
        return reply

    async def follow(self, *, from_: int) -> FollowReply:
        """Have the events sent from a number on, then live.

        from_: event number.
        Roles: feed, exchange.
        """
        reply: FollowReply = await self._request("follow", from_=from_)
        return reply

    async def acts(
        self,
        *,
        who: str | None = None,
        act: str | None = None,
        date: str | None = None,
        from_ns: int | None = None,
        to_ns: int | None = None,
        after: int | None = None,
    ) -> ActsReply:
        """What staff and the schedule did, newest first: who, when, why, with what outcome.

        who: acts of this key, this user, or of the `schedule`.
        act: acts of this kind.
        date: acts of this trading day, which goes until the next one starts.
        from_ns: not before this moment.
        to_ns: not after this moment.
        after: `next` of the page before.
        Roles: exchange.
        """
        reply: ActsReply = await self._request(
            "acts", **_given(who=who, act=act, date=date, from_ns=from_ns, to_ns=to_ns, after=after)
        )
        return reply

    async def key_changes(
        self,
        *,
        who: str | None = None,
        act: str | None = None,
        date: str | None = None,
        from_ns: int | None = None,
        to_ns: int | None = None,
        after: int | None = None,
    ) -> KeyChangesReply:
        """Who made, changed or withdrew which key, newest first, from the journal of keys.

        who: acts of this key, this user, or of the `schedule`.
        act: acts of this kind.
        date: acts of this trading day, which goes until the next one starts.
        from_ns: not before this moment.
        to_ns: not after this moment.
        after: `next` of the page before.
        Roles: exchange.
        """
        reply: KeyChangesReply = await self._request(
            "key_changes",
            **_given(who=who, act=act, date=date, from_ns=from_ns, to_ns=to_ns, after=after),
        )
        return reply


def _given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
