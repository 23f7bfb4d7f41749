"""A member cannot fill the table of auctions: it has a share of it, and an application that came to
nothing gives its place up.
"""

from __future__ import annotations

import pytest

from engine.commands import CommandKind, Side
from engine.events import Reason
from engine.rules.auction.views import auction_rows
from engine.rules.check import check
from engine.rules.state import SMALL
from engine.units import SHARE_LEAST
from tests.engine.desk import ALICE, BOB, CEA25, Desk, trading_desk
from tests.oracle.numbering import key_command


def applying(desk: Desk, account: int) -> Reason:
    """Why an application is refused, NONE when it is not."""
    terms = {"instrument": CEA25, "side": Side.SELL, "quantity": 100_000}
    return desk.refused(CommandKind.APPLY_AUCTION, account=account, **terms)


def refuse(desk: Desk, account: int) -> None:
    """Staff refuses the first application of an account."""
    number = next(row["auction"] for row in auction_rows(desk.state, account))
    assert desk.refused(CommandKind.REFUSE_AUCTION, auction=number) == Reason.NONE


@pytest.fixture
def desk() -> Desk:
    """A venue whose numbers have a key."""
    desk = trading_desk()
    assert desk.refused(**key_command(7 << 50)) == Reason.NONE
    return desk


def test_an_account_has_a_share_of_the_table(desk: Desk) -> None:
    codes = [applying(desk, ALICE) for _ in range(SHARE_LEAST + 1)]
    assert codes == [Reason.NONE] * SHARE_LEAST + [Reason.AUCTIONS_OF_ACCOUNT_FULL]
    assert applying(desk, BOB) == Reason.NONE
    assert applying(desk, BOB) == Reason.AUCTIONS_FULL


def test_refused_applications_take_no_place_in_a_full_table(desk: Desk) -> None:
    for _ in range(3 * SMALL.auctions):
        assert applying(desk, ALICE) == Reason.NONE
        open_ = [row for row in auction_rows(desk.state, ALICE) if row["state"] == "applied"]
        done = desk.refused(CommandKind.REFUSE_AUCTION, auction=open_[0]["auction"])
        assert done == Reason.NONE
    assert len(auction_rows(desk.state, ALICE)) == SMALL.auctions - 1
    assert applying(desk, BOB) == Reason.NONE
    assert check(desk.state) == []


def test_a_log_without_the_key_decides_as_before() -> None:
    desk = trading_desk()
    codes = [applying(desk, ALICE) for _ in range(SMALL.auctions)]
    assert codes == [Reason.NONE] * (SMALL.auctions - 1) + [Reason.AUCTIONS_FULL]
    refuse(desk, ALICE)
    assert applying(desk, BOB) == Reason.AUCTIONS_FULL
