"""Auctions where scenarios do not reach: one batch, full tables, room in the outbox, a crash in the
middle of the closing.
"""

from __future__ import annotations

import numpy as np
import pytest

from engine.commands import AuctionState, CommandArray, CommandKind, Phase, Side, command
from engine.events import EventArray, EventKind, Reason
from engine.record.clock import ManualClock
from engine.record.sequencer import Sequencer
from engine.rules.check import check
from engine.rules.machine import apply, apply_all
from engine.rules.state import SMALL, empty_outbox, empty_state
from tests.engine.desk import ALICE, BOB, CARL, CEA25, DATE, Desk
from tests.oracle.bidding import withdrawal
from tests.simulation.disk import AtOnce, PowerCut, SimulatedDisk

BIDS = 20


def opening() -> list[CommandArray]:
    """Alice offers 100,000 t in an open session; Bob and Carl have cash; Bob's number 1 is the
    first bid.
    """
    kinds = CommandKind
    drafts: list[tuple[CommandKind, dict[str, object]]] = [
        (kinds.LIST_INSTRUMENT, {"instrument": CEA25, "price": 7800, "text": b"CEA25"}),
        *[
            (kinds.OPEN_ACCOUNT, {"account": account, "text": b"entity"})
            for account in (ALICE, BOB, CARL)
        ],
        (
            kinds.UNITS_IN,
            {"account": ALICE, "instrument": CEA25, "quantity": 100_000, "reference": 1},
        ),
        (kinds.CASH_IN, {"account": BOB, "amount_fen": 10**12, "reference": 2}),
        (kinds.CASH_IN, {"account": CARL, "amount_fen": 10**12, "reference": 3}),
        (kinds.START_DAY, {"date": DATE}),
        (kinds.SET_PHASE, {"phase": Phase.MORNING}),
        (
            kinds.APPLY_AUCTION,
            {"account": ALICE, "instrument": CEA25, "side": Side.SELL, "quantity": 100_000},
        ),
        (kinds.ACCEPT_AUCTION, {"reference": 1}),
        (kinds.ANNOUNCE_AUCTION, {"reference": 1, "date": DATE, "price": 1000, "quantity": 1030}),
        (kinds.OPEN_AUCTION, {"reference": 1}),
        *[
            (
                kinds.PLACE_BID,
                {
                    "reference": 1,
                    "account": (BOB, CARL)[index % 2],
                    "price": 7900 + index,
                    "quantity": 10_000,
                },
            )
            for index in range(BIDS)
        ],
    ]
    return [command(kind, **fields) for kind, fields in drafts]


def stamped(commands: list[CommandArray], first: int = 1) -> CommandArray:
    """One batch, numbered."""
    batch = np.concatenate(commands)
    batch["sequence"] = np.arange(first, first + len(batch))
    batch["time_ns"] = batch["sequence"]
    return batch


def wins(events: EventArray) -> int:
    """Tonnes awarded."""
    return int(events["quantity"][events["kind"] == EventKind.FILL].sum())


def test_a_withdrawal_before_the_closing_counts_and_one_behind_it_comes_too_late() -> None:
    best = BIDS * SMALL.bids + BIDS  # the last bid placed: counter and slot are both BIDS
    gone = command(**withdrawal(CARL, best))
    closing = command(CommandKind.CLOSE_AUCTION, reference=1)
    early = apply_all(empty_state(SMALL), stamped([*opening(), gone, closing]))
    late = apply_all(empty_state(SMALL), stamped([*opening(), closing, gone]))
    assert wins(early) == wins(late) == 100_000
    assert best not in early["order_id"][early["kind"] == EventKind.FILL]
    assert late["order_id"][late["kind"] == EventKind.FILL][0] == best
    assert late[-1]["reason"] == Reason.BID_UNKNOWN


def test_a_full_table_of_bids_refuses_and_has_room_again_when_one_goes() -> None:
    desk = Desk()
    for draft in opening():
        names = [
            name
            for name in draft.dtype.names
            if name not in ("sequence", "time_ns", "kind", "version")
        ]
        desk.do(CommandKind(int(draft["kind"][0])), **{name: draft[name][0] for name in names})
    more = {"reference": 1, "account": BOB, "price": 7850, "quantity": 10}
    free = SMALL.bids - 1 - BIDS
    assert [desk.refused(CommandKind.PLACE_BID, **more) for _ in range(free)] == [
        Reason.NONE
    ] * free
    assert desk.refused(CommandKind.PLACE_BID, **more) == Reason.BIDS_FULL
    first = SMALL.bids + 1
    assert desk.refused(**withdrawal(BOB, first)) == Reason.NONE
    assert desk.refused(CommandKind.PLACE_BID, **more) == Reason.NONE


def test_a_closing_waits_for_an_outbox_that_holds_all_of_it() -> None:
    state, outbox = empty_state(SMALL), empty_outbox(SMALL)
    asks = stamped(
        [
            *opening(),
            *[command(CommandKind.MASS_CANCEL, account=BOB)] * 5000,
            command(CommandKind.CLOSE_AUCTION, reference=1),
        ]
    )
    done = emitted = 0
    while done < len(asks):
        applied, emitted = apply(state, asks[done:], outbox)
        assert applied > 0
        done += applied
    kinds = outbox["records"][0][:emitted]["kind"]
    assert np.count_nonzero(kinds == EventKind.AUCTION_RESULT) == 1


@pytest.mark.parametrize("step", range(8))
def test_power_lost_in_the_closing_loses_and_doubles_nothing(step: int) -> None:
    """The closing is one command: after a restart it is there whole, or not at all and is given
    again.
    """
    disk = SimulatedDisk(step)
    sequencer = Sequencer.on(disk, clock=ManualClock(1_000), capacity=SMALL, aside=AtOnce())
    sequencer.process(np.concatenate(opening()))
    closing = command(CommandKind.CLOSE_AUCTION, reference=1)
    disk.cut_power_in = step
    try:
        sequencer.process(closing)
    except PowerCut:
        disk.power_off()
    disk.kill()
    again = Sequencer.on(disk, clock=ManualClock(2_000), capacity=SMALL, aside=AtOnce())
    if again.state["auctions"][0][1]["state"] == AuctionState.OPEN:
        again.process(closing)
    assert check(again.state) == []
    assert wins(again.events(1, 65_536)) == again.state["auctions"][0][1]["sold"] == 100_000
    assert int(again.state["accounts"][0][ALICE]["cash_available_fen"]) == 100_000 * (
        7900 + BIDS // 2
    )
