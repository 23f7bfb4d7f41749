"""The bank's balance against the books, by hand."""

from __future__ import annotations

from settlement_bridge.bank import Balance, Books, Timing, breaks, compare
from settlement_bridge.books.bank_money import Payment
from settlement_bridge.books.parties import PaymentStatus

DATE = 20_260_105


def sent(*amounts: int) -> list[Payment]:
    return [
        Payment(number, 1, amount, "x", "b", "62", PaymentStatus.SENT, DATE, None, 1, DATE, "")
        for number, amount in enumerate(amounts, 1)
    ]


def books(
    held: int,
    unanswered: list[Payment],
    came: int = 0,
    went: int = 0,
    timing: tuple[Timing, ...] = (),
) -> Books:
    return Books({"registry": held - 5, "fee_income": 5}, came, went, timing, unanswered)


def off(balance: int, of: Books) -> int:
    return compare(Balance(DATE, "1001", balance), of).difference_fen


def test_the_sum_of_all_sub_ledgers_is_what_the_bank_should_hold() -> None:
    assert [off(balance, books(1_000, [])) for balance in (999, 1_000, 1_001)] == [-1, 0, 1]


def test_what_moved_since_is_put_back_and_timing_is_allowed_for() -> None:
    assert off(930, books(1_000, [], came=100, went=30)) == 0
    assert (
        off(
            935,
            books(1_000, [], came=100, went=30, timing=(Timing("received_booked_later", 1, 5),)),
        )
        == 0
    )


def test_only_the_first_payments_without_an_answer_whole_explain_what_is_missing() -> None:
    waiting = sent(10, 20, 40)
    explained = [
        missing for missing in range(80) if off(1_000 - missing, books(1_000, waiting)) == 0
    ]
    assert explained == [0, 10, 30, 70]
    found = compare(Balance(DATE, "1001", 970), books(1_000, waiting))
    assert found.timing == [Timing("sent_not_confirmed", 2, -30)]
    assert (found.expected_fen, found.booked_fen, found.unanswered_fen, breaks(found)) == (
        970,
        1_000,
        70,
        [],
    )


def test_a_break_says_what_is_off_and_that_payments_wait_which_do_not_explain_it() -> None:
    (found,) = breaks(compare(Balance(DATE, "1001", 975), books(1_000, sent(10, 20))))
    assert (found.what, found.registry, found.bank) == ("bank_balance_differs", 1_000, 975)
    assert "of 2026-01-05 is -0.25 CNY off" in found.message
    assert "0.30 CNY of payments are sent and not answered" in found.message
    (plain,) = breaks(compare(Balance(DATE, "1001", 1), books(0, [])))
    assert "payments" not in plain.message
