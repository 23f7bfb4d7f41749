"""A few rounds of faults against a member's session, and a kill under load; more of both by
``python -m tests.faults.member_session`` and ``python -m tests.faults.kill_under_load``.
"""

from __future__ import annotations

from pathlib import Path

from tests.faults.kill_under_load.__main__ import holds, kill, two_members
from tests.faults.member_session.ledger import Ledger, Stop, held_up, now_ns
from tests.faults.member_session.rounds import Trial, trial

LATEST_MS = 60_000  # of the last fill before a kill, on a machine that does much else
FEW = (("answers lost", "new day, cut"), ("SIGSTOP", "program dies"), ("new days, kill -9",))


async def test_whatever_breaks_the_members_books_are_those_of_the_venue(tmp_path: Path) -> None:
    async with trial(tmp_path, "few") as played:
        for number, strikes in enumerate(FEW):
            await played.play(number, strikes)
        ledger = played.ledger
        assert played.struck.total() == sum(map(len, FEW)) and len(ledger.reports) == 4
        assert ledger.log_ons == 2 and len(ledger.reconnected_s) >= 3
        assert ledger.all_reports("fill") and ledger.all_reports("replaced")
        await a_kill_ends_all_trading(played)


async def a_kill_ends_all_trading(played: Trial) -> None:
    accounts = (3, 4)
    async with (
        played.house.session("exchange") as staff,
        two_members(played.house, accounts) as members,
    ):
        killed = await kill(staff, played.house, accounts[0], members, window_s=0.2)
    assert killed.orders_per_s > 0 and killed.reply_ms > 0
    assert -LATEST_MS < killed.decided_ms <= 0  # it traded until then, and not after the reply


def test_a_late_fill_or_no_kill_that_counts_fails() -> None:
    good = {"counted": 1, "last_fill_ms": 100.0}
    assert holds(good) and not holds(good | {"counted": 0})
    assert not holds(good | {"last_fill_ms": 100.1})


def test_an_order_goes_with_its_session_also_when_it_was_under_way() -> None:
    ledger = Ledger()
    ledger.sends([{"op": "new_order", "client_order_id": name} for name in ("once", "again")])
    entered_ns = now_ns()
    ledger.orders_go(2.0)
    (loss,) = ledger.losses
    ledger.sends([{"op": "new_order", "client_order_id": "again"}])
    late_ns = now_ns()
    assert ledger.gone_ns("once", entered_ns) == ledger.gone_ns("once", late_ns) == loss.gone_ns
    assert ledger.gone_ns("again", entered_ns) == loss.gone_ns
    assert ledger.gone_ns("again", late_ns) is None


def test_the_first_batch_after_a_stop_counts_as_of_the_stop_and_no_other_does() -> None:
    assert held_up([Stop(20, 30), Stop(32, 35), Stop(60, 70)], [10, 40, 50]) == {40: 20}
