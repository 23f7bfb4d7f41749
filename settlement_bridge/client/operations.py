"""The registry's operations, a method each.

Written by `python -m gateway.protocol.methods`; not to be edited.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
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

State = Literal["registry_available", "trading_available"]
StateCourtTransfer = Literal["registry_available", "trading_available", "frozen", "pledged"]
Kind = Literal["emitter", "institution", "state", "province", "project_owner", "body", "person"]
Sector = Literal["none", "power", "steel", "cement", "aluminium"]
Status = Literal["active", "suspended", "closed"]
Direction = Literal["transfer_in", "transfer_out"]
StatusPayments = Literal["requested", "sent", "confirmed", "returned", "withdrawn"]
Rule = Literal[
    "sale_money_days",
    "direct_cash",
    "unregistered_may_act",
    "offset_approval",
    "second_above_fen",
    "second_above_units",
    "issuer_account",
    "proceeds_account",
    "reviewed_from",
    "help_from_year",
    "second_approval",
    "approval_minutes",
]
Topic = Literal[
    "deadlines",
    "deadline_hours",
    "vintages",
    "offset",
    "offset_kinds",
    "carry_over",
    "carry_over_bases",
    "average_price",
    "sanctions",
    "balance_rates",
    "reviews",
    "alert_intervals",
    "alert_levels",
]
Case = Literal["on_time", "arrears"]
Offence = Literal["late_surrender", "emission_records", "emission_fraud"]
How = Literal["corrected", "paid", "lifted", "revoked"]
Window = Literal["month_ending_at_deadline", "month_before_deadline"]
Methods = Literal["all", "listed"]
KindFileApplication = Literal["surrender", "carry_over"]
Step = Literal["freeze", "cancel", "release"]
Act = Literal["surrender", "cancel", "request_carry_over"]
Relation = Literal["owner", "controller", "officer", "concert"]
Conclusion = Literal["positive", "negative"]
KindCancelCredits = Literal["pilot_offset", "event", "own_emissions", "voluntary"]
Name = Literal[
    "earliest_construction",
    "earliest_production",
    "application_years",
    "notice_working_days",
    "decision_working_days",
    "report_days",
    "team_least",
    "team_of_field_least",
    "sites_visited_least",
    "bar_years",
    "operators_most",
    "natural_persons_open",
]
Cash = Literal["registry", "bank"]
AtDeadline = Literal["settle", "wait"]
Method = Literal["listed", "block", "auction"]


class Operations:
    """Every operation by its name; each returns the fields of its reply.

    Each raises RequestRefused, ConnectionLost, ReplyMissing.
    """

    def __init__(self, request: Callable[..., Awaitable[Any]]) -> None:
        self._request = request

    async def market(self) -> MarketReply:
        """Which market the registry keeps: allowances (配额) or credits (核证自愿减排量).

        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: MarketReply = await self._request("market")
        return reply

    async def accounts(self, *, after: int | None = None) -> AccountsReply:
        """All accounts in order of their numbers.

        after: `next` of the page before.
        Roles: exchange, bridge.
        """
        reply: AccountsReply = await self._request("accounts", **_given(after=after))
        return reply

    async def holdings(self, *, account: int | None = None) -> HoldingsReply:
        """An account's units by instrument and state.

        account: without it the key's own.
        Roles: member, viewer, exchange, bridge, authority.
        """
        reply: HoldingsReply = await self._request("holdings", **_given(account=account))
        return reply

    async def cash(self, *, account: int | None = None) -> CashReply:
        """An account's cash sub-ledger.

        account: without it the key's own.
        Roles: member, viewer, exchange, bridge.
        """
        reply: CashReply = await self._request("cash", **_given(account=account))
        return reply

    async def journal(
        self, *, account: int | None = None, from_: int | None = None, limit: int | None = None
    ) -> JournalReply:
        """Journal entries of an account, or of all.

        account: without it the key's own.
        from_: `next` of the page before.
        limit: rows of a page, 500 when left out.
        Roles: member, viewer, exchange, bridge.
        """
        reply: JournalReply = await self._request(
            "journal", **_given(account=account, from_=from_, limit=limit)
        )
        return reply

    async def trades(
        self,
        *,
        date: str,
        account: int | None = None,
        from_: int | None = None,
        limit: int | None = None,
    ) -> TradesReply:
        """A day's trades in the order of their settlement.

        account: without it the key's own.
        from_: `next` of the page before.
        limit: rows of a page, 500 when left out.
        Roles: member, viewer, exchange, bridge.
        """
        reply: TradesReply = await self._request(
            "trades", date=date, **_given(account=account, from_=from_, limit=limit)
        )
        return reply

    async def statement(self, *, date: str, account: int | None = None) -> StatementReply:
        """An account's end-of-day statement (日终报表), with up to 100 trades.

        account: without it the key's own.
        Roles: member, viewer, exchange, bridge.
        """
        reply: StatementReply = await self._request(
            "statement", date=date, **_given(account=account)
        )
        return reply

    async def summary(self, *, date: str) -> SummaryReply:
        """A day's settlement summary.

        Roles: exchange, bridge.
        """
        reply: SummaryReply = await self._request("summary", date=date)
        return reply

    async def transfers(self) -> TransfersReply:
        """Transfers that wait for the exchange.

        Roles: exchange, bridge.
        """
        reply: TransfersReply = await self._request("transfers")
        return reply

    async def reconcile(self) -> ReconcileReply:
        """Registry against exchange, account by account, and the books against themselves.

        Roles: exchange, bridge.
        """
        reply: ReconcileReply = await self._request("reconcile")
        return reply

    async def settled(self, *, date: str | None = None, wait_ms: int | None = None) -> SettledReply:
        """Which days are settled; with a date as soon as that one is.

        wait_ms: how long an answer waits for news.
        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: SettledReply = await self._request("settled", **_given(date=date, wait_ms=wait_ms))
        return reply

    async def open_account(
        self, *, account: int, name: str, entity: int | None = None
    ) -> OpenAccountReply:
        """Open an account, of an entity; without one of that with the account's number.

        Roles: bridge.
        """
        reply: OpenAccountReply = await self._request(
            "open_account", account=account, name=name, **_given(entity=entity)
        )
        return reply

    async def allocate(
        self,
        *,
        account: int,
        instrument: str,
        quantity: int,
        year: int | None = None,
        province: int | None = None,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> AllocateReply:
        """Issue units into registry-available (初始分配).

        year: of the serial numbers; else the instrument's.
        province: else the entity's.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: AllocateReply = await self._request(
            "allocate",
            account=account,
            instrument=instrument,
            quantity=quantity,
            **_given(
                year=year,
                province=province,
                document=document,
                note=note,
                client_reference=client_reference,
            ),
        )
        return reply

    async def freeze(
        self,
        *,
        instrument: str,
        account: int | None = None,
        quantity: int | None = None,
        serials: list[str] | None = None,
        state: State | None = None,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> FreezeReply:
        """Freeze units by order of a court (司法冻结).

        state: where units by quantity are, registry_available when left out.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: FreezeReply = await self._request(
            "freeze",
            instrument=instrument,
            **_given(
                account=account,
                quantity=quantity,
                serials=serials,
                state=state,
                document=document,
                note=note,
                client_reference=client_reference,
            ),
        )
        return reply

    async def unfreeze(
        self,
        *,
        instrument: str,
        account: int | None = None,
        quantity: int | None = None,
        serials: list[str] | None = None,
        state: State | None = None,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> UnfreezeReply:
        """End a freeze; units named by serial number go back where it found them.

        state: where units by quantity are, registry_available when left out.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: UnfreezeReply = await self._request(
            "unfreeze",
            instrument=instrument,
            **_given(
                account=account,
                quantity=quantity,
                serials=serials,
                state=state,
                document=document,
                note=note,
                client_reference=client_reference,
            ),
        )
        return reply

    async def deposit(
        self,
        *,
        account: int,
        amount_fen: int,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> DepositReply:
        """Cash from the bank into trading, without a file of the bank.

        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: DepositReply = await self._request(
            "deposit",
            account=account,
            amount_fen=amount_fen,
            **_given(document=document, note=note, client_reference=client_reference),
        )
        return reply

    async def withdraw(
        self,
        *,
        account: int,
        amount_fen: int,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> WithdrawReply:
        """Cash from trading to the bank, without a file of the bank.

        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: WithdrawReply = await self._request(
            "withdraw",
            account=account,
            amount_fen=amount_fen,
            **_given(document=document, note=note, client_reference=client_reference),
        )
        return reply

    async def transfer_in(
        self,
        *,
        account: int,
        instrument: str,
        quantity: int | None = None,
        serials: list[str] | None = None,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> TransferInReply:
        """Units from registry-available to trading-available.

        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: member, bridge.
        """
        reply: TransferInReply = await self._request(
            "transfer_in",
            account=account,
            instrument=instrument,
            **_given(
                quantity=quantity,
                serials=serials,
                document=document,
                note=note,
                client_reference=client_reference,
            ),
        )
        return reply

    async def transfer_out(
        self,
        *,
        account: int,
        instrument: str,
        quantity: int | None = None,
        serials: list[str] | None = None,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> TransferOutReply:
        """Units from trading-available to registry-available.

        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: member, bridge.
        """
        reply: TransferOutReply = await self._request(
            "transfer_out",
            account=account,
            instrument=instrument,
            **_given(
                quantity=quantity,
                serials=serials,
                document=document,
                note=note,
                client_reference=client_reference,
            ),
        )
        return reply

    async def cash_to_trading(
        self,
        *,
        account: int,
        amount_fen: int,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> CashToTradingReply:
        """Cash from the registry into trading.

        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: member, bridge.
        """
        reply: CashToTradingReply = await self._request(
            "cash_to_trading",
            account=account,
            amount_fen=amount_fen,
            **_given(document=document, note=note, client_reference=client_reference),
        )
        return reply

    async def cash_to_registry(
        self,
        *,
        account: int,
        amount_fen: int,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> CashToRegistryReply:
        """Cash from trading into the registry.

        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: member, bridge.
        """
        reply: CashToRegistryReply = await self._request(
            "cash_to_registry",
            account=account,
            amount_fen=amount_fen,
            **_given(document=document, note=note, client_reference=client_reference),
        )
        return reply

    async def court_transfer(
        self,
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
    ) -> CourtTransferReply:
        """Give units to another account by order of a court (司法划转).

        state: where units by quantity are, registry_available when left out.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: CourtTransferReply = await self._request(
            "court_transfer",
            instrument=instrument,
            to_account=to_account,
            document=document,
            **_given(
                account=account,
                quantity=quantity,
                serials=serials,
                state=state,
                note=note,
                client_reference=client_reference,
            ),
        )
        return reply

    async def inherit(
        self,
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
    ) -> InheritReply:
        """Give units to a successor (继承); frozen ones stay frozen.

        state: where units by quantity are, registry_available when left out.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: InheritReply = await self._request(
            "inherit",
            account=account,
            instrument=instrument,
            to_account=to_account,
            document=document,
            **_given(
                quantity=quantity,
                serials=serials,
                state=state,
                note=note,
                client_reference=client_reference,
            ),
        )
        return reply

    async def pledge(
        self,
        *,
        account: int,
        instrument: str,
        document: str,
        quantity: int | None = None,
        serials: list[str] | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> PledgeReply:
        """Pledge units (质押).

        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: PledgeReply = await self._request(
            "pledge",
            account=account,
            instrument=instrument,
            document=document,
            **_given(
                quantity=quantity, serials=serials, note=note, client_reference=client_reference
            ),
        )
        return reply

    async def release(
        self,
        *,
        account: int,
        instrument: str,
        document: str,
        quantity: int | None = None,
        serials: list[str] | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> ReleaseReply:
        """Release pledged units (解除质押).

        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: ReleaseReply = await self._request(
            "release",
            account=account,
            instrument=instrument,
            document=document,
            **_given(
                quantity=quantity, serials=serials, note=note, client_reference=client_reference
            ),
        )
        return reply

    async def cancel(
        self,
        *,
        account: int,
        instrument: str,
        quantity: int | None = None,
        serials: list[str] | None = None,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> CancelReply:
        """Cancel registry-available units for ever (自愿注销).

        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: member, bridge.
        """
        reply: CancelReply = await self._request(
            "cancel",
            account=account,
            instrument=instrument,
            **_given(
                quantity=quantity,
                serials=serials,
                document=document,
                note=note,
                client_reference=client_reference,
            ),
        )
        return reply

    async def open_entity(
        self,
        *,
        entity: int,
        name: str,
        kind: Kind,
        province: int | None = None,
        sector: Sector | None = None,
        credit_code: str | None = None,
    ) -> OpenEntityReply:
        """Open an entity.

        name: its name.
        kind: what it is to the registry.
        province: GB/T 2260, two digits; 0: national.
        sector: an emitter's sector.
        credit_code: 统一社会信用代码.
        Roles: bridge.
        """
        reply: OpenEntityReply = await self._request(
            "open_entity",
            entity=entity,
            name=name,
            kind=kind,
            **_given(province=province, sector=sector, credit_code=credit_code),
        )
        return reply

    async def set_city(self, *, entity: int, city: int, document: str) -> SetCityReply:
        """State the city of an entity, whose authority sees it from then on.

        city: GB/T 2260, four digits, of the entity's province.
        document: the ground: court order, contract.
        Roles: bridge.
        """
        reply: SetCityReply = await self._request(
            "set_city", entity=entity, city=city, document=document
        )
        return reply

    async def set_entity_status(
        self, *, entity: int, status: Status, document: str
    ) -> SetEntityStatusReply:
        """Suspend, restore or close an entity.

        status: from now on.
        document: the ground: court order, contract.
        Roles: bridge.
        """
        reply: SetEntityStatusReply = await self._request(
            "set_entity_status", entity=entity, status=status, document=document
        )
        return reply

    async def set_account_status(
        self, *, account: int, status: Status, document: str
    ) -> SetAccountStatusReply:
        """Suspend, restore or close an account.

        status: from now on.
        document: the ground: court order, contract.
        Roles: bridge.
        """
        reply: SetAccountStatusReply = await self._request(
            "set_account_status", account=account, status=status, document=document
        )
        return reply

    async def name_representative(
        self, *, entity: int, name: str, document: str
    ) -> NameRepresentativeReply:
        """Name an entity's representative.

        name: who represents it.
        document: the ground: court order, contract.
        Roles: bridge.
        """
        reply: NameRepresentativeReply = await self._request(
            "name_representative", entity=entity, name=name, document=document
        )
        return reply

    async def set_transfer_window(
        self,
        *,
        direction: Direction,
        document: str,
        opens: str | None = None,
        closes: str | None = None,
    ) -> SetTransferWindowReply:
        """Set the hours of the day for transfers of units; without hours all day.

        direction: which way.
        document: the ground: court order, contract.
        opens: from when, in Shanghai; without it all day.
        closes: until when, in Shanghai.
        Roles: bridge.
        """
        reply: SetTransferWindowReply = await self._request(
            "set_transfer_window",
            direction=direction,
            document=document,
            **_given(opens=opens, closes=closes),
        )
        return reply

    async def transfer_windows(self) -> TransferWindowsReply:
        """The hours of the day for transfers of units.

        Roles: member, viewer, exchange, bridge.
        """
        reply: TransferWindowsReply = await self._request("transfer_windows")
        return reply

    async def reverse(
        self,
        *,
        event: int,
        document: str,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> ReverseReply:
        """Take an event back by its opposite, the same units and cash.

        event: number of the event.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: ReverseReply = await self._request(
            "reverse",
            event=event,
            document=document,
            **_given(note=note, client_reference=client_reference),
        )
        return reply

    async def upload(self, *, digest: str, offset: int, text: str) -> UploadReply:
        """Send a part of a file up.

        digest: SHA-256 of the whole file.
        offset: in characters.
        Roles: bridge.
        """
        reply: UploadReply = await self._request("upload", digest=digest, offset=offset, text=text)
        return reply

    async def allocate_file(
        self,
        *,
        digest: str,
        reference: str,
        again: str | None = None,
        document: str | None = None,
        note: str | None = None,
    ) -> AllocateFileReply:
        """Issue the units of an allocation file (初始分配), all of them or none.

        digest: SHA-256 of the file, which was uploaded.
        reference: the name under which it is known.
        again: why rows that were taken in before are meant.
        document: the ground: court order, contract.
        note: a note beside it.
        Roles: bridge.
        """
        reply: AllocateFileReply = await self._request(
            "allocate_file",
            digest=digest,
            reference=reference,
            **_given(again=again, document=document, note=note),
        )
        return reply

    async def open_instrument(
        self, *, instrument: str, document: str, year: int | None = None
    ) -> OpenInstrumentReply:
        """Let units of an instrument be issued.

        document: the ground: court order, contract.
        year: of its units, where the code has none.
        Roles: bridge.
        """
        reply: OpenInstrumentReply = await self._request(
            "open_instrument", instrument=instrument, document=document, **_given(year=year)
        )
        return reply

    async def instruments(self) -> InstrumentsReply:
        """Instruments of which units may be issued.

        Roles: member, viewer, exchange, bridge.
        """
        reply: InstrumentsReply = await self._request("instruments")
        return reply

    async def entities(self, *, after: int | None = None) -> EntitiesReply:
        """All entities in order of their numbers, to an authority those of its scope.

        after: `next` of the page before.
        Roles: exchange, bridge, authority.
        """
        reply: EntitiesReply = await self._request("entities", **_given(after=after))
        return reply

    async def entity(self, *, account: int | None = None, entity: int | None = None) -> EntityReply:
        """An entity with its representative and accounts.

        Roles: member, viewer, exchange, bridge, authority.
        """
        reply: EntityReply = await self._request("entity", **_given(account=account, entity=entity))
        return reply

    async def trace(self, *, serial: str) -> TraceReply:
        """The history of one tonne; an account reads its part of those that it has.

        Roles: member, viewer, exchange, bridge.
        """
        reply: TraceReply = await self._request("trace", serial=serial)
        return reply

    async def blocks(
        self,
        *,
        account: int | None = None,
        after_instrument: str | None = None,
        after: int | None = None,
    ) -> BlocksReply:
        """An account's units by serial number.

        after_instrument: as `next` of the page before.
        after: as `next` of the page before.
        Roles: member, viewer, exchange, bridge.
        """
        reply: BlocksReply = await self._request(
            "blocks", **_given(account=account, after_instrument=after_instrument, after=after)
        )
        return reply

    async def events(self, *, from_: int | None = None, limit: int | None = None) -> EventsReply:
        """Events that somebody asked for.

        from_: `next` of the page before.
        limit: rows of a page, 500 when left out.
        Roles: exchange, bridge.
        """
        reply: EventsReply = await self._request("events", **_given(from_=from_, limit=limit))
        return reply

    async def event(
        self, *, event: int, from_: int | None = None, limit: int | None = None
    ) -> EventReply:
        """The journal entries of an event.

        from_: `next` of the page before.
        limit: rows of a page, 500 when left out.
        Roles: exchange, bridge.
        """
        reply: EventReply = await self._request(
            "event", event=event, **_given(from_=from_, limit=limit)
        )
        return reply

    async def changes(self, *, from_: int | None = None, limit: int | None = None) -> ChangesReply:
        """Changes of entities, accounts, representatives and rules.

        from_: `next` of the page before.
        limit: rows of a page, 500 when left out.
        Roles: exchange, bridge.
        """
        reply: ChangesReply = await self._request("changes", **_given(from_=from_, limit=limit))
        return reply

    async def check(self) -> CheckReply:
        """The registry's books against themselves.

        Roles: exchange, bridge.
        """
        reply: CheckReply = await self._request("check")
        return reply

    async def collect_proceeds(
        self, *, document: str | None = None, note: str | None = None
    ) -> CollectProceedsReply:
        """Hand the money of paid allocation over to the proceeds account, as is done on the trading
        day after a sale.

        document: the ground: court order, contract.
        note: a note beside it.
        Roles: bridge.
        """
        reply: CollectProceedsReply = await self._request(
            "collect_proceeds", **_given(document=document, note=note)
        )
        return reply

    async def bank_deposits(
        self,
        *,
        digest: str,
        reference: str,
        again: str | None = None,
        document: str | None = None,
        note: str | None = None,
        suspense: bool | None = None,
    ) -> BankDepositsReply:
        """Take in a file of money received, all of it or nothing.

        digest: SHA-256 of the file, which was uploaded.
        reference: the name under which it is known.
        again: why rows that were taken in before are meant.
        document: the ground: court order, contract.
        note: a note beside it.
        suspense: lines that nobody can be named for go to suspense.
        Roles: bridge.
        """
        reply: BankDepositsReply = await self._request(
            "bank_deposits",
            digest=digest,
            reference=reference,
            **_given(again=again, document=document, note=note, suspense=suspense),
        )
        return reply

    async def assign_suspense(
        self,
        *,
        line: int,
        document: str,
        account: int,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> AssignSuspenseReply:
        """Give a line's money in suspense to the account whose it is.

        line: number of the bank's line.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: AssignSuspenseReply = await self._request(
            "assign_suspense",
            line=line,
            document=document,
            account=account,
            **_given(note=note, client_reference=client_reference),
        )
        return reply

    async def return_suspense(
        self,
        *,
        line: int,
        document: str,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> ReturnSuspenseReply:
        """Pay a line's money in suspense back to its payer.

        line: number of the bank's line.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: ReturnSuspenseReply = await self._request(
            "return_suspense",
            line=line,
            document=document,
            **_given(note=note, client_reference=client_reference),
        )
        return reply

    async def suspense(
        self, *, after: int | None = None, limit: int | None = None
    ) -> SuspenseReply:
        """Lines of the bank whose money has no owner yet (待确认资金).

        after: `next` of the page before.
        limit: rows of a page, 500 when left out.
        Roles: exchange, bridge.
        """
        reply: SuspenseReply = await self._request("suspense", **_given(after=after, limit=limit))
        return reply

    async def set_bank_account(
        self, *, account: int, holder: str, bank: str, bank_account: str, document: str
    ) -> SetBankAccountReply:
        """Set the only bank account to which an account's money is paid.

        holder: in whose name it is.
        bank: which bank.
        bank_account: its number there.
        document: the ground: court order, contract.
        Roles: bridge.
        """
        reply: SetBankAccountReply = await self._request(
            "set_bank_account",
            account=account,
            holder=holder,
            bank=bank,
            bank_account=bank_account,
            document=document,
        )
        return reply

    async def bank_account(self, *, account: int | None = None) -> BankAccountReply:
        """Where an account's money is paid to, and how much may go.

        Roles: member, viewer, exchange, bridge.
        """
        reply: BankAccountReply = await self._request("bank_account", **_given(account=account))
        return reply

    async def request_payment(
        self,
        *,
        account: int,
        amount_fen: int,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> RequestPaymentReply:
        """Ask for registry cash to be paid out (出金).

        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: member, bridge.
        """
        reply: RequestPaymentReply = await self._request(
            "request_payment",
            account=account,
            amount_fen=amount_fen,
            **_given(document=document, note=note, client_reference=client_reference),
        )
        return reply

    async def withdraw_payment(
        self,
        *,
        payment: int,
        account: int | None = None,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> WithdrawPaymentReply:
        """Give up a payment before it is sent.

        payment: number of the payment.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: member, bridge.
        """
        reply: WithdrawPaymentReply = await self._request(
            "withdraw_payment",
            payment=payment,
            **_given(
                account=account, document=document, note=note, client_reference=client_reference
            ),
        )
        return reply

    async def payments(
        self,
        *,
        after: int | None = None,
        limit: int | None = None,
        account: int | None = None,
        status: StatusPayments | None = None,
    ) -> PaymentsReply:
        """Payments of an account, or of all.

        after: `next` of the page before.
        limit: rows of a page, 500 when left out.
        status: only those in this state.
        Roles: member, viewer, exchange, bridge.
        """
        reply: PaymentsReply = await self._request(
            "payments", **_given(after=after, limit=limit, account=account, status=status)
        )
        return reply

    async def cut_payments(self, *, client_reference: str | None = None) -> CutPaymentsReply:
        """Make the next payment file of all payments that are requested.

        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: CutPaymentsReply = await self._request(
            "cut_payments", **_given(client_reference=client_reference)
        )
        return reply

    async def payment_files(
        self, *, after: int | None = None, limit: int | None = None
    ) -> PaymentFilesReply:
        """Payment files in order.

        after: `next` of the page before.
        limit: rows of a page, 500 when left out.
        Roles: exchange, bridge.
        """
        reply: PaymentFilesReply = await self._request(
            "payment_files", **_given(after=after, limit=limit)
        )
        return reply

    async def payment_file(self, *, file: int, offset: int | None = None) -> PaymentFileReply:
        """A payment file, a part at a time; at any time the same.

        offset: in characters, 0 when left out.
        Roles: exchange, bridge.
        """
        reply: PaymentFileReply = await self._request(
            "payment_file", file=file, **_given(offset=offset)
        )
        return reply

    async def bank_answer(
        self,
        *,
        digest: str,
        reference: str,
        again: str | None = None,
        document: str | None = None,
        note: str | None = None,
    ) -> BankAnswerReply:
        """Take in the bank's answer to payments, all of it or nothing.

        digest: SHA-256 of the file, which was uploaded.
        reference: the name under which it is known.
        again: why rows that were taken in before are meant.
        document: the ground: court order, contract.
        note: a note beside it.
        Roles: bridge.
        """
        reply: BankAnswerReply = await self._request(
            "bank_answer",
            digest=digest,
            reference=reference,
            **_given(again=again, document=document, note=note),
        )
        return reply

    async def bank_balance(
        self,
        *,
        digest: str,
        reference: str,
        again: str | None = None,
        document: str | None = None,
        note: str | None = None,
    ) -> BankBalanceReply:
        """Take in a file of the bank's closing balances.

        digest: SHA-256 of the file, which was uploaded.
        reference: the name under which it is known.
        again: why rows that were taken in before are meant.
        document: the ground: court order, contract.
        note: a note beside it.
        Roles: bridge.
        """
        reply: BankBalanceReply = await self._request(
            "bank_balance",
            digest=digest,
            reference=reference,
            **_given(again=again, document=document, note=note),
        )
        return reply

    async def bank_position(self, *, date: str | None = None) -> BankPositionReply:
        """The bank's balance of a day against the sub-ledgers.

        date: a day; without it the last with a balance.
        Roles: exchange, bridge.
        """
        reply: BankPositionReply = await self._request("bank_position", **_given(date=date))
        return reply

    async def set_rule(
        self, *, rule: Rule, document: str, value: int | None = None, entity: int | None = None
    ) -> SetRuleReply:
        """Set a rule of the venue or of one entity; without a value the default holds.

        rule: which one.
        document: the ground: court order, contract.
        value: its number; without one the default holds again.
        entity: only for this entity.
        Roles: bridge.
        """
        reply: SetRuleReply = await self._request(
            "set_rule", rule=rule, document=document, **_given(value=value, entity=entity)
        )
        return reply

    async def rules(self) -> RulesReply:
        """Every rule of the venue, and those set for entities.

        Roles: exchange, bridge.
        """
        reply: RulesReply = await self._request("rules")
        return reply

    async def law(self, *, year: int, account: int | None = None) -> LawReply:
        """The law of a year, each row with its source and the mark of evidence.

        year: year of the emissions.
        account: without it the key's own.
        Roles: member, viewer, exchange, bridge, authority.
        """
        reply: LawReply = await self._request("law", year=year, **_given(account=account))
        return reply

    async def law_rows(self, *, topic: Topic) -> LawRowsReply:
        """The rows of a topic of the law, as the file in which `set_law` takes them, with the mark.

        topic: topic of the law.
        Roles: exchange, bridge.
        """
        reply: LawRowsReply = await self._request("law_rows", topic=topic)
        return reply

    async def set_law(
        self, *, topic: Topic, rows: str, document: str, note: str | None = None
    ) -> SetLawReply:
        """Set rows of the law, which count before those of the data files.

        topic: topic of the law.
        rows: CSV with the topic's header, without the mark.
        document: the ground: court order, contract.
        note: a note beside it.
        Roles: bridge.
        """
        reply: SetLawReply = await self._request(
            "set_law", topic=topic, rows=rows, document=document, **_given(note=note)
        )
        return reply

    async def set_year(
        self,
        *,
        year: int,
        deadline: str,
        offset_bp: int | None = None,
        fine_low: int | None = None,
        fine_high: int | None = None,
        document: str | None = None,
        note: str | None = None,
    ) -> SetYearReply:
        """Set the rules of a year's obligations.

        year: year of the obligation.
        deadline: last day of surrender.
        offset_bp: share that credits may make up, hundredths of a percent.
        fine_low: times the average price, at least.
        fine_high: times the average price, at most.
        document: the ground: court order, contract.
        note: a note beside it.
        Roles: bridge.
        """
        reply: SetYearReply = await self._request(
            "set_year",
            year=year,
            deadline=deadline,
            **_given(
                offset_bp=offset_bp,
                fine_low=fine_low,
                fine_high=fine_high,
                document=document,
                note=note,
            ),
        )
        return reply

    async def vintages(
        self, *, year: int | None = None, account: int | None = None
    ) -> VintagesReply:
        """Which vintages pay for which years.

        year: year of the emissions; without it all.
        account: without it the key's own.
        Roles: member, viewer, exchange, bridge, authority.
        """
        reply: VintagesReply = await self._request("vintages", **_given(year=year, account=account))
        return reply

    async def set_vintages(
        self,
        *,
        year: int,
        first_vintage: int,
        last_vintage: int,
        document: str,
        last_year: int | None = None,
        case: Case | None = None,
        from_date: str | None = None,
    ) -> SetVintagesReply:
        """Set which vintages pay for some years from a day on.

        year: year of the obligation.
        first_vintage: the oldest that pays, as 2025; 2020: CEA.
        last_vintage: the newest that pays.
        document: the source of the rule.
        last_year: the same up to this year.
        case: whether paid on time or in arrears, on_time when left out.
        from_date: from this day on.
        Roles: bridge.
        """
        reply: SetVintagesReply = await self._request(
            "set_vintages",
            year=year,
            first_vintage=first_vintage,
            last_vintage=last_vintage,
            document=document,
            **_given(last_year=last_year, case=case, from_date=from_date),
        )
        return reply

    async def set_carry_over(
        self,
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
    ) -> SetCarryOverReply:
        """Open a round of carry-over (结转) into a year.

        year: year of the new units.
        instrument: code of the new units.
        sold_from: net sales count from this day.
        sold_to: to this one, whose holding is the bound.
        base_power: base of the power sector, t, 10000 when left out.
        base_other: base of steel, cement and aluminium, t, 100000 when left out.
        numerator: factor on net sales: numerator, 3 when left out.
        denominator: factor on net sales: denominator, 2 when left out.
        first_vintage: the oldest that is carried over, 2020 when left out.
        last_vintage: the newest; else that of the year before.
        apply_until: last day of requests.
        document: the ground: court order, contract.
        note: a note beside it.
        Roles: bridge.
        """
        reply: SetCarryOverReply = await self._request(
            "set_carry_over",
            year=year,
            instrument=instrument,
            sold_from=sold_from,
            sold_to=sold_to,
            **_given(
                base_power=base_power,
                base_other=base_other,
                numerator=numerator,
                denominator=denominator,
                first_vintage=first_vintage,
                last_vintage=last_vintage,
                apply_until=apply_until,
                document=document,
                note=note,
            ),
        )
        return reply

    async def order_to_correct(
        self,
        *,
        entity: int,
        year: int,
        document: str,
        until: str,
        offence: Offence | None = None,
        offence_date: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> OrderToCorrectReply:
        """Order an entity to correct something by a day (责令改正).

        year: year of the obligation.
        offence: what it is for, late_surrender when left out.
        offence_date: of another offence than late surrender.
        document: the ground: court order, contract.
        note: a note beside it.
        until: the time set: its last day.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: OrderToCorrectReply = await self._request(
            "order_to_correct",
            entity=entity,
            year=year,
            document=document,
            until=until,
            **_given(
                offence=offence,
                offence_date=offence_date,
                note=note,
                client_reference=client_reference,
            ),
        )
        return reply

    async def impose_fine(
        self,
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
    ) -> ImposeFineReply:
        """Fine an entity: an amount in the law's range, or with a factor a multiple (罚款).

        year: year of the obligation.
        offence: what it is for, late_surrender when left out.
        offence_date: of another offence than late surrender.
        document: the ground: court order, contract.
        note: a note beside it.
        amount_fen: of a fine without a factor.
        factor: of a multiple, in hundredths.
        gains_fen: of which a multiple is fined.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: ImposeFineReply = await self._request(
            "impose_fine",
            entity=entity,
            year=year,
            document=document,
            **_given(
                offence=offence,
                offence_date=offence_date,
                note=note,
                amount_fen=amount_fen,
                factor=factor,
                gains_fen=gains_fen,
                client_reference=client_reference,
            ),
        )
        return reply

    async def cut_allocation(
        self,
        *,
        entity: int,
        year: int,
        document: str,
        offence: Offence | None = None,
        offence_date: str | None = None,
        note: str | None = None,
        quantity: int | None = None,
        client_reference: str | None = None,
    ) -> CutAllocationReply:
        """Cut the next allocations of an entity (核减配额).

        year: year of the obligation.
        offence: what it is for, late_surrender when left out.
        offence_date: of another offence than late surrender.
        document: the ground: court order, contract.
        note: a note beside it.
        quantity: else what is still owed.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: CutAllocationReply = await self._request(
            "cut_allocation",
            entity=entity,
            year=year,
            document=document,
            **_given(
                offence=offence,
                offence_date=offence_date,
                note=note,
                quantity=quantity,
                client_reference=client_reference,
            ),
        )
        return reply

    async def stop_production(
        self,
        *,
        entity: int,
        year: int,
        document: str,
        offence: Offence | None = None,
        offence_date: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> StopProductionReply:
        """Order an entity to stop production (责令停产整治).

        year: year of the obligation.
        offence: what it is for, late_surrender when left out.
        offence_date: of another offence than late surrender.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: StopProductionReply = await self._request(
            "stop_production",
            entity=entity,
            year=year,
            document=document,
            **_given(
                offence=offence,
                offence_date=offence_date,
                note=note,
                client_reference=client_reference,
            ),
        )
        return reply

    async def end_sanction(
        self, *, sanction: int, how: How, document: str, note: str | None = None
    ) -> EndSanctionReply:
        """End a sanction: it was followed, paid or lifted, or is revoked.

        sanction: its number.
        how: how it ends.
        document: the ground: court order, contract.
        note: a note beside it.
        Roles: bridge.
        """
        reply: EndSanctionReply = await self._request(
            "end_sanction", sanction=sanction, how=how, document=document, **_given(note=note)
        )
        return reply

    async def sanctions(
        self, *, entity: int | None = None, after: int | None = None, account: int | None = None
    ) -> SanctionsReply:
        """What was decided against entities, of one or of all; a member's own, of a scope.

        after: `next` of the page before.
        account: without it the key's own.
        Roles: member, viewer, exchange, bridge, authority.
        """
        reply: SanctionsReply = await self._request(
            "sanctions", **_given(entity=entity, after=after, account=account)
        )
        return reply

    async def sanction(self, *, sanction: int, account: int | None = None) -> SanctionReply:
        """A sanction with its computation, found again day by day from the registry's trades.

        sanction: its number.
        account: without it the key's own.
        Roles: member, viewer, exchange, bridge, authority.
        """
        reply: SanctionReply = await self._request(
            "sanction", sanction=sanction, **_given(account=account)
        )
        return reply

    async def emissions_file(
        self,
        *,
        digest: str,
        reference: str,
        correction: bool | None = None,
        again: str | None = None,
        document: str | None = None,
        note: str | None = None,
    ) -> EmissionsFileReply:
        """Take in a file of verified emissions, all of it or nothing.

        digest: SHA-256 of the file, which was uploaded.
        reference: the name under which it is known.
        correction: replaces obligations that are there.
        again: why rows that were taken in before are meant.
        document: the ground: court order, contract.
        note: a note beside it.
        Roles: bridge.
        """
        reply: EmissionsFileReply = await self._request(
            "emissions_file",
            digest=digest,
            reference=reference,
            **_given(correction=correction, again=again, document=document, note=note),
        )
        return reply

    async def position(
        self, *, year: int, account: int | None = None, entity: int | None = None
    ) -> PositionReply:
        """An entity's obligation for a year, and what covers it.

        year: year of the obligation.
        account: without it the key's own.
        Roles: member, viewer, exchange, bridge, authority.
        """
        reply: PositionReply = await self._request(
            "position", year=year, **_given(account=account, entity=entity)
        )
        return reply

    async def positions(self, *, year: int, after: int | None = None) -> PositionsReply:
        """All obligations for a year, to an authority those of its scope.

        year: year of the obligation.
        after: `next` of the page before.
        Roles: exchange, bridge, authority.
        """
        reply: PositionsReply = await self._request("positions", year=year, **_given(after=after))
        return reply

    async def surrender(
        self,
        *,
        account: int,
        instrument: str,
        quantity: int,
        year: int,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> SurrenderReply:
        """Give units up for a year's obligation (清缴).

        year: year of the obligation.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: member, bridge.
        """
        reply: SurrenderReply = await self._request(
            "surrender",
            account=account,
            instrument=instrument,
            quantity=quantity,
            year=year,
            **_given(document=document, note=note, client_reference=client_reference),
        )
        return reply

    async def carry_over_room(
        self, *, year: int, account: int | None = None, entity: int | None = None
    ) -> CarryOverRoomReply:
        """How much an entity may carry over into a year.

        year: year of the new units.
        account: without it the key's own.
        Roles: member, viewer, exchange, bridge, authority.
        """
        reply: CarryOverRoomReply = await self._request(
            "carry_over_room", year=year, **_given(account=account, entity=entity)
        )
        return reply

    async def request_carry_over(
        self,
        *,
        account: int,
        instrument: str,
        quantity: int,
        year: int,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> RequestCarryOverReply:
        """Ask for units to be carried over; they are frozen.

        year: year of the new units.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: member, bridge.
        """
        reply: RequestCarryOverReply = await self._request(
            "request_carry_over",
            account=account,
            instrument=instrument,
            quantity=quantity,
            year=year,
            **_given(document=document, note=note, client_reference=client_reference),
        )
        return reply

    async def grant_carry_over(
        self,
        *,
        request: int,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> GrantCarryOverReply:
        """Give as many new units for those frozen.

        request: event number of the request.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: GrantCarryOverReply = await self._request(
            "grant_carry_over",
            request=request,
            **_given(document=document, note=note, client_reference=client_reference),
        )
        return reply

    async def release_carry_over(
        self,
        *,
        request: int,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> ReleaseCarryOverReply:
        """Free the units of a request for carry-over.

        request: event number of the request.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: ReleaseCarryOverReply = await self._request(
            "release_carry_over",
            request=request,
            **_given(document=document, note=note, client_reference=client_reference),
        )
        return reply

    async def completion(self, *, year: int) -> CompletionReply:
        """A year's completion (履约完成率) by province, that of all last; of an authority's scope.

        year: year of the obligation.
        Roles: stranger, member, viewer, exchange, feed, bridge, authority.
        """
        reply: CompletionReply = await self._request("completion", year=year)
        return reply

    async def late(
        self,
        *,
        year: int,
        window: Window | None = None,
        methods: Methods | None = None,
        all_methods: bool | None = None,
    ) -> LateReply:
        """The figures of late surrender for a year, to an authority for its scope.

        year: year of the obligation.
        window: another reading than the law's.
        methods: other methods than the law's.
        all_methods: as `methods`: true is all, false listed.
        Roles: exchange, bridge, authority.
        """
        reply: LateReply = await self._request(
            "late", year=year, **_given(window=window, methods=methods, all_methods=all_methods)
        )
        return reply

    async def file_application(
        self,
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
    ) -> FileApplicationReply:
        """File an application to surrender, offset or carry over; its province reviews it.

        kind: what for.
        year: year of the obligation, or of the new units.
        for_entity: whose obligation it is, of another one that is helped.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: member, bridge.
        """
        reply: FileApplicationReply = await self._request(
            "file_application",
            kind=kind,
            account=account,
            instrument=instrument,
            quantity=quantity,
            year=year,
            **_given(
                for_entity=for_entity,
                document=document,
                note=note,
                client_reference=client_reference,
            ),
        )
        return reply

    async def applications(
        self,
        *,
        account: int | None = None,
        waiting: bool | None = None,
        after: int | None = None,
        limit: int | None = None,
    ) -> ApplicationsReply:
        """Applications of an account and its entity, of an authority's scope, or all.

        after: `next` of the page before.
        limit: rows of a page, 500 when left out.
        Roles: member, viewer, exchange, bridge, authority.
        """
        reply: ApplicationsReply = await self._request(
            "applications", **_given(account=account, waiting=waiting, after=after, limit=limit)
        )
        return reply

    async def approve_application(
        self,
        *,
        application: int,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> ApproveApplicationReply:
        """Approve an application of an emitter of the province; the registry executes it.

        application: its number.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: authority.
        """
        reply: ApproveApplicationReply = await self._request(
            "approve_application",
            application=application,
            **_given(document=document, note=note, client_reference=client_reference),
        )
        return reply

    async def return_application(
        self,
        *,
        application: int,
        reason: str,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> ReturnApplicationReply:
        """Return an application to its emitter, with a reason; its units are free again.

        application: its number.
        reason: why, for who asked.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: authority.
        """
        reply: ReturnApplicationReply = await self._request(
            "return_application",
            application=application,
            reason=reason,
            **_given(document=document, note=note, client_reference=client_reference),
        )
        return reply

    async def withdraw_application(
        self,
        *,
        application: int,
        account: int,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> WithdrawApplicationReply:
        """Withdraw an application that waits; its units are free again.

        application: its number.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: member, bridge.
        """
        reply: WithdrawApplicationReply = await self._request(
            "withdraw_application",
            application=application,
            account=account,
            **_given(document=document, note=note, client_reference=client_reference),
        )
        return reply

    async def set_distribution(
        self, *, entity: int, year: int, differentiated: bool, document: str
    ) -> SetDistributionReply:
        """State whether an emitter's units of a year come through its province (差异化发放).

        year: year of the obligation.
        differentiated: through its province.
        document: the ground: court order, contract.
        Roles: authority, bridge.
        """
        reply: SetDistributionReply = await self._request(
            "set_distribution",
            entity=entity,
            year=year,
            differentiated=differentiated,
            document=document,
        )
        return reply

    async def distributions(self, *, year: int, after: int | None = None) -> DistributionsReply:
        """Emitters whose units of a year come through their province, and what it holds for each.

        year: year of the obligation.
        after: `next` of the page before.
        Roles: exchange, bridge, authority.
        """
        reply: DistributionsReply = await self._request(
            "distributions", year=year, **_given(after=after)
        )
        return reply

    async def issue_entrusted(
        self,
        *,
        entity: int,
        year: int,
        account: int,
        instrument: str,
        quantity: int,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> IssueEntrustedReply:
        """Issue units for such an emitter into its province's account, once its due is fixed.

        year: year of the obligation.
        account: the province's.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: IssueEntrustedReply = await self._request(
            "issue_entrusted",
            entity=entity,
            year=year,
            account=account,
            instrument=instrument,
            quantity=quantity,
            **_given(document=document, note=note, client_reference=client_reference),
        )
        return reply

    async def force_surrender(
        self,
        *,
        entity: int,
        year: int,
        account: int,
        document: str,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> ForceSurrenderReply:
        """Entrust the registry with forced surrender (强制履约) of what a province holds.

        year: year of the obligation.
        account: the emitter's, for the rest.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: authority, bridge.
        """
        reply: ForceSurrenderReply = await self._request(
            "force_surrender",
            entity=entity,
            year=year,
            account=account,
            document=document,
            **_given(note=note, client_reference=client_reference),
        )
        return reply

    async def object_to_result(
        self,
        *,
        account: int,
        year: int,
        text: str,
        event: int | None = None,
        client_reference: str | None = None,
    ) -> ObjectToResultReply:
        """Object to an allocation or a verification result, within 7 working days of it.

        year: year of the obligation.
        text: what is wrong.
        event: the issue; without it the verification result.
        client_reference: the client's own name of this request.
        Roles: member, bridge.
        """
        reply: ObjectToResultReply = await self._request(
            "object_to_result",
            account=account,
            year=year,
            text=text,
            **_given(event=event, client_reference=client_reference),
        )
        return reply

    async def result_objections(
        self,
        *,
        account: int | None = None,
        waiting: bool | None = None,
        after: int | None = None,
        limit: int | None = None,
    ) -> ResultObjectionsReply:
        """Objections of an account's entity, of an authority's scope, or all.

        after: `next` of the page before.
        limit: rows of a page, 500 when left out.
        Roles: member, viewer, exchange, bridge, authority.
        """
        reply: ResultObjectionsReply = await self._request(
            "result_objections",
            **_given(account=account, waiting=waiting, after=after, limit=limit),
        )
        return reply

    async def decide_objection(
        self, *, objection: int, upheld: bool, reason: str, client_reference: str | None = None
    ) -> DecideObjectionReply:
        """Uphold or reject an objection of an emitter of the province, with a reason.

        objection: its number.
        reason: why, for who asked.
        client_reference: the client's own name of this request.
        Roles: authority.
        """
        reply: DecideObjectionReply = await self._request(
            "decide_objection",
            objection=objection,
            upheld=upheld,
            reason=reason,
            **_given(client_reference=client_reference),
        )
        return reply

    async def merge_entity(
        self,
        *,
        entity: int,
        account: int,
        document: str,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> MergeEntityReply:
        """Merge an emitter into another (合并): its units, and what it owes, go there.

        account: of the entity that goes on.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: MergeEntityReply = await self._request(
            "merge_entity",
            entity=entity,
            account=account,
            document=document,
            **_given(note=note, client_reference=client_reference),
        )
        return reply

    async def split_entity(
        self,
        *,
        entity: int,
        account: int,
        share_bp: int,
        document: str,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> SplitEntityReply:
        """Give a share of an emitter's units, and of what it owes, to another (分立).

        account: of the entity that goes on.
        share_bp: hundredths of a percent, cut to tonnes.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: SplitEntityReply = await self._request(
            "split_entity",
            entity=entity,
            account=account,
            share_bp=share_bp,
            document=document,
            **_given(note=note, client_reference=client_reference),
        )
        return reply

    async def close_entity(
        self,
        *,
        entity: int,
        document: str,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> CloseEntityReply:
        """Close an emitter (关闭) that holds nothing; it owes nothing any more.

        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: CloseEntityReply = await self._request(
            "close_entity",
            entity=entity,
            document=document,
            **_given(note=note, client_reference=client_reference),
        )
        return reply

    async def successions(
        self, *, after: int | None = None, limit: int | None = None
    ) -> SuccessionsReply:
        """Mergers, splits and closings of emitters: a public record.

        after: `next` of the page before.
        limit: rows of a page, 500 when left out.
        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: SuccessionsReply = await self._request(
            "successions", **_given(after=after, limit=limit)
        )
        return reply

    async def acknowledge_alert(
        self, *, alert: int, note: str | None = None
    ) -> AcknowledgeAlertReply:
        """Take note of an alert of an entity of the scope.

        alert: its number.
        note: a note beside it.
        Roles: authority.
        """
        reply: AcknowledgeAlertReply = await self._request(
            "acknowledge_alert", alert=alert, **_given(note=note)
        )
        return reply

    async def waiting(self, *, account: int | None = None) -> WaitingReply:
        """What waits for this key: of an authority, the registry's staff, or a member.

        account: without it the key's own.
        Roles: member, bridge, authority.
        """
        reply: WaitingReply = await self._request("waiting", **_given(account=account))
        return reply

    async def assess_alerts(self) -> AssessAlertsReply:
        """Assess alerts now; it is done every minute anyway.

        Roles: bridge.
        """
        reply: AssessAlertsReply = await self._request("assess_alerts")
        return reply

    async def alerts(
        self, *, after: int | None = None, wait_ms: int | None = None, limit: int | None = None
    ) -> AlertsReply:
        """Alerts of compliance risk above a number; waits for the next one where there is none.

        wait_ms: how long an answer waits for news.
        Roles: member, viewer, exchange, bridge, authority.
        """
        reply: AlertsReply = await self._request(
            "alerts", **_given(after=after, wait_ms=wait_ms, limit=limit)
        )
        return reply

    async def follow_alerts(self, *, after: int | None = None) -> FollowAlertsReply:
        """Have every alert above a number sent, and each new one; to an authority of its scope.

        Roles: exchange, bridge, authority.
        """
        reply: FollowAlertsReply = await self._request("follow_alerts", **_given(after=after))
        return reply

    async def certify(
        self, *, year: int, entity: int, document: str | None = None, note: str | None = None
    ) -> CertifyReply:
        """Issue a certificate of compliance (履约完成证明).

        year: year of the obligation.
        document: the ground: court order, contract.
        note: a note beside it.
        Roles: bridge.
        """
        reply: CertifyReply = await self._request(
            "certify", year=year, entity=entity, **_given(document=document, note=note)
        )
        return reply

    async def verify_certificate(self, *, code: str) -> VerifyCertificateReply:
        """Whether a certificate was issued here and still holds.

        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: VerifyCertificateReply = await self._request("verify_certificate", code=code)
        return reply

    async def link_registry(
        self, *, address: str, server_key: str, key: str, document: str, note: str | None = None
    ) -> LinkRegistryReply:
        """Link this registry of allowances to a registry of credits.

        address: where the registry of credits is reached.
        server_key: public key of its server, pinned.
        key: key in the folder `keys` with which this registry logs on there.
        document: the ground: court order, contract.
        note: a note beside it.
        Roles: bridge.
        """
        reply: LinkRegistryReply = await self._request(
            "link_registry",
            address=address,
            server_key=server_key,
            key=key,
            document=document,
            **_given(note=note),
        )
        return reply

    async def unlink_registry(
        self, *, document: str, note: str | None = None
    ) -> UnlinkRegistryReply:
        """End the link; offsets under way wait for another.

        document: the ground: court order, contract.
        note: a note beside it.
        Roles: bridge.
        """
        reply: UnlinkRegistryReply = await self._request(
            "unlink_registry", document=document, **_given(note=note)
        )
        return reply

    async def registry_link(self) -> RegistryLinkReply:
        """The link to the registry of credits, and what keeps offsets waiting.

        Roles: exchange, bridge.
        """
        reply: RegistryLinkReply = await self._request("registry_link")
        return reply

    async def offset(
        self,
        *,
        account: int,
        instrument: str,
        year: int,
        quantity: int | None = None,
        serials: list[str] | None = None,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> OffsetReply:
        """Offset a year's obligation with credits of the linked registry (抵销).

        year: year of the obligation.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: member, bridge.
        """
        reply: OffsetReply = await self._request(
            "offset",
            account=account,
            instrument=instrument,
            year=year,
            **_given(
                quantity=quantity,
                serials=serials,
                document=document,
                note=note,
                client_reference=client_reference,
            ),
        )
        return reply

    async def withdraw_offset(
        self,
        *,
        offset: int,
        account: int | None = None,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> WithdrawOffsetReply:
        """Withdraw an offset whose credits are not ordered to be cancelled; they are given back.

        account: without it the key's own.
        offset: number of the offset.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: member, bridge.
        """
        reply: WithdrawOffsetReply = await self._request(
            "withdraw_offset",
            offset=offset,
            **_given(
                account=account, document=document, note=note, client_reference=client_reference
            ),
        )
        return reply

    async def approve_offset(
        self, *, offset: int, document: str, note: str | None = None
    ) -> ApproveOffsetReply:
        """Let a pending offset of an entity of the province go on, where `offset_approval` is 1.

        offset: number of the offset.
        document: the ground: court order, contract.
        note: a note beside it.
        Roles: authority, bridge.
        """
        reply: ApproveOffsetReply = await self._request(
            "approve_offset", offset=offset, document=document, **_given(note=note)
        )
        return reply

    async def offsets(
        self,
        *,
        account: int | None = None,
        entity: int | None = None,
        year: int | None = None,
        after: int | None = None,
        limit: int | None = None,
    ) -> OffsetsReply:
        """Offsets in order of their numbers; an authority's are those of its scope.

        account: without it the key's own.
        year: year of the obligation.
        after: `next` of the page before.
        limit: rows of a page, 500 when left out.
        Roles: member, viewer, exchange, bridge, authority.
        """
        reply: OffsetsReply = await self._request(
            "offsets", **_given(account=account, entity=entity, year=year, after=after, limit=limit)
        )
        return reply

    async def offset_state(
        self, *, offset: int, account: int | None = None, wait_ms: int | None = None
    ) -> OffsetStateReply:
        """How far an offset has come; the answer may wait until it moves.

        account: without it the key's own.
        offset: number of the offset.
        wait_ms: how long an answer waits for news.
        Roles: member, viewer, exchange, bridge, authority.
        """
        reply: OffsetStateReply = await self._request(
            "offset_state", offset=offset, **_given(account=account, wait_ms=wait_ms)
        )
        return reply

    async def bind_account(
        self, *, account: int, peer: str, peer_account: int, document: str, note: str | None = None
    ) -> BindAccountReply:
        """Bind an account of this registry of credits to the same emitter's in one of allowances.

        peer: key with which the registry of allowances logs on here.
        peer_account: the emitter's account there.
        document: the ground: court order, contract.
        note: a note beside it.
        Roles: bridge.
        """
        reply: BindAccountReply = await self._request(
            "bind_account",
            account=account,
            peer=peer,
            peer_account=peer_account,
            document=document,
            **_given(note=note),
        )
        return reply

    async def unbind_account(
        self, *, peer: str, peer_account: int, document: str, note: str | None = None
    ) -> UnbindAccountReply:
        """End a binding; what is frozen already goes on.

        peer: key with which the registry of allowances logs on here.
        peer_account: the emitter's account there.
        document: the ground: court order, contract.
        note: a note beside it.
        Roles: bridge.
        """
        reply: UnbindAccountReply = await self._request(
            "unbind_account",
            peer=peer,
            peer_account=peer_account,
            document=document,
            **_given(note=note),
        )
        return reply

    async def bindings(
        self, *, account: int | None = None, after: int | None = None, limit: int | None = None
    ) -> BindingsReply:
        """Accounts bound to accounts in registries of allowances.

        account: without it the key's own.
        after: `next` of the page before.
        limit: rows of a page, 500 when left out.
        Roles: member, viewer, exchange, bridge.
        """
        reply: BindingsReply = await self._request(
            "bindings", **_given(account=account, after=after, limit=limit)
        )
        return reply

    async def offset_order(
        self,
        *,
        step: Step,
        reference: str,
        account: int,
        instrument: str,
        year: int,
        quantity: int | None = None,
        serials: list[str] | None = None,
        credit_code: str | None = None,
    ) -> OffsetOrderReply:
        """Freeze, cancel or give back credits for an offset: a step of an order, done once.

        step: what to do.
        reference: of the order; the same for each of its steps.
        year: year of the obligation.
        credit_code: of the emitter.
        Roles: peer.
        """
        reply: OffsetOrderReply = await self._request(
            "offset_order",
            step=step,
            reference=reference,
            account=account,
            instrument=instrument,
            year=year,
            **_given(quantity=quantity, serials=serials, credit_code=credit_code),
        )
        return reply

    async def offset_orders(
        self, *, account: int | None = None, after: int | None = None, limit: int | None = None
    ) -> OffsetOrdersReply:
        """Orders of registries of allowances, and what they came to.

        account: without it the key's own.
        after: `next` of the page before.
        limit: rows of a page, 500 when left out.
        Roles: member, viewer, exchange, bridge, peer.
        """
        reply: OffsetOrdersReply = await self._request(
            "offset_orders", **_given(account=account, after=after, limit=limit)
        )
        return reply

    async def certificates(
        self,
        *,
        account: int | None = None,
        entity: int | None = None,
        after: int | None = None,
        limit: int | None = None,
    ) -> CertificatesReply:
        """Certificates of compliance of an entity, or of all.

        after: `next` of the page before.
        limit: rows of a page, 500 when left out.
        Roles: member, viewer, exchange, bridge.
        """
        reply: CertificatesReply = await self._request(
            "certificates", **_given(account=account, entity=entity, after=after, limit=limit)
        )
        return reply

    async def certificate_file(
        self, *, number: int, account: int | None = None
    ) -> CertificateFileReply:
        """A certificate of compliance as a PDF file.

        Roles: member, viewer, exchange, bridge.
        """
        reply: CertificateFileReply = await self._request(
            "certificate_file", number=number, **_given(account=account)
        )
        return reply

    async def check_certificate(
        self,
        *,
        code: str | None = None,
        number: int | None = None,
        entity: int | None = None,
        year: int | None = None,
    ) -> CheckCertificateReply:
        """Whether a certificate is the registry's and holds: its code, or number, entity and year
        as they are printed.

        code: its code.
        number: its number; without the code all three.
        entity: whose it is.
        year: year of the obligation.
        Roles: stranger, member, viewer, exchange, feed, bridge, authority.
        """
        reply: CheckCertificateReply = await self._request(
            "check_certificate", **_given(code=code, number=number, entity=entity, year=year)
        )
        return reply

    async def cancelled_units(
        self,
        *,
        instrument: str | None = None,
        after_instrument: str | None = None,
        after: int | None = None,
    ) -> CancelledUnitsReply:
        """Units that are cancelled for ever (注销), by serial number.

        instrument: only of this one.
        after_instrument: as `next` of the page before.
        after: as `next` of the page before.
        Roles: stranger, member, viewer, exchange, feed, bridge, authority.
        """
        reply: CancelledUnitsReply = await self._request(
            "cancelled_units",
            **_given(instrument=instrument, after_instrument=after_instrument, after=after),
        )
        return reply

    async def audit(
        self,
        *,
        from_date: str | None = None,
        to_date: str | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> AuditReply:
        """Acts of everybody who is named, in order of time.

        from_date: a day in Beijing.
        to_date: a day in Beijing.
        after: `next` of the page before.
        Roles: exchange, bridge.
        """
        reply: AuditReply = await self._request(
            "audit", **_given(from_date=from_date, to_date=to_date, after=after, limit=limit)
        )
        return reply

    async def bulletin(self, *, date: str) -> BulletinReply:
        """A day's settlement bulletin (清结算信息日报).

        Roles: exchange, bridge.
        """
        reply: BulletinReply = await self._request("bulletin", date=date)
        return reply

    async def fee_statement(self, *, month: str, account: int | None = None) -> FeeStatementReply:
        """The statements of fees (手续费对账单) of an account and month, with an invoice's data.

        month: of the trades.
        account: without it the key's own.
        Roles: member, viewer, exchange, bridge.
        """
        reply: FeeStatementReply = await self._request(
            "fee_statement", month=month, **_given(account=account)
        )
        return reply

    async def issue_fee_statement(self, *, account: int, month: str) -> IssueFeeStatementReply:
        """Issue the statement of fees of a month that is over, or its correction.

        month: of the trades.
        Roles: bridge.
        """
        reply: IssueFeeStatementReply = await self._request(
            "issue_fee_statement", account=account, month=month
        )
        return reply

    async def foresee(
        self, *, act: Act, account: int, instrument: str, quantity: int, year: int | None = None
    ) -> ForeseeReply:
        """What giving units up would do, which changes nothing; refused as the act would be.

        act: the operation that is meant.
        year: as the operation takes it.
        Roles: member, bridge.
        """
        reply: ForeseeReply = await self._request(
            "foresee",
            act=act,
            account=account,
            instrument=instrument,
            quantity=quantity,
            **_given(year=year),
        )
        return reply

    async def give_rights(
        self,
        *,
        entity: int,
        key: str,
        name: str,
        rights: list[str],
        document: str,
        title: str | None = None,
        first: str | None = None,
        last: str | None = None,
    ) -> GiveRightsReply:
        """Give a key rights for an entity; an empty list withdraws them.

        document: the ground: court order, contract.
        first: first trading day.
        last: last trading day.
        Roles: bridge.
        """
        reply: GiveRightsReply = await self._request(
            "give_rights",
            entity=entity,
            key=key,
            name=name,
            rights=rights,
            document=document,
            **_given(title=title, first=first, last=last),
        )
        return reply

    async def rights(self, *, account: int | None = None, entity: int | None = None) -> RightsReply:
        """The rights of an entity's representatives.

        Roles: member, viewer, exchange, bridge.
        """
        reply: RightsReply = await self._request("rights", **_given(account=account, entity=entity))
        return reply

    async def proposals(
        self,
        *,
        account: int | None = None,
        waiting: bool | None = None,
        after: int | None = None,
        limit: int | None = None,
    ) -> ProposalsReply:
        """What representatives have asked for and a second one has to approve.

        after: `next` of the page before.
        limit: rows of a page, 500 when left out.
        Roles: member, viewer, exchange, bridge.
        """
        reply: ProposalsReply = await self._request(
            "proposals", **_given(account=account, waiting=waiting, after=after, limit=limit)
        )
        return reply

    async def approve_proposal(
        self,
        *,
        proposal: int,
        account: int | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> ApproveProposalReply:
        """Approve a proposal of another representative, which does it.

        proposal: its number.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: member.
        """
        reply: ApproveProposalReply = await self._request(
            "approve_proposal",
            proposal=proposal,
            **_given(account=account, note=note, client_reference=client_reference),
        )
        return reply

    async def reject_proposal(
        self, *, proposal: int, account: int | None = None, note: str | None = None
    ) -> RejectProposalReply:
        """Reject a proposal.

        proposal: its number.
        note: a note beside it.
        Roles: member.
        """
        reply: RejectProposalReply = await self._request(
            "reject_proposal", proposal=proposal, **_given(account=account, note=note)
        )
        return reply

    async def relate(
        self,
        *,
        entity: int,
        relation: Relation,
        first: str,
        document: str,
        other: int | None = None,
        party: str | None = None,
        last: str | None = None,
    ) -> RelateReply:
        """State how an entity is related to another one, or to somebody by name; the same entity,
        relation and party again replaces the days.

        relation: what the party is to the entity.
        first: first day.
        document: the source: a report, a register.
        other: the party, where it is an entity of the registry.
        party: the party's name, where it is none.
        last: last day; without it open.
        Roles: bridge.
        """
        reply: RelateReply = await self._request(
            "relate",
            entity=entity,
            relation=relation,
            first=first,
            document=document,
            **_given(other=other, party=party, last=last),
        )
        return reply

    async def relations_file(
        self, *, digest: str, reference: str, again: str | None = None
    ) -> RelationsFileReply:
        """Take in a file of relations, all of it or nothing.

        digest: SHA-256 of the file, which was uploaded.
        reference: the name under which it is known.
        again: why rows that were taken in before are meant.
        Roles: bridge.
        """
        reply: RelationsFileReply = await self._request(
            "relations_file", digest=digest, reference=reference, **_given(again=again)
        )
        return reply

    async def relations(
        self, *, entity: int | None = None, date: str | None = None, after: int | None = None
    ) -> RelationsReply:
        """The relations that count, in order of their numbers.

        entity: only its own, and those to it.
        date: only those that hold on this day.
        after: `next` of the page before.
        Roles: exchange, bridge.
        """
        reply: RelationsReply = await self._request(
            "relations", **_given(entity=entity, date=date, after=after)
        )
        return reply

    async def keep_paper(
        self, *, account: int, digest: str, name: str, size: int, start: int, content: str
    ) -> KeepPaperReply:
        """Keep a part of a paper, which is known by its SHA-256.

        digest: SHA-256 of the whole paper.
        name: what it is called.
        size: of the whole paper, in bytes.
        start: where the part begins, in bytes.
        content: of all parts but the last 15,000 bytes.
        Roles: member, bridge.
        """
        reply: KeepPaperReply = await self._request(
            "keep_paper",
            account=account,
            digest=digest,
            name=name,
            size=size,
            start=start,
            content=content,
        )
        return reply

    async def submit_project(
        self,
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
    ) -> SubmitProjectReply:
        """Submit a project; its public notice (公示) begins.

        name: of the project.
        site: where it is.
        construction: first day of its construction.
        crediting_from: first day of the crediting period (计入期).
        crediting_to: its last day.
        body: the body that is commissioned, by its entity.
        design: SHA-256 of the design document (项目设计文件).
        name_en: in English.
        client_reference: the client's own name of this request.
        Roles: member, bridge.
        """
        reply: SubmitProjectReply = await self._request(
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
            **_given(name_en=name_en, client_reference=client_reference),
        )
        return reply

    async def withdraw_project(self, *, account: int, project: int) -> WithdrawProjectReply:
        """Give a project up before it is registered.

        project: number of the project.
        Roles: member, bridge.
        """
        reply: WithdrawProjectReply = await self._request(
            "withdraw_project", account=account, project=project
        )
        return reply

    async def comment(
        self, *, name: str, text: str, project: int | None = None, period: int | None = None
    ) -> CommentReply:
        """Comment on a public notice, of a project or of an accounting period.

        name: who comments.
        text: the comment itself.
        Roles: member, viewer, bridge, authority.
        """
        reply: CommentReply = await self._request(
            "comment", name=name, text=text, **_given(project=project, period=period)
        )
        return reply

    async def report_validation(
        self,
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
    ) -> ReportValidationReply:
        """The validation report (审定报告) of the project's body, once the notice is over.

        project: number of the project.
        conclusion: of the report.
        digest: SHA-256 of the report.
        team: full-time staff of the team.
        of_field: of them of the field.
        sites: sites of the project.
        visited: sites that were visited.
        comments: comments that the report treats, 0 when left out.
        open_requests: correction requests (整改要求) still open, 0 when left out.
        observations: observations (观察项) for the verification, 0 when left out.
        waited_days: days that the body waited for the owner, 0 when left out.
        Roles: member, bridge.
        """
        reply: ReportValidationReply = await self._request(
            "report_validation",
            account=account,
            project=project,
            conclusion=conclusion,
            digest=digest,
            team=team,
            of_field=of_field,
            sites=sites,
            visited=visited,
            **_given(
                comments=comments,
                open_requests=open_requests,
                observations=observations,
                waited_days=waited_days,
            ),
        )
        return reply

    async def apply_project(
        self, *, account: int, project: int, commitment: str
    ) -> ApplyProjectReply:
        """Apply for the registration of a validated project.

        project: number of the project.
        commitment: SHA-256 of the letter of commitment (承诺书).
        Roles: member, bridge.
        """
        reply: ApplyProjectReply = await self._request(
            "apply_project", account=account, project=project, commitment=commitment
        )
        return reply

    async def register_project(
        self, *, project: int, document: str | None = None, note: str | None = None
    ) -> RegisterProjectReply:
        """Register a project under a number of its own (项目登记).

        document: the ground: court order, contract.
        note: a note beside it.
        Roles: bridge.
        """
        reply: RegisterProjectReply = await self._request(
            "register_project", project=project, **_given(document=document, note=note)
        )
        return reply

    async def return_project(
        self, *, project: int, reasons: str, document: str | None = None, note: str | None = None
    ) -> ReturnProjectReply:
        """Return a project's application with reasons.

        reasons: why, for everybody to read.
        document: the ground: court order, contract.
        note: a note beside it.
        Roles: bridge.
        """
        reply: ReturnProjectReply = await self._request(
            "return_project",
            project=project,
            reasons=reasons,
            **_given(document=document, note=note),
        )
        return reply

    async def cancel_project(
        self, *, account: int, project: int, reasons: str
    ) -> CancelProjectReply:
        """Cancel a registered project (项目注销); it is never registered again.

        project: number of the project.
        reasons: why, for everybody to read.
        Roles: member, bridge.
        """
        reply: CancelProjectReply = await self._request(
            "cancel_project", account=account, project=project, reasons=reasons
        )
        return reply

    async def submit_period(
        self,
        *,
        account: int,
        project: int,
        first: str,
        last: str,
        quantities: str,
        body: int,
        report: str,
        client_reference: str | None = None,
    ) -> SubmitPeriodReply:
        """Submit an accounting period (核算期) of a registered project; its public notice begins.

        project: number of the project.
        first: first day of the period.
        last: its last day.
        quantities: tonnes of each calendar year.
        body: the body that is commissioned, by its entity.
        report: SHA-256 of the accounting report (减排量核算报告).
        client_reference: the client's own name of this request.
        Roles: member, bridge.
        """
        reply: SubmitPeriodReply = await self._request(
            "submit_period",
            account=account,
            project=project,
            first=first,
            last=last,
            quantities=quantities,
            body=body,
            report=report,
            **_given(client_reference=client_reference),
        )
        return reply

    async def withdraw_period(self, *, account: int, period: int) -> WithdrawPeriodReply:
        """Give an accounting period up.

        period: number of the accounting period.
        Roles: member, bridge.
        """
        reply: WithdrawPeriodReply = await self._request(
            "withdraw_period", account=account, period=period
        )
        return reply

    async def report_verification(
        self,
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
    ) -> ReportVerificationReply:
        """The verification report (核查报告) of the period's body, which fixes the quantities.

        period: number of the accounting period.
        conclusion: of the report.
        digest: SHA-256 of the report.
        team: full-time staff of the team.
        of_field: of them of the field.
        sites: sites of the project.
        visited: sites that were visited.
        comments: comments that the report treats, 0 when left out.
        open_requests: correction requests (整改要求) still open, 0 when left out.
        observations: observations (观察项) for the verification, 0 when left out.
        waited_days: days that the body waited for the owner, 0 when left out.
        quantities: tonnes of each calendar year.
        Roles: member, bridge.
        """
        reply: ReportVerificationReply = await self._request(
            "report_verification",
            account=account,
            period=period,
            conclusion=conclusion,
            digest=digest,
            team=team,
            of_field=of_field,
            sites=sites,
            visited=visited,
            quantities=quantities,
            **_given(
                comments=comments,
                open_requests=open_requests,
                observations=observations,
                waited_days=waited_days,
            ),
        )
        return reply

    async def apply_credits(
        self, *, account: int, period: int, quantity: int, commitment: str
    ) -> ApplyCreditsReply:
        """Apply for the registration of exactly the verified quantity.

        period: number of the accounting period.
        quantity: verified.
        commitment: SHA-256 of the letter of commitment (承诺书).
        Roles: member, bridge.
        """
        reply: ApplyCreditsReply = await self._request(
            "apply_credits",
            account=account,
            period=period,
            quantity=quantity,
            commitment=commitment,
        )
        return reply

    async def register_credits(
        self,
        *,
        period: int,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> RegisterCreditsReply:
        """Register a period's credits (减排量登记): issued by year of production.

        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: RegisterCreditsReply = await self._request(
            "register_credits",
            period=period,
            **_given(document=document, note=note, client_reference=client_reference),
        )
        return reply

    async def return_credits(
        self, *, period: int, reasons: str, document: str | None = None, note: str | None = None
    ) -> ReturnCreditsReply:
        """Return an application for credits with reasons.

        reasons: why, for everybody to read.
        document: the ground: court order, contract.
        note: a note beside it.
        Roles: bridge.
        """
        reply: ReturnCreditsReply = await self._request(
            "return_credits", period=period, reasons=reasons, **_given(document=document, note=note)
        )
        return reply

    async def cancel_credits(
        self,
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
    ) -> CancelCreditsReply:
        """Cancel credits for ever (注销), for a use that is named.

        kind: for what.
        beneficiary: for whom, for everybody to read.
        purpose: for what, for everybody to read.
        client_reference: the client's own name of this request.
        Roles: member, bridge.
        """
        reply: CancelCreditsReply = await self._request(
            "cancel_credits",
            account=account,
            instrument=instrument,
            kind=kind,
            beneficiary=beneficiary,
            **_given(
                quantity=quantity,
                serials=serials,
                purpose=purpose,
                note=note,
                client_reference=client_reference,
            ),
        )
        return reply

    async def set_credit_rule(
        self, *, name: Name, value: int, document: str, from_date: str | None = None
    ) -> SetCreditRuleReply:
        """Set a rule of the credits market from a day on, beside the published ones.

        name: which rule.
        value: a number, or a day as 20121109.
        document: the source of the rule.
        from_date: from this day on; without it always.
        Roles: bridge.
        """
        reply: SetCreditRuleReply = await self._request(
            "set_credit_rule",
            name=name,
            value=value,
            document=document,
            **_given(from_date=from_date),
        )
        return reply

    async def set_methodology(
        self,
        *,
        code: str,
        name: str,
        years_least: int,
        years_most: int,
        document: str,
        name_en: str | None = None,
        applied_from: str | None = None,
        applied_to: str | None = None,
    ) -> SetMethodologyReply:
        """Set what a methodology (项目方法学) is, beside the published ones.

        name: in Chinese.
        years_least: of a crediting period.
        years_most: of a crediting period.
        document: the source.
        name_en: in English.
        applied_from: first day on which credits may be applied for.
        applied_to: last day on which credits may be applied for.
        Roles: bridge.
        """
        reply: SetMethodologyReply = await self._request(
            "set_methodology",
            code=code,
            name=name,
            years_least=years_least,
            years_most=years_most,
            document=document,
            **_given(name_en=name_en, applied_from=applied_from, applied_to=applied_to),
        )
        return reply

    async def accredit_body(
        self,
        *,
        entity: int,
        fields: str,
        document: str,
        first: str | None = None,
        last: str | None = None,
    ) -> AccreditBodyReply:
        """Accredit a validation and verification body (审定与核查机构) for some fields.

        fields: fields (领域).
        first: first day.
        last: last day; without it open.
        Roles: bridge.
        """
        reply: AccreditBodyReply = await self._request(
            "accredit_body",
            entity=entity,
            fields=fields,
            document=document,
            **_given(first=first, last=last),
        )
        return reply

    async def strike_off_body(self, *, entity: int, document: str) -> StrikeOffBodyReply:
        """Strike a body off, for good.

        Roles: bridge.
        """
        reply: StrikeOffBodyReply = await self._request(
            "strike_off_body", entity=entity, document=document
        )
        return reply

    async def bar_owner(
        self, *, entity: int, document: str, last: str | None = None
    ) -> BarOwnerReply:
        """Let an owner apply for nothing until a day, or for good.

        last: last day; without it for good.
        Roles: bridge.
        """
        reply: BarOwnerReply = await self._request(
            "bar_owner", entity=entity, document=document, **_given(last=last)
        )
        return reply

    async def revoke_project(self, *, project: int, document: str) -> RevokeProjectReply:
        """Revoke a project's registration (撤销登记) and bar its owner for the years of the rule.

        project: number of the project.
        Roles: bridge.
        """
        reply: RevokeProjectReply = await self._request(
            "revoke_project", project=project, document=document
        )
        return reply

    async def force_cancel(
        self,
        *,
        account: int,
        instrument: str,
        quantity: int,
        document: str,
        state: StateCourtTransfer | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> ForceCancelReply:
        """Cancel an account's credits by order of an authority (强制注销).

        state: where they are, registry_available when left out.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: ForceCancelReply = await self._request(
            "force_cancel",
            account=account,
            instrument=instrument,
            quantity=quantity,
            document=document,
            **_given(state=state, note=note, client_reference=client_reference),
        )
        return reply

    async def certify_cancellation(
        self, *, cancellation: int, account: int | None = None
    ) -> CertifyCancellationReply:
        """Issue the certificate of a cancellation (注销证明), which is public from then on.

        cancellation: number in the public record.
        Roles: member, viewer, bridge.
        """
        reply: CertifyCancellationReply = await self._request(
            "certify_cancellation", cancellation=cancellation, **_given(account=account)
        )
        return reply

    async def projects(
        self, *, owner: int | None = None, after: int | None = None, limit: int | None = None
    ) -> ProjectsReply:
        """Projects, with their states as the registry shows them.

        owner: only those of this account.
        after: `next` of the page before.
        limit: rows of a page, 500 when left out.
        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: ProjectsReply = await self._request(
            "projects", **_given(owner=owner, after=after, limit=limit)
        )
        return reply

    async def project(self, *, project: int) -> ProjectReply:
        """A project with its papers, reports and comments.

        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: ProjectReply = await self._request("project", project=project)
        return reply

    async def periods(
        self,
        *,
        project: int | None = None,
        owner: int | None = None,
        after: int | None = None,
        limit: int | None = None,
    ) -> PeriodsReply:
        """Accounting periods (核算期) of a project, or all.

        owner: only those of this account.
        after: `next` of the page before.
        limit: rows of a page, 500 when left out.
        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: PeriodsReply = await self._request(
            "periods", **_given(project=project, owner=owner, after=after, limit=limit)
        )
        return reply

    async def period(self, *, period: int) -> PeriodReply:
        """An accounting period with its papers, reports and comments.

        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: PeriodReply = await self._request("period", period=period)
        return reply

    async def paper(self, *, digest: str, start: int | None = None) -> PaperReply:
        """A part of a paper that belongs to a project or period.

        digest: SHA-256 of the paper.
        start: where the part begins, in bytes, 0 when left out.
        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: PaperReply = await self._request("paper", digest=digest, **_given(start=start))
        return reply

    async def credit_tasks(self) -> CreditTasksReply:
        """Applications that wait for the registry's decision.

        Roles: exchange, bridge.
        """
        reply: CreditTasksReply = await self._request("credit_tasks")
        return reply

    async def issued_credits(self) -> IssuedCreditsReply:
        """What was issued of each code, and how much of it was cancelled.

        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: IssuedCreditsReply = await self._request("issued_credits")
        return reply

    async def cancellations(
        self, *, owner: int | None = None, after: int | None = None, limit: int | None = None
    ) -> CancellationsReply:
        """The public record of cancellations.

        owner: only those of this account.
        after: `next` of the page before.
        limit: rows of a page, 500 when left out.
        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: CancellationsReply = await self._request(
            "cancellations", **_given(owner=owner, after=after, limit=limit)
        )
        return reply

    async def verify_cancellation(self, *, proof: str) -> VerifyCancellationReply:
        """Whether a certificate of cancellation was issued here.

        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: VerifyCancellationReply = await self._request("verify_cancellation", proof=proof)
        return reply

    async def bodies(self) -> BodiesReply:
        """Validation and verification bodies with their fields.

        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: BodiesReply = await self._request("bodies")
        return reply

    async def barred_owners(self) -> BarredOwnersReply:
        """Owners that may not apply.

        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: BarredOwnersReply = await self._request("barred_owners")
        return reply

    async def methodologies(self) -> MethodologiesReply:
        """Methodologies as they count now, with their sources.

        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: MethodologiesReply = await self._request("methodologies")
        return reply

    async def credit_rules(self) -> CreditRulesReply:
        """The dated rules of the credits market, with their sources.

        Roles: member, viewer, exchange, feed, bridge, authority.
        """
        reply: CreditRulesReply = await self._request("credit_rules")
        return reply

    async def approvals(
        self, *, waiting: bool | None = None, after: int | None = None, limit: int | None = None
    ) -> ApprovalsReply:
        """Acts of the registry's staff that await a second key, or awaited one.

        after: `next` of the page before.
        limit: rows of a page, 500 when left out.
        Roles: exchange, bridge.
        """
        reply: ApprovalsReply = await self._request(
            "approvals", **_given(waiting=waiting, after=after, limit=limit)
        )
        return reply

    async def approve_act(
        self,
        *,
        act: int,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> ApproveActReply:
        """Approve an act that another key has asked, which does it.

        act: its number.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: ApproveActReply = await self._request(
            "approve_act",
            act=act,
            **_given(document=document, note=note, client_reference=client_reference),
        )
        return reply

    async def refuse_act(self, *, act: int, reason: str) -> RefuseActReply:
        """End an act that another key has asked, with a reason.

        act: its number.
        reason: why.
        Roles: bridge.
        """
        reply: RefuseActReply = await self._request("refuse_act", act=act, reason=reason)
        return reply

    async def withdraw_act(
        self, *, act: int, document: str | None = None, note: str | None = None
    ) -> WithdrawActReply:
        """End an act that this key has asked.

        act: its number.
        document: the ground: court order, contract.
        note: a note beside it.
        Roles: bridge.
        """
        reply: WithdrawActReply = await self._request(
            "withdraw_act", act=act, **_given(document=document, note=note)
        )
        return reply

    async def standing(self) -> StandingReply:
        """Whether registry and exchange know the same history.

        Roles: exchange, bridge.
        """
        reply: StandingReply = await self._request("standing")
        return reply

    async def catch_up(
        self, *, document: str, note: str | None = None, cash: Cash | None = None
    ) -> CatchUpReply:
        """One step of catching up with the exchange.

        document: the ground: court order, contract.
        note: a note beside it.
        cash: where lost cash came from.
        Roles: bridge.
        """
        reply: CatchUpReply = await self._request(
            "catch_up", document=document, **_given(note=note, cash=cash)
        )
        return reply

    async def set_default_rules(
        self,
        *,
        document: str,
        note: str | None = None,
        top_up: str | None = None,
        top_up_days: int | None = None,
        at_deadline: AtDeadline | None = None,
        fee_share_bp: int | None = None,
        hold_results: bool | None = None,
    ) -> SetDefaultRulesReply:
        """Set the rules of delivery defaults; the last ones set apply to what comes.

        document: the ground: court order, contract.
        note: a note beside it.
        top_up: until when, in Shanghai; without it there is no time to top up.
        top_up_days: which trading day after delivery, 1 when left out.
        at_deadline: what happens then: settle covers or cancels at once, wait leaves it to the
            operator, settle when left out.
        fee_share_bp: share of a day's fees into the reserve, hundredths of a percent, 0 when
            left out.
        hold_results: hold every day, for objections, false when left out.
        Roles: bridge.
        """
        reply: SetDefaultRulesReply = await self._request(
            "set_default_rules",
            document=document,
            **_given(
                note=note,
                top_up=top_up,
                top_up_days=top_up_days,
                at_deadline=at_deadline,
                fee_share_bp=fee_share_bp,
                hold_results=hold_results,
            ),
        )
        return reply

    async def default_rules(self) -> DefaultRulesReply:
        """The rules of delivery defaults.

        Roles: member, viewer, exchange, bridge.
        """
        reply: DefaultRulesReply = await self._request("default_rules")
        return reply

    async def defaults(
        self,
        *,
        after: int | None = None,
        limit: int | None = None,
        account: int | None = None,
        date: str | None = None,
        standing: bool | None = None,
    ) -> DefaultsReply:
        """Delivery defaults (交收违约).

        after: `next` of the page before.
        limit: rows of a page, 500 when left out.
        standing: only those open or with a claim.
        Roles: member, viewer, exchange, bridge.
        """
        reply: DefaultsReply = await self._request(
            "defaults",
            **_given(after=after, limit=limit, account=account, date=date, standing=standing),
        )
        return reply

    async def default(self, *, default: int, account: int | None = None) -> DefaultReply:
        """A delivery default and all that happened to it.

        default: number of the default.
        Roles: member, viewer, exchange, bridge.
        """
        reply: DefaultReply = await self._request(
            "default", default=default, **_given(account=account)
        )
        return reply

    async def default_notices(
        self,
        *,
        after: int | None = None,
        limit: int | None = None,
        account: int | None = None,
        wait_ms: int | None = None,
    ) -> DefaultNoticesReply:
        """What happened to defaults above a number; waits for the next act where there is none.

        after: `next` of the page before.
        limit: rows of a page, 500 when left out.
        wait_ms: how long an answer waits for news.
        Roles: member, viewer, exchange, bridge.
        """
        reply: DefaultNoticesReply = await self._request(
            "default_notices", **_given(after=after, limit=limit, account=account, wait_ms=wait_ms)
        )
        return reply

    async def set_default_deadline(
        self, *, default: int, document: str, date: str, time: str, note: str | None = None
    ) -> SetDefaultDeadlineReply:
        """Set until when a default may be made good.

        default: number of the default.
        document: the ground: court order, contract.
        note: a note beside it.
        time: time in Shanghai.
        Roles: bridge.
        """
        reply: SetDefaultDeadlineReply = await self._request(
            "set_default_deadline",
            default=default,
            document=document,
            date=date,
            time=time,
            **_given(note=note),
        )
        return reply

    async def cover_default(
        self,
        *,
        default: int,
        document: str,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> CoverDefaultReply:
        """Pay what is missing out of the reserve, past the deadline.

        default: number of the default.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: CoverDefaultReply = await self._request(
            "cover_default",
            default=default,
            document=document,
            **_given(note=note, client_reference=client_reference),
        )
        return reply

    async def cancel_default(
        self,
        *,
        default: int,
        document: str,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> CancelDefaultReply:
        """Cancel a trade in default, past the deadline.

        default: number of the default.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: CancelDefaultReply = await self._request(
            "cancel_default",
            default=default,
            document=document,
            **_given(note=note, client_reference=client_reference),
        )
        return reply

    async def repay_default(
        self,
        *,
        default: int,
        amount_fen: int,
        document: str | None = None,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> RepayDefaultReply:
        """Repay what the reserve has paid, out of the account's cash.

        default: number of the default.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: RepayDefaultReply = await self._request(
            "repay_default",
            default=default,
            amount_fen=amount_fen,
            **_given(document=document, note=note, client_reference=client_reference),
        )
        return reply

    async def write_off_default(
        self,
        *,
        default: int,
        amount_fen: int,
        document: str,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> WriteOffDefaultReply:
        """Write a part of the reserve's claim off.

        default: number of the default.
        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: WriteOffDefaultReply = await self._request(
            "write_off_default",
            default=default,
            amount_fen=amount_fen,
            document=document,
            **_given(note=note, client_reference=client_reference),
        )
        return reply

    async def release_day(
        self, *, date: str, document: str, note: str | None = None
    ) -> ReleaseDayReply:
        """Hold a day for objections no longer.

        document: the ground: court order, contract.
        note: a note beside it.
        Roles: bridge.
        """
        reply: ReleaseDayReply = await self._request(
            "release_day", date=date, document=document, **_given(note=note)
        )
        return reply

    async def reserve(self) -> ReserveReply:
        """The settlement reserve (结算风险准备金).

        Roles: exchange, bridge.
        """
        reply: ReserveReply = await self._request("reserve")
        return reply

    async def pay_into_reserve(
        self,
        *,
        amount_fen: int,
        document: str,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> PayIntoReserveReply:
        """Pay into the reserve.

        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: PayIntoReserveReply = await self._request(
            "pay_into_reserve",
            amount_fen=amount_fen,
            document=document,
            **_given(note=note, client_reference=client_reference),
        )
        return reply

    async def fees_into_reserve(
        self,
        *,
        amount_fen: int,
        document: str,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> FeesIntoReserveReply:
        """Put fee income into the reserve.

        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: FeesIntoReserveReply = await self._request(
            "fees_into_reserve",
            amount_fen=amount_fen,
            document=document,
            **_given(note=note, client_reference=client_reference),
        )
        return reply

    async def pay_out_of_reserve(
        self,
        *,
        amount_fen: int,
        document: str,
        note: str | None = None,
        client_reference: str | None = None,
    ) -> PayOutOfReserveReply:
        """Pay out of the reserve.

        document: the ground: court order, contract.
        note: a note beside it.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: PayOutOfReserveReply = await self._request(
            "pay_out_of_reserve",
            amount_fen=amount_fen,
            document=document,
            **_given(note=note, client_reference=client_reference),
        )
        return reply

    async def object(
        self,
        *,
        account: int,
        date: str,
        text: str,
        method: Method | None = None,
        trade: int | None = None,
    ) -> ObjectReply:
        """Object to the result of a day, or to one of the account's trades.

        account: that objects.
        text: what is wrong.
        method: of the trade, listed when left out.
        trade: the trade it is about; without it the day as a whole.
        Roles: member, bridge.
        """
        reply: ObjectReply = await self._request(
            "object", account=account, date=date, text=text, **_given(method=method, trade=trade)
        )
        return reply

    async def objections(
        self,
        *,
        account: int | None = None,
        date: str | None = None,
        after: int | None = None,
        limit: int | None = None,
    ) -> ObjectionsReply:
        """Objections and their answers.

        after: `next` of the page before.
        limit: rows of a page, 500 when left out.
        Roles: member, viewer, exchange, bridge.
        """
        reply: ObjectionsReply = await self._request(
            "objections", **_given(account=account, date=date, after=after, limit=limit)
        )
        return reply

    async def result(self, *, date: str) -> ResultReply:
        """Whether a day's result is accepted, and until when it may be objected to.

        Roles: member, viewer, exchange, bridge.
        """
        reply: ResultReply = await self._request("result", date=date)
        return reply

    async def uphold_objection(
        self,
        *,
        objection: int,
        reason: str,
        document: str,
        event: int | None = None,
        client_reference: str | None = None,
    ) -> UpholdObjectionReply:
        """Uphold an objection and take back what it is about.

        objection: number of the objection.
        reason: why, for the one who objected.
        document: the ground: court order, contract.
        event: the event to take back; without it the trade.
        client_reference: the client's own name of this request.
        Roles: bridge.
        """
        reply: UpholdObjectionReply = await self._request(
            "uphold_objection",
            objection=objection,
            reason=reason,
            document=document,
            **_given(event=event, client_reference=client_reference),
        )
        return reply

    async def reject_objection(
        self, *, objection: int, reason: str, document: str
    ) -> RejectObjectionReply:
        """Reject an objection.

        objection: number of the objection.
        reason: why, for the one who objected.
        document: the ground: court order, contract.
        Roles: bridge.
        """
        reply: RejectObjectionReply = await self._request(
            "reject_objection", objection=objection, reason=reason, document=document
        )
        return reply

    async def deliver_units(
        self,
        *,
        date: str,
        first: int,
        last: int,
        cash_short: list[dict[str, Any]],
        units_short: list[int],
    ) -> DeliverUnitsReply:
        """Deliver the units of trades that follow one another, if the same fail as the exchange
        expects; asked again it answers what was done.

        date: the day, which is confirmed.
        first: number of the first trade in the settlement stream.
        last: number of the last one.
        cash_short: trades that lack cash.
        units_short: trades that are expected to lack units.
        Roles: bridge.
        """
        reply: DeliverUnitsReply = await self._request(
            "deliver_units",
            date=date,
            first=first,
            last=last,
            cash_short=cash_short,
            units_short=units_short,
        )
        return reply

    async def take_back_units(
        self,
        *,
        account: int,
        date: str,
        method: Method,
        trade: int,
        document: str,
        note: str | None = None,
    ) -> TakeBackUnitsReply:
        """Take the units of a delivered trade back, for an objection that the exchange upholds.

        account: who objected.
        date: the day of the trade.
        method: of the trade.
        trade: its number.
        document: the ground: court order, contract.
        note: a note beside it.
        Roles: bridge.
        """
        reply: TakeBackUnitsReply = await self._request(
            "take_back_units",
            account=account,
            date=date,
            method=method,
            trade=trade,
            document=document,
            **_given(note=note),
        )
        return reply


def _given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
