"""What rules look through and keep has its bounds."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from engine.commands import Method
from engine.commands import Relation as Kind
from engine.events import EventKind
from gateway.supervision.surveillance.facts import BUY, Instrument
from gateway.supervision.surveillance.findings import Findings
from gateway.supervision.surveillance.lasting import Lasting
from gateway.supervision.surveillance.market import Market
from gateway.supervision.surveillance.relations import Relation, Relations
from gateway.supervision.surveillance.rows import FIELDS, Row, rows_of
from gateway.supervision.surveillance.rules import positions
from gateway.supervision.surveillance.rules.related_trades import CircularTrades
from gateway.supervision.surveillance.thresholds import defaults
from gateway.supervision.surveillance.watch import Watch
from tests.gateway.supervision.stage import Stage
from tests.gateway.supervision.test_surveillance_rules import one_sided


def test_a_circle_is_found_at_once_among_many_ways() -> None:
    """Eight rows of eight, each of which sells to all of the next: 16 million ways to the end."""
    rows = [range(2 + 8 * row, 10 + 8 * row) for row in range(8)]
    market = Market(20_260_105, Lasting(), Relations(owned(66), 20_260_105))
    market.instruments[1] = Instrument("CEA25")
    found = Findings(20_260_105)
    thresholds = {"quantity": 100, "accounts": 20}
    market.heard_by([CircularTrades("circular_trades", thresholds, market, found)])
    ways = [
        (one, other)
        for row, after in reversed(list(pairwise(rows)))
        for one in row
        for other in after
    ]
    for seller, buyer in (*ways, (1, 2), (65, 1)):
        market.take(traded_row(seller, buyer))
    (finding,) = found.take()
    assert finding.accounts == (1, 2, 10, 18, 26, 34, 42, 50, 65)


def owned(accounts: int) -> list[Relation]:
    return [Relation(each, Kind.OWNER, 0, "Owner", 20_250_101) for each in range(1, accounts)]


def traded_row(seller: int, buyer: int) -> Row:
    """A block, which needs no orders."""
    zeros = dict.fromkeys(FIELDS, 0)
    fields = {"account": buyer, "maker_account": seller, "side": BUY, "instrument": 1}
    return Row(
        **zeros
        | fields
        | {"kind": int(EventKind.FILL), "quantity": 100, "method": int(Method.BLOCK)}
    )


@pytest.mark.parametrize(("room", "beyond"), [(2, 0), (1, 1), (0, 2)])
def test_groups_before_notices_have_a_bound_that_is_counted(
    room: int, beyond: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(positions, "CANDIDATES_MAX", room)
    """Buyer and seller are a group each, and the price moves the buyer's way."""
    stage = Stage()
    one_sided(stage, 20_000)
    watch = Watch(lambda date: {"before_notice": defaults()["before_notice"]})
    found = watch.take(rows_of(np.concatenate(stage.heard)))
    assert (len(found), watch.beyond) == (min(room, 1), beyond)
