"""Whether registry and exchange agree, as a table: what each has, and what follows."""

from __future__ import annotations

from typing import Any

import pytest

from settlement_bridge.books import DayStatus, Figures
from settlement_bridge.books.parties import TransferStatus
from settlement_bridge.bridge import Day
from settlement_bridge.bridge.agreement import (
    NOT_ASKED,
    SOUND,
    Agreement,
    AgreementState,
    ExchangeDay,
    Ours,
    Theirs,
    compare,
)

BEHIND, AHEAD, DIFFERS = AgreementState.BEHIND, AgreementState.AHEAD, AgreementState.DIFFERS
PENDING, APPLIED, REFUSED = TransferStatus
COLLECTING, CLOSED, CONFIRMED, DELIVERED, DONE = DayStatus
FIGURES = Figures(3, 30, 235_500, "00000000000000aa")


def ours(**changed: Any) -> Ours:
    """A registry with journal 120, whose transfer 118 is the exchange's last."""
    known = {
        "journal": 120,
        "applied": 118,
        "last_there": APPLIED,
        "passed_over": False,
        "catching_up": False,
        "days": {},
    }
    return Ours(**known | changed)


def here(
    status: DayStatus, failed: int = 0, figures: Figures | None = FIGURES, date: int = 20_260_105
) -> dict[int, Day]:
    return {date: Day(date, status, figures, None, failed, "")}


def there(settled: bool, confirmed: bool = True, failed: int = 0) -> list[ExchangeDay]:
    return [ExchangeDay(20_260_105, FIGURES, confirmed, settled, failed, 7)]


# The exchange's last transfer, what of the registry is not as above, the state.
TRANSFERS = [
    (118, {}, AgreementState.SOUND),
    (118, {"applied": 117, "last_there": PENDING}, AgreementState.SOUND),
    (119, {"last_there": PENDING}, AgreementState.SOUND),
    (0, {"journal": 0, "applied": 0, "last_there": None}, AgreementState.SOUND),
    (0, {"journal": 3, "applied": 0, "last_there": None}, AgreementState.SOUND),
    (145, {"last_there": None}, BEHIND),
    (145, {"journal": 0, "applied": 0, "last_there": None}, BEHIND),
    (145, {"journal": 146, "last_there": None, "passed_over": True, "catching_up": True}, BEHIND),
    (117, {}, AHEAD),
    (0, {"last_there": None}, AHEAD),
    (119, {"last_there": None}, DIFFERS),
    (119, {"last_there": REFUSED}, DIFFERS),
]

# What the day is at the exchange, what it is here, the state.
DAYS = [
    (there(settled=True), here(DONE), AgreementState.SOUND),
    (there(settled=True), here(DELIVERED), AgreementState.SOUND),
    (there(settled=True, failed=1), here(DELIVERED, failed=1), AgreementState.SOUND),
    (there(settled=False), here(CONFIRMED), AgreementState.SOUND),
    (there(settled=False, confirmed=False), here(CLOSED), AgreementState.SOUND),
    (there(settled=False, confirmed=False), {}, AgreementState.SOUND),
    (there(settled=False, failed=1), here(DELIVERED, failed=2), AgreementState.SOUND),
    ([], here(COLLECTING), AgreementState.SOUND),
    (there(settled=True), here(CONFIRMED), BEHIND),
    (there(settled=True), here(CLOSED), BEHIND),
    (there(settled=True), {}, BEHIND),
    (there(settled=False, failed=1), here(CONFIRMED), BEHIND),
    (there(settled=False), here(DONE), AHEAD),
    (there(settled=False, confirmed=False), here(CONFIRMED), AHEAD),
    (there(settled=True), here(CLOSED, date=20_260_106) | here(DONE), AHEAD),
    ([], here(DONE), AHEAD),
    (there(settled=True), here(DONE, failed=1), DIFFERS),
    (there(settled=True), here(DONE, figures=Figures(3, 30, 235_501, "00000000000000aa")), DIFFERS),
]


@pytest.mark.parametrize(("last", "changed", "state"), TRANSFERS)
def test_transfers_tell_who_is_behind(
    last: int, changed: dict[str, Any], state: AgreementState
) -> None:
    assert compare(ours(**changed), Theirs(last, [])).state is state


@pytest.mark.parametrize(("days", "known", "state"), DAYS)
def test_days_tell_who_is_behind(
    days: list[ExchangeDay], known: dict[int, Day], state: AgreementState
) -> None:
    assert compare(ours(days=known), Theirs(118, days)).state is state


def test_whoever_is_behind_in_one_thing_and_ahead_in_another_cannot_be_caught_up_with() -> None:
    agreement = compare(ours(last_there=None, days=here(DONE)), Theirs(145, there(settled=False)))
    assert agreement.state is DIFFERS


def test_the_sentence_names_both_sides() -> None:
    assert "journal 120 here, 145 there" in compare(ours(last_there=None), Theirs(145, [])).sentence
    assert (
        "2026-01-05 is settled there, closed here"
        in compare(ours(days=here(CLOSED)), Theirs(118, there(settled=True))).sentence
    )


@pytest.mark.parametrize(
    ("agreement", "alone", "with_exchange"),
    [
        (SOUND, True, True),
        (NOT_ASKED, False, False),
        (Agreement(BEHIND, "behind"), False, False),
        (Agreement(BEHIND, "behind", catching_up=True), True, False),
        (Agreement(AHEAD, "ahead"), False, False),
        (Agreement(DIFFERS, "differs"), False, False),
    ],
)
def test_what_may_be_asked_follows_from_the_agreement(
    agreement: Agreement, alone: bool, with_exchange: bool
) -> None:
    bars = [agreement.bar(with_exchange=False), agreement.bar(with_exchange=True)]
    assert [bar is None for bar in bars] == [alone, with_exchange]
    assert {bar.code for bar in bars if bar} <= {agreement.state.value}


def test_a_day_in_default_here_and_settled_there_is_behind() -> None:
    known = ours(days=here(DELIVERED), in_default={20_260_105})
    assert compare(known, Theirs(118, there(settled=True, failed=1))).state is BEHIND
    assert compare(known, Theirs(118, there(settled=False, failed=1))).state is BEHIND
    assert compare(known, Theirs(118, there(settled=False))).sound
