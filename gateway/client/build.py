"""A request of each operation of the gateway, for `request_many`.

    replies = await session.request_many([build.cancel(order=7), build.cancel(order=8)])

Keywords are as on the wire (PROTOCOL.md): prices in 0.01 CNY, quantities in tonnes, dates as text.
A name that Python keeps for itself has a trailing underscore (`from_`).

Written by `python -m gateway.protocol.builders`; not to be edited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gateway.protocol.replies import Asked

if TYPE_CHECKING:
    from gateway.client.operations import (
        Act,
        Kind,
        Limit,
        LimitSetDefaultLimit,
        Measure,
        Method,
        OrderType,
        Parameter,
        Phase,
        Relation,
        Rule,
        Scope,
        Side,
        TimeInForce,
    )
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


def _asked(op: str, **fields: Any) -> Asked[Any]:
    given = {name.rstrip("_"): value for name, value in fields.items() if value is not None}
    return Asked(op=op, **given)


def status(
    *,
    after: int | None = None,
) -> Asked[StatusReply]:
    """The venue's day and phase, its schedule, and every instrument with its parameters, 500 a
    page.
    """
    return _asked(
        "status",
        after=after,
    )


def time() -> Asked[TimeReply]:
    """The venue's time and phase."""
    return _asked("time")


def calendar(
    *,
    from_: str | None = None,
    to: str | None = None,
) -> Asked[CalendarReply]:
    """The trading days (交易日) of up to a year, and the hours of a day."""
    return _asked(
        "calendar",
        from_=from_,
        to=to,
    )


def schedule(
    *,
    steps: int | None = None,
) -> Asked[ScheduleReply]:
    """What the schedule will do next (日程), and what it waits for besides the clock."""
    return _asked(
        "schedule",
        steps=steps,
    )


def usage() -> Asked[UsageReply]:
    """What this session, its key, account and address may ask, and what of it is used now."""
    return _asked("usage")


def sessions(
    *,
    after: int | None = None,
) -> Asked[SessionsReply]:
    """Who is logged on, in order of the log-ons, 500 a page."""
    return _asked(
        "sessions",
        after=after,
    )


def new_order(
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
) -> Asked[NewOrderReply]:
    """Enter an order."""
    return _asked(
        "new_order",
        instrument=instrument,
        side=side,
        price=price,
        quantity=quantity,
        order_type=order_type,
        time_in_force=time_in_force,
        client_order_id=client_order_id,
        take=take,
        valid_until_ns=valid_until_ns,
        expires_ns=expires_ns,
    )


def cancel(
    *,
    order: int | None = None,
    client_order_id: str | None = None,
    client_request_id: str | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[CancelReply]:
    """Take an open order out of the book."""
    return _asked(
        "cancel",
        order=order,
        client_order_id=client_order_id,
        client_request_id=client_request_id,
        reason=reason,
        dry_run=dry_run,
    )


def replace(
    *,
    price: int,
    order: int | None = None,
    client_order_id: str | None = None,
    quantity: int | None = None,
    total: int | None = None,
    expected_leaves: int | None = None,
    client_request_id: str | None = None,
    valid_until_ns: int | None = None,
) -> Asked[ReplaceReply]:
    """Give an open order another price and another open quantity or total."""
    return _asked(
        "replace",
        order=order,
        client_order_id=client_order_id,
        price=price,
        quantity=quantity,
        total=total,
        expected_leaves=expected_leaves,
        client_request_id=client_request_id,
        valid_until_ns=valid_until_ns,
    )


def mass_cancel(
    *,
    instrument: str | None = None,
    side: Side | None = None,
    operator: int | None = None,
    account: int | None = None,
    everyone: bool | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[MassCancelReply]:
    """Cancel an account's open orders, or everyone's, or those of an instrument, side or key."""
    return _asked(
        "mass_cancel",
        instrument=instrument,
        side=side,
        operator=operator,
        account=account,
        everyone=everyone,
        reason=reason,
        dry_run=dry_run,
    )


def cancel_after(
    *,
    after_ms: int,
    scope: Scope | None = None,
) -> Asked[CancelAfterReply]:
    """Set the key's timer: when it runs out, open orders are cancelled. Set it again in time."""
    return _asked(
        "cancel_after",
        after_ms=after_ms,
        scope=scope,
    )


def open_orders(
    *,
    instrument: str | None = None,
    after: int | None = None,
    account: int | None = None,
) -> Asked[OpenOrdersReply]:
    """The open orders of an account, in order of their numbers."""
    return _asked(
        "open_orders",
        instrument=instrument,
        after=after,
        account=account,
    )


def balances(
    *,
    account: int | None = None,
) -> Asked[BalancesReply]:
    """Cash and holdings of an account."""
    return _asked(
        "balances",
        account=account,
    )


def resume_reports(
    *,
    report_date: str,
    from_: int,
) -> Asked[ResumeReportsReply]:
    """Have the reports sent again from a number on; refused as at log-on."""
    return _asked(
        "resume_reports",
        report_date=report_date,
        from_=from_,
    )


def reports(
    *,
    date: str | None = None,
    after: int | None = None,
    account: int | None = None,
) -> Asked[ReportsReply]:
    """The reports of an account on a day, in the order of their numbers."""
    return _asked(
        "reports",
        date=date,
        after=after,
        account=account,
    )


def fills(
    *,
    instrument: str | None = None,
    after: int | None = None,
    date: str | None = None,
    account: int | None = None,
) -> Asked[FillsReply]:
    """The trades of an account on a day: reports `fill`, `trade` (blocks), `award` (auctions), and
    `trade_cancel` of those that were undone.
    """
    return _asked(
        "fills",
        instrument=instrument,
        after=after,
        date=date,
        account=account,
    )


def orders(
    *,
    instrument: str | None = None,
    after: int | None = None,
    date: str | None = None,
    account: int | None = None,
) -> Asked[OrdersReply]:
    """The orders of an account on a day, open and finished, in the order of their numbers."""
    return _asked(
        "orders",
        instrument=instrument,
        after=after,
        date=date,
        account=account,
    )


def order(
    *,
    order: int | None = None,
    client_order_id: str | None = None,
    date: str | None = None,
    account: int | None = None,
) -> Asked[OrderReply]:
    """One order of a day by either id; that there is none is an answer."""
    return _asked(
        "order",
        order=order,
        client_order_id=client_order_id,
        date=date,
        account=account,
    )


def limits(
    *,
    after: int | None = None,
) -> Asked[LimitsReply]:
    """How far every instrument is from its price limits (涨跌停), 500 a page."""
    return _asked(
        "limits",
        after=after,
    )


def accounts(
    *,
    after: int | None = None,
) -> Asked[AccountsReply]:
    """Every account with its cash, in order of their numbers."""
    return _asked(
        "accounts",
        after=after,
    )


def account_limits(
    *,
    account: int | None = None,
    after: int | None = None,
) -> Asked[AccountLimitsReply]:
    """The limits of an account and what is used of them; without an account the exchange gets all,
    50 a page.
    """
    return _asked(
        "account_limits",
        account=account,
        after=after,
    )


def supervision() -> Asked[SupervisionReply]:
    """The limits by default, halts, who is suspended or under a kill, large holders (大户), and who
    holds more than the maximum.
    """
    return _asked("supervision")


def kill(
    *,
    operator: int | None = None,
    refuse_log_on: bool | None = None,
    account: int | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[KillReply]:
    """Withdraw everything of an account, or of one of its keys, and refuse new orders."""
    return _asked(
        "kill",
        operator=operator,
        refuse_log_on=refuse_log_on,
        account=account,
        reason=reason,
        dry_run=dry_run,
    )


def release(
    *,
    operator: int | None = None,
    account: int | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[ReleaseReply]:
    """End a kill."""
    return _asked(
        "release",
        operator=operator,
        account=account,
        reason=reason,
        dry_run=dry_run,
    )


def set_account_limit(
    *,
    account: int,
    limit: Limit,
    value: int,
    instrument: str | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[SetAccountLimitReply]:
    """Give an account a limit of its own."""
    return _asked(
        "set_account_limit",
        account=account,
        limit=limit,
        value=value,
        instrument=instrument,
        reason=reason,
        dry_run=dry_run,
    )


def set_default_limit(
    *,
    limit: LimitSetDefaultLimit,
    value: int,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[SetDefaultLimitReply]:
    """Set the limit of every account that has none of its own."""
    return _asked(
        "set_default_limit",
        limit=limit,
        value=value,
        reason=reason,
        dry_run=dry_run,
    )


def open_account(
    *,
    account: int,
    name: str,
    name_zh: str | None = None,
    name_en: str | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[OpenAccountReply]:
    """Open a trading account."""
    return _asked(
        "open_account",
        account=account,
        name=name,
        name_zh=name_zh,
        name_en=name_en,
        reason=reason,
        dry_run=dry_run,
    )


def set_account_names(
    *,
    account: int,
    name_zh: str | None = None,
    name_en: str | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[SetAccountNamesReply]:
    """Set the legal names of an account; one that is left out stays as it is."""
    return _asked(
        "set_account_names",
        account=account,
        name_zh=name_zh,
        name_en=name_en,
        reason=reason,
        dry_run=dry_run,
    )


def suspend(
    *,
    account: int,
    until: str | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[SuspendReply]:
    """Suspend an account: its orders and bids are withdrawn, and it enters no new ones."""
    return _asked(
        "suspend",
        account=account,
        until=until,
        reason=reason,
        dry_run=dry_run,
    )


def restore(
    *,
    account: int,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[RestoreReply]:
    """End the suspension of an account."""
    return _asked(
        "restore",
        account=account,
        reason=reason,
        dry_run=dry_run,
    )


def relate(
    *,
    reference: int,
    entity: int,
    relation: Relation,
    first: str,
    follows: int | None = None,
    last: str | None = None,
    other: int | None = None,
    party: str | None = None,
) -> Asked[RelateReply]:
    """Take in a relation of an entity, as the registry has it; one with the same entity, relation
    and party replaces the one before.
    """
    return _asked(
        "relate",
        reference=reference,
        entity=entity,
        relation=relation,
        first=first,
        follows=follows,
        last=last,
        other=other,
        party=party,
    )


def last_relation() -> Asked[LastRelationReply]:
    """The number of the last relation that was taken in."""
    return _asked("last_relation")


def case_act(
    *,
    case_number: int,
    act: Act,
    case_note: str,
    measure: Measure | None = None,
    day: str | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[CaseActReply]:
    """Do something with a case of surveillance; journalled with the key that does it."""
    return _asked(
        "case_act",
        case_number=case_number,
        act=act,
        case_note=case_note,
        measure=measure,
        day=day,
        reason=reason,
        dry_run=dry_run,
    )


def begin_cases() -> Asked[BeginCasesReply]:
    """Forget all cases: those kept are posted anew."""
    return _asked("begin_cases")


def post_cases(
    *,
    cases: list[dict[str, Any]],
) -> Asked[PostCasesReply]:
    """Post a case to the staff, a new one or a changed one, in order of the changes; a change
    posted before is passed over.
    """
    return _asked(
        "post_cases",
        cases=cases,
    )


def cases(
    *,
    after: int | None = None,
) -> Asked[CasesReply]:
    """The cases of surveillance that have changed after a number, each as it is now, in order of
    their changes; the 500 that changed last are kept.
    """
    return _asked(
        "cases",
        after=after,
    )


def case(
    *,
    case_number: int,
) -> Asked[CaseReply]:
    """One case with the newest lines of its history, and the names of its accounts."""
    return _asked(
        "case",
        case_number=case_number,
    )


def case_events(
    *,
    case_number: int,
    after: int | None = None,
) -> Asked[CaseEventsReply]:
    """The evidence of a case: events of the log, by their numbers."""
    return _asked(
        "case_events",
        case_number=case_number,
        after=after,
    )


def list_instrument(
    *,
    instrument: str,
    number: int,
    base_price: int,
    parameters: dict[str, int] | None = None,
    name_zh: str | None = None,
    name_en: str | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[ListInstrumentReply]:
    """List an instrument of this venue's market, with its first base price."""
    return _asked(
        "list_instrument",
        instrument=instrument,
        number=number,
        base_price=base_price,
        parameters=parameters,
        name_zh=name_zh,
        name_en=name_en,
        reason=reason,
        dry_run=dry_run,
    )


def set_instrument_names(
    *,
    instrument: str,
    name_zh: str | None = None,
    name_en: str | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[SetInstrumentNamesReply]:
    """Set the legal names of an instrument; one that is left out stays as it is."""
    return _asked(
        "set_instrument_names",
        instrument=instrument,
        name_zh=name_zh,
        name_en=name_en,
        reason=reason,
        dry_run=dry_run,
    )


def set_parameter(
    *,
    instrument: str,
    parameter: Parameter,
    value: int,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[SetParameterReply]:
    """Set a parameter of an instrument."""
    return _asked(
        "set_parameter",
        instrument=instrument,
        parameter=parameter,
        value=value,
        reason=reason,
        dry_run=dry_run,
    )


def parameters(
    *,
    instrument: str,
) -> Asked[ParametersReply]:
    """Every parameter of an instrument, and what waits for the next day or a date."""
    return _asked(
        "parameters",
        instrument=instrument,
    )


def instruments(
    *,
    instrument: str | None = None,
    after: int | None = None,
) -> Asked[InstrumentsReply]:
    """The rules of every instrument or of one: prices, parameters, and those that wait."""
    return _asked(
        "instruments",
        instrument=instrument,
        after=after,
    )


def set_price_weights(
    *,
    from_date: str,
    weights: dict[str, list[int]],
    confirm: bool | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[SetPriceWeightsReply]:
    """Set the weights of the composite price from a day on; they add up to 1."""
    return _asked(
        "set_price_weights",
        from_date=from_date,
        weights=weights,
        confirm=confirm,
        reason=reason,
        dry_run=dry_run,
    )


def open_totals(
    *,
    kind: Kind,
    quantity: int,
    amount_fen: int,
    instrument: str | None = None,
    composite_close: int | None = None,
    method: Method | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[OpenTotalsReply]:
    """Enter the totals that a venue begins with."""
    return _asked(
        "open_totals",
        kind=kind,
        quantity=quantity,
        amount_fen=amount_fen,
        instrument=instrument,
        composite_close=composite_close,
        method=method,
        reason=reason,
        dry_run=dry_run,
    )


def set_fees(
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
) -> Asked[SetFeesReply]:
    """Set the fees of each side from a day on; again for the same day: others."""
    return _asked(
        "set_fees",
        from_date=from_date,
        instrument=instrument,
        trading_fee_ppm=trading_fee_ppm,
        trading_fee_min_fen=trading_fee_min_fen,
        settlement_fee_ppm=settlement_fee_ppm,
        settlement_fee_min_fen=settlement_fee_min_fen,
        confirm=confirm,
        reason=reason,
        dry_run=dry_run,
    )


def withdraw_fees(
    *,
    from_date: str,
    instrument: str | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[WithdrawFeesReply]:
    """Take back fees of a day that has not started."""
    return _asked(
        "withdraw_fees",
        from_date=from_date,
        instrument=instrument,
        reason=reason,
        dry_run=dry_run,
    )


def fees(
    *,
    after: int | None = None,
) -> Asked[FeesReply]:
    """The fees in force of every instrument, 500 a page, and on the last those by date."""
    return _asked(
        "fees",
        after=after,
    )


def start_day(
    *,
    date: str,
    override: bool | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[StartDayReply]:
    """Start a trading day: it fixes base prices and price limits."""
    return _asked(
        "start_day",
        date=date,
        override=override,
        reason=reason,
        dry_run=dry_run,
    )


def take_back_day(
    *,
    date: str,
    confirm: bool | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[TakeBackDayReply]:
    """Undo the running day, which has no trades and no open deals."""
    return _asked(
        "take_back_day",
        date=date,
        confirm=confirm,
        reason=reason,
        dry_run=dry_run,
    )


def set_phase(
    *,
    phase: Phase,
    confirm: bool | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[SetPhaseReply]:
    """Move the day to a later phase."""
    return _asked(
        "set_phase",
        phase=phase,
        confirm=confirm,
        reason=reason,
        dry_run=dry_run,
    )


def end_day(
    *,
    confirm: bool | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[EndDayReply]:
    """End the day: it fixes the closes and the figures to be cleared."""
    return _asked(
        "end_day",
        confirm=confirm,
        reason=reason,
        dry_run=dry_run,
    )


def bust_preview(
    *,
    trade: int,
    method: Method | None = None,
) -> Asked[BustPreviewReply]:
    """What undoing a trade would move, and why it would be refused."""
    return _asked(
        "bust_preview",
        trade=trade,
        method=method,
    )


def bust_trade(
    *,
    trade: int,
    method: Method | None = None,
    confirm: bool | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[BustTradeReply]:
    """Undo a trade of the running day: both sides get back what they gave. Refused with what both
    have where units or cash are no longer there.
    """
    return _asked(
        "bust_trade",
        trade=trade,
        method=method,
        confirm=confirm,
        reason=reason,
        dry_run=dry_run,
    )


def halt(
    *,
    instrument: str | None = None,
    until: str | None = None,
    date: str | None = None,
    call_minutes: int | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[HaltReply]:
    """Halt trading (停牌): cancels are taken, orders are not; with a time it ends by itself."""
    return _asked(
        "halt",
        instrument=instrument,
        until=until,
        date=date,
        call_minutes=call_minutes,
        reason=reason,
        dry_run=dry_run,
    )


def begin_call(
    *,
    instrument: str | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[BeginCallReply]:
    """Begin the call (集合竞价) that ends a halt: orders are taken, and trade when it ends."""
    return _asked(
        "begin_call",
        instrument=instrument,
        reason=reason,
        dry_run=dry_run,
    )


def resume(
    *,
    instrument: str | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[ResumeReply]:
    """End a halt (复牌), or its call, which trades."""
    return _asked(
        "resume",
        instrument=instrument,
        reason=reason,
        dry_run=dry_run,
    )


def cash_in(
    *,
    account: int,
    reference: int,
    amount_fen: int,
    follows: int | None = None,
) -> Asked[CashInReply]:
    """Bring cash into an account."""
    return _asked(
        "cash_in",
        account=account,
        reference=reference,
        follows=follows,
        amount_fen=amount_fen,
    )


def cash_out(
    *,
    account: int,
    reference: int,
    amount_fen: int,
    follows: int | None = None,
) -> Asked[CashOutReply]:
    """Take cash out of an account."""
    return _asked(
        "cash_out",
        account=account,
        reference=reference,
        follows=follows,
        amount_fen=amount_fen,
    )


def units_in(
    *,
    account: int,
    reference: int,
    instrument: str,
    quantity: int,
    follows: int | None = None,
) -> Asked[UnitsInReply]:
    """Bring units into an account."""
    return _asked(
        "units_in",
        account=account,
        reference=reference,
        follows=follows,
        instrument=instrument,
        quantity=quantity,
    )


def units_out(
    *,
    account: int,
    reference: int,
    instrument: str,
    quantity: int,
    follows: int | None = None,
) -> Asked[UnitsOutReply]:
    """Take units out of an account."""
    return _asked(
        "units_out",
        account=account,
        reference=reference,
        follows=follows,
        instrument=instrument,
        quantity=quantity,
    )


def clearing_result(
    *,
    date: str,
    count: int,
    tape_hash: str,
    quantity: int,
    amount_fen: int,
) -> Asked[ClearingResultReply]:
    """Say the figures of a day as cleared; the engine compares them with its own."""
    return _asked(
        "clearing_result",
        date=date,
        count=count,
        tape_hash=tape_hash,
        quantity=quantity,
        amount_fen=amount_fen,
    )


def trade_failed(
    *,
    date: str,
    trade: int,
    instrument: str,
    price: int,
    quantity: int,
    buyer: int,
    seller: int,
    method: Method | None = None,
) -> Asked[TradeFailedReply]:
    """Name a trade that could not be settled; of a method in order of their numbers."""
    return _asked(
        "trade_failed",
        date=date,
        trade=trade,
        instrument=instrument,
        price=price,
        quantity=quantity,
        buyer=buyer,
        seller=seller,
        method=method,
    )


def settlement_done(
    *,
    date: str,
    failed: int,
    anchor: str | None = None,
) -> Asked[SettlementDoneReply]:
    """Say that a day is settled."""
    return _asked(
        "settlement_done",
        date=date,
        failed=failed,
        anchor=anchor,
    )


def begin_risk_alerts() -> Asked[BeginRiskAlertsReply]:
    """Forget all alerts: those in force are sent from the first on."""
    return _asked("begin_risk_alerts")


def risk_alert(
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
) -> Asked[RiskAlertReply]:
    """Send an alert of compliance risk (履约风险预警); one sent before is passed over."""
    return _asked(
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


def risk_alerts(
    *,
    after: int | None = None,
) -> Asked[RiskAlertsReply]:
    """The newest alert of each entity, year and kind after a number, in order."""
    return _asked(
        "risk_alerts",
        after=after,
    )


def auctions() -> Asked[AuctionsReply]:
    """The auctions announced or over today, a member's own from the application on; what is not
    known yet is null.
    """
    return _asked("auctions")


def bids(
    *,
    after: int | None = None,
) -> Asked[BidsReply]:
    """The account's own bids in open auctions, oldest first."""
    return _asked(
        "bids",
        after=after,
    )


def apply_auction(
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
) -> Asked[ApplyAuctionReply]:
    """Apply for an auction (申请)."""
    return _asked(
        "apply_auction",
        instrument=instrument,
        quantity=quantity,
        side=side,
        lot=lot,
        smallest_bid=smallest_bid,
        pay_as_bid=pay_as_bid,
        discounted=discounted,
        void_if_short=void_if_short,
        tie_by_lot=tie_by_lot,
    )


def accept_auction(
    *,
    auction: int,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[AcceptAuctionReply]:
    """Accept an application: what is offered is frozen."""
    return _asked(
        "accept_auction",
        auction=auction,
        reason=reason,
        dry_run=dry_run,
    )


def refuse_auction(
    *,
    auction: int,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[RefuseAuctionReply]:
    """Refuse an application."""
    return _asked(
        "refuse_auction",
        auction=auction,
        reason=reason,
        dry_run=dry_run,
    )


def announce_auction(
    *,
    auction: int,
    date: str,
    opens: str,
    closes: str,
    confirm: bool | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[AnnounceAuctionReply]:
    """Announce the day and the hours of an auction (公告)."""
    return _asked(
        "announce_auction",
        auction=auction,
        date=date,
        opens=opens,
        closes=closes,
        confirm=confirm,
        reason=reason,
        dry_run=dry_run,
    )


def open_auction(
    *,
    auction: int,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[OpenAuctionReply]:
    """Open the session of an auction: it fixes the prices."""
    return _asked(
        "open_auction",
        auction=auction,
        reason=reason,
        dry_run=dry_run,
    )


def close_auction(
    *,
    auction: int,
    seed: str | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[CloseAuctionReply]:
    """Close the session of an auction: bids are served by price, then time or lot."""
    return _asked(
        "close_auction",
        auction=auction,
        seed=seed,
        reason=reason,
        dry_run=dry_run,
    )


def cancel_auction(
    *,
    auction: int,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[CancelAuctionReply]:
    """Cancel an auction: the applicant before the notice, the exchange before the closing."""
    return _asked(
        "cancel_auction",
        auction=auction,
        reason=reason,
        dry_run=dry_run,
    )


def place_bid(
    *,
    auction: int,
    price: int,
    quantity: int,
    valid_until_ns: int | None = None,
) -> Asked[PlaceBidReply]:
    """Place a sealed bid in an open auction (报价)."""
    return _asked(
        "place_bid",
        auction=auction,
        price=price,
        quantity=quantity,
        valid_until_ns=valid_until_ns,
    )


def change_bid(
    *,
    bid: int,
    price: int,
    quantity: int,
    valid_until_ns: int | None = None,
) -> Asked[ChangeBidReply]:
    """Give a bid another price and quantity; it keeps its place only when lowered."""
    return _asked(
        "change_bid",
        bid=bid,
        price=price,
        quantity=quantity,
        valid_until_ns=valid_until_ns,
    )


def withdraw_bid(
    *,
    bid: int,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[WithdrawBidReply]:
    """Take a bid of an open auction back."""
    return _asked(
        "withdraw_bid",
        bid=bid,
        reason=reason,
        dry_run=dry_run,
    )


def post_intent(
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
) -> Asked[PostIntentReply]:
    """Post an intent, firm unless it is an invitation: what it needs is locked."""
    return _asked(
        "post_intent",
        instrument=instrument,
        side=side,
        price=price,
        quantity=quantity,
        counterparty=counterparty,
        in_parts=in_parts,
        invitation=invitation,
        hidden=hidden,
        note=note,
        valid_until_ns=valid_until_ns,
    )


def withdraw_intent(
    *,
    intent: int,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[WithdrawIntentReply]:
    """Withdraw an intent; its dialogues end."""
    return _asked(
        "withdraw_intent",
        intent=intent,
        reason=reason,
        dry_run=dry_run,
    )


def accept_intent(
    *,
    intent: int,
    quantity: int,
    valid_until_ns: int | None = None,
) -> Asked[AcceptIntentReply]:
    """Accept a firm intent at its price: a deal."""
    return _asked(
        "accept_intent",
        intent=intent,
        quantity=quantity,
        valid_until_ns=valid_until_ns,
    )


def open_dialogue(
    *,
    intent: int,
    price: int,
    quantity: int,
    valid_until_ns: int | None = None,
    hidden: bool | None = None,
    note: str | None = None,
) -> Asked[OpenDialogueReply]:
    """Answer an intent with an offer of one's own."""
    return _asked(
        "open_dialogue",
        intent=intent,
        price=price,
        quantity=quantity,
        valid_until_ns=valid_until_ns,
        hidden=hidden,
        note=note,
    )


def counter_offer(
    *,
    dialogue: int,
    price: int,
    quantity: int,
    valid_until_ns: int | None = None,
    note: str | None = None,
) -> Asked[CounterOfferReply]:
    """Make another offer in a dialogue; it undoes every confirmation."""
    return _asked(
        "counter_offer",
        dialogue=dialogue,
        price=price,
        quantity=quantity,
        valid_until_ns=valid_until_ns,
        note=note,
    )


def send_note(
    *,
    dialogue: int,
    note: str,
) -> Asked[SendNoteReply]:
    """Send the other side of a dialogue a note."""
    return _asked(
        "send_note",
        dialogue=dialogue,
        note=note,
    )


def confirm_terms(
    *,
    dialogue: int,
    price: int,
    quantity: int,
    valid_until_ns: int | None = None,
) -> Asked[ConfirmTermsReply]:
    """Confirm the terms of a dialogue by naming them; a deal once both sides have."""
    return _asked(
        "confirm_terms",
        dialogue=dialogue,
        price=price,
        quantity=quantity,
        valid_until_ns=valid_until_ns,
    )


def leave_dialogue(
    *,
    dialogue: int,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[LeaveDialogueReply]:
    """Leave a dialogue: it ends."""
    return _asked(
        "leave_dialogue",
        dialogue=dialogue,
        reason=reason,
        dry_run=dry_run,
    )


def intents(
    *,
    instrument: str | None = None,
    after: int | None = None,
) -> Asked[IntentsReply]:
    """The open intents that this key may see, oldest first."""
    return _asked(
        "intents",
        instrument=instrument,
        after=after,
    )


def dialogues(
    *,
    after: int | None = None,
) -> Asked[DialoguesReply]:
    """The account's open dialogues, to the exchange all."""
    return _asked(
        "dialogues",
        after=after,
    )


def deals(
    *,
    after: int | None = None,
) -> Asked[DealsReply]:
    """The account's deals that wait for the close, to the exchange all."""
    return _asked(
        "deals",
        after=after,
    )


def cancel_deal(
    *,
    deal: int,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[CancelDealReply]:
    """Cancel a deal before the close; what it holds is given back."""
    return _asked(
        "cancel_deal",
        deal=deal,
        reason=reason,
        dry_run=dry_run,
    )


def suspend_desk(
    *,
    instrument: str | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[SuspendDeskReply]:
    """Suspend the block desk: nothing but withdrawing and leaving is taken."""
    return _asked(
        "suspend_desk",
        instrument=instrument,
        reason=reason,
        dry_run=dry_run,
    )


def resume_desk(
    *,
    instrument: str | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[ResumeDeskReply]:
    """End a suspension of the block desk."""
    return _asked(
        "resume_desk",
        instrument=instrument,
        reason=reason,
        dry_run=dry_run,
    )


def announce(
    *,
    title_zh: str | None = None,
    title_en: str | None = None,
    text_zh: str | None = None,
    text_en: str | None = None,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[AnnounceReply]:
    """Publish an announcement (公告): a title or a text in one language at least."""
    return _asked(
        "announce",
        title_zh=title_zh,
        title_en=title_en,
        text_zh=text_zh,
        text_en=text_en,
        reason=reason,
        dry_run=dry_run,
    )


def announcements(
    *,
    after: int | None = None,
) -> Asked[AnnouncementsReply]:
    """The last 256 announcements, oldest first, 20 a page."""
    return _asked(
        "announcements",
        after=after,
    )


def venue_rules() -> Asked[VenueRulesReply]:
    """The rules of the whole venue and their values."""
    return _asked("venue_rules")


def set_venue_rule(
    *,
    rule: Rule,
    value: int,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[SetVenueRuleReply]:
    """Set a rule of the venue; it is in force at once."""
    return _asked(
        "set_venue_rule",
        rule=rule,
        value=value,
        reason=reason,
        dry_run=dry_run,
    )


def approvals() -> Asked[ApprovalsReply]:
    """All acts that await approval, and which of them this key may approve."""
    return _asked("approvals")


def approve_act(
    *,
    number: int,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[ApproveActReply]:
    """Approve an act that another key has asked: it is done now, or refused and ended."""
    return _asked(
        "approve_act",
        number=number,
        reason=reason,
        dry_run=dry_run,
    )


def refuse_act(
    *,
    number: int,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[RefuseActReply]:
    """End an act that awaits approval, which another key has asked; with a reason."""
    return _asked(
        "refuse_act",
        number=number,
        reason=reason,
        dry_run=dry_run,
    )


def withdraw_act(
    *,
    number: int,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[WithdrawActReply]:
    """Withdraw an act that this key has asked and that awaits approval."""
    return _asked(
        "withdraw_act",
        number=number,
        reason=reason,
        dry_run=dry_run,
    )


def begin_alerts() -> Asked[BeginAlertsReply]:
    """Forget all alerts to the staff: those kept are posted from the first on."""
    return _asked("begin_alerts")


def post_alerts(
    *,
    alerts: list[dict[str, Any]],
) -> Asked[PostAlertsReply]:
    """Post alerts to the staff, new ones and changed ones, in order of their changes; a change
    posted before is passed over.
    """
    return _asked(
        "post_alerts",
        alerts=alerts,
    )


def alerts(
    *,
    after: int | None = None,
) -> Asked[AlertsReply]:
    """The alerts to the staff that have changed after a number, each as it is now, in order of
    their changes; the 2,000 newest are kept.
    """
    return _asked(
        "alerts",
        after=after,
    )


def acknowledge_alert(
    *,
    alert: int,
    reason: str | None = None,
    dry_run: bool | None = None,
) -> Asked[AcknowledgeAlertReply]:
    """Say that an alert was seen; the reason is the note that is kept with it."""
    return _asked(
        "acknowledge_alert",
        alert=alert,
        reason=reason,
        dry_run=dry_run,
    )


def transfers(
    *,
    cash: bool | None = None,
) -> Asked[TransfersReply]:
    """How far transfers are applied; in a credits venue those of cash have other numbers."""
    return _asked(
        "transfers",
        cash=cash,
    )


def fee_income() -> Asked[FeeIncomeReply]:
    """All fees ever taken."""
    return _asked("fee_income")


def unsettled() -> Asked[UnsettledReply]:
    """The ended days that are not settled, oldest first, with the figures to be cleared."""
    return _asked("unsettled")


def days() -> Asked[DaysReply]:
    """The last eight trading days, oldest first."""
    return _asked("days")


def anchor(
    *,
    position: int | None = None,
    link: str | None = None,
) -> Asked[AnchorReply]:
    """The registry's last anchor, also one of a refused `settlement_done`; and the last batch of
    the command log, by which the registry finds out whether this log goes on from there.
    """
    return _asked(
        "anchor",
        position=position,
        link=link,
    )


def applied(
    *,
    from_: int,
) -> Asked[AppliedReply]:
    """What the exchange has applied for the bridge, in order: up to 500 of the next 16,384 events.
    The failed trades of a day follow its `first_event`.
    """
    return _asked(
        "applied",
        from_=from_,
    )


def follow(
    *,
    from_: int,
) -> Asked[FollowReply]:
    """Have the events sent from a number on, then live."""
    return _asked(
        "follow",
        from_=from_,
    )


def acts(
    *,
    who: str | None = None,
    act: str | None = None,
    date: str | None = None,
    from_ns: int | None = None,
    to_ns: int | None = None,
    after: int | None = None,
) -> Asked[ActsReply]:
    """What staff and the schedule did, newest first: who, when, why, with what outcome."""
    return _asked(
        "acts",
        who=who,
        act=act,
        date=date,
        from_ns=from_ns,
        to_ns=to_ns,
        after=after,
    )


def key_changes(
    *,
    who: str | None = None,
    act: str | None = None,
    date: str | None = None,
    from_ns: int | None = None,
    to_ns: int | None = None,
    after: int | None = None,
) -> Asked[KeyChangesReply]:
    """Who made, changed or withdrew which key, newest first, from the journal of keys."""
    return _asked(
        "key_changes",
        who=who,
        act=act,
        date=date,
        from_ns=from_ns,
        to_ns=to_ns,
        after=after,
    )
