"""The registry's port: what the settlement bridge asks a registry and tells it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection

from settlement_bridge.errors import Refusal
from settlement_bridge.records import (
    Account,
    Break,
    Cursor,
    Day,
    DayClose,
    DayStatus,
    DayTotal,
    DeliveryStep,
    Entry,
    Holding,
    Instruction,
    Repeated,
    SettledTrade,
    Trade,
    Transfer,
    Turnover,
    Verdict,
)

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class Registry(Protocol):
    """What the settlement bridge needs from a registry.

    Every method is one transaction, blocking, complete or without effect.
    """

    def read(
        self,
        query: Callable[Concatenate[Connection, Parameters], Result],
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Result:
        """Ask the tables something, in one transaction that writes nothing."""
        ...

    def write(
        self,
        work: Callable[Concatenate[Connection, Parameters], Result],
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Result:
        """Do a piece of work on the tables, in one transaction: wholly or not at all."""
        ...

    def now_ns(self) -> int:
        """The registry's time, for what is written."""
        ...

    def record(self, instructions: Sequence[Instruction]) -> list[int | Refusal | Repeated]:
        """Carry out instructions in order, each wholly or not at all: journal number (0 for
        open_account) or refusal.

        One whose request was done before is not carried out again: Repeated.
        """
        ...

    def pending_transfers(self, limit: int) -> list[Transfer]:
        """Transfers without the exchange's answer, oldest first."""
        ...

    def conclude(self, verdicts: Sequence[Verdict], who: str) -> None:
        """Complete or give back pending transfers; those already concluded are left as they are."""
        ...

    def cursor(self) -> Cursor:
        """Where the settlement stream is to be taken up again."""
        ...

    def collect(self, epoch: str, trades: Sequence[Trade], closes: Sequence[DayClose]) -> None:
        """Store trades and closes with the cursor.

        Raises TapeBroken when their numbers do not follow on.
        """
        ...

    def unfinished_days(self) -> list[Day]:
        """Days that are not DONE, earliest first."""
        ...

    def day(self, date: int) -> Day | None:
        """One day, or None."""
        ...

    def trades(
        self, date: int, after_seq: int = 0, limit: int | None = None, account: int | None = None
    ) -> list[SettledTrade]:
        """A day's trades in the order of their numbers, all or a page, of all accounts or of
        one.
        """
        ...

    def mark(self, date: int, status: DayStatus, problem: str = "") -> None:
        """Move a day forward, or state its problem."""
        ...

    def deliver(self, date: int, limit: int, who: str) -> DeliveryStep:
        """Deliver the next trades of a confirmed day; the last step marks it DELIVERED."""
        ...

    def undelivered(self) -> list[Trade]:
        """Trades that have been collected but neither delivered nor failed, in order."""
        ...

    def failures(self, date: int) -> list[SettledTrade]:
        """A day's failed trades in order."""
        ...

    def day_totals(self, date: int) -> list[DayTotal]:
        """A day's trades added up by instrument and status."""
        ...

    def closes(self, date: int) -> dict[str, int]:
        """Closing prices of a day as the feed stated them."""
        ...

    def last_date(self) -> int:
        """The latest day known, 0 when there is none."""
        ...

    def settled_dates(self) -> list[int]:
        """Days that are DONE, earliest first."""
        ...

    def accounts(self) -> list[Account]:
        """All accounts, the exchange's own included."""
        ...

    def account(self, number: int) -> Account | None:
        """One account, or None."""
        ...

    def holdings(self, account: int | None = None) -> list[Holding]:
        """Holdings of one account, or of all, that are not zero."""
        ...

    def entries(self, account: int | None, first: int, limit: int) -> list[Entry]:
        """Journal entries from number `first` on, of one account or of all."""
        ...

    def turnovers(self, account: int, first_date: int, last_date: int) -> list[Turnover]:
        """An account's journal entries of some days, both included, added up."""
        ...

    def conservation(self) -> list[Break]:
        """Everything inside the registry that does not add up; empty when sound."""
        ...

    def close(self) -> None:
        """Let go of the registry."""
        ...
