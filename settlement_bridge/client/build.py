"""A request of each operation of the registry, for `request_many`.

    replies = await registry.request_many([build.cash(account=7), build.cash(account=8)])

Keywords are as on the wire (PROTOCOL.md): prices in 0.01 CNY, quantities in tonnes, dates as text.
A name that Python keeps for itself has a trailing underscore (`from_`).

Written by `python -m gateway.protocol.builders`; not to be edited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gateway.protocol.replies import Asked

if TYPE_CHECKING:
    from settlement_bridge.client.operations import (
        Act,
        AtDeadline,
        Case,
        Cash,
        Conclusion,
        Direction,
        How,
        Kind,
        KindCancelCredits,
        KindFileApplication,
        Method,
        Methods,
        Name,
        Offence,
        Relation,
        Rule,
        Sector,
        State,
        StateCourtTransfer,
        Status,
        StatusPayments,
        Step,
        Topic,
        Window,
    )
    from settlement_bridge.client.typed import (
        AccountsReply,
        AccreditBodyReply,
        AcknowledgeAlertReply,
        AlertsReply,
        AllocateFileReply,
        AllocateReply,
        ApplicationsReply,
        ApplyCreditsReply,
        ApplyProjectReply,
        ApprovalsReply,
        ApproveActReply,
        ApproveApplicationReply,
        ApproveOffsetReply,
        ApproveProposalReply,
        AssessAlertsReply,
        AssignSuspenseReply,
        AuditReply,
        BankAccountReply,
        BankAnswerReply,
        BankBalanceReply,
        BankDepositsReply,
        BankPositionReply,
        BarOwnerReply,
        BarredOwnersReply,
        BindAccountReply,
        BindingsReply,
        BlocksReply,
        BodiesReply,
        BulletinReply,
        CancelCreditsReply,
        CancelDefaultReply,
        CancellationsReply,
        CancelledUnitsReply,
        CancelProjectReply,
        CancelReply,
        CarryOverRoomReply,
        CashReply,
        CashToRegistryReply,
        CashToTradingReply,
        CatchUpReply,
        CertificateFileReply,
        CertificatesReply,
        CertifyCancellationReply,
        CertifyReply,
        ChangesReply,
        CheckCertificateReply,
        CheckReply,
        CloseEntityReply,
        CollectProceedsReply,
        CommentReply,
        CompletionReply,
        CourtTransferReply,
        CoverDefaultReply,
        CreditRulesReply,
        CreditTasksReply,
        CutAllocationReply,
        CutPaymentsReply,
        DecideObjectionReply,
        DefaultNoticesReply,
        DefaultReply,
        DefaultRulesReply,
        DefaultsReply,
        DeliverUnitsReply,
        DepositReply,
        DistributionsReply,
        EmissionsFileReply,
        EndSanctionReply,
        EntitiesReply,
        EntityReply,
        EventReply,
        EventsReply,
        FeesIntoReserveReply,
        FeeStatementReply,
        FileApplicationReply,
        FollowAlertsReply,
        ForceCancelReply,
        ForceSurrenderReply,
        ForeseeReply,
        FreezeReply,
        GiveRightsReply,
        GrantCarryOverReply,
        HoldingsReply,
        ImposeFineReply,
        InheritReply,
        InstrumentsReply,
        IssuedCreditsReply,
        IssueEntrustedReply,
        IssueFeeStatementReply,
        JournalReply,
        KeepPaperReply,
        LateReply,
        LawReply,
        LawRowsReply,
        LinkRegistryReply,
        MarketReply,
        MergeEntityReply,
        MethodologiesReply,
        NameRepresentativeReply,
        ObjectionsReply,
        ObjectReply,
        ObjectToResultReply,
        OffsetOrderReply,
        OffsetOrdersReply,
        OffsetReply,
        OffsetsReply,
        OffsetStateReply,
        OpenAccountReply,
        OpenEntityReply,
        OpenInstrumentReply,
        OrderToCorrectReply,
        PaperReply,
        PayIntoReserveReply,
        PaymentFileReply,
        PaymentFilesReply,
        PaymentsReply,
        PayOutOfReserveReply,
        PeriodReply,
        PeriodsReply,
        PledgeReply,
        PositionReply,
        PositionsReply,
        ProjectReply,
        ProjectsReply,
        ProposalsReply,
        ReconcileReply,
        RefuseActReply,
        RegisterCreditsReply,
        RegisterProjectReply,
        RegistryLinkReply,
        RejectObjectionReply,
        RejectProposalReply,
        RelateReply,
        RelationsFileReply,
        RelationsReply,
        ReleaseCarryOverReply,
        ReleaseDayReply,
        ReleaseReply,
        RepayDefaultReply,
        ReportValidationReply,
        ReportVerificationReply,
        RequestCarryOverReply,
        RequestPaymentReply,
        ReserveReply,
        ResultObjectionsReply,
        ResultReply,
        ReturnApplicationReply,
        ReturnCreditsReply,
        ReturnProjectReply,
        ReturnSuspenseReply,
        ReverseReply,
        RevokeProjectReply,
        RightsReply,
        RulesReply,
        SanctionReply,
        SanctionsReply,
        SetAccountStatusReply,
        SetBankAccountReply,
        SetCarryOverReply,
        SetCityReply,
        SetCreditRuleReply,
        SetDefaultDeadlineReply,
        SetDefaultRulesReply,
        SetDistributionReply,
        SetEntityStatusReply,
        SetLawReply,
        SetMethodologyReply,
        SetRuleReply,
        SettledReply,
        SetTransferWindowReply,
        SetVintagesReply,
        SetYearReply,
        SplitEntityReply,
        StandingReply,
        StatementReply,
        StopProductionReply,
        StrikeOffBodyReply,
        SubmitPeriodReply,
        SubmitProjectReply,
        SuccessionsReply,
        SummaryReply,
        SurrenderReply,
        SuspenseReply,
        TakeBackUnitsReply,
        TraceReply,
        TradesReply,
        TransferInReply,
        TransferOutReply,
        TransfersReply,
        TransferWindowsReply,
        UnbindAccountReply,
        UnfreezeReply,
        UnlinkRegistryReply,
        UpholdObjectionReply,
        UploadReply,
        VerifyCancellationReply,
        VerifyCertificateReply,
        VintagesReply,
        WaitingReply,
        WithdrawActReply,
        WithdrawApplicationReply,
        WithdrawOffsetReply,
        WithdrawPaymentReply,
        WithdrawPeriodReply,
        WithdrawProjectReply,
        WithdrawReply,
        WriteOffDefaultReply,
    )


def _asked(op: str, **fields: Any) -> Asked[Any]:
    given = {name.rstrip("_"): value for name, value in fields.items() if value is not None}
    return Asked(op=op, **given)


def market() -> Asked[MarketReply]:
    """Which market the registry keeps: allowances (配额) or credits (核证自愿减排量)."""
    return _asked("market")


def accounts(
    *,
    after: int | None = None,
) -> Asked[AccountsReply]:
    """All accounts in order of their numbers."""
    return _asked(
        "accounts",
        after=after,
    )


def holdings(
    *,
    account: int | None = None,
) -> Asked[HoldingsReply]:
    """An account's units by instrument and state."""
    return _asked(
        "holdings",
        account=account,
    )


def cash(
    *,
    account: int | None = None,
) -> Asked[CashReply]:
    """An account's cash sub-ledger."""
    return _asked(
        "cash",
        account=account,
    )


def journal(
    *,
    account: int | None = None,
    from_: int | None = None,
    limit: int | None = None,
) -> Asked[JournalReply]:
    """Journal entries of an account, or of all."""
    return _asked(
        "journal",
        account=account,
        from_=from_,
        limit=limit,
    )


def trades(
    *,
    date: str,
    account: int | None = None,
    from_: int | None = None,
    limit: int | None = None,
) -> Asked[TradesReply]:
    """A day's trades in the order of their settlement."""
    return _asked(
        "trades",
        account=account,
        from_=from_,
        limit=limit,
        date=date,
    )


def statement(
    *,
    date: str,
    account: int | None = None,
) -> Asked[StatementReply]:
    """An account's end-of-day statement (日终报表), with up to 100 trades."""
    return _asked(
        "statement",
        account=account,
        date=date,
    )


def summary(
    *,
    date: str,
) -> Asked[SummaryReply]:
    """A day's settlement summary."""
    return _asked(
        "summary",
        date=date,
    )


def transfers() -> Asked[TransfersReply]:
    """Transfers that wait for the exchange."""
    return _asked("transfers")


def reconcile() -> Asked[ReconcileReply]:
    """Registry against exchange, account by account, and the books against themselves."""
    return _asked("reconcile")


def settled(
    *,
    date: str | None = None,
    wait_ms: int | None = None,
) -> Asked[SettledReply]:
    """Which days are settled; with a date as soon as that one is."""
    return _asked(
        "settled",
        date=date,
        wait_ms=wait_ms,
    )


def open_account(
    *,
    account: int,
    name: str,
    entity: int | None = None,
) -> Asked[OpenAccountReply]:
    """Open an account, of an entity; without one of that with the account's number."""
    return _asked(
        "open_account",
        account=account,
        name=name,
        entity=entity,
    )


def allocate(
    *,
    account: int,
    instrument: str,
    quantity: int,
    year: int | None = None,
    province: int | None = None,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[AllocateReply]:
    """Issue units into registry-available (初始分配)."""
    return _asked(
        "allocate",
        account=account,
        instrument=instrument,
        quantity=quantity,
        year=year,
        province=province,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def freeze(
    *,
    instrument: str,
    account: int | None = None,
    quantity: int | None = None,
    serials: list[str] | None = None,
    state: State | None = None,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[FreezeReply]:
    """Freeze units by order of a court (司法冻结)."""
    return _asked(
        "freeze",
        account=account,
        instrument=instrument,
        quantity=quantity,
        serials=serials,
        state=state,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def unfreeze(
    *,
    instrument: str,
    account: int | None = None,
    quantity: int | None = None,
    serials: list[str] | None = None,
    state: State | None = None,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[UnfreezeReply]:
    """End a freeze; units named by serial number go back where it found them."""
    return _asked(
        "unfreeze",
        account=account,
        instrument=instrument,
        quantity=quantity,
        serials=serials,
        state=state,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def deposit(
    *,
    account: int,
    amount_fen: int,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[DepositReply]:
    """Cash from the bank into trading, without a file of the bank."""
    return _asked(
        "deposit",
        account=account,
        amount_fen=amount_fen,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def withdraw(
    *,
    account: int,
    amount_fen: int,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[WithdrawReply]:
    """Cash from trading to the bank, without a file of the bank."""
    return _asked(
        "withdraw",
        account=account,
        amount_fen=amount_fen,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def transfer_in(
    *,
    account: int,
    instrument: str,
    quantity: int | None = None,
    serials: list[str] | None = None,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[TransferInReply]:
    """Units from registry-available to trading-available."""
    return _asked(
        "transfer_in",
        account=account,
        instrument=instrument,
        quantity=quantity,
        serials=serials,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def transfer_out(
    *,
    account: int,
    instrument: str,
    quantity: int | None = None,
    serials: list[str] | None = None,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[TransferOutReply]:
    """Units from trading-available to registry-available."""
    return _asked(
        "transfer_out",
        account=account,
        instrument=instrument,
        quantity=quantity,
        serials=serials,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def cash_to_trading(
    *,
    account: int,
    amount_fen: int,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[CashToTradingReply]:
    """Cash from the registry into trading."""
    return _asked(
        "cash_to_trading",
        account=account,
        amount_fen=amount_fen,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def cash_to_registry(
    *,
    account: int,
    amount_fen: int,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[CashToRegistryReply]:
    """Cash from trading into the registry."""
    return _asked(
        "cash_to_registry",
        account=account,
        amount_fen=amount_fen,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def court_transfer(
    *,
    instrument: str,
    to_account: int,
    document: str,
    account: int | None = None,
    quantity: int | None = None,
    serials: list[str] | None = None,
    state: StateCourtTransfer | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[CourtTransferReply]:
    """Give units to another account by order of a court (司法划转)."""
    return _asked(
        "court_transfer",
        account=account,
        instrument=instrument,
        quantity=quantity,
        serials=serials,
        to_account=to_account,
        state=state,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def inherit(
    *,
    account: int,
    instrument: str,
    to_account: int,
    document: str,
    quantity: int | None = None,
    serials: list[str] | None = None,
    state: StateCourtTransfer | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[InheritReply]:
    """Give units to a successor (继承); frozen ones stay frozen."""
    return _asked(
        "inherit",
        account=account,
        instrument=instrument,
        quantity=quantity,
        serials=serials,
        to_account=to_account,
        state=state,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def pledge(
    *,
    account: int,
    instrument: str,
    document: str,
    quantity: int | None = None,
    serials: list[str] | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[PledgeReply]:
    """Pledge units (质押)."""
    return _asked(
        "pledge",
        account=account,
        instrument=instrument,
        quantity=quantity,
        serials=serials,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def release(
    *,
    account: int,
    instrument: str,
    document: str,
    quantity: int | None = None,
    serials: list[str] | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[ReleaseReply]:
    """Release pledged units (解除质押)."""
    return _asked(
        "release",
        account=account,
        instrument=instrument,
        quantity=quantity,
        serials=serials,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def cancel(
    *,
    account: int,
    instrument: str,
    quantity: int | None = None,
    serials: list[str] | None = None,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[CancelReply]:
    """Cancel registry-available units for ever (自愿注销)."""
    return _asked(
        "cancel",
        account=account,
        instrument=instrument,
        quantity=quantity,
        serials=serials,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def open_entity(
    *,
    entity: int,
    name: str,
    kind: Kind,
    province: int | None = None,
    sector: Sector | None = None,
    credit_code: str | None = None,
) -> Asked[OpenEntityReply]:
    """Open an entity."""
    return _asked(
        "open_entity",
        entity=entity,
        name=name,
        kind=kind,
        province=province,
        sector=sector,
        credit_code=credit_code,
    )


def set_city(
    *,
    entity: int,
    city: int,
    document: str,
) -> Asked[SetCityReply]:
    """State the city of an entity, whose authority sees it from then on."""
    return _asked(
        "set_city",
        entity=entity,
        city=city,
        document=document,
    )


def set_entity_status(
    *,
    entity: int,
    status: Status,
    document: str,
) -> Asked[SetEntityStatusReply]:
    """Suspend, restore or close an entity."""
    return _asked(
        "set_entity_status",
        entity=entity,
        status=status,
        document=document,
    )


def set_account_status(
    *,
    account: int,
    status: Status,
    document: str,
) -> Asked[SetAccountStatusReply]:
    """Suspend, restore or close an account."""
    return _asked(
        "set_account_status",
        account=account,
        status=status,
        document=document,
    )


def name_representative(
    *,
    entity: int,
    name: str,
    document: str,
) -> Asked[NameRepresentativeReply]:
    """Name an entity's representative."""
    return _asked(
        "name_representative",
        entity=entity,
        name=name,
        document=document,
    )


def set_transfer_window(
    *,
    direction: Direction,
    document: str,
    opens: str | None = None,
    closes: str | None = None,
) -> Asked[SetTransferWindowReply]:
    """Set the hours of the day for transfers of units; without hours all day."""
    return _asked(
        "set_transfer_window",
        direction=direction,
        document=document,
        opens=opens,
        closes=closes,
    )


def transfer_windows() -> Asked[TransferWindowsReply]:
    """The hours of the day for transfers of units."""
    return _asked("transfer_windows")


def reverse(
    *,
    event: int,
    document: str,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[ReverseReply]:
    """Take an event back by its opposite, the same units and cash."""
    return _asked(
        "reverse",
        event=event,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def upload(
    *,
    digest: str,
    offset: int,
    text: str,
) -> Asked[UploadReply]:
    """Send a part of a file up."""
    return _asked(
        "upload",
        digest=digest,
        offset=offset,
        text=text,
    )


def allocate_file(
    *,
    digest: str,
    reference: str,
    again: str | None = None,
    document: str | None = None,
    note: str | None = None,
) -> Asked[AllocateFileReply]:
    """Issue the units of an allocation file (初始分配), all of them or none."""
    return _asked(
        "allocate_file",
        digest=digest,
        reference=reference,
        again=again,
        document=document,
        note=note,
    )


def open_instrument(
    *,
    instrument: str,
    document: str,
    year: int | None = None,
) -> Asked[OpenInstrumentReply]:
    """Let units of an instrument be issued."""
    return _asked(
        "open_instrument",
        instrument=instrument,
        document=document,
        year=year,
    )


def instruments() -> Asked[InstrumentsReply]:
    """Instruments of which units may be issued."""
    return _asked("instruments")


def entities(
    *,
    after: int | None = None,
) -> Asked[EntitiesReply]:
    """All entities in order of their numbers, to an authority those of its scope."""
    return _asked(
        "entities",
        after=after,
    )


def entity(
    *,
    account: int | None = None,
    entity: int | None = None,
) -> Asked[EntityReply]:
    """An entity with its representative and accounts."""
    return _asked(
        "entity",
        account=account,
        entity=entity,
    )


def trace(
    *,
    serial: str,
) -> Asked[TraceReply]:
    """The history of one tonne; an account reads its part of those that it has."""
    return _asked(
        "trace",
        serial=serial,
    )


def blocks(
    *,
    account: int | None = None,
    after_instrument: str | None = None,
    after: int | None = None,
) -> Asked[BlocksReply]:
    """An account's units by serial number."""
    return _asked(
        "blocks",
        account=account,
        after_instrument=after_instrument,
        after=after,
    )


def events(
    *,
    from_: int | None = None,
    limit: int | None = None,
) -> Asked[EventsReply]:
    """Events that somebody asked for."""
    return _asked(
        "events",
        from_=from_,
        limit=limit,
    )


def event(
    *,
    event: int,
    from_: int | None = None,
    limit: int | None = None,
) -> Asked[EventReply]:
    """The journal entries of an event."""
    return _asked(
        "event",
        event=event,
        from_=from_,
        limit=limit,
    )


def changes(
    *,
    from_: int | None = None,
    limit: int | None = None,
) -> Asked[ChangesReply]:
    """Changes of entities, accounts, representatives and rules."""
    return _asked(
        "changes",
        from_=from_,
        limit=limit,
    )


def check() -> Asked[CheckReply]:
    """The registry's books against themselves."""
    return _asked("check")


def collect_proceeds(
    *,
    document: str | None = None,
    note: str | None = None,
) -> Asked[CollectProceedsReply]:
    """Hand the money of paid allocation over to the proceeds account, as is done on the trading day
    after a sale.
    """
    return _asked(
        "collect_proceeds",
        document=document,
        note=note,
    )


def bank_deposits(
    *,
    digest: str,
    reference: str,
    again: str | None = None,
    document: str | None = None,
    note: str | None = None,
    suspense: bool | None = None,
) -> Asked[BankDepositsReply]:
    """Take in a file of money received, all of it or nothing."""
    return _asked(
        "bank_deposits",
        digest=digest,
        reference=reference,
        again=again,
        document=document,
        note=note,
        suspense=suspense,
    )


def assign_suspense(
    *,
    line: int,
    document: str,
    account: int,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[AssignSuspenseReply]:
    """Give a line's money in suspense to the account whose it is."""
    return _asked(
        "assign_suspense",
        line=line,
        document=document,
        note=note,
        account=account,
        client_reference=client_reference,
    )


def return_suspense(
    *,
    line: int,
    document: str,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[ReturnSuspenseReply]:
    """Pay a line's money in suspense back to its payer."""
    return _asked(
        "return_suspense",
        line=line,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def suspense(
    *,
    after: int | None = None,
    limit: int | None = None,
) -> Asked[SuspenseReply]:
    """Lines of the bank whose money has no owner yet (待确认资金)."""
    return _asked(
        "suspense",
        after=after,
        limit=limit,
    )


def set_bank_account(
    *,
    account: int,
    holder: str,
    bank: str,
    bank_account: str,
    document: str,
) -> Asked[SetBankAccountReply]:
    """Set the only bank account to which an account's money is paid."""
    return _asked(
        "set_bank_account",
        account=account,
        holder=holder,
        bank=bank,
        bank_account=bank_account,
        document=document,
    )


def bank_account(
    *,
    account: int | None = None,
) -> Asked[BankAccountReply]:
    """Where an account's money is paid to, and how much may go."""
    return _asked(
        "bank_account",
        account=account,
    )


def request_payment(
    *,
    account: int,
    amount_fen: int,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[RequestPaymentReply]:
    """Ask for registry cash to be paid out (出金)."""
    return _asked(
        "request_payment",
        account=account,
        amount_fen=amount_fen,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def withdraw_payment(
    *,
    payment: int,
    account: int | None = None,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[WithdrawPaymentReply]:
    """Give up a payment before it is sent."""
    return _asked(
        "withdraw_payment",
        payment=payment,
        account=account,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def payments(
    *,
    after: int | None = None,
    limit: int | None = None,
    account: int | None = None,
    status: StatusPayments | None = None,
) -> Asked[PaymentsReply]:
    """Payments of an account, or of all."""
    return _asked(
        "payments",
        after=after,
        limit=limit,
        account=account,
        status=status,
    )


def cut_payments(
    *,
    client_reference: str | None = None,
) -> Asked[CutPaymentsReply]:
    """Make the next payment file of all payments that are requested."""
    return _asked(
        "cut_payments",
        client_reference=client_reference,
    )


def payment_files(
    *,
    after: int | None = None,
    limit: int | None = None,
) -> Asked[PaymentFilesReply]:
    """Payment files in order."""
    return _asked(
        "payment_files",
        after=after,
        limit=limit,
    )


def payment_file(
    *,
    file: int,
    offset: int | None = None,
) -> Asked[PaymentFileReply]:
    """A payment file, a part at a time; at any time the same."""
    return _asked(
        "payment_file",
        file=file,
        offset=offset,
    )


def bank_answer(
    *,
    digest: str,
    reference: str,
    again: str | None = None,
    document: str | None = None,
    note: str | None = None,
) -> Asked[BankAnswerReply]:
    """Take in the bank's answer to payments, all of it or nothing."""
    return _asked(
        "bank_answer",
        digest=digest,
        reference=reference,
        again=again,
        document=document,
        note=note,
    )


def bank_balance(
    *,
    digest: str,
    reference: str,
    again: str | None = None,
    document: str | None = None,
    note: str | None = None,
) -> Asked[BankBalanceReply]:
    """Take in a file of the bank's closing balances."""
    return _asked(
        "bank_balance",
        digest=digest,
        reference=reference,
        again=again,
        document=document,
        note=note,
    )


def bank_position(
    *,
    date: str | None = None,
) -> Asked[BankPositionReply]:
    """The bank's balance of a day against the sub-ledgers."""
    return _asked(
        "bank_position",
        date=date,
    )


def set_rule(
    *,
    rule: Rule,
    document: str,
    value: int | None = None,
    entity: int | None = None,
) -> Asked[SetRuleReply]:
    """Set a rule of the venue or of one entity; without a value the default holds."""
    return _asked(
        "set_rule",
        rule=rule,
        document=document,
        value=value,
        entity=entity,
    )


def rules() -> Asked[RulesReply]:
    """Every rule of the venue, and those set for entities."""
    return _asked("rules")


def law(
    *,
    year: int,
    account: int | None = None,
) -> Asked[LawReply]:
    """The law of a year, each row with its source and the mark of evidence."""
    return _asked(
        "law",
        year=year,
        account=account,
    )


def law_rows(
    *,
    topic: Topic,
) -> Asked[LawRowsReply]:
    """The rows of a topic of the law, as the file in which `set_law` takes them, with the mark."""
    return _asked(
        "law_rows",
        topic=topic,
    )


def set_law(
    *,
    topic: Topic,
    rows: str,
    document: str,
    note: str | None = None,
) -> Asked[SetLawReply]:
    """Set rows of the law, which count before those of the data files."""
    return _asked(
        "set_law",
        topic=topic,
        rows=rows,
        document=document,
        note=note,
    )


def set_year(
    *,
    year: int,
    deadline: str,
    offset_bp: int | None = None,
    fine_low: int | None = None,
    fine_high: int | None = None,
    document: str | None = None,
    note: str | None = None,
) -> Asked[SetYearReply]:
    """Set the rules of a year's obligations."""
    return _asked(
        "set_year",
        year=year,
        deadline=deadline,
        offset_bp=offset_bp,
        fine_low=fine_low,
        fine_high=fine_high,
        document=document,
        note=note,
    )


def vintages(
    *,
    year: int | None = None,
    account: int | None = None,
) -> Asked[VintagesReply]:
    """Which vintages pay for which years."""
    return _asked(
        "vintages",
        year=year,
        account=account,
    )


def set_vintages(
    *,
    year: int,
    first_vintage: int,
    last_vintage: int,
    document: str,
    last_year: int | None = None,
    case: Case | None = None,
    from_date: str | None = None,
) -> Asked[SetVintagesReply]:
    """Set which vintages pay for some years from a day on."""
    return _asked(
        "set_vintages",
        year=year,
        first_vintage=first_vintage,
        last_vintage=last_vintage,
        document=document,
        last_year=last_year,
        case=case,
        from_date=from_date,
    )


def set_carry_over(
    *,
    year: int,
    instrument: str,
    sold_from: str,
    sold_to: str,
    base_power: int | None = None,
    base_other: int | None = None,
    numerator: int | None = None,
    denominator: int | None = None,
    first_vintage: int | None = None,
    last_vintage: int | None = None,
    apply_until: str | None = None,
    document: str | None = None,
    note: str | None = None,
) -> Asked[SetCarryOverReply]:
    """Open a round of carry-over (结转) into a year."""
    return _asked(
        "set_carry_over",
        year=year,
        instrument=instrument,
        sold_from=sold_from,
        sold_to=sold_to,
        base_power=base_power,
        base_other=base_other,
        numerator=numerator,
        denominator=denominator,
        first_vintage=first_vintage,
        last_vintage=last_vintage,
        apply_until=apply_until,
        document=document,
        note=note,
    )


def order_to_correct(
    *,
    entity: int,
    year: int,
    document: str,
    until: str,
    offence: Offence | None = None,
    offence_date: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[OrderToCorrectReply]:
    """Order an entity to correct something by a day (责令改正)."""
    return _asked(
        "order_to_correct",
        entity=entity,
        year=year,
        offence=offence,
        offence_date=offence_date,
        document=document,
        note=note,
        until=until,
        client_reference=client_reference,
    )


def impose_fine(
    *,
    entity: int,
    year: int,
    document: str,
    offence: Offence | None = None,
    offence_date: str | None = None,
    note: str | None = None,
    amount_fen: int | None = None,
    factor: int | None = None,
    gains_fen: int | None = None,
    client_reference: str | None = None,
) -> Asked[ImposeFineReply]:
    """Fine an entity: an amount in the law's range, or with a factor a multiple (罚款)."""
    return _asked(
        "impose_fine",
        entity=entity,
        year=year,
        offence=offence,
        offence_date=offence_date,
        document=document,
        note=note,
        amount_fen=amount_fen,
        factor=factor,
        gains_fen=gains_fen,
        client_reference=client_reference,
    )


def cut_allocation(
    *,
    entity: int,
    year: int,
    document: str,
    offence: Offence | None = None,
    offence_date: str | None = None,
    note: str | None = None,
    quantity: int | None = None,
    client_reference: str | None = None,
) -> Asked[CutAllocationReply]:
    """Cut the next allocations of an entity (核减配额)."""
    return _asked(
        "cut_allocation",
        entity=entity,
        year=year,
        offence=offence,
        offence_date=offence_date,
        document=document,
        note=note,
        quantity=quantity,
        client_reference=client_reference,
    )


def stop_production(
    *,
    entity: int,
    year: int,
    document: str,
    offence: Offence | None = None,
    offence_date: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[StopProductionReply]:
    """Order an entity to stop production (责令停产整治)."""
    return _asked(
        "stop_production",
        entity=entity,
        year=year,
        offence=offence,
        offence_date=offence_date,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def end_sanction(
    *,
    sanction: int,
    how: How,
    document: str,
    note: str | None = None,
) -> Asked[EndSanctionReply]:
    """End a sanction: it was followed, paid or lifted, or is revoked."""
    return _asked(
        "end_sanction",
        sanction=sanction,
        how=how,
        document=document,
        note=note,
    )


def sanctions(
    *,
    entity: int | None = None,
    after: int | None = None,
    account: int | None = None,
) -> Asked[SanctionsReply]:
    """What was decided against entities, of one or of all; a member's own, of a scope."""
    return _asked(
        "sanctions",
        entity=entity,
        after=after,
        account=account,
    )


def sanction(
    *,
    sanction: int,
    account: int | None = None,
) -> Asked[SanctionReply]:
    """A sanction with its computation, found again day by day from the registry's trades."""
    return _asked(
        "sanction",
        sanction=sanction,
        account=account,
    )


def emissions_file(
    *,
    digest: str,
    reference: str,
    correction: bool | None = None,
    again: str | None = None,
    document: str | None = None,
    note: str | None = None,
) -> Asked[EmissionsFileReply]:
    """Take in a file of verified emissions, all of it or nothing."""
    return _asked(
        "emissions_file",
        digest=digest,
        reference=reference,
        correction=correction,
        again=again,
        document=document,
        note=note,
    )


def position(
    *,
    year: int,
    account: int | None = None,
    entity: int | None = None,
) -> Asked[PositionReply]:
    """An entity's obligation for a year, and what covers it."""
    return _asked(
        "position",
        year=year,
        account=account,
        entity=entity,
    )


def positions(
    *,
    year: int,
    after: int | None = None,
) -> Asked[PositionsReply]:
    """All obligations for a year, to an authority those of its scope."""
    return _asked(
        "positions",
        year=year,
        after=after,
    )


def surrender(
    *,
    account: int,
    instrument: str,
    quantity: int,
    year: int,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[SurrenderReply]:
    """Give units up for a year's obligation (清缴)."""
    return _asked(
        "surrender",
        account=account,
        instrument=instrument,
        quantity=quantity,
        year=year,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def carry_over_room(
    *,
    year: int,
    account: int | None = None,
    entity: int | None = None,
) -> Asked[CarryOverRoomReply]:
    """How much an entity may carry over into a year."""
    return _asked(
        "carry_over_room",
        year=year,
        account=account,
        entity=entity,
    )


def request_carry_over(
    *,
    account: int,
    instrument: str,
    quantity: int,
    year: int,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[RequestCarryOverReply]:
    """Ask for units to be carried over; they are frozen."""
    return _asked(
        "request_carry_over",
        account=account,
        instrument=instrument,
        quantity=quantity,
        year=year,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def grant_carry_over(
    *,
    request: int,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[GrantCarryOverReply]:
    """Give as many new units for those frozen."""
    return _asked(
        "grant_carry_over",
        request=request,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def release_carry_over(
    *,
    request: int,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[ReleaseCarryOverReply]:
    """Free the units of a request for carry-over."""
    return _asked(
        "release_carry_over",
        request=request,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def completion(
    *,
    year: int,
) -> Asked[CompletionReply]:
    """A year's completion (履约完成率) by province, that of all last; of an authority's scope."""
    return _asked(
        "completion",
        year=year,
    )


def late(
    *,
    year: int,
    window: Window | None = None,
    methods: Methods | None = None,
    all_methods: bool | None = None,
) -> Asked[LateReply]:
    """The figures of late surrender for a year, to an authority for its scope."""
    return _asked(
        "late",
        year=year,
        window=window,
        methods=methods,
        all_methods=all_methods,
    )


def file_application(
    *,
    kind: KindFileApplication,
    account: int,
    instrument: str,
    quantity: int,
    year: int,
    for_entity: int | None = None,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[FileApplicationReply]:
    """File an application to surrender, offset or carry over; its province reviews it."""
    return _asked(
        "file_application",
        kind=kind,
        account=account,
        instrument=instrument,
        quantity=quantity,
        year=year,
        for_entity=for_entity,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def applications(
    *,
    account: int | None = None,
    waiting: bool | None = None,
    after: int | None = None,
    limit: int | None = None,
) -> Asked[ApplicationsReply]:
    """Applications of an account and its entity, of an authority's scope, or all."""
    return _asked(
        "applications",
        account=account,
        waiting=waiting,
        after=after,
        limit=limit,
    )


def approve_application(
    *,
    application: int,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[ApproveApplicationReply]:
    """Approve an application of an emitter of the province; the registry executes it."""
    return _asked(
        "approve_application",
        application=application,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def return_application(
    *,
    application: int,
    reason: str,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[ReturnApplicationReply]:
    """Return an application to its emitter, with a reason; its units are free again."""
    return _asked(
        "return_application",
        application=application,
        reason=reason,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def withdraw_application(
    *,
    application: int,
    account: int,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[WithdrawApplicationReply]:
    """Withdraw an application that waits; its units are free again."""
    return _asked(
        "withdraw_application",
        application=application,
        account=account,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def set_distribution(
    *,
    entity: int,
    year: int,
    differentiated: bool,
    document: str,
) -> Asked[SetDistributionReply]:
    """State whether an emitter's units of a year come through its province (差异化发放)."""
    return _asked(
        "set_distribution",
        entity=entity,
        year=year,
        differentiated=differentiated,
        document=document,
    )


def distributions(
    *,
    year: int,
    after: int | None = None,
) -> Asked[DistributionsReply]:
    """Emitters whose units of a year come through their province, and what it holds for each."""
    return _asked(
        "distributions",
        year=year,
        after=after,
    )


def issue_entrusted(
    *,
    entity: int,
    year: int,
    account: int,
    instrument: str,
    quantity: int,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[IssueEntrustedReply]:
    """Issue units for such an emitter into its province's account, once its due is fixed."""
    return _asked(
        "issue_entrusted",
        entity=entity,
        year=year,
        account=account,
        instrument=instrument,
        quantity=quantity,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def force_surrender(
    *,
    entity: int,
    year: int,
    account: int,
    document: str,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[ForceSurrenderReply]:
    """Entrust the registry with forced surrender (强制履约) of what a province holds."""
    return _asked(
        "force_surrender",
        entity=entity,
        year=year,
        account=account,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def object_to_result(
    *,
    account: int,
    year: int,
    text: str,
    event: int | None = None,
    client_reference: str | None = None,
) -> Asked[ObjectToResultReply]:
    """Object to an allocation or a verification result, within 7 working days of it."""
    return _asked(
        "object_to_result",
        account=account,
        year=year,
        text=text,
        event=event,
        client_reference=client_reference,
    )


def result_objections(
    *,
    account: int | None = None,
    waiting: bool | None = None,
    after: int | None = None,
    limit: int | None = None,
) -> Asked[ResultObjectionsReply]:
    """Objections of an account's entity, of an authority's scope, or all."""
    return _asked(
        "result_objections",
        account=account,
        waiting=waiting,
        after=after,
        limit=limit,
    )


def decide_objection(
    *,
    objection: int,
    upheld: bool,
    reason: str,
    client_reference: str | None = None,
) -> Asked[DecideObjectionReply]:
    """Uphold or reject an objection of an emitter of the province, with a reason."""
    return _asked(
        "decide_objection",
        objection=objection,
        upheld=upheld,
        reason=reason,
        client_reference=client_reference,
    )


def merge_entity(
    *,
    entity: int,
    account: int,
    document: str,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[MergeEntityReply]:
    """Merge an emitter into another (合并): its units, and what it owes, go there."""
    return _asked(
        "merge_entity",
        entity=entity,
        account=account,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def split_entity(
    *,
    entity: int,
    account: int,
    share_bp: int,
    document: str,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[SplitEntityReply]:
    """Give a share of an emitter's units, and of what it owes, to another (分立)."""
    return _asked(
        "split_entity",
        entity=entity,
        account=account,
        share_bp=share_bp,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def close_entity(
    *,
    entity: int,
    document: str,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[CloseEntityReply]:
    """Close an emitter (关闭) that holds nothing; it owes nothing any more."""
    return _asked(
        "close_entity",
        entity=entity,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def successions(
    *,
    after: int | None = None,
    limit: int | None = None,
) -> Asked[SuccessionsReply]:
    """Mergers, splits and closings of emitters: a public record."""
    return _asked(
        "successions",
        after=after,
        limit=limit,
    )


def acknowledge_alert(
    *,
    alert: int,
    note: str | None = None,
) -> Asked[AcknowledgeAlertReply]:
    """Take note of an alert of an entity of the scope."""
    return _asked(
        "acknowledge_alert",
        alert=alert,
        note=note,
    )


def waiting(
    *,
    account: int | None = None,
) -> Asked[WaitingReply]:
    """What waits for this key: of an authority, the registry's staff, or a member."""
    return _asked(
        "waiting",
        account=account,
    )


def assess_alerts() -> Asked[AssessAlertsReply]:
    """Assess alerts now; it is done every minute anyway."""
    return _asked("assess_alerts")


def alerts(
    *,
    after: int | None = None,
    wait_ms: int | None = None,
    limit: int | None = None,
) -> Asked[AlertsReply]:
    """Alerts of compliance risk above a number; waits for the next one where there is none."""
    return _asked(
        "alerts",
        after=after,
        wait_ms=wait_ms,
        limit=limit,
    )


def follow_alerts(
    *,
    after: int | None = None,
) -> Asked[FollowAlertsReply]:
    """Have every alert above a number sent, and each new one; to an authority of its scope."""
    return _asked(
        "follow_alerts",
        after=after,
    )


def certify(
    *,
    year: int,
    entity: int,
    document: str | None = None,
    note: str | None = None,
) -> Asked[CertifyReply]:
    """Issue a certificate of compliance (履约完成证明)."""
    return _asked(
        "certify",
        year=year,
        entity=entity,
        document=document,
        note=note,
    )


def verify_certificate(
    *,
    code: str,
) -> Asked[VerifyCertificateReply]:
    """Whether a certificate was issued here and still holds."""
    return _asked(
        "verify_certificate",
        code=code,
    )


def link_registry(
    *,
    address: str,
    server_key: str,
    key: str,
    document: str,
    note: str | None = None,
) -> Asked[LinkRegistryReply]:
    """Link this registry of allowances to a registry of credits."""
    return _asked(
        "link_registry",
        address=address,
        server_key=server_key,
        key=key,
        document=document,
        note=note,
    )


def unlink_registry(
    *,
    document: str,
    note: str | None = None,
) -> Asked[UnlinkRegistryReply]:
    """End the link; offsets under way wait for another."""
    return _asked(
        "unlink_registry",
        document=document,
        note=note,
    )


def registry_link() -> Asked[RegistryLinkReply]:
    """The link to the registry of credits, and what keeps offsets waiting."""
    return _asked("registry_link")


def offset(
    *,
    account: int,
    instrument: str,
    year: int,
    quantity: int | None = None,
    serials: list[str] | None = None,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[OffsetReply]:
    """Offset a year's obligation with credits of the linked registry (抵销)."""
    return _asked(
        "offset",
        account=account,
        instrument=instrument,
        quantity=quantity,
        serials=serials,
        year=year,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def withdraw_offset(
    *,
    offset: int,
    account: int | None = None,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[WithdrawOffsetReply]:
    """Withdraw an offset whose credits are not ordered to be cancelled; they are given back."""
    return _asked(
        "withdraw_offset",
        account=account,
        offset=offset,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def approve_offset(
    *,
    offset: int,
    document: str,
    note: str | None = None,
) -> Asked[ApproveOffsetReply]:
    """Let a pending offset of an entity of the province go on, where `offset_approval` is 1."""
    return _asked(
        "approve_offset",
        offset=offset,
        document=document,
        note=note,
    )


def offsets(
    *,
    account: int | None = None,
    entity: int | None = None,
    year: int | None = None,
    after: int | None = None,
    limit: int | None = None,
) -> Asked[OffsetsReply]:
    """Offsets in order of their numbers; an authority's are those of its scope."""
    return _asked(
        "offsets",
        account=account,
        entity=entity,
        year=year,
        after=after,
        limit=limit,
    )


def offset_state(
    *,
    offset: int,
    account: int | None = None,
    wait_ms: int | None = None,
) -> Asked[OffsetStateReply]:
    """How far an offset has come; the answer may wait until it moves."""
    return _asked(
        "offset_state",
        account=account,
        offset=offset,
        wait_ms=wait_ms,
    )


def bind_account(
    *,
    account: int,
    peer: str,
    peer_account: int,
    document: str,
    note: str | None = None,
) -> Asked[BindAccountReply]:
    """Bind an account of this registry of credits to the same emitter's in one of allowances."""
    return _asked(
        "bind_account",
        account=account,
        peer=peer,
        peer_account=peer_account,
        document=document,
        note=note,
    )


def unbind_account(
    *,
    peer: str,
    peer_account: int,
    document: str,
    note: str | None = None,
) -> Asked[UnbindAccountReply]:
    """End a binding; what is frozen already goes on."""
    return _asked(
        "unbind_account",
        peer=peer,
        peer_account=peer_account,
        document=document,
        note=note,
    )


def bindings(
    *,
    account: int | None = None,
    after: int | None = None,
    limit: int | None = None,
) -> Asked[BindingsReply]:
    """Accounts bound to accounts in registries of allowances."""
    return _asked(
        "bindings",
        account=account,
        after=after,
        limit=limit,
    )


def offset_order(
    *,
    step: Step,
    reference: str,
    account: int,
    instrument: str,
    year: int,
    quantity: int | None = None,
    serials: list[str] | None = None,
    credit_code: str | None = None,
) -> Asked[OffsetOrderReply]:
    """Freeze, cancel or give back credits for an offset: a step of an order, done once."""
    return _asked(
        "offset_order",
        step=step,
        reference=reference,
        account=account,
        instrument=instrument,
        quantity=quantity,
        serials=serials,
        year=year,
        credit_code=credit_code,
    )


def offset_orders(
    *,
    account: int | None = None,
    after: int | None = None,
    limit: int | None = None,
) -> Asked[OffsetOrdersReply]:
    """Orders of registries of allowances, and what they came to."""
    return _asked(
        "offset_orders",
        account=account,
        after=after,
        limit=limit,
    )


def certificates(
    *,
    account: int | None = None,
    entity: int | None = None,
    after: int | None = None,
    limit: int | None = None,
) -> Asked[CertificatesReply]:
    """Certificates of compliance of an entity, or of all."""
    return _asked(
        "certificates",
        account=account,
        entity=entity,
        after=after,
        limit=limit,
    )


def certificate_file(
    *,
    number: int,
    account: int | None = None,
) -> Asked[CertificateFileReply]:
    """A certificate of compliance as a PDF file."""
    return _asked(
        "certificate_file",
        number=number,
        account=account,
    )


def check_certificate(
    *,
    code: str | None = None,
    number: int | None = None,
    entity: int | None = None,
    year: int | None = None,
) -> Asked[CheckCertificateReply]:
    """Whether a certificate is the registry's and holds: its code, or number, entity and year as
    they are printed.
    """
    return _asked(
        "check_certificate",
        code=code,
        number=number,
        entity=entity,
        year=year,
    )


def cancelled_units(
    *,
    instrument: str | None = None,
    after_instrument: str | None = None,
    after: int | None = None,
) -> Asked[CancelledUnitsReply]:
    """Units that are cancelled for ever (注销), by serial number."""
    return _asked(
        "cancelled_units",
        instrument=instrument,
        after_instrument=after_instrument,
        after=after,
    )


def audit(
    *,
    from_date: str | None = None,
    to_date: str | None = None,
    after: str | None = None,
    limit: int | None = None,
) -> Asked[AuditReply]:
    """Acts of everybody who is named, in order of time."""
    return _asked(
        "audit",
        from_date=from_date,
        to_date=to_date,
        after=after,
        limit=limit,
    )


def bulletin(
    *,
    date: str,
) -> Asked[BulletinReply]:
    """A day's settlement bulletin (清结算信息日报)."""
    return _asked(
        "bulletin",
        date=date,
    )


def fee_statement(
    *,
    month: str,
    account: int | None = None,
) -> Asked[FeeStatementReply]:
    """The statements of fees (手续费对账单) of an account and month, with an invoice's data."""
    return _asked(
        "fee_statement",
        month=month,
        account=account,
    )


def issue_fee_statement(
    *,
    account: int,
    month: str,
) -> Asked[IssueFeeStatementReply]:
    """Issue the statement of fees of a month that is over, or its correction."""
    return _asked(
        "issue_fee_statement",
        account=account,
        month=month,
    )


def foresee(
    *,
    act: Act,
    account: int,
    instrument: str,
    quantity: int,
    year: int | None = None,
) -> Asked[ForeseeReply]:
    """What giving units up would do, which changes nothing; refused as the act would be."""
    return _asked(
        "foresee",
        act=act,
        account=account,
        instrument=instrument,
        quantity=quantity,
        year=year,
    )


def give_rights(
    *,
    entity: int,
    key: str,
    name: str,
    rights: list[str],
    document: str,
    title: str | None = None,
    first: str | None = None,
    last: str | None = None,
) -> Asked[GiveRightsReply]:
    """Give a key rights for an entity; an empty list withdraws them."""
    return _asked(
        "give_rights",
        entity=entity,
        key=key,
        name=name,
        rights=rights,
        document=document,
        title=title,
        first=first,
        last=last,
    )


def rights(
    *,
    account: int | None = None,
    entity: int | None = None,
) -> Asked[RightsReply]:
    """The rights of an entity's representatives."""
    return _asked(
        "rights",
        account=account,
        entity=entity,
    )


def proposals(
    *,
    account: int | None = None,
    waiting: bool | None = None,
    after: int | None = None,
    limit: int | None = None,
) -> Asked[ProposalsReply]:
    """What representatives have asked for and a second one has to approve."""
    return _asked(
        "proposals",
        account=account,
        waiting=waiting,
        after=after,
        limit=limit,
    )


def approve_proposal(
    *,
    proposal: int,
    account: int | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[ApproveProposalReply]:
    """Approve a proposal of another representative, which does it."""
    return _asked(
        "approve_proposal",
        proposal=proposal,
        account=account,
        note=note,
        client_reference=client_reference,
    )


def reject_proposal(
    *,
    proposal: int,
    account: int | None = None,
    note: str | None = None,
) -> Asked[RejectProposalReply]:
    """Reject a proposal."""
    return _asked(
        "reject_proposal",
        proposal=proposal,
        account=account,
        note=note,
    )


def relate(
    *,
    entity: int,
    relation: Relation,
    first: str,
    document: str,
    other: int | None = None,
    party: str | None = None,
    last: str | None = None,
) -> Asked[RelateReply]:
    """State how an entity is related to another one, or to somebody by name; the same entity,
    relation and party again replaces the days.
    """
    return _asked(
        "relate",
        entity=entity,
        relation=relation,
        first=first,
        document=document,
        other=other,
        party=party,
        last=last,
    )


def relations_file(
    *,
    digest: str,
    reference: str,
    again: str | None = None,
) -> Asked[RelationsFileReply]:
    """Take in a file of relations, all of it or nothing."""
    return _asked(
        "relations_file",
        digest=digest,
        reference=reference,
        again=again,
    )


def relations(
    *,
    entity: int | None = None,
    date: str | None = None,
    after: int | None = None,
) -> Asked[RelationsReply]:
    """The relations that count, in order of their numbers."""
    return _asked(
        "relations",
        entity=entity,
        date=date,
        after=after,
    )


def keep_paper(
    *,
    account: int,
    digest: str,
    name: str,
    size: int,
    start: int,
    content: str,
) -> Asked[KeepPaperReply]:
    """Keep a part of a paper, which is known by its SHA-256."""
    return _asked(
        "keep_paper",
        account=account,
        digest=digest,
        name=name,
        size=size,
        start=start,
        content=content,
    )


def submit_project(
    *,
    account: int,
    name: str,
    site: str,
    methodology: str,
    construction: str,
    crediting_from: str,
    crediting_to: str,
    body: int,
    design: str,
    name_en: str | None = None,
    client_reference: str | None = None,
) -> Asked[SubmitProjectReply]:
    """Submit a project; its public notice (公示) begins."""
    return _asked(
        "submit_project",
        account=account,
        name=name,
        site=site,
        methodology=methodology,
        construction=construction,
        crediting_from=crediting_from,
        crediting_to=crediting_to,
        body=body,
        design=design,
        name_en=name_en,
        client_reference=client_reference,
    )


def withdraw_project(
    *,
    account: int,
    project: int,
) -> Asked[WithdrawProjectReply]:
    """Give a project up before it is registered."""
    return _asked(
        "withdraw_project",
        account=account,
        project=project,
    )


def comment(
    *,
    name: str,
    text: str,
    project: int | None = None,
    period: int | None = None,
) -> Asked[CommentReply]:
    """Comment on a public notice, of a project or of an accounting period."""
    return _asked(
        "comment",
        name=name,
        text=text,
        project=project,
        period=period,
    )


def report_validation(
    *,
    account: int,
    project: int,
    conclusion: Conclusion,
    digest: str,
    team: int,
    of_field: int,
    sites: int,
    visited: int,
    comments: int | None = None,
    open_requests: int | None = None,
    observations: int | None = None,
    waited_days: int | None = None,
) -> Asked[ReportValidationReply]:
    """The validation report (审定报告) of the project's body, once the notice is over."""
    return _asked(
        "report_validation",
        account=account,
        project=project,
        conclusion=conclusion,
        digest=digest,
        team=team,
        of_field=of_field,
        sites=sites,
        visited=visited,
        comments=comments,
        open_requests=open_requests,
        observations=observations,
        waited_days=waited_days,
    )


def apply_project(
    *,
    account: int,
    project: int,
    commitment: str,
) -> Asked[ApplyProjectReply]:
    """Apply for the registration of a validated project."""
    return _asked(
        "apply_project",
        account=account,
        project=project,
        commitment=commitment,
    )


def register_project(
    *,
    project: int,
    document: str | None = None,
    note: str | None = None,
) -> Asked[RegisterProjectReply]:
    """Register a project under a number of its own (项目登记)."""
    return _asked(
        "register_project",
        project=project,
        document=document,
        note=note,
    )


def return_project(
    *,
    project: int,
    reasons: str,
    document: str | None = None,
    note: str | None = None,
) -> Asked[ReturnProjectReply]:
    """Return a project's application with reasons."""
    return _asked(
        "return_project",
        project=project,
        reasons=reasons,
        document=document,
        note=note,
    )


def cancel_project(
    *,
    account: int,
    project: int,
    reasons: str,
) -> Asked[CancelProjectReply]:
    """Cancel a registered project (项目注销); it is never registered again."""
    return _asked(
        "cancel_project",
        account=account,
        project=project,
        reasons=reasons,
    )


def submit_period(
    *,
    account: int,
    project: int,
    first: str,
    last: str,
    quantities: str,
    body: int,
    report: str,
    client_reference: str | None = None,
) -> Asked[SubmitPeriodReply]:
    """Submit an accounting period (核算期) of a registered project; its public notice begins."""
    return _asked(
        "submit_period",
        account=account,
        project=project,
        first=first,
        last=last,
        quantities=quantities,
        body=body,
        report=report,
        client_reference=client_reference,
    )


def withdraw_period(
    *,
    account: int,
    period: int,
) -> Asked[WithdrawPeriodReply]:
    """Give an accounting period up."""
    return _asked(
        "withdraw_period",
        account=account,
        period=period,
    )


def report_verification(
    *,
    account: int,
    period: int,
    conclusion: Conclusion,
    digest: str,
    team: int,
    of_field: int,
    sites: int,
    visited: int,
    quantities: str,
    comments: int | None = None,
    open_requests: int | None = None,
    observations: int | None = None,
    waited_days: int | None = None,
) -> Asked[ReportVerificationReply]:
    """The verification report (核查报告) of the period's body, which fixes the quantities."""
    return _asked(
        "report_verification",
        account=account,
        period=period,
        conclusion=conclusion,
        digest=digest,
        team=team,
        of_field=of_field,
        sites=sites,
        visited=visited,
        comments=comments,
        open_requests=open_requests,
        observations=observations,
        waited_days=waited_days,
        quantities=quantities,
    )


def apply_credits(
    *,
    account: int,
    period: int,
    quantity: int,
    commitment: str,
) -> Asked[ApplyCreditsReply]:
    """Apply for the registration of exactly the verified quantity."""
    return _asked(
        "apply_credits",
        account=account,
        period=period,
        quantity=quantity,
        commitment=commitment,
    )


def register_credits(
    *,
    period: int,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[RegisterCreditsReply]:
    """Register a period's credits (减排量登记): issued by year of production."""
    return _asked(
        "register_credits",
        period=period,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def return_credits(
    *,
    period: int,
    reasons: str,
    document: str | None = None,
    note: str | None = None,
) -> Asked[ReturnCreditsReply]:
    """Return an application for credits with reasons."""
    return _asked(
        "return_credits",
        period=period,
        reasons=reasons,
        document=document,
        note=note,
    )


def cancel_credits(
    *,
    account: int,
    instrument: str,
    kind: KindCancelCredits,
    beneficiary: str,
    quantity: int | None = None,
    serials: list[str] | None = None,
    purpose: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[CancelCreditsReply]:
    """Cancel credits for ever (注销), for a use that is named."""
    return _asked(
        "cancel_credits",
        account=account,
        instrument=instrument,
        quantity=quantity,
        serials=serials,
        kind=kind,
        beneficiary=beneficiary,
        purpose=purpose,
        note=note,
        client_reference=client_reference,
    )


def set_credit_rule(
    *,
    name: Name,
    value: int,
    document: str,
    from_date: str | None = None,
) -> Asked[SetCreditRuleReply]:
    """Set a rule of the credits market from a day on, beside the published ones."""
    return _asked(
        "set_credit_rule",
        name=name,
        value=value,
        document=document,
        from_date=from_date,
    )


def set_methodology(
    *,
    code: str,
    name: str,
    years_least: int,
    years_most: int,
    document: str,
    name_en: str | None = None,
    applied_from: str | None = None,
    applied_to: str | None = None,
) -> Asked[SetMethodologyReply]:
    """Set what a methodology (项目方法学) is, beside the published ones."""
    return _asked(
        "set_methodology",
        code=code,
        name=name,
        years_least=years_least,
        years_most=years_most,
        document=document,
        name_en=name_en,
        applied_from=applied_from,
        applied_to=applied_to,
    )


def accredit_body(
    *,
    entity: int,
    fields: str,
    document: str,
    first: str | None = None,
    last: str | None = None,
) -> Asked[AccreditBodyReply]:
    """Accredit a validation and verification body (审定与核查机构) for some fields."""
    return _asked(
        "accredit_body",
        entity=entity,
        fields=fields,
        document=document,
        first=first,
        last=last,
    )


def strike_off_body(
    *,
    entity: int,
    document: str,
) -> Asked[StrikeOffBodyReply]:
    """Strike a body off, for good."""
    return _asked(
        "strike_off_body",
        entity=entity,
        document=document,
    )


def bar_owner(
    *,
    entity: int,
    document: str,
    last: str | None = None,
) -> Asked[BarOwnerReply]:
    """Let an owner apply for nothing until a day, or for good."""
    return _asked(
        "bar_owner",
        entity=entity,
        document=document,
        last=last,
    )


def revoke_project(
    *,
    project: int,
    document: str,
) -> Asked[RevokeProjectReply]:
    """Revoke a project's registration (撤销登记) and bar its owner for the years of the rule."""
    return _asked(
        "revoke_project",
        project=project,
        document=document,
    )


def force_cancel(
    *,
    account: int,
    instrument: str,
    quantity: int,
    document: str,
    state: StateCourtTransfer | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[ForceCancelReply]:
    """Cancel an account's credits by order of an authority (强制注销)."""
    return _asked(
        "force_cancel",
        account=account,
        instrument=instrument,
        quantity=quantity,
        state=state,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def certify_cancellation(
    *,
    cancellation: int,
    account: int | None = None,
) -> Asked[CertifyCancellationReply]:
    """Issue the certificate of a cancellation (注销证明), which is public from then on."""
    return _asked(
        "certify_cancellation",
        cancellation=cancellation,
        account=account,
    )


def projects(
    *,
    owner: int | None = None,
    after: int | None = None,
    limit: int | None = None,
) -> Asked[ProjectsReply]:
    """Projects, with their states as the registry shows them."""
    return _asked(
        "projects",
        owner=owner,
        after=after,
        limit=limit,
    )


def project(
    *,
    project: int,
) -> Asked[ProjectReply]:
    """A project with its papers, reports and comments."""
    return _asked(
        "project",
        project=project,
    )


def periods(
    *,
    project: int | None = None,
    owner: int | None = None,
    after: int | None = None,
    limit: int | None = None,
) -> Asked[PeriodsReply]:
    """Accounting periods (核算期) of a project, or all."""
    return _asked(
        "periods",
        project=project,
        owner=owner,
        after=after,
        limit=limit,
    )


def period(
    *,
    period: int,
) -> Asked[PeriodReply]:
    """An accounting period with its papers, reports and comments."""
    return _asked(
        "period",
        period=period,
    )


def paper(
    *,
    digest: str,
    start: int | None = None,
) -> Asked[PaperReply]:
    """A part of a paper that belongs to a project or period."""
    return _asked(
        "paper",
        digest=digest,
        start=start,
    )


def credit_tasks() -> Asked[CreditTasksReply]:
    """Applications that wait for the registry's decision."""
    return _asked("credit_tasks")


def issued_credits() -> Asked[IssuedCreditsReply]:
    """What was issued of each code, and how much of it was cancelled."""
    return _asked("issued_credits")


def cancellations(
    *,
    owner: int | None = None,
    after: int | None = None,
    limit: int | None = None,
) -> Asked[CancellationsReply]:
    """The public record of cancellations."""
    return _asked(
        "cancellations",
        owner=owner,
        after=after,
        limit=limit,
    )


def verify_cancellation(
    *,
    proof: str,
) -> Asked[VerifyCancellationReply]:
    """Whether a certificate of cancellation was issued here."""
    return _asked(
        "verify_cancellation",
        proof=proof,
    )


def bodies() -> Asked[BodiesReply]:
    """Validation and verification bodies with their fields."""
    return _asked("bodies")


def barred_owners() -> Asked[BarredOwnersReply]:
    """Owners that may not apply."""
    return _asked("barred_owners")


def methodologies() -> Asked[MethodologiesReply]:
    """Methodologies as they count now, with their sources."""
    return _asked("methodologies")


def credit_rules() -> Asked[CreditRulesReply]:
    """The dated rules of the credits market, with their sources."""
    return _asked("credit_rules")


def approvals(
    *,
    waiting: bool | None = None,
    after: int | None = None,
    limit: int | None = None,
) -> Asked[ApprovalsReply]:
    """Acts of the registry's staff that await a second key, or awaited one."""
    return _asked(
        "approvals",
        waiting=waiting,
        after=after,
        limit=limit,
    )


def approve_act(
    *,
    act: int,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[ApproveActReply]:
    """Approve an act that another key has asked, which does it."""
    return _asked(
        "approve_act",
        act=act,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def refuse_act(
    *,
    act: int,
    reason: str,
) -> Asked[RefuseActReply]:
    """End an act that another key has asked, with a reason."""
    return _asked(
        "refuse_act",
        act=act,
        reason=reason,
    )


def withdraw_act(
    *,
    act: int,
    document: str | None = None,
    note: str | None = None,
) -> Asked[WithdrawActReply]:
    """End an act that this key has asked."""
    return _asked(
        "withdraw_act",
        act=act,
        document=document,
        note=note,
    )


def standing() -> Asked[StandingReply]:
    """Whether registry and exchange know the same history."""
    return _asked("standing")


def catch_up(
    *,
    document: str,
    note: str | None = None,
    cash: Cash | None = None,
) -> Asked[CatchUpReply]:
    """One step of catching up with the exchange."""
    return _asked(
        "catch_up",
        document=document,
        note=note,
        cash=cash,
    )


def set_default_rules(
    *,
    document: str,
    note: str | None = None,
    top_up: str | None = None,
    top_up_days: int | None = None,
    at_deadline: AtDeadline | None = None,
    fee_share_bp: int | None = None,
    hold_results: bool | None = None,
) -> Asked[SetDefaultRulesReply]:
    """Set the rules of delivery defaults; the last ones set apply to what comes."""
    return _asked(
        "set_default_rules",
        document=document,
        note=note,
        top_up=top_up,
        top_up_days=top_up_days,
        at_deadline=at_deadline,
        fee_share_bp=fee_share_bp,
        hold_results=hold_results,
    )


def default_rules() -> Asked[DefaultRulesReply]:
    """The rules of delivery defaults."""
    return _asked("default_rules")


def defaults(
    *,
    after: int | None = None,
    limit: int | None = None,
    account: int | None = None,
    date: str | None = None,
    standing: bool | None = None,
) -> Asked[DefaultsReply]:
    """Delivery defaults (交收违约)."""
    return _asked(
        "defaults",
        after=after,
        limit=limit,
        account=account,
        date=date,
        standing=standing,
    )


def default(
    *,
    default: int,
    account: int | None = None,
) -> Asked[DefaultReply]:
    """A delivery default and all that happened to it."""
    return _asked(
        "default",
        default=default,
        account=account,
    )


def default_notices(
    *,
    after: int | None = None,
    limit: int | None = None,
    account: int | None = None,
    wait_ms: int | None = None,
) -> Asked[DefaultNoticesReply]:
    """What happened to defaults above a number; waits for the next act where there is none."""
    return _asked(
        "default_notices",
        after=after,
        limit=limit,
        account=account,
        wait_ms=wait_ms,
    )


def set_default_deadline(
    *,
    default: int,
    document: str,
    date: str,
    time: str,
    note: str | None = None,
) -> Asked[SetDefaultDeadlineReply]:
    """Set until when a default may be made good."""
    return _asked(
        "set_default_deadline",
        default=default,
        document=document,
        note=note,
        date=date,
        time=time,
    )


def cover_default(
    *,
    default: int,
    document: str,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[CoverDefaultReply]:
    """Pay what is missing out of the reserve, past the deadline."""
    return _asked(
        "cover_default",
        default=default,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def cancel_default(
    *,
    default: int,
    document: str,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[CancelDefaultReply]:
    """Cancel a trade in default, past the deadline."""
    return _asked(
        "cancel_default",
        default=default,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def repay_default(
    *,
    default: int,
    amount_fen: int,
    document: str | None = None,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[RepayDefaultReply]:
    """Repay what the reserve has paid, out of the account's cash."""
    return _asked(
        "repay_default",
        default=default,
        amount_fen=amount_fen,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def write_off_default(
    *,
    default: int,
    amount_fen: int,
    document: str,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[WriteOffDefaultReply]:
    """Write a part of the reserve's claim off."""
    return _asked(
        "write_off_default",
        default=default,
        amount_fen=amount_fen,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def release_day(
    *,
    date: str,
    document: str,
    note: str | None = None,
) -> Asked[ReleaseDayReply]:
    """Hold a day for objections no longer."""
    return _asked(
        "release_day",
        date=date,
        document=document,
        note=note,
    )


def reserve() -> Asked[ReserveReply]:
    """The settlement reserve (结算风险准备金)."""
    return _asked("reserve")


def pay_into_reserve(
    *,
    amount_fen: int,
    document: str,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[PayIntoReserveReply]:
    """Pay into the reserve."""
    return _asked(
        "pay_into_reserve",
        amount_fen=amount_fen,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def fees_into_reserve(
    *,
    amount_fen: int,
    document: str,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[FeesIntoReserveReply]:
    """Put fee income into the reserve."""
    return _asked(
        "fees_into_reserve",
        amount_fen=amount_fen,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def pay_out_of_reserve(
    *,
    amount_fen: int,
    document: str,
    note: str | None = None,
    client_reference: str | None = None,
) -> Asked[PayOutOfReserveReply]:
    """Pay out of the reserve."""
    return _asked(
        "pay_out_of_reserve",
        amount_fen=amount_fen,
        document=document,
        note=note,
        client_reference=client_reference,
    )


def object(
    *,
    account: int,
    date: str,
    text: str,
    method: Method | None = None,
    trade: int | None = None,
) -> Asked[ObjectReply]:
    """Object to the result of a day, or to one of the account's trades."""
    return _asked(
        "object",
        account=account,
        date=date,
        text=text,
        method=method,
        trade=trade,
    )


def objections(
    *,
    account: int | None = None,
    date: str | None = None,
    after: int | None = None,
    limit: int | None = None,
) -> Asked[ObjectionsReply]:
    """Objections and their answers."""
    return _asked(
        "objections",
        account=account,
        date=date,
        after=after,
        limit=limit,
    )


def result(
    *,
    date: str,
) -> Asked[ResultReply]:
    """Whether a day's result is accepted, and until when it may be objected to."""
    return _asked(
        "result",
        date=date,
    )


def uphold_objection(
    *,
    objection: int,
    reason: str,
    document: str,
    event: int | None = None,
    client_reference: str | None = None,
) -> Asked[UpholdObjectionReply]:
    """Uphold an objection and take back what it is about."""
    return _asked(
        "uphold_objection",
        objection=objection,
        reason=reason,
        document=document,
        event=event,
        client_reference=client_reference,
    )


def reject_objection(
    *,
    objection: int,
    reason: str,
    document: str,
) -> Asked[RejectObjectionReply]:
    """Reject an objection."""
    return _asked(
        "reject_objection",
        objection=objection,
        reason=reason,
        document=document,
    )


def deliver_units(
    *,
    date: str,
    first: int,
    last: int,
    cash_short: list[dict[str, Any]],
    units_short: list[int],
) -> Asked[DeliverUnitsReply]:
    """Deliver the units of trades that follow one another, if the same fail as the exchange
    expects; asked again it answers what was done.
    """
    return _asked(
        "deliver_units",
        date=date,
        first=first,
        last=last,
        cash_short=cash_short,
        units_short=units_short,
    )


def take_back_units(
    *,
    account: int,
    date: str,
    method: Method,
    trade: int,
    document: str,
    note: str | None = None,
) -> Asked[TakeBackUnitsReply]:
    """Take the units of a delivered trade back, for an objection that the exchange upholds."""
    return _asked(
        "take_back_units",
        account=account,
        date=date,
        method=method,
        trade=trade,
        document=document,
        note=note,
    )
