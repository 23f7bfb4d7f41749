"""The bank's side in the most obvious form: purses that are numbers, lines and payments that are
rows, a bank with a vault.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

NOBODY = -3
Purse = tuple[int, str]  # account, state


@dataclass
class Paid:
    """A payment asked for; `line` is the line in suspense that it gives back."""

    account: int
    amount: int
    state: str = "requested"
    line: int | None = None
    paid_by_the_bank: bool = False


@dataclass
class Bank:
    """The registry's purses, its payments and open lines in suspense, and what really lies in the
    vault.
    """

    purses: Counter[Purse] = field(default_factory=Counter)
    payments: dict[int, Paid] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)  # in suspense: amounts
    assigned: dict[int, tuple[int, int]] = field(default_factory=dict)  # event: line and account
    vault: int = 0

    def receive(self, account: int, amount: int) -> None:
        """Money comes, for an account or for nobody."""
        self.vault += amount
        self.purses[free(account)] += amount

    def move(self, source: Purse, target: Purse, amount: int) -> bool:
        """Money from purse to purse, if there is enough."""
        if self.purses[source] < amount:
            return False
        self.purses[source] -= amount
        self.purses[target] += amount
        return True

    def end(self, payment: Paid, state: str) -> None:
        """A payment that is withdrawn or returned: the money is where it came from."""
        if payment.state == "confirmed":
            self.purses[free(payment.account)] += payment.amount
            self.vault += payment.amount
        else:
            self.move((payment.account, "payable"), free(payment.account), payment.amount)
        payment.state = state
        if payment.line is not None:
            self.lines[payment.line] = payment.amount

    def confirm(self, payment: Paid) -> None:
        """The registry hears what the bank has paid."""
        self.purses[payment.account, "payable"] -= payment.amount
        payment.state = "confirmed"

    def held(self) -> dict[Purse, int]:
        """Purses that are not empty."""
        return {purse: amount for purse, amount in self.purses.items() if amount}


def free(account: int) -> Purse:
    """Where money lies that is not on its way."""
    return account, "suspense" if account == NOBODY else "registry"
