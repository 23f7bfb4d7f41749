"""Numbers that databases keep: once given, never another meaning."""

from __future__ import annotations

from settlement_bridge.books import DayStatus, EntryKind, State, TradeStatus
from settlement_bridge.books.parties import Task, TransferStatus

FIRST_VERSION = {
    State: {
        "REGISTRY_AVAILABLE": 1,
        "TRADING_AVAILABLE": 2,
        "FROZEN": 3,
        "PLEDGED": 4,
        "CARRY_OVER": 5,
        "IN_TRANSIT": 6,
        "SURRENDERED": 7,
        "CANCELLED": 8,
        "ISSUED": 50,
        "CASH_AVAILABLE": 100,
        "CASH_IN_TRANSIT": 101,
        "BANK": 150,
    },
    EntryKind: {
        "ISSUE": 1,
        "FREEZE": 2,
        "UNFREEZE": 3,
        "DEPOSIT": 10,
        "WITHDRAWAL": 11,
        "TRANSFER_IN": 12,
        "TRANSFER_OUT": 13,
        "TRANSFER_DONE": 14,
        "TRANSFER_RETURNED": 15,
        "TRADE_UNITS": 20,
        "TRADE_CASH": 21,
        "TRADING_FEE": 22,
        "SETTLEMENT_FEE": 23,
    },
    Task: {"DEPOSIT": 10, "WITHDRAW": 11, "TRANSFER_IN": 12, "TRANSFER_OUT": 13},
    TransferStatus: {"PENDING": 1, "APPLIED": 2, "REFUSED": 3},
    TradeStatus: {"COLLECTED": 1, "DELIVERED": 2, "FAILED": 3},
    DayStatus: {"COLLECTING": 1, "CLOSED": 2, "CONFIRMED": 3, "DELIVERED": 4, "DONE": 5},
}


def test_every_number_of_the_first_version_still_means_the_same() -> None:
    for enumeration, numbers in FIRST_VERSION.items():
        for name, number in numbers.items():
            assert enumeration[name] == number
